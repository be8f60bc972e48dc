"""What official papers share: Thai digits, places, heads, signatures, the foot.

Paper is always Thai, whatever language the screen speaks; its digits are Thai unless Arabic ones are asked
for. What is typed again to be checked, a receipt's number and hash, keeps the digits it was made with.
"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import segno

from lec.organizations.models import Kind, Level, Organization
from lec.rounds.models import Round
from lec.thai import calendar, digits

SYSTEM = "ระบบสารสนเทศทางการศึกษาท้องถิ่น (LEC)"
KEPT_AS_MADE = {"number", "hash", "previous", "qr", "arabic"}
HEADS: dict[str, str] = {
    Kind.PAO: "นายกองค์การบริหารส่วนจังหวัด",
    Kind.CITY: "นายกเทศมนตรีนคร",
    Kind.TOWN: "นายกเทศมนตรีเมือง",
    Kind.SUBDISTRICT: "นายกเทศมนตรีตำบล",
    Kind.SAO: "นายกองค์การบริหารส่วนตำบล",
    Kind.PATTAYA: "นายกเมืองพัทยา",
    Kind.SCHOOL: "ผู้อำนวยการโรงเรียน",
    Kind.CENTER: "หัวหน้าศูนย์พัฒนาเด็กเล็ก",
}
_LAO = re.compile(r"^(องค์การบริหารส่วน(จังหวัด|ตำบล)|อบ[จต]\.|เทศบาล(นคร|เมือง|ตำบล)|ท[นมต]\.|เมืองพัทยา) ?")
_INSTITUTION = re.compile(r"^(โรงเรียน|ร\.?ร\.|ศูนย์พัฒนาเด็กเล็ก|ศพด\.) ?")


def set_digits(data: Any, arabic: bool) -> Any:
    """The words of a document with Thai digits, but for what is kept as it was made."""
    if arabic:
        return data
    if isinstance(data, Mapping):
        return {key: one if key in KEPT_AS_MADE else set_digits(one, arabic) for key, one in data.items()}
    if isinstance(data, str):
        return digits.to_thai(data)
    if isinstance(data, Sequence):
        return [set_digits(one, arabic) for one in data]
    return data


def head_of(organization: Organization) -> str:
    """Who signs for an organization, and to whom a letter goes: the office, never the person."""
    if organization.level == Level.DEPARTMENT:
        return f"อธิบดี{organization.name}"
    if organization.level == Level.PROVINCE:
        return f"ผู้ว่าราชการ{province_name(organization.name)}"
    kind = _INSTITUTION if organization.level == Level.INSTITUTION else _LAO
    return HEADS[organization.kind] + kind.sub("", organization.name)


def province_name(name: str) -> str:
    """A province with the word before it."""
    return name if name.startswith(("จังหวัด", "กรุงเทพ")) else f"จังหวัด{name}"


def responsible_for(organization: Organization) -> str:
    """What the officer is who confirms (letter §3)."""
    whose = {Level.INSTITUTION: "ผู้รับผิดชอบข้อมูลของสถานศึกษา", Level.LAO: "เจ้าหน้าที่ผู้รับผิดชอบข้อมูล"}
    return whose.get(Level(organization.level), "เจ้าหน้าที่ผู้รับผิดชอบข้อมูลระดับจังหวัด")


def place_of(organization: Organization) -> str:
    """Where an organization is, as far as it is known: subdistrict, district, province."""
    above = organization.parent
    lao = above if above is not None and organization.level == Level.INSTITUTION else organization
    province = lao.parent.name if lao.level == Level.LAO and lao.parent else ""
    parts = (
        f"ตำบล{organization.tambon}" if organization.tambon else "",
        f"อำเภอ{organization.district or lao.district}" if organization.district or lao.district else "",
        province_name(province) if province else "",
    )
    return " ".join(filter(None, parts))


def round_words(round: Round) -> str:
    """The round as letters name it (seed letter: "ประจำปีการศึกษา ๒๕๖๔ (ครั้งที่ ๒)")."""
    return f"ปีการศึกษา {round.academic_year} ครั้งที่ {round.number}"


def foot(by: str, at: datetime) -> str:
    """When it was printed, and by whom where that is said."""
    return f"พิมพ์จากระบบ LEC เมื่อ {calendar.format_moment(at)}" + (f" โดย {by}" if by else "")


def qr_code(text: str) -> str:
    """A QR code as an SVG drawing."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgclass=None)
    return out.getvalue().decode()


def grouped(hash: str) -> str:
    """A hash in eights, so that two can be compared by eye."""
    return " ".join(hash[place : place + 8] for place in range(0, len(hash), 8))
