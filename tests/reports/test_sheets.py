"""Lists as workbooks and as CSV: every digit kept, nothing a formula, ready for A4."""

import csv
import io
import tracemalloc
from datetime import date
from typing import Any

import openpyxl
import pytest

from lec.reports.sheets import Column, Kind, Sheet, as_csv, as_xlsx
from lec.thai import citizen_id

COLUMNS = [
    Column("ที่", 5, Kind.NUMBER),
    Column("เลขประชาชน", 17, Kind.CITIZEN_ID),
    Column("เลขนักเรียน", 12, Kind.DIGITS),
    Column("ชื่อ", 20),
    Column("วันเกิด", 12, Kind.DAY),
]
ROW = [1, citizen_id.synthetic(7), "00123", "ก้องภพ ณ ป่าหวาย", date(2016, 5, 3)]


def sheet(*rows: list[Any], **more: Any) -> Sheet:
    return Sheet(**{"name": "แผ่น", "titles": ["ชื่อเรื่อง", "โรงเรียน"], "columns": COLUMNS, "rows": rows, **more})


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_workbook_keeps_every_digit_and_counts_in_be() -> None:
    page = opened(as_xlsx(sheet(ROW)))
    assert [cell.value for cell in page[4]] == [1, ROW[1], "00123", "ก้องภพ ณ ป่าหวาย", "03/05/2559"]
    assert [cell.data_type for cell in page[4]] == ["n", "s", "s", "s", "s"]
    assert page["C4"].number_format == "@"


def test_it_prints_on_a4_with_its_heading_on_every_page_and_room_for_thai_marks() -> None:
    page = opened(as_xlsx(sheet(ROW)))
    assert page.page_setup.paperSize == 9
    assert page.print_title_rows == "$3:$3"
    assert page.freeze_panes == "A4"
    assert page["D4"].font.name == "TH Sarabun New"
    assert page.sheet_format.defaultRowHeight == 21
    assert page.page_setup.orientation == "portrait"
    wide = opened(as_xlsx(sheet(columns=[Column("ก", 60), Column("ข", 60)], rows=[])))
    assert wide.page_setup.orientation == "landscape"


def test_groups_stand_over_their_columns() -> None:
    columns = [
        Column("ชื่อ"),
        Column("ชาย", group="ป.1"),
        Column("หญิง", group="ป.1"),
        Column("ชาย", group="ป.2"),
    ]
    listed = sheet(["ก", "1", "2", "3"], columns=columns)
    page = opened(as_xlsx(listed))
    assert [cell.value for cell in page[3]] == ["ชื่อ", "ป.1", None, "ป.2"]
    assert [cell.value for cell in page[4]] == [None, "ชาย", "หญิง", "ชาย"]
    assert [str(area) for area in page.merged_cells.ranges] == ["B3:C3"]
    assert page["A5"].value == "ก"
    assert lines(as_csv(listed))[0] == [
        "ชื่อ",
        "ป.1 ชาย",
        "ป.1 หญิง",
        "ป.2 ชาย",
    ]


def test_the_sum_stands_last_and_empty_is_not_zero() -> None:
    columns = [Column("ชื่อ"), Column("จำนวน", kind=Kind.NUMBER)]
    page = opened(as_xlsx(sheet(["ก", 0], ["ข", None], columns=columns, total=["รวม", 0])))
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=4)] == [
        ["ก", 0],
        ["ข", None],
        ["รวม", 0],
    ]
    assert page["B6"].font.bold
    alone = opened(as_xlsx(sheet(columns=columns, total=["รวม", 0])))
    assert [cell.value for cell in alone[4]] == ["รวม", 0]


def test_a_csv_opens_rightly_in_excel() -> None:
    data = as_csv(sheet(ROW))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 2
    assert lines(data)[1] == ["1", "1-9900-00000-07-8", '="00123"', "ก้องภพ ณ ป่าหวาย", "03/05/2559"]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "@SUM(A1)", "-2+3", "\t=1", '=HYPERLINK("http://x")'])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.CITIZEN_ID, Kind.DIGITS])
def test_nothing_becomes_a_formula(text: str, kind: Kind) -> None:
    written = sheet([text], columns=[Column("ก", kind=kind)])
    assert lines(as_csv(written))[1] == [f"'{text}"]
    assert opened(as_xlsx(written))["A4"].data_type == "s"


@pytest.mark.parametrize("text", ["-", "", "ก-ข", "ป.1/2"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert lines(as_csv(sheet([text, "ข"], columns=[Column("ก"), Column("ข")])))[1] == [text, "ข"]


def test_a_long_list_takes_little_memory() -> None:
    tracemalloc.start()
    as_xlsx(sheet(*([ROW] * 5_000)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 * 2**20
