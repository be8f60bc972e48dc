"""Unlock tickets: asking that a confirmation be taken back, and the way up and down (letter §8.1, §8.2)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lec.accounts.models import Membership
from lec.accounts.queries import actor_of
from lec.audit.models import AuditEntry
from lec.cli.tick import tick
from lec.confirmations.actions import (
    approve_ticket,
    confirm,
    expire_ticket,
    file_ticket,
    refuse_ticket,
    revoke,
    withdraw_ticket,
)
from lec.confirmations.models import UnlockTicket
from lec.confirmations.queries import first_broken_receipt, turn_of, waiting_for
from lec.confirmations.rules import NotYours
from lec.notices.models import Notice
from lec.refusals import Blocked, Invalid
from lec.rounds.models import Confirmation
from lec.rounds.queries import standing
from lec.students.actions import Change, Mark, attest, change, enroll, leave
from lec.students.models import Enrollment
from lec.students.queries import entry_of, open_placement
from lec.thai.calendar import BANGKOK
from tests.cast import NOW, Cast, entry, officer_of
from tests.confirmations.standing import north_stands, stand, stand_whole

WHY = "สะกดชื่อเด็กผิด"
CLOSED = datetime(2021, 11, 14, 9, tzinfo=BANGKOK)


def ask(cast: Cast, confirmation: Confirmation, students: tuple[int, ...] = ()) -> UnlockTicket:
    by = officer_of(confirmation.organization)
    return file_ticket(confirmation=confirmation, because=WHY, students=students, by=by)


def codes(refused: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [obstacle.code for obstacle in refused.value.obstacles]


def told(organization: object) -> list[str]:
    return list(
        Notice.objects.filter(organization=organization).order_by("pk").values_list("kind", flat=True)
    )


def test_the_level_above_revokes_for_a_school_that_asks(cast: Cast) -> None:
    ticket = ask(cast, stand(cast.school, cast.round))
    assert [t.pk for t in waiting_for(cast.wichai)] == [ticket.pk]
    assert told(cast.mali) == ["ticket-filed"]
    ticket = approve_ticket(ticket=ticket, by=cast.wichai)
    assert (ticket.state, ticket.closed_at) == ("approved", NOW)
    assert standing(cast.round, cast.school) is None
    assert ticket.confirmation.revoked_because == WHY
    assert told(cast.school) == ["ticket-approved"]
    assert waiting_for(cast.wichai).count() == 0
    assert first_broken_receipt() is None


def test_it_climbs_to_who_must_act_first_and_comes_down_a_level_at_a_time(cast: Cast) -> None:
    north_stands(cast)
    confirmation = standing(cast.round, cast.school)
    assert confirmation is not None
    ticket = ask(cast, confirmation)
    way = [(cast.decha, cast.north), (cast.malee, cast.mali), (cast.wichai, cast.school)]
    for step, (actor, falls) in enumerate(way, 1):
        assert turn_of(ticket).organization.pk == actor.organization_id
        assert [waiting_for(one).count() for one, _ in way] == [int(one is actor) for one, _ in way]
        ticket = approve_ticket(ticket=ticket, because="เห็นชอบ", by=actor)
        assert standing(cast.round, falls) is None
        assert ticket.state == ("approved" if step == 3 else "open")
    assert [step.kind for step in ticket.steps.all()] == ["filed", "revoked", "revoked", "revoked"]
    assert [step.revoked and step.revoked.organization for step in ticket.steps.all()] == [
        None,
        cast.north,
        cast.mali,
        cast.school,
    ]
    others = (cast.center, cast.bua_center, cast.bua)
    assert all(standing(cast.round, other) for other in others)
    assert standing(cast.round, cast.mali, "headcounts") is not None


def test_an_lao_asks_for_its_headcounts_and_its_overview(cast: Cast) -> None:
    north_stands(cast)
    for subject in ("students", "headcounts"):
        confirmation = standing(cast.round, cast.mali, subject)
        assert confirmation is not None
        ticket = ask(cast, confirmation)
        assert turn_of(ticket).organization == cast.department
        withdraw_ticket(ticket=ticket, by=cast.wichai)


def test_only_whose_turn_it_is_answers(cast: Cast) -> None:
    stand_whole(cast.mali, cast.round)
    confirmation = standing(cast.round, cast.school)
    assert confirmation is not None
    ticket = ask(cast, confirmation)
    for by in (cast.wichai, cast.somsri, cast.decha, cast.prasit, cast.teacher):
        with pytest.raises(NotYours):
            approve_ticket(ticket=ticket, by=by)
        with pytest.raises(NotYours):
            refuse_ticket(ticket=ticket, because="ไม่", by=by)
    for by in (cast.wichai, cast.malee, cast.teacher):
        with pytest.raises(NotYours):
            withdraw_ticket(ticket=ticket, by=by)
    assert standing(cast.round, cast.mali) is not None


def test_only_the_own_confirmation_is_asked_for(cast: Cast) -> None:
    confirmation = stand(cast.school, cast.round)
    for by in (cast.wichai, cast.center_officer, cast.teacher):
        with pytest.raises(NotYours):
            file_ticket(confirmation=confirmation, because=WHY, by=by)


def test_a_refusal_says_why_and_the_confirmation_stays(cast: Cast) -> None:
    ticket = ask(cast, stand(cast.school, cast.round))
    with pytest.raises(Invalid):
        refuse_ticket(ticket=ticket, because="  ", by=cast.wichai)
    ticket = refuse_ticket(ticket=ticket, because="แก้รอบหน้า", by=cast.wichai)
    assert ticket.state == "refused"
    assert standing(cast.round, cast.school) is not None
    assert told(cast.school) == ["ticket-refused"]
    with pytest.raises(Blocked) as refused:
        approve_ticket(ticket=ticket, by=cast.wichai)
    assert codes(refused) == ["ticket-closed"]
    assert ask(cast, ticket.confirmation).state == "open"


def test_one_asks_once_and_only_while_something_stands(cast: Cast) -> None:
    confirmation = stand(cast.school, cast.round)
    ticket = ask(cast, confirmation)
    with pytest.raises(Blocked) as refused:
        ask(cast, confirmation)
    assert codes(refused) == ["already-asked"]
    withdraw_ticket(ticket=ticket, by=cast.somsri)
    assert told(cast.mali) == ["ticket-filed", "ticket-withdrawn"]
    revoke(confirmation=confirmation, because="แก้ไข", by=cast.somsri)
    with pytest.raises(Blocked) as refused:
        ask(cast, confirmation)
    assert codes(refused) == ["not-confirmed"]


def test_who_revokes_without_a_ticket_answers_it_all_the_same(cast: Cast) -> None:
    stand_whole(cast.mali, cast.round)
    confirmation = standing(cast.round, cast.school)
    overview = standing(cast.round, cast.mali)
    assert confirmation is not None
    assert overview is not None
    ticket = ask(cast, confirmation)
    revoke(confirmation=overview, because="แก้ไข", by=cast.malee)
    assert turn_of(ticket).organization == cast.mali
    revoke(confirmation=confirmation, because="แก้ไข", by=cast.wichai)
    assert UnlockTicket.objects.get().state == "approved"


@pytest.mark.parametrize("because", ["", "   ", "ก" * 501])
def test_who_asks_says_why(cast: Cast, because: str) -> None:
    confirmation = stand(cast.school, cast.round)
    with pytest.raises(Invalid) as wrong:
        file_ticket(confirmation=confirmation, because=because, by=cast.somsri)
    assert [fault.code for fault in wrong.value.faults] == ["because-missing"]


def test_students_named_are_of_the_confirmation(cast: Cast) -> None:
    elsewhere = Enrollment.objects.filter(institution=cast.center).latest("pk")
    with pytest.raises(Invalid) as wrong:
        ask(cast, stand(cast.school, cast.round), (elsewhere.pk,))
    assert [fault.code for fault in wrong.value.faults] == ["student-unknown"]


def test_where_students_are_named_nobody_else_is_changed_until_it_is_given_again(cast: Cast) -> None:
    confirmation = stand(cast.school, cast.round)
    named, other = Enrollment.objects.filter(institution=cast.school).order_by("pk")[:2]
    approve_ticket(ticket=ask(cast, confirmation, (named.pk,)), by=cast.wichai)
    rename(cast, named)
    attempts = (
        lambda: rename(cast, other),
        lambda: enroll(institution=cast.school, entries=[entry(900, "P1")], by=cast.somsri),
        lambda: attest(
            institution=cast.school, round=cast.round, marks=[Mark(other.pk, "201")], by=cast.somsri
        ),
        lambda: leave(
            institution=cast.school,
            enrollments=[named.pk, other.pk],
            reason="moved_school",
            on=NOW.date(),
            by=cast.somsri,
        ),
    )
    for attempt in attempts:
        with pytest.raises(Blocked) as refused:
            attempt()
        assert codes(refused) == ["opened-for-others"]
    again = stand_again(cast)
    revoke(confirmation=again, because="แก้ไขทั้งหมด", by=cast.somsri)
    rename(cast, other)


def stand_again(cast: Cast) -> Confirmation:
    return confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)


def rename(cast: Cast, stay: Enrollment) -> None:
    seat = open_placement(stay)
    assert seat is not None
    corrected = replace(entry_of(seat), last_name="แก้แล้ว")
    change(institution=cast.school, changes=[Change(stay.pk, corrected)], by=cast.somsri)


def test_after_closing_nothing_is_asked_and_the_clock_ends_what_was(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    confirmation = stand(cast.school, cast.round)
    ticket = ask(cast, confirmation)
    monkeypatch.setattr("lec.cli.tick.timezone.now", lambda: CLOSED - timedelta(days=1, hours=10))
    tick()
    assert UnlockTicket.objects.get().state == "open"
    monkeypatch.setattr("lec.cli.tick.timezone.now", lambda: CLOSED)
    for _time in range(2):
        tick()
    assert UnlockTicket.objects.get().state == "expired"
    assert told(cast.school) == ["ticket-expired"]
    assert "Tickets: 1 expired" in capsys.readouterr().out
    late = actor_of(Membership.objects.get(user__username="somsri"), CLOSED)
    with pytest.raises(Blocked) as refused:
        file_ticket(confirmation=confirmation, because=WHY, by=late)
    assert codes(refused) == ["round-not-open"]
    assert not expire_ticket(ticket=ticket, by=cast.decha)


def test_every_step_is_in_the_trail(cast: Cast) -> None:
    stand_whole(cast.mali, cast.round)
    confirmation = standing(cast.round, cast.school)
    assert confirmation is not None
    withdraw_ticket(ticket=ask(cast, confirmation), by=cast.somsri)
    refuse_ticket(ticket=ask(cast, confirmation), because="ไม่", by=cast.malee)
    ticket = approve_ticket(ticket=ask(cast, confirmation), by=cast.malee)
    approve_ticket(ticket=ticket, by=cast.wichai)
    acts = AuditEntry.objects.filter(subject="confirmations.unlockticket").order_by("pk")
    assert [entry.action for entry in acts] == [
        "file-ticket",
        "withdraw-ticket",
        "file-ticket",
        "refuse-ticket",
        "file-ticket",
        "pass-ticket",
    ]
    assert AuditEntry.objects.filter(action="revoke").count() == 2


@pytest.mark.parametrize("height", [1, 2, 3])
def test_what_waits_for_somebody_is_whose_turn_it_is(cast: Cast, height: int) -> None:
    if height == 1:
        stand(cast.school, cast.round)
        stand(cast.mali, cast.round, "headcounts")
    elif height == 2:
        stand_whole(cast.mali, cast.round)
    else:
        north_stands(cast)
    officers = (cast.decha, cast.malee, cast.stranger, cast.wichai, cast.buntham, cast.prasit, cast.somsri)
    for confirmation in Confirmation.objects.all():
        ticket = ask(cast, confirmation)
        turn = turn_of(ticket).organization.pk
        for by in officers:
            assert (ticket in waiting_for(by)) == (by.organization_id == turn)
        withdraw_ticket(ticket=ticket, by=officer_of(confirmation.organization))
