"""Why a file is not read at all. Each refusal says what, why, and the way out (issue, Bad input)."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from lec.refusals import Fault, Invalid

MAX_BYTES = 20 * 2**20
MAX_ROWS = 10_000


class NotAWorkbook(Invalid):
    """The file is no workbook, a hostile one, or holds no register; nothing of it is kept."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        self.message = REASONS[code]() % params
        super().__init__([Fault(code, self.message, "file")])

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


REASONS: dict[str, Callable[[], str]] = {
    "empty": lambda: _("ไฟล์ว่างเปล่า เลือกไฟล์ที่มีรายชื่อนักเรียน แล้วอัปโหลดใหม่"),
    "too-large": lambda: _("ไฟล์ใหญ่เกิน 20 MB คัดลอกเฉพาะตารางรายชื่อไปไว้ในไฟล์ใหม่ หรือแยกเป็นหลายไฟล์ แล้วอัปโหลดใหม่"),
    "too-many-rows": lambda: _("ไฟล์มีเกิน 10,000 แถว แยกเป็นหลายไฟล์ แล้วอัปโหลดทีละไฟล์"),
    "not-a-workbook": lambda: _("ไฟล์นี้ไม่ใช่ไฟล์ Excel เลือกไฟล์ .xlsx หรือ .xls แล้วอัปโหลดใหม่"),
    "other-type": lambda: _(
        "ไฟล์นี้เป็น %(kind)s ระบบรับเฉพาะ .xlsx และ .xls เปิดใน Excel เลือก “บันทึกเป็น” ชนิด .xlsx แล้วอัปโหลดใหม่"
    ),
    "truncated": lambda: _(
        "ไฟล์ไม่สมบูรณ์ อ่านได้ไม่ครบ มักเกิดจากคัดลอกหรือดาวน์โหลดไม่จบ เปิดใน Excel ตรวจว่าครบ บันทึกใหม่ แล้วอัปโหลดอีกครั้ง"
    ),
    "encrypted": lambda: _("ไฟล์ตั้งรหัสผ่านไว้ ระบบเปิดอ่านไม่ได้ ยกเลิกรหัสผ่านใน Excel บันทึก แล้วอัปโหลดใหม่"),
    "macros": lambda: _("ไฟล์มีมาโคร ระบบไม่รับเพื่อความปลอดภัย บันทึกเป็นชนิด .xlsx (ไม่มีมาโคร) แล้วอัปโหลดใหม่"),
    "grid-bomb": lambda: _(
        "แผ่นงานใหญ่เกินกว่าจะเป็นทะเบียนนักเรียน มีข้อมูลถึงแถว %(row)s คอลัมน์ %(column)s "
        "คัดลอกเฉพาะตารางรายชื่อไปไว้ในไฟล์ใหม่ แล้วอัปโหลดไฟล์นั้น"
    ),
    "zip-bomb": lambda: _(
        "ไฟล์ขยายออกแล้วใหญ่ผิดปกติ ระบบจึงไม่เปิดอ่าน คัดลอกเฉพาะตารางรายชื่อไปไว้ในไฟล์ใหม่ แล้วอัปโหลดไฟล์นั้น"
    ),
    "too-heavy": lambda: _(
        "ไฟล์ใช้หน่วยความจำมากผิดปกติ ระบบจึงหยุดอ่าน คัดลอกเฉพาะตารางรายชื่อไปไว้ในไฟล์ใหม่ แล้วอัปโหลดไฟล์นั้น"
    ),
    "headings-missing": lambda: _(
        "ไม่พบหัวตารางรายชื่อนักเรียน ต้องมีคอลัมน์ชื่อ และเลขประจำตัวประชาชนหรือวันเกิด "
        "พิมพ์หัวตารางให้ครบ หรือใช้แบบกรอกของระบบ แล้วอัปโหลดใหม่"
    ),
    "template-version": lambda: _(
        "แบบกรอกนี้เป็นรุ่น %(found)s ปัจจุบันใช้รุ่น %(current)s ดาวน์โหลดแบบกรอกใหม่ คัดลอกข้อมูลไปวาง แล้วอัปโหลด"
    ),
}
