"""Two people at the same moment: real threads on PostgreSQL. The child is never in two places and never in
none, and nothing is written below a confirmation.

Each race is forced: whoever goes first stops after looking, with what locks it holds, until the other is
done. If the locks are right the other cannot be done, and the first goes on after a moment.
"""

import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from lec.actor import Actor
from lec.claims import actions, queries
from lec.claims.actions import contest, file_claim, release, withdraw
from lec.claims.models import Claim
from lec.claims.queries import claim_anew
from lec.confirmations import queries as confirming
from lec.confirmations.actions import confirm
from lec.confirmations.models import ConfirmedStudent
from lec.organizations.models import Organization
from lec.reference.actions import set_setting
from lec.refusals import Blocked, Invalid, Refusal, TooMany
from lec.rounds.models import Confirmation
from lec.students import queries as register
from lec.students.actions import enroll, leave, leaving
from lec.students.models import Enrollment
from tests.cast import NOW, Cast, attest_all, build, entry
from tests.claims.asking import OF_PHU, OF_SCHOOL, across_provinces, ask, typed, where
from tests.confirmations.test_races import A_MOMENT, at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db: None) -> Cast:
    """The cast, committed, so that every thread sees it."""
    return build()


def first_then(
    monkeypatch: pytest.MonkeyPatch,
    looking: tuple[ModuleType, str],
    first: Callable[[], object],
    second: Callable[[], object],
) -> list[object]:
    """Run both, `first` stopping after it has looked (a function of a module) until `second` is done."""
    looked, done = threading.Event(), threading.Event()
    module, name = looking
    look = getattr(module, name)

    def look_and_stop(*args: Any, **kwargs: Any) -> object:
        seen = look(*args, **kwargs)
        if not looked.is_set():
            looked.set()
            done.wait(A_MOMENT)
        return seen

    def second_when_looked() -> object:
        looked.wait(A_MOMENT * 10)
        try:
            return second()
        finally:
            done.set()

    monkeypatch.setattr(module, name, look_and_stop)
    return at_once(first, second_when_looked)


def confirms(cast: Cast, institution: Organization, by: Actor) -> Callable[[], object]:
    return lambda: confirm(organization=institution, round=cast.round, subject="students", by=by)


def takes_out(cast: Cast) -> Callable[[], object]:
    stay = Enrollment.objects.get(student__citizen_id=entry(*OF_PHU).citizen_id)
    return lambda: leave(
        institution=cast.phu_school,
        enrollments=[stay.pk],
        reason="moved_school",
        on=NOW.date(),
        by=cast.phu_officer,
    )


def belied() -> list[str]:
    """Institutions that stand confirmed over a register other than the one that was frozen."""
    found = []
    for confirmation in Confirmation.objects.filter(revoked_at=None).select_related("organization"):
        here = Enrollment.objects.filter(institution=confirmation.organization, left_on=None)
        frozen = ConfirmedStudent.objects.filter(confirmation=confirmation)
        if set(here.values_list("pk", flat=True)) != set(frozen.values_list("enrollment", flat=True)):
            found.append(confirmation.organization.code)
    return found


def refused(answers: list[object]) -> list[list[str]]:
    return [[o.code for o in a.obstacles] for a in answers if isinstance(a, Blocked)]


RELEASING = (queries, "standing_in_the_way")


@pytest.mark.parametrize("side", ["phu_school", "school"])
def test_a_release_and_a_confirmation_of_either_side_do_not_pass_each_other(
    world: Cast, monkeypatch: pytest.MonkeyPatch, side: str
) -> None:
    institution = getattr(world, side)
    claim = across_provinces(world)
    attest_all(institution, world.round)
    first_then(
        monkeypatch,
        RELEASING,
        lambda: release(claim=claim, by=world.phu_officer),
        confirms(world, institution, world.officer_of(institution)),
    )
    assert where(OF_PHU) == [world.school.code]
    assert not belied()


@pytest.mark.parametrize("side", ["phu_school", "school"])
def test_a_release_that_comes_second_waits_and_finds_the_confirmation(
    world: Cast, monkeypatch: pytest.MonkeyPatch, side: str
) -> None:
    institution = getattr(world, side)
    claim = across_provinces(world)
    attest_all(institution, world.round)
    answers = first_then(
        monkeypatch,
        (confirming, "situation_of"),
        confirms(world, institution, world.officer_of(institution)),
        lambda: release(claim=claim, by=world.phu_officer),
    )
    assert refused(answers) == [["already-confirmed"]]
    assert where(OF_PHU) == [world.phu_school.code]
    assert claim_anew(claim.pk).state == "open"
    assert not belied()


def test_without_the_locks_it_would_be_written_below_a_confirmation(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests above see what they guard against."""
    claim = across_provinces(world)
    attest_all(world.phu_school, world.round)
    monkeypatch.setattr(actions, "lock_both", lambda *_both: None)
    first_then(
        monkeypatch,
        RELEASING,
        lambda: release(claim=claim, by=world.phu_officer),
        confirms(world, world.phu_school, world.phu_officer),
    )
    assert belied() == [world.phu_school.code]


def test_a_child_taken_out_while_it_is_released_is_at_the_claimant(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = across_provinces(world)
    answers = first_then(
        monkeypatch, RELEASING, lambda: release(claim=claim, by=world.phu_officer), takes_out(world)
    )
    assert refused(answers) == [["already-left"]]
    assert where(OF_PHU) == [world.school.code]
    assert claim_anew(claim.pk).state == "released"


def test_a_child_released_while_it_is_taken_out_was_taken_out(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody meant it to be in none; the claim waits for the claimant to enroll."""
    claim = across_provinces(world)
    answers = first_then(
        monkeypatch,
        (leaving, "obstacles_now"),
        takes_out(world),
        lambda: release(claim=claim, by=world.phu_officer),
    )
    assert refused(answers) == [["already-left"]]
    assert where(OF_PHU) == []
    assert claim_anew(claim.pk).state == "open"


def test_of_two_releases_to_two_claimants_one_goes_through(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = across_provinces(world), ask(world.center, OF_PHU, "K3")
    answers = first_then(
        monkeypatch,
        RELEASING,
        lambda: release(claim=ours, by=world.phu_officer),
        lambda: release(claim=theirs, by=world.phu_officer),
    )
    assert refused(answers) == [["claim-closed"]]
    assert where(OF_PHU) == [world.school.code]
    assert [claim_anew(claim.pk).state for claim in (ours, theirs)] == ["released", "refused"]


@pytest.mark.parametrize("answer", ["contest", "withdraw", "release"])
def test_a_release_and_another_answer_do_not_both_stand(
    world: Cast, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    claim = across_provinces(world)
    others: dict[str, Callable[[], object]] = {
        "contest": lambda: contest(claim=claim, because="ยังอยู่", by=world.phu_officer),
        "withdraw": lambda: withdraw(claim=claim, by=world.somsri),
        "release": lambda: release(claim=claim, by=world.phu_officer),
    }
    answers = first_then(
        monkeypatch, RELEASING, lambda: release(claim=claim, by=world.phu_officer), others[answer]
    )
    assert refused(answers) == [["claim-closed"]]
    assert where(OF_PHU) == [world.school.code]


def test_a_child_released_to_who_enrolls_it_at_the_same_moment_is_there_once(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = across_provinces(world)
    answers = first_then(
        monkeypatch,
        RELEASING,
        lambda: release(claim=claim, by=world.phu_officer),
        lambda: enroll(institution=world.school, entries=[entry(*OF_PHU)], by=world.somsri),
    )
    assert [type(answer) for answer in answers if isinstance(answer, Refusal)] == [Invalid]
    assert where(OF_PHU) == [world.school.code]


def test_two_institutions_that_release_to_each_other_do_not_wait_in_a_circle(world: Cast) -> None:
    for serial in (400, 401):
        there = ask(world.school, (serial, "P1"))
        back = ask(world.phu_school, (serial - 290, "P1"))
        answers = at_once(
            lambda there=there: release(claim=there, by=world.phu_officer),
            lambda back=back: release(claim=back, by=world.somsri),
        )
        assert all(isinstance(answer, Claim) for answer in answers)
    assert where(OF_PHU) == [world.school.code]
    assert where(OF_SCHOOL) == [world.phu_school.code]


def test_a_claim_filed_twice_at_once_is_filed_once(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = first_then(
        monkeypatch, (queries, "is_claimed"), lambda: across_provinces(world), lambda: across_provinces(world)
    )
    assert refused(answers) == [["already-claimed"]]
    assert Claim.objects.count() == 1


def test_the_last_look_up_of_the_day_is_not_had_twice(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_setting(name="holder-look-ups-per-day", value=1, by=world.decha)
    answers = first_then(
        monkeypatch,
        (register, "beyond_limit"),
        lambda: file_claim(claimant=world.school, entry=typed((400, "P1")), by=world.somsri),
        lambda: file_claim(claimant=world.school, entry=typed((401, "P1")), by=world.teacher),
    )
    assert [type(answer) for answer in answers] == [Claim, TooMany]
