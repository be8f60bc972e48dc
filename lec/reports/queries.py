"""Numbers for every level: frozen counts under standing confirmations, and who is how far (letter §3, §9.1).

One definition of counted, here: a number is reported if and only if a confirmation that stands froze it. The
living register is never summed, so what was confirmed is what is shown, at once (DESIGN, idea 3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from lec.actor import Actor
from lec.confirmations.models import ConfirmedCount, Receipt
from lec.confirmations.queries import receipts_for, situations
from lec.confirmations.rules import State, obstacles_to_confirming, state_of
from lec.headcounts.models import OtherSchool
from lec.organizations.models import LEVELS_DOWNWARD, Level, Organization
from lec.organizations.queries import organizations_for
from lec.reference.grades import ORDER
from lec.refusals import Obstacle
from lec.rounds.models import Confirmation, Round, Subject
from lec.thai import calendar

Counts = dict[tuple[str, str], int]


def counted(actor: Actor, organization: Organization, round: Round, subject: str) -> QuerySet[ConfirmedCount]:
    """The frozen rows that count below an organization, by the parents as they were when confirmed."""
    rows = ConfirmedCount.objects.visible_to(actor).filter(
        confirmation__round=round, confirmation__subject=subject, confirmation__revoked_at=None
    )
    column = COLUMNS.get(organization.level)
    return rows.filter(**{f"confirmation__{column}": organization}) if column else rows


COLUMNS: dict[str, str] = {Level.INSTITUTION: "organization", Level.LAO: "lao", Level.PROVINCE: "province"}


def totals(actor: Actor, organization: Organization, round: Round, subject: str) -> Counts:
    """Counted students below an organization by (grade, sex)."""
    rows = counted(actor, organization, round, subject).values_list("grade", "sex")
    return {(grade, sex): number for grade, sex, number in rows.annotate(number=Sum("count"))}


def totals_of_children(
    actor: Actor, organization: Organization, round: Round, subject: str
) -> dict[int, int]:
    """Counted students by id of the direct child they lie below; an LAO's headcounts lie at itself."""
    below = LEVELS_DOWNWARD[min(LEVELS_DOWNWARD.index(Level(organization.level)) + 1, 3)]
    column = f"confirmation__{COLUMNS[below]}"
    rows = counted(actor, organization, round, subject).values_list(column).annotate(number=Sum("count"))
    return dict(rows.values_list(column, "number"))


def rows_by_organization(
    actor: Actor, organization: Organization, round: Round, subject: str
) -> list[tuple[Organization, int]]:
    """The direct children with what is counted below each, 0 where nothing is: they add up to the total.

    A unit that has moved since stays listed where it was counted. Who owns the counted data itself, an
    institution and for headcounts an LAO, is its own row.
    """
    numbers = totals_of_children(actor, organization, round, subject)
    if organization.level == (Level.LAO if subject == Subject.HEADCOUNTS else Level.INSTITUTION):
        return [(organization, numbers.get(organization.pk, 0))]
    units = organizations_for(actor).filter(Q(parent=organization) | Q(pk__in=list(numbers)))
    return [(unit, numbers.get(unit.pk, 0)) for unit in units]


def totals_by_kind(actor: Actor, organization: Organization, round: Round) -> dict[str, int]:
    """Counted students in schools and in centers."""
    column = "confirmation__organization__kind"
    rows = counted(actor, organization, round, Subject.STUDENTS).values_list(column)
    return dict(rows.annotate(number=Sum("count")).values_list(column, "number"))


@dataclass(frozen=True)
class Coverage:
    """Of how many units that must confirm their own data, how many stand confirmed."""

    confirmed: int
    expected: int


def coverage(actor: Actor, organization: Organization, round: Round, subject: str) -> Coverage:
    """What a sum is made of: institutions for students, paying LAOs for headcounts."""
    level = Level.INSTITUTION if subject == Subject.STUDENTS else Level.LAO
    due = organizations_for(actor).filter(level=level, path__startswith=organization.path)
    if subject == Subject.HEADCOUNTS:
        due = due.filter(other_schools__isnull=False).distinct()
    confirmed = Confirmation.objects.visible_to(actor).filter(
        round=round,
        subject=subject,
        revoked_at=None,
        organization__level=level,
        organization__path__startswith=organization.path,
    )
    return Coverage(confirmed.count(), due.count())


def coverage_of_children(actor: Actor, organization: Organization, round: Round) -> dict[int, Coverage]:
    """Confirmed and expected institutions by id of the direct child, for provinces and for LAOs."""
    by_level = {Level.DEPARTMENT: ("province", "parent__parent_id"), Level.PROVINCE: ("lao", "parent_id")}
    column, ancestor = by_level[Level(organization.level)]
    units = organizations_for(actor).filter(parent=organization).values_list("pk", flat=True)
    below = organizations_for(actor).filter(level=Level.INSTITUTION, path__startswith=organization.path)
    due = dict(below.order_by().values_list(ancestor).annotate(number=Count("pk")))
    standing = Confirmation.objects.visible_to(actor).filter(
        round=round, subject=Subject.STUDENTS, revoked_at=None, organization__level=Level.INSTITUTION
    )
    confirmed = dict(standing.values_list(f"{column}_id").annotate(number=Count("pk")))
    return {pk: Coverage(confirmed.get(pk, 0), due.get(pk, 0)) for pk in units}


@dataclass(frozen=True)
class Progress:
    """How far one unit is with one subject."""

    organization: Organization
    subject: str
    state: State
    due_on: date
    late: bool
    in_the_way: list[Obstacle]
    confirmation: Confirmation | None
    total: int | None

    @property
    def obstacles(self) -> int:
        """How many things stand in the way of confirming."""
        return len(self.in_the_way)


def progress(
    actor: Actor, organizations: Iterable[Organization], subject: str, round: Round, at: datetime
) -> list[Progress]:
    """The state of each unit of one level, in the order given, in a fixed number of queries."""
    units = list(organizations)
    seen = situations(units, subject, round, at)
    standing = {
        row.organization_id: row
        for row in Confirmation.objects.visible_to(actor)
        .filter(round=round, subject=subject, revoked_at=None, organization__in=[unit.pk for unit in units])
        .select_related("receipt")
    }
    return [_progress(unit, subject, seen[unit.pk], standing.get(unit.pk), round, at) for unit in units]


def _progress(  # type: ignore[no-untyped-def]
    unit: Organization, subject: str, situation, confirmation: Confirmation | None, round: Round, at: datetime
) -> Progress:
    state = state_of(situation)
    due_on = round.due_on(unit.level)
    moment = confirmation.confirmed_at if confirmation else at
    return Progress(
        organization=unit,
        subject=subject,
        state=state,
        due_on=due_on,
        late=state != State.NOT_APPLICABLE and moment >= calendar.end_of_day(due_on),
        in_the_way=[]
        if confirmation or state == State.NOT_APPLICABLE
        else list(obstacles_to_confirming(situation)),
        confirmation=confirmation,
        total=confirmation.receipt.total if confirmation else None,
    )


def receipt_totals(
    actor: Actor, organizations: Iterable[Organization], subject: str, round: Round | None
) -> dict[int, int]:
    """What each unit stands behind in a round, by id; who does not is left out, which is not zero."""
    rows = Confirmation.objects.visible_to(actor).filter(
        round=round, subject=subject, revoked_at=None, organization__in=[unit.pk for unit in organizations]
    )
    return dict(rows.values_list("organization_id", "receipt__total"))


def receipt_of(actor: Actor, organization: Organization, round: Round, subject: str) -> Receipt | None:
    """The receipt an organization stands behind in a round, as far as the actor may see it."""
    return (
        receipts_for(actor)
        .filter(
            confirmation__organization=organization,
            confirmation__round=round,
            confirmation__subject=subject,
            confirmation__revoked_at=None,
        )
        .first()
    )


def schools_counted(receipt: Receipt) -> list[tuple[OtherSchool, int]]:
    """What a confirmation of headcounts froze for each other school, 0 too, by affiliation and name."""
    rows = ConfirmedCount.objects.filter(confirmation=receipt.confirmation_id, school__isnull=False)
    numbers = dict(rows.values_list("school").annotate(number=Sum("count")))
    return [(school, numbers[school.pk]) for school in OtherSchool.objects.filter(pk__in=numbers)]


def in_grade_order(counts: Counts) -> list[str]:
    """The grades that occur in counts, in the order of schooling."""
    return sorted({grade for grade, _sex in counts}, key=ORDER.__getitem__)
