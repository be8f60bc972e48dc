"""The same file back, with reasons: nothing lost, everything said (DOMAIN, Excel in)."""

import io
from typing import Any

import openpyxl
import pytest

from lec.students.rules import Finding, Severity
from lec.uploads.workbook import inspect_and_read, result, write_result
from tests.uploads.sheets import HEADINGS, register, student, xls, xlsx

FOUND = {
    2: [
        ("birth_date", "warning", "อายุ 13 ปี ปกติ ป.1 อายุ 6–7 ปี"),
        ("citizen_id", "error", "หลักสุดท้ายไม่ถูกต้อง เทียบกับบัตรทีละหลัก"),
    ],
    4: [("birth_date", "info", "ไม่ทราบวันเดือนเกิด")],
}
RED, AMBER, BLUE = (f"00{result.COLORS[severity]}" for severity in ("error", "warning", "info"))
ROWS = [student(1), student(2, first_name="=1+1"), student(3, citizen_id=1990000000035, room=2.5)]


@pytest.fixture(params=["kept", "anew", "xls"])
def given(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A workbook on each of the three ways to its result."""
    if request.param == "anew":
        monkeypatch.setattr(result, "MAX_KEPT", 0)
    return xls(HEADINGS, *ROWS) if request.param == "xls" else register(*ROWS)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def color(cell: Any) -> str | None:
    return cell.fill.fgColor.rgb[-6:] if cell.fill.fill_type else None


def test_rows_headings_and_cells_stay_where_they_were(given: bytes) -> None:
    sheet = opened(write_result(given, FOUND))
    assert [[cell.value for cell in row[:8]] for row in sheet["A1:H4"]] == [HEADINGS, *ROWS]
    assert sheet["C3"].data_type == "s"


def test_reasons_stand_beside_the_row_the_gravest_first(given: bytes) -> None:
    sheet = opened(write_result(given, FOUND))
    assert sheet["I1"].value == "เหตุผล"
    assert sheet["I2"].value == (
        "ต้องแก้ เลขประจำตัวประชาชน (คอลัมน์ A): หลักสุดท้ายไม่ถูกต้อง เทียบกับบัตรทีละหลัก / "
        "ต้องชี้แจง วันเดือนปีเกิด (คอลัมน์ F): อายุ 13 ปี ปกติ ป.1 อายุ 6–7 ปี"
    )
    assert sheet["I3"].value is None
    assert sheet["I4"].value == "โปรดทราบ วันเดือนปีเกิด (คอลัมน์ F): ไม่ทราบวันเดือนเกิด"


def test_the_cells_meant_are_colored_by_how_grave_it_is(given: bytes) -> None:
    sheet = opened(write_result(given, FOUND))
    colored = {cell.coordinate: color(cell) for row in sheet["A1:H4"] for cell in row if color(cell)}
    assert colored == {"A2": RED[2:], "F2": AMBER[2:], "F4": BLUE[2:]}


def test_a_result_is_read_as_the_file_it_came_from(given: bytes) -> None:
    before, after = inspect_and_read(given), inspect_and_read(write_result(given, FOUND))
    assert [(row.number, row.values) for row in after.rows] == [
        (row.number, row.values) for row in before.rows
    ]


def test_the_next_result_replaces_the_last(given: bytes) -> None:
    once = write_result(given, FOUND)
    twice = opened(write_result(once, {3: [("grade", "error", "ไม่รู้จักชั้น")]}))
    assert [twice.cell(row, 9).value is None for row in (2, 3, 4)] == [True, False, True]
    assert twice.max_column == 9
    colored = {cell.coordinate for row in twice["A2:H4"] for cell in row if color(cell)}
    assert colored == {"G3"}


def test_formats_widths_and_other_sheets_are_kept_in_an_xlsx() -> None:
    data = register(*ROWS, hidden=[3], more={"หมายเหตุ": [["ครูตรวจแล้ว"]]})
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0]["B2"].font = openpyxl.styles.Font(bold=True)
    book.worksheets[0].column_dimensions["C"].width = 33
    buffer = io.BytesIO()
    book.save(buffer)
    sheet = opened(write_result(buffer.getvalue(), FOUND))
    assert sheet["B2"].font.bold
    assert sheet.column_dimensions["C"].width == 33
    assert sheet.row_dimensions[3].hidden
    assert sheet.parent["หมายเหตุ"]["A1"].value == "ครูตรวจแล้ว"


def test_an_xls_keeps_its_hidden_rows_and_all_digits() -> None:
    sheet = opened(write_result(xls(HEADINGS, *ROWS, hidden=[3]), {}))
    assert sheet.row_dimensions[3].hidden
    assert (sheet["A4"].value, sheet["A4"].number_format) == (1990000000035, "0")


def test_a_field_without_a_column_is_seen_where_it_was_read_from() -> None:
    data = xlsx(["ชื่อ-สกุล", "ชั้น/ห้อง", "เลขบัตรประชาชน"], ["ก ข", "ป.1/2", "1"])
    found = {2: [("last_name", "error", "ไม่มี"), ("room", "warning", "ใหม่"), ("entered_on", "info", "ไม่มี")]}
    sheet = opened(write_result(data, found))
    assert [color(cell) for cell in sheet[2][:3]] == [RED[2:], AMBER[2:], None]
    assert "วันที่เข้าศึกษา: ไม่มี" in sheet["D2"].value


def test_findings_of_the_rules_can_be_given_as_they_are() -> None:
    finding = Finding("birth-date-missing", Severity.ERROR, "birth_date")
    found = {2: [(finding.field, finding.severity, finding.message)]}
    assert finding.message in opened(write_result(register(*ROWS), found))["I2"].value


def test_what_openpyxl_does_not_understand_comes_back_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise KeyError("xl/styles.xml")

    monkeypatch.setattr(result.openpyxl, "load_workbook", fail)
    data = write_result(register(*ROWS), FOUND)
    monkeypatch.undo()
    assert opened(data)["I2"].value
