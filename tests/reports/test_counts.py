"""Reported is what stands confirmed, counted once: every sum against the frozen rows, added up in Python."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from lec.actor import Actor
from lec.confirmations.actions import confirm, revoke
from lec.confirmations.models import ConfirmedCount, ConfirmedStudent, Receipt
from lec.confirmations.rules import State
from lec.organizations.models import Level, Organization
from lec.reports.queries import (
    Coverage,
    coverage,
    coverage_of_children,
    in_grade_order,
    progress,
    receipt_of,
    receipt_totals,
    rows_by_organization,
    totals,
    totals_by_kind,
    totals_of_children,
)
from lec.rounds.models import Confirmation, Round
from lec.students.actions import Mark, attest, leave
from lec.thai.calendar import BANGKOK
from tests.cast import NOW, Cast, officer_of
from tests.confirmations.standing import north_stands, stand

SUBJECTS = ("students", "headcounts")
LATER = datetime(2022, 1, 12, 10, tzinfo=BANGKOK)


@pytest.fixture
def counted(cast: Cast) -> Cast:
    """North stands whole, Phu's school and headcounts too; the school stood before, with one child more.

    In another round the center stands, which is no matter of this one.
    """
    stand(cast.school, cast.round)
    revoke(confirmation=given_by(cast.school), because="แก้ไข", by=cast.wichai)
    gone = cast.school.enrollments.filter(placements__classroom__grade="P1")[0]
    leave(
        institution=cast.school,
        enrollments=[gone.pk],
        reason="moved_school",
        on=date(2021, 11, 1),
        by=cast.somsri,
    )
    north_stands(cast)
    stand(cast.phu_school, cast.round)
    stand(cast.phu, cast.round, "headcounts")
    another_round(cast)
    return cast


def another_round(cast: Cast) -> Round:
    days = {"opens_on": date(2022, 1, 10), "closes_on": date(2022, 1, 20)}
    due = dict.fromkeys(("institution_due_on", "lao_due_on", "province_due_on"), date(2022, 1, 19))
    round = Round.objects.create(academic_year=2564, number=1, **days, **due)
    officer = officer_of(cast.center, LATER)
    marks = [Mark(stay.pk, "100") for stay in cast.center.enrollments.filter(left_on=None)]
    attest(institution=cast.center, round=round, marks=marks, by=officer)
    confirm(organization=cast.center, round=round, subject="students", by=officer)
    return round


def given_by(organization: Organization, subject: str = "students") -> Confirmation:
    return organization.confirmations.get(subject=subject, revoked_at=None, round__number=2)


def everywhere(cast: Cast) -> list[Organization]:
    return list(Organization.objects.order_by("path"))


# --- the same, added up by hand

Head = tuple[Organization, str, str]


def heads(cast: Cast, subject: str) -> list[Head]:
    """Everybody counted in the round, one by one, with the organization that confirmed them."""
    standing = {"confirmation__round": cast.round, "confirmation__revoked_at": None}
    if subject == "students":
        students = ConfirmedStudent.objects.filter(**standing).select_related("confirmation__organization")
        return [(row.confirmation.organization, row.grade, row.sex) for row in students]
    cells = ConfirmedCount.objects.filter(**standing, confirmation__subject=subject)
    return [
        (cell.confirmation.organization, cell.grade, cell.sex)
        for cell in cells.select_related("confirmation__organization")
        for _head in range(cell.count)
    ]


def below(organization: Organization, people: list[Head]) -> list[Head]:
    return [head for head in people if head[0].path.startswith(organization.path)]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_grade_and_sex_add_up_at_every_organization(counted: Cast, subject: str) -> None:
    people = heads(counted, subject)
    for organization in everywhere(counted):
        expected = Counter((grade, sex) for _at, grade, sex in below(organization, people))
        assert totals(counted.decha, organization, counted.round, subject) == expected, organization.name


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_rows_of_every_organization_are_its_children_and_add_up_to_it(
    counted: Cast, subject: str
) -> None:
    people = heads(counted, subject)
    for organization in everywhere(counted):
        rows = rows_by_organization(counted.decha, organization, counted.round, subject)
        assert sum(number for _unit, number in rows) == len(below(organization, people)), organization.name
        assert all(number == len(below(unit, people)) for unit, number in rows)
        assert len({unit.pk for unit, _number in rows}) == len(rows)
        own = organization.level == ("institution" if subject == "students" else "lao")
        children = {organization} if own else set(organization.children.all())
        assert {unit for unit, _number in rows} == children
        by_child = totals_of_children(counted.decha, organization, counted.round, subject)
        assert by_child == {unit.pk: number for unit, number in rows if number}


def test_schools_and_centers_add_up_at_every_organization(counted: Cast) -> None:
    people = heads(counted, "students")
    for organization in everywhere(counted):
        expected = Counter(at.kind for at, _grade, _sex in below(organization, people))
        assert totals_by_kind(counted.decha, organization, counted.round) == expected, organization.name


def test_there_is_something_to_count(counted: Cast) -> None:
    """Else all of this would hold of nothing."""
    assert len(heads(counted, "students")) == 8 + 6 + 3 + 6
    assert len(heads(counted, "headcounts")) == 22 + 11


# --- receipts


def test_what_an_overview_stands_behind_is_the_sum_of_the_receipts_below(counted: Cast) -> None:
    def total(*organizations: Organization) -> int:
        return sum(given_by(organization).receipt.total for organization in organizations)

    assert total(counted.mali) == total(counted.school, counted.center)
    assert total(counted.north) == total(counted.mali, counted.bua)
    for organization in (counted.mali, counted.bua, counted.north, counted.school):
        counts = totals(counted.decha, organization, counted.round, "students")
        assert sum(counts.values()) == total(organization), organization.name


def test_receipts_are_those_that_stand_and_who_has_none_is_left_out(counted: Cast) -> None:
    units = everywhere(counted)
    found = receipt_totals(counted.decha, units, "students", counted.round)
    assert counted.phu.pk not in found, "which is not zero"
    assert found == {
        receipt.confirmation.organization_id: receipt.total
        for receipt in Receipt.objects.filter(
            confirmation__subject="students", confirmation__revoked_at=None, confirmation__round=counted.round
        )
    }
    revoke(confirmation=given_by(counted.phu_school), because="แก้ไข", by=counted.prasit)
    assert receipt_totals(counted.decha, [counted.phu_school], "students", counted.round) == {}
    first = Confirmation.objects.get(organization=counted.school, revoked_at__isnull=False)
    now = receipt_of(counted.decha, counted.school, counted.round, "students")
    assert now == given_by(counted.school).receipt != first.receipt
    assert receipt_of(counted.decha, counted.phu, counted.round, "students") is None


# --- revoked


def total_of(cast: Cast, organization: Organization, subject: str = "students") -> int:
    return sum(totals(cast.decha, organization, cast.round, subject).values())


def test_what_is_revoked_vanishes_from_every_sum_above_it_and_nothing_else_does(counted: Cast) -> None:
    places = (counted.department, counted.north, counted.mali)
    before = [total_of(counted, place) for place in places]
    revoke(confirmation=given_by(counted.north), because="แก้ไข", by=counted.decha)
    revoke(confirmation=given_by(counted.mali), because="แก้ไข", by=counted.malee)
    assert [total_of(counted, place) for place in places] == before, "the institutions still stand"
    revoke(confirmation=given_by(counted.school), because="แก้ไข", by=counted.wichai)
    assert [total_of(counted, place) for place in places] == [total - 8 for total in before]
    assert total_of(counted, counted.school) == 0
    assert totals_by_kind(counted.decha, counted.mali, counted.round) == {"center": 6}
    assert (total_of(counted, counted.bua), total_of(counted, counted.south)) == (3, 6)


def test_revoked_headcounts_vanish_and_the_students_stay(counted: Cast) -> None:
    revoke(confirmation=given_by(counted.north), because="แก้ไข", by=counted.decha)
    revoke(confirmation=given_by(counted.mali, "headcounts"), because="แก้ไข", by=counted.malee)
    assert total_of(counted, counted.north, "headcounts") == 0
    assert total_of(counted, counted.department, "headcounts") == 11
    assert total_of(counted, counted.north) == 17


def test_confirmed_again_the_new_number_counts_and_the_old_one_never_with_it(counted: Cast) -> None:
    """The school was confirmed with nine, then with eight; the frozen nine are still there."""
    assert ConfirmedStudent.objects.filter(confirmation__organization=counted.school).count() == 9 + 8
    assert total_of(counted, counted.school) == 8


def test_nobody_is_counted_twice_in_a_round(counted: Cast) -> None:
    standing = ConfirmedStudent.objects.filter(
        confirmation__round=counted.round, confirmation__revoked_at=None
    )
    people = list(standing.values_list("enrollment__student", flat=True))
    assert len(people) == len(set(people)) == total_of(counted, counted.department)


def test_a_round_counts_its_own(counted: Cast) -> None:
    other = Round.objects.get(number=1)
    assert sum(totals(counted.decha, counted.department, other, "students").values()) == 6
    assert totals(counted.decha, counted.department, other, "headcounts") == {}
    assert receipt_totals(counted.decha, everywhere(counted), "students", None) == {}


def test_the_living_register_is_never_summed(counted: Cast) -> None:
    """A child that leaves in the next round is still counted in this one."""
    officer = officer_of(counted.bua_center, LATER)
    gone = [stay.pk for stay in counted.bua_center.enrollments.all()]
    leave(
        institution=counted.bua_center, enrollments=gone, reason="resigned", on=date(2022, 1, 11), by=officer
    )
    assert total_of(counted, counted.bua) == 3


def test_who_has_moved_since_counts_where_it_was_counted(counted: Cast) -> None:
    """Rows add up to the total even where a row is no child any more."""
    counted.bua_center.parent = counted.phu
    counted.bua_center.path = f"{counted.phu.path}{counted.bua_center.pk}/"
    counted.bua_center.save()
    assert (total_of(counted, counted.bua), total_of(counted, counted.phu)) == (3, 6)
    rows = rows_by_organization(counted.decha, counted.bua, counted.round, "students")
    assert rows == [(counted.bua_center, 3)]
    rows = rows_by_organization(counted.decha, counted.phu, counted.round, "students")
    assert {unit.pk: number for unit, number in rows} == {counted.phu_school.pk: 6, counted.bua_center.pk: 0}


# --- who sees it


@pytest.mark.parametrize(
    ("who", "sees"),
    [("decha", 23), ("malee", 17), ("wichai", 14), ("somsri", 8), ("stranger", 6), ("buntham", 3)],
)
def test_a_sum_never_holds_more_than_its_reader_may_see(counted: Cast, who: str, sees: int) -> None:
    reader: Actor = getattr(counted, who)
    assert sum(totals(reader, counted.department, counted.round, "students").values()) == sees
    assert sum(totals_by_kind(reader, counted.department, counted.round).values()) == sees


def test_a_stranger_is_told_of_no_receipt(counted: Cast) -> None:
    assert receipt_totals(counted.stranger, everywhere(counted), "students", counted.round) == {
        counted.phu_school.pk: 6
    }
    assert receipt_of(counted.stranger, counted.school, counted.round, "students") is None


# --- how far everybody is


def test_coverage_says_of_how_many_the_sum_is_made(counted: Cast) -> None:
    expected = {
        counted.department: Coverage(4, 4),
        counted.north: Coverage(3, 3),
        counted.mali: Coverage(2, 2),
        counted.school: Coverage(1, 1),
        counted.phu: Coverage(1, 1),
    }
    for organization, whole in expected.items():
        assert coverage(counted.decha, organization, counted.round, "students") == whole
    paying = coverage(counted.decha, counted.department, counted.round, "headcounts")
    assert paying == Coverage(2, 2), "Bua pays for nobody; Mali pays for two and is one"
    assert coverage(counted.decha, counted.bua, counted.round, "headcounts") == Coverage(0, 0)


def test_coverage_of_children_is_the_coverage_of_each_child(counted: Cast) -> None:
    revoke(confirmation=given_by(counted.phu_school), because="แก้ไข", by=counted.prasit)
    for organization in (counted.department, counted.north, counted.south):
        assert coverage_of_children(counted.decha, organization, counted.round) == {
            child.pk: coverage(counted.decha, child, counted.round, "students")
            for child in organization.children.all()
        }
    assert coverage_of_children(counted.decha, counted.south, counted.round) == {
        counted.phu.pk: Coverage(0, 1)
    }


def test_progress_says_of_each_unit_its_state_its_total_and_what_is_in_the_way(counted: Cast) -> None:
    revoke(confirmation=given_by(counted.phu_school), because="แก้ไข", by=counted.prasit)
    laos = list(Organization.objects.filter(level=Level.LAO).order_by("path"))
    rows = progress(counted.decha, laos, "students", counted.round, NOW)
    assert [(row.organization, row.total, row.state) for row in rows] == [
        (counted.mali, 14, State.CONFIRMED_ABOVE),
        (counted.bua, 3, State.CONFIRMED_ABOVE),
        (counted.phu, None, State.WAITING),
    ]
    assert [row.obstacles for row in rows][:2] == [0, 0]
    assert rows[2].obstacles > 0
    assert not any(row.late for row in rows)
    [bua] = progress(counted.decha, [counted.bua], "headcounts", counted.round, NOW)
    assert (bua.state, bua.late, bua.obstacles) == (State.NOT_APPLICABLE, False, 0)


def test_late_is_who_has_not_confirmed_by_the_midnight_after_the_due_day(counted: Cast) -> None:
    revoke(confirmation=given_by(counted.phu_school), because="แก้ไข", by=counted.prasit)
    midnight = datetime(2021, 11, 12, tzinfo=BANGKOK)
    last_second = datetime(2021, 11, 11, 23, 59, 59, tzinfo=BANGKOK)
    for at, late in ((last_second, False), (midnight, True)):
        rows = progress(counted.decha, [counted.phu_school, counted.school], "students", counted.round, at)
        assert [row.late for row in rows] == [late, False], at


# --- cost


QUERIES: dict[str, tuple[int, Callable[[Cast], Any]]] = {
    "totals": (1, lambda c: totals(c.decha, c.department, c.round, "students")),
    "totals_of_children": (1, lambda c: totals_of_children(c.decha, c.department, c.round, "students")),
    "rows_by_organization": (2, lambda c: rows_by_organization(c.decha, c.department, c.round, "students")),
    "totals_by_kind": (1, lambda c: totals_by_kind(c.decha, c.department, c.round)),
    "coverage": (2, lambda c: coverage(c.decha, c.department, c.round, "students")),
    "coverage_of_children": (3, lambda c: coverage_of_children(c.decha, c.department, c.round)),
    "receipt_totals": (1, lambda c: receipt_totals(c.decha, [c.school, c.center], "students", c.round)),
    "receipt_of": (1, lambda c: receipt_of(c.decha, c.school, c.round, "students")),
    "progress": (7, lambda c: progress(c.decha, [c.school], "students", c.round, NOW)),
}


@pytest.mark.parametrize("name", QUERIES)
def test_each_question_costs_what_it_costs_however_many_confirmed(
    counted: Cast, django_assert_num_queries: Any, name: str
) -> None:
    number, ask = QUERIES[name]
    with django_assert_num_queries(number):
        ask(counted)


def test_progress_of_many_costs_what_one_costs(counted: Cast, django_assert_num_queries: Any) -> None:
    institutions = list(Organization.objects.filter(level=Level.INSTITUTION))
    for units in (institutions[:1], institutions):
        with django_assert_num_queries(7):
            progress(counted.decha, units, "students", counted.round, NOW)


def test_grades_stand_in_the_order_of_schooling() -> None:
    counts = {("P1", "M"): 1, ("V1", "F"): 1, ("PRE", "F"): 1, ("K3", "M"): 1, ("P1", "F"): 1, ("M6", "M"): 1}
    assert in_grade_order(counts) == ["PRE", "K3", "P1", "M6", "V1"]
