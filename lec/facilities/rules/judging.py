"""Who may fill an institution's databases, and what a whole row must be."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext

from lec.actor import Actor
from lec.facilities.rules.catalog import Asked, Kind
from lec.facilities.rules.reading import Value
from lec.reference import places
from lec.refusals import Fault, Forbidden
from lec.thai import calendar, digits, names


def require_own(by: Actor, institution_id: int) -> None:
    """Only the institution's officer fills its databases; the levels above look. Raises Forbidden."""
    if by.organization_id != institution_id or not by.is_officer:
        raise Forbidden(gettext("แก้ไขได้เฉพาะผู้รับผิดชอบของสถานศึกษานี้ หน่วยงานเหนือขึ้นไปดูได้อย่างเดียว"))


def require_personnel(by: Actor) -> None:
    """Colleagues are listed by the officer and are no business of a class teacher. Raises Forbidden."""
    if not by.is_officer:
        raise Forbidden(gettext("รายชื่อบุคลากรดูได้เฉพาะผู้รับผิดชอบของสถานศึกษาและ อปท. ต้นสังกัด"))


def completed(given: Mapping[str, Value], held: Mapping[str, Value]) -> dict[str, Value]:
    """What was given and what follows: a place brings its usual postal code, a title says the sex."""
    values = dict(given)
    codes = places.postal_codes(str(values.get("subdistrict") or ""))
    if codes and not values.get("postal_code"):
        values["postal_code"] = codes[0]
    for title in values.keys() & {"prefix", "head_prefix"}:
        values[title] = names.full_prefix(str(values[title]))
    if values.get("prefix") and not {**held, **values}.get("sex"):
        values["sex"] = names.sex_of(str(values["prefix"]))
    return values


def in_counting_order(name: str) -> str:
    """A name to be sorted by: building 2 stands before building 10."""
    return re.sub(r"[0-9]+", lambda number: number[0].zfill(4), digits.to_arabic(name))


def faults_of(catalog: Mapping[str, Asked], values: Mapping[str, Value]) -> Iterator[Fault]:
    """What is wrong with a whole row: what must be known is not, or two values contradict each other."""
    for asked in catalog.values():
        if asked.required and not values.get(asked.name):
            way_out = gettext("เลือก%(label)s") if asked.kind == Kind.CHOICE else gettext("กรอก%(label)s")
            yield Fault("value-missing", way_out % {"label": asked.label}, asked.name)
    if (values.get("latitude") is None) != (values.get("longitude") is None):
        lacking = "latitude" if values.get("latitude") is None else "longitude"
        yield Fault("position-half", gettext("พิกัดต้องมีทั้งละติจูดและลองจิจูด หรือเว้นว่างทั้งคู่"), lacking)
    said = names.sex_of(str(values.get("prefix") or ""))
    if said and values.get("sex") and values["sex"] != said:
        yield Fault("sex-differs", gettext("เพศไม่ตรงกับคำนำหน้า แก้ช่องใดช่องหนึ่ง"), "sex")


def faults_of_end(on: date, began: date | None, today: date) -> Iterator[Fault]:
    """A row ends on a day that has come, and not before it began."""
    if on > today:
        yield Fault("day-in-future", gettext("วันที่ยังมาไม่ถึง บันทึกเมื่อถึงวันนั้น"), "on")
    if began and on < began:
        words = {"day": calendar.format_short(began)}
        yield Fault("ends-before-beginning", gettext("ต้องไม่ก่อนวันที่เริ่มปฏิบัติงาน %(day)s") % words, "on")
