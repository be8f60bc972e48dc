"""What is judged: an entry, the facts around it, and the findings."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from lec.refusals import Fault
from lec.students.rules.sentences import message_of
from lec.thai import calendar, citizen_id, names

CITIZEN_ID_TYPES = ("thai", "zero", "g_code", "passport", "none")
LONGEST = {
    "citizen_id_missing_because": 200,
    "prefix": 30,
    "first_name": 80,
    "last_name": 80,
    "room": 20,
    "student_number": 13,
}


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Entry:
    """One student as typed, read from a file, or held. Empty text means nothing was given.

    `unread` holds, as (field, text), what was given for a date and is none.
    """

    citizen_id_type: str = ""
    citizen_id: str = ""
    citizen_id_missing_because: str = ""
    prefix: str = ""
    first_name: str = ""
    last_name: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_day_unknown: bool = False
    grade: str = ""
    room: str = ""
    student_number: str = ""
    entered_on: date | None = None
    unread: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Facts:
    """What a judgement needs to know besides the entry itself.

    `age_limits`: grade code -> (least, most) full years on 16 May; the key "" is for the institution's kind.
    `newcomer`: the stay begins in this academic year. `held_at`: where the person is active instead.
    `twin`: somebody else of this name and birth date is active. `attested`: this round's code.
    """

    today: date
    academic_year: int
    institution_kind: str
    grades: tuple[str, ...] = ()
    age_limits: dict[str, tuple[int, int]] = dataclasses.field(default_factory=dict)
    newcomer: bool = True
    held_at: str = ""
    twin: bool = False
    attested: str = ""


@dataclass(frozen=True)
class Finding:
    """What a rule says of a student: code, weight, field, and the values its sentence needs."""

    code: str
    severity: Severity
    field: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        """The Thai sentence: what, why, and the way out."""
        return message_of(self.code, self.params)

    def as_fault(self, row: int | None = None) -> Fault:
        """The finding as a refusal names it."""
        return Fault(self.code, self.message, self.field, row)


def tidy(entry: Entry) -> Entry:
    """The entry as it is kept: spaces and marks mended, the ID bare, its type and the sex filled in."""
    number = citizen_id.clean(entry.citizen_id)
    prefix = names.full_prefix(names.tidy(entry.prefix))
    kind = entry.citizen_id_type
    if kind in ("", "thai", "zero"):
        kind = citizen_id.type_of(number) or kind or "thai"
    return Entry(
        citizen_id_type=kind,
        citizen_id="" if kind == "none" else number,
        citizen_id_missing_because=entry.citizen_id_missing_because.strip() if kind == "none" else "",
        prefix=prefix,
        first_name=names.tidy(entry.first_name),
        last_name=names.tidy(entry.last_name),
        sex=entry.sex or names.sex_of(prefix),
        birth_date=entry.birth_date,
        birth_day_unknown=entry.birth_day_unknown,
        grade=entry.grade,
        room=names.tidy(entry.room) or "1",
        student_number=entry.student_number.strip(),
        entered_on=entry.entered_on,
        unread=entry.unread,
    )


def age_of(birth_date: date, academic_year: int) -> int:
    """Full years on 16 May of the academic year (BE), the day by which the nation counts ages."""
    return calendar.age_on(birth_date, date(calendar.ce_year(academic_year), 5, 16))


def is_newcomer(entered_on: date, academic_year: int) -> bool:
    """Whether a stay begins in the academic year (BE) or later."""
    return calendar.academic_year_of(entered_on) >= academic_year
