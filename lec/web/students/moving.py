"""Many to another class or room at once, out of one room (letter §4.3.1(1)); undone by moving them back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.refusals import Blocked, Invalid, NotVisible, Obstacle
from lec.students import actions, queries
from lec.students.actions import Change
from lec.students.models import Classroom
from lec.students.rules import Entry
from lec.web.acting import acting, acting_organization, round_now
from lec.web.jinja import url
from lec.web.obstacles import shown
from lec.web.students.editing import rooms_to_fill
from lec.web.students.forms import ids
from lec.web.students.locked import locked

MOVED = frozenset({"grade", "room"})


def move(request: HttpRequest) -> HttpResponse:
    """Whom of a room to move, and where to; nobody is ticked before somebody ticks them."""
    by, pk = acting(request), ids(request.GET.getlist("room"))
    classroom = queries.classroom_for(by, pk[0]) if pk else None
    if classroom is None or classroom.institution_id != by.organization_id:
        raise NotVisible
    if request.method != "POST":
        return _page(request, by, classroom)
    chosen, (grade, _slash, room) = _chosen(request), request.POST.get("classroom", "").partition("/")
    wrong = [] if chosen else [_("เลือกนักเรียนที่จะย้ายอย่างน้อย 1 คน")]
    wrong += [] if f"{grade}/{room}" in rooms_to_fill(request).values() else [_("เลือกห้องที่จะย้ายไป")]
    if wrong:
        return _page(request, by, classroom, wrong)
    entry = Entry(grade=grade, room=room)
    changes = [Change(stay, entry, version, MOVED) for stay, version in chosen.items()]
    try:
        actions.change(institution=acting_organization(request), changes=changes, by=by)
    except Invalid as refusal:
        return _page(request, by, classroom, list(dict.fromkeys(f.message for f in refusal.faults)))
    except Blocked as refusal:
        return _page(request, by, classroom, blocked=refusal.obstacles)
    return _moved(request, by, classroom, Entry(grade=grade, room=room), len(chosen))


def _moved(request: HttpRequest, by: Actor, classroom: Classroom, to: Entry, count: int) -> HttpResponse:
    institution, year = acting_organization(request), queries.academic_year(by.at, round_now(request))
    there = next(
        (
            one
            for one in queries.rooms_of(by, institution, year)
            if (one.grade, one.room) == (to.grade, to.room)
        ),
        classroom,
    )
    words = _("ย้ายไป %(room)s แล้ว %(count)s คน") % {"room": there.label, "count": count}
    way = format_html('<a href="{}">{}</a>', url("students:room", there.pk), _("ดูห้องใหม่"))
    messages.success(request, format_html("{} · {}", words, way))
    return redirect("students:room", classroom.pk)


def _chosen(request: HttpRequest) -> dict[int, int | None]:
    """Who is ticked, or all who were listed, with the version the page had shown."""
    ticked = ids(request.POST.getlist("listed" if "everyone" in request.POST else "enrollment"))
    seen = {pk: request.POST.get(f"version-{pk}", "") for pk in ticked}
    return {pk: int(text) if text.isdecimal() and len(text) < 10 else None for pk, text in seen.items()}


def _page(
    request: HttpRequest,
    by: Actor,
    classroom: Classroom,
    wrong: list[str] | None = None,
    blocked: list[Obstacle] | None = None,
) -> HttpResponse:
    here = f"{classroom.grade}/{classroom.room}"
    context: dict[str, Any] = {
        "classroom": classroom,
        "rows": list(queries.class_list(by, classroom, round_now(request))),
        "choices": [one for one in rooms_to_fill(request).choices() if one[0] != here],
        "to": request.POST.get("classroom", ""),
        "ticked": ids(request.POST.getlist("enrollment")),
        "everyone": "everyone" in request.POST,
        "wrong": wrong,
        "blocked": shown(blocked or []),
        "locked": locked(request),
    }
    status = 422 if wrong else 409 if blocked else 200
    return render(request, "students/move.html", context, status=status)
