"""A file before it is applied: what it would do row by row, what is refused and why, and what it did then."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.test import Client

from lec.actor import Actor
from lec.claims.models import Claim
from lec.confirmations.actions import confirm
from lec.reference.grades import short
from lec.rounds.models import Subject
from lec.students.models import Classroom, Enrollment, Student
from lec.thai import calendar, citizen_id
from lec.thai.calendar import BANGKOK
from lec.uploads import actions
from lec.uploads.actions import judging
from lec.uploads.models import RowKind, Upload
from tests.cast import Cast, attest_all, entry
from tests.uploads.sheets import HEADINGS, register, student, xlsx
from tests.web.conftest import SignIn, text_of
from tests.web.test_upload_list import send

ENOUGH = 25


def stage(cast: Cast, *rows: list[Any], by: Actor | None = None, name: str = "รายชื่อ.xlsx") -> Upload:
    by = by or cast.somsri
    school = {cast.somsri.organization_id: cast.school}.get(by.organization_id, cast.phu_school)
    return actions.stage(institution=school, data=register(*rows), filename=name, by=by)


def newcomer(serial: int, **cells: Any) -> list[Any]:
    return student(serial, **{"first_name": f"ใหม่{serial}", **cells})


def held_row(serial: int, grade: str = "P1", sex: str = "M", **cells: Any) -> list[Any]:
    """A row of somebody whom `cast.fill` enrolled under this serial, but for the cells given."""
    kept = entry(serial, grade, sex)
    row = {
        "prefix": kept.prefix,
        "first_name": kept.first_name,
        "last_name": kept.last_name,
        "sex": "ชาย" if sex == "M" else "หญิง",
        "birth_date": calendar.format_short(kept.birth_date or date.min),
        "grade": short(grade),
    }
    return student(serial, **{**row, **cells})


def whole_register() -> list[list[Any]]:
    """The rows of everybody the school of the cast holds."""
    grades = enumerate(("K2", "P1", "P2"))
    return [
        held_row(100 + 10 * n + k, grade, "F" if k == 2 else "M") for n, grade in grades for k in range(3)
    ]


def ticked(upload: Upload, *, without: tuple[int, ...] = ()) -> dict[str, list[int]]:
    """What a page of rows sends: all it offers, and what is ticked."""
    offered = list(upload.rows.filter(kind__in=("new", "changed")).values_list("number", flat=True))[:50]
    return {"offered": offered, "row": [number for number in offered if number not in without]}


def apply(client: Client, upload: Upload, **ticks: Any) -> Any:
    return client.post(f"/uploads/{upload.pk}/apply/", ticks)


def active(cast: Cast) -> int:
    return Enrollment.objects.filter(institution=cast.school, left_on=None).count()


def test_from_the_file_to_the_register(cast: Cast, sign_in: SignIn) -> None:
    client, before = sign_in(cast.somsri), active(cast)
    path = send(client, register(newcomer(701), newcomer(702, grade="ป.2", birth_date="03/05/2557"))).url
    page = text_of(client.get(path))
    assert "พร้อมนำเข้า 2 แถว" in page
    assert "ยังไม่มีการบันทึกลงทะเบียน" in page
    assert active(cast) == before
    upload = Upload.objects.get()
    assert apply(client, upload, **ticked(upload)).url == path
    page = text_of(client.get(path))
    assert "นำเข้าแล้ว 2 แถว" in page
    assert "อยู่ในทะเบียนแล้ว: นักเรียนใหม่ 2 คน เปลี่ยนข้อมูล 0 คน" in page
    assert 'href="/students/"' in client.get(path).text
    assert "นำเข้า 2 แถว" not in page
    everyone = text_of(client.get("/students/all/"))
    assert "ใหม่701" in everyone
    assert "ใหม่702" in everyone
    assert active(cast) == before + 2


def test_only_the_institution_itself_sees_its_files(cast: Cast, sign_in: SignIn) -> None:
    upload = stage(cast, newcomer(701))
    paths = [f"/uploads/{upload.pk}/{tail}" for tail in ("", "result.xlsx", "apply/", "discard/")]
    ask = [Client.get, Client.get, Client.post, Client.post]
    for who, status in ((cast.teacher, 403), (cast.wichai, 403), (cast.decha, 403), (cast.phu_officer, 404)):
        client = sign_in(who)
        assert [how(client, path).status_code for how, path in zip(ask, paths, strict=True)] == [status] * 4
    upload.refresh_from_db()
    assert upload.state == "staged"


def test_a_file_that_never_was_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    assert client.get("/uploads/999999/").status_code == 404
    assert client.get(f"/uploads/{'9' * 30}/").status_code == 404


def test_nothing_is_applied_or_discarded_by_following_a_link(cast: Cast, sign_in: SignIn) -> None:
    upload, client = stage(cast, newcomer(701)), sign_in(cast.somsri)
    assert client.get(f"/uploads/{upload.pk}/apply/").status_code == 405
    assert client.get(f"/uploads/{upload.pk}/discard/").status_code == 405


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        (
            newcomer(701, citizen_id="1990000000000"),
            "เลขประจำตัวประชาชน: 1-9900-00000-00-0",
            "หลักสุดท้ายของเลขประจำตัวไม่ถูกต้อง มักเกิดจากพิมพ์สลับกัน เทียบกับบัตรทีละหลัก",
        ),
        (
            newcomer(701, citizen_id="1.99E+12"),
            "เลขประจำตัวประชาชน: 1.99E+12",
            "Excel ตัดเลขท้ายทิ้งแล้ว ระบบเดาให้ไม่ได้ ตั้งช่องเป็น “ข้อความ” แล้วพิมพ์ 13 หลักใหม่",
        ),
        (
            newcomer(701, birth_date="31/02/2558"),
            "วันเกิด: 31/02/2558",
            "ไม่มีวันที่ “31/02/2558” ในปฏิทิน ตรวจจากสูติบัตรหรือทะเบียนบ้าน",
        ),
        (
            newcomer(701, birth_date="03/05/2566"),
            "วันเกิด: 3 พ.ค. 2566",
            "วันเกิดเป็นวันในอนาคต ตรวจปี พ.ศ. อีกครั้ง",
        ),
        (newcomer(701, grade="ป.99"), "ชั้น: ป.99", "ไม่รู้จักชั้น “ป.99” ใช้เช่น อ.2 ป.4 ม.1"),
        (newcomer(701, last_name=""), "", "ไม่มีชื่อหรือนามสกุล ตรวจจากสูติบัตรหรือทะเบียนบ้าน"),
        (held_row(400), f"เลขประจำตัวประชาชน: {citizen_id.format(citizen_id.synthetic(400))}", "มีชื่ออยู่ที่อื่น"),
    ],
    ids=["check digit", "number lost", "no such day", "future", "grade", "no name", "held elsewhere"],
)
def test_a_refused_row_says_where_what_and_the_way_out(
    cast: Cast, sign_in: SignIn, row: list[Any], field: str, sentence: str
) -> None:
    upload = stage(cast, row)
    response = sign_in(cast.somsri).get(f"/uploads/{upload.pk}/")
    page = text_of(response)
    assert "มี 1 แถวต้องแก้ก่อนนำเข้า" in page
    assert field in page
    assert sentence in page
    assert "ยังไม่มีแถวที่นำเข้าได้" in page
    assert 'class="row-error"' in response.text
    assert "check-lg" not in response.text.partition("sticky-bar")[2]


def test_one_number_in_two_rows_refuses_both(cast: Cast, sign_in: SignIn) -> None:
    upload = stage(cast, newcomer(701), newcomer(701, first_name="อื่น"))
    page = text_of(sign_in(cast.somsri).get(f"/uploads/{upload.pk}/"))
    assert page.count("เลขประจำตัวนี้มีมากกว่าหนึ่งแถวในไฟล์ (แถว 2, 3) เหลือไว้แถวเดียว") == 2


def test_two_newcomers_of_one_name_and_birth_date_do_not_become_one_student_held(
    cast: Cast, sign_in: SignIn
) -> None:
    somebody = held_row(110)
    twins = [[citizen_id.synthetic(serial), *somebody[1:]] for serial in (701, 702)]
    upload = stage(cast, *twins)
    assert [row.kind for row in upload.rows.all()] == [RowKind.NEW, RowKind.NEW]


def test_valid_rows_go_in_and_the_refused_are_offered_again_with_reasons(cast: Cast, sign_in: SignIn) -> None:
    upload, client = stage(cast, newcomer(701), newcomer(702, birth_date="31/02/2558")), sign_in(cast.somsri)
    page = text_of(client.get(f"/uploads/{upload.pk}/"))
    assert "ต้องแก้ 1 แถว พร้อมนำเข้า 1 แถว" in page
    assert "นำเข้าเฉพาะ 1 แถวที่ถูกต้อง" in page
    apply(client, upload)
    assert Student.objects.filter(first_name="ใหม่701").exists()
    assert not Student.objects.filter(first_name="ใหม่702").exists()
    page = text_of(client.get(f"/uploads/{upload.pk}/"))
    assert "นำเข้าแล้ว 1 แถว" in page
    assert "ยังไม่นำเข้า 1 แถวที่ต้องแก้ ดาวน์โหลดไฟล์เดิมพร้อมเหตุผล แก้แล้วอัปโหลดใหม่" in page
    assert "ไม่มีวันที่ “31/02/2558” ในปฏิทิน" in page


def test_the_file_comes_back_with_reasons_under_its_own_name(cast: Cast, sign_in: SignIn) -> None:
    upload = stage(cast, newcomer(701, birth_date="31/02/2558"), name="รายชื่อ ป.1; ล่าสุด.xls")
    response = sign_in(cast.somsri).get(f"/uploads/{upload.pk}/result.xlsx")
    disposition = response["Content-Disposition"]
    assert disposition.isascii()
    assert unquote(disposition) == "attachment; filename*=utf-8''รายชื่อ ป.1; ล่าสุด-เหตุผล.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert any("ไม่มีวันที่ “31/02/2558” ในปฏิทิน" in cell for cell in cells)


def test_what_changes_is_shown_field_by_field_with_before_and_after(cast: Cast, sign_in: SignIn) -> None:
    upload = stage(cast, held_row(110, last_name="ใหม่กว่าเดิม"))
    response = sign_in(cast.somsri).get(f"/uploads/{upload.pk}/")
    assert "นามสกุล เดิม คำแสนราช ใหม่ ใหม่กว่าเดิม" in text_of(response)
    assert "<del>" in response.text


def test_a_room_that_is_not_there_yet_is_named_before_it_is_opened(cast: Cast, sign_in: SignIn) -> None:
    upload, client = stage(cast, newcomer(701, room="พิเศษ"), newcomer(702)), sign_in(cast.somsri)
    assert "จะเปิดห้องใหม่ 1 ห้อง: ป.1/พิเศษ" in text_of(client.get(f"/uploads/{upload.pk}/"))
    assert not Classroom.objects.filter(room="พิเศษ").exists()


def test_who_is_not_in_the_file_is_listed_and_stays(cast: Cast, sign_in: SignIn) -> None:
    upload, client = stage(cast, newcomer(701)), sign_in(cast.somsri)
    page = text_of(client.get(f"/uploads/{upload.pk}/"))
    assert "9 คนไม่อยู่ในไฟล์ ไม่ถือว่าออก และจะไม่ถูกแตะต้อง" in page
    page = text_of(client.get(f"/uploads/{upload.pk}/?tab=missing"))
    assert page.count("ไม่อยู่ในไฟล์ ไม่ถือว่าออก") == 1 + 9
    apply(client, upload)
    assert active(cast) == 10


def test_an_unticked_row_is_not_applied(cast: Cast, sign_in: SignIn) -> None:
    upload, client = stage(cast, newcomer(701), newcomer(702)), sign_in(cast.somsri)
    assert client.get(f"/uploads/{upload.pk}/").text.count(" checked") == 2
    apply(client, upload, **ticked(upload, without=(3,)))
    assert Student.objects.filter(first_name="ใหม่701").exists()
    assert not Student.objects.filter(first_name="ใหม่702").exists()
    page = text_of(client.get(f"/uploads/{upload.pk}/"))
    assert "นำเข้าแล้ว 1 แถว" in page
    assert "ไม่ได้นำเข้า 1 แถวที่ท่านไม่ได้เลือก" in page
    assert "ใหม่702" in text_of(client.get(f"/uploads/{upload.pk}/?tab=left_out"))


def test_what_was_unticked_on_one_page_stays_so_on_the_others(cast: Cast, sign_in: SignIn) -> None:
    upload, client = stage(cast, *(newcomer(serial) for serial in range(700, 760))), sign_in(cast.somsri)
    path = f"/uploads/{upload.pk}/"
    response = client.post(path, {**ticked(upload, without=(2, 3)), "go": "tab=new&page=2"})
    assert response.url == f"{path}?tab=new&page=2"
    page = client.get(response.url)
    assert 'name="row" value="61" form="apply" checked' in page.text
    assert "พร้อมนำเข้า 58 จาก 60 แถว (ใหม่ 60 เปลี่ยน 0)" in text_of(page)
    assert "นำเข้าทุกแถวที่ติ๊กไว้ในทุกหน้า แถวที่ไม่ติ๊กจะไม่นำเข้า" in text_of(page)
    assert client.get(path).text.count(" checked") == 48
    second = list(range(52, 62))
    apply(client, upload, offered=second, row=second[1:])
    assert set(upload.rows.filter(kind=RowKind.LEFT_OUT).values_list("number", flat=True)) == {2, 3, 52}
    assert Student.objects.filter(first_name__startswith="ใหม่").count() == 57
    assert client.session["left_out"] == {}


def test_a_row_ticked_again_is_applied(cast: Cast, sign_in: SignIn) -> None:
    upload, client = stage(cast, newcomer(701), newcomer(702)), sign_in(cast.somsri)
    client.post(f"/uploads/{upload.pk}/", {**ticked(upload, without=(3,)), "go": "tab=missing"})
    apply(client, upload, **ticked(upload))
    assert Student.objects.filter(first_name="ใหม่702").exists()


def test_with_nothing_ticked_nothing_is_applied(cast: Cast, sign_in: SignIn) -> None:
    upload, client = stage(cast, newcomer(701), newcomer(702)), sign_in(cast.somsri)
    response = apply(client, upload, **ticked(upload, without=(2, 3)))
    assert response.status_code == 422
    page = text_of(response)
    assert "ยังไม่ได้นำเข้า ทะเบียนไม่มีอะไรเปลี่ยน" in page
    assert "ยังไม่ได้เลือกแถวที่จะนำเข้า เลือกอย่างน้อย 1 แถว หรือกดทิ้งไฟล์นี้" in page
    assert response.text.count(" checked") == 0
    upload.refresh_from_db()
    assert upload.state == "staged"


def test_what_the_rules_refuse_at_the_last_moment_is_seen_whatever_else_is_on_the_page(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, client = stage(cast, *whole_register(), newcomer(701)), sign_in(cast.somsri)
    upload.rows.update(repairs=[])
    monkeypatch.setattr(judging, "judge", lambda *given: [])
    monkeypatch.setattr(judging, "tidy", lambda entry: replace(entry, last_name=""))
    response = apply(client, upload)
    assert response.status_code == 422
    page = text_of(response)
    assert "ยังไม่ได้นำเข้า ทะเบียนไม่มีอะไรเปลี่ยน" in page
    assert "แถว 2: ไม่มีชื่อหรือนามสกุล" in page
    assert "และอีก 4 จุด" in page
    assert active(cast) == 9


def test_a_file_equal_to_the_register_says_so_and_offers_nothing(cast: Cast, sign_in: SignIn) -> None:
    upload, client = stage(cast, *whole_register()), sign_in(cast.somsri)
    response = client.get(f"/uploads/{upload.pk}/")
    assert "คนไม่อยู่ในไฟล์" not in text_of(response)
    assert "ไฟล์นี้ตรงกับทะเบียนแล้ว ไม่มีอะไรต้องนำเข้า" in text_of(response)
    assert "sticky-bar" not in response.text
    assert apply(client, upload).status_code == 422


def test_a_file_without_rows_says_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    upload = stage(cast)
    page = text_of(sign_in(cast.somsri).get(f"/uploads/{upload.pk}/"))
    assert "ไม่พบรายชื่อนักเรียนในไฟล์" in page
    assert "กรอกรายชื่อใต้หัวตาราง บันทึกไฟล์ แล้วอัปโหลดใหม่" in page


def test_the_same_file_again_is_recognised(cast: Cast, sign_in: SignIn) -> None:
    client, data = sign_in(cast.somsri), register(newcomer(701))
    send(client, data)
    apply(client, Upload.objects.get())
    again = send(client, data).url
    assert "เคยนำเข้าไฟล์เดียวกันนี้แล้วเมื่อ 8 พ.ย. 2564 10.00 น." in text_of(client.get(again))


def test_a_discarded_file_is_put_away_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    upload, client = stage(cast, newcomer(701)), sign_in(cast.somsri)
    response = client.post(f"/uploads/{upload.pk}/discard/", follow=True)
    assert "ทิ้งไฟล์แล้ว ทะเบียนไม่มีอะไรเปลี่ยน" in text_of(response)
    response = client.get(f"/uploads/{upload.pk}/")
    assert "ทิ้งไฟล์นี้แล้ว" in text_of(response)
    assert "ไม่มีอะไรถูกบันทึกลงทะเบียน" in text_of(response)
    assert "sticky-bar" not in response.text
    assert active(cast) == 9


@pytest.mark.parametrize("act", ["apply", "discard"])
def test_a_settled_file_is_not_settled_twice(cast: Cast, sign_in: SignIn, act: str) -> None:
    upload, client = stage(cast, newcomer(701)), sign_in(cast.somsri)
    apply(client, upload)
    response = client.post(f"/uploads/{upload.pk}/{act}/")
    assert response.status_code == 409
    assert "ไฟล์นี้กำลังนำเข้า นำเข้าแล้ว หรือทิ้งไปแล้ว" in text_of(response)
    assert active(cast) == 10


def test_while_confirmed_the_button_stays_and_says_why_and_the_way_out(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    upload, client = stage(cast, newcomer(701)), sign_in(cast.somsri)
    done = confirm(round=cast.round, organization=cast.school, subject=Subject.STUDENTS, by=cast.somsri)
    response = client.get(f"/uploads/{upload.pk}/")
    bar = response.text.partition("sticky-bar")[2]
    assert 'aria-disabled="true"' in bar
    assert "ต้องยกเลิกการยืนยันก่อน" in bar
    assert f"/receipts/{done.receipt.number}/" in response.text
    refused = apply(client, upload, **ticked(upload))
    assert refused.status_code == 409
    assert "ต้องยกเลิกการยืนยันก่อน" in text_of(refused)
    assert active(cast) == 9


def test_after_the_round_nothing_is_applied(cast: Cast, sign_in: SignIn, at_the_desk: Any) -> None:
    upload = stage(cast, newcomer(701))
    at_the_desk(datetime(2021, 11, 20, 9, tzinfo=BANGKOK))
    client = sign_in(cast.somsri)
    response = client.get(f"/uploads/{upload.pk}/")
    assert "ปิดแล้วเมื่อ" in response.text.partition("sticky-bar")[2]
    assert apply(client, upload, **ticked(upload)).status_code == 409


def test_another_institutions_name_in_the_file_is_said_first(cast: Cast, sign_in: SignIn) -> None:
    rows = [[*newcomer(701), "โรงเรียนภูผา"]]
    book = xlsx([*HEADINGS, "สถานศึกษา"], *rows)
    client = sign_in(cast.somsri)
    page = text_of(client.get(send(client, book).url))
    assert "ไฟล์เป็นของ “โรงเรียนภูผา” ไม่ตรงกับสถานศึกษาของท่าน" in page


def test_the_page_asks_a_fixed_number_of_questions_whatever_the_file(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    upload = stage(cast, *(newcomer(1000 + n, room=str(1 + n % 9)) for n in range(3000)))
    client = sign_in(cast.somsri)
    for tail in ("", "?tab=new&page=60", "?tab=missing", "?tab=nonsense&page=nonsense"):
        with django_assert_max_num_queries(ENOUGH):
            response = client.get(f"/uploads/{upload.pk}/{tail}")
        assert "พร้อมนำเข้า 3,000 แถว" in text_of(response)
        assert len(response.content) < 150_000


def row_of(stay: Enrollment, **cells: Any) -> list[Any]:
    """The row of a child as another institution knows it."""
    born = calendar.format_short(stay.student.birth_date or date.min)
    known = {"citizen_id": stay.student.citizen_id, "first_name": stay.student.first_name, "birth_date": born}
    return student(701, **{**known, "last_name": stay.student.last_name, "grade": "ป.2", **cells})


def test_a_child_held_elsewhere_is_claimed_from_its_row(cast: Cast, sign_in: SignIn) -> None:
    stay = Enrollment.objects.filter(institution=cast.phu_school, left_on=None).first()
    assert stay is not None
    upload, client = stage(cast, row_of(stay), newcomer(702)), sign_in(cast.somsri)
    page = client.get(f"/uploads/{upload.pk}/").text
    assert page.count("ยื่นคำขอรับย้ายเด็กคนนี้") == 1
    response = client.post(f"/uploads/{upload.pk}/claim/", {"row": "2"})
    claim = Claim.objects.get()
    assert response["Location"] == f"/claims/{claim.pk}/"
    assert (claim.stay, claim.claimant, claim.grade) == (stay, cast.school, "P2")
    again = client.post(f"/uploads/{upload.pk}/claim/", {"row": "2"})
    assert again.status_code == 409
    assert Claim.objects.count() == 1


def test_no_claim_is_offered_for_a_child_of_another_birth_date(cast: Cast, sign_in: SignIn) -> None:
    stay = Enrollment.objects.filter(institution=cast.phu_school, left_on=None).first()
    assert stay is not None
    upload, client = stage(cast, row_of(stay, birth_date="01/01/2558")), sign_in(cast.somsri)
    assert "ยื่นคำขอรับย้าย" not in client.get(f"/uploads/{upload.pk}/").text
    assert client.post(f"/uploads/{upload.pk}/claim/", {"row": "2"}).status_code == 422
    for row in ("3", "", "x", "9" * 18):
        assert client.post(f"/uploads/{upload.pk}/claim/", {"row": row}).status_code == 404
    assert not Claim.objects.exists()
