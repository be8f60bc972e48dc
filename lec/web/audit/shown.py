"""Acts in words: when, who and for whom, what, why, and each changed value before and after."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lec.audit.models import AuditEntry
from lec.reference import places
from lec.reference.grades import short
from lec.students.models import AttestationCode, CitizenIdType, LeavingReason, Sex
from lec.students.rules import PARTICULARS, Kind
from lec.thai import calendar, citizen_id
from lec.web.audit.words import ACTS
from lec.web.students.kinds import FIELDS

Labels = Mapping[str, Mapping[str, str]]

CHOICES: dict[str, Any] = {
    "citizen_id_type": CitizenIdType,
    "sex": Sex,
    "code": AttestationCode,
    "leaving_reason": LeavingReason,
}
DAYS = ("birth_date", "entered_on", "left_on")


def act_shown(entry: AuditEntry, labels: Labels) -> dict[str, Any]:
    """One act; `labels` are the words of codes by list."""
    return {
        "at": entry.at,
        "who": entry.user.name if entry.user else _("ระบบ"),
        "for_whom": _for_whom(entry),
        "act": str(ACTS.get(entry.action, entry.action)),
        "note": _note(entry),
        "changes": list(_changes(entry, labels)),
        "url": _address(entry),
        "about": None,
    }


def _for_whom(entry: AuditEntry) -> str:
    """The organization somebody acted for, where it is not the one it concerned."""
    other = entry.acting_for_id is not None and entry.acting_for_id != entry.organization_id
    return entry.acting_for.name if other and entry.acting_for else ""


def _note(entry: AuditEntry) -> str:
    if entry.action == "attest":
        return str(AttestationCode(entry.after["code"]).label)
    if entry.action == "leave":
        reason = str(LeavingReason(entry.after["leaving_reason"]).label)
        return f"{reason} · {entry.because}" if entry.because else reason
    return entry.because


def _changes(entry: AuditEntry, labels: Labels) -> Any:
    """(label, before, after) of each field of a student that an act changed."""
    if entry.action != "change":
        return
    for name in entry.after.keys() | entry.before.keys():
        before, after = (_value(name, side.get(name), labels) for side in (entry.before, entry.after))
        if before != after:
            yield _label(name), before, after


def _label(name: str) -> str:
    if name in PARTICULARS:
        return str(PARTICULARS[name].label)
    return str(FIELDS.get(name, FIELDS["classroom"]))


def _value(name: str, value: Any, labels: Labels) -> str:
    """A value as people read it: dates in BE, IDs masked, codes in words."""
    if value in (None, ""):
        return ""
    if name in DAYS:
        return calendar.format_short(date.fromisoformat(value))
    if name == "citizen_id":
        return citizen_id.mask(value)
    if name == "grade":
        return short(value)
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    return _particular(name, value, labels) if name in PARTICULARS else str(value)


def _particular(name: str, value: Any, labels: Labels) -> str:
    particular = PARTICULARS[name]
    if particular.kind == Kind.CODE:
        return labels.get(particular.code_list, {}).get(str(value), str(value))
    if particular.kind == Kind.YES_NO:
        return _("ใช่") if value else _("ไม่ใช่")
    if particular.kind == Kind.SUBDISTRICT:
        return places.name_of(str(value))
    return str(value).removesuffix(".0")


PAGES = {
    "claims.claim": "claims:claim",
    "confirmations.unlockticket": "tickets:ticket",
    "uploads.upload": "uploads:upload",
    "students.enrollment": "students:history",
}


def _address(entry: AuditEntry) -> str:
    page = PAGES.get(entry.subject)
    return reverse(page, args=[entry.subject_id]) if page and entry.subject_id else ""
