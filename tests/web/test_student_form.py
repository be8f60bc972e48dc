"""The student form: what is typed is never lost, and says what is wrong, where, and the way out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from lec.confirmations.actions import confirm
from lec.rounds.models import Subject
from lec.students.actions import Change, change
from lec.students.models import CitizenIdType, Enrollment, Placement, Student
from lec.students.queries import class_list, entry_of
from lec.thai import citizen_id
from lec.web.students.forms import StudentForm, initial_of
from tests.cast import NOW, Cast, attest_all
from tests.web.conftest import SignIn, text_of

ENOUGH = 40
NEWCOMER = {
    "citizen_id_type": "thai",
    "citizen_id": citizen_id.format(citizen_id.synthetic(960)),
    "prefix": "เด็กหญิง",
    "first_name": "ฟ้าใส",
    "last_name": "ณ ป่าหวาย",
    "birth_date": "๑๒ พ.ค. ๒๕๕๘",
    "classroom": "P1/1",
    "entered_on": "1/11/2564",
}


def add(client: Client, **changed: str) -> Any:
    return client.post("/students/new/", NEWCOMER | changed)


def first_of(cast: Cast) -> Placement:
    return class_list(cast.somsri, cast.p1, cast.round)[0]


def drawn(placement: Placement) -> dict[str, str]:
    """What the form of a student sends when nothing is touched, with what it had shown."""
    shown = initial_of(entry_of(placement))
    hidden = {f"initial-{name}": value for name, value in shown.items()}
    return {**shown, **hidden, "version": str(placement.enrollment.student.version)}


def save(client: Client, placement: Placement, **changed: str) -> Any:
    return client.post(f"/students/{placement.enrollment_id}/", drawn(placement) | changed)


def test_an_officer_adds_a_newcomer_with_a_date_as_people_type_it(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    response = add(client)
    assert response.url == f"/students/room/{cast.p1.pk}/"
    pupil = Student.objects.get(first_name="ฟ้าใส")
    assert (pupil.birth_date, pupil.sex) == (date(2015, 5, 12), "F")
    assert pupil.citizen_id == citizen_id.synthetic(960)
    assert "เพิ่มนักเรียน 1 คนแล้ว" in text_of(client.get(response.url))


def test_after_one_newcomer_the_next_of_the_same_room(cast: Cast, sign_in: SignIn) -> None:
    assert add(sign_in(cast.somsri), another="1").url == f"/students/new/?room={cast.p1.pk}"
    assert (
        '<option value="P1/1" selected>' in sign_in(cast.somsri).get(f"/students/new/?room={cast.p1.pk}").text
    )


def test_a_teacher_adds_to_the_own_room_only(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.teacher)
    page = client.get("/students/new/").text
    assert 'value="P1/1"' in page
    assert 'value="P2/1"' not in page
    assert add(client).status_code == 302
    refused = add(client, classroom="P2/1", citizen_id=citizen_id.synthetic(961))
    assert refused.status_code == 403
    assert "ครูประจำชั้นทำได้เฉพาะห้องของตนเอง" in text_of(refused)
    assert not Student.objects.filter(citizen_id=citizen_id.synthetic(961)).exists()


def test_an_officer_may_open_the_next_room_of_a_grade(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    page = client.get("/students/new/").text
    assert all(f'value="{seat}"' in page for seat in ("P1/2", "P3/1"))
    add(client, classroom="P3/1", birth_date="1/3/2556")
    assert Placement.objects.get(enrollment__student__first_name="ฟ้าใส").classroom.label == "ป.3/1"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("citizen_id", "1990100001018", "หลักสุดท้ายของเลขประจำตัวไม่ถูกต้อง"),
        ("citizen_id", "12345", "ที่กรอกมี 5 หลัก"),
        ("birth_date", "31/2/2558", "ไม่มีวันที่ “31/2/2558” ในปฏิทิน"),
        ("birth_date", "12/5/2575", "วันเกิดเป็นวันในอนาคต"),
        ("birth_date", "", "ไม่มีวันเกิด"),
        ("entered_on", "31/11/2564", "ไม่มีวันที่ “31/11/2564” ในปฏิทิน"),
        ("first_name", " ", "ไม่มีชื่อหรือนามสกุล"),
        ("classroom", "P9/1", "ไม่รู้จักชั้น"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_all_else_stays(
    cast: Cast, sign_in: SignIn, field: str, typed: str, sentence: str
) -> None:
    before = Student.objects.count()
    response = add(sign_in(cast.somsri), **{field: typed})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert f'id="id_{field}-error"' in response.text
    assert 'value="ณ ป่าหวาย"' in response.text
    assert field in ("classroom", "first_name") or f'value="{typed}"' in response.text
    assert Student.objects.count() == before


def test_everything_wrong_is_said_at_once(cast: Cast, sign_in: SignIn) -> None:
    page = text_of(sign_in(cast.somsri).post("/students/new/", {}))
    assert "มี 6 ช่องต้องแก้" in page


def test_without_an_id_a_reason_is_asked_for(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    refused = add(client, citizen_id_type="none", citizen_id="")
    assert 'id="id_citizen_id_missing_because-error"' in refused.text
    assert (
        add(
            client, citizen_id_type="none", citizen_id="", citizen_id_missing_because="ยังไม่แจ้งเกิด"
        ).status_code
        == 302
    )
    assert Student.objects.get(first_name="ฟ้าใส").citizen_id_type == CitizenIdType.NONE


def test_a_child_listed_elsewhere_shows_whom_to_call(cast: Cast, sign_in: SignIn) -> None:
    held = Enrollment.objects.filter(institution=cast.school)[0].student
    client = sign_in(cast.phu_officer)
    born = f"{held.birth_date.day}/{held.birth_date.month}/{held.birth_date.year + 543}"  # type: ignore[union-attr]
    response = add(client, citizen_id=str(held.citizen_id), birth_date=born)
    page = text_of(response)
    assert response.status_code == 409
    assert all(
        words in page for words in (cast.school.name, cast.mali.name, cast.school.phone, "ยื่นคำขอรับย้ายเด็กคนนี้")
    )
    assert 'value="ฟ้าใส"' in response.text
    closer = text_of(add(client, citizen_id=str(held.citizen_id)))
    assert "วันเกิดไม่ตรงกัน" in closer
    assert cast.school.name not in closer


def test_a_correction_is_saved_and_leads_back_to_the_room(cast: Cast, sign_in: SignIn) -> None:
    placement = first_of(cast)
    response = save(sign_in(cast.teacher), placement, last_name="ใจงาม")
    assert response.url == f"/students/room/{cast.p1.pk}/"
    placement.enrollment.student.refresh_from_db()
    assert placement.enrollment.student.last_name == "ใจงาม"


def test_a_birth_day_that_is_not_known_stays_unknown(cast: Cast, sign_in: SignIn) -> None:
    placement = first_of(cast)
    entry = replace(entry_of(placement), birth_date=date(2015, 1, 1), birth_day_unknown=True)
    change(institution=cast.school, changes=[Change(placement.enrollment_id, entry)], by=cast.somsri)
    again = first_of(cast)
    assert drawn(again)["birth_date"] == "0/0/2558"
    save(sign_in(cast.somsri), again, last_name="ใจงาม")
    assert Student.objects.get(pk=again.enrollment.student_id).birth_day_unknown


def test_the_second_of_two_who_save_is_shown_what_changed(cast: Cast, sign_in: SignIn) -> None:
    """The other's change is taken over, one's own stays; where both typed in one field both are shown."""
    placement = first_of(cast)
    mine = drawn(placement)
    theirs = replace(entry_of(placement), last_name="ใจเย็นดี", student_number="77")
    change(institution=cast.school, changes=[Change(placement.enrollment_id, theirs)], by=cast.somsri)
    client = sign_in(cast.teacher)
    typed = mine | {"first_name": "ก้องฟ้า", "student_number": "88"}
    response = client.post(f"/students/{placement.enrollment_id}/", typed)
    page = text_of(response)
    assert response.status_code == 409
    assert "มีผู้แก้ก่อนท่าน" in page
    assert "นางสมศรี บ้านมะลิ" in page
    assert "ท่านกรอก “88”" in page
    values = {
        name: f'name="{name}" class="control" value="{value}"'
        for name, value in {"first_name": "ก้องฟ้า", "last_name": "ใจเย็นดี", "student_number": "88"}.items()
    }
    assert all(value in response.text for value in values.values())
    assert 'name="version" value="2"' in response.text
    student = Student.objects.get(pk=placement.enrollment.student_id)
    assert (student.first_name, student.last_name) == (typed["prefix"] and mine["first_name"], "ใจเย็นดี")
    again = {**typed, "last_name": "ใจเย็นดี", "version": "2"}
    assert client.post(f"/students/{placement.enrollment_id}/", again).status_code == 302
    student.refresh_from_db()
    assert (student.first_name, student.last_name) == ("ก้องฟ้า", "ใจเย็นดี")


def test_errors_are_mended_one_after_another(cast: Cast, sign_in: SignIn) -> None:
    rows = class_list(cast.somsri, cast.p1, cast.round)[:2]
    Student.objects.filter(pk__in=[row.enrollment.student_id for row in rows]).update(birth_date=None)
    attest_all(cast.school, cast.round)
    client = sign_in(cast.somsri)
    first, second = class_list(cast.somsri, cast.p1, cast.round)[:2]
    page = text_of(client.get(f"/students/{first.enrollment_id}/"))
    assert "บันทึกและไปคนต่อไป (เหลือ 1)" in page
    assert "ไม่มีวันเกิด" in page
    response = save(client, first, birth_date="1/3/2558", next="1")
    assert response.url == f"/students/{second.enrollment_id}/"
    assert "บันทึกและไปคนต่อไป" not in text_of(client.get(response.url))
    assert save(client, second, birth_date="1/3/2558", next="1").url == f"/students/room/{cast.p1.pk}/"


def test_strangers_do_not_find_a_student(cast: Cast, sign_in: SignIn) -> None:
    mine, other = first_of(cast), class_list(cast.somsri, cast.p2, cast.round)[0]
    for who, placement in ((cast.phu_officer, mine), (cast.center_officer, mine), (cast.teacher, other)):
        assert sign_in(who).get(f"/students/{placement.enrollment_id}/").status_code == 404
        assert save(sign_in(who), placement, last_name="ใจงาม").status_code == 404
    for who in (cast.wichai, cast.malee):
        assert sign_in(who).get(f"/students/{mine.enrollment_id}/").status_code == 403


def test_the_history_shows_who_changed_what_with_ids_masked(cast: Cast, sign_in: SignIn) -> None:
    placement = first_of(cast)
    number = citizen_id.synthetic(970)
    save(sign_in(cast.teacher), placement, citizen_id=number, last_name="ใจงาม")
    page = text_of(sign_in(cast.somsri).get(f"/students/{placement.enrollment_id}/"))
    assert "นางสาวพิมพ์ลดา ศรีประเสริฐกุล" in page
    assert "ใจงาม" in page
    assert citizen_id.mask(number) in page


def test_a_confirmed_register_is_read_only_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    placement = first_of(cast)
    confirm(organization=cast.school, round=cast.round, subject=Subject.STUDENTS, by=cast.somsri)
    client = sign_in(cast.somsri)
    page = client.get(f"/students/{placement.enrollment_id}/")
    assert 'aria-disabled="true"' in page.text
    assert "/receipts/" in page.text
    assert 'name="last_name" class="control" value="' in page.text
    assert "disabled" in page.text.split('name="last_name"')[1][:200]
    refused = save(client, placement, last_name="ใจงาม")
    assert refused.status_code == 409
    assert 'value="ใจงาม"' in refused.text
    assert "จึงแก้ไขไม่ได้" in text_of(refused)
    assert add(client).status_code == 409


def test_between_rounds_nobody_is_added(
    cast: Cast, sign_in: SignIn, at_the_desk: Callable[[datetime], None]
) -> None:
    at_the_desk(NOW + timedelta(days=30))
    client = sign_in(cast.somsri)
    assert "ปิดแล้วเมื่อ" in text_of(client.get("/students/new/"))
    assert add(client).status_code == 409
    assert not Student.objects.filter(first_name="ฟ้าใส").exists()


def test_every_value_of_a_student_has_its_field(cast: Cast) -> None:
    known = set(initial_of(entry_of(first_of(cast))))
    assert known == set(StudentForm.base_fields) - {"version"}


def test_the_form_asks_a_fixed_number_of_questions(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client = sign_in(cast.somsri)
    with django_assert_max_num_queries(ENOUGH):
        assert client.get(f"/students/{first_of(cast).enrollment_id}/").status_code == 200
