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
    """Every student of a register in one of four parts, so that the parts add up to the whole."""

    ready: int
    explain: int
    fix: int
    unchecked: int

    @property
    def students(self) -> int:
        """All of them."""
        return self.ready + self.explain + self.fix + self.unchecked


def readiness(actor: Actor, institution: Organization, round: Round | None) -> Readiness:
    """How much of a register is ready: who has several things to be done counts where the heaviest is.

    To fix is an error, and being enrolled though reported gone (T2).
    """
    findings = RecordedFinding.objects.filter(enrollment=OuterRef("pk"))
    said = Attestation.objects.filter(enrollment=OuterRef("pk"), round=round)
    rows = Enrollment.objects.visible_to(actor).filter(institution=institution, left_on=None)
    parts = rows.annotate(
        part=Case(
            When(Exists(findings.filter(severity=Severity.ERROR)), then=Value("fix")),
            When(Exists(said.filter(code__in=GONE)), then=Value("fix")),
            When(Exists(findings.filter(severity=Severity.WARNING, explanation="")), then=Value("explain")),
            When(~Exists(said), then=Value("unchecked")),
            default=Value("ready"),
        )
    )
    counts = dict(parts.values_list("part").annotate(number=Count("pk")).values_list("part", "number"))
    return Readiness(**{part: counts.get(part, 0) for part in ("ready", "explain", "fix", "unchecked")})


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
