"""Home of the institution and of the class teacher: what is left, by when, and the page where."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lec.confirmations.actions import confirm, revoke
from lec.rounds.models import Round, Subject
from lec.students.actions import Change, Mark, attest, change
from lec.students.models import Classroom, ClassTeacher, Placement, Student
from lec.students.queries import class_list, entry_of, readiness, readiness_by_room
from lec.thai.calendar import format_weekday
from lec.web.students.shown import readiness_of, rows_of
from tests.cast import NOW, Cast, attest_all, fill
from tests.web.conftest import SignIn, text_of

ENOUGH = 30


def test_the_heading_counts_what_is_left_and_says_by_when(cast: Cast, sign_in: SignIn) -> None:
    page = text_of(sign_in(cast.somsri).get("/"))
    assert "เหลืออีก 1 เรื่อง จึงจะยืนยันข้อมูลได้" in page
    assert format_weekday(cast.round.institution_due_on) in page
    assert "ตรวจสอบตัวตนอีก 9 คน ใน 3 ห้อง" in page


def test_a_single_room_is_named_with_its_teacher(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    Placement.objects.filter(classroom=cast.p1)[0].enrollment.attestations.all().delete()
    response = sign_in(cast.somsri).get("/")
    assert "ตรวจสอบตัวตน ป.1/1 อีก 1 คน" in text_of(response)
    assert "ครูประจำชั้น นางสาวพิมพ์ลดา ศรีประเสริฐกุล" in text_of(response)
    assert f"/check/{cast.p1.pk}/" in response.text


def test_every_kind_of_obstacle_has_its_task(cast: Cast, sign_in: SignIn) -> None:
    stays = [p.enrollment_id for p in Placement.objects.filter(classroom__institution=cast.school)]
    marks = [Mark(pk, "100") for pk in stays[2:]] + [Mark(stays[1], "201")]
    attest(institution=cast.school, round=cast.round, marks=marks, by=cast.somsri)
    Student.objects.filter(enrollments=stays[0]).update(birth_date=None)
    attest(institution=cast.school, round=cast.round, marks=[Mark(stays[0], "206")], by=cast.somsri)
    page = text_of(sign_in(cast.somsri).get("/"))
    assert "เหลืออีก 3 เรื่อง" in page
    assert "นำผู้ไม่มีตัวตนออก 1 คน" in page
    assert "แก้ข้อผิดพลาด 1 รายการ" in page
    assert "ไม่มีวันเกิด 1 คน" in page
    assert "เขียนคำชี้แจง 1 รายการ" in page


def test_when_nothing_is_left_the_one_action_is_to_confirm(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    response = sign_in(cast.somsri).get("/")
    assert "ยืนยันข้อมูล 9 คน" in text_of(response)
    assert "/confirm/students/" in response.text


def test_once_confirmed_home_leads_to_the_receipt(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    held = confirm(organization=cast.school, round=cast.round, subject=Subject.STUDENTS, by=cast.somsri)
    response = sign_in(cast.somsri).get("/")
    assert "ยืนยันข้อมูลแล้ว 9 คน แสดงในรายงานแล้ว" in text_of(response)
    assert f"/receipts/{held.receipt.number}/" in response.text


def test_a_revoked_confirmation_says_why(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    held = confirm(organization=cast.school, round=cast.round, subject=Subject.STUDENTS, by=cast.somsri)
    revoke(confirmation=held, because="ป.1 ขาดหนึ่งคน", by=cast.wichai)
    assert "ป.1 ขาดหนึ่งคน" in text_of(sign_in(cast.somsri).get("/"))


@pytest.mark.parametrize("days", [-30, 30])
def test_between_rounds_home_says_that_nothing_can_be_changed(
    cast: Cast, sign_in: SignIn, at_the_desk: Callable[[datetime], None], days: int
) -> None:
    at_the_desk(NOW + timedelta(days=days))
    page = text_of(sign_in(cast.somsri).get("/"))
    assert "ขณะนี้ยังแก้ไขทะเบียนไม่ได้" in page
    assert "สิ่งที่ต้องทำ" not in page


def test_without_any_round_home_stands(cast: Cast, sign_in: SignIn) -> None:
    Round.objects.all().delete()
    for who in (cast.somsri, cast.teacher):
        assert sign_in(who).get("/").status_code == 200


def test_the_parts_of_the_bar_add_up_to_the_register(cast: Cast) -> None:
    stays = [p.enrollment_id for p in Placement.objects.filter(classroom__institution=cast.school)]
    marks = [Mark(stays[0], "100"), Mark(stays[1], "201"), Mark(stays[2], "206")]
    attest(institution=cast.school, round=cast.round, marks=marks, by=cast.somsri)
    parts = readiness(cast.somsri, cast.school, cast.round)
    assert (parts.ready, parts.explain, parts.fix, parts.unchecked) == (1, 1, 1, 6)
    assert parts.students == 9
    rooms = readiness_by_room(cast.somsri, cast.school, cast.round)
    assert [sum(getattr(room, part) for room in rooms.values()) for part in vars(parts)] == [1, 1, 1, 6]
    for room in Classroom.objects.filter(pk__in=rooms):
        assert readiness_of(rows_of(cast.somsri, class_list(cast.somsri, room, cast.round))) == rooms[room.pk]


def test_a_teachers_bars_are_of_the_own_rooms(cast: Cast) -> None:
    assert set(readiness_by_room(cast.teacher, cast.school, cast.round)) == {cast.p1.pk}


def test_a_teacher_sees_the_own_rooms_and_one_action(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.teacher).get("/")
    assert "เหลือนักเรียน 3 คน ที่ท่านยังไม่ได้ตรวจสอบตัวตน" in text_of(response)
    assert "ป.1/1" in text_of(response)
    assert "ป.2/1" not in text_of(response)
    assert f"/check/{cast.p1.pk}/" in response.text
    assert "นางสมศรี บ้านมะลิ" in text_of(response)


def test_a_teacher_without_a_room_is_told_who_assigns_one(cast: Cast, sign_in: SignIn) -> None:
    ClassTeacher.objects.all().delete()
    page = text_of(sign_in(cast.teacher).get("/"))
    assert "ท่านยังไม่ได้รับมอบหมายห้องเรียน" in page


def test_a_teacher_whose_room_has_an_error_is_led_to_it(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    placement = Placement.objects.filter(classroom=cast.p1)[0]
    wrong = replace(entry_of(placement), prefix="เด็กหญิง", sex="M")
    change(institution=cast.school, changes=[Change(placement.enrollment_id, wrong)], by=cast.somsri)
    response = sign_in(cast.teacher).get("/")
    assert "มีเรื่องต้องทำ 1 คน" in text_of(response)
    assert f"/students/room/{cast.p1.pk}/" in response.text


def test_home_asks_a_fixed_number_of_questions(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    fill(cast.school, ("K2", "K3", "P1", "P2", "P3", "P4"), 500, each=8)
    for who in (cast.somsri, cast.teacher):
        client = sign_in(who)
        with django_assert_max_num_queries(ENOUGH):
            client.get("/")
