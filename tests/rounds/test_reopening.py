"""A closed round opened again for some: for them and all below them, until a moment, and for nobody else."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.confirmations.actions import confirm, file_ticket, revoke
from lec.confirmations.queries import to_expire
from lec.headcounts.actions import enter
from lec.headcounts.rules import Cell
from lec.notices.models import Notice
from lec.notices.rules import message_of
from lec.organizations.models import Organization
from lec.refusals import Blocked, Forbidden, Invalid, Refusal
from lec.rounds.actions import change_round, end_reopening, plan_round, reopen
from lec.rounds.models import Reopening
from lec.rounds.queries import standing, window_for
from lec.rounds.rules import RoundDates, last_moment
from lec.students.actions import enroll
from lec.thai.calendar import BANGKOK
from tests.cast import Cast, attest_all, entry, officer_of

MIDNIGHT = datetime(2021, 11, 13, tzinfo=BANGKOK)
LATER = MIDNIGHT + timedelta(days=3, hours=9)
UNTIL = MIDNIGHT + timedelta(days=8)
SECOND = timedelta(seconds=1)
NEXT = RoundDates(
    academic_year=2565,
    number=1,
    opens_on=date(2022, 6, 1),
    institution_due_on=date(2022, 6, 10),
    lao_due_on=date(2022, 6, 10),
    province_due_on=date(2022, 6, 11),
    closes_on=date(2022, 6, 11),
)


def opened(
    cast: Cast, organization: Organization, at: datetime = LATER, until: datetime = UNTIL
) -> Reopening:
    by = replace(cast.decha, at=at)
    return reopen(round=cast.round, organization=organization, until=until, because="น้ำท่วม", by=by)


def writes(by: Actor, institution: Organization, serial: int) -> bool:
    try:
        enroll(institution=institution, entries=[entry(serial, "K1")], by=by)
    except Blocked as refusal:
        assert [obstacle.code for obstacle in refusal.obstacles] == ["round-not-open"]
        return False
    return True


def codes(refusal: Refusal) -> list[str]:
    return [one.code for one in getattr(refusal, "faults", None) or getattr(refusal, "obstacles", [])]


def test_an_lao_and_all_below_it_write_again_until_the_moment_and_nobody_else(cast: Cast) -> None:
    opened(cast, cast.mali)
    at = {"at": LATER + timedelta(hours=1)}
    assert writes(replace(cast.somsri, **at), cast.school, 900)
    assert writes(replace(cast.center_officer, **at), cast.center, 901)
    assert not writes(replace(cast.phu_officer, **at), cast.phu_school, 902)
    assert not writes(replace(cast.bua_officer, **at), cast.bua_center, 903)
    last = replace(cast.somsri, at=UNTIL - SECOND)
    assert writes(last, cast.school, 904)
    assert not writes(replace(last, at=UNTIL), cast.school, 905)
    assert not writes(replace(last, at=LATER - SECOND), cast.school, 905), (
        "what came before it counts as closed"
    )


def test_the_window_tells_until_when(cast: Cast) -> None:
    opened(cast, cast.school)
    opened(cast, cast.mali, until=UNTIL + timedelta(days=1))
    window = window_for(cast.school, LATER)
    assert window is not None
    assert (window.state, window.reopened_until) == ("open", UNTIL + timedelta(days=1)), (
        "the longer one holds"
    )
    other = window_for(cast.phu_school, LATER)
    assert other is not None
    assert (other.state, other.reopened_until) == ("closed", None)


def test_headcounts_and_confirmations_are_given_again_too(cast: Cast) -> None:
    opened(cast, cast.mali)
    wichai, somsri = replace(cast.wichai, at=LATER), replace(cast.somsri, at=LATER)
    enter(school=cast.border_school, round=cast.round, cells=[Cell("P1", "M", 7)], by=wichai)
    attest_all(cast.school, cast.round)
    assert confirm(organization=cast.school, round=cast.round, subject="students", by=somsri).stands


def test_what_stands_stays_and_is_protected(cast: Cast) -> None:
    attest_all(cast.school, cast.round)
    given = confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    opened(cast, cast.school)
    assert standing(cast.round, cast.school) == given
    late = replace(cast.somsri, at=LATER)
    with pytest.raises(Blocked) as refused:
        enroll(institution=cast.school, entries=[entry(900, "K1")], by=late)
    assert codes(refused.value) == ["already-confirmed"]
    revoke(confirmation=given, because="แก้ชื่อ", by=replace(cast.wichai, at=LATER))
    assert writes(late, cast.school, 900)


def test_the_department_ends_it_and_what_was_sent_before_counts(cast: Cast) -> None:
    reopening = opened(cast, cast.school)
    ended = LATER + timedelta(hours=2)
    end_reopening(reopening=reopening, by=replace(cast.decha, at=ended))
    assert writes(replace(cast.somsri, at=ended - SECOND), cast.school, 900)
    assert not writes(replace(cast.somsri, at=ended), cast.school, 901)
    with pytest.raises(Blocked) as refused:
        end_reopening(reopening=reopening, by=replace(cast.decha, at=ended))
    assert codes(refused.value) == ["already-ended"]


def test_both_are_told_and_recorded(cast: Cast) -> None:
    end_reopening(reopening=opened(cast, cast.mali), by=replace(cast.decha, at=LATER))
    said = [
        message_of(n.kind, n.params) for n in Notice.objects.filter(organization=cast.mali).order_by("pk")
    ]
    assert "เปิดครั้งที่ 2/2564 ให้ท่านและหน่วยงานในสังกัดแก้ไขและยืนยันได้ถึง 21 พ.ย. 2564" in said[0]
    assert "ปิดครั้งที่ 2/2564" in said[1]
    acts = AuditEntry.objects.filter(subject="rounds.reopening").order_by("pk")
    assert [act.action for act in acts] == ["reopen-round", "end-reopening"]
    assert (acts[0].organization, acts[0].because) == (cast.mali, "น้ำท่วม")


@pytest.mark.parametrize("who", ["malee", "wichai", "somsri", "teacher"])
def test_it_is_the_departments(cast: Cast, who: str) -> None:
    reopening = opened(cast, cast.school)
    by = replace(getattr(cast, who), at=LATER)
    with pytest.raises(Forbidden):
        reopen(round=cast.round, organization=cast.school, until=UNTIL, because="x", by=by)
    with pytest.raises(Forbidden):
        end_reopening(reopening=reopening, by=by)


@pytest.mark.parametrize(
    ("until", "because", "fault"),
    [
        (LATER, "น้ำท่วม", "until-past"),
        (datetime(2022, 5, 16, tzinfo=BANGKOK) + SECOND, "น้ำท่วม", "until-too-late"),
        (UNTIL, "  ", "because-missing"),
        (UNTIL, "ก" * 501, "because-missing"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    cast: Cast, until: datetime, because: str, fault: str
) -> None:
    with pytest.raises(Invalid) as refused:
        reopen(
            round=cast.round,
            organization=cast.school,
            until=until,
            because=because,
            by=replace(cast.decha, at=LATER),
        )
    assert codes(refused.value) == [fault]
    assert not Reopening.objects.exists()


def test_only_the_last_closed_round_is_opened_again(cast: Cast) -> None:
    with pytest.raises(Blocked) as refused:
        opened(cast, cast.school, at=MIDNIGHT - SECOND)
    assert codes(refused.value) == ["round-not-closed"]
    plan_round(dates=NEXT, by=cast.decha)
    with pytest.raises(Blocked) as refused:
        opened(cast, cast.school, at=datetime(2022, 6, 1, tzinfo=BANGKOK), until=UNTIL)
    assert codes(refused.value) == ["round-not-open"]


def test_it_never_reaches_into_the_next_round(cast: Cast) -> None:
    assert last_moment(2564, date(2022, 5, 3)) == datetime(2022, 5, 3, tzinfo=BANGKOK)
    assert last_moment(2565, date(2022, 11, 1)) == datetime(2022, 11, 1, tzinfo=BANGKOK)
    opened(cast, cast.school, until=datetime(2022, 5, 16, tzinfo=BANGKOK))
    earlier = replace(NEXT, opens_on=date(2022, 1, 10), institution_due_on=date(2022, 1, 12))
    plan_round(dates=replace(earlier, academic_year=2564, number=1), by=cast.decha)
    inside = window_for(cast.school, datetime(2022, 1, 9, 23, 59, tzinfo=BANGKOK), round=cast.round)
    after = window_for(cast.school, datetime(2022, 1, 10, tzinfo=BANGKOK), round=cast.round)
    assert inside is not None
    assert after is not None
    assert (inside.state, after.state) == ("open", "closed"), "planned afterwards, it counts all the same"


def test_a_round_closed_early_is_opened_again_for_some(cast: Cast) -> None:
    change_round(round=cast.round, changes={"closed_at": cast.decha.at}, by=cast.decha)
    cast.round.refresh_from_db()
    opened(cast, cast.school, at=cast.decha.at)
    assert writes(cast.somsri, cast.school, 900)
    assert not writes(cast.center_officer, cast.center, 901)


def test_the_database_refuses_one_that_ends_before_it_begins_or_says_nothing(cast: Cast) -> None:
    held = opened(cast, cast.school)
    for changed in ({"until": held.opened_at}, {"because": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reopening.objects.filter(pk=held.pk).update(**changed)


def test_a_ticket_lives_as_long_as_its_register_is_open(cast: Cast) -> None:
    attest_all(cast.school, cast.round)
    given = confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    opened(cast, cast.mali)
    ticket = file_ticket(confirmation=given, because="สะกดผิด", by=officer_of(cast.school, LATER))
    assert to_expire(LATER) == []
    assert to_expire(UNTIL) == [ticket]
