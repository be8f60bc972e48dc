"""The heads money is given for, gathered from what stands confirmed, and the rates of a fiscal year."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from lec.budgets.models import BudgetRate
from lec.budgets.rules import Estimate, Group, Line, Rate, School, compute, is_near_edge, rates_of
from lec.confirmations.models import ConfirmedCount, ConfirmedStudent
from lec.headcounts.models import Headcount
from lec.organizations.models import Kind, Level, Organization
from lec.reference.grades import GRADES, Stage
from lec.rounds.models import Round, Subject
from lec.rounds.queries import current_round, round_by_key
from lec.students.models import Placement
from lec.thai import calendar

STAGES = {
    Stage.PREPRIMARY: Group.PREPRIMARY,
    Stage.PRIMARY: Group.PRIMARY,
    Stage.LOWER_SECONDARY: Group.LOWER_SECONDARY,
    Stage.UPPER_SECONDARY: Group.UPPER_SECONDARY,
}
OF_OTHERS = frozenset((Line.LUNCH, Line.MILK))
HALF = Decimal("0.5")
AGES = (3, 5)

Place = tuple[int, int]


@dataclass(frozen=True)
class Given:
    """The estimate of one LAO, or of one institution; `one_round` counts the places for which a single round
    stands for the whole year, `near_edge` those whose size is near another rate of lunch.
    """

    organization: Organization
    estimate: Estimate
    one_round: int = 0
    near_edge: int = 0


def rates(fiscal_year: int) -> list[Rate]:
    """The rates of a fiscal year (BE), as values."""
    rows = BudgetRate.objects.filter(from_fiscal_year__lte=fiscal_year)
    return rates_of(map(_value, rows), fiscal_year)


def rates_kept() -> QuerySet[BudgetRate]:
    """Every rate as the department keeps it."""
    return BudgetRate.objects.all()


def _value(row: BudgetRate) -> Rate:
    return Rate(
        line=row.line,
        group=row.group,
        from_year=row.from_fiscal_year,
        to_year=row.to_fiscal_year,
        amount=row.amount,
        days=row.days,
        source=row.source,
        status=row.status,
        least=row.least,
        most=row.most,
    )


def confirmed_estimates(organization: Organization, fiscal_year: int) -> list[Given]:
    """One for each LAO at or below the organization, from frozen rows alone; of an institution its own."""
    known = rates(fiscal_year)
    found: dict[int, list[list[School]]] = defaultdict(list)
    own = organization.level == Level.INSTITUTION
    for gather in (_of_institutions, _of_others):
        for (lao, _place), schools in gather(organization, fiscal_year).items():
            found[organization.pk if own else lao].append(schools)
    units = Organization.objects.filter(pk__in=found).order_by("path")
    return [_given(unit, found[unit.pk], known) for unit in units]


def _given(organization: Organization, places: Sequence[list[School]], known: Sequence[Rate]) -> Given:
    """A place that only one of the two rounds knows stands for the whole year by it."""
    year = [
        School(school.groups, Decimal(1) if len(rounds) == 1 else HALF, school.lines)
        for rounds in places
        for school in rounds
    ]
    one_round = sum(len(rounds) == 1 for rounds in places)
    near = sum(any(is_near_edge(known, school.size) for school in rounds) for rounds in places)
    return Given(organization, compute(known, year), one_round, near)


def fiscal_year_of(round: Round) -> int:
    """The fiscal year (BE) a round counts for: round 1 for the year of its name, round 2 for the next."""
    return round.academic_year + (round.number == 2)


def rounds_of(fiscal_year: int) -> list[Round]:
    """Round 2 of the academic year before, and round 1 of the year of that name (DOMAIN, Money)."""
    found = (round_by_key(f"{fiscal_year - 1}-2"), round_by_key(f"{fiscal_year}-1"))
    return [round for round in found if round is not None]


def _of_institutions(organization: Organization, fiscal_year: int) -> dict[Place, list[School]]:
    """By LAO, as it was when it was confirmed, and institution: its heads in each round."""
    found: dict[Place, list[School]] = defaultdict(list)
    where = ("confirmation__lao_id", "confirmation__organization_id")
    for round in rounds_of(fiscal_year):
        standing = _standing(organization, round, Subject.STUDENTS)
        standing["confirmation__organization__level"] = Level.INSTITUTION
        heads: dict[Place, dict[Group, int]] = defaultdict(dict)
        counts = ConfirmedCount.objects.filter(**standing)
        columns = (*where, "confirmation__organization__kind", "grade")
        for lao, place, kind, grade, number in counts.values_list(*columns).annotate(number=Sum("count")):
            _add(heads[lao, place], kind, grade, number)
        standing["confirmation__organization__kind"] = Kind.CENTER
        aged = ConfirmedStudent.objects.filter(_aged("birth_date", round.academic_year), **standing)
        for lao, place, number in aged.values_list(*where).annotate(number=Count("pk")):
            heads[lao, place][Group.CENTER_3_5] = number
        for key, groups in heads.items():
            found[key].append(School(groups))
    return found


def _of_others(organization: Organization, fiscal_year: int) -> dict[Place, list[School]]:
    """By paying LAO and other school: its heads in each round, for lunch and milk."""
    found: dict[Place, list[School]] = defaultdict(list)
    for round in rounds_of(fiscal_year):
        counts = ConfirmedCount.objects.filter(**_standing(organization, round, Subject.HEADCOUNTS))
        rows = counts.values_list("confirmation__organization_id", "school_id", "grade")
        heads: dict[Place, dict[Group, int]] = defaultdict(dict)
        for lao, school, grade, number in rows.annotate(number=Sum("count")):
            _add(heads[lao, school or 0], Kind.SCHOOL, grade, number)
        for key, groups in heads.items():
            found[key].append(School(groups, lines=OF_OTHERS))
    return found


def _standing(organization: Organization, round: Round, subject: str) -> dict[str, Any]:
    return {
        "confirmation__round": round,
        "confirmation__subject": subject,
        "confirmation__revoked_at": None,
        "confirmation__organization__path__startswith": organization.path,
    }


def _add(groups: dict[Group, int], kind: str, grade: str, number: int) -> None:
    group = Group.CENTER if kind == Kind.CENTER else STAGES.get(GRADES[grade].stage)
    if group is not None:
        groups[group] = groups.get(group, 0) + number


def _aged(name: str, academic_year: int) -> Q:
    """3 to 5 full years on 16 May of the academic year (BE)."""
    youngest, oldest = AGES
    day = calendar.YEAR_STARTS
    year = calendar.ce_year(academic_year)
    born = {f"{name}__lte": date(year - youngest, *day), f"{name}__gt": date(year - oldest - 1, *day)}
    return Q(**born)


def register_estimate(organization: Organization, fiscal_year: int, at: datetime) -> Given:
    """What one institution or one LAO would bring as register and headcounts stand now: a preview, never kept
    and never summed higher (DESIGN, idea 3).
    """
    round = current_round(at)
    academic_year = round.academic_year if round else calendar.academic_year_of(calendar.today(at))
    seats = Placement.objects.filter(classroom__institution__path__startswith=organization.path, ends_on=None)
    place, kind = "classroom__institution_id", "classroom__institution__kind"
    heads: dict[int, dict[Group, int]] = defaultdict(dict)
    rows = seats.values_list(place, kind, "classroom__grade").annotate(number=Count("pk"))
    for pk, of_kind, grade, number in rows:
        _add(heads[pk], of_kind, grade, number)
    aged = seats.filter(_aged("enrollment__student__birth_date", academic_year), **{kind: Kind.CENTER})
    for pk, number in aged.values_list(place).annotate(number=Count("pk")):
        heads[pk][Group.CENTER_3_5] = number
    others: dict[int, dict[Group, int]] = defaultdict(dict)
    given = Headcount.objects.filter(school__lao=organization, round=round)
    for pk, grade, number in given.values_list("school_id", "grade").annotate(number=Sum("count")):
        _add(others[pk], Kind.SCHOOL, grade, number)
    schools = [School(groups) for groups in heads.values()]
    schools += [School(groups, lines=OF_OTHERS) for groups in others.values()]
    known = rates(fiscal_year)
    near = sum(is_near_edge(known, school.size) for school in schools)
    return Given(organization, compute(known, schools), near_edge=near)
