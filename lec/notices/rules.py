"""What each kind of notice says: to the page that lists them, and to the e-mail that will carry them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from lec.thai import calendar


def message_of(kind: str, params: Mapping[str, str]) -> str:
    """The sentence of a notice: what happened, and what is to be done. No person is named."""
    days = {name: calendar.format_short(date.fromisoformat(params[name])) for name in DAYS if name in params}
    moments = {
        name: calendar.format_moment(datetime.fromisoformat(params[name]))
        for name in MOMENTS
        if name in params
    }
    return MESSAGES[kind]() % {**params, **days, **moments}


DAYS = ("due_on",)
MOMENTS = ("until",)
MESSAGES: dict[str, Callable[[], str]] = {
    "claim-filed": lambda: _("%(claimant)s ขอรับย้ายนักเรียนคนหนึ่งของท่าน กรุณาตอบก่อนวันที่ %(due_on)s"),
    "claim-reminder": lambda: _("ยังไม่ได้ตอบคำขอรับย้ายของ%(claimant)s วันที่ %(due_on)s จะส่งให้%(decider)sพิจารณา"),
    "claim-contested": lambda: _("สถานศึกษาเดิมโต้แย้งคำขอรับย้ายของ%(claimant)s %(decider)sเป็นผู้พิจารณา"),
    "claim-to-decide": lambda: _("มีคำขอรับย้ายนักเรียนของ%(claimant)sที่ท่านต้องพิจารณา"),
    "claim-escalated": lambda: _("คำขอรับย้ายของ%(claimant)sครบกำหนดตอบแล้ว %(decider)sเป็นผู้พิจารณา"),
    "claim-released": lambda: _("ให้ย้ายแล้ว นักเรียนอยู่ในทะเบียนของ%(claimant)sแล้ว"),
    "claim-refused": lambda: _("ไม่ให้ย้ายตามคำขอของ%(claimant)s นักเรียนยังอยู่ที่สถานศึกษาเดิม"),
    "claim-withdrawn": lambda: _("%(claimant)s ถอนคำขอรับย้ายแล้ว ไม่ต้องดำเนินการใด"),
    "claim-left": lambda: _("สถานศึกษาเดิมนำนักเรียนที่ขอรับย้ายออกแล้ว หากนักเรียนอยู่กับท่าน เพิ่มเข้าทะเบียนได้เลย"),
    "claim-enrolled": lambda: _("คำขอรับย้ายสิ้นสุดแล้ว นักเรียนอยู่ในทะเบียนของ%(claimant)sแล้ว"),
    "claim-moved-on": lambda: _("นักเรียนที่ขอรับย้ายไปอยู่สถานศึกษาอื่นแล้ว หากยังต้องการ ยื่นคำขอใหม่"),
    "ticket-filed": lambda: _("%(name)s ขอให้ยกเลิกการยืนยัน%(round)s เพื่อแก้ไขข้อมูล ท่านเป็นผู้พิจารณา"),
    "ticket-approved": lambda: _("ยกเลิกการยืนยัน%(round)sของ%(name)sตามคำขอแล้ว แก้ไขแล้วยืนยันใหม่"),
    "ticket-refused": lambda: _("ไม่ยกเลิกการยืนยัน%(round)sของ%(name)sตามคำขอ อ่านเหตุผลได้ในหน้าคำขอ"),
    "ticket-withdrawn": lambda: _("%(name)s ถอนคำขอยกเลิกการยืนยัน%(round)sแล้ว ไม่ต้องดำเนินการใด"),
    "ticket-expired": lambda: _("คำขอยกเลิกการยืนยัน%(round)sของ%(name)sสิ้นสุดแล้ว เพราะรอบข้อมูลปิด"),
    "round-reopened": lambda: _("กรมฯ เปิด%(round)s ให้ท่านและหน่วยงานในสังกัดแก้ไขและยืนยันได้ถึง %(until)s"),
    "round-closed-again": lambda: _("กรมฯ ปิด%(round)s ที่เปิดให้ท่านเป็นกรณีเฉพาะแล้ว"),
    "claim-gone": lambda: _("คำขอรับย้ายสิ้นสุดแล้ว นักเรียนไม่มีชื่ออยู่ที่ใด หากอยู่กับท่าน เพิ่มเข้าทะเบียนได้เลย"),
}
