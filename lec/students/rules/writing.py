"""What leaving, attesting and explaining must satisfy, and whose register it is."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.refusals import Fault, Forbidden, Obstacle
from lec.students.rules.catalog import Severity, message_of
from lec.thai import calendar

PRESENT = "100"
GONE = ("201", "202", "203", "204", "205")
OTHER = "206"
LONGEST_NOTE = 300
LONGEST_EXPLANATION = 500


def require_own_register(by: Actor, institution_id: int, *, officer: bool = False) -> None:
    """Only the institution writes students, some steps only its responsible person (DOMAIN, Levels)."""
    if by.organization_id != institution_id:
        raise Forbidden(_("แก้ไขทะเบียนได้เฉพาะสถานศึกษาเอง"))
    if officer and not by.is_officer:
        raise Forbidden(_("ผู้รับผิดชอบของสถานศึกษาเป็นผู้ทำขั้นตอนนี้"))


def require_releaser(by: Actor, holder_path: str) -> None:
    """A child is released by the officer of who holds it, or by a level above (letter §4.3.2(1))."""
    if not by.is_officer or not holder_path.startswith(by.path):
        raise Forbidden(_("ผู้รับผิดชอบของสถานศึกษาเดิม หรือหน่วยงานเหนือขึ้นไป เป็นผู้อนุมัติให้ย้าย"))


def faults_of_protecting(because: str) -> Iterator[Fault]:
    """Who hides a place, or shows it again, says why, in 1-500 characters."""
    if not 1 <= len(because.strip()) <= LONGEST_EXPLANATION:
        yield Fault("because-missing", _("เขียนเหตุผล 1–500 ตัวอักษร"), "because")


def obstacles_to_returning(left: bool, organization: str) -> Iterator[Obstacle]:
    """Why a leave cannot be undone: there is nothing to undo."""
    if not left:
        yield Obstacle("not-left", _("นักเรียนยังอยู่ในทะเบียน จึงไม่มีอะไรต้องคืน"), organization)


def faults_of_leaving(
    reason: str, reasons: list[str], on: date | None, entered_on: date, today: date, note: str = ""
) -> Iterator[Fault]:
    """What is wrong with a leave: an unknown reason, a day in the future or before the stay began."""
    if reason not in reasons:
        yield Fault("leaving-reason-unknown", _("เลือกเหตุผลที่นำออกจากระบบ"), "reason")
    if on is None:
        yield Fault("left-on-missing", _("ระบุวันที่ออก"), "on")
    elif on > today:
        yield Fault("left-on-future", _("วันที่ออกเป็นวันในอนาคต"), "on")
    elif on < entered_on:
        yield Fault(
            "left-before-entered",
            _("วันที่ออกอยู่ก่อนวันที่เข้าศึกษา (%(day)s)") % {"day": calendar.format_short(entered_on)},
            "on",
        )
    if len(note) > LONGEST_NOTE:
        yield Fault("too-long", message_of("too-long", {"most": LONGEST_NOTE}), "note")


def obstacles_to_leaving(left: bool, organization: str) -> Iterator[Obstacle]:
    """Who has left cannot leave again; the day and the reason given first stand."""
    if left:
        yield Obstacle("already-left", _("นำออกจากทะเบียนไปแล้ว"), organization)


def faults_of_mark(code: str, because: str, row: int | None = None) -> Iterator[Fault]:
    """What is wrong with one result of the existence check."""
    if code not in (PRESENT, *GONE, OTHER):
        yield Fault("attestation-unknown", _("ไม่รู้จักผลการตรวจสอบตัวตน"), "code", row)
    if len(because) > LONGEST_EXPLANATION:
        yield Fault("too-long", message_of("too-long", {"most": LONGEST_EXPLANATION}), "because", row)


def faults_of_explanation(because: str, severities: set[str]) -> Iterator[Fault]:
    """Warnings are explained, in 1-500 characters; an error is not talked away."""
    if severities - {Severity.WARNING}:
        yield Fault("not-a-warning", _("เขียนคำชี้แจงได้เฉพาะคำเตือน ข้อผิดพลาดต้องแก้ไขข้อมูล"), "severity")
    if not 1 <= len(because.strip()) <= LONGEST_EXPLANATION:
        yield Fault("because-missing", _("เขียนคำชี้แจง 1–500 ตัวอักษร"), "because")
