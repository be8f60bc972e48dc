"""What stands in the cells, mended, and every mending written down (DOMAIN, Excel in).

A value is only mended where no doubt is left. What cannot be read is a finding; whether what was read is
right (check digit, age, sex and prefix) is for `students.rules` to judge.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from lec.reference.grades import short
from lec.students.rules import Finding, Severity
from lec.thai import calendar, citizen_id, digits, names
from lec.uploads.workbook.grades import read_grade, read_room
from lec.uploads.workbook.headings import Cell, text_of
from lec.uploads.workbook.words import SEX_WORDS, plain

KINDS = {
    "spaces": _("ตัดช่องว่างที่เกิน"),
    "marks": _("เรียงสระและวรรณยุกต์"),
    "thai-digits": _("เปลี่ยนเลขไทยเป็นเลขอารบิก"),
    "separators": _("ตัดขีดและช่องว่างในเลขประจำตัว"),
    "leading-zero": _("เติม 0 ที่ Excel ตัดออก"),
    "date": _("อ่านวันที่"),
    "era": _("อ่านปี พ.ศ. และ ค.ศ."),
    "day-unknown": _("ไม่ทราบวันเดือน ใช้ 1 มกราคม"),
    "title": _("เขียนคำนำหน้าเต็ม"),
    "name-split": _("แยกคำนำหน้า ชื่อ และนามสกุล"),
    "grade": _("อ่านชั้นและห้อง"),
    "from-title": _("ใช้ชั้นจากหัวเรื่องของแผ่นงาน"),
    "merged-cell": _("เติมค่าจากเซลล์ที่ผสาน"),
    "hidden-row": _("อ่านแถวที่ซ่อนไว้ด้วย"),
}

ID_TYPES = {
    "thai": "thai",
    "เลขประจำตัวประชาชน": "thai",
    "zero": "zero",
    "เลข13หลักขึ้นต้นด้วย0": "zero",
    "gcode": "g_code",
    "รหัสg": "g_code",
    "passport": "passport",
    "หนังสือเดินทาง": "passport",
    "none": "none",
    "ไม่มีเลข": "none",
}

_SCIENTIFIC = re.compile(r"\d([.,]\d*)?\s*E\s*\+?\s*\d{1,3}", re.IGNORECASE)
_USUAL_DATE = re.compile(r"\d{1,2}/\d{1,2}/25\d\d")
_SERIAL_EPOCH = date(1899, 12, 30)


class Repair(TypedDict):
    """What was written in a cell and what is read; `kind` is a key of KINDS."""

    row: int
    field: str
    before: str
    after: str
    kind: str


@dataclass
class Reading:
    """One row while it is read."""

    row: int
    cells: dict[str, list[Cell]]
    values: dict[str, Any] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The cells of a field as one text, as they are."""
        cells = self.cells.get(name, ())
        return text_of(cells[0]) if len(cells) == 1 else " ".join(filter(None, map(text_of, cells)))

    def mend(self, name: str, before: str, after: str, kind: str) -> None:
        """Write a repair down."""
        if before != after:
            self.repairs.append(Repair(row=self.row, field=name, before=before, after=after, kind=kind))

    def find(self, code: str, name: str, **params: object) -> None:
        """Something is written there that cannot be read; nothing written is for others to judge."""
        self.findings.append(Finding(code, Severity.ERROR, name, params))


def read_row(row: int, cells: dict[str, list[Cell]]) -> Reading:
    """All values of one row. Grade and room may come in one cell, the names too."""
    reading = Reading(row, cells)
    for read in READERS:
        read(reading)
    return reading


def read_citizen_id(reading: Reading) -> None:
    """The bare number and its type. A lost zero comes back to a number cell if the check digit then fits."""
    cells = reading.cells.get("citizen_id", [""])
    written = reading.text("citizen_id").strip()
    number = citizen_id.clean(written)
    because = names.tidy(reading.text("citizen_id_missing_because"))
    kind = ID_TYPES.get(plain(reading.text("citizen_id_type")).replace("_", ""), "")
    if isinstance(cells[0], str) and _SCIENTIFIC.fullmatch(digits.to_arabic(written)):
        reading.find("citizen-id-scientific", "citizen_id", text=written)
        number = ""
    elif isinstance(cells[0], int | float) and len(number) == 12 and citizen_id.is_valid(f"0{number}"):
        reading.mend("citizen_id", number, f"0{number}", "leading-zero")
        number = f"0{number}"
    else:
        kept = digits.to_arabic(written)
        reading.mend("citizen_id", written, number, "thai-digits" if kept == number else "separators")
    if not re.search(r"[1-9A-Z]", number):
        number, kind = "", kind or ("none" if because else "")
    if kind in ("", "thai", "zero"):
        kind = citizen_id.type_of(number) or kind
        if number and len(number) != citizen_id.LENGTH:
            reading.find("citizen-id-length", "citizen_id", length=len(number))
    reading.values |= {"citizen_id_type": kind, "citizen_id": number, "citizen_id_missing_because": because}


def read_names(reading: Reading) -> None:
    """Title, first and last name, from three cells, from one, or from anything between."""
    prefix_cell, first_cell, last_cell = map(reading.text, ("prefix", "first_name", "last_name"))
    prefix = names.full_prefix(prefix_cell)
    if "full_name" in reading.cells:
        found, first, last = names.split_full_name(reading.text("full_name"))
        if last_cell.strip():  # a column of its own for the last name
            first, last = " ".join(filter(None, (first, last))), names.tidy(last_cell)
        whole = " | ".join(filter(None, (found, first, last)))
        reading.mend("first_name", reading.text("full_name"), whole, "name-split")
    else:
        found, first = names.split_title(first_cell)
        last = names.tidy(last_cell)
        if not first or (prefix and found not in ("", prefix)):  # a name that begins like a title
            found, first = "", names.tidy(first_cell)
        if not last and " " in first:
            first, _space, last = first.partition(" ")
        parts = " | ".join(filter(None, (found, first, last if not last_cell.strip() else "")))
        reading.mend(
            "first_name",
            first_cell,
            parts,
            "name-split" if found or last != names.tidy(last_cell) else _tidied(first_cell),
        )
        reading.mend("last_name", last_cell, names.tidy(last_cell), _tidied(last_cell))
    reading.mend(
        "prefix", prefix_cell, prefix, "title" if names.tidy(prefix_cell) != prefix else _tidied(prefix_cell)
    )
    reading.values |= {"prefix": prefix or found, "first_name": first, "last_name": last}


def _tidied(text: str) -> str:
    return "spaces" if text.split() == names.tidy(text).split() else "marks"


def read_sex(reading: Reading) -> None:
    """As the column says; where there is none, as the title says."""
    said = SEX_WORDS.get(plain(reading.text("sex")), "")
    reading.values["sex"] = said or names.sex_of(reading.values["prefix"])


def read_birth_date(reading: Reading) -> None:
    """The birth date, and whether its day is known."""
    parsed = _read_date(reading, "birth_date")
    if parsed.fault == "impossible":
        reading.find("birth-date-impossible", "birth_date", text=_date_text(reading, "birth_date").strip())
    unknown = {"birth_day_unknown": parsed.day_unknown} if parsed.value else {}
    reading.values |= {"birth_date": parsed.value, **unknown}


def read_entered_on(reading: Reading) -> None:
    """The day of entry; it may be left out."""
    parsed = _read_date(reading, "entered_on")
    if parsed.fault == "impossible":
        reading.find("entered-on-impossible", "entered_on", text=_date_text(reading, "entered_on").strip())
    reading.values["entered_on"] = parsed.value


def _date_text(reading: Reading, name: str) -> str:
    cells = reading.cells.get(name, [])
    return reading.text(name) if len(cells) != 3 else "/".join(text_of(cell).strip() or "0" for cell in cells)


def _read_date(reading: Reading, name: str) -> calendar.ParsedDate:
    cells = reading.cells.get(name, [])
    cell = cells[0] if len(cells) == 1 else None
    if isinstance(cell, datetime | date):
        parsed, kind = _from_date_cell(cell), "era"
        before = f"{cell.day}/{cell.month}/{cell.year}"
        usual = parsed.value == (cell.date() if isinstance(cell, datetime) else cell)
    elif isinstance(cell, int | float) and 20_000 <= cell < 60_000:  # a date that lost its format
        parsed, kind = calendar.ParsedDate(_SERIAL_EPOCH + timedelta(days=int(cell))), "date"
        before, usual = text_of(cell), False
    else:
        before = _date_text(reading, name)
        parsed, kind = _parse(before), _kind_of_date(before)
        usual = bool(_USUAL_DATE.fullmatch(before))
    if parsed.value and (not usual or parsed.day_unknown):
        reading.mend(
            name, before, calendar.format_slashed(parsed.value), "day-unknown" if parsed.day_unknown else kind
        )
    return parsed


@lru_cache(maxsize=4096)
def _parse(text: str) -> calendar.ParsedDate:
    return calendar.parse_date(text)


def _from_date_cell(cell: date) -> calendar.ParsedDate:
    """A date cell counts in CE. Typed in BE it says 2560; typed as 60 Excel makes it 1960: both are 2017."""
    year = cell.year - calendar.ERA if cell.year > 2400 else cell.year
    year += 57 if 1940 <= year <= 1975 else 0
    try:
        return calendar.ParsedDate(date(year, cell.month, cell.day))
    except ValueError:
        return calendar.IMPOSSIBLE


def _kind_of_date(text: str) -> str:
    if _USUAL_DATE.fullmatch(digits.to_arabic(text).strip()):
        return "thai-digits" if digits.to_arabic(text) != text else "spaces"
    return "era" if re.fullmatch(r"\d{1,2}/\d{1,2}/20\d\d|20\d\d-\d\d-\d\d.*", text) else "date"


def read_class(reading: Reading) -> None:
    """Grade and room, from two cells or from one ("ป.6/2")."""
    written = reading.text("grade").strip()
    grade, room, usual = read_grade(written)
    room_cell = reading.cells.get("room", [""])[0]
    room_text = (
        f"{room_cell.day}/{room_cell.month}" if isinstance(room_cell, date) else reading.text("room").strip()
    )
    own_grade, own_room = read_room(room_text, grade)
    if not written and own_grade:
        grade, usual = own_grade, True
    if not usual and grade:
        reading.mend("grade", written, class_label(grade, own_room or room), "grade")
    reading.mend(
        "room", room_text, own_room, "grade" if digits.to_arabic(room_text) != own_room else "thai-digits"
    )
    if written and not grade:
        reading.find("grade-unknown", "grade", grade=written)
    reading.values |= {"grade": grade, "room": own_room or room}


def class_label(grade: str, room: str) -> str:
    """ "ป.6 ห้อง 2", or "ป.6" where no room is known."""
    return _("%(grade)s ห้อง %(room)s") % {"grade": short(grade), "room": room} if room else short(grade)


def read_student_number(reading: Reading) -> None:
    """The school's own number; a zero in front stays."""
    written = reading.text("student_number")
    number = digits.to_arabic(names.tidy(written)).strip("'")
    reading.mend(
        "student_number", written, number, "spaces" if digits.to_arabic(written) == written else "thai-digits"
    )
    reading.values["student_number"] = "" if number == "-" else number


def read_place(reading: Reading) -> None:
    """Whose row it is, and of which year, where columns say so."""
    reading.values["institution"] = names.tidy(reading.text("institution"))
    year = re.search(r"\d{4}", digits.to_arabic(reading.text("academic_year")))
    reading.values["academic_year"] = int(year[0]) if year else None


READERS: tuple[Callable[[Reading], None], ...] = (
    read_citizen_id,
    read_names,
    read_sex,
    read_birth_date,
    read_class,
    read_student_number,
    read_entered_on,
    read_place,
)
