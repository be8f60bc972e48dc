"""Questions to the calendar and the ledger: which round, open for whom, does a confirmation stand?"""

from datetime import datetime

from django.db.models import QuerySet

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.rounds.models import Confirmation, Round, Subject
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
    return Window(
        round_label=round.label,
        state=round.state(at),
        opens_on=round.opens_on,
        closed_at=min(filter(None, (calendar.end_of_day(round.closes_on), round.closed_at))),
        confirmed=latest is not None and latest.stands,
        organization=organization.code,
        only_for=frozenset(latest.opened_for) if latest else frozenset(),
    )


def open_round(at: datetime) -> Round | None:
    """The round that is open at a moment, or None."""
    round = current_round(at)
    return round if round is not None and round.state(at) == RoundState.OPEN else None


def confirmations_for(actor: Actor) -> QuerySet[Confirmation]:
    """The ledger as far as the actor may read it."""
    return Confirmation.objects.visible_to(actor).select_related("round", "organization")
