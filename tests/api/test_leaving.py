"""Taking out and taking back (API.md: enrollments leave, return; letter §4.3.1(2))."""

from typing import Any

import pytest

from lec.confirmations.actions import confirm
from lec.students.actions import enroll
from lec.students.models import Enrollment, Placement
from tests.cast import Cast, attest_all, entry

MOVED = {"reason": "moved_school", "on": "2021-11-05", "note": "ย้ายตามผู้ปกครอง"}


@pytest.fixture
def stay(cast: Cast) -> Enrollment:
    return Placement.objects.filter(classroom=cast.p1).order_by("pk")[0].enrollment


def test_an_officer_takes_a_student_out(cast: Cast, call: Any, stay: Enrollment) -> None:
    answer = call(cast.somsri).post(f"enrollments/{stay.pk}/leave", MOVED)
    assert answer.status == 200
    assert answer.body == {
        "id": stay.pk,
        "student": stay.student_id,
        "institution": cast.school.code,
        "entered_on": "2021-06-14",
        "left_on": "2021-11-05",
        "reason": "moved_school",
        "note": "ย้ายตามผู้ปกครอง",
    }
    left = call(cast.somsri).everything(f"institutions/{cast.school.code}/students")
    assert stay.pk not in {row["enrollment"] for row in left}


def test_and_back(cast: Cast, call: Any, stay: Enrollment) -> None:
    call(cast.somsri).post(f"enrollments/{stay.pk}/leave", MOVED)
    answer = call(cast.somsri).post(f"enrollments/{stay.pk}/return")
    assert (answer.status, answer.body["left_on"], answer.body["reason"]) == (200, None, None)
    back = call(cast.somsri).everything(f"institutions/{cast.school.code}/students")
    assert stay.pk in {row["enrollment"] for row in back}


def test_teachers_and_others_do_not(cast: Cast, call: Any, stay: Enrollment) -> None:
    for what in ("leave", "return"):
        path = f"enrollments/{stay.pk}/{what}"
        for actor in (cast.teacher, cast.wichai):
            assert call(actor).post(path, {"reason": "?"}).status == 403
        for actor in (cast.malee, cast.decha, cast.stranger, cast.center_officer):
            assert call(actor).post(path, {"reason": "?"}).status == 404
        assert call(cast.somsri).post(f"enrollments/999999/{what}", MOVED).status == 404


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"reason": "bored"}, ("reason", "leaving-reason-unknown")),
        ({"reason": None}, ("reason", "leaving-reason-unknown")),
        ({"on": "2021-11-09"}, ("on", "left-on-future")),
        ({"on": "2021-06-13"}, ("on", "left-before-entered")),
        ({"on": "2021-11-31"}, ("on", "date-impossible")),
        ({"on": None}, ("on", "date-missing")),
        ({"note": "ย" * 301}, ("note", "too-long")),
    ],
)
def test_a_wrong_leave_is_named(
    cast: Cast, call: Any, stay: Enrollment, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = call(cast.somsri).post(f"enrollments/{stay.pk}/leave", {**MOVED, **change})
    assert (answer.status, answer.faults) == (422, {fault})
    assert Enrollment.objects.get(pk=stay.pk).left_on is None


def test_who_has_left_does_not_leave_again_and_who_is_here_does_not_return(
    cast: Cast, call: Any, stay: Enrollment
) -> None:
    officer = call(cast.somsri)
    assert officer.post(f"enrollments/{stay.pk}/return").code == "not-left"
    officer.post(f"enrollments/{stay.pk}/leave", MOVED)
    again = officer.post(f"enrollments/{stay.pk}/leave", {**MOVED, "on": "2021-11-06"})
    assert (again.status, again.code) == (409, "already-left")
    assert str(Enrollment.objects.get(pk=stay.pk).left_on) == "2021-11-05"


def test_a_child_active_elsewhere_does_not_return(cast: Cast, call: Any, stay: Enrollment) -> None:
    call(cast.somsri).post(f"enrollments/{stay.pk}/leave", MOVED)
    again = entry(110, "P1", entered_on=None)
    assert again.citizen_id == stay.student.citizen_id
    enroll(institution=cast.phu_school, entries=[again], by=cast.phu_officer)
    answer = call(cast.somsri).post(f"enrollments/{stay.pk}/return")
    assert (answer.status, answer.code) == (409, "held-elsewhere")


def test_a_confirmed_register_lets_nobody_go(cast: Cast, call: Any, stay: Enrollment) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    officer = call(cast.somsri)
    assert officer.post(f"enrollments/{stay.pk}/leave", {**MOVED, "on": ""}).status == 422
    answer = officer.post(f"enrollments/{stay.pk}/leave", MOVED)
    assert (answer.status, answer.code) == (409, "already-confirmed")
