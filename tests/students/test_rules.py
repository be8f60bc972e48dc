"""Every rule of the catalog by example: one entry that breaks it beside the nearest one that does not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lec.students.rules import LONGEST, RULES, Entry, Facts, Severity, age_of, errors, judge, tidy
from lec.thai import calendar, citizen_id
from tests.cast import NOW, entry

TODAY = NOW.date()
TOMORROW = date(2021, 11, 9)
UPLOADS = Path(__file__).parents[1] / "uploads"

SCHOOL = Facts(
    today=TODAY,
    academic_year=2564,
    institution_kind="school",
    grades=("K2", "K3", "P1", "P2"),
    age_limits={"": (3, 15), "P1": (6, 8), "P2": (6, 16)},
    codes={"religion": {"buddhism": "พุทธ"}, "relation": {"grandmother": "ย่า ยาย"}},
    places={"650801": ("65180",)},
)
CENTER = replace(SCHOOL, institution_kind="center", grades=(), age_limits={"": (2, 5), "PRE": (2, 3)})

VALID = citizen_id.synthetic(1)
ZERO = citizen_id.synthetic(1, first="0")


def typo(number: str) -> str:
    """The number with its last digit one further."""
    return f"{number[:-1]}{(int(number[-1]) + 1) % 10}"


def typed(name: str, text: str) -> dict[str, Any]:
    """A date as every door hands it on: the day that was meant, or the text that is none."""
    parsed = calendar.parse_date(text)
    if parsed.value is None:
        return {name: None, "unread": ((name, text),)}
    return {name: parsed.value, "birth_day_unknown": parsed.day_unknown}


@dataclass(frozen=True)
class Example:
    """What breaks a rule, at which field, and what comes nearest without breaking it.

    Both are told as differences from a faultless newcomer in ป.1 of a school. `also` is what else is found
    of the broken one, `besides` what is found of the sound one.
    """

    code: str
    because: str
    at: str
    broken: Mapping[str, Any]
    sound: Mapping[str, Any]
    facts: Facts = SCHOOL
    sound_facts: Facts | None = None
    besides: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()


def born(day: date, grade: str = "P1", **more: Any) -> dict[str, Any]:
    return {"birth_date": day, "grade": grade, **more}


def without_id(because: str = "เกิดต่างประเทศ") -> dict[str, Any]:
    return {"citizen_id_type": "none", "citizen_id": "", "citizen_id_missing_because": because}


def told(**particulars: Any) -> dict[str, Any]:
    return {"particulars": particulars}


IDENTITY = [
    Example(
        "citizen-id-type-unknown",
        "a driving licence is no type of ID",
        "citizen_id_type",
        {"citizen_id_type": "driving_licence"},
        {"citizen_id_type": "thai"},
    ),
    Example(
        "citizen-id-missing",
        "an empty ID is missing",
        "citizen_id",
        {"citizen_id": ""},
        {"citizen_id": VALID},
    ),
    Example(
        "citizen-id-missing",
        "no ID has a reason",
        "citizen_id_missing_because",
        without_id("  "),
        without_id("ย"),
    ),
    Example(
        "citizen-id-format",
        "a G code has twelve digits",
        "citizen_id",
        {"citizen_id_type": "g_code", "citizen_id": "G99000000001"},
        {"citizen_id_type": "g_code", "citizen_id": "g-990000000001"},
    ),
    Example(
        "citizen-id-format",
        "a G code has no other letter",
        "citizen_id",
        {"citizen_id_type": "g_code", "citizen_id": "GG90000000001"},
        {"citizen_id_type": "g_code", "citizen_id": "G๙90000000001"},
    ),
    Example(
        "citizen-id-format",
        "a passport has five characters at least",
        "citizen_id",
        {"citizen_id_type": "passport", "citizen_id": "A123"},
        {"citizen_id_type": "passport", "citizen_id": "A1234"},
    ),
    Example(
        "citizen-id-format",
        "a passport has twenty characters at most",
        "citizen_id",
        {"citizen_id_type": "passport", "citizen_id": "A" * 21},
        {"citizen_id_type": "passport", "citizen_id": "A" * 20},
    ),
    Example(
        "citizen-id-length",
        "twelve digits are one too few",
        "citizen_id",
        {"citizen_id": VALID[:-1]},
        {"citizen_id": VALID},
    ),
    Example(
        "citizen-id-length",
        "fourteen digits are one too many",
        "citizen_id",
        {"citizen_id": f"{VALID}0"},
        {"citizen_id": citizen_id.format(VALID)},
    ),
    Example(
        "citizen-id-length",
        "a letter among the digits is no digit",
        "citizen_id",
        {"citizen_id": f"{VALID[:-1]}O"},
        {"citizen_id": f" {VALID} "},
    ),
    Example(
        "citizen-id-check-digit",
        "the last digit follows from the others",
        "citizen_id",
        {"citizen_id": typo(VALID)},
        {"citizen_id": VALID},
    ),
    Example(
        "citizen-id-check-digit",
        "a number that begins with 0 carries the same digit",
        "citizen_id",
        {"citizen_id_type": "zero", "citizen_id": typo(ZERO)},
        {"citizen_id_type": "zero", "citizen_id": ZERO},
    ),
    Example(
        "citizen-id-check-digit",
        "9 in front is reserved",
        "citizen_id",
        {"citizen_id": citizen_id.synthetic(1, first="9")},
        {"citizen_id": citizen_id.synthetic(1, first="8")},
    ),
    Example(
        "citizen-id-check-digit",
        "thirteen zeros are nobody's",
        "citizen_id",
        {"citizen_id": "0" * 13},
        {"citizen_id": ZERO},
    ),
    Example(
        "name-missing",
        "a blank first name is none",
        "first_name",
        {"first_name": " \u200b"},
        {"first_name": "ก"},
    ),
    Example("name-missing", "a last name is asked for", "last_name", {"last_name": ""}, {"last_name": "-"}),
    Example(
        "sex-missing",
        "neither sex nor a title that tells it",
        "sex",
        {"sex": "", "prefix": "หม่อมหลวง"},
        {"sex": "", "prefix": "ด.ช."},
    ),
    Example("sex-missing", "a sex nobody counts", "sex", {"sex": "X"}, {"sex": "M"}),
    Example(
        "sex-prefix-mismatch",
        "a girl's title and a boy",
        "sex",
        {"sex": "M", "prefix": "ด.ญ."},
        {"sex": "F", "prefix": "ด.ญ."},
    ),
    Example(
        "sex-prefix-mismatch",
        "a nun who is a boy; an unknown title tells nothing",
        "sex",
        {"sex": "M", "prefix": "แม่ชี"},
        {"sex": "M", "prefix": "คุณ"},
    ),
    Example(
        "held-elsewhere", "active elsewhere", "citizen_id", {}, {}, replace(SCHOOL, held_at="ศพด."), SCHOOL
    ),
    Example(
        "citizen-id-taken", "somebody else's", "citizen_id", {}, {}, replace(SCHOOL, id_taken=True), SCHOOL
    ),
    Example(
        "id-formerly-of-another",
        "somebody else had it",
        "citizen_id",
        {},
        {},
        replace(SCHOOL, id_was_anothers=True),
        SCHOOL,
    ),
    Example(
        "same-name-and-birth-date",
        "the same name and day of birth",
        "first_name",
        without_id(),
        without_id(),
        replace(SCHOOL, twin=True),
        SCHOOL,
    ),
]

BEFORE_BIRTH = frozenset({"entered-before-birth"})

DATES = [
    Example(
        "birth-date-impossible",
        "April has thirty days",
        "birth_date",
        typed("birth_date", "31 เม.ย. 2558"),
        typed("birth_date", "30 เม.ย. 2558"),
    ),
    Example(
        "birth-date-impossible",
        "2558 has no 29 February, 2559 has",
        "birth_date",
        typed("birth_date", "29/2/2558"),
        typed("birth_date", "๒๙/๒/๒๕๕๙"),
        sound_facts=replace(SCHOOL, age_limits={}),
    ),
    Example(
        "birth-date-missing",
        "an empty cell is no birth date, a year alone is",
        "birth_date",
        {"birth_date": None},
        typed("birth_date", "2558"),
        besides=frozenset({"birth-day-unknown"}),
    ),
    Example(
        "birth-date-future",
        "nobody is born tomorrow",
        "birth_date",
        born(TOMORROW),
        born(TODAY, entered_on=TODAY),
        besides=frozenset({"age-grade-mismatch"}),
        also=BEFORE_BIRTH,
    ),
    Example(
        "birth-date-future",
        "2654 is a slip of the keys",
        "birth_date",
        typed("birth_date", "1/3/2654"),
        typed("birth_date", "1/3/2558"),
        also=BEFORE_BIRTH,
    ),
    Example(
        "birth-date-future",
        "a Buddhist year taken for a Christian one; typed, both are read",
        "birth_date",
        born(date(2558, 3, 1)),
        typed("birth_date", "1/3/2015"),
        also=BEFORE_BIRTH,
    ),
    Example(
        "birth-day-unknown",
        "00/00 stands for a day nobody knows",
        "birth_date",
        typed("birth_date", "00/00/2558"),
        typed("birth_date", "01/01/2558"),
    ),
    Example(
        "entered-on-impossible",
        "30 February",
        "entered_on",
        typed("entered_on", "30 ก.พ. 2564"),
        typed("entered_on", "28 ก.พ. 2564"),
    ),
    Example(
        "entered-on-future",
        "nobody has entered tomorrow",
        "entered_on",
        {"entered_on": TOMORROW},
        {"entered_on": TODAY},
    ),
    Example(
        "entered-before-birth",
        "entered the day before birth",
        "entered_on",
        born(date(2015, 3, 2), entered_on=date(2015, 3, 1)),
        born(date(2015, 3, 2), entered_on=date(2015, 3, 2)),
    ),
]

YOUNG, OLD = date(2015, 5, 17), date(2012, 5, 16)

CLASS = [
    Example("grade-unknown", "ป.7 does not exist", "grade", {"grade": "P7"}, {"grade": "P1"}),
    Example("grade-unknown", "no grade at all", "grade", {"grade": ""}, {"grade": "P1"}),
    Example("grade-not-offered", "the school ends with ป.2", "grade", {"grade": "P3"}, {"grade": "P2"}),
    Example(
        "grade-not-offered",
        "a center that says nothing ends with อ.3",
        "grade",
        {"grade": "P1"},
        {"grade": "K3"},
        replace(CENTER, age_limits={}),
    ),
    Example(
        "age-below-minimum",
        "a center's new child turned two on 16 May, not the day after",
        "birth_date",
        born(date(2019, 5, 17), "PRE"),
        born(date(2019, 5, 16), "PRE"),
        CENTER,
    ),
    Example(
        "age-below-minimum",
        "who is no newcomer of a center is not refused any more",
        "birth_date",
        born(date(2019, 5, 17), "PRE"),
        born(date(2019, 5, 17), "PRE"),
        CENTER,
        replace(CENTER, newcomer=False),
        frozenset({"age-grade-mismatch"}),
    ),
    Example(
        "age-grade-mismatch",
        "ป.1 begins with six full years on 16 May",
        "birth_date",
        born(YOUNG),
        born(YOUNG.replace(day=16)),
    ),
    Example(
        "age-grade-mismatch",
        "nine years on 16 May are too old for ป.1, the day after they are eight",
        "birth_date",
        born(OLD),
        born(OLD.replace(day=17)),
    ),
    Example(
        "age-grade-mismatch",
        "no grade goes beyond the most the institution takes",
        "birth_date",
        born(date(2005, 5, 16), "P2"),
        born(date(2005, 5, 17), "P2"),
    ),
    Example(
        "student-number-taken",
        "another has it",
        "student_number",
        {"student_number": "00123"},
        {"student_number": "00123"},
        replace(SCHOOL, number_taken=True),
        SCHOOL,
    ),
    Example(
        "attested-other",
        "206 is explained, 205 is not talked about",
        "attestation",
        {},
        {},
        replace(SCHOOL, attested="206"),
        replace(SCHOOL, attested="205"),
    ),
    Example(
        "not-rolled-over",
        "still in a room of last year",
        "grade",
        {},
        {},
        replace(SCHOOL, seated_in=2563),
        replace(SCHOOL, seated_in=2564),
    ),
    *(
        Example("too-long", f"{name} has room for {most}", name, {name: "ย" * (most + 1)}, {name: "ย" * most})
        for name, most in LONGEST.items()
        if name != "citizen_id_missing_because"
    ),
    Example(
        "too-long",
        "a reason has room for 200",
        "citizen_id_missing_because",
        without_id("ย" * 201),
        without_id("ย" * 200),
    ),
]

PARTICULARS = [
    Example(
        "too-long",
        "a street has room for 100",
        "current_street",
        told(current_street="ย" * 101),
        told(current_street="ย" * 100),
    ),
    Example("value-unreadable", "a height is a number", "height", told(height="สูงมาก"), told(height="๑๒๑.๕")),
    Example(
        "value-unreadable", "yes or no", "lacks_lunch", told(lacks_lunch="บางวัน"), told(lacks_lunch="ไม่ใช่")
    ),
    Example("out-of-range", "a height in millimetres", "height", told(height="1215"), told(height="121.5")),
    Example("out-of-range", "nobody weighs nothing", "weight", told(weight="1.9"), told(weight="2")),
    Example(
        "out-of-range",
        "ten hours are the longest way",
        "travel_minutes",
        told(travel_minutes="601"),
        told(travel_minutes="600"),
    ),
    Example("code-unknown", "not on the list", "religion", told(religion="jedi"), told(religion="buddhism")),
    Example(
        "place-unknown",
        "not on the map",
        "registered_subdistrict",
        told(registered_subdistrict="999999"),
        told(registered_subdistrict="650801"),
    ),
    Example(
        "place-ambiguous",
        "there are many of that name",
        "registered_subdistrict",
        told(registered_subdistrict="ต.วังทอง"),
        told(registered_subdistrict="ต.วังทอง จ.พิษณุโลก"),
    ),
    Example(
        "postal-code-format",
        "four digits",
        "current_postal_code",
        told(current_postal_code="6518"),
        told(current_postal_code="๖๕๑๘๐"),
    ),
    Example(
        "phone-format",
        "eight digits are no phone",
        "father_phone",
        told(father_phone="02-123-456"),
        told(father_phone="02-123-4567"),
    ),
    Example(
        "phone-format",
        "a phone begins with 0",
        "mother_phone",
        told(mother_phone="8123456789"),
        told(mother_phone="0812345678"),
    ),
    Example(
        "relation-missing",
        "a guardian is somebody to the child",
        "guardian_relation",
        told(guardian_first_name="บุญมา"),
        told(guardian_first_name="บุญมา", guardian_relation="grandmother"),
    ),
]

EXAMPLES = [*IDENTITY, *DATES, *CLASS, *PARTICULARS]

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.code}: {e.because}")


def codes(given: Mapping[str, Any], facts: Facts) -> set[tuple[str, str]]:
    newcomer: Entry = tidy(replace(entry(1, "P1"), **given))
    return {(finding.code, finding.field) for finding in judge(newcomer, facts)}


@each_example
def test_what_breaks_a_rule_is_found_by_that_rule_alone_and_at_its_field(example: Example) -> None:
    found = codes(example.broken, example.facts)
    assert (example.code, example.at) in found
    assert {code for code, _field in found} == {example.code} | example.also


@each_example
def test_the_nearest_that_is_right_is_left_in_peace(example: Example) -> None:
    found = codes(example.sound, example.sound_facts or example.facts)
    assert {code for code, _field in found} == example.besides


def test_every_rule_has_an_example_here_or_where_files_are_read() -> None:
    """What only the reader of a file finds is guarded beside the reader."""
    judged = {code for code, rule in RULES.items() if rule.check is not None}
    assert judged == {example.code for example in EXAMPLES}
    guarded = "".join(path.read_text() for path in UPLOADS.glob("test_*.py"))
    assert [code for code in RULES.keys() - judged if f'"{code}"' not in guarded] == []


def test_a_faultless_newcomer_is_faultless() -> None:
    assert codes({}, SCHOOL) == set()


def test_errors_come_before_warnings_and_only_they_block() -> None:
    worst = replace(entry(1, "P3", sex="M"), prefix="เด็กหญิง", last_name="", birth_day_unknown=True)
    found = judge(tidy(worst), replace(SCHOOL, attested="206"))
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities, key=list(Severity).index)
    assert set(severities) == set(Severity)
    assert [finding.code for finding in errors(found)] == ["name-missing"]


@each_example
def test_a_finding_says_what_is_wrong_with_every_value_in_its_place(example: Example) -> None:
    newcomer = tidy(replace(entry(1, "P1"), **example.broken))
    [finding] = [f for f in judge(newcomer, example.facts) if f.code == example.code]
    assert finding.severity == RULES[example.code].severity
    assert "%(" not in finding.message
    assert all(str(value) in finding.message for name, value in finding.params.items() if name != "grade")


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (date(2015, 5, 16), 6),
        (date(2015, 5, 17), 5),
        (date(2016, 2, 29), 5),
        (date(2021, 5, 16), 0),
    ],
)
def test_age_is_counted_in_full_years_on_16_may_of_the_academic_year(birth: date, age: int) -> None:
    assert age_of(birth, 2564) == age
