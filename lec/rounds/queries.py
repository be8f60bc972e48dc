"""Questions to the calendar and the ledger: which round, open for whom, does a confirmation stand?"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.rounds.models import Confirmation, Reopening, Round, Subject
from lec.rounds.rules import RoundState, Window
from lec.thai import calendar


def rounds() -> QuerySet[Round]:
    """All rounds, the newest first. The calendar is everybody's."""
    return Round.objects.all()


def round_by_key(key: str) -> Round | None:
    """The round named "2564-2", or None."""
    year, _, number = key.partition("-")
    if not (year.isdecimal() and number.isdecimal()):
        return None
    return Round.objects.filter(academic_year=int(year), number=int(number)).first()


def current_round(at: datetime) -> Round | None:
    """The round that work is about: the open one, else the last that has opened, else the next."""
    today = calendar.today(at)
    opened = Round.objects.filter(opens_on__lte=today).order_by("-opens_on").first()
    return opened or Round.objects.order_by("opens_on").first()


def previous_round(round: Round) -> Round | None:
    """The round before, for "last time" beside each figure."""
    return Round.objects.filter(opens_on__lt=round.opens_on).order_by("-opens_on").first()


def standing(
    round: Round, organization: Organization, subject: str = Subject.STUDENTS
) -> Confirmation | None:
    """The confirmation by which the organization stands behind its data, or None."""
    return Confirmation.objects.filter(
        round=round, organization=organization, subject=subject, revoked_at=None
    ).first()


def window_for(
    organization: Organization, at: datetime, subject: str = Subject.STUDENTS, round: Round | None = None
) -> Window | None:
    """The window a write of this organization falls into: the given round's, else the current one's.

    None if no round exists. Call it with the organization's row locked, or the answer may be outrun.
    """
    round = round or current_round(at)
    if round is None:
        return None
    given = Confirmation.objects.filter(round=round, organization=organization, subject=subject)
    latest = given.order_by("-pk").first()
    until = reopened_until(round, [organization], at).get(organization.pk)
    return Window(
        round_label=round.label,
        state=round.state(at) if until is None else RoundState.OPEN,
        opens_on=round.opens_on,
        closed_at=min(filter(None, (calendar.end_of_day(round.closes_on), round.closed_at))),
        confirmed=latest is not None and latest.stands,
        organization=organization.code,
        only_for=frozenset(latest.opened_for) if latest else frozenset(),
        reopened_until=until,
    )


def reopened_until(round: Round, organizations: Iterable[Organization], at: datetime) -> dict[int, datetime]:
    """Until when the closed round is open again, for those for whom it is, by id. While it is open for all
    nothing is asked; else one query, whatever the number of organizations.
    """
    if round.state(at) != RoundState.CLOSED:
        return {}
    rows = _holding(round, at).values_list("organization__path", "until")
    holding = list(rows)
    if not holding or is_superseded(round, at):
        return {}
    found = {
        o.pk: max((until for path, until in holding if o.path.startswith(path)), default=None)
        for o in organizations
    }
    return {pk: until for pk, until in found.items() if until is not None}


def reopenings_of(actor: Actor, round: Round) -> QuerySet[Reopening]:
    """For whom the round was opened again, the latest first, as far as the actor may see them."""
    rows = Reopening.objects.visible_to(actor).filter(round=round)
    return rows.select_related("round", "organization", "opened_by").order_by("-pk")


def reopening_by_id(actor: Actor, pk: int) -> Reopening | None:
    """One that the actor may see."""
    rows = Reopening.objects.visible_to(actor).select_related("round", "organization")
    return rows.filter(pk=pk).first()


def _holding(round: Round, at: datetime) -> QuerySet[Reopening]:
    rows = Reopening.objects.filter(round=round, opened_at__lte=at, until__gt=at)
    return rows.filter(Q(ended_at=None) | Q(ended_at__gt=at))


def next_round(round: Round) -> Round | None:
    """The round after, open or still to come."""
    return Round.objects.filter(opens_on__gt=round.opens_on).order_by("opens_on").first()


def is_superseded(round: Round, at: datetime) -> bool:
    """Whether a later round has opened, so that this one is over for good."""
    current = current_round(at)
    return current is not None and current.opens_on > round.opens_on


def open_round(at: datetime) -> Round | None:
    """The round that is open at a moment, or None."""
    round = current_round(at)
    return round if round is not None and round.state(at) == RoundState.OPEN else None


def confirmations_for(actor: Actor) -> QuerySet[Confirmation]:
    """The ledger as far as the actor may read it."""
    return Confirmation.objects.visible_to(actor).select_related("round", "organization")
