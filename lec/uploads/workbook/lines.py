"""Which lines of a list are students, and which are totals, signatures, headings or the name of a class."""

import re

from lec.thai import calendar, citizen_id
from lec.uploads.workbook.grades import grade_in_title
from lec.uploads.workbook.headings import Cell, Layout, text_of

IDENTITY = frozenset({"citizen_id", "full_name", "first_name", "last_name", "birth_date"})

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
    return not any(texts_of(cells))


def is_student(cells: list[Cell], layout: Layout, heading: list[str]) -> bool:
    """Whether a row is a student's: no total, no signature, no heading again, no row of column numbers.

    A row with nothing but a name is a student: to leave one out in silence is worse than an error.
    """
    texts = texts_of(cells)
    given = {
        name
        for name, used in layout.columns.items()
        if any(text_of(at(cells, each)).strip(" -") for each in used)
    }
    if not given & IDENTITY and not {"student_number", "grade"} <= given:
        return False
    if texts == heading[: len(texts)] or _numbers_columns(texts):
        return False
    return not any(_FOOTER.match(text) for text in texts) or _is_known(cells, layout)


def _numbers_columns(texts: list[str]) -> bool:
    numbers = [text.strip("()") for text in texts if text]
    return len(numbers) > 2 and numbers == [str(number + 1) for number in range(len(numbers))]


def _is_known(cells: list[Cell], layout: Layout) -> bool:
    """Whether an ID or a birth date stands in the row, which no total has."""

    def text(name: str) -> str:
        return " ".join(text_of(at(cells, column)) for column in layout.columns.get(name, ())).strip()

    number = citizen_id.clean(text("citizen_id"))
    return sum(char.isdecimal() for char in number) >= 6 or bool(
        calendar.parse_date(text("birth_date")).value
    )


def class_of_section(cells: list[Cell]) -> tuple[str, str] | None:
    """Grade and room where a row holds nothing but the name of a class, over the students of that class."""
    texts = [text for text in texts_of(cells) if text]
    said = grade_in_title(texts[0]) if len(texts) == 1 else ("", "")
    return said if said[0] else None
