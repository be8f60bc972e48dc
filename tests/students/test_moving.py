"""From one institution to another in one step, by who may let a child go."""

from dataclasses import replace
from datetime import date

import pytest

from lec.actor import Actor
from lec.refusals import Blocked, Forbidden
from lec.students.actions import Seat, enroll, leave, transfer
from lec.students.models import Enrollment, Placement
from tests.cast import NOW, Cast, entry

CHILD = (400, "P1")
SEAT = Seat("P2", "3", date(2021, 11, 8))


def stay() -> Enrollment:
    return Enrollment.objects.get(student__citizen_id=entry(*CHILD).citizen_id, left_on=None)


def move(cast: Cast, by: Actor, seat: Seat = SEAT) -> Enrollment:
    return transfer(student=stay().student, holder=cast.phu_school, to=cast.school, seat=seat, by=by)


def test_the_child_sits_in_its_new_room_which_is_made_if_it_is_not_there(cast: Cast) -> None:
    received = move(cast, cast.phu_officer)
    seat = Placement.objects.get(enrollment=received)
    assert (seat.classroom.label, seat.classroom.institution) == ("ป.2/3", cast.school)
    assert (seat.classroom.academic_year, seat.starts_on) == (2564, date(2021, 11, 8))
    assert received == stay()


def test_the_holders_officer_lets_go_and_the_levels_above_it(cast: Cast) -> None:
    for actor in (
        cast.somsri,
        cast.wichai,
        cast.malee,
        cast.teacher,
        replace(cast.phu_officer, role=cast.teacher.role),
    ):
        with pytest.raises(Forbidden):
            move(cast, actor)
    for actor in (cast.phu_officer, cast.prasit, cast.stranger, cast.decha):
        assert move(cast, actor).institution == cast.school
        transfer(student=stay().student, holder=cast.school, to=cast.phu_school, seat=SEAT, by=cast.decha)


def test_who_is_not_there_is_not_moved(cast: Cast) -> None:
    held = stay()
    leave(
        institution=cast.phu_school,
        enrollments=[held.pk],
        reason="moved_school",
        on=NOW.date(),
        by=cast.phu_officer,
    )
    enroll(institution=cast.center, entries=[replace(entry(*CHILD), grade="K3")], by=cast.center_officer)
    with pytest.raises(Blocked) as refused:
        transfer(student=held.student, holder=cast.phu_school, to=cast.school, seat=SEAT, by=cast.decha)
    assert [obstacle.code for obstacle in refused.value.obstacles] == ["already-left"]
    assert stay().institution == cast.center
