"""The class roll as printed, ticked and signed where the existence check goes by paper (letter §4.3.1(1))."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.reports.documents import compile_pdf, joined
from lec.rounds.models import Round
from lec.students.models import Classroom, Placement
from lec.students.queries import class_list, teachers_of
from lec.students.rules import PRESENT
from lec.thai import calendar, citizen_id, digits

TEMPLATE = "roll.typ"
SHOWN = 4  # "55-1": what a mask leaves to be read


def rolls_pdf(actor: Actor, classrooms: Sequence[Classroom], round: Round | None, printed_by: str) -> bytes:
    """The rolls of the rooms the actor may see, in the order given; one page a class of forty."""
    rolls = [roll(actor, classroom, round, printed_by) for classroom in classrooms]
    return joined([compile_pdf(TEMPLATE, data) for data in rolls])


def roll(actor: Actor, classroom: Classroom, round: Round | None, printed_by: str) -> dict[str, Any]:
    """What stands on one roll. What is recorded already is ticked; of citizen IDs the last digits show."""
    institution = classroom.institution
    moment = digits.to_thai(calendar.format_moment(actor.at))
    return {
        "title": _("ใบรายชื่อตรวจสอบตัวตนนักเรียน %(room)s") % {"room": digits.to_thai(classroom.label)},
        "institution": institution.name,
        "lao": institution.parent.name if institution.parent else "",
        "round": digits.to_thai(round.label) if round else "",
        "how": digits.to_thai(
            _(
                "ทำเครื่องหมาย ✓ ในช่องมี หรือช่องไม่มี ผู้ที่ไม่มีตัวตนเขียนรหัสเหตุผล: 201 ไม่พบตัวตน 202 จบการศึกษาแล้ว "
                "203 ย้ายสถานศึกษา 204 ติดต่อไม่ได้ 205 เสียชีวิต 206 อื่น ๆ (ระบุ)"
            )
        ),
        "headings": [
            _("เลขที่"),
            _("ชื่อ-นามสกุล"),
            digits.to_thai(_("เลข 3 ตัวท้าย")),
            _("มี"),
            _("ไม่มี"),
            _("เหตุผล (รหัส)"),
        ],
        "rows": [_row(n, seat) for n, seat in enumerate(class_list(actor, classroom, round), start=1)],
        "totals": [_("รวม"), _("มีตัวตน"), _("ไม่มีตัวตน")],
        "unit": _("คน"),
        "vouched": _("ข้าพเจ้าตรวจสอบแล้วว่าถูกต้องตรงตามจริง"),
        "sign": _("ลงชื่อ"),
        "teachers": ", ".join(teachers_of(classroom)),
        "role": _("ครูประจำชั้น"),
        "on": _("วันที่"),
        "month": _("เดือน"),
        "year": _("พ.ศ."),
        "foot": _("พิมพ์จากระบบ LEC เมื่อ %(moment)s โดย%(name)s") % {"moment": moment, "name": printed_by},
    }


def _row(number: int, seat: Placement) -> dict[str, Any]:
    student, code = seat.enrollment.student, seat.attested  # type: ignore[attr-defined]
    shown = citizen_id.mask(student.citizen_id)[-SHOWN:] if student.citizen_id else ""
    return {
        "number": number,
        "prefix": student.prefix,
        "first_name": student.first_name,
        "last_name": student.last_name,
        "id": digits.to_thai(shown) or _("ไม่มีเลข"),
        "mark": "" if not code else ("present" if code == PRESENT else "absent"),
        "code": digits.to_thai(code) if code and code != PRESENT else "",
    }
