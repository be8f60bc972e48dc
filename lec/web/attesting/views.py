"""The existence check: rooms with who is still unchecked, the roll of one room, and the roll on paper.

The class teacher attests the own rooms; what the responsible person records is kept as coming from a signed
paper roll (letter §4.3.1(1); DOMAIN, Existence check).
"""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.refusals import NotVisible
from lec.reports.rolls import rolls_pdf
from lec.rounds.models import Round
from lec.students import actions, queries
from lec.students.models import AttestationCode, Classroom
from lec.students.rules import PRESENT
from lec.web.acting import acting, acting_name, acting_organization, round_now
from lec.web.attesting.forms import Roll
from lec.web.students.locked import locked

REASONS = [
    AttestationCode.NOT_FOUND,
    AttestationCode.MOVED,
    AttestationCode.NO_CONTACT,
    AttestationCode.GRADUATED,
    AttestationCode.DIED,
    AttestationCode.OTHER,
]


def rooms(request: HttpRequest) -> HttpResponse:
    """The rooms, unfinished ones first; a teacher of one room is taken into it."""
    by = acting(request)
    institution, round = acting_organization(request), round_now(request)
    states = queries.classrooms(by, institution, round, queries.academic_year(by.at, round))
    if len(states) == 1 and not by.is_officer:
        return redirect("attesting:room", states[0].classroom.pk)
    filled = [state for state in states if state.students]
    context = {
        "rooms": sorted(filled, key=lambda state: not state.unattested),
        "unattested": sum(state.unattested for state in filled),
        "unfinished": sum(1 for state in filled if state.unattested),
        "students": sum(state.students for state in filled),
        "officer": by.is_officer,
        "round": round,
        "locked": locked(request),
    }
    return render(request, "attesting/rooms.html", context)


def room(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll of one room: mark who is not there, record the whole room at once."""
    by = acting(request)
    classroom, round = _room(by, pk), round_now(request)
    roll, status = _roll(by, classroom, round), 200
    if request.method == "POST" and round is not None:
        roll.take(request.POST)
        if not (roll.wrong or roll.overtaken):
            return _record(request, by, classroom, round, roll)
        status = 409 if roll.overtaken else 422
    context = _context(by, classroom, round, roll) | {"locked": locked(request)}
    roll.accept()
    return render(request, "attesting/room.html", context, status=status)


def paper(request: HttpRequest, pk: int) -> FileResponse:
    """The roll to print, tick and sign, from which the responsible person records."""
    by = acting(request)
    classroom = _room(by, pk)
    return _printed(request, by, [classroom], f"roll-{classroom.grade}-{classroom.room}.pdf")


def papers(request: HttpRequest) -> FileResponse:
    """The rolls of all rooms one may see, one behind the other."""
    by, institution, round = acting(request), acting_organization(request), round_now(request)
    states = queries.classrooms(by, institution, round, queries.academic_year(by.at, round))
    return _printed(request, by, [state.classroom for state in states if state.students], "rolls.pdf")


def _printed(request: HttpRequest, by: Actor, rooms: list[Classroom], filename: str) -> FileResponse:
    written = rolls_pdf(by, rooms, round_now(request), acting_name(request))
    return FileResponse(BytesIO(written), filename=filename, content_type="application/pdf")


def _record(request: HttpRequest, by: Actor, classroom: Classroom, round: Round, roll: Roll) -> HttpResponse:
    marks = roll.marks()
    if marks:
        actions.attest(institution=classroom.institution, round=round, marks=marks, by=by)
        words = _("บันทึก%(room)sแล้ว มีตัวตน %(present)s คน ไม่มี %(absent)s คน")
        here = sum(1 for line in roll.lines if line.chosen == PRESENT)
        messages.success(request, words % {"room": classroom.label, "present": here, "absent": roll.absent})
    else:
        messages.info(request, _("ไม่มีอะไรเปลี่ยนจากที่บันทึกไว้"))
    return redirect("attesting:room", classroom.pk)


def _room(by: Actor, pk: int) -> Classroom:
    classroom = queries.classroom_for(by, pk)
    if classroom is None or classroom.institution_id != by.organization_id:
        raise NotVisible
    return classroom


def _roll(by: Actor, classroom: Classroom, round: Round | None) -> Roll:
    return Roll.held(queries.class_list(by, classroom, round), queries.explained_marks(by, classroom))


def _context(by: Actor, classroom: Classroom, round: Round | None, roll: Roll) -> dict[str, Any]:
    said = queries.attestations_of(by, classroom, round)
    return {
        "classroom": classroom,
        "round": round,
        "roll": roll,
        "overtaken": roll.overtaken,
        "reasons": [(str(code), str(code.label)) for code in REASONS],
        "present": len(roll.lines) - roll.absent,
        "said": said[0] if said else None,
        "officer": by.is_officer,
    }
