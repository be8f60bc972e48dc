"""Whatever the day, round 2 of its academic year is open and round 1 lies behind it."""

from dataclasses import astuple
from datetime import date, datetime, timedelta

import pytest

from lec.rounds.models import Round
from lec.rounds.rules import faults_of_dates
from lec.simulation.demo import build
from lec.simulation.year import round_dates
from lec.students.models import RecordedFinding
from lec.thai import calendar

DAYS = [date(2026, 5, 10) + timedelta(days=n) for n in range(0, 90, 3)] + [
    date(2026, 5, 15),
    date(2026, 5, 16),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2028, 2, 29),
]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_second_round_is_open_and_the_first_is_over(today: date) -> None:
    first, second = round_dates(today)
    year = calendar.academic_year_of(today)
    assert [astuple(first)[:2], astuple(second)[:2]] == [(year, 1), (year, 2)]
    assert second.opens_on < today < second.institution_due_on
    window = ("ครั้งที่ 1", first.opens_on, first.closes_on)
    assert not list(faults_of_dates(first, []))
    assert not list(faults_of_dates(second, [window]))
    assert first.closes_on < second.opens_on


def test_the_first_round_is_in_june_as_usual() -> None:
    first, _second = round_dates(date(2026, 11, 23))
    assert first.opens_on == date(2026, 6, 10)


@pytest.mark.django_db
def test_the_world_can_be_built_on_the_first_day_of_an_academic_year() -> None:
    build(datetime(2026, 5, 16, 0, 5, tzinfo=calendar.BANGKOK))
    assert Round.objects.get(number=2).key == "2569-2"
    found = RecordedFinding.objects.values_list("enrollment__institution__code", flat=True)
    assert set(found) == {"9899030202"}, "only the faulty institution has anything to mend"
