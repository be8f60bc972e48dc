"""Who keeps whose accounts, and what an account must have (letter §3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lec.actor import Actor, Role
from lec.refusals import Fault, Obstacle
from lec.thai import calendar

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST = {"name": 120, "phone": 60, "phone_hours": 60, "email": 254, "order_number": 60}


@dataclass(frozen=True)
class AccountEntry:
    """A person and the role they are appointed to, as a form, a workbook or the command line gives it."""

    username: str
    name: str
    role: Role
    phone: str = ""
    phone_hours: str = ""
    email: str = ""
    order_number: str = ""
    appointed_from: date | None = None
    appointed_to: date | None = None


def may_keep_account(by: Actor, path: str, role: Role) -> bool:
    """The levels above keep officers below; an institution its class teachers; the department its own."""
    if not by.is_officer or not path.startswith(by.path):
        return False
    return path != by.path or role == Role.TEACHER or by.path.count("/") == 2


def faults_of_account(entry: AccountEntry, level: str, row: int | None = None) -> Iterator[Fault]:
    """What is wrong with an account as given."""
    if not USERNAME.fullmatch(entry.username):
        message = _("ชื่อผู้ใช้ใช้อักษรอังกฤษตัวเล็ก ตัวเลข จุด หรือขีด 3–60 ตัว เช่น somsri.j")
        yield Fault("username-invalid", message, "username", row)
    if not entry.name.strip():
        yield Fault("name-missing", _("ไม่มีชื่อ-นามสกุล"), "name", row)
    if entry.role == Role.TEACHER and level != "institution":
        yield Fault("role-unknown", _("ครูประจำชั้นมีเฉพาะในสถานศึกษา"), "role", row)
    if entry.appointed_from and entry.appointed_to and entry.appointed_to < entry.appointed_from:
        message = _("วันสิ้นสุดต้องไม่ก่อนวันเริ่มปฏิบัติหน้าที่")
        yield Fault("dates-out-of-order", message, "appointed_to", row)
    yield from faults_of_contact(entry, row)


def faults_of_contact(entry: AccountEntry, row: int | None = None) -> Iterator[Fault]:
    """What is wrong with the particulars: an e-mail address may be absent, but not be none."""
    if entry.email and not EMAIL.fullmatch(entry.email):
        message = _("อีเมลไม่ถูกต้อง ต้องเป็นรูปแบบ name@example.go.th หรือเว้นว่างไว้")
        yield Fault("email-invalid", message, "email", row)
    for name, longest in LONGEST.items():
        if len(getattr(entry, name)) > longest:
            message = _("ยาวเกิน %(longest)s ตัวอักษร กรุณาย่อ") % {"longest": longest}
            yield Fault("too-long", message, name, row)


def fault_of_taken_username(username: str, row: int | None = None) -> Fault:
    """Somebody else has this username: appointing them by mistake would open the data to a stranger."""
    message = _("ชื่อผู้ใช้ %(username)s เป็นของผู้อื่นแล้ว ใช้ชื่ออื่น หรือพิมพ์ชื่อ-นามสกุลให้ตรงกับบัญชีเดิมถ้าเป็นคนเดียวกัน") % {
        "username": username
    }
    return Fault("username-taken", message, "username", row)


def obstacles_to_ending(appointed_to: date | None, today: date) -> Iterator[Obstacle]:
    """An appointment ends once; its last day is history."""
    if appointed_to is not None and appointed_to < today:
        message = _("หน้าที่นี้สิ้นสุดแล้วเมื่อ %(day)s") % {"day": calendar.format_short(appointed_to)}
        yield Obstacle("already-ended", message)
