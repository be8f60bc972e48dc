"""The heads money is given for: frozen rows alone, ages on 16 May, halves of a year, and the preview."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lec.budgets.models import BudgetRate
from lec.budgets.queries import confirmed_estimates, rates, register_estimate
from lec.budgets.rules import Estimate, Group, Line
from lec.confirmations.actions import confirming, revoke
from lec.organizations.models import Organization
from lec.rounds.actions import plan_round
from lec.rounds.models import Confirmation, Round
from lec.rounds.rules import RoundDates
from lec.students.actions import enroll
from lec.students.models import Student
from tests.cast import NOW, Cast, entry
from tests.confirmations.standing import north_stands, stand, stand_whole

FY = 2565  # takes round 2-2564, the cast's, and round 1-2565


def heads(estimate: Estimate) -> dict[tuple[str, str], int]:
    return {(line.line.value, line.group.value): line.count for line in estimate.lines}


def of(organization: Organization) -> Estimate:
    [given] = confirmed_estimates(organization, FY)
    return given.estimate


def test_a_center_has_all_its_children_and_those_of_3_to_5(cast: Cast) -> None:
    just_3, nearly_3, *_others = Student.objects.filter(
        enrollments__institution=cast.center, birth_date__year=2019
    ).values_list("pk", flat=True)
    Student.objects.filter(pk=just_3).update(birth_date=date(2018, 5, 16))
    Student.objects.filter(pk=nearly_3).update(birth_date=date(2018, 5, 17))
    stand(cast.center, cast.round)
    counted = heads(of(cast.center))
    everybody = counted["teaching", "center_children"]
    assert everybody == 6
    assert counted["lunch", "center_children"] == counted["milk", "center_children"] == everybody
    assert counted["books", "center_children_3_5"] == 3 + 1, "the other is 3 a day after 16 May 2564"
    Student.objects.filter(pk=nearly_3).update(birth_date=date(2018, 5, 16))
    assert heads(of(cast.center)) == counted, "what was confirmed is what counts"


def test_the_published_rules_of_2565_to_the_baht(cast: Cast) -> None:
    stand(cast.center, cast.round)
    amounts = {line.line: line.amount for line in of(cast.center).lines}
    assert amounts == {
        Line.TEACHING: 10_200,
        Line.BOOKS: 600,
        Line.EQUIPMENT: 600,
        Line.UNIFORM: 900,
        Line.ACTIVITIES: 1_300,
        Line.LUNCH: 30_900,
        Line.MILK: 11_500,
    }


def test_nothing_confirmed_nothing_given_and_revoked_is_not_confirmed(cast: Cast) -> None:
    assert confirmed_estimates(cast.north, FY) == []
    given = stand(cast.center, cast.round)
    revoke(confirmation=given, because="แก้ไข", by=cast.wichai)
    assert confirmed_estimates(cast.north, FY) == []


def test_an_lao_is_one_unit_with_its_other_schools_and_above_it_amounts_are_added(cast: Cast) -> None:
    north_stands(cast)
    units = confirmed_estimates(cast.north, FY)
    assert [unit.organization for unit in units] == [cast.mali, cast.bua]
    mali = heads(units[0].estimate)
    own = heads(of(cast.school))
    assert mali["teaching", "school_primary"] == own["teaching", "school_primary"]
    others = 7 * cast.mali.other_schools.count()
    assert mali["lunch", "school_primary"] == own["lunch", "school_primary"] + others
    assert confirmed_estimates(cast.mali, FY)[0].estimate == units[0].estimate
    assert confirmed_estimates(cast.department, FY) == units
    assert all(unit.one_round > 0 for unit in units), "round 1-2565 has not been"


def test_two_rounds_are_half_a_year_each(cast: Cast) -> None:
    days = [date(2022, 6, 1), *[date(2022, 6, 10)] * 3, date(2022, 6, 11)]
    frozen_in(cast, plan_round(dates=RoundDates(2565, 1, *days), by=cast.decha))
    newcomers = [entry(serial, "K1") for serial in (901, 902)]
    enroll(institution=cast.center, entries=newcomers, by=cast.center_officer)
    stand(cast.center, cast.round)
    [given] = confirmed_estimates(cast.center, FY)
    assert given.one_round == 0
    assert heads(given.estimate)["teaching", "center_children"] == 7, "half of 6 and half of 8"
    teaching = next(line for line in given.estimate.lines if line.line == Line.TEACHING)
    assert teaching.amount == 1700 * 7


def frozen_in(cast: Cast, round: Round) -> None:
    """The center's frozen rows of another round, as its confirmation would leave them."""
    confirmation = Confirmation.objects.create(
        round=round,
        organization=cast.center,
        subject="students",
        lao=cast.mali,
        province=cast.north,
        confirmed_at=NOW,
        confirmed_by_id=cast.center_officer.user_id,
    )
    confirming._freeze(confirmation)


def test_the_preview_is_of_the_register_and_the_headcounts_as_they_are(cast: Cast) -> None:
    before = heads(register_estimate(cast.mali, FY, NOW).estimate)
    enroll(institution=cast.school, entries=[entry(901, "P1")], by=cast.somsri)
    after = heads(register_estimate(cast.mali, FY, NOW).estimate)
    assert after["teaching", "school_primary"] == before["teaching", "school_primary"] + 1
    stand_whole(cast.mali, cast.round)
    assert heads(confirmed_estimates(cast.mali, FY)[0].estimate) == after, (
        "confirmed, it is what was previewed"
    )


def test_questions_do_not_grow_with_the_units(cast: Cast) -> None:
    def asked(organization: Organization) -> int:
        with CaptureQueriesContext(connection) as seen:
            confirmed_estimates(organization, FY)
        return len(seen)

    stand(cast.center, cast.round)
    few = asked(cast.department)
    north_stands_rest(cast)
    assert asked(cast.department) == few


def north_stands_rest(cast: Cast) -> None:
    stand(cast.school, cast.round)
    stand_whole(cast.bua, cast.round)
    stand(cast.mali, cast.round, "headcounts")


@pytest.mark.django_db
def test_every_rate_says_where_it_is_from_and_holds_once() -> None:
    assert not BudgetRate.objects.filter(source="").exists()
    assert set(BudgetRate.objects.values_list("status", flat=True)) == {"proved", "published", "unproved"}
    for year in range(2557, 2575):
        known = rates(year)
        keys = [(rate.line, rate.group, rate.least) for rate in known]
        assert len(keys) == len(set(keys))
    lunch = [rate for rate in rates(2566) if (rate.line, rate.group) == ("lunch", "school_primary")]
    assert [(rate.least, rate.most, rate.amount) for rate in sorted(lunch, key=lambda rate: rate.least)] == [
        (0, 40, Decimal(36)),
        (41, 100, Decimal(27)),
        (101, 120, Decimal(24)),
        (121, None, Decimal(22)),
    ]
    assert Group.CENTER.value in {rate.group for rate in rates(2565) if rate.line == "teaching"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [{"line": "sweets"}, {"group": "dogs"}, {"amount": 0}, {"to_fiscal_year": 2500}, {"least": 9, "most": 8}],
)
def test_the_database_refuses_a_rate_that_cannot_be(changed: dict[str, Any]) -> None:
    held = BudgetRate.objects.filter(line="milk").first()
    assert held is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetRate.objects.filter(pk=held.pk).update(**changed)
