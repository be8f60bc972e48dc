"""The workbook to fill: the register as it stands and room for newcomers, in the columns the reader knows."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lec.reference.grades import GRADES, in_order, short
from lec.students.rules import Entry
from lec.thai import names
from lec.uploads.workbook.columns import (
    COLUMNS,
    ID_TYPE_LABELS,
    SEX_LABELS,
    TEMPLATE_MARK,
    TEMPLATE_VERSION,
    Column,
    as_written,
)
from lec.uploads.workbook.refused import MAX_ROWS

FONT = "Tahoma"
NAVY, LINE, BLUE_TINT = "#17325c", "#b9b6ac", "#e9f0fa"
HEADING_ROW = 2
FIRST_ROW = HEADING_ROW + 1
ROW_HEIGHT = 24  # tone marks over vowels and vowels under the line need it
NEWCOMER_ROWS = 100
A4 = 9


def write_template(
    *,
    institution_code: str,
    institution_name: str,
    academic_year: int,
    register_rows: Iterable[Entry] = (),
    classrooms: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The template as .xlsx, with the register as it stands; `classrooms` are (grade, room)."""
    buffer = io.BytesIO()
    rows = list(register_rows)
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": _("แบบกรอกทะเบียนนักเรียน"), "company": "LEC"})
        formats = _formats(book)
        sheet = book.add_worksheet("นักเรียน")
        explanations = book.add_worksheet("คำอธิบาย")
        lists = _write_lists(book, institution_code, academic_year, rows, classrooms)
        title = f"ทะเบียนนักเรียน {institution_name} ปีการศึกษา {academic_year}"
        _write_heading(sheet, formats, title)
        _write_rows(sheet, formats, rows)
        _add_choices(sheet, lists)
        _protect(sheet)
        _set_up_print(sheet, title)
        _write_explanations(explanations, formats)
    return buffer.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
    cell = {**base, "num_format": "@", "locked": False}
    lined = {"border": 1, "border_color": LINE, "indent": 1}
    heading = {**base, **lined, "bold": True, "font_color": "#ffffff", "bg_color": NAVY}
    return {
        "title": book.add_format({**base, "font_size": 13, "bold": True, "font_color": NAVY}),
        "note": book.add_format({**base, "font_color": "#4a5764"}),
        "heading": book.add_format(heading),
        "column": book.add_format(cell),
        "cell": book.add_format({**cell, **lined}),
        "new": book.add_format({**cell, **lined, "bg_color": BLUE_TINT}),
        "wrapped": book.add_format({**base, **lined, "text_wrap": True}),
        "needed": book.add_format({**base, **lined, "bold": True}),
    }


def _write_lists(
    book: Workbook,
    institution_code: str,
    academic_year: int,
    rows: list[Entry],
    classrooms: Sequence[tuple[str, str]],
) -> dict[str, str]:
    """The hidden sheet: what template this is, and the lists behind the drop-downs; their ranges by field."""
    sheet = book.add_worksheet(TEMPLATE_MARK)
    sheet.very_hidden()
    facts = {"version": TEMPLATE_VERSION, "institution": institution_code, "academic_year": academic_year}
    for row, (name, value) in enumerate(facts.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, str(value))
    used = {grade for grade, _room in classrooms} | {row.grade for row in rows}
    rooms = {room for _grade, room in classrooms} | {row.room for row in rows} - {""}
    lists = {
        "prefix": [prefix.full for prefix in names.PREFIXES],
        "sex": list(SEX_LABELS.values()),
        "grade": [short(code) for code in in_order(used) or GRADES],
        "room": sorted(rooms, key=lambda room: (len(room), room)) or ["1"],
        "citizen_id_type": list(ID_TYPE_LABELS.values()),
    }
    ranges = {}
    for column, (field, choices) in enumerate(lists.items(), start=3):
        sheet.write_column(0, column, choices)
        letter = chr(ord("A") + column)
        ranges[field] = f"='{TEMPLATE_MARK}'!${letter}$1:${letter}${len(choices)}"
    return ranges


def _write_heading(sheet: Worksheet, formats: dict[str, Format], title: str) -> None:
    sheet.set_default_row(ROW_HEIGHT)
    sheet.set_column(
        0, 16_383, None, formats["column"]
    )  # unlocked to the end, so that whole rows can be pasted
    sheet.dim_colmax = len(COLUMNS) - 1  # else xlsxwriter looks for cells in all 16,384 columns of each row
    sheet.write_string(0, 0, title, formats["title"])
    note = _("แก้ไขในตารางนี้ และพิมพ์นักเรียนเข้าใหม่ต่อท้ายในแถวสีฟ้า ผู้ที่ไม่อยู่ในไฟล์ไม่ถือว่าออก วิธีกรอกอยู่ในแผ่นงาน “คำอธิบาย”")
    sheet.write_string(1, 0, note, formats["note"])
    sheet.set_row(HEADING_ROW, 28)
    for column, spec in enumerate(COLUMNS):
        sheet.set_column(column, column, spec.width, formats["column"])
        sheet.write_string(HEADING_ROW, column, spec.heading, formats["heading"])
    sheet.freeze_panes(FIRST_ROW, 4)


def _write_rows(sheet: Worksheet, formats: dict[str, Format], rows: list[Entry]) -> None:
    """All as text, so that no ID loses a digit and no date changes its era."""
    for number, row in enumerate(rows, start=FIRST_ROW):
        for column, spec in enumerate(COLUMNS):
            text = as_written(spec.field, row)
            if text:
                sheet.write_string(number, column, text, formats["cell"])
            else:
                sheet.write_blank(number, column, None, formats["cell"])
    end = FIRST_ROW + len(rows)
    for number in range(end, end + NEWCOMER_ROWS):
        for column in range(len(COLUMNS)):
            sheet.write_blank(number, column, None, formats["new"])
    sheet.ignore_errors({"number_stored_as_text": f"A1:L{end + MAX_ROWS}"})


def _add_choices(sheet: Worksheet, lists: dict[str, str]) -> None:
    """Drop-downs. Other titles and new rooms are let through; a sex or a grade that is none is not."""
    for number, column in enumerate(COLUMNS):
        rule: dict[str, Any] = {"validate": "any"}
        if column.field in lists:
            strict = column.field in ("sex", "grade", "citizen_id_type")
            rule = {"validate": "list", "source": lists[column.field], "show_error": strict}
            rule |= {"error_title": column.heading, "error_message": _("เลือกจากรายการ")}
        if column.field in ("citizen_id", "birth_date"):
            rule |= {"input_title": column.heading, "input_message": _prompt(column)}
        if len(rule) > 1:
            sheet.data_validation(FIRST_ROW, number, FIRST_ROW + MAX_ROWS, number, rule)


def _prompt(column: Column) -> str:
    return _("%(how)s\nเช่น %(example)s") % {"how": column.explanation, "example": column.example}


def _protect(sheet: Worksheet) -> None:
    """Only the heading is locked, and without a password: it guards against slips, not against people."""
    allowed = (
        "format_cells",
        "format_columns",
        "format_rows",
        "insert_rows",
        "delete_rows",
        "sort",
        "autofilter",
    )
    sheet.protect("", dict.fromkeys(allowed, True))


def _set_up_print(sheet: Worksheet, title: str) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f'&L&"{FONT}"&9{title.replace("&", "&&")}&R&"{FONT}"&9หน้า &P จาก &N')


def _write_explanations(sheet: Worksheet, formats: dict[str, Format]) -> None:
    sheet.set_default_row(ROW_HEIGHT)
    for column, (heading, width) in enumerate(
        ((_("คอลัมน์"), 25), (_("ต้องกรอก"), 14), (_("วิธีกรอก"), 78), (_("ตัวอย่าง"), 22))
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats["heading"])
    for row, column_spec in enumerate(COLUMNS, start=1):
        sheet.write_string(row, 0, column_spec.heading, formats["needed"])
        sheet.write_string(row, 1, _("ต้องกรอก") if column_spec.needed else _("เว้นว่างได้"), formats["wrapped"])
        sheet.write_string(row, 2, str(column_spec.explanation), formats["wrapped"])
        sheet.write_string(row, 3, column_spec.example, formats["wrapped"])
    for row, note in enumerate(_notes(), start=len(COLUMNS) + 2):
        sheet.write_string(row, 0, f"{row - len(COLUMNS) - 1}. {note}", formats["note"])
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _notes() -> tuple[str, ...]:
    return (
        _("ระบบจับคู่นักเรียนด้วยเลขประจำตัว อย่าแก้เลขของคนหนึ่งให้เป็นของอีกคน"),
        _("ลบแถวออกจากไฟล์ไม่ใช่การนำนักเรียนออก ให้นำออกในหน้าทะเบียนพร้อมเหตุและวันที่"),
        _("อ่านได้ทั้งเลขไทยและเลขอารบิก ทั้ง พ.ศ. และ ค.ศ. ทุกการอ่านที่ต่างจากที่พิมพ์จะแสดงให้ตรวจก่อนบันทึก"),
        _("เมื่ออัปโหลด ระบบตรวจให้ดูก่อน ยังไม่บันทึกจนกว่าท่านจะกดนำเข้า"),
    )
