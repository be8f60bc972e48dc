"""Which lines of a list are students, and which are totals, signatures, headings or the name of a class."""

import re

from lec.thai import calendar
from lec.uploads.workbook.grades import grade_in_title
from lec.uploads.workbook.headings import Cell, Layout, text_of

IDENTITY = frozenset({"citizen_id", "full_name", "first_name", "last_name", "birth_date"})

DIGITS_OF_AN_ID = 11  # two may be lost; a telephone number has ten

# How what stands below a list, or between its parts, begins.
_FOOTER = re.compile(
    r"(ยอด)?รวม(ทั้งสิ้น|ทั้งหมด|นักเรียน|จำนวน|เด็ก|ชาย|หญิง|คน|[\s:\d]|$)|total|จำนวน(นักเรียน|ทั้งหมด|ชาย|หญิง)"
    r"|(ชาย|หญิง)\s*\d+\s*คน|ลงชื่อ|หมายเหตุ|ผู้(รับรอง|จัดทำ|รายงาน|ตรวจ|บันทึก)|ครูประจำชั้น|ตำแหน่ง"
    r"|พิมพ์(เมื่อ|โดย)|ข้อมูล ณ|\(?\.{3,}",
    re.IGNORECASE,
)


def at(cells: list[Cell], column: int) -> Cell:
    """The cell of a column, empty beyond the end of the row."""
    return cells[column] if column < len(cells) else ""


def texts_of(cells: list[Cell]) -> list[str]:
    """The cells as texts without spaces around them."""
    return [text_of(cell).strip() for cell in cells]


def is_blank(cells: list[Cell]) -> bool:
    """Whether nothing is written in the row."""
    return all(cell is None or cell == "" for cell in cells) or not any(texts_of(cells))


def is_known(cells: list[Cell], layout: Layout) -> bool:
    """Whether an ID or a birth date stands in the row, which no total and no heading has."""
    number = _text(cells, layout, "citizen_id")
    if sum(map(str.isdecimal, number)) >= DIGITS_OF_AN_ID:
        return True
    return bool(calendar.parse_date(_text(cells, layout, "birth_date")).value)


def is_student(cells: list[Cell], layout: Layout, heading: list[str]) -> bool:
    """Whether a row is a student's: no total, no signature, no heading again, no row of column numbers.

    A row with nothing but a name is a student: to leave one out in silence is worse than an error.
    """
    if is_known(cells, layout):
        return True
    given = {name for name in layout.columns if _text(cells, layout, name).strip(" -")}
    if not given & IDENTITY and not {"student_number", "grade"} <= given:
        return False
    texts = texts_of(cells)
    if texts == heading[: len(texts)] or _numbers_columns(texts):
        return False
    return not any(_FOOTER.match(text) for text in texts)


def _text(cells: list[Cell], layout: Layout, name: str) -> str:
    return " ".join(text_of(at(cells, column)) for column in layout.columns.get(name, ()))


def _numbers_columns(texts: list[str]) -> bool:
    numbers = [text.strip("()") for text in texts if text]
    return len(numbers) > 2 and numbers == [str(number + 1) for number in range(len(numbers))]


def class_of_section(cells: list[Cell]) -> tuple[str, str] | None:
    """Grade and room where a row holds nothing but the name of a class, over the students of that class."""
    texts = [text_of(cell) for cell in cells if cell is not None and cell != ""]
    said = grade_in_title(texts[0]) if len(texts) == 1 else ("", "")
    return said if said[0] else None
