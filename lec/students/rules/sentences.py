"""What each finding says to the one who has to settle it: what, why, and the way out."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lec.reference.grades import short


def message_of(code: str, params: dict[str, Any]) -> str:
    """The sentence of a finding: what is wrong, why, and the way out."""
    grade = str(params.get("grade", ""))
    spoken = grade if get_language() == "en" else short(grade)
    return MESSAGES[code]() % {**params, "grade": spoken}


MESSAGES: dict[str, Callable[[], str]] = {
    "citizen-id-missing": lambda: _("ไม่มีเลขประจำตัวประชาชน หากไม่มีเลขจริง ให้เลือกประเภท “ไม่มีเลข” และระบุเหตุ"),
    "citizen-id-length": lambda: _("เลขประจำตัวประชาชนต้องมี 13 หลัก ที่กรอกมี %(length)s หลัก ตรวจจากบัตรหรือสูติบัตร"),
    "citizen-id-check-digit": lambda: _("หลักสุดท้ายของเลขประจำตัวไม่ถูกต้อง มักเกิดจากพิมพ์สลับกัน เทียบกับบัตรทีละหลัก"),
    "citizen-id-format": lambda: _("รูปแบบเลขไม่ตรงกับประเภท รหัส G คือ G ตามด้วยเลข 12 หลัก"),
    "citizen-id-type-unknown": lambda: _("ไม่รู้จักประเภทเลขประจำตัว เลือกจากรายการ"),
    "citizen-id-scientific": lambda: _(
        "Excel ตัดเลขท้ายทิ้งแล้ว ระบบเดาให้ไม่ได้ ตั้งช่องเป็น “ข้อความ” แล้วพิมพ์ 13 หลักใหม่"
    ),
    "duplicate-in-file": lambda: _("เลขประจำตัวนี้มีมากกว่าหนึ่งแถวในไฟล์ (แถว %(rows)s) เหลือไว้แถวเดียว"),
    "name-missing": lambda: _("ไม่มีชื่อหรือนามสกุล ตรวจจากสูติบัตรหรือทะเบียนบ้าน"),
    "sex-missing": lambda: _("ไม่ทราบเพศ เลือกชายหรือหญิง หรือใส่คำนำหน้าให้ถูกต้อง"),
    "sex-prefix-mismatch": lambda: _("เพศไม่ตรงกับคำนำหน้า “%(prefix)s” แก้ไขให้ตรงกัน หรือเขียนคำชี้แจง"),
    "birth-date-missing": lambda: _("ไม่มีวันเกิด ตรวจจากสูติบัตรหรือทะเบียนบ้าน"),
    "birth-date-impossible": lambda: _("ไม่มีวันที่ “%(text)s” ในปฏิทิน ตรวจจากสูติบัตรหรือทะเบียนบ้าน"),
    "birth-date-future": lambda: _("วันเกิดเป็นวันในอนาคต ตรวจปี พ.ศ. อีกครั้ง"),
    "birth-day-unknown": lambda: _("ไม่ทราบวันหรือเดือนเกิดที่แน่นอน ระบบนับอายุจากวันแรกของเดือนหรือปีที่ทราบ"),
    "entered-on-future": lambda: _("วันที่เข้าศึกษาเป็นวันในอนาคต"),
    "entered-on-impossible": lambda: _("ไม่มีวันที่ “%(text)s” ในปฏิทิน ตรวจวันที่เข้าศึกษาอีกครั้ง"),
    "entered-before-birth": lambda: _("วันที่เข้าศึกษาอยู่ก่อนวันเกิด"),
    "grade-unknown": lambda: _("ไม่รู้จักชั้น “%(grade)s” ใช้เช่น อ.2 ป.4 ม.1"),
    "grade-not-offered": lambda: _("สถานศึกษานี้ไม่ได้เปิดสอนชั้น %(grade)s แก้ชั้นให้ถูกต้อง หรือเขียนคำชี้แจง"),
    "age-below-minimum": lambda: _("อายุ %(age)s ปี ณ 16 พ.ค. ยังไม่ถึงเกณฑ์รับเข้า %(least)s ปี"),
    "age-grade-mismatch": lambda: _(
        "อายุ %(age)s ปี ปกติ %(grade)s อายุ %(least)s–%(most)s ปี แก้ไขให้ถูกต้อง หรือเขียนคำชี้แจง"
    ),
    "held-elsewhere": lambda: _("มีชื่ออยู่ที่อื่น (%(holder)s) ต้องให้สถานศึกษาเดิมนำออกก่อน"),
    "too-long": lambda: _("ข้อความยาวเกิน %(most)s ตัวอักษร ตรวจว่ากรอกตรงช่อง"),
    "not-rolled-over": lambda: _("ยังอยู่ในชั้นของปีการศึกษา %(year)s ทำการเลื่อนชั้นที่หน้า “เลื่อนชั้นปีใหม่” ก่อน"),
    "value-unreadable": lambda: _("อ่านค่า “%(text)s” ไม่ได้ กรอกเป็นตัวเลข หรือเลือกจากรายการ"),
    "out-of-range": lambda: _("ค่าต้องอยู่ระหว่าง %(least)s ถึง %(most)s ตรวจหน่วยและจุดทศนิยม"),
    "code-unknown": lambda: _("ไม่มี “%(text)s” ในรายการ เลือกจากรายการ"),
    "place-unknown": lambda: _("ไม่พบตำบลรหัส “%(text)s” ค้นหาจากชื่อตำบลแล้วเลือก"),
    "postal-code-format": lambda: _("รหัสไปรษณีย์ต้องเป็นเลข 5 หลัก"),
    "phone-format": lambda: _("เบอร์โทรศัพท์ต้องขึ้นต้นด้วย 0 และมี 9–10 หลัก"),
    "relation-missing": lambda: _("ระบุว่าผู้ปกครองเกี่ยวข้องกับนักเรียนอย่างไร"),
    "same-name-and-birth-date": lambda: _("ชื่อและวันเกิดซ้ำกับนักเรียนคนอื่น ตรวจว่าเป็นคนละคน แล้วเขียนคำชี้แจง"),
    "attested-other": lambda: _("ตรวจสอบตัวตนได้ผล “อื่น ๆ” เขียนคำชี้แจงว่าเพราะเหตุใดจึงยังอยู่ในทะเบียน"),
    "institution-differs": lambda: _("ไฟล์เป็นของ “%(text)s” ไม่ตรงกับสถานศึกษาของท่าน"),
    "sheets-unread": lambda: _("อ่านเฉพาะแผ่นงานแรกที่มีรายชื่อ ยังไม่ได้อ่าน %(text)s หากต้องการ ให้แยกเป็นอีกไฟล์"),
    "rows-skipped": lambda: _("ข้ามแถวที่ไม่ใช่นักเรียน เช่น แถวรวมหรือลายเซ็น: แถว %(text)s"),
    "year-differs": lambda: _("ไฟล์เป็นของปีการศึกษา %(text)s ไม่ตรงกับปีปัจจุบัน"),
}
