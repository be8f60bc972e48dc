"""Filing, releasing, contesting, withdrawing, deciding, and what the clock does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from lec.audit.models import AuditEntry
from lec.claims.actions import contest, decide, escalate, file_claim, release, remind, settle, withdraw
from lec.claims.models import Claim, ClaimStep
from lec.claims.queries import claim_anew, overtaken, state_of, to_escalate, to_remind
from lec.confirmations.actions import revoke
from lec.confirmations.models import ConfirmedStudent
from lec.notices.models import Notice
from lec.notices.rules import MESSAGES, message_of
from lec.organizations.models import Organization
from lec.reference.actions import set_setting
from lec.refusals import Blocked, Forbidden, Invalid, TooMany
from lec.rounds.models import Round
from lec.students.actions import HeldElsewhere, enroll, leave, protect, return_to_class
from lec.students.models import Enrollment, Placement, RecordedFinding, Student
from tests.cast import NOW, Cast, entry, officer_of
from tests.claims.asking import (
    AFTER_CLOSING,
    DUE,
    OF_CENTER,
    OF_PHU,
    OF_SCHOOL,
    across_provinces,
    ask,
    clock,
    inside_a_province,
    inside_an_lao,
    typed,
    where,
)
from tests.confirmations.standing import stand, stand_whole


def codes(refusal: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [obstacle.code for obstacle in refusal.value.obstacles]


def fault_codes(refusal: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


def told(kind: str) -> set[str]:
    """Who was told of something."""
    return set(Notice.objects.filter(kind=kind).values_list("organization__code", flat=True))


def steps(claim: Claim) -> list[str]:
    return list(claim.steps.values_list("kind", flat=True))


def stay_of(child: tuple[int, str]) -> Enrollment:
    return Enrollment.objects.get(student__citizen_id=entry(*child).citizen_id, left_on=None)


def let_go(cast: Cast, child: tuple[int, str] = OF_PHU, reason: str = "moved_school") -> Enrollment:
    """The holder takes the child out by itself, as it could before there were claims."""
    stay = stay_of(child)
    leave(
        institution=stay.institution,
        enrollments=[stay.pk],
        reason=reason,
        on=date(2021, 11, 8),
        by=officer_of(stay.institution),
    )
    return stay


# --- filing


@pytest.mark.parametrize(
    ("begin", "decider"),
    [(across_provinces, "department"), (inside_a_province, "north"), (inside_an_lao, "mali")],
)
def test_the_nearest_organization_above_both_will_decide(
    cast: Cast, begin: Callable[[Cast], Claim], decider: str
) -> None:
    assert begin(cast).decider == getattr(cast, decider)


def test_a_claim_keeps_what_was_typed_and_the_child_stays_where_it_is(cast: Cast) -> None:
    claim = ask(cast.school, OF_PHU, "P2")
    assert (claim.state, claim.due_on, claim.grade, claim.room) == ("open", date(2021, 11, 11), "P2", "1")
    assert claim.holder == cast.phu_school
    assert steps(claim) == ["filed"]
    assert told("claim-filed") == {cast.phu_school.code}
    assert where(OF_PHU) == [cast.phu_school.code]
    assert AuditEntry.objects.get(action="tell-holder").after == {"holder": cast.phu_school.code}


def test_the_set_days_are_the_departments(cast: Cast) -> None:
    set_setting(name="claim-days", value=7, by=cast.decha)
    assert across_provinces(cast).due_on == date(2021, 11, 15)


def test_a_class_teacher_files_for_the_own_room_and_for_no_other(cast: Cast) -> None:
    assert file_claim(claimant=cast.school, entry=typed(OF_PHU), by=cast.teacher).grade == "P1"
    with pytest.raises(Forbidden):
        file_claim(claimant=cast.school, entry=typed((401, "P1"), "P2"), by=cast.teacher)


def test_nobody_files_for_an_institution_but_its_own_people(cast: Cast) -> None:
    for actor in (cast.wichai, cast.malee, cast.decha, cast.center_officer):
        with pytest.raises(Forbidden):
            file_claim(claimant=cast.school, entry=typed(OF_PHU), by=actor)


def test_an_unknown_child_and_a_wrong_birth_date_are_answered_alike(cast: Cast) -> None:
    answers = []
    for wanted in (typed((990, "P1")), replace(typed(OF_PHU), birth_date=date(2015, 12, 31))):
        with pytest.raises(Invalid) as refused:
            file_claim(claimant=cast.school, entry=wanted, by=cast.somsri)
        answers.append(refused.value.faults)
    assert answers[0] == answers[1]
    assert [fault.code for fault in answers[0]] == ["child-unknown"]
    assert not AuditEntry.objects.filter(action="tell-holder").exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"grade": "P9"}, "grade-unknown"),
        ({"entered_on": date(2021, 11, 9)}, "entered-on-future"),
        ({"room": "ก" * 21}, "too-long"),
        ({"citizen_id": "1990000004"}, "citizen-id-length"),
        ({"birth_date": None}, "birth-date-missing"),
        ({"citizen_id_type": "none", "citizen_id": ""}, "citizen-id-missing"),
    ],
)
def test_what_is_typed_wrong_is_named(cast: Cast, more: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        file_claim(claimant=cast.school, entry=replace(typed(OF_PHU), **more), by=cast.somsri)  # type: ignore[arg-type]
    assert code in fault_codes(refused)


def test_a_child_too_young_for_a_center_is_not_claimed_for_it(cast: Cast) -> None:
    Student.objects.filter(citizen_id=entry(*OF_CENTER).citizen_id).update(birth_date=date(2020, 3, 1))
    young = replace(typed(OF_CENTER, "PRE"), birth_date=date(2020, 3, 1))
    with pytest.raises(Invalid) as refused:
        file_claim(claimant=cast.bua_center, entry=young, by=cast.bua_officer)
    assert fault_codes(refused) == ["age-below-minimum"]


def test_one_does_not_claim_from_oneself(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        ask(cast.school, OF_SCHOOL)
    assert fault_codes(refused) == ["citizen-id-taken"]


def test_a_child_that_is_nowhere_is_enrolled_and_not_claimed(cast: Cast) -> None:
    let_go(cast)
    with pytest.raises(Blocked) as refused:
        across_provinces(cast)
    assert codes(refused) == ["not-held-elsewhere"]


def test_a_pending_claim_is_not_filed_again(cast: Cast) -> None:
    claim = across_provinces(cast)
    with pytest.raises(Blocked) as refused:
        across_provinces(cast)
    assert codes(refused) == ["already-claimed"]
    withdraw(claim=claim, by=cast.somsri)
    assert across_provinces(cast).state == "open"


def test_who_cannot_enroll_is_not_told_where_a_child_is(cast: Cast) -> None:
    """The claimant will write its register: what forbids that forbids asking."""
    stand(cast.school, cast.round)
    with pytest.raises(Blocked) as refused:
        across_provinces(cast)
    assert codes(refused) == ["already-confirmed"]
    with pytest.raises(Blocked) as late:
        ask(cast.bua_center, OF_CENTER, at=AFTER_CLOSING)
    assert codes(late) == ["round-not-open"]
    assert not AuditEntry.objects.filter(action="tell-holder").exists()


def test_the_database_holds_one_pending_claim_and_states_that_fit_their_facts(cast: Cast) -> None:
    claim = across_provinces(cast)
    for broken in (
        {"state": "lost"},
        {"state": "released"},
        {"state": "withdrawn"},
        {"closed_at": NOW},
        {"state": "contested"},
        {"state": "escalated"},
        {"contested_because": "มีเหตุ"},
        {"received": claim.stay},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**broken)
    again = Claim.objects.get(pk=claim.pk)
    again.pk = None
    with pytest.raises(IntegrityError, match=r"one_pending_claim|UNIQUE"), transaction.atomic():
        again.save()


# --- the limit


def set_limit(cast: Cast, number: int) -> None:
    set_setting(name="holder-look-ups-per-day", value=number, by=cast.decha)


def test_asking_is_limited_per_institution_and_day_whatever_door_it_comes_by(cast: Cast) -> None:
    set_limit(cast, 2)
    across_provinces(cast)
    with pytest.raises(HeldElsewhere) as told_of:
        enroll(institution=cast.school, entries=[entry(401, "P1")], by=cast.somsri)
    assert told_of.value.standing
    with pytest.raises(TooMany) as refused:
        ask(cast.school, (402, "P1"))
    assert codes(refused) == ["too-many"]
    assert refused.value.until == datetime(2021, 11, 9, tzinfo=NOW.tzinfo)
    with pytest.raises(HeldElsewhere) as untold:
        enroll(institution=cast.school, entries=[entry(410, "P4")], by=cast.somsri)
    assert untold.value.standing is None
    assert cast.phu_school.name not in untold.value.obstacles[0].message


def test_an_answer_already_given_today_does_not_count_again(cast: Cast) -> None:
    set_limit(cast, 1)
    for _again in range(2):
        with pytest.raises(HeldElsewhere) as told_of:
            enroll(institution=cast.school, entries=[entry(400, "P1")], by=cast.somsri)
        assert told_of.value.standing
    assert across_provinces(cast).state == "open"


def test_others_and_tomorrow_have_a_count_of_their_own(cast: Cast) -> None:
    set_limit(cast, 1)
    across_provinces(cast)
    assert inside_a_province(cast).state == "open"
    tomorrow = ask(cast.school, (401, "P1"), at=NOW + timedelta(days=1))
    assert tomorrow.state == "open"


def test_of_a_whole_list_as_many_are_told_as_are_left(cast: Cast) -> None:
    set_limit(cast, 2)
    with pytest.raises(HeldElsewhere) as refused:
        enroll(
            institution=cast.school,
            entries=[entry(400 + n, "P1", "FMM"[n]) for n in range(3)],
            by=cast.somsri,
        )
    assert len(refused.value.told) == 2
    named = [cast.phu_school.name in obstacle.message for obstacle in refused.value.obstacles]
    assert named == [True, True, False]


def test_undoing_a_leave_is_a_look_up_too(cast: Cast) -> None:
    set_limit(cast, 1)
    stay = let_go(cast, OF_SCHOOL)
    enroll(institution=cast.phu_school, entries=[entry(*OF_SCHOOL)], by=cast.phu_officer)
    across_provinces(cast)
    with pytest.raises(HeldElsewhere) as refused:
        return_to_class(enrollment=stay, by=cast.somsri)
    assert refused.value.standing is None
    assert cast.phu_school.name not in refused.value.obstacles[0].message


# --- releasing


def test_a_release_moves_the_child_in_one_step(cast: Cast) -> None:
    claim = release(claim=ask(cast.school, OF_PHU, "P2"), by=cast.phu_officer)
    assert where(OF_PHU) == [cast.school.code]
    old = claim.stay
    old.refresh_from_db()
    assert (old.left_on, old.leaving_reason, old.leaving_note) == (
        date(2021, 11, 8),
        "moved_school",
        cast.school.name,
    )
    assert not old.placements.filter(ends_on=None).exists()
    seat = Placement.objects.get(enrollment=claim.received, ends_on=None)
    assert (seat.classroom.institution, seat.classroom.grade) == (cast.school, "P2")
    assert (claim.state, claim.closed_at, steps(claim)) == ("released", NOW, ["filed", "released"])
    assert told("claim-released") == {cast.school.code, cast.phu_school.code}


def test_both_trails_keep_a_release(cast: Cast) -> None:
    claim = release(claim=across_provinces(cast), by=cast.phu_officer)
    out, taken = AuditEntry.objects.get(action="release"), AuditEntry.objects.get(action="receive")
    assert (out.organization, out.subject_id, out.after["to"]) == (
        cast.phu_school,
        claim.stay_id,
        cast.school.name,
    )
    assert (taken.organization, taken.subject_id, taken.acting_for) == (
        cast.school,
        claim.received_id,
        cast.phu_school,
    )


def test_to_a_center_the_reason_says_so(cast: Cast) -> None:
    claim = release(claim=inside_a_province(cast), by=cast.center_officer)
    assert Enrollment.objects.get(pk=claim.stay_id).leaving_reason == "moved_center"


def test_the_register_that_receives_is_judged(cast: Cast) -> None:
    claim = release(claim=ask(cast.school, OF_PHU, "P4"), by=cast.phu_officer)
    assert RecordedFinding.objects.get(enrollment=claim.received).code == "age-grade-mismatch"


def test_the_stay_does_not_end_before_it_began(cast: Cast) -> None:
    Enrollment.objects.filter(pk=stay_of(OF_PHU).pk).update(entered_on=date(2021, 11, 5))
    early = typed(OF_PHU, entered_on=date(2021, 11, 1))
    claim = file_claim(claimant=cast.school, entry=early, by=cast.somsri)
    claim = release(claim=claim, by=cast.phu_officer)
    assert Enrollment.objects.get(pk=claim.stay_id).left_on == date(2021, 11, 5)
    assert claim.received is not None
    assert claim.received.entered_on == date(2021, 11, 5)


def test_only_the_holders_officer_releases_and_contests(cast: Cast) -> None:
    claim = across_provinces(cast)
    for actor in (cast.somsri, cast.teacher, cast.prasit, cast.decha, cast.center_officer):
        with pytest.raises(Forbidden):
            release(claim=claim, by=actor)
        with pytest.raises(Forbidden):
            contest(claim=claim, because="มีเหตุ", by=actor)


def confirmed_in_the_way(cast: Cast, organization: Organization) -> tuple[Claim, list[tuple[str, str]]]:
    claim = across_provinces(cast)
    stand(organization, cast.round)
    with pytest.raises(Blocked) as refused:
        release(claim=claim, by=cast.phu_officer)
    assert where(OF_PHU) == [cast.phu_school.code]
    assert claim_anew(claim.pk).state == "open"
    return claim, [(o.code, o.organization) for o in refused.value.obstacles]


@pytest.mark.parametrize("side", ["phu_school", "school"])
def test_what_stands_confirmed_is_named_and_the_claim_stays_as_it_is(cast: Cast, side: str) -> None:
    organization = getattr(cast, side)
    claim, obstacles = confirmed_in_the_way(cast, organization)
    assert obstacles == [("already-confirmed", organization.code)]
    revoke(
        confirmation=organization.confirmations.get(),
        because="รับย้าย",
        by=officer_of(organization),
    )
    assert release(claim=claim, by=cast.phu_officer).state == "released"


def test_an_lao_confirmed_above_is_named_too(cast: Cast) -> None:
    claim = across_provinces(cast)
    stand_whole(cast.phu, cast.round)
    with pytest.raises(Blocked) as refused:
        release(claim=claim, by=cast.phu_officer)
    assert [(o.code, o.organization) for o in refused.value.obstacles] == [
        ("already-confirmed", cast.phu_school.code),
        ("confirmed-above", cast.phu.code),
    ]
    assert [o.who for o in refused.value.obstacles][1] == cast.south.name


def test_filed_in_the_last_hour_it_outlives_the_round_and_is_released_after_it(cast: Cast) -> None:
    """DOMAIN, Rounds: releases on claims are always possible; the frozen copy keeps who was counted."""
    last = datetime(2021, 11, 12, 23, 30, tzinfo=NOW.tzinfo)
    claim = ask(cast.school, OF_PHU, at=last)
    stood = stand(cast.phu_school, cast.round, at=last)
    assert claim.due_on == date(2021, 11, 15)
    claim = release(claim=claim, by=officer_of(cast.phu_school, AFTER_CLOSING))
    assert where(OF_PHU) == [cast.school.code]
    frozen = ConfirmedStudent.objects.filter(confirmation=stood)
    assert frozen.filter(enrollment=claim.stay_id).exists()


def test_between_rounds_a_claim_is_still_answered(cast: Cast) -> None:
    claim = across_provinces(cast)
    Round.objects.update(closes_on=date(2021, 11, 12))
    winter = datetime(2022, 1, 10, 9, 0, tzinfo=NOW.tzinfo)
    assert release(claim=claim, by=officer_of(cast.phu_school, winter)).state == "released"


# --- contesting, deciding, withdrawing


def test_a_contested_claim_is_the_deciders(cast: Cast) -> None:
    claim = contest(claim=across_provinces(cast), because="ยังเรียนอยู่ที่นี่ทุกวัน", by=cast.phu_officer)
    assert (claim.state, claim.contested_because) == ("contested", "ยังเรียนอยู่ที่นี่ทุกวัน")
    assert told("claim-contested") == {cast.school.code}
    assert told("claim-to-decide") == {cast.department.code}
    with pytest.raises(Blocked) as again:
        contest(claim=claim, because="อีกครั้ง", by=cast.phu_officer)
    assert codes(again) == ["claim-with-decider"]


def test_decided_for_the_claimant_the_child_moves(cast: Cast) -> None:
    claim = contest(claim=across_provinces(cast), because="ยังอยู่", by=cast.phu_officer)
    claim = decide(claim=claim, in_favor_of="claimant", because="ผู้ปกครองย้ายบ้านแล้ว", by=cast.decha)
    assert (claim.state, where(OF_PHU)) == ("released", [cast.school.code])
    last = ClaimStep.objects.filter(claim=claim).last()
    assert last is not None
    assert (last.kind, last.because, last.organization) == ("released", "ผู้ปกครองย้ายบ้านแล้ว", cast.department)


def test_decided_for_the_holder_the_child_stays(cast: Cast) -> None:
    claim = contest(claim=inside_an_lao(cast), because="ยังอยู่", by=cast.center_officer)
    claim = decide(claim=claim, in_favor_of="holder", because="ไปเยี่ยมบ้านแล้ว", by=cast.wichai)
    assert (claim.state, where(OF_CENTER)) == ("refused", [cast.center.code])
    assert told("claim-refused") == {cast.school.code, cast.center.code}


def test_nobody_else_decides_and_nobody_before_the_holder_had_its_time(cast: Cast) -> None:
    claim = inside_an_lao(cast)
    for actor in (cast.somsri, cast.center_officer, cast.malee, cast.decha):
        with pytest.raises(Forbidden):
            decide(claim=claim, in_favor_of="holder", because="มีเหตุ", by=actor)
    with pytest.raises(Blocked) as refused:
        decide(claim=claim, in_favor_of="holder", because="มีเหตุ", by=cast.wichai)
    assert codes(refused) == ["claim-with-holder"]


def test_a_decision_for_the_claimant_waits_for_confirmations_as_a_release_does(cast: Cast) -> None:
    claim = contest(claim=across_provinces(cast), because="ยังอยู่", by=cast.phu_officer)
    stand(cast.phu_school, cast.round)
    with pytest.raises(Blocked) as refused:
        decide(claim=claim, in_favor_of="claimant", because="มีเหตุ", by=cast.decha)
    assert codes(refused) == ["already-confirmed"]
    assert decide(claim=claim, in_favor_of="holder", because="มีเหตุ", by=cast.decha).state == "refused"


def test_a_holder_may_still_release_what_it_contested(cast: Cast) -> None:
    claim = contest(claim=across_provinces(cast), because="ยังอยู่", by=cast.phu_officer)
    assert release(claim=claim, by=cast.phu_officer).state == "released"


def test_a_withdrawn_claim_is_over(cast: Cast) -> None:
    claim = withdraw(claim=across_provinces(cast), by=cast.somsri)
    assert (claim.state, told("claim-withdrawn")) == ("withdrawn", {cast.phu_school.code})
    for act in (
        lambda: release(claim=claim, by=cast.phu_officer),
        lambda: contest(claim=claim, because="x", by=cast.phu_officer),
        lambda: withdraw(claim=claim, by=cast.somsri),
        lambda: decide(claim=claim, in_favor_of="holder", because="x", by=cast.decha),
    ):
        with pytest.raises(Blocked) as refused:
            act()
        assert codes(refused) == ["claim-closed"]
    for actor in (cast.phu_officer, cast.teacher, cast.wichai):
        with pytest.raises(Forbidden):
            withdraw(claim=claim, by=actor)


def test_a_class_teacher_takes_back_what_they_filed(cast: Cast) -> None:
    claim = file_claim(claimant=cast.school, entry=typed(OF_PHU), by=cast.teacher)
    assert withdraw(claim=claim, by=cast.teacher).state == "withdrawn"


# --- the child moves otherwise


def test_of_two_claims_the_one_released_wins_and_the_other_is_told(cast: Cast) -> None:
    first, second = across_provinces(cast), ask(cast.center, OF_PHU, "K3")
    release(claim=second, by=cast.phu_officer)
    assert where(OF_PHU) == [cast.center.code]
    first = claim_anew(first.pk)
    assert (first.state, steps(first)) == ("refused", ["filed", "moved-on"])
    assert told("claim-moved-on") == {cast.school.code}
    again = across_provinces(cast)
    assert (again.holder, again.state) == (cast.center, "open")


def test_once_the_holder_took_the_child_out_the_claimant_simply_enrolls(cast: Cast) -> None:
    claim = across_provinces(cast)
    let_go(cast)
    assert state_of(claim_anew(claim.pk)) == "open"
    with pytest.raises(Blocked) as refused:
        release(claim=claim, by=cast.phu_officer)
    assert codes(refused) == ["already-left"]
    (stay,) = enroll(institution=cast.school, entries=[entry(*OF_PHU)], by=cast.somsri)
    assert state_of(claim_anew(claim.pk)) == "released", "at reading, at once"
    assert [settle(claim=c, by=clock(cast, NOW)) for c in overtaken(NOW.date())] == [True]
    claim = claim_anew(claim.pk)
    assert (claim.state, claim.received, steps(claim)) == ("released", stay, ["filed", "enrolled"])
    assert not overtaken(DUE.date())


def test_a_claimant_is_told_once_that_the_holder_took_the_child_out(cast: Cast) -> None:
    """As holders have done for years, without a word to anybody."""
    claim = across_provinces(cast)
    assert not overtaken(NOW.date())
    let_go(cast)
    assert overtaken(NOW.date()) == [claim]
    assert [settle(claim=claim, by=clock(cast, NOW)) for _twice in range(2)] == [True, False]
    assert not overtaken(NOW.date())
    assert told("claim-left") == {cast.school.code}
    assert steps(claim) == ["filed", "left"]


def test_a_child_taken_in_elsewhere_has_moved_on(cast: Cast) -> None:
    claim = across_provinces(cast)
    let_go(cast)
    newcomer = replace(entry(*OF_PHU), grade="K3")
    enroll(institution=cast.center, entries=[newcomer], by=cast.center_officer)
    assert state_of(claim_anew(claim.pk)) == "refused"
    with pytest.raises(Blocked) as refused:
        withdraw(claim=claim, by=cast.somsri)
    assert codes(refused) == ["claim-closed"]
    settle(claim=claim, by=clock(cast, NOW))
    assert steps(claim_anew(claim.pk)) == ["filed", "moved-on"]


def test_a_release_leaves_claims_against_an_earlier_holder_to_the_clock(cast: Cast) -> None:
    """That holder is not locked, and what the register has done to them is seen at reading anyway."""
    earlier = across_provinces(cast)
    let_go(cast)
    enroll(institution=cast.center, entries=[replace(entry(*OF_PHU), grade="K3")], by=cast.center_officer)
    release(claim=ask(cast.bua_center, OF_PHU, "K3"), by=cast.center_officer)
    assert steps(earlier) == ["filed"]
    assert state_of(claim_anew(earlier.pk)) == "refused"


def test_a_child_that_left_and_came_back_is_claimed_as_before(cast: Cast) -> None:
    claim = across_provinces(cast)
    return_to_class(enrollment=let_go(cast), by=cast.phu_officer)
    assert not settle(claim=claim, by=clock(cast, NOW))
    assert release(claim=claim, by=cast.phu_officer).state == "released"


def test_a_child_enrolled_anew_at_its_holder_is_released_from_that_stay(cast: Cast) -> None:
    claim = across_provinces(cast)
    let_go(cast)
    (again,) = enroll(institution=cast.phu_school, entries=[entry(*OF_PHU)], by=cast.phu_officer)
    release(claim=claim, by=cast.phu_officer)
    assert where(OF_PHU) == [cast.school.code]
    assert Enrollment.objects.get(pk=again.pk).leaving_note == cast.school.name


@pytest.mark.parametrize("reason", ["died", "moved_school"])
def test_a_claim_on_a_child_that_left_for_good_ends_on_its_day(cast: Cast, reason: str) -> None:
    claim = across_provinces(cast)
    let_go(cast, reason=reason)
    assert not remind(claim=claim, by=clock(cast, DUE - timedelta(days=1)))
    assert not escalate(claim=claim, by=clock(cast, DUE))
    assert overtaken(DUE.date()) == [claim]
    assert settle(claim=claim, by=clock(cast, DUE))
    claim = claim_anew(claim.pk)
    assert (claim.state, steps(claim)) == ("refused", ["filed", "gone"])
    assert told("claim-gone") == {cast.school.code}


# --- the clock


def test_a_silent_holder_is_reminded_once_the_set_days_before(cast: Cast) -> None:
    claim = across_provinces(cast)
    assert not to_remind(date(2021, 11, 9))
    assert to_remind(date(2021, 11, 10)) == [claim]
    assert not to_remind(date(2021, 11, 11)), "on the day it goes to the decider"
    eve = clock(cast, DUE - timedelta(days=1))
    assert [remind(claim=claim, by=eve) for _twice in range(2)] == [True, False]
    assert told("claim-reminder") == {cast.phu_school.code}
    assert steps(claim) == ["filed", "reminded"]


def test_on_the_due_day_the_decider_has_it(cast: Cast) -> None:
    claim = inside_a_province(cast)
    assert not escalate(claim=claim, by=clock(cast, DUE - timedelta(days=1)))
    assert to_escalate(date(2021, 11, 11)) == [claim]
    assert [escalate(claim=claim, by=clock(cast, DUE)) for _twice in range(2)] == [True, False]
    claim = claim_anew(claim.pk)
    assert (claim.state, claim.escalated_at, steps(claim)) == ("escalated", DUE, ["filed", "escalated"])
    assert told("claim-to-decide") == {cast.north.code}
    assert told("claim-escalated") == {cast.bua_center.code, cast.center.code}
    by = replace(cast.malee, at=DUE)
    assert decide(claim=claim, in_favor_of="claimant", because="ไม่ตอบ", by=by).state == "released"


def test_what_was_answered_is_neither_reminded_nor_escalated(cast: Cast) -> None:
    claim = contest(claim=across_provinces(cast), because="ยังอยู่", by=cast.phu_officer)
    assert not remind(claim=claim, by=clock(cast, DUE))
    assert not escalate(claim=claim, by=clock(cast, DUE))


def test_only_the_department_lets_the_clock_act(cast: Cast) -> None:
    claim = across_provinces(cast)
    for act in (settle, remind, escalate):
        with pytest.raises(Forbidden):
            act(claim=claim, by=cast.malee)


# --- a protected child


def hide(cast: Cast, child: tuple[int, str] = OF_PHU, **more: bool) -> None:
    stay = stay_of(child)
    protect(enrollment=stay, because="คำสั่งคุ้มครองเด็ก", by=officer_of(stay.institution), **more)


def test_where_a_protected_child_is_nobody_is_told_only_who_would_decide(cast: Cast) -> None:
    hide(cast)
    with pytest.raises(HeldElsewhere) as refused:
        enroll(institution=cast.school, entries=[entry(*OF_PHU)], by=cast.somsri)
    assert refused.value.standing is None
    message = refused.value.obstacles[0].message
    assert cast.phu_school.name not in message
    assert "กรมส่งเสริมการปกครองท้องถิ่น" in message
    assert AuditEntry.objects.get(action="tell-holder").after == {"holder": ""}


def test_no_trail_and_no_notice_of_the_claimant_names_where_a_protected_child_was(cast: Cast) -> None:
    hide(cast)
    claim = across_provinces(cast)
    assert claim.place_hidden
    release(claim=claim, by=cast.phu_officer)
    for kept in AuditEntry.objects.filter(organization=cast.school):
        assert kept.acting_for_id != cast.phu_school.pk
        assert kept.user_id != cast.phu_officer.user_id
        assert cast.phu_school.code not in str(kept.after)
        assert cast.phu_school.name not in str(kept.after)
    for notice in Notice.objects.filter(organization=cast.school):
        assert cast.phu_school.name not in str(notice.params)


def test_notices_name_no_person_and_no_number(cast: Cast) -> None:
    contest(claim=across_provinces(cast), because="ยังอยู่", by=cast.phu_officer)
    release(claim=inside_a_province(cast), by=cast.center_officer)
    held = entry(*OF_PHU)
    assert Notice.objects.count() > 4
    for notice in Notice.objects.all():
        for secret in (held.citizen_id, held.first_name, held.last_name, "ยังอยู่"):
            assert secret not in str(notice.params)


def test_a_child_is_protected_by_its_institutions_officer_with_a_reason(cast: Cast) -> None:
    stay = stay_of(OF_PHU)
    for actor in (cast.somsri, cast.prasit, cast.decha):
        with pytest.raises(Forbidden):
            protect(enrollment=stay, because="มีเหตุ", by=actor)
    with pytest.raises(Invalid):
        protect(enrollment=stay, because=" ", by=cast.phu_officer)
    protect(enrollment=stay, because="คำสั่งคุ้มครองเด็ก", by=officer_of(cast.phu_school, AFTER_CLOSING))
    kept = AuditEntry.objects.get(action="protect")
    assert (kept.because, kept.after) == ("คำสั่งคุ้มครองเด็ก", {"protected": True})
    protect(enrollment=stay, protected=False, because="คำสั่งสิ้นสุด", by=cast.phu_officer)
    assert not Student.objects.get(pk=stay.student_id).protected


def test_every_notice_about_claims_has_a_sentence(cast: Cast) -> None:
    claim = contest(claim=across_provinces(cast), because="ยังอยู่", by=cast.phu_officer)
    decide(claim=claim, in_favor_of="holder", because="ตรวจแล้ว", by=cast.decha)
    withdraw(claim=inside_an_lao(cast), by=cast.somsri)
    release(claim=inside_a_province(cast), by=cast.center_officer)
    lost, silent = ask(cast.center, (401, "P1"), "K3"), ask(cast.center, (402, "P1"), "K3")
    remind(claim=silent, by=clock(cast, DUE - timedelta(days=1)))
    escalate(claim=silent, by=clock(cast, DUE))
    release(claim=ask(cast.school, (401, "P1")), by=cast.phu_officer)
    let_go(cast, (400, "P1"))
    assert claim_anew(lost.pk).state == "refused"
    for notice in Notice.objects.all():
        assert message_of(notice.kind, notice.params)
    kinds = set(Notice.objects.values_list("kind", flat=True))
    about_claims = {kind for kind in MESSAGES if kind.startswith("claim-")}
    assert kinds == about_claims - {"claim-left", "claim-enrolled", "claim-gone"}
