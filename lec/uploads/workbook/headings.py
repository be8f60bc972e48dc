"""Which column is what: the list is found wherever it stands in a sheet (DOMAIN, Excel in).

Titles stand above it, headings take one row or two, groups are merged or not, columns come in any order. What
the headings mean is a matter of words (`words`); what they leave open, their neighbors and the cells settle.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lec.thai import citizen_id
from lec.uploads.workbook import particulars
from lec.uploads.workbook.grades import grade_in_title
from lec.uploads.workbook.words import DATE_PARTS, OTHERS, SEX_WORDS, meaning_of, plain

Cell = object
Grid = list[list[Cell]]
Range = tuple[tuple[int, int], tuple[int, int]]

DEEPEST_HEADING = 40
GROUPS = ("full_name", "either_name", "birth_date", "any_date", "entered_on")
SAMPLE_ROWS = 200
LONGEST_KEY = 200
# What an officer may say that a heading means.
REGISTER: tuple[str, ...] = (
    "citizen_id",
    "prefix",
    "full_name",
    "first_name",
    "last_name",
    "sex",
    "birth_date",
    "grade",
    "room",
    "student_number",
    "entered_on",
    "citizen_id_type",
    "citizen_id_missing_because",
)
ASSIGNABLE = (*REGISTER, *particulars.NAMES)
NAMED_BY = frozenset({"full_name", "first_name"})
KNOWN_BY = frozenset({"citizen_id", "birth_date", "student_number"})
UNASSIGNED: Mapping[str, str] = {}


@dataclass
class Layout:
    """Where the table is: heading rows and first data row (0-based), the columns of each field, the wordings.

    A field may take several columns: a name set in three under one heading, a birth date in day, month, year.
    `particulars`: the column of each particular, or part of one. `groups`: what stands over each wording.
    """

    top: int
    start: int
    columns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    particulars: dict[str, int] = field(default_factory=dict)

    @property
    def is_register(self) -> bool:
        """Whether this is a list of students: names, and something to know them by."""
        return tells_students(self.columns)


def tells_students(fields: Iterable[str]) -> bool:
    """Whether columns of these fields make a list of students."""
    given = set(fields)
    return bool(NAMED_BY & given) and bool(KNOWN_BY & given)


def text_of(cell: Cell) -> str:
    """A cell as text: a whole number without its ".0", a broken text without zeros, which no table keeps."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = "" if cell is None else str(cell)
    return text.replace("\0", "") if "\0" in text else text


def key_of(label: str, group: str = "", column: int = 0) -> str:
    """By what a heading is known again in the next file; a column without one by its place."""
    return plain(f"{group} {label}")[:LONGEST_KEY] or f"#{column}"


def find(grid: Grid, merged: list[Range], assigned: Mapping[str, str] = UNASSIGNED) -> Layout | None:
    """The table of students in a sheet, or None where there is none.

    `assigned` are fields, or "" for not to be read, by the `key_of` their heading: they outweigh wordings.
    """
    depth = min(len(grid), DEEPEST_HEADING)
    scores = [_score(grid[row], assigned) for row in range(depth)]
    best = max(range(depth), key=lambda row: (scores[row], -row), default=-1)
    if best < 0 or scores[best] < 2:
        return None
    layout = lay_out(grid, merged, *_heading_rows(grid, best, merged), assigned)
    return layout if layout.is_register else None


def likeliest_row(grid: Grid) -> int:
    """The row (0-based) that looks most like headings where no wording is known: most words, no numbers."""
    rows = range(min(len(grid), DEEPEST_HEADING))
    return max(rows, key=lambda row: (_words_in(grid[row]), -row), default=0)


def _words_in(row: list[Cell]) -> int:
    return sum(isinstance(cell, str) and bool(cell.strip()) and not re.search(r"\d", cell) for cell in row)


def _score(row: list[Cell], assigned: Mapping[str, str]) -> int:
    labels = [text_of(cell) for cell in row if isinstance(cell, str) and len(cell) < 80]
    meanings = {assigned.get(key_of(label)) or meaning_of(label)[0] for label in labels if label.strip()}
    return len(meanings - {""})


def _heading_rows(grid: Grid, best: int, merged: list[Range]) -> tuple[int, int]:
    """The best row alone, or with the row of details below it, or with the row of groups above it."""
    if best + 1 < len(grid) and _is_heading_row(grid[best + 1]) and _has_groups(grid[best], grid[best + 1]):
        return best, best + 1
    if best and _is_heading_row(grid[best - 1]):
        return best - 1, best
    return best, best


def _has_groups(upper: list[Cell], lower: list[Cell]) -> bool:
    """Whether details stand only under what may be a group, as they cannot under "นามสกุล" or "ชั้น"."""
    over = [meaning_of(text_of(cell))[0] for cell in upper] + [""] * len(lower)
    return all(over[column] in ("", *GROUPS) for column, cell in enumerate(lower) if text_of(cell).strip())


def _is_heading_row(row: list[Cell]) -> bool:
    """No numbers, no dates and no names of classes in it, and at least half of it known wordings."""
    cells = [cell for cell in row if text_of(cell).strip()]
    if not cells or any(not isinstance(cell, str) or re.search(r"\d{3}", cell) for cell in cells):
        return False
    if any(grade_in_title(text_of(cell))[0] for cell in cells):
        return False
    texts = [plain(text_of(cell)) for cell in cells]
    return sum(map(_is_known, texts)) * 2 >= len(cells)


def _is_known(text: str) -> bool:
    beside = text in OTHERS or text.startswith("ข้อมูล")
    return beside or bool(meaning_of(text)[0] or particulars.meaning_of(text))


def says_nothing(heading: str) -> bool:
    """Whether a heading is of no student: a row's number, age or remarks, or where the institution is."""
    return plain(heading) in OTHERS or particulars.meaning_of(heading) in particulars.OF_ADDRESS


def lay_out(
    grid: Grid, merged: list[Range], top: int, bottom: int, assigned: Mapping[str, str] = UNASSIGNED
) -> Layout:
    """The table whose headings stand in the rows `top` and `bottom` (0-based, one row if they are equal)."""
    groups, labels = _groups_and_labels(grid, merged, top, bottom)
    given = {
        column: assigned[key]
        for column, label in enumerate(labels)
        if (key := key_of(label, groups[column], column)) in assigned
    }
    found = {name: (column, 3) for column, name in given.items() if name and not _is_particular(name)}
    for column, label in enumerate(labels):
        name, sureness = meaning_of(label, groups[column]) if column not in given else ("", 0)
        if name and sureness > found.get(name, (0, 0))[1]:
            found[name] = (column, sureness)
    layout = Layout(top, bottom + 1, labels=labels, groups=groups)
    layout.columns = {name: (column,) for name, (column, _sure) in found.items()}
    _settle_names(layout)
    _widen_full_name(layout, grid, merged)
    _settle_numbers(layout, grid)
    _settle_birth_date(layout)
    _settle_sex(layout, grid, given)
    _settle_particulars(layout, given)
    return layout


def _is_particular(name: str) -> bool:
    return name in particulars.NAMES


def _settle_particulars(layout: Layout, given: Mapping[int, str]) -> None:
    """What else the columns tell that are not taken; what was assigned goes before what was guessed."""
    taken = {column for used in layout.columns.values() for column in used} | given.keys()
    meanings = {
        column: name
        for column, label in enumerate(layout.labels)
        if label and column not in taken and (name := particulars.meaning_of(label, layout.groups[column]))
    }
    assigned = {name: column for column, name in given.items() if _is_particular(name)}
    layout.particulars = {**particulars.settle(meanings), **assigned}


def _groups_and_labels(grid: Grid, merged: list[Range], top: int, bottom: int) -> tuple[list[str], list[str]]:
    """Per column: the heading over it (spread over its merged cells) and its own."""
    width = max(len(grid[top]), len(grid[bottom]))
    upper, lower = ([text_of(cell).strip() for cell in grid[row]] + [""] * width for row in (top, bottom))
    if top == bottom:
        return [""] * width, upper[:width]
    for (row, first), (_last_row, last) in merged:
        if row == top:
            upper[first : last + 1] = [upper[first]] * (last + 1 - first)
    for column in range(1, width):  # a group that was never merged: details stand under nothing
        if lower[column] and not upper[column] and lower[column - 1]:
            upper[column] = upper[column - 1]
    groups = [upper[column] if lower[column] else "" for column in range(width)]
    return groups, [lower[column] or upper[column] for column in range(width)]


def _settle_names(layout: Layout) -> None:
    """One column for the full name, or one for each name."""
    columns = layout.columns
    either = columns.pop("either_name", None)
    if either:
        columns.setdefault("last_name" if "first_name" in columns else "full_name", either)
    if "first_name" in columns and "last_name" in columns:
        columns.pop("full_name", None)
        return
    if "full_name" not in columns and "first_name" in columns:
        columns["full_name"] = columns["first_name"]
    if "full_name" in columns:
        columns.pop("first_name", None)


def _widen_full_name(layout: Layout, grid: Grid, merged: list[Range]) -> None:
    """ "ชื่อ - สกุล" may stand over two or three columns: title, first and last name, merged or simply empty."""
    if "full_name" not in layout.columns:
        return
    first = last = layout.columns["full_name"][0]
    for (row, left), (_row, right) in merged:
        if left == first and layout.top <= row < layout.start:
            last = max(last, right)
    while (
        last + 1 < len(layout.labels)
        and not layout.labels[last + 1]
        and _holds_words(grid, layout.start, last + 1)
    ):
        last += 1
    taken = {column for name, used in layout.columns.items() if name != "full_name" for column in used}
    layout.columns["full_name"] = tuple(column for column in range(first, last + 1) if column not in taken)


def _holds_words(grid: Grid, start: int, column: int) -> bool:
    given = sample(grid, start, column)
    return bool(given) and not any(re.search(r"[\d/]", text) or plain(text) in SEX_WORDS for text in given)


def _settle_numbers(layout: Layout, grid: Grid) -> None:
    """ "เลขประจำตัว" alone may be the citizen's or the school's: thirteen digits tell."""
    column = layout.columns.pop("any_number", None)
    if column is None:
        return
    given = [citizen_id.clean(text) for text in sample(grid, layout.start, column[0])]
    long = sum(len(number) in (12, 13) for number in given)
    layout.columns.setdefault("citizen_id" if given and long * 2 >= len(given) else "student_number", column)


def _settle_birth_date(layout: Layout) -> None:
    """A date that says no more is the birth date; it may stand in three columns: day, month and year."""
    any_date = layout.columns.pop("any_date", None)
    if any_date:
        layout.columns.setdefault("birth_date", any_date)
    for start in range(len(layout.labels) - 2):
        three = [plain(label) for label in layout.labels[start : start + 3]]
        if tuple(three) == DATE_PARTS and meaning_of(layout.groups[start])[0] == "birth_date":
            layout.columns["birth_date"] = (start, start + 1, start + 2)


def _settle_sex(layout: Layout, grid: Grid, given: Mapping[int, str]) -> None:
    """RPT318 has a column of "ชาย" and "หญิง" without a heading."""
    if "sex" in layout.columns:
        return
    for column, label in enumerate(layout.labels):
        unnamed = not label and column not in given
        said = {plain(text) for text in sample(grid, layout.start, column)} if unnamed else set()
        if said and said <= {"ชาย", "หญิง", "ช", "ญ"}:
            layout.columns["sex"] = (column,)
            return


def sample(grid: Grid, start: int, column: int) -> list[str]:
    """What stands in a column at the beginning of the list, without empty cells."""
    rows = grid[start : start + SAMPLE_ROWS]
    texts = (text_of(row[column]).strip() for row in rows if column < len(row))
    return [text for text in texts if text]
