"""The same file back, with a column of reasons and colored cells (DOMAIN, Excel in)."""

import io
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import openpyxl
import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet as KeptSheet
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet as NewSheet

from lec.students.rules import PARTICULARS
from lec.uploads.workbook import gate
from lec.uploads.workbook.columns import HEADINGS
from lec.uploads.workbook.headings import Cell, Layout, text_of
from lec.uploads.workbook.ooxml import column_name
from lec.uploads.workbook.particulars import parts_of
from lec.uploads.workbook.reading import NOTHING_ASKED, Asked, Table, open_table
from lec.uploads.workbook.words import plain

REASONS = "เหตุผล"
COLORS = {"error": "FCECEA", "warning": "FDF2DC", "info": "E9F0FA"}
INK = {"error": "A8231C", "warning": "7F4D00", "info": "1D4F9C"}
WIDE = 60
MAX_KEPT = 6 * 2**20  # bytes of sheets that openpyxl still holds in reasonable time and memory

# Where a field without a column of its own is seen.
SEEN_IN = {
    "citizen_id_type": ("citizen_id",),
    "citizen_id_missing_because": ("citizen_id",),
    "prefix": ("full_name",),
    "first_name": ("full_name",),
    "last_name": ("full_name",),
    "sex": ("prefix", "full_name"),
    "room": ("grade",),
}


class Reason(NamedTuple):
    """What is said of a row: of which field, how grave, and the sentence."""

    field: str
    severity: str
    message: str


Findings = Mapping[int, Sequence[tuple[str, str, str]]]


def write_result(original: bytes, findings_by_row: Findings, asked: Asked = NOTHING_ASKED) -> bytes:
    """The workbook as it was given, as .xlsx, with (field, severity, message) by Excel row. An .xls, or what
    is too large to keep its looks, comes back with its cells but not its formats.
    """
    table = open_table(original, asked)[0]
    if not gate.is_xls(original) and _weight(original) <= MAX_KEPT:
        kept = _mark_kept(original, table, findings_by_row)
        if kept:
            return kept
    return _write_anew(table, findings_by_row)


def _weight(data: bytes) -> int:
    parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    return sum(part.file_size for part in parts if part.filename.startswith("xl/worksheets/"))


def _reasons_column(table: Table) -> int:
    """The column of reasons of an earlier result, else the one after the last used."""
    for column, label in enumerate(table.layout.labels):
        if plain(label) == REASONS:
            return column
    return max((len(row) for row in table.grid), default=0)


def _columns_of(field: str, layout: Layout) -> tuple[int, ...]:
    for name in (field, *SEEN_IN.get(field, ())):
        if name in layout.columns:
            return layout.columns[name]
    return tuple(layout.particulars[name] for name in parts_of(field) if name in layout.particulars)


def _in_order(found: Sequence[tuple[str, str, str]]) -> list[Reason]:
    """The gravest first."""
    return sorted((Reason(*each) for each in found), key=lambda reason: list(COLORS).index(reason.severity))


def _sentence(reason: Reason, layout: Layout) -> str:
    """ "ต้องแก้ ห้อง (คอลัมน์ F): ..."."""
    word = {"error": _("ต้องแก้"), "warning": _("ต้องชี้แจง"), "info": _("โปรดทราบ")}[reason.severity]
    columns = _columns_of(reason.field, layout)
    where = _(" (คอลัมน์ %(letter)s)") % {"letter": column_name(columns[0])} if columns else ""
    return f"{word} {_heading(reason.field)}{where}: {reason.message}"


def _heading(field: str) -> str:
    return HEADINGS.get(field) or (str(PARTICULARS[field].label) if field in PARTICULARS else "")


def _marks(found: Sequence[Reason], layout: Layout) -> dict[int, str]:
    """The severity to color each column by: the gravest."""
    marks: dict[int, str] = {}
    for reason in _in_order(found):
        for column in _columns_of(reason.field, layout):
            marks.setdefault(column, reason.severity)
    return marks


def _mark_kept(original: bytes, table: Table, findings: Findings) -> bytes | None:
    """Into the workbook itself, its formats kept; None where openpyxl does not understand it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(original))
        sheet = book[table.name]
        _mark_sheet(sheet, table, findings)
        buffer = io.BytesIO()
        book.save(buffer)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        return None
    return buffer.getvalue()


def _mark_sheet(sheet: KeptSheet, table: Table, findings: Findings) -> None:
    fills = {severity: PatternFill("solid", fgColor=color) for severity, color in COLORS.items()}
    last = _reasons_column(table)
    used = sorted({column for columns in table.layout.columns.values() for column in columns})
    sheet.cell(table.layout.start, last + 1, REASONS).font = Font(bold=True)
    sheet.column_dimensions[column_name(last)].width = WIDE
    for number in range(table.layout.start + 1, len(table.grid) + 1):
        found = _in_order(findings.get(number, ()))
        marks = _marks(found, table.layout)
        for column in used:
            cell = sheet.cell(number, column + 1)
            if column in marks:
                cell.fill = fills[marks[column]]
            elif cell.has_style and str(cell.fill.fgColor.rgb)[2:] in COLORS.values():
                cell.fill = PatternFill()
        reasons = sheet.cell(number, last + 1)
        reasons.value = " / ".join(_sentence(reason, table.layout) for reason in found) or None
        reasons.data_type = "s" if found else "n"
        reasons.font = Font(color=INK[found[0].severity] if found else None)


def _write_anew(table: Table, findings: Findings) -> bytes:
    """Into a new workbook: the same cells at the same places."""
    buffer = io.BytesIO()
    last = _reasons_column(table)
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(table.name)
        cells, inks = _formats(book)
        for index, row in enumerate(table.grid):
            found = _in_order(findings.get(index + 1, ()))
            marks = _marks(found, table.layout)
            for column, cell in enumerate(row):
                if column != last:
                    _write_cell(sheet, index, column, cell, cells[_shape(cell), marks.get(column, "")])
            if found:
                text = " / ".join(_sentence(reason, table.layout) for reason in found)
                sheet.write_string(index, last, text, inks[found[0].severity])
        sheet.write_string(table.layout.start - 1, last, REASONS, book.add_format({"bold": True}))
        _dress(sheet, table, last)
    return buffer.getvalue()


def _formats(book: Workbook) -> tuple[dict[tuple[str, str], Format], dict[str, Format]]:
    """For cells by shape and severity, and for reasons by severity."""
    shapes = {"": {}, "number": {"num_format": "0"}, "date": {"num_format": "dd/mm/yyyy"}}
    fills = {"": {}, **{severity: {"bg_color": f"#{color}"} for severity, color in COLORS.items()}}
    cells = {
        (shape, mark): book.add_format({**look, **fill})
        for shape, look in shapes.items()
        for mark, fill in fills.items()
    }
    return cells, {severity: book.add_format({"font_color": f"#{ink}"}) for severity, ink in INK.items()}


def _shape(cell: Cell) -> str:
    if isinstance(cell, date):
        return "date"
    return "number" if isinstance(cell, int | float) and abs(cell) >= 10**11 else ""


def _write_cell(sheet: NewSheet, row: int, column: int, cell: Cell, look: Format) -> None:
    """As it was: a number a number, a text a text, whatever it begins with."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, look)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, look)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, look)
    elif cell is not None and cell != "":
        sheet.write_string(row, column, str(cell), look)
    elif look.bg_color:
        sheet.write_blank(row, column, None, look)


def _dress(sheet: NewSheet, table: Table, last: int) -> None:
    """Widths by what the columns hold, hidden rows hidden, the heading kept in view."""
    sheet.set_default_row(20)
    sample = table.grid[table.layout.start - 1 : table.layout.start + 50]
    for column in range(last):
        longest = max((len(text_of(row[column])) for row in sample if column < len(row)), default=0)
        sheet.set_column(column, column, min(max(longest + 2, 8), 40))
    sheet.set_column(last, last, WIDE)
    for number in table.hidden:
        sheet.set_row(number - 1, None, None, {"hidden": True})
    sheet.freeze_panes(table.layout.start, 0)
