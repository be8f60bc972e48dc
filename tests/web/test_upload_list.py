"""Sending a file: what is fetched, what is refused and why, what became of earlier files."""

import io
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lec.actor import Actor
from lec.confirmations.actions import confirm
from lec.rounds.models import Subject
from lec.thai.calendar import BANGKOK
from lec.uploads import actions
from lec.uploads.models import Upload
from lec.uploads.workbook import MAX_BYTES
from tests.cast import Cast, attest_all
from tests.uploads.sheets import register, student, with_part, with_sheet
from tests.web.conftest import SignIn, text_of

NOT_WRITTEN = "ยังไม่มีอะไรถูกบันทึก ข้อมูลเดิมอยู่ครบ"


def send(client: Client, data: bytes, name: str = "รายชื่อ.xlsx") -> Any:
    return client.post("/uploads/", {"file": SimpleUploadedFile(name, data)})


def test_files_are_sent_by_the_officer_of_an_institution_only(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.somsri).get("/uploads/").status_code == 200
    for other in (cast.teacher, cast.wichai, cast.malee, cast.decha):
        client = sign_in(other)
        assert client.get("/uploads/").status_code == 403
        assert client.get("/uploads/template.xlsx").status_code == 403
        assert send(client, register(student())).status_code == 403
    assert Client().get("/uploads/").url.startswith("/accounts/login/")
    assert not Upload.objects.exists()


def test_who_never_sent_a_file_is_told_how(cast: Cast, sign_in: SignIn) -> None:
    page = text_of(sign_in(cast.somsri).get("/uploads/"))
    assert "ยังไม่บันทึกอะไรจนกว่าท่านจะกดนำเข้า" in page
    assert "ดาวน์โหลดแบบฟอร์ม Excel" in page
    assert "ยังไม่เคยส่งไฟล์" in page


def test_a_file_that_is_read_leads_to_its_rows(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    response = send(client, register(student(701)), "รายชื่อ ป.1 ล่าสุด.xlsx")
    staged = Upload.objects.get()
    assert response.url == f"/uploads/{staged.pk}/"
    page = text_of(client.get("/uploads/"))
    assert "รายชื่อ ป.1 ล่าสุด.xlsx" in page
    assert "ตรวจแล้ว ยังไม่บันทึก" in page
    assert "1 แถว · 8 พ.ย. 2564 10.00 น." in page
    assert "ยังไม่เคยส่งไฟล์" not in page


def test_files_of_other_institutions_are_not_listed(cast: Cast, sign_in: SignIn) -> None:
    stage_for(cast.phu_officer, cast, register(student(702)), "ภูผา.xlsx")
    assert "ภูผา.xlsx" not in text_of(sign_in(cast.somsri).get("/uploads/"))


def stage_for(by: Actor, cast: Cast, data: bytes, name: str) -> Upload:
    return actions.stage(institution=cast.phu_school, data=data, filename=name, by=by)


def test_nothing_chosen_is_said_at_the_field(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.somsri).post("/uploads/", {})
    assert response.status_code == 422
    assert "ยังไม่ได้เลือกไฟล์ กดเลือกไฟล์ Excel ก่อน แล้วกดตรวจไฟล์" in text_of(response)
    assert 'aria-describedby="file-error file-hint"' in response.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "ไฟล์ว่างเปล่า เลือกไฟล์ที่มีรายชื่อนักเรียน แล้วอัปโหลดใหม่"),
        (b"\x00\x01\x02 nothing", "ไฟล์นี้ไม่ใช่ไฟล์ Excel เลือกไฟล์ .xlsx หรือ .xls แล้วอัปโหลดใหม่"),
        (b"%PDF-1.7", "ไฟล์นี้เป็น PDF ระบบรับเฉพาะ .xlsx และ .xls"),
        (register(student())[:900], "ไฟล์ไม่สมบูรณ์ อ่านได้ไม่ครบ"),
        (with_part(register(), "xl/vbaProject.bin", b"x"), "ไฟล์มีมาโคร ระบบไม่รับเพื่อความปลอดภัย"),
        (
            with_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
            "แผ่นงานใหญ่เกินกว่าจะเป็นทะเบียนนักเรียน มีข้อมูลถึงแถว 1,048,576 คอลัมน์ XFD",
        ),
    ],
    ids=["empty", "no workbook", "pdf", "cut off", "macros", "grid bomb"],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(
    cast: Cast, sign_in: SignIn, data: bytes, sentence: str
) -> None:
    response = send(sign_in(cast.somsri), data)
    page = text_of(response)
    assert response.status_code == 422
    assert sentence in page
    assert NOT_WRITTEN in page
    assert 'aria-invalid="true"' in response.text
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_refused_unread(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "stage", lambda **given: pytest.fail("it was read"))
    response = send(sign_in(cast.somsri), b"PK" + bytes(MAX_BYTES))
    assert response.status_code == 422
    assert "ไฟล์ใหญ่เกิน 20 MB คัดลอกเฉพาะตารางรายชื่อไปไว้ในไฟล์ใหม่" in text_of(response)


def test_the_template_is_a_workbook_holding_the_register(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.somsri).get("/uploads/template.xlsx")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert unquote(response["Content-Disposition"]) == 'attachment; filename="LEC-9900000001.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    assert {"เลขประจำตัวประชาชน", "พิมพ์ชนก"} <= cells


def test_while_confirmed_a_file_may_be_checked_and_the_receipt_is_the_way_out(
    cast: Cast, sign_in: SignIn
) -> None:
    attest_all(cast.school, cast.round)
    receipt = confirm(
        round=cast.round, organization=cast.school, subject=Subject.STUDENTS, by=cast.somsri
    ).receipt
    response = sign_in(cast.somsri).get("/uploads/")
    page = text_of(response)
    assert "จึงแก้ไขไม่ได้ ต้องยกเลิกการยืนยันก่อน" in page
    assert "ยังตรวจไฟล์ได้ แต่นำเข้าไม่ได้" in page
    assert f"/receipts/{receipt.number}/" in response.text


def test_after_the_round_the_page_says_it_is_closed(cast: Cast, sign_in: SignIn, at_the_desk: Any) -> None:
    at_the_desk(datetime(2021, 11, 20, 9, tzinfo=BANGKOK))
    page = text_of(sign_in(cast.somsri).get("/uploads/"))
    assert "ปิดแล้วเมื่อ" in page
    assert "ยังตรวจไฟล์ได้ แต่นำเข้าไม่ได้" in page
