"""The two rounds of the demo year: the second is open today, the first lies behind it."""

from datetime import date, datetime, time, timedelta

from lec.rounds.rules import RoundDates
from lec.thai import calendar

FIRST_USUALLY_OPENS, SECOND_USUALLY_OPENS = (6, 10), (11, 1)
DAYS_BETWEEN = 7


def round_dates(today: date) -> tuple[RoundDates, RoundDates]:
    """Rounds 1 and 2 of the academic year that contains today.

    Round 1 is in June as usual; in the first weeks of an academic year that would be after round 2, and it is
    moved to before it.
    """
    year = calendar.academic_year_of(today)
    second = _dates(year, 2, today - timedelta(days=4))
    first = _dates(year, 1, date(calendar.ce_year(year), *FIRST_USUALLY_OPENS))
    latest = second.opens_on - timedelta(days=DAYS_BETWEEN)
    if first.closes_on > latest:
        first = _dates(year, 1, first.opens_on - (first.closes_on - latest))
    return first, second


def past_dates(year: int) -> tuple[RoundDates, RoundDates]:
    """Both rounds of an academic year (BE) that is over, when they usually are."""
    ce = calendar.ce_year(year)
    return _dates(year, 1, date(ce, *FIRST_USUALLY_OPENS)), _dates(year, 2, date(ce, *SECOND_USUALLY_OPENS))


def _dates(year: int, number: int, opens_on: date) -> RoundDates:
    """Institutions and LAOs are due on the eleventh day, provinces on the twelfth."""
    due = opens_on + timedelta(days=10)
    return RoundDates(
        academic_year=year,
        number=number,
        opens_on=opens_on,
        institution_due_on=due,
        lao_due_on=due,
        province_due_on=due + timedelta(days=1),
        closes_on=due + timedelta(days=3),
    )


def at_nine(day: date, minutes: int = 0) -> datetime:
    """Some minutes after nine in the morning in Thailand."""
    return datetime.combine(day, time(9), calendar.BANGKOK) + timedelta(minutes=minutes)
