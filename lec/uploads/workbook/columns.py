"""The columns of our template: one list that the template is written from and that reads back.

Headings are Thai in every language: they are what the reader matches.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lec.reference.grades import short
from lec.students.rules import Entry
from lec.thai import calendar

TEMPLATE_MARK = "lec-template"
TEMPLATE_VERSION = 1

SEX_LABELS = {"M": "ชาย", "F": "หญิง"}
ID_TYPE_LABELS = {
    "thai": "เลขประจำตัวประชาชน",
    "zero": "เลข 13 หลักขึ้นต้นด้วย 0",
    "g_code": "รหัส G",
    "passport": "หนังสือเดินทาง",
    "none": "ไม่มีเลข",
}
TYPES_SEEN_IN_THE_NUMBER = ("thai", "zero", "g_code")


@dataclass(frozen=True)
class Column:
    """A column: field, heading, width in letters, whether everybody needs it, what to write, an example."""

    field: str
    heading: str
    width: int
    needed: bool
    explanation: Any
    example: str


COLUMNS: tuple[Column, ...] = (
    Column(
        "citizen_id",
        "เลขประจำตัวประชาชน",
        22,
        True,
        _("13 หลัก มีขีดหรือไม่มีก็ได้ ผู้ไม่มีเลขประจำตัวประชาชนใช้รหัส G หรือเลือกประเภท “ไม่มีเลข”"),
        "1990100001017",
    ),
    Column("prefix", "คำนำหน้า", 13, True, _("เลือกจากรายการ หรือพิมพ์ตัวย่อ เช่น ด.ช. ด.ญ."), "เด็กชาย"),
    Column("first_name", "ชื่อ", 17, True, _("ชื่อตัว ไม่ต้องใส่คำนำหน้า"), "ก้องภพ"),
    Column("last_name", "นามสกุล", 19, True, _("ตามทะเบียนบ้าน"), "ณ ป่าหวาย"),
    Column("sex", "เพศ", 8, False, _("เลือกชายหรือหญิง เว้นว่างได้ ระบบอ่านจากคำนำหน้า"), "ชาย"),
    Column(
        "birth_date",
        "วันเดือนปีเกิด",
        16,
        True,
        _("วัน/เดือน/ปี พ.ศ. หากทราบแต่ปี ให้ใส่ 00/00 นำหน้า เช่น 00/00/2559"),
        "03/05/2559",
    ),
    Column("grade", "ชั้น", 9, True, _("เลือกจากรายการ เช่น อ.2 ป.4 ม.1"), "ป.1"),
    Column("room", "ห้อง", 8, False, _("เลขหรือชื่อห้อง เว้นว่างได้หากมีห้องเดียว"), "1"),
    Column("student_number", "เลขประจำตัวนักเรียน", 21, False, _("เลขของสถานศึกษา ขึ้นต้นด้วย 0 ได้"), "64001"),
    Column("entered_on", "วันที่เข้าศึกษา", 17, False, _("วันแรกที่เข้าสถานศึกษานี้ วัน/เดือน/ปี พ.ศ."), "16/05/2564"),
    Column(
        "citizen_id_type",
        "ประเภทเลขประจำตัว",
        23,
        False,
        _("เว้นว่างได้ เลือกเฉพาะผู้ใช้หนังสือเดินทาง หรือไม่มีเลข"),
        "ไม่มีเลข",
    ),
    Column(
        "citizen_id_missing_because",
        "เหตุที่ไม่มีเลขประจำตัว",
        25,
        False,
        _("เฉพาะผู้ไม่มีเลข"),
        "อยู่ระหว่างแจ้งเกิด",
    ),
)
HEADINGS = {column.field: column.heading for column in COLUMNS}


def as_written(field: str, entry: Entry) -> str:
    """A value as the template holds it: all text, dates in BE, grades short."""
    value = getattr(entry, field)
    if value is None or value == "" or value in TYPES_SEEN_IN_THE_NUMBER:
        return ""
    if field == "birth_date" and entry.birth_day_unknown:
        known = f"00/{value:%m}" if value.month > 1 else "00/00"
        return f"{known}/{calendar.be_year(value.year)}"
    if field in ("birth_date", "entered_on"):
        return calendar.format_slashed(value)
    labels = {"sex": SEX_LABELS, "citizen_id_type": ID_TYPE_LABELS}.get(field, {})
    return short(value) if field == "grade" else labels.get(value, str(value))
