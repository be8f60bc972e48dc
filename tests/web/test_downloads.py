"""Lists to take along: the same rows and numbers as the page, for the same readers."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from lec.headcounts.actions import enter
from lec.headcounts.models import OtherSchool
from lec.headcounts.rules import Cell
from lec.reports.queries import totals
from lec.rounds.models import Subject
from lec.students.actions import Change, change
from lec.students.models import Classroom, Enrollment
from lec.students.rules import Entry
from lec.uploads.actions import stage
from tests.cast import Cast
from tests.confirmations.standing import stand
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db

TOLD: dict[str, Any] = {
    "nationality": "thai",
    "religion": "islam",
    "blood_type": "ab",
    "height": "112.5",
    "weight": "19",
    "condition": "usual",
    "father_prefix": "นาย",
    "father_first_name": "เอก",
    "father_last_name": "ณ ป่าหวาย",
    "father_occupation": "farming",
    "father_monthly_income": "12500",
    "father_phone": "0812345678",
    "mother_first_name": "โท",
    "parents_status": "mother_gone",
    "guardian_first_name": "ตรี",
    "guardian_relation": "grandmother",
    "registered_house_number": "99/1",
    "registered_subdistrict": "650801",
    "registered_postal_code": "65130",
    "current_subdistrict": "100101",
    "current_village_number": "4",
    "disadvantage": "poor",
    "disability": "none",
    "lacks_lunch": "1",
    "lacks_uniform": "0",
    "travel": "walk",
    "distance_unpaved": "1.5",
    "travel_minutes": "20",
    "boards": "0",
    "tuition_refunded": "1",
    "treatment_refunded": "0",
}


def book(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Disposition"].startswith("attachment")
    return openpyxl.load_workbook(io.BytesIO(response.content))


def cells(page: Any, top: int = 4) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=top)]


def lines(client: Client, address: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def test_a_rooms_list_holds_its_students_in_the_order_of_the_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.teacher)
    rows = cells(book(client, f"/downloads/room-{cast.p1.pk}.xlsx").worksheets[0])
    stays = Enrollment.objects.filter(placements__classroom=cast.p1, left_on=None)
    assert {row[2] for row in rows} == set(stays.values_list("student__citizen_id", flat=True))
    assert [row[0] for row in rows] == [1, 2, 3]
    assert [row[6] for row in rows] == ["ชาย", "ชาย", "หญิง"]
    assert len(lines(client, f"/downloads/room-{cast.p1.pk}.csv")) == 4
    page = client.get(f"/students/room/{cast.p1.pk}/").text
    assert f"/downloads/room-{cast.p1.pk}.xlsx" in page


def test_a_class_teacher_takes_the_own_rooms_only(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.teacher)
    other = Classroom.objects.filter(institution=cast.school).exclude(pk=cast.p1.pk).first()
    assert other is not None
    assert client.get(f"/downloads/room-{other.pk}.xlsx").status_code == 404
    assert len(lines(client, "/downloads/register.csv")) == 4
    assert len(lines(sign_in(cast.somsri), "/downloads/register.csv")) == 10
    assert client.get("/downloads/rpt318.xlsx").status_code == 403
    assert client.get(f"/downloads/room-{cast.p1.pk}.pdf").status_code == 404


def test_rpt318_comes_back_unchanged(cast: Cast, sign_in: SignIn) -> None:
    stay = Enrollment.objects.filter(institution=cast.school, left_on=None).first()
    assert stay is not None
    told = Change(stay.pk, Entry(particulars=TOLD), None, frozenset({"particulars"}))
    change(institution=cast.school, changes=[told], by=cast.somsri)
    client = sign_in(cast.somsri)
    data = client.get("/downloads/rpt318.xlsx").content
    upload = stage(institution=cast.school, data=data, filename="x.xlsx", by=cast.somsri)
    rows = list(upload.rows.all())
    assert [(row.kind, row.changes, row.findings) for row in rows if row.enrollment_id == stay.pk] == [
        ("same", [], [])
    ]
    assert {row.kind for row in rows} == {"same"}
    assert (len(rows), upload.notes) == (9, [])


def test_rpt318_has_what_it_tells_where_it_has_always_been(cast: Cast, sign_in: SignIn) -> None:
    page = book(sign_in(cast.somsri), "/downloads/rpt318.xlsx").worksheets[0]
    above, below = ([cell.value for cell in page[row]] for row in (2, 3))
    assert (above[4], above[14], above[16], above[22]) == (
        "สถานศึกษา",
        "เลขประจำตัวประชาชน",
        "ชั้นปี",
        "สภาพนักเรียน",
    )
    assert (above[37], below[43], above[44], above[51], above[52], below[58]) == (
        "บิดา",
        "เบอร์โทร",
        "มารดา",
        "สถานภาพ",
        "ผู้ปกครอง",
        "ความเกี่ยวข้อง",
    )
    assert (above[60], above[62], below[67], above[68], below[74]) == (
        "สิทธิการเบิกค่าเล่าเรียน",
        "ที่อยู่ตามทะเบียนบ้าน",
        "จังหวัด",
        "ที่อยู่ปัจจุบัน",
        "รหัสไปรษณีย์",
    )


def test_counts_are_those_of_the_page_and_add_up(cast: Cast, sign_in: SignIn) -> None:
    stand(cast.school, cast.round)
    for organization in (cast.school, cast.mali, cast.north, cast.department):
        by = cast.officer_of(organization)
        expected = totals(by, organization, cast.round, Subject.STUDENTS)
        grades, units = book(sign_in(by), f"/downloads/counts-{organization.code}.xlsx").worksheets
        by_sex = [sum(n for (_g, s), n in expected.items() if s == sex) for sex in "MF"]
        assert cells(grades)[-1] == ["รวม", *by_sex, 9]
        assert cells(units)[-1][2] == sum(row[2] for row in cells(units)[:-1]) == 9


def test_headcounts_not_entered_are_empty(cast: Cast, sign_in: SignIn) -> None:
    schools = list(OtherSchool.objects.filter(lao=cast.mali))
    enter(school=schools[0], round=cast.round, cells=[Cell("P1", "M", 0), Cell("P1", "F", 4)], by=cast.wichai)
    page = book(sign_in(cast.wichai), "/downloads/headcounts.xlsx").worksheets[0]
    rows = {row[0]: row[3:] for row in cells(page, 5)}
    assert rows[schools[0].code] == [0, 4, 4]
    assert rows.pop("รวม")[-1] == 4
    for school in schools[1:]:
        assert rows[school.code] == [None, None, None]


def test_who_is_to_be_reminded_with_what_is_missing_and_whom_to_call(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.wichai)
    rows = cells(book(client, f"/downloads/follow-up-{cast.mali.code}.xlsx").worksheets[0])
    row = next(row for row in rows if row[1] == cast.school.code)
    assert row[3] == "ยังไม่พร้อม"
    assert "ตรวจสอบตัวตน" in row[5]
    assert row[6]
    assert f"/downloads/follow-up-{cast.mali.code}.xlsx" in client.get("/board/").text
    stand(cast.school, cast.round)
    rows = cells(book(client, f"/downloads/follow-up-{cast.mali.code}.xlsx").worksheets[0])
    assert cast.school.code not in {row[1] for row in rows}


@pytest.mark.parametrize("what", ["counts", "follow-up"])
def test_strangers_are_not_told(cast: Cast, sign_in: SignIn, what: str) -> None:
    assert sign_in(cast.wichai).get(f"/downloads/{what}-{cast.south.code}.xlsx").status_code == 404
    assert sign_in(cast.decha).get(f"/downloads/{what}-nowhere.csv").status_code == 404
    assert sign_in(cast.decha).get(f"/downloads/{what}-{cast.south.code}.csv").status_code == 200
    assert sign_in(cast.decha).get(f"/downloads/follow-up-{cast.school.code}.csv").status_code == 404


def test_lists_cost_no_query_a_row(cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    client = sign_in(cast.somsri)
    for address in (f"/downloads/room-{cast.p1.pk}.csv", "/downloads/register.csv", "/downloads/rpt318.csv"):
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)
    province = sign_in(cast.malee)
    with django_assert_max_num_queries(40):
        province.get(f"/downloads/follow-up-{cast.north.code}.csv")
