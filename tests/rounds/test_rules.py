"""When a round is open, to the second and in Thai time, and which dates cannot be (DOMAIN, Rounds)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lec.rounds.models import Round
from lec.rounds.rules import (
    RoundDates,
    RoundState,
    Window,
    faults_of_closing,
    faults_of_dates,
    obstacles_of_window,
    obstacles_to_writing,
    state_of,
)
from lec.thai.calendar import BANGKOK

OPENS, CLOSES = date(2021, 11, 1), date(2021, 11, 12)

SECOND_OF_2564 = RoundDates(
    academic_year=2564,
    number=2,
    opens_on=OPENS,
    institution_due_on=date(2021, 11, 11),
    lao_due_on=date(2021, 11, 11),
    province_due_on=CLOSES,
    closes_on=CLOSES,
)


def moment(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2021, month, day, hour, minute, second, tzinfo=BANGKOK)


LAST_MOMENT = moment(11, 12, 23, 59, 59).replace(microsecond=999_999)

# --- state


@pytest.mark.parametrize(
    ("at", "state"),
    [
        pytest.param(moment(10, 31, 23, 59, 59), "planned", id="the last second of the day before"),
        pytest.param(moment(11, 1, 0, 0, 0), "open", id="midnight of the first day"),
        pytest.param(datetime(2021, 10, 31, 16, 59, 59, tzinfo=UTC), "planned", id="16.59.59 in Greenwich"),
        pytest.param(datetime(2021, 10, 31, 17, 0, 0, tzinfo=UTC), "open", id="17.00 in Greenwich"),
        pytest.param(moment(11, 12, 0, 0, 0), "open", id="the first moment of the last day"),
        pytest.param(moment(11, 12, 23, 59, 59), "open", id="the last second of the last day"),
        pytest.param(LAST_MOMENT, "open", id="and its last microsecond"),
        pytest.param(moment(11, 13, 0, 0, 0), "closed", id="24.00 of the last day"),
        pytest.param(
            datetime(2021, 11, 12, 17, 0, 0, tzinfo=UTC), "closed", id="which is 17.00 in Greenwich"
        ),
    ],
)
def test_a_round_is_open_from_its_first_midnight_to_its_last_in_thailand(at: datetime, state: str) -> None:
    assert state_of(OPENS, CLOSES, None, at) == RoundState(state)


def test_a_round_closed_early_closes_at_that_moment_and_not_a_second_before() -> None:
    closing = moment(11, 8, 16, 30)
    assert state_of(OPENS, CLOSES, closing, closing - timedelta(seconds=1)) == RoundState.OPEN
    assert state_of(OPENS, CLOSES, closing, closing) == RoundState.CLOSED


def test_a_closing_moment_beyond_the_last_day_keeps_nothing_open() -> None:
    assert state_of(OPENS, CLOSES, moment(11, 20), moment(11, 13)) == RoundState.CLOSED


def test_a_round_of_one_day_is_open_all_that_day() -> None:
    states = [
        state_of(OPENS, OPENS, None, at) for at in (moment(11, 1), moment(11, 1, 23, 59, 59), moment(11, 2))
    ]
    assert states == [RoundState.OPEN, RoundState.OPEN, RoundState.CLOSED]


@pytest.mark.parametrize(
    ("level", "day"),
    [("institution", 9), ("lao", 10), ("province", 11), ("department", 12)],
)
def test_each_level_has_its_own_day_and_the_department_the_last(level: str, day: int) -> None:
    days = {name: date(2021, 11, n) for name, n in (("institution", 9), ("lao", 10), ("province", 11))}
    round = Round(opens_on=OPENS, closes_on=CLOSES, **{f"{name}_due_on": due for name, due in days.items()})
    assert round.due_on(level) == date(2021, 11, day)


def test_a_round_is_named_by_number_and_year_on_screen_and_by_year_and_number_in_files() -> None:
    round = Round(academic_year=2564, number=2)
    assert (round.label, round.key) == ("ครั้งที่ 2/2564", "2564-2")


# --- dates


def wrong(*others: tuple[str, date, date], **values: Any) -> list[tuple[str, str]]:
    dates = replace(SECOND_OF_2564, **values)
    return [(fault.field, fault.code) for fault in faults_of_dates(dates, list(others))]


def test_the_round_of_the_letter_is_possible() -> None:
    assert wrong() == []


def test_all_days_may_be_one() -> None:
    days = ("opens_on", "institution_due_on", "lao_due_on", "province_due_on", "closes_on")
    assert wrong(**dict.fromkeys(days, CLOSES)) == []


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"number": 0}, ("number", "round-number")),
        ({"number": 3}, ("number", "round-number")),
        ({"academic_year": 2499}, ("academic_year", "academic-year")),
        ({"academic_year": 2701}, ("academic_year", "academic-year")),
        ({"academic_year": 2021}, ("academic_year", "academic-year")),
        ({"opens_on": date(2021, 11, 12)}, ("institution_due_on", "dates-out-of-order")),
        ({"institution_due_on": date(2021, 11, 12)}, ("lao_due_on", "dates-out-of-order")),
        ({"province_due_on": date(2021, 11, 10)}, ("province_due_on", "dates-out-of-order")),
        ({"closes_on": date(2021, 11, 11)}, ("closes_on", "dates-out-of-order")),
    ],
)
def test_one_step_out_of_order_is_named_at_its_date(values: dict[str, Any], fault: tuple[str, str]) -> None:
    assert wrong(**values) == [fault]


def test_everything_wrong_is_named_at_once() -> None:
    assert wrong(number=3, academic_year=2021, closes_on=date(2021, 11, 11)) == [
        ("number", "round-number"),
        ("academic_year", "academic-year"),
        ("closes_on", "dates-out-of-order"),
    ]


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "overlaps"),
    [
        pytest.param(date(2021, 10, 1), date(2021, 10, 31), False, id="closes the day before"),
        pytest.param(date(2021, 10, 1), date(2021, 11, 1), True, id="closes on the day this one opens"),
        pytest.param(date(2021, 11, 12), date(2021, 11, 30), True, id="opens on the day this one closes"),
        pytest.param(date(2021, 11, 13), date(2021, 11, 30), False, id="opens the day after"),
        pytest.param(date(2021, 11, 5), date(2021, 11, 6), True, id="lies within"),
        pytest.param(date(2021, 10, 1), date(2021, 12, 1), True, id="lies around"),
    ],
)
def test_no_day_belongs_to_two_rounds(opens_on: date, closes_on: date, overlaps: bool) -> None:
    found = wrong(("ครั้งที่ 1/2564", opens_on, closes_on))
    assert found == ([("opens_on", "rounds-overlap")] if overlaps else [])


def test_an_overlap_says_with_which_round_and_until_when() -> None:
    [fault] = faults_of_dates(SECOND_OF_2564, [("ครั้งที่ 1/2564", OPENS, date(2021, 11, 5))])
    assert "ครั้งที่ 1/2564" in fault.message
    assert "5 พ.ย. 2564" in fault.message


@pytest.mark.parametrize(
    ("closed_at", "possible"),
    [
        pytest.param(None, True, id="never"),
        pytest.param(moment(10, 31, 23, 59, 59), False, id="the second before it opens"),
        pytest.param(moment(11, 1), True, id="the moment it opens"),
        pytest.param(moment(11, 13), True, id="the moment it ends"),
        pytest.param(moment(11, 13, 0, 0, 1), False, id="the second after it ends"),
    ],
)
def test_a_round_is_closed_early_within_its_own_days(closed_at: datetime | None, possible: bool) -> None:
    found = [(fault.field, fault.code) for fault in faults_of_closing(closed_at, OPENS, CLOSES)]
    assert found == ([] if possible else [("closed_at", "closing-outside-round")])


# --- what it lets through

OPEN = Window("ครั้งที่ 2/2564", RoundState.OPEN, OPENS, moment(11, 13), organization="9900000001")


@pytest.mark.parametrize(
    ("window", "codes", "said"),
    [
        pytest.param(OPEN, [], "", id="open"),
        pytest.param(None, ["round-not-open"], "กรมฯ", id="no round at all"),
        pytest.param(
            replace(OPEN, state=RoundState.PLANNED), ["round-not-open"], "1 พ.ย. 2564", id="not yet open"
        ),
        pytest.param(
            replace(OPEN, state=RoundState.CLOSED), ["round-not-open"], "13 พ.ย. 2564 00.00 น.", id="closed"
        ),
        pytest.param(replace(OPEN, confirmed=True), ["already-confirmed"], "ครั้งที่ 2/2564", id="confirmed"),
        pytest.param(
            replace(OPEN, state=RoundState.CLOSED, confirmed=True),
            ["round-not-open", "already-confirmed"],
            "ครั้งที่ 2/2564",
            id="closed and confirmed",
        ),
    ],
)
def test_what_stands_in_the_way_of_writing_is_said_with_its_day(
    window: Window | None, codes: list[str], said: str
) -> None:
    found = list(obstacles_to_writing(window))
    assert [obstacle.code for obstacle in found] == codes
    assert all(said in obstacle.message for obstacle in found)
    assert {obstacle.organization for obstacle in found} <= {OPEN.organization if window else ""}


def test_a_confirmation_is_no_matter_of_the_window_alone() -> None:
    assert list(obstacles_of_window(replace(OPEN, confirmed=True))) == []
