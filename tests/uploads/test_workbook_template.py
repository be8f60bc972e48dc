"""The workbook to fill: what goes out comes back unchanged, and Excel keeps people from slipping."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lec.reference.grades import GRADES
from lec.students.rules import Entry
from lec.thai import citizen_id, names
from lec.uploads.workbook import (
    COLUMNS,
    NotAWorkbook,
    Sheet,
    columns,
    inspect_and_read,
    template,
    write_template,
)
from lec.uploads.workbook.words import meaning_of

INSTITUTION = {"institution_code": "99010001", "institution_name": "โรงเรียนบ้านตัวอย่าง", "academic_year": 2564}
SOMCHAI = Entry(
    citizen_id_type="thai",
    citizen_id=citizen_id.synthetic(1),
    prefix="เด็กชาย",
    first_name="ก้องภพ",
    last_name="ณ ป่าหวาย",
    sex="M",
    birth_date=date(2015, 5, 3),
    grade="P1",
    room="1",
    student_number="064001",
    entered_on=date(2021, 5, 17),
)
FIELDS = [column.field for column in COLUMNS]


def read(*rows: Entry, **how: object) -> Sheet:
    data = write_template(**INSTITUTION, register_rows=rows, **how)  # type: ignore[arg-type]
    return inspect_and_read(data)


def page(
    *rows: Entry, classrooms: tuple[tuple[str, str], ...] = ()
) -> openpyxl.worksheet.worksheet.Worksheet:
    data = write_template(**INSTITUTION, register_rows=rows, classrooms=classrooms)  # type: ignore[arg-type]
    return openpyxl.load_workbook(io.BytesIO(data))["นักเรียน"]


def test_the_template_says_whose_it_is_and_of_which_year() -> None:
    sheet = read()
    assert (sheet.institution_code, sheet.institution) == ("99010001", "โรงเรียนบ้านตัวอย่าง")
    assert (sheet.academic_year, sheet.rows, sheet.unread) == (2564, [], [])


name = st.text(alphabet="กขคงจชตนบปพมยรลวสหอาเแ", min_size=2, max_size=12).filter(
    lambda text: names.tidy(text) == text and not names.split_title(text)[0]
)
entries = st.builds(
    Entry,
    citizen_id_type=st.just("thai"),
    citizen_id=st.integers(0, 10**9 - 1).map(citizen_id.synthetic),
    prefix=st.sampled_from(["เด็กชาย", "นาย"]),
    first_name=name,
    last_name=name,
    sex=st.just("M"),
    birth_date=st.dates(date(1995, 1, 1), date(2030, 12, 31)),
    grade=st.sampled_from(sorted(GRADES)),
    room=st.sampled_from(["1", "12", "EP", "กล้วยไม้"]),
    student_number=st.sampled_from(["", "00012", "64001"]),
    entered_on=st.none() | st.dates(date(2010, 1, 1), date(2030, 12, 31)),
)


@given(st.lists(entries, min_size=1, max_size=4))
@settings(max_examples=10, deadline=None)
def test_what_goes_out_comes_back_without_a_repair(rows: list[Entry]) -> None:
    sheet = read(*rows)
    assert [row.number for row in sheet.rows] == list(range(4, 4 + len(rows)))
    for entry, row in zip(rows, sheet.rows, strict=True):
        assert {field: row.values[field] for field in FIELDS} == {
            field: getattr(entry, field) for field in FIELDS
        }
        assert not row.repairs
        assert not row.findings


@pytest.mark.parametrize("day", [date(2015, 1, 1), date(2015, 5, 1)])
def test_a_birth_day_that_is_unknown_stays_unknown(day: date) -> None:
    row = read(Entry(first_name="ก้องภพ", birth_date=day, birth_day_unknown=True)).rows[0]
    assert (row.values["birth_date"], row.values["birth_day_unknown"]) == (day, True)


@pytest.mark.parametrize(
    ("kind", "number", "because"),
    [
        ("zero", citizen_id.synthetic(2, "0"), ""),
        ("g_code", "G990000000012", ""),
        ("passport", "AB123456", ""),
        ("none", "", "อยู่ระหว่างแจ้งเกิด"),
    ],
)
def test_every_kind_of_id_comes_back(kind: str, number: str, because: str) -> None:
    entry = Entry(kind, number, because, first_name="ก้องภพ", last_name="ใจเย็น")
    values = read(entry).rows[0].values
    assert (values["citizen_id_type"], values["citizen_id"], values["citizen_id_missing_because"]) == (
        kind,
        number,
        because,
    )


def test_newcomers_are_typed_below_in_the_empty_rows() -> None:
    data = write_template(**INSTITUTION, register_rows=[SOMCHAI])  # type: ignore[arg-type]
    book = openpyxl.load_workbook(io.BytesIO(data))
    for column, text in enumerate(
        ["1-9900-00000-02-7", "ด.ญ.", "ณัฐธิดา", "ใจดี", "", "4/6/2558", "ป.1", "2"], start=1
    ):
        book["นักเรียน"].cell(5, column, text)
    buffer = io.BytesIO()
    book.save(buffer)
    values = inspect_and_read(buffer.getvalue()).rows[1].values
    assert (values["first_name"], values["sex"], values["grade"], values["room"]) == ("ณัฐธิดา", "F", "P1", "2")


def test_every_heading_of_the_template_is_one_the_reader_knows() -> None:
    assert {meaning_of(column.heading)[0] for column in COLUMNS} == set(FIELDS)


@pytest.mark.parametrize("field", FIELDS)
def test_every_example_in_the_explanations_is_read_without_a_finding(field: str) -> None:
    column = next(column for column in COLUMNS if column.field == field)
    sheet = page()
    assert sheet.parent["คำอธิบาย"].cell(2 + FIELDS.index(field), 4).value == column.example
    assert sheet.parent["คำอธิบาย"].cell(2 + FIELDS.index(field), 3).value


def test_a_template_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "TEMPLATE_VERSION", columns.TEMPLATE_VERSION + 1)
    data = write_template(**INSTITUTION, register_rows=[SOMCHAI])  # type: ignore[arg-type]
    with pytest.raises(NotAWorkbook) as caught:
        inspect_and_read(data)
    assert caught.value.code == "template-version"


def test_the_heading_is_frozen_and_locked_and_nothing_else_is() -> None:
    sheet = page(SOMCHAI)
    assert sheet.freeze_panes == "E4"
    assert sheet.protection.sheet
    assert [cell.protection.locked for cell in sheet[3][: len(COLUMNS)]] == [True] * len(COLUMNS)
    assert not any(cell.protection.locked for row in sheet["A4:L60"] for cell in row)


def test_every_cell_is_text_so_that_no_id_loses_a_digit() -> None:
    sheet = page(SOMCHAI)
    assert {cell.number_format for row in sheet["A4:L40"] for cell in row} == {"@"}
    assert sheet["A4"].value == SOMCHAI.citizen_id
    assert sheet["F4"].value == "03/05/2558"
    assert sheet["I4"].value == "064001"


def test_drop_downs_offer_what_the_institution_has() -> None:
    sheet = page(SOMCHAI, classrooms=(("P1", "1"), ("P2", "EP"), ("K3", "1")))
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            name, _bang, area = rule.formula1.partition("!")
            cells = sheet.parent[name.strip("'")][area.replace("$", "")]
            offered[str(rule.sqref).rstrip("0123456789")[0]] = [cell.value for (cell,) in cells]
    assert offered["B"][:2] == ["เด็กชาย", "เด็กหญิง"]
    assert offered["E"] == ["ชาย", "หญิง"]
    assert offered["G"] == ["อ.3", "ป.1", "ป.2"]
    assert offered["H"] == ["1", "EP"]
    assert offered["K"] == list(columns.ID_TYPE_LABELS.values())


def test_the_sheet_that_holds_the_version_is_hidden_for_good() -> None:
    assert page().parent[columns.TEMPLATE_MARK].sheet_state == "veryHidden"


def test_rows_are_high_enough_for_thai_and_print_on_a4() -> None:
    sheet = page(SOMCHAI)
    assert sheet.sheet_format.defaultRowHeight >= 22
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$3"


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    sheet = page(Entry(first_name="=1+1", last_name="@ก"))
    assert (sheet["C4"].value, sheet["C4"].data_type) == ("=1+1", "s")
