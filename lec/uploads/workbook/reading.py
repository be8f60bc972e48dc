"""From the bytes of a workbook to the rows of a register: found, read, mended; not judged, not written."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from lec.students.rules import Finding
from lec.thai import digits, names
from lec.uploads.workbook import gate, grades, headings, lines
from lec.uploads.workbook.columns import TEMPLATE_MARK, TEMPLATE_VERSION
from lec.uploads.workbook.headings import Cell, Grid, Layout, Range, text_of
from lec.uploads.workbook.lines import at
from lec.uploads.workbook.memory import bounded
from lec.uploads.workbook.particulars import read_particulars
from lec.uploads.workbook.refused import MAX_ROWS, NotAWorkbook
from lec.uploads.workbook.repairs import Reading, Repair, class_label, read_row

SAMPLES = 3
LONGEST_SAMPLE = 60
FILLED_FROM_MERGED = ("grade", "room", "institution", "academic_year", "entered_on")

_YEAR = re.compile(r"ปีการศึกษา\s*(?:พ\.?\s*ศ\.?)?\s*(\d{4})|(?:ภาคเรียนที่|ครั้งที่)\s*\d\s*/\s*(\d{4})")
_INSTITUTION = re.compile(
    r"(?:โรงเรียน|ศูนย์พัฒนาเด็กเล็ก|ศพด\.|ศูนย์อบรมเด็ก)(?!ใน|ของ|ที่|สังกัด|และ|อนุบาล\s*ที่)\s*\S.*?"
    r"(?=\s+(?:ปีการศึกษา|ภาคเรียน|สังกัด|ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.|ชั้น|ครั้งที่|เทศบาล|อบต|องค์การ)|\s*\(|\s*$)"
)


@dataclass(frozen=True)
class Asked:
    """How an officer asks a file to be read, where it does not say so itself: which sheet, in which row its
    headings are (as Excel counts), which field each heading means ("" for none, by `headings.key_of`).
    `without_names`: a sheet without a list of students is given back with its headings, to be asked about.
    """

    sheet: str = ""
    heading_row: int = 0
    assigned: Mapping[str, str] = field(default_factory=dict)
    without_names: bool = False


NOTHING_ASKED = Asked()


@dataclass(frozen=True)
class Heading:
    """A column as it was understood: its key, group and wording, the field ("" if it is not read), and what
    stands in it first.
    """

    column: int
    key: str
    group: str
    label: str
    field: str
    samples: tuple[str, ...] = ()


@dataclass
class Row:
    """A row of the list: the number Excel shows, the cells as they are, what they say, and how it was read.

    `findings` are of reading only and stand: judging the values again would say less of the same field.
    """

    number: int
    cells: dict[str, str]
    values: dict[str, Any]
    repairs: list[Repair] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Sheet:
    """What was read of a workbook.

    `skipped`: rows left out that are not blank (totals, signatures). `unread`: other sheets that look like
    lists too; `names`: all there are. `headings`: how each column was understood. `institution` and
    `academic_year` (BE) come from our template or from the title; rows may say otherwise.
    """

    name: str
    heading_row: int
    headings: list[Heading] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    institution_code: str = ""
    institution: str = ""
    academic_year: int | None = None


@dataclass
class Table:
    """A sheet laid open: its cells, merged ranges, hidden rows, and where the list in it is."""

    name: str
    grid: Grid
    merged: list[Range]
    hidden: frozenset[int]
    layout: Layout

    @property
    def titles(self) -> list[str]:
        """The texts above the list."""
        return [text for row in self.grid[: self.layout.top] for text in map(text_of, row) if text.strip()]


def inspect_and_read(data: bytes, filename: str = "", asked: Asked = NOTHING_ASKED) -> Sheet:
    """Read the list of students in a workbook, .xlsx or .xls. Raises NotAWorkbook where there is none.

    The file's name only helps where the sheet does not say which class it is.
    """
    table, others, template = open_table(data, asked)
    sheet = Sheet(table.name, table.layout.start, list(_headings_of(table)))
    sheet.unread = [other.name for other in others if other.layout.is_register]
    sheet.names = [table.name, *(other.name for other in others)]
    sheet.institution_code, year = template.get("institution", ""), template.get("academic_year", "")
    sheet.institution = _institution_in(table.titles)
    sheet.academic_year = int(year) if year.isdecimal() else _year_in([*table.titles, filename])
    if table.layout.is_register:
        _read_rows(table, sheet)
    elif not asked.without_names:
        raise NotAWorkbook("headings-missing")
    return sheet


def open_table(data: bytes, asked: Asked = NOTHING_ASKED) -> tuple[Table, list[Table], dict[str, str]]:
    """The sheet that was asked for, else the one that tells most of students; the others that hold anything;
    and what our template says of itself.
    """
    hidden = gate.inspect(data)
    with bounded():
        template, tables = _all_tables(data, hidden, asked)
    if not tables:
        raise NotAWorkbook("headings-missing")
    best, *others = sorted(tables, key=lambda table: (table.name != asked.sheet, -_weight(table.layout)))
    return best, others, template


def _all_tables(
    data: bytes, hidden: dict[str, frozenset[int]], asked: Asked
) -> tuple[dict[str, str], list[Table]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        template = _template_facts(book)
        return template, [table for sheet in _sheets(book) if (table := _open(sheet, hidden, asked))]
    except CalamineError as error:
        raise NotAWorkbook("truncated") from error
    except BaseException as error:  # a panic of the reader on a broken file is none of Python's exceptions
        if type(error).__name__ != "PanicException":
            raise
        raise NotAWorkbook("truncated") from error


def _weight(layout: Layout) -> int:
    return layout.is_register * 1000 + len(layout.columns)


def _sheets(book: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for facts in book.sheets_metadata:
        if facts.typ == SheetTypeEnum.WorkSheet and facts.visible == SheetVisibleEnum.Visible:
            yield book.get_sheet_by_name(facts.name)


def _template_facts(book: CalamineWorkbook) -> dict[str, str]:
    """The hidden sheet of our template: version, institution, year. One of another version is refused."""
    if TEMPLATE_MARK not in book.sheet_names:
        return {}
    rows = book.get_sheet_by_name(TEMPLATE_MARK).to_python(skip_empty_area=False, nrows=10)
    facts = {text_of(row[0]): text_of(row[1]) for row in rows if len(row) > 1}
    if facts.get("version") != str(TEMPLATE_VERSION):
        raise NotAWorkbook("template-version", found=facts.get("version", "?"), current=TEMPLATE_VERSION)
    return facts


def _open(sheet: CalamineSheet, hidden: dict[str, frozenset[int]], asked: Asked) -> Table | None:
    """A sheet with its table; where none is found, with the likeliest row of headings; None if blank."""
    grid: Grid = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    merged = sheet.merged_cell_ranges or []
    layout = _find(sheet.name, grid, merged, asked)
    if not layout.is_register:
        as_thai = [[_as_thai(cell) for cell in row] for row in grid]
        if (thai := _find(sheet.name, as_thai, merged, asked)).is_register:
            grid, layout = as_thai, thai
    if all(map(lines.is_blank, grid)):
        return None
    return Table(text_of(sheet.name), grid, merged, hidden.get(sheet.name, frozenset()), layout)


def _find(name: str, grid: Grid, merged: list[Range], asked: Asked) -> Layout:
    if asked.heading_row and name == asked.sheet:
        row = min(asked.heading_row, max(len(grid), 1)) - 1
    elif found := headings.find(grid, merged, asked.assigned):
        return found
    else:
        row = headings.likeliest_row(grid)
    return headings.lay_out(grid, merged, row, row, asked.assigned) if grid else Layout(0, 0)


def _headings_of(table: Table) -> Iterator[Heading]:
    """Every column that has a heading or holds anything."""
    layout = table.layout
    named = {column: name for name, used in layout.columns.items() for column in used}
    named |= {column: name for name, column in layout.particulars.items()}
    for column, label in enumerate(layout.labels):
        samples = tuple(
            text[:LONGEST_SAMPLE] for text in headings.sample(table.grid, layout.start, column)[:SAMPLES]
        )
        if label or samples:
            group = layout.groups[column]
            key = headings.key_of(label, group, column)
            yield Heading(column, key, group, label, named.get(column, ""), samples)


def _as_thai(cell: Cell) -> Cell:
    """Old programs write Thai in code page 874 and call it Western: "àÅ¢" is "เลข"."""
    if not isinstance(cell, str) or not any("\xa1" <= char <= "\xfb" for char in cell):
        return cell
    try:
        return cell.encode("cp1252").decode("cp874")
    except UnicodeError:
        return cell


def _institution_in(titles: list[str]) -> str:
    found = (_INSTITUTION.search(names.tidy(title)) for title in titles)
    return next((match[0].strip() for match in found if match), "")


def _year_in(titles: list[str]) -> int | None:
    for title in titles:
        found = _YEAR.search(digits.to_arabic(names.tidy(title)))
        if found:
            return int(found[1] or found[2])
    return None


def _read_rows(table: Table, sheet: Sheet) -> None:
    layout, filled, default = table.layout, _merged_values(table), _grade_of_sheet(table)
    heading = lines.texts_of(table.grid[layout.start - 1])
    for index in range(layout.start, len(table.grid)):
        cells, number = table.grid[index], index + 1
        if lines.is_blank(cells):
            continue
        section = lines.class_of_section(cells)
        if section or not lines.is_student(cells, layout, heading):
            default = section if section and "grade" not in layout.columns else default
            sheet.skipped.append(number)
            continue
        if len(sheet.rows) >= MAX_ROWS:
            raise NotAWorkbook("too-many-rows")
        by_field = {name: [at(cells, column) for column in used] for name, used in layout.columns.items()}
        row = _read(number, by_field, filled.get(index, {}), default, number in table.hidden)
        told = {name: text_of(at(cells, column)) for name, column in layout.particulars.items()}
        if told:
            row.values["particulars"] = read_particulars(told)
        sheet.rows.append(row)


def _merged_values(table: Table) -> dict[int, dict[str, Cell]]:
    """What a cell merged over several rows says of the rows below its first: of class and place only."""
    owner = {used[0]: name for name, used in table.layout.columns.items() if name in FILLED_FROM_MERGED}
    filled: dict[int, dict[str, Cell]] = {}
    for (top, left), (bottom, _right) in table.merged:
        if left in owner and table.layout.start <= top < bottom:
            for index in range(top + 1, min(bottom + 1, len(table.grid))):
                filled.setdefault(index, {})[owner[left]] = at(table.grid[top], left)
    return filled


def _grade_of_sheet(table: Table) -> tuple[str, str]:
    """The class of a list that has no column for it: from its title, else from the sheet's name."""
    if "grade" in table.layout.columns:
        return "", ""
    said = (grades.grade_in_title(text) for text in [*table.titles, table.name])
    return next((each for each in said if each[0]), ("", ""))


def _read(
    number: int, cells: dict[str, list[Cell]], filled: dict[str, Cell], default: tuple[str, str], hidden: bool
) -> Row:
    as_written = {name: " ".join(filter(None, map(text_of, used))) for name, used in cells.items()}
    for name, value in filled.items():
        cells[name] = [value]
    grade, room = default
    if grade:
        cells["grade"] = [grade]
        if room and not text_of(cells.get("room", [""])[0]).strip():
            cells["room"] = [room]
    reading = read_row(number, cells)
    _write_down_where_from(reading, filled, default, hidden)
    return Row(number, as_written, reading.values, reading.repairs, reading.findings)


def _write_down_where_from(
    reading: Reading, filled: dict[str, Cell], default: tuple[str, str], hidden: bool
) -> None:
    for name, value in filled.items():
        reading.mend(name, "", text_of(value), "merged-cell")
    if default[0]:
        reading.mend("grade", "", class_label(*default), "from-title")
    if hidden:
        reading.mend("", _("แถวที่ซ่อนไว้"), _("อ่านแล้ว"), "hidden-row")
