"""What only the reader of a file can find: it stands in the same catalog, and is said in the same words."""

from django.utils.translation import gettext as _

from lec.students.rules.catalog import Severity, found_by_reading

EXCEL = "DOMAIN, Excel in"

found_by_reading(
    "citizen-id-scientific",
    Severity.ERROR,
    lambda: _("Excel ตัดเลขท้ายทิ้งแล้ว ระบบเดาให้ไม่ได้ ตั้งช่องเป็น “ข้อความ” แล้วพิมพ์ 13 หลักใหม่"),
    example="1.99E+12",
    clause=EXCEL,
)
found_by_reading(
    "duplicate-in-file",
    Severity.ERROR,
    lambda: _("เลขประจำตัวนี้มีมากกว่าหนึ่งแถวในไฟล์ (แถว %(rows)s) เหลือไว้แถวเดียว"),
    example="แถว 12 และ 40 ใช้เลขเดียวกัน",
    clause=EXCEL,
)
found_by_reading(
    "not-taken",
    Severity.INFO,
    lambda: _("อ่าน “%(text)s” ไม่ได้ จึงไม่นำเข้าช่องนี้ แก้ในไฟล์แล้วอัปโหลดใหม่ หรือกรอกในหน้านักเรียนภายหลัง"),
    example="อาชีพบิดา “ไปต่างประเทศ” ไม่มีในรายการ",
    clause=EXCEL,
)
found_by_reading(
    "institution-differs",
    Severity.WARNING,
    lambda: _("ไฟล์เป็นของ “%(text)s” ไม่ตรงกับสถานศึกษาของท่าน"),
    example="หัวไฟล์เขียนชื่อโรงเรียนอื่น",
    clause=EXCEL,
)
found_by_reading(
    "year-differs",
    Severity.WARNING,
    lambda: _("ไฟล์เป็นของปีการศึกษา %(text)s ไม่ตรงกับปีปัจจุบัน"),
    example="หัวไฟล์เขียนปีการศึกษา 2563",
    clause=EXCEL,
)
found_by_reading(
    "sheets-unread",
    Severity.INFO,
    lambda: _("อ่านแผ่นงานเดียว ยังไม่ได้อ่าน %(text)s เลือกแผ่นงานได้ที่ “ดูว่าระบบอ่านคอลัมน์ใดเป็นอะไร”"),
    example="ไฟล์มีแผ่นงาน ป.1 และ ป.2",
    clause=EXCEL,
)
found_by_reading(
    "rows-skipped",
    Severity.INFO,
    lambda: _("ข้ามแถวที่ไม่ใช่นักเรียน เช่น แถวรวมหรือลายเซ็น: แถว %(text)s"),
    example="แถว “รวมทั้งสิ้น 40 คน”",
    clause=EXCEL,
)
