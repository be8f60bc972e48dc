"""Short words for what the rules find and where they find it: a sentence is too long for a list."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TITLES: "dict[str, StrOrPromise]" = {
    "citizen-id-taken": _("เลขประจำตัวเป็นของคนอื่น"),
    "citizen-id-missing": _("ไม่มีเลขประจำตัวประชาชน"),
    "citizen-id-length": _("เลขประจำตัวไม่ครบ 13 หลัก"),
    "citizen-id-check-digit": _("หลักสุดท้ายของเลขประจำตัวไม่ถูกต้อง"),
    "citizen-id-format": _("รูปแบบเลขไม่ตรงกับประเภท"),
    "citizen-id-type-unknown": _("ไม่รู้จักประเภทเลขประจำตัว"),
    "name-missing": _("ไม่มีชื่อหรือนามสกุล"),
    "sex-missing": _("ไม่ทราบเพศ"),
    "sex-prefix-mismatch": _("เพศไม่ตรงกับคำนำหน้า"),
    "birth-date-missing": _("ไม่มีวันเกิด"),
    "birth-date-future": _("วันเกิดเป็นวันในอนาคต"),
    "birth-day-unknown": _("ไม่ทราบวันเดือนเกิด"),
    "entered-on-future": _("วันที่เข้าศึกษาเป็นวันในอนาคต"),
    "entered-before-birth": _("เข้าศึกษาก่อนวันเกิด"),
    "grade-unknown": _("ไม่รู้จักชั้น"),
    "grade-not-offered": _("ชั้นที่สถานศึกษาไม่ได้เปิดสอน"),
    "age-below-minimum": _("อายุยังไม่ถึงเกณฑ์รับเข้า"),
    "age-grade-mismatch": _("อายุไม่ตรงกับชั้น"),
    "held-elsewhere": _("มีชื่ออยู่ที่อื่น"),
    "too-long": _("ข้อความยาวเกินช่อง"),
    "same-name-and-birth-date": _("ชื่อและวันเกิดซ้ำกับคนอื่น"),
    "id-formerly-of-another": _("เลขเดิมของคนอื่น"),
    "not-rolled-over": _("ยังอยู่ในชั้นของปีก่อน"),
    "student-number-taken": _("เลขประจำตัวนักเรียนซ้ำ"),
    "attested-other": _("ตรวจสอบตัวตนได้ผล “อื่น ๆ”"),
}

FIELDS: "dict[str, StrOrPromise]" = {
    "citizen_id_type": _("ประเภทเลขประจำตัว"),
    "citizen_id": _("เลขประจำตัวประชาชน"),
    "citizen_id_missing_because": _("เหตุที่ไม่มีเลขประจำตัว"),
    "prefix": _("คำนำหน้า"),
    "first_name": _("ชื่อ"),
    "last_name": _("นามสกุล"),
    "sex": _("เพศ"),
    "birth_date": _("วันเกิด"),
    "classroom": _("ชั้น/ห้อง"),
    "student_number": _("เลขประจำตัวนักเรียน"),
    "entered_on": _("วันที่เข้าเรียน"),
}


def title_of(code: str) -> str:
    """What a kind of finding is called; the code itself where a new rule has no words yet."""
    return str(TITLES.get(code, code))
