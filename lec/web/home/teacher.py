"""Home of a class teacher: the own rooms, how many are still to be checked in each, and one action."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lec.accounts.queries import officers_of
from lec.students import queries
from lec.students.queries import ClassroomState, Readiness
from lec.web.acting import acting, acting_organization, round_now
from lec.web.students.locked import locked


def home(request: HttpRequest) -> HttpResponse:
    """The existence check of the own rooms, then what is wrong in them (letter §4.3.1(1))."""
    by = acting(request)
    institution, round = acting_organization(request), round_now(request)
    rooms = queries.classrooms(by, institution, round, queries.academic_year(by.at, round))
    readiness = queries.readiness_by_room(by, institution, round)
    left = [room for room in rooms if room.unattested]
    context = {
        "round": round,
        "rooms": rooms,
        "tasks": [
            _task(room, readiness.get(room.classroom.pk, Readiness()))
            for room in sorted(rooms, key=lambda room: not room.unattested)
        ],
        "unattested": sum(room.unattested for room in left),
        "next": left[0].classroom if left else None,
        "due_on": round.due_on("institution") if round else None,
        "locked": locked(request),
        "officers": officers_of([institution.pk], by.today).get(institution.pk, []),
    }
    return render(request, "home/teacher.html", context)


def _task(room: ClassroomState, readiness: Readiness) -> dict[str, Any]:
    task: dict[str, Any] = {
        "title": _("%(room)s นักเรียน %(count)s คน")
        % {"room": room.classroom.label, "count": f"{room.students:,}"},
        "url": reverse("attesting:room", args=[room.classroom.pk]),
    }
    if room.unattested:
        words = _("ยังไม่ตรวจ %(count)s คน") % {"count": f"{room.unattested:,}"}
        task |= {"state": "waiting", "words": words, "link_label": _("ตรวจสอบตัวตน")}
    elif readiness.unsettled:
        return task | {
            "state": "warning",
            "words": _("มีเรื่องต้องทำ %(count)s คน") % {"count": readiness.unsettled},
            "detail": _("ตรวจสอบตัวตนครบแล้ว แต่ยังมีข้อมูลต้องแก้หรือชี้แจง"),
            "url": reverse("students:room", args=[room.classroom.pk]),
            "link_label": _("ดูรายการ"),
            "bar": "warning",
        }
    else:
        task |= {"state": "done", "words": _("ตรวจครบแล้ว"), "link_label": _("ดูผล"), "waiting": True}
    return task
