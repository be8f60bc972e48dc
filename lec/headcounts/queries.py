"""Questions about other schools and their headcounts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from lec.actor import Actor
from lec.headcounts.models import Headcount, OtherSchool
from lec.organizations.models import Organization
from lec.rounds.models import Round

Counts = dict[tuple[str, str], int]


def schools_for(actor: Actor) -> QuerySet[OtherSchool]:
    """The other schools whose paying LAO the actor may see."""
    return OtherSchool.objects.visible_to(actor).select_related("lao")


@dataclass(frozen=True)
class SchoolCounts:
    """A school with this round's and last round's numbers by (grade, sex); `counts` None is not entered."""

    school: OtherSchool
    counts: Counts | None
    last: Counts | None

    @property
    def total(self) -> int | None:
        """The sum, never typed; None where nothing was entered."""
        return None if self.counts is None else sum(self.counts.values())


def school_counts(
    schools: Iterable[OtherSchool], round: Round | None, previous: Round | None
) -> list[SchoolCounts]:
    """The schools in the given order with their numbers, in one query for both rounds."""
    listed = list(schools)
    numbers: dict[tuple[int | None, int], Counts] = {}
    rounds = [r.pk for r in (round, previous) if r is not None]
    rows = Headcount.objects.filter(school__in=[s.pk for s in listed], round__in=rounds)
    for round_id, school_id, grade, sex, count in rows.values_list(
        "round_id", "school_id", "grade", "sex", "count"
    ):
        numbers.setdefault((round_id, school_id), {})[grade, sex] = count
    now, last = round.pk if round else None, previous.pk if previous else None
    return [SchoolCounts(s, numbers.get((now, s.pk)), numbers.get((last, s.pk))) for s in listed]


def schools_without_headcounts(laos: Iterable[int], round: Round) -> QuerySet[OtherSchool]:
    """The assigned schools that have no value yet (T8: 0 is a value, blank is not)."""
    entered = Headcount.objects.filter(round=round, school=OuterRef("pk"))
    return OtherSchool.objects.filter(lao__in=list(laos)).filter(~Exists(entered))


def laos_with_schools(laos: Iterable[int]) -> set[int]:
    """Those of the LAOs that pay for at least one other school."""
    return set(OtherSchool.objects.filter(lao__in=list(laos)).values_list("lao_id", flat=True).distinct())


def totals_by_grade_and_sex(lao: Organization, round: Round) -> Counts:
    """The sum over an LAO's other schools as entered now."""
    totals: Counts = {}
    rows = Headcount.objects.filter(school__lao=lao, round=round).values_list("grade", "sex", "count")
    for grade, sex, count in rows:
        totals[grade, sex] = totals.get((grade, sex), 0) + count
    return totals
