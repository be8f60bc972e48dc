"""The department keeps the calendar: planning, moving, closing early; one round at a time."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lec.audit.models import AuditEntry
from lec.confirmations.actions import confirm
from lec.organizations.models import Organization
from lec.refusals import Blocked, Forbidden, Invalid
from lec.rounds.actions import change_round, plan_round
from lec.rounds.models import Round
from lec.rounds.queries import (
    current_round,
    open_round,
    previous_round,
    round_by_key,
    standing,
    window_for,
)
from lec.rounds.rules import RoundDates, RoundState
from lec.students.actions import enroll
from lec.thai.calendar import BANGKOK
from tests.cast import NOW, Cast, attest_all, entry

NEXT = RoundDates(
    academic_year=2565,
    number=1,
    opens_on=date(2022, 6, 10),
    institution_due_on=date(2022, 6, 20),
    lao_due_on=date(2022, 6, 20),
    province_due_on=date(2022, 6, 21),
    closes_on=date(2022, 6, 21),
)
MIDNIGHT = datetime(2021, 11, 13, tzinfo=BANGKOK)
SECOND = timedelta(seconds=1)


def calendar_now() -> list[Any]:
    return list(Round.objects.order_by("pk").values())


def places(refusal: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(fault.field, fault.code) for fault in refusal.value.faults}


# --- planning


def test_a_planned_round_stands_in_the_calendar_and_in_the_trail(cast: Cast) -> None:
    round = plan_round(dates=NEXT, by=cast.decha)
    assert round_by_key("2565-1") == round
    assert round.state(NOW) == RoundState.PLANNED
    said = AuditEntry.objects.get(action="plan-round")
    assert (said.user_id, said.organization_id, said.subject_id) == (
        cast.decha.user_id,
        cast.department.pk,
        round.pk,
    )
    assert (said.after["opens_on"], said.after["number"]) == ("2022-06-10", 1)


@pytest.mark.parametrize("who", ["malee", "wichai", "somsri", "teacher"])
def test_nobody_but_the_department_touches_the_calendar(cast: Cast, who: str) -> None:
    before, trail = calendar_now(), AuditEntry.objects.count()
    with pytest.raises(Forbidden):
        plan_round(dates=NEXT, by=getattr(cast, who))
    with pytest.raises(Forbidden):
        change_round(round=cast.round, changes={"closes_on": NEXT.closes_on}, by=getattr(cast, who))
    assert (calendar_now(), AuditEntry.objects.count()) == (before, trail)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"academic_year": 2564, "number": 2}, ("number", "round-exists")),
        ({"opens_on": date(2021, 11, 12)}, ("opens_on", "rounds-overlap")),
        ({"closes_on": date(2022, 6, 20)}, ("closes_on", "dates-out-of-order")),
    ],
)
def test_a_round_that_cannot_be_is_not_written(
    cast: Cast, values: dict[str, Any], fault: tuple[str, str]
) -> None:
    before, trail = calendar_now(), AuditEntry.objects.count()
    with pytest.raises(Invalid) as refusal:
        plan_round(dates=replace(NEXT, **values), by=cast.decha)
    assert places(refusal) == {fault}
    assert (calendar_now(), AuditEntry.objects.count()) == (before, trail)


def test_a_round_may_open_the_day_after_the_one_before_has_closed(cast: Cast) -> None:
    plan_round(dates=replace(NEXT, opens_on=date(2021, 11, 13)), by=cast.decha)
    assert [open_round(at) for at in (MIDNIGHT - SECOND, MIDNIGHT)] == [
        cast.round,
        round_by_key("2565-1"),
    ], "never two at a time, never none between them"


@pytest.mark.parametrize(
    "values",
    [
        {"academic_year": 2564, "number": 2},
        {"number": 3},
        {"closes_on": date(2022, 6, 20)},
        {"institution_due_on": date(2022, 6, 9)},
    ],
)
def test_the_database_itself_refuses_it(cast: Cast, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.bulk_create([Round(**{**vars(NEXT), **values})])


# --- changing


def test_a_moved_date_moves_alone_and_the_trail_keeps_both(cast: Cast) -> None:
    [before] = calendar_now()
    change_round(round=cast.round, changes={"closes_on": date(2021, 11, 19)}, by=cast.decha)
    assert calendar_now() == [{**before, "closes_on": date(2021, 11, 19)}]
    said = AuditEntry.objects.get(action="change-round")
    assert (said.before, said.after) == ({"closes_on": "2021-11-12"}, {"closes_on": "2021-11-19"})


def test_what_somebody_else_moved_meanwhile_stays_moved(cast: Cast) -> None:
    """The action looks at the calendar as it is, not at the round its caller once read."""
    stale = Round.objects.get(pk=cast.round.pk)
    change_round(round=cast.round, changes={"closes_on": date(2021, 11, 19)}, by=cast.decha)
    change_round(round=stale, changes={"province_due_on": date(2021, 11, 15)}, by=cast.decha)
    round = Round.objects.get(pk=cast.round.pk)
    assert (round.closes_on, round.province_due_on) == (date(2021, 11, 19), date(2021, 11, 15))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"opens_on": date(2021, 11, 12)}, ("institution_due_on", "dates-out-of-order")),
        ({"closes_on": date(2022, 6, 10)}, ("opens_on", "rounds-overlap")),
        ({"closed_at": MIDNIGHT + SECOND}, ("closed_at", "closing-outside-round")),
    ],
)
def test_a_change_that_cannot_be_changes_nothing(
    cast: Cast, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    plan_round(dates=NEXT, by=cast.decha)
    before, trail = calendar_now(), AuditEntry.objects.count()
    with pytest.raises(Invalid) as refusal:
        change_round(round=cast.round, changes=changes, by=cast.decha)
    assert places(refusal) == {fault}
    assert (calendar_now(), AuditEntry.objects.count()) == (before, trail)


def test_a_round_is_not_in_its_own_way(cast: Cast) -> None:
    change_round(round=cast.round, changes={"closes_on": date(2021, 11, 13)}, by=cast.decha)
    assert open_round(MIDNIGHT) == cast.round


# --- closing early


def test_closed_early_nobody_writes_from_that_second_on_and_opened_again_they_do(cast: Cast) -> None:
    change_round(round=cast.round, changes={"closed_at": NOW}, by=cast.decha)
    before = replace(cast.somsri, at=NOW - SECOND)
    assert enroll(institution=cast.school, entries=[entry(801, "P1")], by=before)
    with pytest.raises(Blocked) as refusal:
        enroll(institution=cast.school, entries=[entry(802, "P1")], by=cast.somsri)
    assert [obstacle.code for obstacle in refusal.value.obstacles] == ["round-not-open"]
    change_round(round=cast.round, changes={"closed_at": None}, by=cast.decha)
    assert enroll(institution=cast.school, entries=[entry(802, "P1")], by=cast.somsri)
    closings = [
        (said.before["closed_at"], said.after["closed_at"])
        for said in AuditEntry.objects.filter(action="change-round").order_by("pk")
    ]
    assert [(b is None, a is None) for b, a in closings] == [(True, False), (False, True)]
    assert datetime.fromisoformat(closings[0][1]) == NOW


def test_the_last_second_is_the_last_in_which_anybody_writes(cast: Cast) -> None:
    last = replace(cast.somsri, at=MIDNIGHT - SECOND)
    assert enroll(institution=cast.school, entries=[entry(801, "P1")], by=last)
    with pytest.raises(Blocked):
        enroll(institution=cast.school, entries=[entry(802, "P1")], by=replace(last, at=MIDNIGHT))


def test_confirmations_stand_whatever_becomes_of_the_dates(cast: Cast) -> None:
    attest_all(cast.school, cast.round)
    given = confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    change_round(round=cast.round, changes={"closed_at": NOW}, by=cast.decha)
    change_round(round=cast.round, changes={"closes_on": date(2021, 11, 30)}, by=cast.decha)
    assert standing(cast.round, cast.school) == given


# --- questions


def test_the_round_that_work_is_about_is_the_last_that_opened_else_the_next(cast: Cast) -> None:
    coming = plan_round(dates=NEXT, by=cast.decha)
    months = timedelta(days=30)
    assert current_round(NOW - 3 * months) == cast.round, "before any, the next"
    assert current_round(NOW + 3 * months) == cast.round, "between two, the last"
    assert current_round(datetime(2022, 6, 9, 23, 59, 59, tzinfo=BANGKOK)) == cast.round
    assert current_round(datetime(2022, 6, 10, tzinfo=BANGKOK)) == coming
    assert open_round(NOW + 3 * months) is None
    assert [previous_round(round) for round in (coming, cast.round)] == [cast.round, None]


@pytest.mark.parametrize("key", ["", "2564", "2564-3", "2564-x", "x-2", "-", "2564-2-1"])
def test_a_key_that_names_no_round_finds_none(cast: Cast, key: str) -> None:
    assert round_by_key(key) is None
    assert round_by_key("2564-2") == cast.round


def test_the_window_of_an_organization_knows_of_its_own_confirmation_alone(cast: Cast) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    windows = [window_for(o, NOW) for o in (cast.school, cast.center)]
    assert [(w.organization, w.confirmed, w.closed_at) for w in windows if w] == [
        (cast.school.code, True, MIDNIGHT),
        (cast.center.code, False, MIDNIGHT),
    ]


@pytest.mark.django_db
def test_without_any_round_there_is_no_window() -> None:
    assert current_round(NOW) is None
    assert open_round(NOW) is None
    assert window_for(Organization(), NOW) is None
