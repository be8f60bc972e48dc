"""Students as lists show them: what is wrong stands at the row, what is whole says so in one word."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.actor import Actor
from lec.reference.grades import short
from lec.students.models import AttestationCode, Placement, RecordedFinding
from lec.students.queries import Listed, Readiness, findings_of, listed
from lec.students.rules import GONE, OTHER, PRESENT, Severity, message_of
from lec.thai import calendar

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One student in a list; `state` and `existence` are (look, words) of a chip."""

    number: int
    student: Listed
    findings: list[dict[str, Any]]
    state: State
    existence: State
    age: int | None

    @property
    def gone(self) -> bool:
        """Whether the student was reported gone and is still enrolled."""
        return self.student.attested in GONE

    @property
    def unsettled(self) -> bool:
        """Whether something must be done before confirming."""
        return self.state[0] in (Severity.ERROR, Severity.WARNING)


STATES: "dict[str, tuple[str, StrOrPromise]]" = {
    "gone": ("error", gettext_lazy("ต้องนำออก")),
    "fix": ("error", gettext_lazy("ต้องแก้")),
    "explain": ("warning", gettext_lazy("ต้องชี้แจง")),
    "explained": ("done", gettext_lazy("ชี้แจงแล้ว")),
    "whole": ("", gettext_lazy("ครบ")),
}


def rows_of(actor: Actor, placements: QuerySet[Placement], first: int = 1) -> list[Row]:
    """Rows in the given order, numbered from `first`, with their findings: two queries for all."""
    students = listed(placements)
    found = findings_of(actor, [student.enrollment_id for student in students])
    words, state = cache(existence), cache(lambda key: (STATES[key][0], str(STATES[key][1])))
    rows = []
    for number, student in enumerate(students, first):
        findings = found.get(student.enrollment_id, [])
        rows.append(
            Row(
                number=number,
                student=student,
                findings=[finding_shown(finding) for finding in findings],
                state=state(_state(findings, student.attested)),
                existence=words(student.attested),
                age=calendar.age_on(student.birth_date, actor.today) if student.birth_date else None,
            )
        )
    return rows


PARTS: dict[str, str] = {Severity.ERROR: "fix", Severity.WARNING: "explain"}


def readiness_of(rows: Sequence[Row]) -> Readiness:
    """How much of a list is ready; each row counts where its heaviest thing is, as in `readiness`."""
    parts = Counter(PARTS.get(row.state[0], "ready" if row.student.attested else "unchecked") for row in rows)
    return Readiness(**parts)


def _state(findings: list[RecordedFinding], attested: str) -> str:
    """What is to be done about a student, one of STATES: the heaviest first."""
    if attested in GONE:
        return "gone"
    if any(finding.severity == Severity.ERROR for finding in findings):
        return "fix"
    warnings = [finding for finding in findings if finding.severity == Severity.WARNING]
    if any(not finding.explanation for finding in warnings):
        return "explain"
    return "explained" if warnings else "whole"


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
