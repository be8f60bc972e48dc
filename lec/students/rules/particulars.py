"""What else is known of a student: the fields of the real register beyond identity and room.

A catalog, so that model, form, file, API and trail speak of the same fields in the same order (research:
RPT318, 75 columns). All may be empty: nobody is kept from being counted by a missing blood group. What is
given is right or refused: a wrong one would only be sent on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lec.reference import places
from lec.students.rules.catalog import Found, Severity, rule
from lec.students.rules.entries import Entry, Facts
from lec.thai import digits, names

Value = str | int | bool | Decimal | None
Label = Any  # a lazy sentence, whose type is Django's own and no rule's business

CLAUSE = "RPT318"
LONGEST_UNREAD = 20
LONGEST_PLACE = 60
NAMED = 3
YES = {"1", "true", "yes", "ใช่", "มี", "เบิกได้", "ขาดแคลน"}
NO = {"0", "false", "no", "ไม่ใช่", "ไม่มี", "เบิกไม่ได้", "ไม่ขาดแคลน"}


class Kind(StrEnum):
    """What a value is, and so how it is read, kept and drawn."""

    TEXT = "text"
    CODE = "code"
    YES_NO = "yes_no"
    MEASURE = "measure"
    WHOLE = "whole"
    PHONE = "phone"
    SUBDISTRICT = "subdistrict"
    POSTAL_CODE = "postal_code"


class Section(StrEnum):
    """A part of the form that is saved by itself."""

    GENERAL = "general"
    NEEDS = "needs"
    TRAVEL = "travel"
    FATHER = "father"
    MOTHER = "mother"
    GUARDIAN = "guardian"
    RIGHTS = "rights"
    REGISTERED_ADDRESS = "registered"
    CURRENT_ADDRESS = "current"


SECTIONS: dict[Section, Label] = {
    Section.GENERAL: _("ข้อมูลทั่วไปและสุขภาพ"),
    Section.FATHER: _("บิดา"),
    Section.MOTHER: _("มารดา"),
    Section.GUARDIAN: _("ผู้ปกครองและครอบครัว"),
    Section.REGISTERED_ADDRESS: _("ที่อยู่ตามทะเบียนบ้าน"),
    Section.CURRENT_ADDRESS: _("ที่อยู่ปัจจุบัน"),
    Section.NEEDS: _("ความด้อยโอกาส ความพิการ และความขาดแคลน"),
    Section.TRAVEL: _("การเดินทางและที่พัก"),
    Section.RIGHTS: _("สิทธิการเบิกของผู้ปกครอง"),
}


@dataclass(frozen=True)
class Particular:
    """One field. `code_list` names the list of a code; `least` and `most` bound a number in its `unit`."""

    name: str
    section: Section
    label: Label
    kind: Kind = Kind.TEXT
    code_list: str = ""
    longest: int = 80
    least: int = 0
    most: int = 0
    unit: Label = ""


def _person(section: Section) -> Iterator[Particular]:
    """Father, mother and guardian are asked alike."""
    yield Particular(f"{section}_prefix", section, _("คำนำหน้า"), longest=30)
    yield Particular(f"{section}_first_name", section, _("ชื่อ"))
    yield Particular(f"{section}_last_name", section, _("นามสกุล"))
    yield Particular(f"{section}_religion", section, _("ศาสนา"), Kind.CODE, "religion")
    yield Particular(f"{section}_occupation", section, _("อาชีพ"), Kind.CODE, "occupation")
    yield Particular(
        f"{section}_monthly_income", section, _("รายได้ต่อเดือน"), Kind.WHOLE, most=9_999_999, unit=_("บาท")
    )
    yield Particular(f"{section}_phone", section, _("เบอร์โทรศัพท์"), Kind.PHONE, longest=10)


def _address(section: Section) -> Iterator[Particular]:
    """Both addresses are asked alike; the subdistrict stands for district and province."""
    yield Particular(f"{section}_house_number", section, _("บ้านเลขที่"), longest=20)
    yield Particular(f"{section}_village_number", section, _("หมู่ที่"), longest=5)
    yield Particular(f"{section}_street", section, _("ถนน ตรอก ซอย"), longest=100)
    yield Particular(f"{section}_subdistrict", section, _("ตำบล อำเภอ จังหวัด"), Kind.SUBDISTRICT)
    yield Particular(f"{section}_postal_code", section, _("รหัสไปรษณีย์"), Kind.POSTAL_CODE)


def _catalog() -> Iterator[Particular]:
    general, needs, travel = Section.GENERAL, Section.NEEDS, Section.TRAVEL
    yield Particular("nationality", general, _("สัญชาติ"), Kind.CODE, "nationality")
    yield Particular("race", general, _("เชื้อชาติ"), Kind.CODE, "race")
    yield Particular("religion", general, _("ศาสนา"), Kind.CODE, "religion")
    yield Particular("blood_type", general, _("หมู่เลือด"), Kind.CODE, "blood_type")
    yield Particular("height", general, _("ส่วนสูง"), Kind.MEASURE, least=30, most=230, unit=_("ซม."))
    yield Particular("weight", general, _("น้ำหนัก"), Kind.MEASURE, least=2, most=250, unit=_("กก."))
    yield Particular("condition", general, _("สภาพนักเรียน"), Kind.CODE, "condition")
    yield from _person(Section.FATHER)
    yield from _person(Section.MOTHER)
    yield Particular("parents_status", Section.GUARDIAN, _("สถานภาพบิดามารดา"), Kind.CODE, "parents_status")
    yield from _person(Section.GUARDIAN)
    yield Particular("guardian_relation", Section.GUARDIAN, _("ความเกี่ยวข้อง"), Kind.CODE, "relation")
    yield from _address(Section.REGISTERED_ADDRESS)
    yield from _address(Section.CURRENT_ADDRESS)
    yield Particular("disadvantage", needs, _("ความด้อยโอกาส"), Kind.CODE, "disadvantage")
    yield Particular("disability", needs, _("ความพิการ"), Kind.CODE, "disability")
    yield Particular("lacks_textbooks", needs, _("ขาดแคลนแบบเรียน"), Kind.YES_NO)
    yield Particular("lacks_lunch", needs, _("ขาดแคลนอาหารกลางวัน"), Kind.YES_NO)
    yield Particular("lacks_stationery", needs, _("ขาดแคลนเครื่องเขียน"), Kind.YES_NO)
    yield Particular("lacks_uniform", needs, _("ขาดแคลนเครื่องแบบ"), Kind.YES_NO)
    yield Particular("travel", travel, _("วิธีเดินทาง"), Kind.CODE, "travel")
    for name, label in (
        ("distance_paved", _("ระยะทางถนนลาดยาง")),
        ("distance_unpaved", _("ระยะทางถนนลูกรัง")),
        ("distance_water", _("ระยะทางทางน้ำ")),
    ):
        yield Particular(name, travel, label, Kind.MEASURE, most=500, unit=_("กม."))
    yield Particular("travel_minutes", travel, _("เวลาเดินทาง"), Kind.WHOLE, most=600, unit=_("นาที"))
    yield Particular("boards", travel, _("พักนอนที่สถานศึกษา"), Kind.YES_NO)
    yield Particular("tuition_refunded", Section.RIGHTS, _("เบิกค่าเล่าเรียนได้"), Kind.YES_NO)
    yield Particular("treatment_refunded", Section.RIGHTS, _("เบิกค่ารักษาพยาบาลได้"), Kind.YES_NO)


PARTICULARS: dict[str, Particular] = {particular.name: particular for particular in _catalog()}


def of_section(section: Section) -> list[Particular]:
    """The fields of one section, in order."""
    return [particular for particular in PARTICULARS.values() if particular.section == section]


def of_kind(kind: Kind) -> list[str]:
    """The names of the fields of one kind."""
    return [particular.name for particular in PARTICULARS.values() if particular.kind == kind]


def tidy_particulars(given: Mapping[str, Any]) -> tuple[dict[str, Value], list[tuple[str, str]]]:
    """Values as they are kept, and (field, text) of what could not be read. Empty means unknown, None."""
    values: dict[str, Value] = {}
    unread = []
    for name, raw in given.items():
        try:
            values[name] = _read(PARTICULARS[name].kind, raw)
        except (ValueError, InvalidOperation):
            unread.append((name, str(raw)[:LONGEST_UNREAD]))
    return values, unread


def with_postal_codes(
    values: Mapping[str, Value], codes_at: Mapping[str, tuple[str, ...]]
) -> dict[str, Value]:
    """A subdistrict newly given brings its postal code where none is given with it."""
    filled = dict(values)
    for section in (Section.REGISTERED_ADDRESS, Section.CURRENT_ADDRESS):
        codes = codes_at.get(str(values.get(f"{section}_subdistrict") or ""), ())
        if codes and not values.get(f"{section}_postal_code"):
            filled[f"{section}_postal_code"] = codes[0]
    return filled


@rule(
    "value-unreadable",
    Severity.ERROR,
    lambda: gettext("อ่านค่า “%(text)s” ไม่ได้ กรอกเป็นตัวเลข หรือเลือกจากรายการ"),
    example="ส่วนสูง “สูงมาก”",
    clause=CLAUSE,
)
def value_unreadable(entry: Entry, facts: Facts) -> Found:
    """A number is a number, yes or no is one of the two."""
    for name, text in entry.unread:
        if name in PARTICULARS:
            yield name, {"text": text}


@rule(
    "out-of-range",
    Severity.ERROR,
    lambda: gettext("ค่าต้องอยู่ระหว่าง %(least)s ถึง %(most)s ตรวจหน่วยและจุดทศนิยม"),
    example="ส่วนสูง 1215 ซม.",
    clause=CLAUSE,
)
def out_of_range(entry: Entry, facts: Facts) -> Found:
    """Measures are possible ones."""
    for particular, value in _given(entry, Kind.MEASURE, Kind.WHOLE):
        if not particular.least <= value <= particular.most:
            yield particular.name, {"least": particular.least, "most": particular.most}


@rule(
    "code-unknown",
    Severity.ERROR,
    lambda: gettext("ไม่มี “%(text)s” ในรายการ เลือกจากรายการ"),
    example="ศาสนา “ไม่ทราบค่า”",
    clause=CLAUSE,
)
def code_unknown(entry: Entry, facts: Facts) -> Found:
    """What is newly chosen from a list stands in it today."""
    for particular, value in _given(entry, Kind.CODE):
        held = facts.particulars.get(particular.name)
        if value != held and value not in facts.codes.get(particular.code_list, {}):
            yield particular.name, {"text": value[:LONGEST_UNREAD]}


@rule(
    "place-unknown",
    Severity.ERROR,
    lambda: gettext("ไม่พบตำบล “%(text)s” พิมพ์ชื่อตำบล อำเภอ จังหวัด เว้นวรรคระหว่างชื่อ"),
    example="ตำบลวังทอ จังหวัดพิษณุโลก",
    clause=CLAUSE,
)
def place_unknown(entry: Entry, facts: Facts) -> Found:
    """A subdistrict is on the map."""
    for particular, value in _given(entry, Kind.SUBDISTRICT):
        if value not in facts.places and not places.find(value, 1):
            yield particular.name, {"text": value[:LONGEST_PLACE]}


@rule(
    "place-ambiguous",
    Severity.ERROR,
    lambda: gettext("มีตำบลชื่อนี้หลายแห่ง เช่น %(names)s พิมพ์อำเภอและจังหวัดต่อท้าย"),
    example="ตำบลในเมือง",
    clause=CLAUSE,
)
def place_ambiguous(entry: Entry, facts: Facts) -> Found:
    """Of several subdistricts of one name the district says which."""
    for particular, value in _given(entry, Kind.SUBDISTRICT):
        found = places.find(value, NAMED) if value not in facts.places else []
        if found:
            yield particular.name, {"names": " / ".join(name for _code, name in found)}


@rule(
    "postal-code-format",
    Severity.ERROR,
    lambda: gettext("รหัสไปรษณีย์ต้องเป็นเลข 5 หลัก"),
    example="6518",
    clause=CLAUSE,
)
def postal_code_format(entry: Entry, facts: Facts) -> Found:
    """Five digits."""
    for particular, value in _given(entry, Kind.POSTAL_CODE):
        if not _is_number(value, 5, 5):
            yield particular.name, {}


@rule(
    "phone-format",
    Severity.ERROR,
    lambda: gettext("เบอร์โทรศัพท์ต้องขึ้นต้นด้วย 0 และมี 9–10 หลัก"),
    example="81-234-567",
    clause=CLAUSE,
)
def phone_format(entry: Entry, facts: Facts) -> Found:
    """A Thai number, of a house or a pocket."""
    for particular, value in _given(entry, Kind.PHONE):
        if not (_is_number(value, 9, 10) and value.startswith("0")):
            yield particular.name, {}


def too_long(entry: Entry) -> Found:
    """Text has room for what is usual; the rule stands with the register's own fields."""
    for particular, value in _given(entry, Kind.TEXT):
        if len(value) > particular.longest:
            yield particular.name, {"most": particular.longest}


@rule(
    "relation-missing",
    Severity.ERROR,
    lambda: gettext("ระบุว่าผู้ปกครองเกี่ยวข้องกับนักเรียนอย่างไร"),
    example="มีชื่อผู้ปกครอง แต่ไม่ระบุว่าเป็นย่าหรือป้า",
    clause=CLAUSE,
)
def relation_missing(entry: Entry, facts: Facts) -> Found:
    """Who a guardian is to the child is asked as soon as there is one."""
    asked = {"guardian_first_name", "guardian_relation"} & entry.particulars.keys()
    known = {**facts.particulars, **entry.particulars}
    if asked and known.get("guardian_first_name") and not known.get("guardian_relation"):
        yield "guardian_relation", {}


def _given(entry: Entry, *kinds: Kind) -> Iterator[tuple[Particular, Any]]:
    """The fields of these kinds that are given a value."""
    if not entry.particulars:
        return
    for particular in _of_kinds(kinds):
        value = entry.particulars.get(particular.name)
        if value is not None:
            yield particular, value


@cache
def _of_kinds(kinds: tuple[Kind, ...]) -> list[Particular]:
    return [particular for particular in PARTICULARS.values() if particular.kind in kinds]


@lru_cache(maxsize=1 << 15, typed=True)  # of a long file most cells say what others say
def _read(kind: Kind, raw: Any) -> Value:
    """One value. Raises ValueError for what is none of its kind."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if kind == Kind.YES_NO:
        return _yes_no(raw)
    text = digits.to_arabic(str(raw)).strip()
    if kind == Kind.MEASURE:
        measure = Decimal(text.replace(",", ""))
        if not measure.is_finite():
            raise ValueError
        return measure.quantize(Decimal("0.1"))
    if kind == Kind.WHOLE:
        return int(text.replace(",", "").removesuffix(".0"))
    if kind == Kind.SUBDISTRICT:
        return places.code_of(text) or names.tidy(text)
    if kind in (Kind.PHONE, Kind.POSTAL_CODE):
        return "".join(char for char in text if char not in " -.()")
    return text if kind == Kind.CODE else names.tidy(text)


def _yes_no(raw: Any) -> bool:
    text = str(raw).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueError


def _is_number(value: Value, least: int, most: int) -> bool:
    text = str(value)
    return text.isascii() and text.isdecimal() and least <= len(text) <= most
