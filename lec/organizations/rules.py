"""What an organization may be, and which level may do what (letter §2, §3)."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.reference.grades import CENTER_GRADES, GRADES
from lec.refusals import Fault, Forbidden

CODE_LENGTH = 20
SAME_LAO_DIGITS = 6
LONGEST = {"name": 200, "district": 60, "tambon": 60, "phone": 60}
KINDS_OF_LEVEL = {
    "department": (),
    "province": (),
    "lao": ("PAO", "CITY", "TOWN", "SUBDISTRICT", "SAO", "PATTAYA"),
    "institution": ("school", "center"),
}


@dataclass(frozen=True)
class OrganizationEntry:
    """An organization as given by a form or a row of a file. `parent` is the code of the one above.

    None says that the source knows nothing of it: a list of LAOs without telephones takes none away.
    """

    level: str
    code: str
    name: str
    parent: str
    kind: str = ""
    district: str | None = None
    tambon: str | None = None
    phone: str | None = None
    grades: tuple[str, ...] | None = None


def identity(level: str, code: str) -> str:
    """What stays the same of an organization's code: of an LAO's eight digits the last six (refdata).

    When an LAO is raised to another kind only the second digit changes, and its history stays with it.
    """
    if level == "lao" and len(code) == 8 and code.isdecimal():
        return f"-{code[-SAME_LAO_DIGITS:]}"
    return code


def faults_of_organization(entry: OrganizationEntry, row: int | None = None) -> Iterator[Fault]:
    """What is wrong with an organization as given; whether its parent exists is the action's question."""
    if (
        not entry.code
        or not entry.code.isascii()
        or not entry.code.isalnum()
        or len(entry.code) > CODE_LENGTH
    ):
        yield Fault("code-invalid", _("รหัสต้องเป็นตัวเลขหรืออักษรอังกฤษ ไม่เกิน 20 ตัว"), "code", row)
    if not entry.name.strip():
        yield Fault("name-missing", _("ไม่มีชื่อหน่วยงาน"), "name", row)
    kinds = KINDS_OF_LEVEL.get(entry.level)
    if kinds is None:
        yield Fault("level-unknown", _("ไม่รู้จักระดับหน่วยงาน"), "level", row)
    elif (entry.kind not in kinds) if kinds else entry.kind:
        yield Fault(
            "kind-unknown", _("ไม่รู้จักประเภท ใช้ได้: %(kinds)s") % {"kinds": ", ".join(kinds)}, "kind", row
        )
    for name, longest in LONGEST.items():
        if len(getattr(entry, name) or "") > longest:
            yield Fault("too-long", _("ยาวเกิน %(most)s ตัวอักษร") % {"most": longest}, name, row)
    for grade in entry.grades or ():
        if grade not in GRADES or (entry.kind == "center" and grade not in CENTER_GRADES):
            yield Fault("grade-unknown", _("ไม่รู้จักระดับชั้น %(grade)s") % {"grade": grade}, "grades", row)


def common_path(first: str, second: str) -> str:
    """The path of the nearest organization above both of two paths, or of the one that is above the other."""
    return f"{posixpath.commonpath([first, second])}/"


def require_level(by: Actor, depth: int) -> None:
    """Only officers of one level may do this. Raises Forbidden."""
    if not by.is_officer or by.path.count("/") - 1 != depth:
        raise Forbidden(_("หน้าที่นี้เป็นของหน่วยงานระดับอื่น"))
