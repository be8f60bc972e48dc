"""Which column is what: the heading rows of any sheet, matched through tables of words (DOMAIN, Excel in).

Our template, RPT318 and each school's own sheet differ in wording, order and number of heading rows. What
the words mean is data here; new wordings are added to the tables, not to the code.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lec.thai import citizen_id, digits, names

Cell = object
Grid = list[list[Cell]]
Range = tuple[tuple[int, int], tuple[int, int]]

DEEPEST_HEADING = 40
SAMPLE_ROWS = 200


@dataclass(frozen=True)
class Words:
    """How a heading may read: `whole` as a whole, `part` as a part of it, never with a word of `without`."""

    whole: tuple[str, ...]
    part: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


# All without spaces, dots and dashes, in small letters (see `plain`). The first that fits wins.
WORDS: dict[str, Words] = {
    "citizen_id_type": Words(("ประเภทเลขประจำตัว", "ประเภทเลข", "ประเภทบัตร", "ประเภทเลขประจำตัวประชาชน")),
    "citizen_id_missing_because": Words((), ("ไม่มีเลข",)),
    "citizen_id": Words(
        (
            "เลขบัตร",
            "เลขที่บัตร",
            "idcard",
            "idno",
            "citizenid",
            "nationalid",
            "pid",
            "cid",
            "เลข13หลัก",
            "บัตรปชช",
        ),
        ("ประชาชน", "13หลัก", "ปชช", "รหัสg", "gcode"),
        ("เอกสาร", "วันหมดอายุ", "สำเนา"),
    ),
    "student_number": Words(
        ("รหัสนักเรียน", "รหัสเด็ก", "เลขนักเรียน", "studentid", "studentno", "studentcode", "รหัสผู้เรียน"),
        ("ประจำตัวนักเรียน", "ประจำตัวเด็ก", "ประจำตัวผู้เรียน", "รหัสนักเรียน", "ทะเบียนนักเรียน"),
    ),
    "any_number": Words(("เลขประจำตัว", "รหัสประจำตัว", "รหัส", "เลขทะเบียน", "หมายเลขประจำตัว")),
    "prefix": Words(("คำนำ", "prefix", "title", "คำหน้าชื่อ", "คำหน้านาม", "ยศ"), ("คำนำหน้า",), ("สกุล",)),
    "full_name": Words(
        ("รายชื่อ", "รายชื่อนักเรียน", "รายชื่อเด็ก", "รายชื่อเด็กนักเรียน", "fullname"),
        ("ชื่อนามสกุล", "ชื่อและนามสกุล", "ชื่อและสกุล", "ชื่อชื่อสกุล", "ชื่อตัวชื่อสกุล", "ชื่อตัวและชื่อสกุล", "นำหน้าชื่อสกุล"),
    ),
    "last_name": Words(("นามสกุล", "สกุล", "lastname", "surname", "familyname")),
    "first_name": Words(
        ("ชื่อ", "ชื่อตัว", "ชื่อจริง", "ชื่อนักเรียน", "ชื่อเด็ก", "ชื่อเด็กนักเรียน", "ชื่อผู้เรียน", "firstname", "name", "ชื่อนร")
    ),
    "sex": Words(("เพศ", "sex", "gender")),
    "entered_on": Words(
        ("entrydate", "enrolldate", "entereddate"),
        ("เข้าศึกษา", "เข้าเรียน", "รับเข้า", "วันที่เข้า", "วันเข้า", "มอบตัว"),
        ("ปีการศึกษา", "ชั้น", "หลักฐาน", "เวลา"),
    ),
    "birth_date": Words(
        ("birthdate", "birthday", "dateofbirth", "dob"),
        ("เกิด",),
        ("สถานที่", "จังหวัด", "น้ำหนัก", "ประเทศ", "สูติ", "ลำดับ", "อำเภอ", "ตำบล", "ที่เกิดเหตุ"),
    ),
    "any_date": Words(("วันเดือนปี", "วดป")),
    "grade": Words(("class", "grade", "ระดับ", "ระดับการศึกษา"), ("ชั้น",), ("ครู", "เข้า", "จบ", "ก่อน", "เดิม")),
    "room": Words(("room", "กลุ่ม"), ("ห้อง",), ("ครู", "ชั้น")),
    "academic_year": Words(("ปีการศึกษา",)),
    "institution": Words(
        ("สถานศึกษา", "ชื่อสถานศึกษา", "โรงเรียน", "ชื่อโรงเรียน", "ชื่อศูนย์", "ศูนย์พัฒนาเด็กเล็ก", "ศพด", "ชื่อศพด", "school")
    ),
}

# Headings about somebody or something else, whatever else they say.
ANOTHER: tuple[str, ...] = (
    "บิดา",
    "มารดา",
    "พ่อ",
    "แม่",
    "ผู้ปกครอง",
    "คู่สมรส",
    "พี่น้อง",
    "ครู",
    "ผู้บริหาร",
    "ผู้อำนวยการ",
)
ANOTHER += ("อังกฤษ", "ชื่อเล่น", "ชื่อเดิม", "ชื่อรอง", "ชื่อกลาง", "ที่อยู่", "ภูมิลำเนา", "english", "nickname")
ANOTHER += ("father", "mother", "parent", "guardian", "middlename")

# Headings we do not read but know for headings: they tell a second heading row from a row of data.
OTHERS = {"ที่", "ลำดับ", "ลำดับที่", "เลขที่", "no", "วัน", "เดือน", "ปี", "อายุ", "ชาย", "หญิง", "รวม", "หมายเหตุ"}
OTHERS |= {"สัญชาติ", "เชื้อชาติ", "ศาสนา", "สถานภาพ", "กลุ่มเลือด", "ส่วนสูง", "น้ำหนัก", "อาชีพ", "รายได้", "รายได้เดือน"}
OTHERS |= {
    "บิดา",
    "มารดา",
    "ผู้ปกครอง",
    "ความเกี่ยวข้อง",
    "เบอร์โทร",
    "โทรศัพท์",
    "ที่อยู่",
    "ที่อยู่ปัจจุบัน",
    "ที่อยู่ตามทะเบียนบ้าน",
}
OTHERS |= {
    "บ้านเลขที่",
    "หมู่",
    "หมู่ที่",
    "ถนน",
    "ถนนตรอกซอย",
    "ตรอก",
    "ซอย",
    "ตำบล",
    "แขวง",
    "อำเภอ",
    "เขต",
    "อำเภอเขต",
    "จังหวัด",
}
OTHERS |= {"รหัสไปรษณีย์"}
DATE_PARTS = ("วัน", "เดือน", "ปี")
SEX_WORDS = {
    **dict.fromkeys(("ชาย", "ช", "m", "male", "1", "เด็กชาย", "ผู้ชาย"), "M"),
    **dict.fromkeys(("หญิง", "ญ", "f", "female", "2", "เด็กหญิง", "ผู้หญิง"), "F"),
}

_SEPARATORS = re.compile(r"[\s.,\-–—_/:*\\'\"“”|+&#]+")
_SURNAME_APART = re.compile(r"ชื่อ[\s\-–—_/,และ]+(นาม)?สกุล|ชื่อ(ตัว)?[\s\-–—/]*(ชื่อ|นาม)สกุล")


@dataclass
class Layout:
    """Where the table is: heading rows and first data row (0-based), the columns of each field, the wordings.

    A field may take several columns: a name set in three under one heading, a birth date in day, month, year.
    """

    top: int
    start: int
    columns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)

    @property
    def is_register(self) -> bool:
        """Whether this is a list of students: names, and something to know them by."""
        named = {"full_name", "first_name"} & self.columns.keys()
        return bool(named) and bool({"citizen_id", "birth_date", "student_number"} & self.columns.keys())


def text_of(cell: Cell) -> str:
    """A cell as text, a whole number without its ".0"."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


@lru_cache(maxsize=4096)
def plain(text: str, *, with_brackets: bool = True) -> str:
    """A heading without what varies: spaces, dots, dashes, line breaks, Thai digits, capitals."""
    text = digits.to_arabic(names.tidy(text)).lower()
    text = re.sub(r"[()\[\]]", " ", text) if with_brackets else re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    return _SEPARATORS.sub("", text)


def meaning_of(label: str, group: str = "") -> tuple[str, int]:
    """The field a heading names and how surely (2 by the whole wording, 1 by a part); ("", 0) for none."""
    whole = plain(label, with_brackets=False) or plain(label)
    everything = plain(label)
    if not whole or any(word in plain(group) + everything for word in ANOTHER):
        return "", 0
    if "ชื่อสกุล" in whole:  # "ชื่อ-สกุล" is both names, "ชื่อสกุล" officially the last one
        return ("full_name", 1) if _SURNAME_APART.search(label) else ("either_name", 1)
    for name, words in WORDS.items():
        if whole in words.whole or everything in words.whole:
            return name, 2
    for name, words in WORDS.items():
        if any(part in everything for part in words.part) and not any(
            word in everything for word in words.without
        ):
            return name, 1
    return "", 0


def find(grid: Grid, merged: list[Range]) -> Layout | None:
    """The table of students in a sheet, or None where there is none."""
    depth = min(len(grid), DEEPEST_HEADING)
    scores = [_score(grid[row]) for row in range(depth)]
    best = max(range(depth), key=lambda row: (scores[row], -row), default=-1)
    if best < 0 or scores[best] < 2:
        return None
    top, bottom = _heading_rows(grid, best, merged)
    layout = _lay_out(grid, merged, top, bottom)
    return layout if layout.is_register else None


def _score(row: list[Cell]) -> int:
    meanings = {meaning_of(text_of(cell))[0] for cell in row if isinstance(cell, str) and len(cell) < 80}
    return len(meanings - {""})


def _heading_rows(grid: Grid, best: int, merged: list[Range]) -> tuple[int, int]:
    """The best row alone, or with the row of details below it, or with the row of groups above it."""
    if best + 1 < len(grid) and _is_heading_row(grid[best + 1]):
        return best, best + 1
    if best and _is_heading_row(grid[best - 1]):
        return best - 1, best
    return best, best


def _is_heading_row(row: list[Cell]) -> bool:
    """No numbers and no dates in it, and at least half of it known wordings."""
    cells = [cell for cell in row if text_of(cell).strip()]
    if not cells or any(not isinstance(cell, str) or re.search(r"\d{3}", cell) for cell in cells):
        return False
    texts = [plain(text_of(cell)) for cell in cells]
    known = sum(text in OTHERS or text.startswith("ข้อมูล") or bool(meaning_of(text)[0]) for text in texts)
    return known * 2 >= len(cells)


def _lay_out(grid: Grid, merged: list[Range], top: int, bottom: int) -> Layout:
    groups, labels = _groups_and_labels(grid, merged, top, bottom)
    found: dict[str, tuple[int, int]] = {}
    for column, label in enumerate(labels):
        name, sureness = meaning_of(label, groups[column])
        if name and sureness > found.get(name, (0, 0))[1]:
            found[name] = (column, sureness)
    layout = Layout(top, bottom + 1, {name: (column,) for name, (column, _sure) in found.items()}, labels)
    _settle_names(layout)
    _widen_full_name(layout, grid, merged)
    _settle_numbers(layout, grid)
    _settle_birth_date(layout, groups)
    _settle_sex(layout, grid)
    return layout


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
    given = _sample(grid, start, column)
    return bool(given) and not any(re.search(r"[\d/]", text) or plain(text) in SEX_WORDS for text in given)


def _settle_numbers(layout: Layout, grid: Grid) -> None:
    """ "เลขประจำตัว" alone may be the citizen's or the school's: thirteen digits tell."""
    column = layout.columns.pop("any_number", None)
    if column is None:
        return
    given = [citizen_id.clean(text) for text in _sample(grid, layout.start, column[0])]
    long = sum(len(number) in (12, 13) for number in given)
    layout.columns.setdefault("citizen_id" if given and long * 2 >= len(given) else "student_number", column)


def _settle_birth_date(layout: Layout, groups: list[str]) -> None:
    """A date that says no more is the birth date; it may stand in three columns: day, month and year."""
    any_date = layout.columns.pop("any_date", None)
    if any_date:
        layout.columns.setdefault("birth_date", any_date)
    for start in range(len(layout.labels) - 2):
        three = [plain(label) for label in layout.labels[start : start + 3]]
        if tuple(three) == DATE_PARTS and meaning_of(groups[start])[0] == "birth_date":
            layout.columns["birth_date"] = (start, start + 1, start + 2)


def _settle_sex(layout: Layout, grid: Grid) -> None:
    """RPT318 has a column of "ชาย" and "หญิง" without a heading."""
    if "sex" in layout.columns:
        return
    for column, label in enumerate(layout.labels):
        given = {plain(text) for text in _sample(grid, layout.start, column)} if not label else set()
        if given and given <= {"ชาย", "หญิง", "ช", "ญ"}:
            layout.columns["sex"] = (column,)
            return


def _sample(grid: Grid, start: int, column: int) -> list[str]:
    rows = grid[start : start + SAMPLE_ROWS]
    texts = (text_of(row[column]).strip() for row in rows if column < len(row))
    return [text for text in texts if text]
