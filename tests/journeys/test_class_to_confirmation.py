"""From a class's list to the institution's receipt, through the pages: the first two steps of the road.

A class teacher checks the own room and adds a newcomer; the responsible person takes out who was not found,
adds newcomers by form and by file, sees what still stands in the way, explains, and confirms.
"""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from lec.actor import Actor
from lec.rounds.queries import standing
from lec.students.models import Enrollment
from lec.students.queries import class_list
from lec.thai import citizen_id
from tests.cast import Cast
from tests.web.conftest import SignIn, text_of


def test_a_class_becomes_a_confirmed_count(cast: Cast, sign_in: SignIn) -> None:
    teacher, officer = sign_in(cast.teacher), sign_in(cast.somsri)

    # given a teacher who is led from home to the one own room
    home = teacher.get("/")
    assert "เหลือนักเรียน 3 คน ที่ท่านยังไม่ได้ตรวจสอบตัวตน" in text_of(home)
    assert f"/check/{cast.p1.pk}/" in home.text

    # when the room is attested with one child not found, and a newcomer is added and attested
    missing = stays_of(cast, cast.somsri)[0]
    attest_room(teacher, cast, {missing: "201"})
    enroll_by_form(teacher, 960, "P1/1")
    assert "เหลือ 1 คน" in text_of(teacher.get(f"/check/{cast.p1.pk}/"))
    attest_room(teacher, cast, {missing: "201"})
    assert "ตรวจสอบตัวตนครบแล้วทั้ง 1 ห้อง" in text_of(teacher.get("/"))

    # then the responsible person sees what is left, in order
    home = text_of(officer.get("/"))
    assert "เหลืออีก 2 เรื่อง จึงจะยืนยันข้อมูลได้" in home
    assert "ตรวจสอบตัวตนอีก 6 คน ใน 2 ห้อง" in home
    assert "นำผู้ไม่มีตัวตนออก 1 คน" in home

    # when the one not found is taken out, and newcomers come by form and by file
    why = {"reason": "not_found", "on": "8/11/2564", "enrollment": missing, "listed": missing}
    assert officer.post("/students/leave/", why).status_code == 302
    enroll_by_form(officer, 961, "P2/1", birth_date="3/1/2553")
    enroll_by_file(officer, range(970, 980))
    attest_all_rooms(officer, cast)

    # then only the newcomer's unusual age is in the way, and confirming is refused with that reason
    assert "เหลืออีก 1 เรื่อง" in text_of(officer.get("/"))
    refused = officer.post("/confirm/students/")
    assert refused.status_code == 409
    assert "คำเตือน 1 รายการยังไม่มีคำชี้แจง" in text_of(refused)

    # when it is explained, the register can be confirmed
    finding = re.search(r'name="finding" value="(\d+)"', officer.get("/students/findings/").text)
    assert finding
    explained = {"finding": finding[1], "because": "หยุดเรียนเพราะรักษาตัว มีใบรับรองแพทย์"}
    assert officer.post("/students/findings/explain/", explained).status_code == 302
    assert "ครบทุกเรื่องแล้ว ยืนยันข้อมูล 20 คนได้เลย" in text_of(officer.get("/"))
    receipt = officer.post("/confirm/students/", follow=True)

    # then the receipt counts them, home is green, and nobody changes anything any more
    assert "20" in text_of(receipt)
    held = standing(cast.round, cast.school)
    assert held is not None
    assert (
        held.receipt.total == Enrollment.objects.filter(institution=cast.school, left_on=None).count() == 20
    )
    assert "ยืนยันข้อมูลแล้ว 20 คน แสดงในรายงานแล้ว" in text_of(officer.get("/"))
    assert enroll_by_form(teacher, 962, "P1/1") == 409


def stays_of(cast: Cast, by: Actor) -> list[int]:
    return [row.enrollment_id for row in class_list(by, cast.p1, cast.round)]


def attest_room(client: Client, cast: Cast, marks: dict[int, str], room: int = 0) -> None:
    """Send the roll as the page shows it, with these marks."""
    page = client.get(f"/check/{room or cast.p1.pk}/").text
    data = dict(re.findall(r'name="(seen-\d+)" value="(\d*)"', page))
    data |= {name.replace("seen", "code"): "100" for name in list(data)}
    data |= {f"code-{pk}": code for pk, code in marks.items()}
    assert client.post(f"/check/{room or cast.p1.pk}/", data).status_code == 302


def attest_all_rooms(client: Client, cast: Cast) -> None:
    rooms = set(re.findall(r'href="/check/(\d+)/"', client.get("/check/").text))
    for room in sorted(int(pk) for pk in rooms):
        attest_room(client, cast, {}, room)


def enroll_by_form(client: Client, serial: int, seat: str, birth_date: str = "12/5/2557") -> int:
    newcomer = {
        "citizen_id_type": "thai",
        "citizen_id": citizen_id.synthetic(serial),
        "prefix": "เด็กหญิง",
        "first_name": "ฟ้าใส",
        "last_name": "ใจเย็น",
        "birth_date": birth_date,
        "classroom": seat,
        "entered_on": "1/11/2564",
    }
    return client.post("/students/new/", newcomer).status_code


def enroll_by_file(client: Client, serials: range) -> None:
    """Fill the downloaded template with one newcomer a row, stage it, apply it."""
    template = b"".join(client.get("/uploads/template.xlsx").streaming_content)  # type: ignore[attr-defined]
    file = SimpleUploadedFile("newcomers.xlsx", filled(template, serials))
    staged = client.post("/uploads/", {"file": file})
    assert staged.status_code == 302, text_of(staged)
    page = client.get(staged.url).text
    offered = re.findall(r'name="offered" value="(\d+)"', page)
    assert len(offered) == len(serials)
    assert client.post(f"{staged.url}apply/", {"offered": offered, "row": offered}).status_code == 302


def filled(template: bytes, serials: range) -> bytes:
    """The template with one newcomer a row under those it names already."""
    book = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    heading = next(row for row in sheet.iter_rows() if any(cell.value == "นามสกุล" for cell in row))
    columns = {str(cell.value).strip(" *"): cell.column for cell in heading if cell.value}
    first_free = next(n for n in range(heading[0].row + 1, 500) if not sheet.cell(n, columns["นามสกุล"]).value)
    for number, serial in enumerate(serials, first_free):
        written = {
            "เลขประจำตัวประชาชน": citizen_id.synthetic(serial),
            "คำนำหน้า": "ด.ช.",
            "ชื่อ": "กิตติ",
            "นามสกุล": f"คำแสนราช{'กขคงจ'[serial % 5]}",
            "วันเดือนปีเกิด": f"{1 + serial % 28:02}/03/2558",
            "ชั้น": "ป.1",
            "ห้อง": "1",
        }
        for name, value in written.items():
            sheet.cell(number, columns[name]).value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
