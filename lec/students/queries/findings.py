"""What the rules have found on the living register."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.students.models import (
    Classroom,
    Placement,
    RecordedFinding,
)
from lec.students.rules import Severity

UNSETTLED = Q(severity=Severity.ERROR) | Q(severity=Severity.WARNING, explanation="")


def findings_for(actor: Actor, institution: Organization) -> QuerySet[RecordedFinding]:
    """Findings of the living register, unexplained and heavy ones first."""
    return (
        RecordedFinding.objects.visible_to(actor)
        .filter(enrollment__institution=institution, enrollment__left_on=None)
        .select_related("enrollment__student")
        .order_by("severity", "explanation", "code", "enrollment__student__sort_key")
    )


def findings_of_kind(actor: Actor, institution: Organization, code: str) -> QuerySet[RecordedFinding]:
    """Findings of one kind, those without explanation first; each with `grade` and `room` of its student."""
    seat = Placement.objects.filter(enrollment=OuterRef("enrollment"), ends_on=None)
    return (
        findings_for(actor, institution)
        .filter(code=code)
        .select_related("explained_by")
        .annotate(
            grade=Subquery(seat.values("classroom__grade")[:1]),
            room=Subquery(seat.values("classroom__room")[:1]),
            settled=Case(When(UNSETTLED, then=Value(0)), default=Value(1)),
        )
        .order_by("settled", "enrollment__student__sort_key", "pk")
    )


def findings_of(actor: Actor, enrollments: Iterable[int]) -> dict[int, list[RecordedFinding]]:
    """Findings by stay, errors first, then what is still to be explained."""
    found: dict[int, list[RecordedFinding]] = {}
    rows = RecordedFinding.objects.visible_to(actor).filter(enrollment__in=list(enrollments))
    for row in sorted(rows.select_related("explained_by"), key=_heaviest_first):
        found.setdefault(row.enrollment_id, []).append(row)
    return found


def _heaviest_first(finding: RecordedFinding) -> tuple[int, bool, int]:
    return list(Severity).index(Severity(finding.severity)), bool(finding.explanation), finding.pk


@dataclass(frozen=True)
class FindingKind:
    """Findings of one kind in a register: how many there are, how many stand in the way of confirming."""

    code: str
    severity: str
    count: int
    unsettled: int


def finding_kinds(actor: Actor, institution: Organization) -> list[FindingKind]:
    """What the register's findings are, errors first, in one query."""
    rows = RecordedFinding.objects.visible_to(actor).filter(
        enrollment__institution=institution, enrollment__left_on=None
    )
    counted = rows.values_list("code", "severity").annotate(
        count=Count("pk"), unsettled=Count("pk", filter=UNSETTLED)
    )
    kinds = [FindingKind(*row) for row in counted]
    return sorted(kinds, key=lambda kind: (list(Severity).index(Severity(kind.severity)), kind.code))


def with_errors(actor: Actor, institution: Organization) -> list[int]:
    """The stays that hold an error, in the order of the rooms' lists, to be mended one after another."""
    rows = RecordedFinding.objects.visible_to(actor).filter(
        enrollment__institution=institution, enrollment__left_on=None, severity=Severity.ERROR
    )
    keys = ("enrollment__student__sort_key", "enrollment_id")
    return list(dict.fromkeys(rows.order_by(*keys).values_list("enrollment_id", flat=True)))


def finding_by_id(actor: Actor, pk: int) -> RecordedFinding | None:
    """One finding the actor may see, with its student and institution."""
    rows = RecordedFinding.objects.visible_to(actor).select_related("enrollment__institution")
    return rows.filter(pk=pk, enrollment__left_on=None).first()


def explained_marks(actor: Actor, classroom: Classroom) -> dict[int, str]:
    """Why those of a room who were found to be "other" (206) stay enrolled, by stay."""
    rows = RecordedFinding.objects.visible_to(actor).filter(
        code="attested-other",
        enrollment__placements__classroom=classroom,
        enrollment__placements__ends_on=None,
    )
    return dict(rows.values_list("enrollment_id", "explanation"))
