"""Who sees what: basics and buildings by all above, people by institution and LAO, numbers further up."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from lec.audit.queries import entries_for
from lec.facilities.actions import end_building, end_staff_member, keep_profile
from lec.facilities.queries import (
    buildings_by_kind,
    buildings_for,
    personnel_by_employment,
    personnel_for,
    profile_of,
    summary_below,
)
from lec.organizations.queries import children
from tests.cast import Cast
from tests.facilities.filled import building, person


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """The school holds two buildings and two people, the center one of each; something has ended in both."""
    keep_profile(institution=cast.school, given={"has_water": "1"}, by=cast.somsri)
    building(cast.school, cast.somsri, name="อาคาร 10")
    building(cast.school, cast.somsri, name="อาคาร 2")
    building(cast.school, cast.somsri, name="อาคาร 9", kind="canteen", condition="needs_repair")
    ended = building(cast.school, cast.somsri, name="อาคารเก่า")
    end_building(building=ended, on=date(2021, 11, 1), by=cast.somsri)
    person(cast.school, cast.somsri)
    person(cast.school, cast.somsri, prefix="นาย", first_name="กล้า", employment="general_contract")
    left = person(cast.school, cast.somsri, first_name="สมใจ")
    end_staff_member(staff_member=left, on=date(2021, 11, 1), by=cast.somsri)
    building(cast.center, cast.center_officer)
    person(cast.center, cast.center_officer)
    return cast


@pytest.mark.parametrize(
    ("who", "buildings", "people"),
    [
        ("somsri", 3, 2),
        ("teacher", 3, 0),
        ("center_officer", 1, 1),
        ("wichai", 4, 3),
        ("malee", 4, 0),
        ("decha", 4, 0),
        ("stranger", 0, 0),
        ("buntham", 0, 0),
    ],
)
def test_people_are_shown_to_the_institution_and_its_lao_only(
    filled: Cast, who: str, buildings: int, people: int
) -> None:
    by = getattr(filled, who)
    assert (buildings_for(by).count(), personnel_for(by).count()) == (buildings, people)


def test_what_ended_is_a_list_of_its_own(filled: Cast) -> None:
    assert [b.name for b in buildings_for(filled.somsri, ended=True)] == ["อาคารเก่า"]
    assert [p.first_name for p in personnel_for(filled.somsri, left=True)] == ["สมใจ"]
    assert not personnel_for(filled.malee, left=True)


def test_what_needs_repair_stands_first_and_two_before_ten(filled: Cast) -> None:
    assert [b.name for b in buildings_for(filled.somsri)] == ["อาคาร 9", "อาคาร 2", "อาคาร 10"]


def test_people_stand_in_dictionary_order(filled: Cast) -> None:
    assert [p.first_name for p in personnel_for(filled.somsri)] == ["กล้า", "วารี"]


def test_the_basics_are_seen_by_all_above(filled: Cast) -> None:
    for who in (filled.somsri, filled.wichai, filled.malee, filled.decha):
        assert profile_of(who, filled.school) is not None
    assert profile_of(filled.stranger, filled.school) is None
    assert profile_of(filled.wichai, filled.center) is None, "nothing was begun"


@pytest.mark.parametrize("who", ["somsri", "wichai", "malee", "decha"])
def test_numbers_are_shown_to_all_above(filled: Cast, who: str) -> None:
    by = getattr(filled, who)
    assert buildings_by_kind(by, filled.school) == {("classroom", "good"): 2, ("canteen", "needs_repair"): 1}
    assert personnel_by_employment(by, filled.school) == {
        ("civil_service", "F"): 1,
        ("general_contract", "M"): 1,
    }


def test_numbers_go_downward_only(filled: Cast) -> None:
    for by in (filled.stranger, filled.buntham, filled.center_officer):
        assert not buildings_by_kind(by, filled.school)
        assert not personnel_by_employment(by, filled.school)


@pytest.mark.parametrize(
    ("who", "of", "expected"),
    [
        ("wichai", "mali", {"school": (1, 1, 3, 1, 2), "center": (1, 0, 1, 0, 1)}),
        ("malee", "north", {"mali": (2, 1, 4, 1, 3), "bua": (1, 0, 0, 0, 0)}),
        ("decha", "department", {"north": (3, 1, 4, 1, 3), "south": (1, 0, 0, 0, 0)}),
        ("decha", "mali", {"school": (1, 1, 3, 1, 2), "center": (1, 0, 1, 0, 1)}),
    ],
)
def test_each_unit_below_is_summed(
    filled: Cast,
    django_assert_num_queries: DjangoAssertNumQueries,
    who: str,
    of: str,
    expected: dict[str, tuple[int, ...]],
) -> None:
    by, organization = getattr(filled, who), getattr(filled, of)
    units = list(children(by, organization))
    with django_assert_num_queries(5):
        rows = summary_below(by, organization, units)

    found = {
        row.organization: (row.institutions, row.profiles, row.buildings, row.in_need, row.personnel)
        for row in rows
    }
    assert found == {getattr(filled, name): numbers for name, numbers in expected.items()}


def test_the_trail_tells_the_province_nobodys_name(filled: Cast) -> None:
    subjects = set(entries_for(filled.malee).values_list("subject", flat=True))
    assert "facilities.building" in subjects
    assert "facilities.staffmember" not in subjects
    assert entries_for(filled.wichai).filter(subject="facilities.staffmember").exists()
