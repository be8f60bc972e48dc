"""What is judged: an entry, the facts around it, and the findings."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lec.refusals import Fault
from lec.students.rules.catalog import Severity, message_of
from lec.thai import calendar

CITIZEN_ID_TYPES = ("thai", "zero", "g_code", "passport", "none")
LONGEST = {
    "citizen_id_missing_because": 200,
    "prefix": 30,
    "first_name": 80,
    "last_name": 80,
    "room": 20,
    "student_number": 13,
}


@dataclass(frozen=True)
class Entry:
    """One student as typed, read from a file, or held. Empty text means nothing was given.

    `unread` holds, as (field, text), what was given for a date or number and is none. `particulars` holds, by
    the names of the catalog (rules.particulars), only what is given; None there means it is to be unknown.
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
    particulars: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    unread: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Facts:
    """What a judgement needs to know besides the entry itself.

    `age_limits`: grade code -> (least, most) full years on 16 May; the key "" is for the institution's kind.
    `newcomer`: the stay begins in this academic year. `held_at`: where the person is active instead.
    `id_taken`: the citizen ID is another student's than the one the entry would change. `id_was_anothers`: it
    was another student's before, and is that one's no more.
    `twin`: somebody else of this name and birth date is active. `attested`: this round's code.
    `seated_in`: the academic year of the room where somebody sits already. `number_taken`: another student of
    the institution has the student number.
    `particulars`: what is held of them. `codes`: list -> key -> label, as they may be chosen today. `places`:
    the postal codes of each subdistrict that is on the map, as far as the entry names some.
    """

    today: date
    academic_year: int
    institution_kind: str
    grades: tuple[str, ...] = ()
    age_limits: dict[str, tuple[int, int]] = dataclasses.field(default_factory=dict)
    newcomer: bool = True
    held_at: str = ""
    id_taken: bool = False
    id_was_anothers: bool = False
    twin: bool = False
    attested: str = ""
    seated_in: int = 0
    number_taken: bool = False
    particulars: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


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


def age_of(birth_date: date, academic_year: int) -> int:
    """Full years on 16 May of the academic year (BE), the day by which the nation counts ages."""
    return calendar.age_on(birth_date, date(calendar.ce_year(academic_year), 5, 16))


def is_newcomer(entered_on: date, academic_year: int) -> bool:
    """Whether a stay begins in the academic year (BE) or later."""
    return calendar.academic_year_of(entered_on) >= academic_year
