"""What lists and limits must satisfy."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.refusals import Fault, Forbidden

KEY = re.compile(r"[a-z][a-z0-9_]{0,19}")
LONGEST_LABEL = 80
LONGEST_CODE = 10
YEARS = range(2500, 2700)
OLDEST = 30
DEPARTMENT_DEPTH = 1


def require_department(by: Actor) -> None:
    """Lists and limits are the department's. Raises Forbidden."""
    if not by.is_officer or by.path.count("/") - 1 != DEPARTMENT_DEPTH:
        raise Forbidden(_("หน้าที่นี้เป็นของกรมฯ"))


@dataclass(frozen=True)
class CodeEntry:
    """One choice of a list as the department types it.

    `after` is the key of the choice it stands after, "" where it stands first; None leaves it where it is,
    and a new one last.
    """

    key: str
    label: str
    valid_from: date | None
    valid_to: date | None = None
    after: str | None = None
    onec_code: str = ""
    dmc_code: str = ""


def faults_of_code(entry: CodeEntry) -> Iterator[Fault]:
    """A choice has a key for programs, a label for people, and days in order."""
    if not KEY.fullmatch(entry.key):
        yield Fault("key-format", _("ใช้อักษรอังกฤษตัวเล็ก ตัวเลข และ _ ไม่เกิน 20 ตัว ขึ้นต้นด้วยตัวอักษร"), "key")
    if not 1 <= len(entry.label.strip()) <= LONGEST_LABEL:
        yield Fault("label-missing", _("เขียนคำที่ผู้ใช้จะเห็น 1–80 ตัวอักษร"), "label")
    if entry.valid_from is None:
        yield Fault("valid-from-missing", _("ระบุวันที่เริ่มใช้ เช่น 16/5/2569"), "valid_from")
    elif entry.valid_to is not None and entry.valid_to < entry.valid_from:
        yield Fault("days-not-in-order", _("วันสุดท้ายที่ใช้ต้องไม่ก่อนวันที่เริ่มใช้"), "valid_to")
    for name in ("onec_code", "dmc_code"):
        if len(getattr(entry, name)) > LONGEST_CODE:
            yield Fault("too-long", _("รหัสยาวไม่เกิน 10 ตัว"), name)


def faults_of_place(entry: CodeEntry, keys: Collection[str]) -> Iterator[Fault]:
    """It stands after another of the same list."""
    if entry.after and (entry.after not in keys or entry.after == entry.key):
        yield Fault("place-unknown", _("เลือกตัวเลือกอื่นในรายการนี้ที่จะให้อยู่ถัดไป"), "after")


def faults_of_age_limits(academic_year: int, limits: Mapping[str, tuple[int, int]]) -> Iterator[Fault]:
    """Ages are full years, the least not above the most."""
    if academic_year not in YEARS:
        yield Fault("year-unknown", _("ปีการศึกษาเป็นปี พ.ศ. เช่น 2569"), "academic_year")
    for grade, (least, most) in limits.items():
        if not 0 <= least <= most <= OLDEST:
            yield Fault("ages-not-in-order", _("อายุน้อยสุดต้องไม่เกินอายุมากสุด และไม่เกิน 30 ปี"), grade)


def faults_of_setting(value: int, least: int, most: int) -> Iterator[Fault]:
    """A number of the department's stays within its bounds."""
    if not least <= value <= most:
        message = _("ค่าต้องอยู่ระหว่าง %(least)s ถึง %(most)s") % {"least": f"{least:,}", "most": f"{most:,}"}
        yield Fault("out-of-range", message, "value")
