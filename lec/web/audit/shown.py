"""Acts in words: when, who and for whom, what about which thing, why, and each value before and after."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.reference.queries import codes_and_labels
from lec.students.models import AttestationCode
from lec.web.audit.fields import field_of
from lec.web.audit.things import NOTHING, Thing, things_of
from lec.web.audit.words import ACTS

Labels = Mapping[str, Mapping[str, str]]
SAYS_WHAT_IS_SO = ("facilities.", "headcounts.")  # their acts leave out what is empty


@dataclass(frozen=True)
class Act:
    """One act. `changes` are (name, before, after), `facts` (name, value) of what has no other side."""

    at: datetime
    who: str
    for_whom: str
    act: str
    note: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    organization: str = ""
    thing: Thing = NOTHING


def acts_shown(entries: Iterable[AuditEntry], by: Actor, *, of_one: bool = False) -> list[Act]:
    """Entries the actor may see, in a fixed number of queries; `of_one` where all are about one child."""
    rows, labels = list(entries), codes_and_labels(by.today)[1]
    things = things_of(rows, by, of_one=of_one)
    return [act_shown(row, labels, things.get((row.subject, row.subject_id), NOTHING)) for row in rows]


def act_shown(entry: AuditEntry, labels: Labels, thing: Thing = NOTHING) -> Act:
    """One act; `labels` are the words of codes by list."""
    both = [name for name in {**entry.before, **entry.after} if _has_two_sides(entry, name)]
    return Act(
        at=entry.at,
        who=entry.user.name if entry.user else _("ระบบ"),
        for_whom=_for_whom(entry),
        act=str(ACTS.get(entry.action, entry.action)),
        note=_note(entry),
        changes=list(_changes(entry, both, labels)),
        facts=list(_facts(entry, both, labels)),
        organization=entry.organization.name,
        thing=thing,
    )


def _for_whom(entry: AuditEntry) -> str:
    """The organization somebody acted for, where it is not the one it concerned."""
    other = entry.acting_for_id is not None and entry.acting_for_id != entry.organization_id
    return entry.acting_for.name if other and entry.acting_for else ""


def _note(entry: AuditEntry) -> str:
    if entry.action != "attest":
        return entry.because
    found = "" if entry.before.get("code") else str(AttestationCode(entry.after["code"]).label)
    paper = _("กรอกจากใบรายชื่อที่ครูลงนาม") if entry.after.get("from_paper") else ""
    return " · ".join(filter(None, (found, paper, entry.because)))


def _has_two_sides(entry: AuditEntry, name: str) -> bool:
    """Whether a value was one thing and became another, and not only given, or taken back."""
    if name in entry.before and name in entry.after:
        return entry.action != "attest" or bool(entry.before[name])
    return bool(entry.before) and bool(entry.after) and entry.subject.startswith(SAYS_WHAT_IS_SO)


def _changes(entry: AuditEntry, names: Iterable[str], labels: Labels) -> Iterator[tuple[str, str, str]]:
    for name in names:
        shown = field_of(entry.subject, name)
        before, after = (_value(entry, name, side.get(name), labels) for side in (entry.before, entry.after))
        if shown and before != after:
            yield str(shown.label), before, after


def _facts(entry: AuditEntry, changed: list[str], labels: Labels) -> Iterator[tuple[str, str]]:
    for name, value in {**entry.before, **entry.after}.items():
        shown = field_of(entry.subject, name)
        said = entry.action == "attest" or name in changed
        if shown and not said and (words := _value(entry, name, value, labels)):
            yield str(shown.label), words


def _value(entry: AuditEntry, name: str, value: Any, labels: Labels) -> str:
    """A value as people read it: dates in BE, IDs masked, codes in words; "" for none."""
    shown = field_of(entry.subject, name)
    if shown is None or value in (None, "", []):
        return ""
    if shown.code_list:
        return labels.get(shown.code_list, {}).get(str(value), str(value))
    return shown.words(value)
