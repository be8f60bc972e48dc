"""What an institution tells of itself besides its students: basics, buildings, personnel (letter, preface:
"other databases"; research 5.5-5.7).

Catalogs, so that model, form, page and trail speak of the same fields in the same order. What is given is
right or refused; what is not known stays empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

Label = Any  # a lazy sentence, whose type is Django's own and no rule's business

BUILDING_KINDS: dict[str, Label] = {
    "classroom": _("อาคารเรียน"),
    "multi_purpose": _("อาคารอเนกประสงค์"),
    "canteen": _("โรงอาหาร"),
    "toilets": _("ห้องน้ำห้องส้วม"),
    "office": _("อาคารสำนักงาน"),
    "dormitory": _("หอพัก"),
    "other": _("อื่น ๆ"),
}
CONDITIONS: dict[str, Label] = {
    "good": _("ใช้งานได้ดี"),
    "needs_repair": _("ต้องซ่อมแซม"),
    "not_in_use": _("ไม่ได้ใช้งาน"),
}
EMPLOYMENTS: dict[str, Label] = {
    "civil_service": _("ข้าราชการครู/พนักงานครู"),
    "mission_contract": _("พนักงานจ้างตามภารกิจ"),
    "general_contract": _("พนักงานจ้างทั่วไป"),
    "permanent": _("ลูกจ้างประจำ"),
    "other": _("อื่น ๆ"),
}
EDUCATIONS: dict[str, Label] = {
    "below_bachelor": _("ต่ำกว่าปริญญาตรี"),
    "bachelor": _("ปริญญาตรี"),
    "graduate_diploma": _("ประกาศนียบัตรบัณฑิต"),
    "master": _("ปริญญาโท"),
    "doctorate": _("ปริญญาเอก"),
}
SEXES: dict[str, Label] = {"M": _("ชาย"), "F": _("หญิง")}


class Kind(StrEnum):
    """What a value is, and so how it is read, kept and drawn."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    WHOLE = "whole"
    YEAR = "year"
    DAY = "day"
    DEGREES = "degrees"
    PHONE = "phone"
    EMAIL = "email"
    WEBSITE = "website"
    SUBDISTRICT = "subdistrict"
    POSTAL_CODE = "postal_code"


TEXTUAL = {
    Kind.TEXT,
    Kind.CHOICE,
    Kind.PHONE,
    Kind.EMAIL,
    Kind.WEBSITE,
    Kind.SUBDISTRICT,
    Kind.POSTAL_CODE,
}


@dataclass(frozen=True)
class Asked:
    """One field as it is asked. `least` and `most` bound a number in its `unit`."""

    name: str
    label: Label
    kind: Kind = Kind.TEXT
    required: bool = False
    longest: int = 80
    least: int = 0
    most: int = 0
    unit: Label = ""
    choices: Mapping[str, Label] = field(default_factory=dict)


def _catalog(*asked: Asked) -> dict[str, Asked]:
    return {one.name: one for one in asked}


PROFILE = _catalog(
    Asked("english_name", _("ชื่อภาษาอังกฤษ"), longest=200),
    Asked("founded_year", _("ก่อตั้งเมื่อ พ.ศ."), Kind.YEAR),
    Asked("head_prefix", _("คำนำหน้าผู้บริหาร"), longest=30),
    Asked("head_first_name", _("ชื่อผู้บริหาร")),
    Asked("head_last_name", _("นามสกุลผู้บริหาร")),
    Asked("head_phone", _("โทรศัพท์ผู้บริหาร"), Kind.PHONE, longest=10),
    Asked("email", _("อีเมล"), Kind.EMAIL, longest=120),
    Asked("website", _("เว็บไซต์"), Kind.WEBSITE, longest=200),
    Asked("house_number", _("เลขที่"), longest=20),
    Asked("village_number", _("หมู่ที่"), longest=5),
    Asked("street", _("ถนน ตรอก ซอย"), longest=100),
    Asked("subdistrict", _("ตำบล อำเภอ จังหวัด"), Kind.SUBDISTRICT),
    Asked("postal_code", _("รหัสไปรษณีย์"), Kind.POSTAL_CODE),
    Asked("latitude", _("ละติจูด"), Kind.DEGREES, least=5, most=21),
    Asked("longitude", _("ลองจิจูด"), Kind.DEGREES, least=97, most=106),
    Asked("has_electricity", _("ไฟฟ้า"), Kind.YES_NO),
    Asked("has_water", _("น้ำประปา"), Kind.YES_NO),
    Asked("has_internet", _("อินเทอร์เน็ต"), Kind.YES_NO),
    Asked("toilets_boys", _("ห้องส้วมชาย"), Kind.WHOLE, most=999, unit=_("ห้อง")),
    Asked("toilets_girls", _("ห้องส้วมหญิง"), Kind.WHOLE, most=999, unit=_("ห้อง")),
    Asked("computers", _("คอมพิวเตอร์สำหรับนักเรียน"), Kind.WHOLE, most=9_999, unit=_("เครื่อง")),
)
BUILDING = _catalog(
    Asked("kind", _("ประเภทอาคาร"), Kind.CHOICE, required=True, choices=BUILDING_KINDS),
    Asked("name", _("ชื่ออาคาร"), required=True, longest=120),
    Asked("year_built", _("สร้างเมื่อ พ.ศ."), Kind.YEAR),
    Asked("rooms", _("จำนวนห้อง"), Kind.WHOLE, most=500, unit=_("ห้อง")),
    Asked("condition", _("สภาพ"), Kind.CHOICE, required=True, choices=CONDITIONS),
    Asked("note", _("หมายเหตุ"), longest=300),
)
STAFF_MEMBER = _catalog(
    Asked("prefix", _("คำนำหน้า"), longest=30),
    Asked("first_name", _("ชื่อ"), required=True),
    Asked("last_name", _("นามสกุล"), required=True),
    Asked("sex", _("เพศ"), Kind.CHOICE, required=True, choices=SEXES),
    Asked("position", _("ตำแหน่ง"), required=True, longest=120),
    Asked("employment", _("ประเภทการจ้าง"), Kind.CHOICE, required=True, choices=EMPLOYMENTS),
    Asked("education", _("วุฒิการศึกษาสูงสุด"), Kind.CHOICE, choices=EDUCATIONS),
    Asked("phone", _("โทรศัพท์"), Kind.PHONE, longest=10),
    Asked("appointed_on", _("วันที่เริ่มปฏิบัติงาน"), Kind.DAY),
)
