"""Lists of students as institutions have them: found, read row by row, nobody left out in silence."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lec.thai import citizen_id, digits
from lec.uploads.workbook import NotAWorkbook, Sheet, inspect_and_read
from lec.uploads.workbook.words import meaning_of
from tests.uploads.sheets import HEADINGS, register, student, xls, xls_cp874, xlsx

SAMPLES = Path(__file__).parents[3] / "shared/samples"
ID = citizen_id.synthetic
present = pytest.mark.skipif(
    not SAMPLES.exists(), reason="../shared/samples is absent; invented workbooks stand in"
)

# Codes that judging the values gives (students.rules), not reading.
JUDGED = {
    "citizen-id-check-digit",
    "birth-date-future",
    "name-missing",
    "duplicate-in-file",
    "sex-prefix-mismatch",
}
JUDGED |= {"birth-date-missing"}


def plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


@present
@pytest.mark.parametrize("name", ["rpt318.xls", "rpt318.xlsx", "own_sheet.xlsx", "bad_rows.xlsx"])
def test_the_samples_come_out_as_expected(name: str) -> None:
    expected = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))[name]
    sheet = inspect_and_read((SAMPLES / name).read_bytes(), name)
    assert sheet.rows[0].number == expected["first_row"]
    if expected["rows"]:
        rows = [plain(row.values) for row in sheet.rows]
        assert [
            {key: row[key] for key in wanted} for row, wanted in zip(rows, expected["rows"], strict=True)
        ] == (expected["rows"])
    found = {str(row.number): finding.code for row in sheet.rows for finding in row.findings}
    assert found == {row: code for row, code in expected["errors"].items() if code not in JUDGED}


def rpt318(*rows: list[Any]) -> tuple[list[list[Any]], list[str]]:
    """The real system's own export in small: title, two heading rows, groups, a column without a heading."""
    top = ["ลำดับที่", "อปท.", "สถานศึกษา", "เลขประจำตัวนักเรียน", "", "คำนำหน้า", "ชื่อ", "นามสกุล", "วัน/เดือน/ปี เกิด"]
    top += ["เลขประจำตัวประชาชน", "วัน/เดือน/ปี ที่เข้าศึกษา", "ชั้นปี", "ห้องเรียน", "บิดา", "", "", "ผู้ปกครอง", "", ""]
    low = [""] * 13 + ["คำนำหน้า", "ชื่อ", "นามสกุล"] * 2
    merged = ["N2:P2", "Q2:S2", *(f"{letter}2:{letter}3" for letter in "ABCDFGHIJKLM")]
    return [["รายงานรายละเอียดข้อมูลนักเรียน ปีการศึกษา 2564"], top, low, *rows], merged


SEXES = ("ชาย", "หญิง")


def rpt318_row(number: int) -> list[Any]:
    row: list[Any] = [
        float(number),
        "อบต.ตัวอย่าง",
        "โรงเรียนตัวอย่าง",
        f"0{number}",
        SEXES[number % 2],
        "เด็กหญิง",
        "ณัฐธิดา",
        "ใจเย็น",
    ]
    row += [
        "03/05/2558",
        ID(number),
        "16/05/2564",
        "ประถมศึกษาปีที่ 1",
        "2",
        "นาย",
        "เอก",
        "ใจเย็น",
        "นาง",
        "โท",
        "ใจดี",
    ]
    return row


@pytest.mark.parametrize("old", [False, True], ids=["xlsx", "xls"])
def test_an_rpt318_export(old: bool) -> None:
    rows, merged = rpt318(rpt318_row(1), rpt318_row(2))
    sheet = inspect_and_read(xls(*rows) if old else xlsx(*rows, merged=merged))
    assert [row.number for row in sheet.rows] == [4, 5]
    assert sheet.academic_year == 2564
    assert plain(sheet.rows[1].values) == {
        "citizen_id_type": "thai",
        "citizen_id": ID(2),
        "citizen_id_missing_because": "",
        "prefix": "เด็กหญิง",
        "first_name": "ณัฐธิดา",
        "last_name": "ใจเย็น",
        "sex": "M",  # as its own column says, whatever the title
        "birth_date": "2015-05-03",
        "birth_day_unknown": False,
        "grade": "P1",
        "room": "2",
        "student_number": "02",
        "entered_on": "2021-05-16",
        "institution": "โรงเรียนตัวอย่าง",
        "academic_year": None,
        "particulars": {
            "father_prefix": "นาย",
            "father_first_name": "เอก",
            "father_last_name": "ใจเย็น",
            "guardian_prefix": "นาง",
            "guardian_first_name": "โท",
            "guardian_last_name": "ใจดี",
        },
    }
    assert not sheet.rows[1].repairs


def own_sheet() -> list[list[Any]]:
    """A school's own list: titles above, other wordings and order, a blank row, a total, a signature."""
    return [
        ["โรงเรียนบ้านตัวอย่าง"],
        ["บัญชีรายชื่อนักเรียน ปีการศึกษา ๒๕๖๔"],
        [],
        ["ที่", "ชั้น/ห้อง", "ชื่อ - สกุล", "รหัสนักเรียน", "วดป.เกิด", "เลขบัตรประชาชน"],
        [1, "ป.6/1", "เด็กหญิงณัฐธิดา  ไชยบุตร ", 64300, "๖ มี.ค. ๕๓", citizen_id.format(ID(1))],
        [],
        [2, "อ.2/2", "ดช. ก้องภพ  ณ ป่าหวาย ", 64301, "12 กุมภาพันธ์ 2557", digits.to_thai(ID(2, first="0"))],
        [None, None, "รวมทั้งสิ้น", 2],
        [None, None, "ลงชื่อ.....................ครูประจำชั้น"],
    ]


def test_a_school_s_own_sheet() -> None:
    sheet = inspect_and_read(xlsx(*own_sheet(), more={"หมายเหตุ": [["ครูตรวจแล้ว"]]}))
    assert (sheet.institution, sheet.academic_year) == ("โรงเรียนบ้านตัวอย่าง", 2564)
    assert [row.number for row in sheet.rows] == [5, 7]
    assert sheet.skipped == [8, 9]
    assert sheet.unread == []
    values = sheet.rows[1].values
    assert (values["prefix"], values["first_name"], values["last_name"]) == ("เด็กชาย", "ก้องภพ", "ณ ป่าหวาย")
    assert (values["sex"], values["grade"], values["room"], values["student_number"]) == (
        "M",
        "K2",
        "2",
        "64301",
    )
    assert (values["birth_date"], values["citizen_id"]) == (date(2014, 2, 12), ID(2, first="0"))
    assert {repair["field"] for repair in sheet.rows[1].repairs} == {
        "citizen_id",
        "first_name",
        "birth_date",
        "grade",
    }
    assert sheet.rows[1].cells["full_name"] == "ดช. ก้องภพ  ณ ป่าหวาย "


def read_one(*rows: list[Any], **how: Any) -> Sheet:
    sheet = inspect_and_read(xlsx(*rows, **how))
    assert sheet.rows
    return sheet


def test_bad_cells_are_findings_at_their_row() -> None:
    sheet = inspect_and_read(
        register(
            student(1, citizen_id="1.99E+12"),
            student(2, birth_date="31/02/2558"),
            student(3, grade="ชั้นพิเศษ"),
            student(4, citizen_id=ID(4, first="0")[1:]),
            student(5, birth_date=""),
        )
    )
    assert {row.number: [finding.code for finding in row.findings] for row in sheet.rows} == {
        2: ["citizen-id-scientific"],
        3: ["birth-date-impossible"],
        4: ["grade-unknown"],
        5: ["citizen-id-length"],
        6: [],
    }


def test_numbers_keep_their_digits_whatever_they_display() -> None:
    zero = ID(9, first="0")
    sheet = inspect_and_read(register(student(citizen_id=int(ID(1))), student(citizen_id=int(zero))))
    assert [row.values["citizen_id"] for row in sheet.rows] == [ID(1), zero]
    assert [repair["kind"] for row in sheet.rows for repair in row.repairs] == ["leading-zero"]


def test_date_cells_of_both_eras() -> None:
    sheet = inspect_and_read(
        register(student(birth_date=date(2015, 5, 3)), student(birth_date=date(2558, 5, 3)))
    )
    assert {row.values["birth_date"] for row in sheet.rows} == {date(2015, 5, 3)}


@pytest.mark.parametrize("make", [xlsx, xls])
def test_hidden_rows_are_read_and_said(make: Any) -> None:
    sheet = inspect_and_read(make(HEADINGS, student(1), student(2), student(3), hidden=[3]))
    assert [row.number for row in sheet.rows] == [2, 3, 4]
    assert [
        repair["row"] for row in sheet.rows for repair in row.repairs if repair["kind"] == "hidden-row"
    ] == [3]


def test_a_class_merged_over_rows_holds_for_all_of_them() -> None:
    rows = [student(1, grade="ป.4"), student(2, grade=None), student(3, grade=None), student(4, grade="ป.5")]
    sheet = inspect_and_read(register(*rows, merged=["G2:G4"]))
    assert [row.values["grade"] for row in sheet.rows] == ["P4", "P4", "P4", "P5"]
    assert [
        repair["row"] for row in sheet.rows for repair in row.repairs if repair["kind"] == "merged-cell"
    ] == [3, 4]


def test_the_same_cells_unmerged_are_left_empty() -> None:
    sheet = inspect_and_read(register(student(1, grade="ป.4"), student(2, grade=None)))
    assert sheet.rows[1].values["grade"] == ""


def test_a_person_s_own_cells_are_not_spread_by_merging() -> None:
    sheet = inspect_and_read(register(student(1), student(2, citizen_id=None), merged=["A2:A3"]))
    assert sheet.rows[1].values["citizen_id"] == ""


def test_names_in_three_columns_under_one_heading() -> None:
    row = [1, "ด.ช.", "ก้องภพ", "ณ ป่าหวาย", ID(1), "ป.1"]
    heading = ["ที่", "ชื่อ - สกุล", "", "", "เลขประจำตัวประชาชน", "ชั้น"]
    for merged in (["B1:D1"], []):
        values = read_one(heading, row, merged=merged).rows[0].values
        assert (values["prefix"], values["first_name"], values["last_name"]) == (
            "เด็กชาย",
            "ก้องภพ",
            "ณ ป่าหวาย",
        )


def test_groups_of_headings_with_details_below() -> None:
    top = ["ที่", "บิดา", "", "ชื่อ - สกุล", "", "", "เลขประจำตัวประชาชน", "วันเดือนปีเกิด", "", "", "ชั้น"]
    low = ["", "ชื่อ", "สกุล", "คำนำหน้า", "ชื่อ", "สกุล", "", "วัน", "เดือน", "ปี", ""]
    row = [1, "เอก", "โทน", "ด.ช.", "ก้องภพ", "ณ ป่าหวาย", ID(1), 3, "พ.ค.", 2558, "ป.1"]
    for merged in (["B1:C1", "D1:F1", "H1:J1", "A1:A2", "G1:G2", "K1:K2"], []):
        found = read_one(top, low, row, merged=merged).rows
        values = found[0].values
        assert [each.number for each in found] == [3]
        assert (values["prefix"], values["first_name"], values["last_name"]) == (
            "เด็กชาย",
            "ก้องภพ",
            "ณ ป่าหวาย",
        )
        assert (values["birth_date"], values["grade"]) == (date(2015, 5, 3), "P1")


def test_a_first_row_of_words_only_is_a_student_all_the_same() -> None:
    heading = ["เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "ประเภทเลข", "เหตุที่ไม่มีเลข"]
    sheet = read_one(heading, ["", "ก้องภพ", "ใจเย็น", "ไม่มีเลข", "แจ้งเกิดไม่ทัน"], [ID(1), "ก", "ข", "", ""])
    assert [row.number for row in sheet.rows] == [2, 3]
    assert sheet.rows[0].values["citizen_id_type"] == "none"


def test_groups_above_the_heading_row_tell_whose_column_it_is() -> None:
    top = ["ข้อมูลบิดา", "", "", "ข้อมูลนักเรียน", "", "", "", ""]
    low = ["เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "วันเกิด", "ชั้น"]
    row = [ID(2), "เอก", "ใจดี", ID(1), "ก้องภพ", "ใจเย็น", "03/05/2558", "ป.1"]
    values = read_one(top, low, row, merged=["A1:C1", "D1:H1"]).rows[0].values
    assert (values["citizen_id"], values["first_name"], values["last_name"]) == (ID(1), "ก้องภพ", "ใจเย็น")


def test_a_list_without_a_grade_column_takes_it_from_the_title_or_the_sheet() -> None:
    heading, row = ["ชื่อ-สกุล", "เลขประจำตัวประชาชน"], ["ด.ช.ก้องภพ ใจเย็น", ID(1)]
    titled = read_one(["รายชื่อนักเรียนชั้นประถมศึกษาปีที่ 4/2"], heading, row)
    named = read_one(heading, row, sheet="ป.4-2")
    for sheet in (titled, named):
        assert (sheet.rows[0].values["grade"], sheet.rows[0].values["room"]) == ("P4", "2")
        assert "from-title" in {repair["kind"] for repair in sheet.rows[0].repairs}


def test_rows_that_name_a_class_hold_for_the_students_below() -> None:
    heading = ["ที่", "ชื่อ-สกุล", "เลขประจำตัวประชาชน"]
    rows: list[list[Any]] = [
        ["", "ชั้น ป.1/1"],
        [1, "ก ใจเย็น", ID(1)],
        ["ชั้นประถมศึกษาปีที่ 1/2"],
        [2, "ข ใจเย็น", ID(2)],
    ]
    sheet = inspect_and_read(xlsx(["โรงเรียนตัวอย่าง"], heading, *rows))
    assert [(row.number, row.values["grade"], row.values["room"]) for row in sheet.rows] == [
        (4, "P1", "1"),
        (6, "P1", "2"),
    ]
    assert sheet.skipped == [3, 5]


def test_a_column_of_classes_outweighs_the_row_above() -> None:
    rows: list[list[Any]] = [["ชั้น ป.1/1"], student(1, grade="ป.2")]
    assert inspect_and_read(register(*rows)).rows[0].values["grade"] == "P2"


def test_headings_printed_again_and_column_numbers_are_no_students() -> None:
    sheet = inspect_and_read(register([1, 2, 3, 4, 5, 6, 7, 8], student(1), HEADINGS, student(2)))
    assert [row.number for row in sheet.rows] == [3, 5]
    assert sheet.skipped == [2, 4]


@pytest.mark.parametrize(
    "text", ["รวม", "รวมทั้งสิ้น", "ยอดรวม", "Total", "ชาย 20 คน", "หมายเหตุ: ย้ายเข้า 2 คน", "(...............)"]
)
def test_totals_and_notes_are_no_students(text: str) -> None:
    sheet = inspect_and_read(register(student(1), ["", "", text, "", "", "", 40], [text]))
    assert [row.number for row in sheet.rows] == [2]


@pytest.mark.parametrize(
    "cells", [{"last_name": "รวมทรัพย์"}, {"first_name": "รวม"}, {"first_name": ""}, {"birth_date": ""}]
)
def test_a_student_with_little_in_the_row_is_still_a_student(cells: dict[str, str]) -> None:
    assert len(inspect_and_read(register(student(1, **cells))).rows) == 1


def test_someone_with_nothing_but_a_name_is_a_student() -> None:
    sheet = inspect_and_read(register(["", "เด็กชาย", "ก้องภพ", "ใจเย็น", "", "", "", ""]))
    assert sheet.rows[0].values["first_name"] == "ก้องภพ"


def test_a_row_with_nothing_but_a_running_number_is_none() -> None:
    sheet = inspect_and_read(xlsx(["ที่", *HEADINGS], [1, *student(1)], [2], [3]))
    assert [row.number for row in sheet.rows] == [2]
    assert sheet.skipped == [3, 4]


def test_the_fullest_sheet_is_read_and_the_others_are_named() -> None:
    short = [["ชื่อ-สกุล", "เลขประจำตัวประชาชน"], ["ด.ช.ก้องภพ ใจเย็น", ID(3)]]
    sheet = inspect_and_read(xlsx(*short, sheet="ป.1", more={"ทั้งหมด": [HEADINGS, student(1)]}))
    assert (sheet.name, sheet.unread) == ("ทั้งหมด", ["ป.1"])


@pytest.mark.parametrize("code_page", [874, 1252])
def test_an_xls_of_1995_in_thai_even_one_that_calls_itself_western(code_page: int) -> None:
    row = xls_cp874(HEADINGS, student(1, last_name="น้ำผึ้ง"), code_page=code_page)
    values = inspect_and_read(row).rows[0].values
    assert (values["first_name"], values["last_name"], values["sex"]) == ("ก้องภพ", "น้ำผึ้ง", "M")


@pytest.mark.parametrize(
    ("title", "institution", "year"),
    [
        ("โรงเรียนบ้านหนองน้ำใส ปีการศึกษา ๒๕๖๔", "โรงเรียนบ้านหนองน้ำใส", 2564),
        ("ทะเบียนเด็ก ศูนย์พัฒนาเด็กเล็กบ้านดอน สังกัด อบต.ตัวอย่าง ภาคเรียนที่ 2/2564", "ศูนย์พัฒนาเด็กเล็กบ้านดอน", 2564),
        ("รายชื่อนักเรียน ปีการศึกษา พ.ศ. 2564", "", 2564),
        ("รายชื่อโรงเรียนในสังกัด", "", None),
    ],
)
def test_the_title_says_whose_list_it_is_and_of_which_year(
    title: str, institution: str, year: int | None
) -> None:
    sheet = inspect_and_read(xlsx([title], HEADINGS, student(1)))
    assert (sheet.institution, sheet.academic_year) == (institution, year)


def test_the_year_may_stand_in_the_file_s_name_only() -> None:
    assert inspect_and_read(register(student(1)), "RPT318 ปีการศึกษา 2564.xlsx").academic_year == 2564


def test_a_list_needs_names_and_something_to_know_people_by() -> None:
    with pytest.raises(NotAWorkbook) as caught:
        inspect_and_read(xlsx(["ชื่อ", "นามสกุล", "ชั้น"], ["ก้องภพ", "ใจเย็น", "ป.1"]))
    assert caught.value.code == "headings-missing"


WORDINGS = {
    "citizen_id": "เลขประจำตัวประชาชน|เลขบัตรประชาชน|เลขประจำตัวประชาชน 13 หลัก|เลขประจำตัวประชาชน (13 หลัก)"
    "|บัตรประชาชนเลขที่|เลขบัตร ปชช.|หมายเลขบัตรประจำตัวประชาชน|เลข 13 หลัก|ID Card|เลข\nประจำตัว\nประชาชน"
    "|เลขประจําตัวประชาชน|Citizen ID",
    "student_number": "เลขประจำตัวนักเรียน|รหัสนักเรียน|รหัสประจำตัวนักเรียน|เลขประจำตัวเด็ก|Student ID|เลขทะเบียนนักเรียน",
    "prefix": "คำนำหน้า|คำนำหน้าชื่อ|คำนำหน้านาม|คํานําหน้า|คำนำหน้า ชื่อ",
    "full_name": "ชื่อ-สกุล|ชื่อ - สกุล|ชื่อ-นามสกุล|ชื่อ – นามสกุล|ชื่อ สกุล|ชื่อ/สกุล|ชื่อและนามสกุล|ชื่อ-ชื่อสกุล|ชื่อนามสกุล"
    "|ชื่อ-สกุล นักเรียน|ชื่อ - สกุลเด็ก|รายชื่อนักเรียน|คำนำหน้า ชื่อ-สกุล|ชื่อตัว-ชื่อสกุล|ชื่อ และ สกุล",
    "first_name": "ชื่อ|ชื่อตัว|ชื่อนักเรียน|ชื่อ (ภาษาไทย)|ชื่อเด็ก|First Name",
    "last_name": "นามสกุล|สกุล|นามสกุล (ภาษาไทย)|Last Name",
    "either_name": "ชื่อสกุล",
    "sex": "เพศ|เพศ (ช/ญ)|Sex",
    "birth_date": "วันเกิด|วันเดือนปีเกิด|วัน/เดือน/ปีเกิด|ว/ด/ป เกิด|ว.ด.ป.เกิด|วดป.เกิด|วัน เดือน ปี เกิด|วันที่เกิด|เกิดวันที่"
    "|วัน/เดือน/ปี เกิด (พ.ศ.)|Birth Date",
    "grade": "ชั้น|ชั้นปี|ระดับชั้น|ชั้นเรียน|ชั้น/ห้อง|ชั้นที่เรียน|Grade|ระดับชั้น/ห้อง|ชั้น - ห้อง",
    "room": "ห้อง|ห้องเรียน|ห้องที่|Room",
    "entered_on": "วันที่เข้าเรียน|วัน/เดือน/ปี ที่เข้าศึกษา|วันเข้าเรียน|วันที่รับเข้า|วันเดือนปีที่เข้าเรียน",
    "institution": "สถานศึกษา|โรงเรียน|ชื่อโรงเรียน|ชื่อสถานศึกษา|ศพด.",
    "academic_year": "ปีการศึกษา",
    "any_number": "เลขประจำตัว|รหัสประจำตัว",
    "": "ที่|ลำดับ|เลขที่|อายุ|ชื่อเล่น|ชื่อบิดา|ชื่อ-สกุลมารดา|เลขประจำตัวประชาชนบิดา|ชื่อผู้ปกครอง|ครูประจำชั้น|หมายเหตุ|จังหวัดที่เกิด"
    "|น้ำหนักแรกเกิด|ชื่อ (ภาษาอังกฤษ)|Name (English)|ที่อยู่|เบอร์โทร|วันหมดอายุบัตรประชาชน|โรงเรียนเดิม|ชั้นที่จบ|ศาสนา",
}


@pytest.mark.parametrize(
    ("heading", "field"),
    [(heading, field) for field, all_ in WORDINGS.items() for heading in all_.split("|")],
)
def test_headings_in_many_wordings(heading: str, field: str) -> None:
    assert meaning_of(heading)[0] == field


@pytest.mark.parametrize(
    ("headings", "row", "expected"),
    [
        (["ชื่อ", "ชื่อสกุล"], ["ก้องภพ", "ใจเย็น"], ("ก้องภพ", "ใจเย็น")),
        (["ชื่อสกุล"], ["ด.ช.ก้องภพ ใจเย็น"], ("ก้องภพ", "ใจเย็น")),
        (["ชื่อ"], ["ด.ช.ก้องภพ ใจเย็น"], ("ก้องภพ", "ใจเย็น")),
        (["ชื่อนักเรียน", "นามสกุล"], ["ก้องภพ", "ใจเย็น"], ("ก้องภพ", "ใจเย็น")),
        (["ชื่อ-สกุล", "ชื่อ", "สกุล"], ["ด.ช.ก้องภพ ใจเย็น", "ก้องภพ", "ใจเย็น"], ("ก้องภพ", "ใจเย็น")),
    ],
)
def test_what_a_name_s_heading_means_depends_on_its_neighbors(
    headings: list[str], row: list[str], expected: tuple[str, str]
) -> None:
    values = read_one(["เลขประจำตัวประชาชน", *headings], [ID(1), *row]).rows[0].values
    assert (values["first_name"], values["last_name"]) == expected


def test_a_number_s_heading_that_says_too_little_is_settled_by_the_digits() -> None:
    values = read_one(["เลขประจำตัว", "ชื่อ-สกุล"], [ID(1), "ก้องภพ ใจเย็น"]).rows[0].values
    assert values["citizen_id"] == ID(1)
    values = read_one(["เลขประจำตัว", "ชื่อ-สกุล", "วันเกิด"], [64001, "ก้องภพ ใจเย็น", "3/5/2558"]).rows[0].values
    assert (values["student_number"], values["citizen_id"]) == ("64001", "")


@given(st.permutations(range(len(HEADINGS))), st.integers(0, 6), st.integers(0, 3))
def test_order_and_place_of_the_columns_do_not_matter(order: list[int], above: int, left: int) -> None:
    def moved(row: list[Any]) -> list[Any]:
        return [None] * left + [row[column] for column in order]

    sheet = inspect_and_read(xlsx(*[["ทะเบียนนักเรียน"]] * above, moved(HEADINGS), moved(student(5))))
    assert [row.number for row in sheet.rows] == [above + 2]
    assert sheet.rows[0].values == inspect_and_read(register(student(5))).rows[0].values
