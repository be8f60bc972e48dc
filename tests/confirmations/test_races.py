"""Two people at the same moment: real threads on PostgreSQL (DOMAIN, Confirmation: "under any concurrency").

Each race is forced, not hoped for: whoever goes first stops with the locks in hand until the other has begun.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, connections, transaction

from lec.confirmations import queries
from lec.confirmations.actions import confirm, confirming, revoke
from lec.confirmations.rules import Situation
from lec.organizations.models import Organization
from lec.refusals import Refusal
from lec.rounds.models import Confirmation
from lec.students.actions import Change, HeldElsewhere, change, enroll
from lec.students.models import Enrollment
from tests.cast import Cast, attest_all, build, entry

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

WAIT = 20
A_MOMENT = 1


@pytest.fixture
def world(transactional_db: None) -> Cast:
    """The cast, committed, so that every thread sees it."""
    return build()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads of their own; each answers with what it gave or with its refusal."""

    def in_thread(act: Callable[[], object]) -> object:
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        running: list[Future[object]] = [pool.submit(in_thread, act) for act in acts]
        return [future.result(WAIT) for future in running]


def ready_to_confirm_the_lao(cast: Cast) -> Confirmation:
    """Both institutions of Mali stand; the school's confirmation is what the race is about."""
    for institution, by in ((cast.school, cast.somsri), (cast.center, cast.center_officer)):
        attest_all(institution, cast.round)
        confirm(organization=institution, round=cast.round, subject="students", by=by)
    return Confirmation.objects.get(organization=cast.school)


def race_of_lao_and_school(cast: Cast, monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    """The LAO confirms and revokes its school at once, and both have looked before either writes."""
    held = ready_to_confirm_the_lao(cast)
    both_looked = threading.Barrier(2)
    look = queries.situation_of

    def look_then_meet(*args: Any) -> Situation:
        seen = look(*args)
        with suppress(threading.BrokenBarrierError):
            both_looked.wait(patience)  # with the right lock the second never gets here
        return seen

    monkeypatch.setattr(queries, "situation_of", look_then_meet)
    at_once(
        lambda: confirm(organization=cast.mali, round=cast.round, subject="students", by=cast.wichai),
        lambda: revoke(confirmation=held, because="แก้ไข", by=cast.wichai),
    )


def broken(cast: Cast) -> bool:
    """Whether the LAO stands while its school does not."""
    standing = set(Confirmation.objects.filter(revoked_at=None).values_list("organization__code", flat=True))
    return cast.mali.code in standing and cast.school.code not in standing


def lock_only_the_own_row(organization: Organization) -> Organization:
    return Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def test_an_lao_never_stands_above_a_school_revoked_at_the_same_moment(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    race_of_lao_and_school(world, monkeypatch, A_MOMENT)
    assert not broken(world)


def test_locking_only_the_own_row_would_break_it(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above sees what it guards against: with the smaller lock the promise breaks."""
    monkeypatch.setattr(confirming, "lock_with_parent", lock_only_the_own_row)
    race_of_lao_and_school(world, monkeypatch, WAIT / 2)
    assert broken(world)


def test_a_save_and_a_confirmation_do_not_wait_for_each_other_in_a_circle(world: Cast) -> None:
    """A save holds the institution and inserts rows that point at it while an LAO is locked above: with FOR
    UPDATE in place of FOR NO KEY UPDATE the insert would wait for the lock, and the lock for the save.
    """
    attest_all(world.school, world.round)
    for serial in range(9100, 9105):
        newcomer = entry(serial, "P1")
        answers = at_once(
            lambda newcomer=newcomer: enroll(institution=world.school, entries=[newcomer], by=world.somsri),
            lambda: confirm(
                organization=world.school, round=world.round, subject="students", by=world.somsri
            ),
            lambda: confirm(organization=world.mali, round=world.round, subject="students", by=world.wichai),
        )
        assert len(answers) == 3
    standing = Confirmation.objects.filter(organization=world.school, revoked_at=None).first()
    here = Enrollment.objects.filter(institution=world.school, left_on=None).count()
    assert standing is None or standing.receipt.total == here


def test_a_row_that_points_at_a_locked_organization_is_written_without_waiting(world: Cast) -> None:
    def insert_below_the_lao() -> object:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            return Organization.objects.create(
                level="institution",
                kind="center",
                code="9900000099",
                name="ศพด.ทดสอบ",
                sort_key="ศพด.ทดสอบ",
                parent=world.mali,
                path="new",
            )

    with transaction.atomic():
        confirming.lock_with_parent(world.school)
        (answer,) = at_once(insert_below_the_lao)
    assert isinstance(answer, Organization)


def test_confirming_twice_at_once_gives_one_confirmation(world: Cast) -> None:
    attest_all(world.school, world.round)

    def press() -> object:
        return confirm(organization=world.school, round=world.round, subject="students", by=world.somsri)

    answers = at_once(press, press)

    confirmation = Confirmation.objects.get()
    assert confirmation in answers
    (refused,) = [answer for answer in answers if isinstance(answer, Refusal)]
    assert refused.standing == confirmation  # type: ignore[attr-defined]


def test_two_institutions_enrolling_one_child_at_once_leave_it_in_one_place(world: Cast) -> None:
    child = entry(9200, "K1")

    answers = at_once(
        lambda: enroll(institution=world.center, entries=[child], by=world.center_officer),
        lambda: enroll(institution=world.bua_center, entries=[child], by=world.bua_officer),
    )

    assert Enrollment.objects.filter(student__citizen_id=child.citizen_id, left_on=None).count() == 1
    assert [type(answer) for answer in answers if isinstance(answer, Refusal)] == [HeldElsewhere]


def test_of_two_who_save_one_student_the_second_is_told(world: Cast) -> None:
    held = Enrollment.objects.filter(institution=world.school).first()
    assert held is not None
    version = held.student.version

    def save(name: str) -> object:
        new = entry(100, "K2", first_name=name)
        return change(institution=world.school, changes=[Change(held.pk, new, version)], by=world.somsri)

    answers = at_once(lambda: save("สมชาย"), lambda: save("สมหมาย"))

    (refused,) = [answer for answer in answers if isinstance(answer, Refusal)]
    assert [obstacle.code for obstacle in refused.obstacles] == ["changed-before-you"]  # type: ignore[attr-defined]
