"""What every act is called, wherever it is shown."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Groups = list[tuple[StrOrPromise, dict[str, StrOrPromise]]]

# Acts on single students and staff, which only those are shown who see single persons.
PERSONAL: "Groups" = [
    (
        _("ทะเบียนนักเรียน"),
        {
            "enroll": _("เพิ่มเข้าทะเบียน"),
            "change": _("แก้ไข"),
            "leave": _("นำออกจากระบบ"),
            "return": _("คืนเข้าชั้นเรียน"),
            "attest": _("ตรวจสอบตัวตน"),
            "explain": _("เขียนคำชี้แจง"),
            "merge": _("รวมประวัติ"),
            "undo-merge": _("ยกเลิกการรวมประวัติ"),
            "protect": _("เปลี่ยนการปกปิดสถานที่ของเด็ก"),
            "tell-holder": _("สอบถามว่าเด็กอยู่ที่ใด"),
            "release": _("ให้ย้ายออก"),
            "receive": _("รับย้ายเข้า"),
            "roll-over": _("เลื่อนชั้นปีใหม่"),
            "undo-roll-over": _("ยกเลิกการเลื่อนชั้น"),
        },
    ),
    (
        _("ไฟล์ Excel"),
        {
            "stage-upload": _("อัปโหลดไฟล์"),
            "assign-headings": _("กำหนดคอลัมน์ของไฟล์"),
            "ask-to-apply-upload": _("สั่งบันทึกไฟล์เข้าทะเบียน"),
            "apply-upload": _("บันทึกไฟล์เข้าทะเบียน"),
            "discard-upload": _("ทิ้งไฟล์"),
        },
    ),
    (
        _("คำขอรับย้าย"),
        {
            "file-claim": _("ยื่นคำขอรับย้าย"),
            "release-claim": _("ให้ย้ายตามคำขอ"),
            "contest-claim": _("โต้แย้งคำขอรับย้าย"),
            "refuse-claim": _("วินิจฉัยไม่ให้ย้าย"),
            "withdraw-claim": _("ถอนคำขอรับย้าย"),
            "remind-holder": _("เตือนให้ตอบคำขอรับย้าย"),
            "escalate-claim": _("ส่งคำขอรับย้ายให้พิจารณา"),
            "settle-claim": _("ปิดคำขอรับย้าย"),
            "tell-left": _("แจ้งว่าเด็กออกจากที่เดิมแล้ว"),
        },
    ),
    (
        _("บุคลากร"),
        {
            "keep-staff-member": _("แก้ไขบุคลากร"),
            "end-staff-member": _("นำบุคลากรออก"),
            "return-staff-member": _("นำบุคลากรกลับเข้ารายชื่อ"),
        },
    ),
]
OTHERS: "Groups" = [
    (
        _("การยืนยันข้อมูล"),
        {
            "confirm": _("ยืนยันข้อมูล"),
            "revoke": _("ยกเลิกการยืนยัน"),
            "file-ticket": _("ขอให้ยกเลิกการยืนยัน"),
            "pass-ticket": _("ส่งคำขอยกเลิกการยืนยันลงระดับถัดไป"),
            "refuse-ticket": _("ไม่ยกเลิกการยืนยันตามคำขอ"),
            "withdraw-ticket": _("ถอนคำขอยกเลิกการยืนยัน"),
            "expire-ticket": _("คำขอยกเลิกการยืนยันหมดเวลา"),
        },
    ),
    (
        _("สถานศึกษาสังกัดอื่น"),
        {
            "enter-headcounts": _("กรอกจำนวนนักเรียนสังกัดอื่น"),
            "keep-other-school": _("แก้ไขสถานศึกษาสังกัดอื่น"),
        },
    ),
    (
        _("หน่วยงาน อาคาร และข้อมูลพื้นฐาน"),
        {
            "keep-organization": _("แก้ไขหน่วยงาน"),
            "found-department": _("เริ่มใช้ระบบ"),
            "keep-profile": _("แก้ไขข้อมูลพื้นฐาน"),
            "keep-building": _("แก้ไขอาคาร"),
            "end-building": _("นำอาคารออก"),
            "return-building": _("นำอาคารกลับเข้ารายการ"),
        },
    ),
    (
        _("บัญชีผู้ใช้"),
        {
            "appoint": _("แต่งตั้งผู้รับผิดชอบ"),
            "end-appointment": _("สิ้นสุดการแต่งตั้ง"),
            "assign-rooms": _("มอบหมายห้องเรียน"),
            "enable": _("เปิดใช้บัญชี"),
            "disable": _("ระงับบัญชี"),
            "issue-code": _("ออกรหัสตั้งรหัสผ่าน"),
            "mail-code": _("ส่งรหัสตั้งรหัสผ่านทางอีเมล"),
            "redeem-code": _("ตั้งรหัสผ่านด้วยรหัสที่ได้รับ"),
            "change-password": _("เปลี่ยนรหัสผ่าน"),
            "change-contact": _("แก้ไขที่ติดต่อ"),
            "issue-token": _("ออกโทเคนสำหรับโปรแกรม"),
            "withdraw-token": _("ยกเลิกโทเคน"),
        },
    ),
    (
        _("รอบข้อมูล รายการ และเกณฑ์"),
        {
            "plan-round": _("กำหนดรอบข้อมูล"),
            "change-round": _("แก้ไขรอบข้อมูล"),
            "seal-day": _("ออกรหัสตรวจสอบใบรับประจำวัน"),
            "reopen-round": _("เปิดรอบให้เป็นกรณีเฉพาะ"),
            "end-reopening": _("ปิดรอบที่เปิดเป็นกรณีเฉพาะ"),
            "keep-code": _("แก้ไขรายการให้เลือก"),
            "keep-rate": _("แก้ไขอัตราเงินอุดหนุน"),
            "set-age-limits": _("แก้ไขเกณฑ์อายุ"),
            "set-setting": _("แก้ไขค่าที่กรมฯ กำหนด"),
        },
    ),
]
ACTS: "dict[str, StrOrPromise]" = {
    code: words for _title, acts in (*PERSONAL, *OTHERS) for code, words in acts.items()
}
