"""Other schools' headcounts: entered whole, added up and never typed, confirmed and revoked (letter §7.3)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.confirmations.actions import confirm, revoke
from lec.confirmations.models import ConfirmedCount
from lec.confirmations.queries import frozen_counts
from lec.headcounts.actions import enter
from lec.headcounts.models import Headcount, OtherSchool
from lec.headcounts.queries import (
    laos_with_schools,
    school_counts,
    schools_without_headcounts,
    totals_by_grade_and_sex,
)
from lec.headcounts.rules import MOST, Cell, faults_of_cells, is_large_change
from lec.refusals import Blocked, Forbidden, Invalid
from lec.rounds.models import Confirmation, Round
from tests.cast import NOW, Cast
from tests.confirmations.standing import stand, stand_below, stand_whole

GRID = [Cell("P1", "M", 12), Cell("P1", "F", 0), Cell("K2", "F", 7)]


def put(cast: Cast, cells: list[Cell], school: OtherSchool | None = None, by: Actor | None = None) -> None:
    enter(school=school or cast.border_school, round=cast.round, cells=cells, by=by or cast.wichai)


def held() -> list[tuple[Any, ...]]:
    """Every headcount and how long the trail is: the same before and after whatever is refused."""
    return [*Headcount.objects.order_by("pk").values_list(), (AuditEntry.objects.count(),)]


def grid(school: OtherSchool) -> dict[tuple[str, str], int]:
    return {(row.grade, row.sex): row.count for row in school.headcounts.all()}


def codes(refusal: pytest.ExceptionInfo[Blocked]) -> list[tuple[str, str]]:
    return [(obstacle.code, obstacle.organization) for obstacle in refusal.value.obstacles]


def of_last_round(school: OtherSchool) -> Round:
    """Nine boys in ป.1, the round before."""
    days = ("opens_on", "institution_due_on", "lao_due_on", "province_due_on", "closes_on")
    last = Round.objects.create(academic_year=2564, number=1, **dict.fromkeys(days, date(2021, 6, 20)))
    Headcount.objects.create(school=school, round=last, grade="P1", sex="M", count=9)
    return last


@pytest.fixture
def entered(cast: Cast) -> Cast:
    """Both of Mali's schools have their numbers."""
    put(cast, GRID)
    put(cast, [Cell("P1", "M", 3)], cast.private_school)
    return cast


# --- entering


def test_a_grid_is_kept_with_its_zeros_and_the_trail_holds_it(cast: Cast) -> None:
    put(cast, GRID)
    assert grid(cast.border_school) == {("P1", "M"): 12, ("P1", "F"): 0, ("K2", "F"): 7}
    said = AuditEntry.objects.get(action="enter-headcounts")
    assert (said.user_id, said.organization_id, said.subject_id, said.at) == (
        cast.wichai.user_id,
        cast.mali.pk,
        cast.border_school.pk,
        NOW,
    )
    assert (said.before, said.after) == ({}, {"P1-M": 12, "P1-F": 0, "K2-F": 7})


def test_entered_again_the_new_grid_stands_alone_and_the_trail_keeps_both(cast: Cast) -> None:
    put(cast, GRID)
    put(cast, [Cell("P1", "M", 13)])
    assert grid(cast.border_school) == {("P1", "M"): 13}
    said = AuditEntry.objects.filter(action="enter-headcounts").latest("pk")
    assert (said.before, said.after) == ({"P1-M": 12, "P1-F": 0, "K2-F": 7}, {"P1-M": 13})


def test_one_school_and_round_leave_the_others_alone(entered: Cast) -> None:
    last = of_last_round(entered.border_school)
    put(entered, [])
    assert Headcount.objects.get(school=entered.border_school).round == last
    assert grid(entered.private_school) == {("P1", "M"): 3}


def test_nothing_entered_is_not_zero_and_a_zero_is_entered(cast: Cast) -> None:
    put(cast, [Cell("P1", "M", 0)])
    put(cast, GRID, cast.private_school)
    put(cast, [], cast.private_school)
    assert list(schools_without_headcounts([cast.mali.pk], cast.round)) == [cast.private_school]
    border, private = school_counts([cast.border_school, cast.private_school], cast.round, None)
    assert (border.total, private.total) == (0, None)


@pytest.mark.parametrize(
    "who", ["buntham", "prasit", "malee", "decha", "somsri", "center_officer", "teacher", "stranger"]
)
def test_nobody_but_the_lao_that_pays_enters(cast: Cast, who: str) -> None:
    before = held()
    with pytest.raises(Forbidden):
        put(cast, GRID, by=getattr(cast, who))
    assert held() == before


def test_who_paid_when_the_page_was_opened_does_not_enter_once_another_pays(cast: Cast) -> None:
    stale = OtherSchool.objects.get(pk=cast.border_school.pk)
    OtherSchool.objects.filter(pk=stale.pk).update(lao=cast.phu)
    before = held()
    with pytest.raises(Forbidden):
        put(cast, GRID, stale)
    assert held() == before


# --- numbers that cannot be


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (Cell("P2", "M", -1), ("P2-M", "count-out-of-range")),
        (Cell("P2", "M", MOST + 1), ("P2-M", "count-out-of-range")),
        (Cell("P2", "F", 10**12), ("P2-F", "count-out-of-range")),
        (Cell("P7", "M", 1), ("P7-M", "grade-unknown")),
        (Cell("", "M", 1), ("-M", "grade-unknown")),
        (Cell("P2", "X", 1), ("P2-X", "sex-unknown")),
        (Cell("P2", "", 1), ("P2-", "sex-unknown")),
    ],
)
def test_one_number_that_cannot_be_is_named_at_its_cell_and_keeps_all_out(
    entered: Cast, cell: Cell, fault: tuple[str, str]
) -> None:
    before = held()
    with pytest.raises(Invalid) as refusal:
        put(entered, [*GRID, cell])
    assert [(f.field, f.code) for f in refusal.value.faults] == [fault]
    assert held() == before, "what was entered before is still there"


def test_zero_and_the_most_are_numbers() -> None:
    assert list(faults_of_cells([Cell("P1", "M", 0), Cell("P1", "F", MOST)])) == []


def test_a_cell_given_twice_is_named_twice_even_with_the_same_number() -> None:
    found = [(f.field, f.code) for f in faults_of_cells([*GRID, Cell("P1", "M", 12)])]
    assert found == [("P1-M", "cell-twice")] * 2


def test_everything_wrong_is_said_at_once() -> None:
    wrong = [Cell("P9", "M", 1), Cell("P1", "X", 1), Cell("P1", "M", -5)]
    assert [f.field for f in faults_of_cells(wrong)] == ["P9-M", "P1-X", "P1-M"]


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param({"grade": "P1", "sex": "M", "count": 1}, id="one cell twice"),
        pytest.param({"grade": "P7", "sex": "M", "count": 1}, id="a grade that does not exist"),
        pytest.param({"grade": "P2", "sex": "X", "count": 1}, id="a sex nobody counts"),
        pytest.param({"grade": "P2", "sex": "M", "count": -1}, id="fewer than nobody"),
    ],
)
def test_the_database_itself_refuses_it(entered: Cast, cell: dict[str, Any]) -> None:
    key = {"school": entered.border_school, "round": entered.round}
    with pytest.raises(IntegrityError), transaction.atomic():
        Headcount.objects.bulk_create([Headcount(**key, **cell)])
    Headcount.objects.bulk_create([Headcount(**key, grade="P2", sex="M", count=0)])


# --- totals


def test_totals_are_added_up_over_the_schools_of_the_lao(entered: Cast) -> None:
    put(entered, [Cell("P1", "M", 100)], entered.phu_other_school, entered.prasit)
    assert totals_by_grade_and_sex(entered.mali, entered.round) == {
        ("P1", "M"): 12 + 3,
        ("P1", "F"): 0,
        ("K2", "F"): 7,
    }
    assert totals_by_grade_and_sex(entered.bua, entered.round) == {}
    laos = [entered.mali.pk, entered.bua.pk, entered.phu.pk]
    assert laos_with_schools(laos) == {entered.mali.pk, entered.phu.pk}


def test_this_round_stands_beside_the_last_in_one_question(
    entered: Cast, django_assert_num_queries: Any
) -> None:
    last = of_last_round(entered.border_school)
    with django_assert_num_queries(1):
        rows = school_counts([entered.private_school, entered.border_school], entered.round, last)
    assert [(row.school, row.total, row.last) for row in rows] == [
        (entered.private_school, 3, None),
        (entered.border_school, 19, {("P1", "M"): 9}),
    ]


@pytest.mark.parametrize(
    ("now", "last", "large"),
    [(10, 0, True), (9, 0, False), (30, 20, True), (29, 20, False), (60, 40, True), (59, 40, False)],
)
def test_half_and_ten_more_or_less_is_a_large_change(now: int, last: int, large: bool) -> None:
    assert is_large_change(now, last) is large
    assert is_large_change(last - (now - last), last) is large, "fewer weigh as much as more"


# --- confirming and revoking


def given(cast: Cast, by: Actor | None = None) -> Confirmation:
    return confirm(organization=cast.mali, round=cast.round, subject="headcounts", by=by or cast.wichai)


def test_confirming_freezes_each_cell_of_each_school_and_the_receipt_adds_them_up(entered: Cast) -> None:
    confirmation = given(entered)
    frozen = ConfirmedCount.objects.filter(confirmation=confirmation)
    assert set(frozen.values_list("school", "grade", "sex", "count")) == {
        (entered.border_school.pk, "P1", "M", 12),
        (entered.border_school.pk, "P1", "F", 0),
        (entered.border_school.pk, "K2", "F", 7),
        (entered.private_school.pk, "P1", "M", 3),
    }
    assert confirmation.receipt.total == 22
    assert frozen_counts(confirmation.receipt)["P1", "M"] == 15
    said = AuditEntry.objects.get(action="confirm")
    assert (said.user_id, said.after["subject"], said.after["total"]) == (
        entered.wichai.user_id,
        "headcounts",
        22,
    )


def test_one_school_without_a_number_is_in_the_way_and_is_named(cast: Cast) -> None:
    put(cast, GRID)
    with pytest.raises(Blocked) as refusal:
        given(cast)
    assert codes(refusal) == [("headcounts-missing", cast.private_school.code)]
    put(cast, [Cell("P1", "M", 0)], cast.private_school)
    assert given(cast).receipt.total == 19, "a zero is a number"


def test_the_number_of_the_last_round_neither_fills_a_blank_nor_is_confirmed_with_this_one(
    cast: Cast,
) -> None:
    of_last_round(cast.private_school)
    put(cast, GRID)
    with pytest.raises(Blocked) as refusal:
        given(cast)
    assert codes(refusal) == [("headcounts-missing", cast.private_school.code)]
    put(cast, [Cell("K2", "M", 1)], cast.private_school)
    assert given(cast).receipt.total == 20


def test_who_pays_for_nobody_has_nothing_to_confirm(cast: Cast) -> None:
    with pytest.raises(Blocked):
        confirm(organization=cast.bua, round=cast.round, subject="headcounts", by=cast.buntham)
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("who", ["buntham", "malee", "decha", "somsri", "teacher"])
def test_nobody_confirms_for_another(entered: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        given(entered, by=getattr(entered, who))
    assert not Confirmation.objects.exists()


def test_below_a_confirmation_nothing_is_entered_until_it_is_revoked(entered: Cast) -> None:
    confirmation = given(entered)
    before = held()
    with pytest.raises(Blocked) as refusal:
        put(entered, [Cell("P1", "M", 99)])
    assert codes(refusal) == [("already-confirmed", entered.mali.code)]
    assert held() == before
    revoke(confirmation=confirmation, because="แก้ไขจำนวน", by=entered.malee)
    put(entered, [Cell("P1", "M", 99)])
    assert given(entered).receipt.total == 102
    assert confirmation.receipt.total == 22, "the first receipt says what was"
    assert sorted(ConfirmedCount.objects.values_list("count", flat=True)) == [0, 3, 3, 7, 12, 99]


def test_students_and_headcounts_of_an_lao_are_confirmed_apart(entered: Cast) -> None:
    stand_whole(entered.mali, entered.round)
    put(entered, [Cell("P1", "M", 5)])
    assert given(entered).receipt.total == 8


def test_before_and_after_the_round_nothing_is_entered_or_confirmed(entered: Cast) -> None:
    before = held()
    for days in (-8, 5):
        by = replace(entered.wichai, at=NOW + timedelta(days=days))
        with pytest.raises(Blocked) as refusal:
            put(entered, GRID, by=by)
        assert codes(refusal) == [("round-not-open", entered.mali.code)]
        with pytest.raises(Blocked):
            given(entered, by=by)
    assert held() == before


@pytest.mark.parametrize("who", ["wichai", "buntham", "decha", "stranger", "somsri"])
def test_only_the_province_revokes(entered: Cast, who: str) -> None:
    """T9: not the LAO itself, nor anybody else (letter §4.2(4))."""
    confirmation = given(entered)
    with pytest.raises(Forbidden):
        revoke(confirmation=confirmation, because="แก้ไขจำนวน", by=getattr(entered, who))
    confirmation.refresh_from_db()
    assert confirmation.stands


def test_revoking_says_who_when_and_why_and_keeps_what_was_frozen(entered: Cast) -> None:
    confirmation = given(entered)
    frozen = ConfirmedCount.objects.count()
    revoke(confirmation=confirmation, because="แก้ไขจำนวน", by=entered.malee)
    confirmation.refresh_from_db()
    assert (confirmation.revoked_at, confirmation.revoked_by_id, confirmation.revoked_because) == (
        NOW,
        entered.malee.user_id,
        "แก้ไขจำนวน",
    )
    assert ConfirmedCount.objects.count() == frozen
    assert AuditEntry.objects.get(action="revoke").because == "แก้ไขจำนวน"


def test_below_a_confirmed_province_headcounts_are_not_revoked(entered: Cast) -> None:
    confirmation = given(entered)
    for lao in (entered.mali, entered.bua):
        stand_below(lao, entered.round)
        stand(lao, entered.round)
    stand(entered.north, entered.round)
    with pytest.raises(Blocked) as refusal:
        revoke(confirmation=confirmation, because="แก้ไขจำนวน", by=entered.malee)
    assert codes(refusal) == [("confirmed-above", entered.north.code)]
    confirmation.refresh_from_db()
    assert confirmation.stands
