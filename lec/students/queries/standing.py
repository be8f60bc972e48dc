"""How far registers are from being confirmed, as counts (T2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.rounds.models import Round
from lec.students.models import (
    Attestation,
    Enrollment,
    Placement,
    RecordedFinding,
)
from lec.students.rules import GONE, Severity


@dataclass(frozen=True)
class RegisterState:
    """What stands between a register and its confirmation, as counts."""

    students: int = 0
    unattested: int = 0
    gone_enrolled: int = 0
    errors: int = 0
    unexplained: int = 0


@dataclass(frozen=True)
class Readiness:
    """Every student of a register or room in one of four parts, so that the parts add up to the whole."""

    ready: int = 0
    explain: int = 0
    fix: int = 0
    unchecked: int = 0

    def __add__(self, other: "Readiness") -> "Readiness":
        """Two rooms as one."""
        return Readiness(
            self.ready + other.ready,
            self.explain + other.explain,
            self.fix + other.fix,
            self.unchecked + other.unchecked,
        )

    @property
    def students(self) -> int:
        """All of them."""
        return self.ready + self.explain + self.fix + self.unchecked

    @property
    def unsettled(self) -> int:
        """Who stands in the way of confirming whatever the existence check says."""
        return self.explain + self.fix


def readiness(actor: Actor, institution: Organization, round: Round | None) -> Readiness:
    """How much of a register is ready: who has several things to be done counts where the heaviest is.

    To fix is an error, and being enrolled though reported gone (T2).
    """
    rows = Enrollment.objects.visible_to(actor).filter(institution=institution, left_on=None)
    parts = rows.annotate(part=_part("pk", round)).values_list("part")
    return Readiness(**dict(parts.annotate(number=Count("pk")).values_list("part", "number")))


def readiness_by_room(actor: Actor, institution: Organization, round: Round | None) -> dict[int, Readiness]:
    """The same of each room by its id, as far as the actor may see them; empty rooms are left out."""
    rows = Placement.objects.visible_to(actor).filter(classroom__institution=institution, ends_on=None)
    parts = rows.annotate(part=_part("enrollment", round)).values_list("classroom_id", "part")
    counts: dict[int, dict[str, int]] = {}
    for room, part, number in parts.annotate(number=Count("pk")):
        counts.setdefault(room, {})[part] = number
    return {room: Readiness(**parts) for room, parts in counts.items()}


def _part(enrollment: str, round: Round | None) -> Case:
    """In which part of `Readiness` a student is, by the name of the column that holds the stay."""
    findings = RecordedFinding.objects.filter(enrollment=OuterRef(enrollment))
    said = Attestation.objects.filter(enrollment=OuterRef(enrollment), round=round)
    return Case(
        When(Exists(findings.filter(severity=Severity.ERROR)), then=Value("fix")),
        When(Exists(said.filter(code__in=GONE)), then=Value("fix")),
        When(Exists(findings.filter(severity=Severity.WARNING, explanation="")), then=Value("explain")),
        When(~Exists(said), then=Value("unchecked")),
        default=Value("ready"),
    )


def register_states(institutions: Iterable[int], round: Round | None) -> dict[int, RegisterState]:
    """The state of many registers by institution id, in three queries whatever their number."""
    ids = list(institutions)
    students = count_by("institution_id", Enrollment.objects.filter(institution__in=ids, left_on=None))
    attested = {
        row["enrollment__institution_id"]: row
        for row in Attestation.objects.filter(
            round=round, enrollment__institution__in=ids, enrollment__left_on=None
        )
        .values("enrollment__institution_id")
        .annotate(all=Count("pk"), gone=Count("pk", filter=Q(code__in=GONE)))
    }
    found = {
        row["enrollment__institution_id"]: row
        for row in RecordedFinding.objects.filter(enrollment__institution__in=ids, enrollment__left_on=None)
        .values("enrollment__institution_id")
        .annotate(
            errors=Count("pk", filter=Q(severity=Severity.ERROR)),
            unexplained=Count("pk", filter=Q(severity=Severity.WARNING, explanation="")),
        )
    }
    nothing: dict[str, int] = {}
    return {
        pk: RegisterState(
            students=students.get(pk, 0),
            unattested=students.get(pk, 0) - attested.get(pk, nothing).get("all", 0),
            gone_enrolled=attested.get(pk, nothing).get("gone", 0),
            errors=found.get(pk, nothing).get("errors", 0),
            unexplained=found.get(pk, nothing).get("unexplained", 0),
        )
        for pk in ids
    }


def count_by(name: str, rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.values_list(name).annotate(number=Count("pk")).values_list(name, "number"))
