"""What RPT318 tells beyond name and room: found by its headings, read, compared and written."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lec.reference.queries import all_codes
from lec.students.queries import particulars_of
from lec.thai import citizen_id
from lec.uploads.actions import apply, stage
from lec.uploads.models import Upload
from lec.uploads.workbook import inspect_and_read
from lec.uploads.workbook.particulars import meaning_of, read_particulars, settle, with_keys, words_of
from tests.cast import Cast
from tests.uploads.sheets import HEADINGS, student, xlsx
from tests.uploads.test_actions import codes, kinds

RPT318 = {
    0: "ลำดับที่",
    1: "จังหวัด",
    2: "อำเภอ",
    3: "อปท.",
    4: "สถานศึกษา",
    5: "เลขประจำตัวนักเรียน",
    7: "คำนำหน้า",
    8: "ชื่อ",
    9: "นามสกุล",
    10: "วัน/เดือน/ปี เกิด",
    11: "สัญชาติ",
    12: "เชื้อชาติ",
    13: "ศาสนา",
    14: "เลขประจำตัวประชาชน",
    15: "วัน/เดือน/ปี ที่เข้าศึกษา",
    16: "ชั้นปี",
    17: "ห้องเรียน",
    20: "ส่วนสูง",
    21: "น้ำหนัก",
    22: "สภาพนักเรียน",
    37: "บิดา",
    44: "มารดา",
    51: "สถานภาพ",
    52: "ผู้ปกครอง",
    60: "สิทธิการเบิกค่าเล่าเรียน",
    61: "สิทธิการเบิกค่ารักษาพยาบาล",
    62: "ที่อยู่ตามทะเบียนบ้าน",
    68: "ที่อยู่ปัจจุบัน",
}
PARENT = ["คำนำหน้า", "ชื่อ", "นามสกุล", "ศาสนา", "อาชีพ", "รายได้/เดือน"]
PLACE = ["เลขที่", "หมู่ที่", "ถนน/ตรอก/ซอย", "ตำบล", "อำเภอ/เขต", "จังหวัด"]
DETAILS = {
    37: [*PARENT, "เบอร์โทร"],
    44: [*PARENT, "เบอร์โทร"],
    52: [*PARENT, "ความเกี่ยวข้อง", "เบอร์โทร"],
    62: PLACE,
    68: [*PLACE, "รหัสไปรษณีย์"],
}
MERGED = ["AL2:AR2", "AS2:AY2", "BA2:BH2", "BK2:BP2", "BQ2:BW2"]


def line(texts: dict[int, Any]) -> list[Any]:
    return [texts.get(column, "") for column in range(75)]


def report(*rows: dict[int, Any]) -> bytes:
    """The export with its two rows of headings."""
    details = {start + n: text for start, texts in DETAILS.items() for n, text in enumerate(texts)}
    return xlsx(["รายงานรายละเอียดข้อมูลนักเรียน ปีการศึกษา 2564"], line(RPT318), line(details), *map(line, rows))


def of_student(serial: int, **more: Any) -> dict[int, Any]:
    known = {0: serial, 6: "ชาย", 7: "เด็กชาย", 8: "ก้องภพ", 9: "ณ ป่าหวาย", 10: "03/05/2558"}
    known |= {14: citizen_id.synthetic(serial), 15: "16/05/2564", 16: "ประถมศึกษาปีที่ 1", 17: "1"}
    return known | {int(column[1:]): text for column, text in more.items()}


FULL: dict[str, Any] = {
    "c11": "ไทย",
    "c13": "ศาสนาพุทธ",
    "c20": "๑๑๒.๕",
    "c21": 19.04,
    "c22": "ปกติ",
    "c37": "นาย",
    "c38": "เอก",
    "c39": "ณ ป่าหวาย",
    "c41": "ทำนา",
    "c42": "12,500",
    "c43": "081-234-5678",
    "c51": "อยู่ด้วยกัน",
    "c52": "นาง",
    "c53": "โท",
    "c58": "ย่า",
    "c60": "เบิกไม่ได้",
    "c62": "99/1",
    "c63": "๔",
    "c65": "วังทอง",
    "c66": "อ.วังทอง",
    "c67": "พิษณุโลก",
    "c71": "วังทอง",
    "c72": "วังทอง",
    "c73": "จ. พิษณุโลก",
    "c74": "65130",
}


def staged(cast: Cast, *rows: dict[int, Any]) -> Upload:
    return stage(institution=cast.school, data=report(*rows), filename="rpt318.xlsx", by=cast.somsri)


def kept(upload: Upload) -> dict[str, Any]:
    stay = upload.institution.enrollments.get(student__citizen_id=citizen_id.synthetic(501))
    found = particulars_of([stay.student_id]).get(stay.student_id, {})
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.django_db
def test_an_rpt318_row_fills_all_that_it_tells(cast: Cast) -> None:
    upload = staged(cast, of_student(501, **FULL))
    assert (kinds(upload), codes(upload)) == (["new"], [[]])
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert kept(upload) == {
        "nationality": "thai",
        "religion": "buddhism",
        "height": Decimal("112.5"),
        "weight": Decimal("19.0"),
        "condition": "usual",
        "father_prefix": "นาย",
        "father_first_name": "เอก",
        "father_last_name": "ณ ป่าหวาย",
        "father_occupation": "farming",
        "father_monthly_income": 12500,
        "father_phone": "0812345678",
        "parents_status": "together",
        "guardian_prefix": "นาง",
        "guardian_first_name": "โท",
        "guardian_relation": "grandmother",
        "tuition_refunded": False,
        "registered_house_number": "99/1",
        "registered_village_number": "4",
        "registered_subdistrict": "650801",
        "registered_postal_code": "65130",
        "current_subdistrict": "650801",
        "current_postal_code": "65130",
    }


@pytest.mark.django_db
def test_the_same_report_again_changes_nothing_and_one_cell_changes_one_field(cast: Cast) -> None:
    apply(upload=staged(cast, of_student(501, **FULL)), valid_rows_only=False, by=cast.somsri)
    assert kinds(staged(cast, of_student(501, **FULL))) == ["same"]
    taller = staged(cast, of_student(501, **{**FULL, "c20": "115"}))
    assert kinds(taller) == ["changed"]
    assert taller.rows.get().changes == [{"field": "height", "before": "112.5", "after": "115.0"}]


@pytest.mark.django_db
def test_a_file_without_these_columns_or_with_empty_cells_empties_nothing(cast: Cast) -> None:
    first = apply(upload=staged(cast, of_student(501, **FULL)), valid_rows_only=False, by=cast.somsri)
    before = kept(first)
    bare = xlsx(HEADINGS, student(501, room="2"))
    for data in (bare, report(of_student(501, c17="3", c11="-", c20="0.00", c37="ไม่ระบุ"))):
        upload = stage(institution=cast.school, data=data, filename="x.xlsx", by=cast.somsri)
        assert [change["field"] for change in upload.rows.get().changes] == ["room"]
        apply(upload=upload, valid_rows_only=False, by=cast.somsri)
        assert kept(first) == before


@pytest.mark.django_db
def test_what_cannot_be_read_is_left_out_and_said_and_keeps_nobody_from_the_register(cast: Cast) -> None:
    wrong = {"c13": "ไม่รู้จัก", "c20": "สูงมาก", "c21": "1900", "c43": "12", "c65": "ไม่มีที่นี่", "c67": ""}
    upload = staged(cast, of_student(501, **{**FULL, **wrong, "c66": ""}))
    row = upload.rows.get()
    assert row.kind == "new"
    assert {(f["code"], f["severity"]) for f in row.findings} == {("not-taken", "info")}
    assert {f["field"]: f["params"]["text"] for f in row.findings} == {
        "religion": "ไม่รู้จัก",
        "height": "สูงมาก",
        "weight": "1900.0",
        "father_phone": "12",
        "registered_subdistrict": "ไม่มีที่นี่",
    }
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert kept(upload).keys().isdisjoint({"religion", "height", "weight", "father_phone"})
    assert kept(upload)["father_first_name"] == "เอก"


@pytest.mark.django_db
def test_a_guardian_who_is_nobodys_relative_is_left_out_whole(cast: Cast) -> None:
    upload = staged(cast, of_student(501, **{**FULL, "c58": ""}))
    fields = [finding["field"] for finding in upload.rows.get().findings]
    assert fields == ["guardian_prefix", "guardian_first_name"]
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert not [name for name in kept(upload) if name.startswith("guardian_")]


@pytest.mark.django_db
def test_particulars_cost_no_query_a_row(cast: Cast, django_assert_max_num_queries: Any) -> None:
    few = [of_student(500 + n, **FULL) for n in range(3)]
    many = [of_student(500 + n, **FULL) for n in range(60)]
    stage(institution=cast.school, data=report(*few), filename="x.xlsx", by=cast.somsri)
    with django_assert_max_num_queries(27):
        stage(institution=cast.school, data=report(*many), filename="x.xlsx", by=cast.somsri)


@pytest.mark.django_db
def test_a_schools_own_sheet_tells_of_father_and_home_in_its_own_words(cast: Cast) -> None:
    further = {"ชื่อ-สกุลบิดา": "นาย เอก ณ ป่าหวาย", "อาชีพบิดา": "ค้าขาย", "น้ำหนัก (กก.)": "21", "กลุ่มเลือด": "O"}
    further |= {"บ้านเลขที่": "12/3", "หมู่ที่": "5", "ตำบล": "วังทอง", "อำเภอ": "วังทอง", "จังหวัด": "พิษณุโลก"}
    data = xlsx([*HEADINGS, *further], [*student(501), *further.values()])
    upload = stage(institution=cast.school, data=data, filename="x.xlsx", by=cast.somsri)
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert kept(upload) == {
        "father_prefix": "นาย",
        "father_first_name": "เอก",
        "father_last_name": "ณ ป่าหวาย",
        "father_occupation": "trade",
        "weight": Decimal("21.0"),
        "blood_type": "o",
        "current_house_number": "12/3",
        "current_village_number": "5",
        "current_subdistrict": "650801",
        "current_postal_code": "65130",
    }


@pytest.mark.parametrize(
    ("label", "group", "field"),
    [
        ("ชื่อ", "บิดา", "father_first_name"),
        ("ชื่อบิดา", "", "father_first_name"),
        ("ชื่อ-สกุล มารดา", "", "mother_full_name"),
        ("ผู้ปกครอง", "", "guardian_full_name"),
        ("เกี่ยวข้องเป็น", "ข้อมูลผู้ปกครอง", "guardian_relation"),
        ("เบอร์โทรผู้ปกครอง", "", "guardian_phone"),
        ("รายได้บิดา", "", "father_monthly_income"),
        ("รายได้บิดา มารดา", "", ""),  # whose?
        ("เลขประจำตัวประชาชนบิดา", "", ""),
        ("เบอร์โทรที่ทำงานบิดา", "", ""),
        ("สถานภาพบิดามารดา", "", "parents_status"),
        ("อำเภอ", "ที่อยู่ตามทะเบียนบ้าน", "registered_district"),
        ("ตำบล/แขวง", "ที่อยู่ปัจจุบัน", "current_subdistrict"),
        ("จังหวัด", "", "province"),
        ("น้ำหนักแรกเกิด", "", ""),
        ("ส่วนสูง (ซม.)", "", "height"),
        ("สิทธิการเบิกค่ารักษาพยาบาล", "", "treatment_refunded"),
        ("หมายเหตุ", "", ""),
    ],
)
def test_headings_of_particulars(label: str, group: str, field: str) -> None:
    assert meaning_of(label, group) == field


def test_district_and_province_alone_are_the_institutions() -> None:
    in_front = {1: "province", 2: "district"}
    assert settle(in_front) == {}
    home = {**in_front, 5: "house_number", 6: "subdistrict", 7: "district", 8: "province"}
    assert settle(home) == {
        "current_house_number": 5,
        "current_subdistrict": 6,
        "current_district": 7,
        "current_province": 8,
    }


@pytest.mark.parametrize("text", ["", " ", "-", "ไม่ระบุ", "N/A"])
def test_what_says_nothing_is_nothing(text: str) -> None:
    assert read_particulars({"religion": text, "height": "0.0"}) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "text", "key"),
    [
        ("religion", "ศาสนาพุทธ", "buddhism"),
        ("religion", "buddhism", "buddhism"),
        ("guardian_relation", "ตา", "grandfather"),
        ("guardian_relation", "น้า", "น้า"),  # uncle or aunt
        ("blood_type", "กรุ๊ป ab", "ab"),
        ("mother_occupation", "รับจ้าง", "labor"),
        ("disability", "ไม่พิการ", "none"),
        ("religion", "เจได", "เจได"),
        ("father_first_name", "พุทธ", "พุทธ"),
    ],
)
def test_words_of_forms_and_codes_of_lists(field: str, text: str, key: str) -> None:
    words = words_of(all_codes(date(2021, 11, 1)))
    assert with_keys({field: text}, words) == {field: key}


def test_a_reports_unnamed_columns_are_shown_as_unread() -> None:
    sheet = inspect_and_read(report(of_student(1, **FULL)))
    fields = {heading.column: heading.field for heading in sheet.headings}
    assert fields[37] == "father_prefix"
    assert fields[72] == "current_district"
    assert fields[1] == fields[0] == ""
    assert 18 not in fields
