"""What each value of the trail is called and how it reads, by the thing that was acted on.

What is not named here is not shown: keys of rows, and what says the same a second time.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lec.accounts.models import Membership
from lec.facilities.rules import BUILDING, PROFILE, STAFF_MEMBER
from lec.facilities.rules import Kind as Asking
from lec.organizations.models import Kind as KindOfOrganization
from lec.reference import places
from lec.reference.grades import GRADES, short
from lec.rounds.models import Subject
from lec.students.models import AttestationCode, CitizenIdType, LeavingReason, Sex
from lec.students.rules import PARTICULARS, SECTIONS, Kind, Outcome, Particular
from lec.thai import calendar, citizen_id
from lec.web.reference.forms import grade_label
from lec.web.reference.shown import SETTINGS
from lec.web.students.kinds import FIELDS as STUDENT
from lec.web.students.kinds import title_of

Label = Any


@dataclass(frozen=True)
class Field:
    """One value: its name, how it reads, and of which list its codes are."""

    label: Label
    words: Callable[[Any], str] = str
    code_list: str = ""


def field_of(subject: str, name: str) -> Field | None:
    """What a value of a thing is; None for what is not shown."""
    if subject == "headcounts.otherschool" and name.partition("-")[0] in GRADES:
        grade, _dash, sex = name.partition("-")
        return Field(f"{short(grade)} {Sex(sex).label}")
    if subject == "reference.agelimit" and (not name or name in GRADES):
        return Field(grade_label(name), lambda ages: gettext("%s–%s ปี") % tuple(ages))
    return FIELDS.get(subject, {}).get(name)


def _day(value: str) -> str:
    return calendar.format_short(date.fromisoformat(value[:10]))


def _yes_no(value: Any) -> str:
    return gettext("ใช่") if value else gettext("ไม่ใช่")


def _one_of(choices: Mapping[Any, Label]) -> Callable[[Any], str]:
    """What the rules no longer know goes by its code."""
    return lambda value: str(choices.get(value, value))


def _enum(kind: Any) -> Callable[[Any], str]:
    return _one_of(dict(kind.choices))


def _round(key: str) -> str:
    year, _dash, number = key.partition("-")
    return gettext("ครั้งที่ %(number)s/%(year)s") % {"number": number, "year": year}


def _measure(value: Any) -> str:
    return str(value).removesuffix(".0")


def _particulars() -> dict[str, Field]:
    """Father, mother and guardian have fields of one name: those are told apart by their section."""
    times = Counter(str(one.label) for one in PARTICULARS.values())
    times.update(str(label) for label in STUDENT.values())
    return {
        name: replace(shown, label=_in_section(PARTICULARS[name])) if times[str(shown.label)] > 1 else shown
        for name, shown in _catalog(PARTICULARS, PLACES, Kind.CODE).items()
    }


def _in_section(particular: Particular) -> Label:
    return format_lazy("{} ({})", particular.label, SECTIONS[particular.section])


def _catalog(
    catalog: Mapping[str, Any], readers: Mapping[Enum, Callable[[Any], str]], code: Enum | None = None
) -> dict[str, Field]:
    """The fields of a catalog of the rules, each read as its kind says."""
    return {
        one.name: Field(
            one.label,
            _one_of(one.choices) if getattr(one, "choices", None) else readers.get(one.kind, str),
            one.code_list if one.kind is code else "",
        )
        for one in catalog.values()
    }


PLACES: dict[Enum, Callable[[Any], str]] = {
    Kind.SUBDISTRICT: places.name_of,
    Kind.YES_NO: _yes_no,
    Kind.MEASURE: _measure,
    Asking.SUBDISTRICT: places.name_of,
    Asking.YES_NO: _yes_no,
    Asking.DAY: _day,
}
OUTCOMES = {
    Outcome.PROMOTED: _("เลื่อนชั้น"),
    Outcome.KEPT_BACK: _("เรียนซ้ำชั้น"),
    Outcome.GRADUATED: _("จบการศึกษา"),
}
STAY = {
    **{name: Field(label) for name, label in STUDENT.items()},
    "citizen_id_type": Field(STUDENT["citizen_id_type"], _enum(CitizenIdType)),
    "citizen_id": Field(STUDENT["citizen_id"], citizen_id.mask),
    "sex": Field(STUDENT["sex"], _enum(Sex)),
    "birth_date": Field(STUDENT["birth_date"], _day),
    "entered_on": Field(STUDENT["entered_on"], _day),
    "grade": Field(_("ชั้น"), short),
    "room": Field(_("ห้อง")),
    "code": Field(_("ผลตรวจสอบตัวตน"), _enum(AttestationCode)),
    "finding": Field(_("เรื่องที่ชี้แจง"), title_of),
    "left_on": Field(_("วันที่ออก"), _day),
    "leaving_reason": Field(_("เหตุที่ออก"), _enum(LeavingReason)),
    "to": Field(_("ย้ายไป")),
    "outcome": Field(_("ผลการเลื่อนชั้น"), _one_of(OUTCOMES)),
    "academic_year": Field(_("ปีการศึกษา")),
    "protected": Field(_("ปกปิดสถานที่"), _yes_no),
    **_particulars(),
}
DATES = {
    "opens_on": _("เปิดระบบ"),
    "institution_due_on": _("สถานศึกษายืนยันภายใน"),
    "lao_due_on": _("อปท. ยืนยันภายใน"),
    "province_due_on": _("จังหวัดยืนยันภายใน"),
    "closes_on": _("ปิดระบบ"),
    "closed_at": _("ปิดก่อนกำหนดเมื่อ"),
}
FIELDS: dict[str, dict[str, Field]] = {
    "students.enrollment": STAY,
    "claims.claim": {
        "grade": Field(_("จะเข้าชั้น"), short),
        "room": Field(_("ห้อง")),
        "due_on": Field(_("ตอบภายใน"), _day),
    },
    "uploads.upload": {
        "rows": Field(_("จำนวนแถว")),
        "new": Field(_("เพิ่มเข้าทะเบียน")),
        "changed": Field(_("แก้ไข")),
    },
    "rounds.confirmation": {
        "round": Field(_("รอบ"), _round),
        "subject": Field(_("ข้อมูล"), _enum(Subject)),
        "total": Field(_("จำนวนนักเรียน")),
    },
    "rounds.round": {
        "academic_year": Field(_("ปีการศึกษา")),
        "number": Field(_("ครั้งที่")),
        **{name: Field(label, _day) for name, label in DATES.items()},
    },
    "organizations.organization": {
        "code": Field(_("รหัส")),
        "name": Field(_("ชื่อหน่วยงาน")),
        "kind": Field(_("ประเภท"), _enum(KindOfOrganization)),
        "district": Field(_("อำเภอ")),
        "tambon": Field(_("ตำบล")),
        "phone": Field(_("โทรศัพท์ของหน่วยงาน")),
        "grades": Field(_("ชั้นที่เปิดสอน"), lambda grades: " ".join(map(short, grades))),
    },
    "accounts.membership": {
        "role": Field(_("หน้าที่"), _enum(Membership._meta.get_field("role"))),
        "order": Field(_("คำสั่งที่")),
    },
    "reference.code": {
        "label": Field(_("คำที่ผู้ใช้เห็น")),
        "valid_from": Field(_("เริ่มใช้"), _day),
        "valid_to": Field(_("วันสุดท้ายที่ใช้"), _day),
        "onec_code": Field(_("รหัสของ สกศ.")),
        "dmc_code": Field(_("รหัสของ DMC")),
    },
    "reference.agelimit": {"academic_year": Field(_("ตั้งแต่ปีการศึกษา"))},
    "reference.setting": {name: Field(words.title) for name, words in SETTINGS.items()},
    "headcounts.otherschool": {"code": Field(_("รหัส"))},
    "facilities.profile": _catalog(PROFILE, PLACES),
    "facilities.building": {"ended_on": Field(_("วันสุดท้ายที่ใช้"), _day), **_catalog(BUILDING, PLACES)},
    "facilities.staffmember": {"left_on": Field(_("วันที่ออก"), _day), **_catalog(STAFF_MEMBER, PLACES)},
}
