"""Money from heads to the baht: rates, rounding, sizes, halves, and what is missing (DOMAIN, Money)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lec.budgets.rules import (
    Group,
    Line,
    Rate,
    School,
    compute,
    faults_of_groups,
    is_near_edge,
    rates_of,
    round_up_to_hundred,
)

HALF = Decimal("0.5")
HUNDRED = Decimal(100)


def rate(line: str, group: str, amount: str, days: int | None = None, **more: int) -> Rate:
    return Rate(line, group, more.pop("from_year", 2565), None, Decimal(amount), days, "x", **more)


LUNCH = rate("lunch", "school_primary", "21", 200)
MILK = rate("milk", "school_primary", "7.37", 260)
BANDS = [
    rate("lunch", "school_primary", "36", 200, least=0, most=40),
    rate("lunch", "school_primary", "27", 200, least=41, most=100),
    rate("lunch", "school_primary", "24", 200, least=101, most=120),
    rate("lunch", "school_primary", "22", 200, least=121),
]


def primary(number: int, **more: object) -> School:
    return School({Group.PRIMARY: number}, **more)  # type: ignore[arg-type]


def total(*schools: School, rates: list[Rate]) -> Decimal:
    return compute(rates, schools).total


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0", 0), ("0.01", 100), ("100", 100), ("100.01", 200), ("15329.60", 15400)]
)
def test_it_is_rounded_up_to_a_hundred(amount: str, rounded: int) -> None:
    assert round_up_to_hundred(Decimal(amount)) == rounded


@given(st.lists(st.integers(0, 400), max_size=8))
def test_many_schools_of_one_unit_are_rounded_once(sizes: list[int]) -> None:
    together = total(*map(primary, sizes), rates=[MILK])
    exact = sum(sizes) * Decimal("7.37") * 260
    assert exact <= together < exact + HUNDRED
    assert together % HUNDRED == 0


def test_each_line_and_group_is_rounded_by_itself() -> None:
    school = School({Group.PREPRIMARY: 1, Group.PRIMARY: 1})
    rates = [MILK, rate("milk", "school_preprimary", "7.37", 260)]
    assert [line.amount for line in compute(rates, [school]).lines] == [2000, 2000]
    assert round_up_to_hundred(2 * Decimal("7.37") * 260) == 3900


def test_each_school_has_the_rate_of_its_own_size() -> None:
    estimate = compute(BANDS, [primary(40), primary(41), primary(120), primary(121)])
    [line] = estimate.lines
    assert {part.count: part.rate.amount for part in line.parts} == {40: 36, 41: 27, 120: 24, 121: 22}
    assert line.amount == 200 * (40 * 36 + 41 * 27 + 120 * 24 + 121 * 22)


def test_the_size_is_of_all_who_are_fed_there() -> None:
    school = School({Group.PREPRIMARY: 30, Group.PRIMARY: 30, Group.LOWER_SECONDARY: 500})
    [line] = [line for line in compute(BANDS, [school]).lines if line.line == Line.LUNCH]
    assert line.rates[0].amount == 27


def test_two_halves_are_a_year() -> None:
    year = [primary(100, share=HALF), primary(104, share=HALF)]
    assert total(*year, rates=[LUNCH]) == 102 * 21 * 200
    [line] = compute([LUNCH], year).lines
    assert line.count == 102


def test_other_affiliations_are_paid_lunch_and_milk_only() -> None:
    other = primary(10, lines=frozenset((Line.LUNCH, Line.MILK)))
    rates = [LUNCH, rate("teaching", "school_primary", "1900")]
    estimate = compute(rates, [other, primary(5)])
    assert {line.line: line.count for line in estimate.lines} == {Line.TEACHING: 5, Line.LUNCH: 15}


def test_what_has_no_rate_is_missing_and_not_nothing() -> None:
    estimate = compute([LUNCH], [primary(10)])
    gaps = {(gap.line, gap.group) for gap in estimate.missing}
    assert (Line.MILK, Group.PRIMARY) in gaps
    assert (Line.TEACHING, Group.PRIMARY) in gaps
    assert (Line.LUNCH, Group.PRIMARY) not in gaps
    assert all(gap.why for gap in estimate.missing)


def test_a_size_without_a_rate_is_missing() -> None:
    estimate = compute(BANDS[:1], [primary(10), primary(50)])
    assert not estimate.lines
    assert (Line.LUNCH, Group.PRIMARY) in {(gap.line, gap.group) for gap in estimate.missing}


def test_heads_of_no_particular_school_have_no_size() -> None:
    estimate = compute([*BANDS, MILK], [primary(10)], sizes_known=False)
    assert [line.line for line in estimate.lines] == [Line.MILK]


def test_of_rates_that_hold_the_one_that_began_last() -> None:
    old, new = rate("milk", "school_primary", "7", from_year=2560), rate("milk", "school_primary", "8")
    ended = Rate("books", "school_primary", 2560, 2564, Decimal(1), None, "x")
    assert rates_of([old, new, ended], 2565) == [new]
    assert rates_of([old, new, ended], 2564) == [old, ended]


@pytest.mark.parametrize(
    ("size", "near"),
    [(35, False), (36, True), (40, True), (45, True), (46, False), (119, True), (126, False)],
)
def test_a_school_near_the_edge_of_a_band_is_flagged(size: int, near: bool) -> None:
    assert is_near_edge(BANDS, size) is near


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ({"pupils": 1}, "group-unknown"),
        ({"school_primary": -1}, "count-out-of-range"),
        ({"center_children": 3, "center_children_3_5": 4}, "more-than-all"),
    ],
)
def test_heads_that_cannot_be_are_refused(groups: dict[str, int], code: str) -> None:
    assert [fault.code for fault in faults_of_groups(groups)] == [code]
