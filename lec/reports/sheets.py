"""Lists as officers take them along: one description of a sheet, written as .xlsx or as CSV.

Nothing that is a number of somebody becomes a number of Excel's: IDs and telephones keep every digit, whether
a workbook is opened or a CSV. The workbook is set up for A4 with its heading on every page.
"""

import csv
import io
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from itertools import groupby
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lec.thai import calendar, citizen_id

FONT = "TH Sarabun New"
SIZE, ROW_HEIGHT, TITLE_HEIGHT = 14, 21, 27  # what Sarabun needs for two marks over one another
A4 = 9
WIDEST_UPRIGHT, WIDEST_ON_A_PAGE = 95, 250
NAVY, LINE, TINT = "#16325c", "#b9c2cc", "#e9eef5"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Kind(Enum):
    """What stands in a column, and so how it is written."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    CITIZEN_ID = "citizen_id"
    DIGITS = "digits"


@dataclass(frozen=True)
class Column:
    """A heading, its width in letters, what stands below it, and what stands over it and its neighbors."""

    heading: str
    width: int = 14
    kind: Kind = Kind.TEXT
    group: str = ""


@dataclass(frozen=True)
class Sheet:
    """A list: the name of its tab, titles, columns and rows; None is an empty cell. `total` is its sum."""

    name: str
    titles: Sequence[str]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    total: Sequence[Any] = ()

    @property
    def is_grouped(self) -> bool:
        """Whether its heading takes two rows."""
        return any(column.group for column in self.columns)


def as_xlsx(*sheets: Sheet) -> bytes:
    """A workbook of these sheets, ready to print."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        formats = _formats(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats)
    return buffer.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """The list alone, as Excel opens it rightly: UTF-8 with its mark, lines ended as on Windows.

    A long number is written so that Excel takes it for a text, and what Excel would take for a formula is not
    one (OWASP, CSV injection).
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(f"{column.group} {column.heading}".strip() for column in sheet.columns)
    kinds = [column.kind for column in sheet.columns]
    for row in [*sheet.rows, *([sheet.total] if sheet.total else [])]:
        writer.writerow(_in_csv(kind, value) for kind, value in zip(kinds, row, strict=True))
    return text.getvalue().encode("utf-8-sig")


def _in_csv(kind: Kind, value: Any) -> str:
    text = _text(kind, value)
    if kind == Kind.NUMBER or not text:
        return text
    if kind == Kind.CITIZEN_ID and (dashed := citizen_id.format(text)) != text:
        return dashed
    if kind in (Kind.CITIZEN_ID, Kind.DIGITS) and text.isascii() and text.isdigit():
        return f'="{text}"'
    return f"'{text}" if text.startswith(FORMULA) and text != "-" else text


def _text(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    return calendar.format_slashed(value) if kind == Kind.DAY and isinstance(value, date) else str(value)


def _formats(book: Workbook) -> dict[str, Format]:
    base = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter"}
    lined = {**base, "border": 1, "border_color": LINE}
    heading = {**lined, "bold": True, "bg_color": TINT, "align": "center", "text_wrap": True}
    return {
        "title": book.add_format({**base, "font_size": SIZE + 4, "bold": True, "font_color": NAVY}),
        "note": book.add_format(base),
        "heading": book.add_format(heading),
        "text": book.add_format({**lined, "num_format": "@", "text_wrap": True}),
        "number": book.add_format({**lined, "num_format": "#,##0", "align": "right"}),
        "text total": book.add_format({**lined, "bold": True, "bg_color": TINT}),
        "number total": book.add_format(
            {**lined, "bold": True, "bg_color": TINT, "num_format": "#,##0", "align": "right"}
        ),
    }


def _write(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    page.set_default_row(ROW_HEIGHT)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width)
    for number, title in enumerate(sheet.titles):
        page.set_row(number, TITLE_HEIGHT if not number else ROW_HEIGHT)
        page.write_string(number, 0, title, formats["title" if not number else "note"])
    top = len(sheet.titles)
    start = top + (2 if sheet.is_grouped else 1)
    _write_heading(page, sheet, top, formats)
    end = start
    for end, row in enumerate(sheet.rows, start=start + 1):
        _write_row(page, sheet, end - 1, row, formats, "")
    if sheet.total:
        _write_row(page, sheet, end, sheet.total, formats, " total")
    page.freeze_panes(start, 0)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{end + 1}"})
    _set_up_print(page, sheet, top, start)


def _write_heading(page: Worksheet, sheet: Sheet, top: int, formats: dict[str, Format]) -> None:
    """One row, or groups over details; a column without a group has its heading in the upper row."""
    write = partial(page.write_string, cell_format=formats["heading"])
    page.set_row(top, ROW_HEIGHT * max(_lines(column.heading, column.width) for column in sheet.columns))
    if not sheet.is_grouped:
        for number, column in enumerate(sheet.columns):
            write(top, number, column.heading)
        return
    spans = groupby(enumerate(sheet.columns), key=lambda each: each[1].group or each[0])
    for group, columns in spans:
        numbers = [number for number, _column in columns]
        text = group if isinstance(group, str) else sheet.columns[numbers[0]].heading
        if len(numbers) > 1:
            page.merge_range(top, numbers[0], top, numbers[-1], text, formats["heading"])
        else:
            write(top, numbers[0], text)
    for number, column in enumerate(sheet.columns):
        if column.group:
            write(top + 1, number, column.heading)
        else:
            page.write_blank(top + 1, number, None, formats["heading"])


def _write_row(
    page: Worksheet, sheet: Sheet, number: int, row: Sequence[Any], formats: dict[str, Format], kind: str
) -> None:
    texts = [_text(column.kind, value) for column, value in zip(sheet.columns, row, strict=True)]
    lines = max(_lines(text, column.width) for text, column in zip(texts, sheet.columns, strict=True))
    if lines > 1:
        page.set_row(number, lines * ROW_HEIGHT)
    for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
        text = _text(column.kind, value)
        if not text:
            page.write_blank(number, place, None, formats[f"text{kind}"])
        elif column.kind == Kind.NUMBER:
            page.write_number(number, place, value, formats[f"number{kind}"])
        else:
            page.write_string(number, place, text, formats[f"text{kind}"])


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; marks over and under a letter take no room of their own."""
    return sum(max(1, math.ceil(_letters(part) / width)) for part in text.split("\n"))


def _letters(text: str) -> int:
    return sum(unicodedata.category(char) != "Mn" for char in text)


def _set_up_print(page: Worksheet, sheet: Sheet, top: int, start: int) -> None:
    page.set_paper(A4)
    width = sum(column.width for column in sheet.columns)
    if width > WIDEST_UPRIGHT:
        page.set_landscape()
    if width <= WIDEST_ON_A_PAGE:
        page.fit_to_pages(1, 0)
    page.repeat_rows(top, start - 1)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    title = sheet.titles[0].replace("&", "&&") if sheet.titles else ""
    of = _("หน้า &P จาก &N")
    page.set_footer(f'&L&"{FONT}"&12{title}&R&"{FONT}"&12{of}')
