"""Who keeps whose accounts, and what an account must have (letter §3)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lec.actor import Actor, Role
from lec.refusals import Fault

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def may_keep_account(by: Actor, path: str, role: Role) -> bool:
    """The levels above keep officers below; an institution keeps its class teachers; the department its own."""
    if not by.is_officer or not path.startswith(by.path):
        return False
    return path != by.path or role == Role.TEACHER or by.path.count("/") == 2


def faults_of_account(username: str, name: str, role: Role, level: str) -> Iterator[Fault]:
    """What is wrong with an account as given."""
    if not USERNAME.fullmatch(username):
        yield Fault(
            "username-invalid", _("ชื่อผู้ใช้ใช้อักษรอังกฤษตัวเล็ก ตัวเลข จุด หรือขีด 3–60 ตัว เช่น somsri.j"), "username"
        )
    if not name.strip():
        yield Fault("name-missing", _("ไม่มีชื่อ-นามสกุล"), "name")
    if role == Role.TEACHER and level != "institution":
        yield Fault("role-unknown", _("ครูประจำชั้นมีเฉพาะในสถานศึกษา"), "role")
