"""Each mending of a cell, and each cell that cannot be mended (DOMAIN, Excel in)."""

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lec.reference.grades import GRADES
from lec.thai import citizen_id, digits
from lec.uploads.workbook.columns import ID_TYPE_LABELS, SEX_LABELS
from lec.uploads.workbook.grades import grade_in_title, read_grade, read_room
from lec.uploads.workbook.repairs import KINDS, Reading, read_row

ID = citizen_id.synthetic(1)
ZERO_ID = citizen_id.synthetic(1, first="0")
DAY = date(2015, 5, 3)


def read(**cells: Any) -> Reading:
    reading = read_row(7, {name: cell if isinstance(cell, list) else [cell] for name, cell in cells.items()})
    assert all(repair["row"] == 7 and repair["kind"] in KINDS for repair in reading.repairs)
    return reading


def kinds(reading: Reading) -> list[str]:
    return [repair["kind"] for repair in reading.repairs]


def codes(reading: Reading) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.field, str(finding.severity)) for finding in reading.findings]


@pytest.mark.parametrize(
    ("cell", "number", "repaired"),
    [
        (ID, ID, []),
        (float(ID), ID, []),
        (int(ID), ID, []),
        (citizen_id.format(ID), ID, ["separators"]),
        (citizen_id.format(ID).replace("-", " "), ID, ["separators"]),
        (f"'{ID}", ID, ["separators"]),
        (digits.to_thai(ID), ID, ["thai-digits"]),
        (float(ZERO_ID), ZERO_ID, ["leading-zero"]),
        (ZERO_ID, ZERO_ID, []),
        ("g990000000012", "G990000000012", ["separators"]),
        ("", "", []),
        ("-", "", ["separators"]),
        (0.0, "", []),
    ],
)
def test_an_id_is_the_bare_number(cell: Any, number: str, repaired: list[str]) -> None:
    reading = read(citizen_id=cell)
    assert reading.values["citizen_id"] == number
    assert kinds(reading) == repaired
    assert not reading.findings


@pytest.mark.parametrize(
    "cell", [ZERO_ID[1:], float(ZERO_ID[1:]) + 1, ZERO_ID[2:], float(ZERO_ID[2:]), f"{ID}1"]
)
def test_a_lost_zero_is_guessed_only_for_a_number_whose_check_digit_then_fits(cell: Any) -> None:
    reading = read(citizen_id=cell)
    assert codes(reading) == [("citizen-id-length", "citizen_id", "error")]
    assert reading.values["citizen_id"] == str(int(float(cell)) if isinstance(cell, float) else cell)
    assert not reading.repairs


@pytest.mark.parametrize("cell", ["1.99E+12", "1.99e12", " 1.23E+12 ", "๑.๙๙E+๑๒", "2E+12", "1,99E+12"])
def test_a_text_in_scientific_notation_has_lost_its_digits(cell: str) -> None:
    reading = read(citizen_id=cell)
    assert codes(reading) == [("citizen-id-scientific", "citizen_id", "error")]
    assert reading.values["citizen_id"] == ""
    assert reading.findings[0].message


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        ("", ID, "thai"),
        ("", ZERO_ID, "zero"),
        ("", "G990000000012", "g_code"),
        ("", "", ""),
        ("หนังสือเดินทาง", "AB123456", "passport"),
        ("ไม่มีเลข", "", "none"),
        ("รหัส G", "G990000000012", "g_code"),
        ("thai", ZERO_ID, "zero"),
    ],
)
def test_the_type_is_what_the_column_or_else_the_number_says(kind: str, number: str, expected: str) -> None:
    reading = read(citizen_id=number, citizen_id_type=kind)
    assert reading.values["citizen_id_type"] == expected
    assert not reading.findings


def test_who_says_why_there_is_no_number_has_none() -> None:
    values = read(citizen_id="-", citizen_id_missing_because="อยู่ระหว่างแจ้งเกิด ").values
    assert (values["citizen_id_type"], values["citizen_id_missing_because"]) == ("none", "อยู่ระหว่างแจ้งเกิด")


@pytest.mark.parametrize("code", ID_TYPE_LABELS)
def test_every_type_of_the_template_is_read_back(code: str) -> None:
    number = "AB123456" if code == "passport" else ""
    assert read(citizen_id=number, citizen_id_type=ID_TYPE_LABELS[code]).values["citizen_id_type"] == code


@pytest.mark.parametrize(
    ("cells", "expected", "repaired"),
    [
        (
            {"prefix": "เด็กชาย", "first_name": "ก้องภพ", "last_name": "ณ ป่าหวาย"},
            ("เด็กชาย", "ก้องภพ", "ณ ป่าหวาย"),
            [],
        ),
        (
            {"prefix": "ด.ช.", "first_name": "ก้องภพ", "last_name": "ใจเย็น"},
            ("เด็กชาย", "ก้องภพ", "ใจเย็น"),
            ["title"],
        ),
        ({"first_name": "ด.ช.ก้องภพ", "last_name": "ใจเย็น"}, ("เด็กชาย", "ก้องภพ", "ใจเย็น"), ["name-split"]),
        (
            {"prefix": "เด็กชาย", "first_name": "ด.ช. ก้องภพ", "last_name": "ใจเย็น"},
            ("เด็กชาย", "ก้องภพ", "ใจเย็น"),
            ["name-split"],
        ),
        ({"first_name": "ก้องภพ ใจเย็น", "last_name": ""}, ("", "ก้องภพ", "ใจเย็น"), ["name-split"]),
        (
            {"prefix": "เด็กหญิง", "first_name": "นางนวล", "last_name": "ใจเย็น"},
            ("เด็กหญิง", "นางนวล", "ใจเย็น"),
            [],
        ),
        ({"first_name": "ก้องภพ ", "last_name": " ใจเย็น"}, ("", "ก้องภพ", "ใจเย็น"), ["spaces", "spaces"]),
        ({"first_name": "น\u0e4d\u0e49าฝน", "last_name": "ใจเย็น"}, ("", "น้ำฝน", "ใจเย็น"), ["marks"]),
        ({"first_name": "", "last_name": "ใจเย็น"}, ("", "", "ใจเย็น"), []),
        ({"full_name": "เด็กหญิงณัฐธิดา  ไชยบุตร "}, ("เด็กหญิง", "ณัฐธิดา", "ไชยบุตร"), ["name-split"]),
        ({"full_name": ["ด.ญ.", "ณัฐธิดา", "ณ ป่าหวาย"]}, ("เด็กหญิง", "ณัฐธิดา", "ณ ป่าหวาย"), ["name-split"]),
        (
            {"prefix": "ดญ.", "full_name": "ณัฐธิดา ไชยบุตร"},
            ("เด็กหญิง", "ณัฐธิดา", "ไชยบุตร"),
            ["name-split", "title"],
        ),
        ({"full_name": "ด.ญ.ณัฐธิดา", "last_name": "ไชยบุตร"}, ("เด็กหญิง", "ณัฐธิดา", "ไชยบุตร"), ["name-split"]),
    ],
)
def test_names_come_apart(cells: dict[str, Any], expected: tuple[str, str, str], repaired: list[str]) -> None:
    reading = read(**cells)
    values = reading.values
    assert (values["prefix"], values["first_name"], values["last_name"]) == expected
    assert kinds(reading) == repaired


@pytest.mark.parametrize(
    ("cells", "sex"),
    [
        ({"sex": "ชาย"}, "M"),
        ({"sex": "ญ"}, "F"),
        ({"sex": " หญิง "}, "F"),
        ({"sex": 1.0}, "M"),
        ({"sex": "female"}, "F"),
        ({"prefix": "ด.ญ."}, "F"),
        ({"full_name": "นายเอก ใจเย็น"}, "M"),
        ({"prefix": "เด็กหญิง", "sex": "ชาย"}, "M"),
        ({"prefix": "เด็กหญิง", "sex": "?"}, "F"),
        ({"prefix": "ดร."}, ""),
    ],
)
def test_sex_is_what_the_column_or_else_the_title_says(cells: dict[str, Any], sex: str) -> None:
    assert read(**cells).values["sex"] == sex


@pytest.mark.parametrize(
    ("cell", "repaired"),
    [
        ("03/05/2558", []),
        ("3/5/2558", []),
        ("๐๓/๐๕/๒๕๕๘", ["thai-digits"]),
        (" 3/5/2558", ["spaces"]),
        ("3 พ.ค. 58", ["date"]),
        ("3-5-2558", ["date"]),
        ("03/05/2015", ["era"]),
        ("2015-05-03", ["era"]),
        (DAY, []),
        (datetime(2015, 5, 3), []),
        (date(2558, 5, 3), ["era"]),
        (date(1958, 5, 3), ["era"]),
        (42127.0, ["date"]),
        (["3", "พฤษภาคม", "2558"], ["date"]),
        ([3.0, 5.0, 2558.0], []),
    ],
)
def test_a_birth_date_in_every_usual_form(cell: Any, repaired: list[str]) -> None:
    reading = read(birth_date=cell)
    assert reading.values["birth_date"] == DAY
    assert not reading.values["birth_day_unknown"]
    assert kinds(reading) == repaired
    assert not reading.findings


@pytest.mark.parametrize("cell", ["00/00/2558", "2558", 2558.0, ["", "", "2558"]])
def test_a_year_alone_is_1_january_and_said_so(cell: Any) -> None:
    reading = read(birth_date=cell)
    assert (reading.values["birth_date"], reading.values["birth_day_unknown"]) == (date(2015, 1, 1), True)
    assert kinds(reading) == ["day-unknown"]


@pytest.mark.parametrize("cell", ["31/02/2558", "ป.1", 31.0, 999999.0, time(3, 5), date(2560, 2, 29), True])
def test_what_is_no_date_is_a_finding_and_no_value(cell: Any) -> None:
    reading = read(birth_date=cell, entered_on=cell)
    assert codes(reading) == [
        ("birth-date-impossible", "birth_date", "error"),
        ("entered-on-impossible", "entered_on", "error"),
    ]
    assert reading.values["birth_date"] is reading.values["entered_on"] is None
    assert all(finding.message for finding in reading.findings)


@pytest.mark.parametrize("cell", ["", "-", "ไม่ทราบ", ["", "", ""]])
def test_an_empty_cell_says_nothing_and_is_for_others_to_judge(cell: Any) -> None:
    reading = read(birth_date=cell, entered_on=cell, grade="", citizen_id="")
    assert reading.values["birth_date"] is reading.values["entered_on"] is None
    assert "birth_day_unknown" not in reading.values
    assert not reading.findings
    assert not reading.repairs


@pytest.mark.parametrize(
    ("text", "grade", "room"),
    [
        ("เตรียมอนุบาล", "PRE", ""),
        ("ตอ.", "PRE", ""),
        ("เด็กเล็ก", "PRE", ""),
        ("อ.2", "K2", ""),
        ("อ2", "K2", ""),
        ("อนุบาล 2", "K2", ""),
        ("อนุบาลปีที่ ๒", "K2", ""),
        ("ชั้นอนุบาลศึกษาปีที่ 2/1", "K2", "1"),
        ("อนุบาล 3 ขวบ", "K1", ""),
        ("อนุบาลปีที่ 1 (3 ขวบ)", "K1", ""),
        ("2 ขวบ", "PRE", ""),
        ("อ.3 ขวบ", "K1", ""),
        ("ป.6", "P6", ""),
        ("ป. 6", "P6", ""),
        ("ป.๖/๒", "P6", "2"),
        ("ป.6-2", "P6", "2"),
        ("ป.6 ห้อง 2", "P6", "2"),
        ("ป.6/EP", "P6", "EP"),
        ("ประถมศึกษาปีที่ 6", "P6", ""),
        ("ชั้นประถมศึกษาปีที่ 6 ห้อง ก", "P6", "ก"),
        ("ประถม6", "P6", ""),
        ("p6", "P6", ""),
        ("ม.3", "M3", ""),
        ("มัธยมศึกษาปีที่ 3/12", "M3", "12"),
        ("ปวช.1", "V1", ""),
        ("ปวช. 1/2", "V1", "2"),
        ("ประกาศนียบัตรวิชาชีพ ปีที่ 1", "V1", ""),
    ],
)
def test_grades_as_they_are_written(text: str, grade: str, room: str) -> None:
    assert read_grade(text)[:2] == (grade, room)


@pytest.mark.parametrize(
    "text", ["", "ป.7", "ป.0", "อ.4", "ม.9", "ปวช.4", "6", "6/2", "ชั้นพิเศษ", "ป", "ปลา 6", "ป.61", "ปวส.1"]
)
def test_what_is_no_grade_is_not_guessed(text: str) -> None:
    assert read_grade(text) == ("", "", False)


@pytest.mark.parametrize("code", GRADES)
def test_every_grade_is_known_by_code_short_and_full_name(code: str) -> None:
    for text in (code, GRADES[code].short, GRADES[code].name):
        assert read_grade(text) == (code, "", True)
        assert read_grade(f"{text}/3") == (code, "3", False)


@pytest.mark.parametrize(
    ("text", "grade", "expected"),
    [
        ("2", "P6", ("", "2")),
        ("๒", "P6", ("", "2")),
        ("ห้อง 2", "P6", ("", "2")),
        ("6/2", "P6", ("", "2")),
        ("6/2", "", ("", "6/2")),
        ("ป.6/2", "", ("P6", "2")),
        ("กล้วยไม้", "K1", ("", "กล้วยไม้")),
        ("-", "K1", ("", "")),
    ],
)
def test_rooms_as_they_are_written(text: str, grade: str, expected: tuple[str, str]) -> None:
    assert read_room(text, grade) == expected


def test_grade_and_room_of_one_row() -> None:
    assert read(grade="ป.6/2").values["room"] == "2"
    assert read(grade="ป.6", room=2.0).values["room"] == "2"
    assert read(grade="ป.6", room=date(2021, 2, 6)).values["room"] == "2"
    assert read(room="ป.6/2").values["grade"] == "P6"
    unknown = read(grade="ชั้นพิเศษ")
    assert codes(unknown) == [("grade-unknown", "grade", "error")]
    assert "ชั้นพิเศษ" in unknown.findings[0].message
    assert read(grade="ป.6/2").repairs[0]["after"] == "ป.6 ห้อง 2"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("บัญชีรายชื่อนักเรียนชั้นประถมศึกษาปีที่ 4/1 ปีการศึกษา 2564", ("P4", "1")),
        ("รายชื่อเด็ก ชั้นเตรียมอนุบาล", ("PRE", "")),
        ("ห้อง อ.2/1", ("K2", "1")),
        ("ป.4-1", ("P4", "1")),
        ("นักเรียน ป.1-6", ("", "")),
        ("รายชื่อนักเรียนชั้น ป.1 ถึง ป.6", ("", "")),
        ("ชั้นประถมศึกษาปีที่ 1-6", ("", "")),
        ("นักเรียนชั้น ป.1-6 ปีการศึกษา 2564", ("", "")),
        ("ป.1-6", ("", "")),
        ("Sheet1", ("", "")),
    ],
)
def test_the_class_a_title_speaks_of(title: str, expected: tuple[str, str]) -> None:
    assert grade_in_title(title) == expected


def test_student_numbers_keep_their_zero() -> None:
    assert read(student_number="00123").values["student_number"] == "00123"
    assert read(student_number=64300.0).values["student_number"] == "64300"
    reading = read(student_number="๖๔๓๐๐")
    assert (reading.values["student_number"], kinds(reading)) == ("64300", ["thai-digits"])


def test_place_and_year_of_a_row() -> None:
    values = read(institution="โรงเรียนตัวอย่าง ", academic_year="ปี ๒๕๖๔").values
    assert (values["institution"], values["academic_year"]) == ("โรงเรียนตัวอย่าง", 2564)
    assert read(academic_year=2564.0).values["academic_year"] == 2564
    assert read().values["academic_year"] is None


cells = st.one_of(
    st.text(max_size=15), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times()
)


@given(
    st.dictionaries(st.sampled_from(["citizen_id", "full_name", "sex", "birth_date", "grade", "room"]), cells)
)
def test_no_cell_breaks_the_reading(given_cells: dict[str, Any]) -> None:
    reading = read(**given_cells)
    assert reading.values["grade"] in {"", *GRADES}
    assert reading.values["sex"] in {"", *SEX_LABELS}


def test_the_sexes_written_are_the_sexes_read() -> None:
    assert {read(sex=label).values["sex"] for label in SEX_LABELS.values()} == set(SEX_LABELS)
