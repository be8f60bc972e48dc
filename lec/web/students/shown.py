"""Students as lists show them: what is wrong stands at the row, what is whole says so in one word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.reference.grades import short
from lec.students.models import AttestationCode, CitizenIdType, LeavingReason, Placement, RecordedFinding, Sex
from lec.students.queries import findings_of
from lec.students.rules import GONE, OTHER, PRESENT, Severity, message_of
from lec.thai import calendar, citizen_id
from lec.web.students.kinds import FIELDS

State = tuple[str, str]

ACTS = {
    "enroll": gettext_lazy("เพิ่มเข้าทะเบียน"),
    "change": gettext_lazy("แก้ไข"),
    "leave": gettext_lazy("นำออกจากระบบ"),
    "return": gettext_lazy("คืนเข้าชั้นเรียน"),
    "attest": gettext_lazy("ตรวจสอบตัวตน"),
    "merge": gettext_lazy("รวมประวัติ"),
    "undo-merge": gettext_lazy("ยกเลิกการรวมประวัติ"),
}


@dataclass(frozen=True)
class Row:
    """One student in a list; `state` and `existence` are (look, words) of a chip."""

    number: int
    placement: Placement
    findings: list[dict[str, Any]]
    state: State
    existence: State
    age: int | None

    @property
    def gone(self) -> bool:
        """Whether the student was reported gone and is still enrolled."""
        return self.placement.attested in GONE  # type: ignore[attr-defined]

    @property
    def unsettled(self) -> bool:
        """Whether something must be done before confirming."""
        return self.state[0] in (Severity.ERROR, Severity.WARNING)


def rows_of(actor: Actor, placements: Iterable[Placement], first: int = 1) -> list[Row]:
    """Rows in the given order, numbered from `first`, with their findings: one query for all."""
    listed = list(placements)
    found = findings_of(actor, [placement.enrollment_id for placement in listed])
    return [
        _row(number, placement, found.get(placement.enrollment_id, []), actor.today)
        for number, placement in enumerate(listed, first)
    ]


def _row(number: int, placement: Placement, findings: list[RecordedFinding], today: date) -> Row:
    born = placement.enrollment.student.birth_date
    return Row(
        number=number,
        placement=placement,
        findings=[finding_shown(finding) for finding in findings],
        state=_state(findings, placement.attested),  # type: ignore[attr-defined]
        existence=existence(placement.attested),  # type: ignore[attr-defined]
        age=calendar.age_on(born, today) if born else None,
    )


def _state(findings: list[RecordedFinding], attested: str) -> State:
    if attested in GONE:
        return "error", _("ต้องนำออก")
    if any(finding.severity == Severity.ERROR for finding in findings):
        return "error", _("ต้องแก้")
    warnings = [finding for finding in findings if finding.severity == Severity.WARNING]
    if any(not finding.explanation for finding in warnings):
        return "warning", _("ต้องชี้แจง")
    return ("done", _("ชี้แจงแล้ว")) if warnings else ("", _("ครบ"))


def existence(code: str) -> State:
    """What the class teacher said, as a chip."""
    if not code:
        return "waiting", _("ยังไม่ตรวจ")
    looks = {PRESENT: "done", OTHER: "warning"}
    return looks.get(code, "error"), str(AttestationCode(code).label)


def finding_shown(finding: RecordedFinding) -> dict[str, Any]:
    """A finding as `ui.finding_line` draws it."""
    by = finding.explained_by.name if finding.explained_by else ""
    on = calendar.format_short(calendar.today(finding.explained_at)) if finding.explained_at else ""
    return {
        "pk": finding.pk,
        "code": finding.code,
        "severity": finding.severity,
        "message": message_of(finding.code, finding.params),
        "explanation": finding.explanation,
        "explained_by": f"{by} {on}".strip(),
    }


def room_label(grade: str, room: str) -> str:
    """ "ป.4/1", as teachers say it."""
    return f"{short(grade)}/{room}"


def act_shown(entry: AuditEntry) -> dict[str, Any]:
    """One line of a student's history: when, who, what, and each changed value."""
    return {
        "at": entry.at,
        "who": entry.user.name if entry.user else "",
        "act": str(ACTS.get(entry.action, entry.action)),
        "note": _note(entry),
        "changes": [
            (str(FIELDS.get(name, FIELDS["classroom"])), value_shown(name, entry.before.get(name)), shown)
            for name, value in entry.after.items()
            if entry.action == "change" and (shown := value_shown(name, value))
        ],
    }


def _note(entry: AuditEntry) -> str:
    if entry.action == "attest":
        return str(AttestationCode(entry.after["code"]).label)
    if entry.action == "leave":
        return str(LeavingReason(entry.after["leaving_reason"]).label)
    return entry.because if entry.action == "merge" else ""


CHOICES: dict[str, Any] = {"citizen_id_type": CitizenIdType, "sex": Sex}


def value_shown(name: str, value: Any) -> str:
    """A value as people read it: dates in BE, IDs masked, codes in words."""
    if value in (None, ""):
        return ""
    if name in ("birth_date", "entered_on"):
        return calendar.format_short(date.fromisoformat(value))
    if name == "citizen_id":
        return citizen_id.mask(value)
    if name == "grade":
        return short(value)
    return str(CHOICES[name](value).label) if name in CHOICES else str(value)
