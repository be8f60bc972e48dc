"""Reading the register: who may see whom, findings in their place, no citizen ID in an address or in full."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lec.students.actions import Change, Mark, attest, change, enroll, leave
from lec.students.models import ClassTeacher, Placement, Student
from lec.students.queries import class_list, entry_of, search
from tests.cast import Cast, entry, fill
from tests.web.conftest import SignIn, text_of

ENOUGH = 30
SCHOOL_PAGES = ("", "all/", "new/", "findings/", "left/", "leave/")


def unusual(cast: Cast) -> Placement:
    """A boy of ป.1/1 with a girl's title: a warning to be explained."""
    placement = class_list(cast.somsri, cast.p1, cast.round)[0]
    entry = replace(entry_of(placement), prefix="เด็กหญิง")
    change(institution=cast.school, changes=[Change(placement.enrollment_id, entry)], by=cast.somsri)
    return placement


def test_the_rooms_say_how_many_are_there_and_what_is_left(cast: Cast, sign_in: SignIn) -> None:
    page = text_of(sign_in(cast.somsri).get("/students/"))
    assert "นักเรียน 9 คน ใน 3 ห้อง" in page
    assert "ยังไม่ได้ตรวจสอบตัวตน 9 คน" in page
    assert "นางสาวพิมพ์ลดา ศรีประเสริฐกุล" in page


def test_a_teacher_sees_the_own_rooms_only(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.teacher)
    assert client.get("/students/").url == f"/students/room/{cast.p1.pk}/"
    assert "นักเรียนทุกคน 3 คน" in text_of(client.get("/students/all/"))
    assert client.get(f"/students/room/{cast.p2.pk}/").status_code == 404


def test_strangers_do_not_find_a_room(cast: Cast, sign_in: SignIn) -> None:
    for who in (cast.phu_officer, cast.center_officer):
        assert sign_in(who).get(f"/students/room/{cast.p1.pk}/").status_code == 404


@pytest.mark.parametrize("page", SCHOOL_PAGES)
def test_levels_above_do_not_open_an_institutions_own_pages(cast: Cast, sign_in: SignIn, page: str) -> None:
    for who in (cast.wichai, cast.malee, cast.decha):
        assert sign_in(who).get(f"/students/{page}").status_code == 403


@pytest.mark.parametrize("page", ["left/", "leave/"])
def test_taking_out_is_not_a_teachers(cast: Cast, sign_in: SignIn, page: str) -> None:
    assert sign_in(cast.teacher).get(f"/students/{page}").status_code == 403


def test_a_class_list_shows_its_finding_under_the_row_and_first(cast: Cast, sign_in: SignIn) -> None:
    odd = unusual(cast)
    response = sign_in(cast.somsri).get(f"/students/room/{cast.p1.pk}/")
    page = text_of(response)
    assert "เพศไม่ตรงกับคำนำหน้า “เด็กหญิง”" in page
    assert "ต้องชี้แจง" in page
    assert f"/students/{odd.enrollment_id}/" in response.text
    assert 'name="because"' in response.text
    assert response.text.index(f"/students/{odd.enrollment_id}/") < response.text.index("ครบ")


def test_who_was_reported_gone_stands_first_and_leads_to_taking_out(cast: Cast, sign_in: SignIn) -> None:
    last = list(class_list(cast.somsri, cast.p1, cast.round))[-1].enrollment_id
    attest(institution=cast.school, round=cast.round, marks=[Mark(last, "203")], by=cast.teacher)
    response = sign_in(cast.somsri).get(f"/students/room/{cast.p1.pk}/")
    assert "ครูประจำชั้นตรวจแล้ว: ย้ายสถานศึกษา ต้องนำออกจากระบบก่อนยืนยันข้อมูล" in text_of(response)
    assert f"/students/leave/?enrollment={last}" in response.text
    assert response.text.index(f"/students/{last}/") < response.text.index("ครบ")
    rooms = text_of(sign_in(cast.somsri).get("/students/"))
    assert "ต้องนำออก 1" in rooms
    teacher = sign_in(cast.teacher).get(f"/students/room/{cast.p1.pk}/")
    assert "/students/leave/" not in teacher.text


def test_a_teacher_is_told_who_explains(cast: Cast, sign_in: SignIn) -> None:
    unusual(cast)
    response = sign_in(cast.teacher).get(f"/students/room/{cast.p1.pk}/")
    assert "ผู้รับผิดชอบของสถานศึกษาเป็นผู้เขียน" in text_of(response)
    assert 'name="because"' not in response.text


def test_lists_mask_citizen_ids(cast: Cast, sign_in: SignIn) -> None:
    ids = Student.objects.filter(enrollments__institution=cast.school).values_list("citizen_id", flat=True)
    client, above = sign_in(cast.somsri), sign_in(cast.wichai)
    pages = [client.get(f"/students/room/{cast.p1.pk}/"), client.get("/students/all/")]
    pages += [client.post("/students/search/", {"q": str(ids[0])})]
    pages += [above.get(f"/students/of/{cast.school.code}/")]
    for page in pages:
        shown = page.text.replace(f'value="{ids[0]}"', "")
        assert not [number for number in ids if str(number) in shown]


def test_a_search_finds_by_name_with_title_by_citizen_id_and_by_number(cast: Cast) -> None:
    pupil = enroll(
        institution=cast.school,
        entries=[entry(950, "P1", first_name="ฟ้าใส", last_name="ณ ป่าหวาย", student_number="12")],
        by=cast.somsri,
    )[0]
    number = pupil.student.citizen_id or ""
    dashed = f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"
    for text in ("ฟ้าใส", "ด.ช.ฟ้าใส", "ฟ้า หวาย", "ณ ป่าหวาย ฟ้าใส", dashed, number[-6:], "12"):
        found = search(cast.somsri, cast.school, cast.round, text)
        assert pupil.pk in [row.enrollment_id for row in found], text
    for text in ("", "ฟ้าใส ใจเย็น", number[-3:], "x"):
        assert not search(cast.somsri, cast.school, cast.round, text).exists(), text


def test_tone_marks_left_out_or_put_wrongly_are_no_hindrance(cast: Cast) -> None:
    pupil = enroll(
        institution=cast.school,
        entries=[entry(950, "P1", first_name="ก้องเกียรติ์", last_name="น้ำใส")],
        by=cast.somsri,
    )[0]
    for text in ("กองเกียรติ", "ก๊องเกียรติ์ น้ำ", "นำใส"):
        found = search(cast.somsri, cast.school, cast.round, text)
        assert [row.enrollment_id for row in found] == [pupil.pk], text


def test_an_lao_finds_the_students_of_its_institutions_and_changes_none(cast: Cast, sign_in: SignIn) -> None:
    held = entry(210, "K1")
    response = sign_in(cast.wichai).post("/students/search/", {"q": f"{held.first_name} {held.last_name}"})
    page = text_of(response)
    assert cast.center.name in page
    assert held.citizen_id not in response.text
    assert not re.search(r'href="/students/\d+/"', response.text)
    other = entry(400, "P1").citizen_id
    assert "พบ 0 คน" in text_of(sign_in(cast.wichai).post("/students/search/", {"q": other}))
    assert 'action="/students/search/"' in sign_in(cast.wichai).get("/board/").text
    assert sign_in(cast.malee).post("/students/search/", {"q": held.first_name}).status_code == 403


def test_a_search_stays_in_the_own_rooms_and_institution(cast: Cast) -> None:
    other = class_list(cast.somsri, cast.p2, cast.round)[0].enrollment.student
    text = str(other.citizen_id)
    assert search(cast.somsri, cast.school, cast.round, text).count() == 1
    assert not search(cast.teacher, cast.school, cast.round, text).exists()
    assert not search(cast.phu_officer, cast.school, cast.round, text).exists()


def test_no_address_holds_what_was_searched(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    assert 'method="post" action="/students/search/"' in client.get("/students/").text
    assert "พบ 0 คน" in text_of(client.post("/students/search/", {"q": "ไม่มีใครชื่อนี้"}))
    assert "ค้นหานักเรียน" in text_of(client.get("/students/search/?q=กิตติ"))


def test_three_thousand_come_a_page_at_a_time(cast: Cast, sign_in: SignIn, many: None) -> None:
    client = sign_in(cast.somsri)
    first, last = client.get("/students/all/"), client.get("/students/all/?page=3")
    assert "หน้า 1 จาก 3" in text_of(first)
    assert first.text.count("ผู้มาใหม่") == 51
    assert last.text.count("ผู้มาใหม่") == 10


@pytest.fixture
def many(cast: Cast) -> None:
    """More than two pages of students, whose names come last."""
    entries = [entry(2000 + n, "P3", first_name="ฮ", last_name="ผู้มาใหม่", room=str(n % 4)) for n in range(121)]
    enroll(institution=cast.school, entries=entries, by=cast.somsri)


@pytest.mark.parametrize(
    "path", ["/students/", "/students/all/", "/students/of/{code}/", "/students/findings/"]
)
def test_long_lists_ask_a_fixed_number_of_questions(
    cast: Cast, sign_in: SignIn, many: None, path: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    unusual(cast)
    client = sign_in(cast.wichai if "code" in path else cast.somsri)
    with django_assert_max_num_queries(ENOUGH):
        assert client.get(path.format(code=cast.school.code)).status_code == 200


def test_a_room_of_forty_asks_a_fixed_number_of_questions(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    fill(cast.school, ("P1",) * 5, 500, each=8)
    client = sign_in(cast.somsri)
    with django_assert_max_num_queries(ENOUGH):
        assert "48 คน" in text_of(client.get(f"/students/room/{cast.p1.pk}/"))


def test_an_lao_reads_its_institutions_registers_and_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.wichai)
    response = client.get(f"/students/of/{cast.school.code}/")
    assert f"ทะเบียนของ{cast.school.name} 9 คน" in text_of(response)
    assert "<form" not in response.text.split("<main")[1]
    assert "/students/room/" not in response.text
    one = client.get(f"/students/of/{cast.school.code}/?room={cast.p1.pk}")
    assert one.text.count("x-xxxx") == 3


@pytest.mark.parametrize("who", ["malee", "decha", "somsri", "teacher"])
def test_only_an_lao_opens_a_register_below(cast: Cast, sign_in: SignIn, who: str) -> None:
    assert sign_in(getattr(cast, who)).get(f"/students/of/{cast.school.code}/").status_code == 403


def test_another_lao_does_not_find_the_register(cast: Cast, sign_in: SignIn) -> None:
    for who in (cast.buntham, cast.prasit):
        assert sign_in(who).get(f"/students/of/{cast.school.code}/").status_code == 404
    assert sign_in(cast.wichai).get(f"/students/of/{cast.mali.code}/").status_code == 404


def test_who_left_in_this_round_can_be_returned_to_class(cast: Cast, sign_in: SignIn) -> None:
    stay = class_list(cast.somsri, cast.p1, cast.round)[0].enrollment
    leave(
        institution=cast.school,
        enrollments=[stay.pk],
        reason="resigned",
        on=date(2021, 11, 5),
        by=cast.somsri,
    )
    client = sign_in(cast.somsri)
    page = text_of(client.get("/students/left/"))
    assert "นำออกแล้วในรอบนี้ 1 คน" in page
    assert "ลาออก" in page
    assert "ป.1/1" in page
    assert client.get(f"/students/{stay.pk}/").url == "/students/left/"
    assert client.get(f"/students/{stay.pk}/return/").status_code == 405
    assert client.post(f"/students/{stay.pk}/return/").status_code == 302
    stay.refresh_from_db()
    assert stay.is_active
    again = client.post(f"/students/{stay.pk}/return/")
    assert again.status_code == 409
    assert "นักเรียนยังอยู่ในทะเบียน" in text_of(again)


def test_nobody_else_returns_a_student(cast: Cast, sign_in: SignIn) -> None:
    stay = class_list(cast.somsri, cast.p1, cast.round)[0].enrollment
    assert sign_in(cast.teacher).post(f"/students/{stay.pk}/return/").status_code == 403
    assert sign_in(cast.phu_officer).post(f"/students/{stay.pk}/return/").status_code == 404


def test_an_empty_register_says_how_to_begin(cast: Cast, sign_in: SignIn) -> None:
    Placement.objects.filter(classroom__institution=cast.center).update(ends_on=date(2021, 11, 2))
    ClassTeacher.objects.all().delete()
    client = sign_in(cast.center_officer)
    assert "ยังไม่มีนักเรียนในทะเบียน" in text_of(client.get("/students/all/"))
    assert "ท่านยังไม่ได้รับมอบหมายห้องเรียน" in text_of(sign_in(cast.teacher).get("/students/"))


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_a_number_that_is_nobodys_is_not_found(cast: Cast, sign_in: SignIn, number: str) -> None:
    client = sign_in(cast.somsri)
    for path in ("/students/{}/", "/students/room/{}/", "/check/{}/", "/check/{}/roll.pdf"):
        assert client.get(path.format(number)).status_code == 404
    assert client.post(f"/students/{number}/return/").status_code == 404
    assert client.get(f"/students/leave/?enrollment={number}").status_code == 200
