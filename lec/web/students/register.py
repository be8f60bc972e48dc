"""Reading the register: rooms, one room, everybody, a search, and those who left (letter §4.3.1).

A search is posted, never linked to: what is searched for may be a citizen ID, which no address may hold.
"""

from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lec.actor import Actor
from lec.organizations.models import Level
from lec.organizations.queries import organizations_for
from lec.refusals import NotVisible
from lec.students import queries
from lec.students.models import Classroom, Placement
from lec.students.queries import Readiness
from lec.web.acting import acting, acting_organization, round_now
from lec.web.students.locked import locked
from lec.web.students.shown import Row, readiness_of, room_label, rows_of

PAGE = 60


def listing(request: HttpRequest) -> HttpResponse:
    """The rooms with what is left to do in each; a teacher of one room is taken into it."""
    by = acting(request)
    institution, round = acting_organization(request), round_now(request)
    year = queries.academic_year(by.at, round)
    rooms = queries.classrooms(by, institution, round, year)
    if len(rooms) == 1 and not by.is_officer:
        return redirect("students:room", rooms[0].classroom.pk)
    readiness = queries.readiness_by_room(by, institution, round)
    context = {
        "whole": sum(readiness.values(), Readiness()),
        "left_behind": sum(room.students for room in rooms if room.classroom.academic_year < year),
        "rooms": [(room, readiness.get(room.classroom.pk, Readiness())) for room in rooms],
        "students": sum(room.students for room in rooms),
        "unattested": sum(room.unattested for room in rooms),
    }
    return render(request, "students/list.html", context | _tabs(request))


def everyone(request: HttpRequest) -> HttpResponse:
    """The whole register by name, a page at a time."""
    by = acting(request)
    institution, round = acting_organization(request), round_now(request)
    page = Paginator(queries.register_by_name(by, institution, round), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": _rows_of(by, page)}
    return render(request, "students/everyone.html", context | _tabs(request))


def room(request: HttpRequest, pk: int) -> HttpResponse:
    """One class list, numbered as on the roll; what must be done stands first unless asked otherwise."""
    by = acting(request)
    round, classroom = round_now(request), _room(by, pk)
    rows = rows_of(by, queries.class_list(by, classroom, round))
    unsettled = [row for row in rows if row.unsettled]
    by_number = request.GET.get("order") == "number" or not unsettled
    context = {
        "classroom": classroom,
        "teachers": queries.teachers_of(classroom),
        "rows": rows if by_number else [*unsettled, *(row for row in rows if not row.unsettled)],
        "unsettled": len(unsettled),
        "readiness": readiness_of(rows),
        "by_number": by_number,
    }
    return render(request, "students/room.html", context | _around(request))


def search(request: HttpRequest) -> HttpResponse:
    """Find by name, citizen ID or student number: how many there are, and the first. An LAO finds the
    students of its institutions, to read.
    """
    by = acting(request)
    organization, round = acting_organization(request), round_now(request)
    own = organization.level == Level.INSTITUTION
    text = request.POST.get("q", "").strip()[:80]
    found = queries.search(by, organization, round, text)
    rows = rows_of(by, found[:PAGE])
    context = {"text": text, "count": found.count(), "rows": rows, "most": PAGE, "own": own}
    around = _around(request) if own else {}
    return render(request, "students/search.html", context | around)


def left(request: HttpRequest) -> HttpResponse:
    """Who left since the round began, to be returned to class if it was a mistake (DOMAIN, The register)."""
    by = acting(request)
    institution, round = acting_organization(request), round_now(request)
    stays = queries.left_enrollments(by, institution, round.opens_on if round else by.today)
    page = Paginator(stays, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "room_label": room_label}
    return render(request, "students/left.html", context | _tabs(request))


def of_institution(request: HttpRequest, code: str) -> HttpResponse:
    """An institution's register as its LAO reads it: nothing to change, IDs masked (DOMAIN, Levels)."""
    by = acting(request)
    institution = organizations_for(by).filter(code=code, level=Level.INSTITUTION).first()
    if institution is None:
        raise NotVisible
    round = round_now(request)
    chosen = request.GET.get("room", "")
    rooms = queries.classrooms(by, institution, round, queries.academic_year(by.at, round))
    one = next((state.classroom for state in rooms if str(state.classroom.pk) == chosen), None)
    page = Paginator(queries.register_by_name(by, institution, round, one), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "institution": institution,
        "round": round,
        "rooms": rooms,
        "chosen": one,
        "page": page,
        "rows": _rows_of(by, page),
        "students": sum(state.students for state in rooms),
    }
    return render(request, "students/of_institution.html", context)


def _room(by: Actor, pk: int) -> Classroom:
    classroom = queries.classroom_for(by, pk)
    if classroom is None or classroom.institution_id != by.organization_id:
        raise NotVisible
    return classroom


def _rows_of(by: Actor, page: Page[Placement]) -> list[Row]:
    return rows_of(by, cast("QuerySet[Placement]", page.object_list), page.start_index())


def _around(request: HttpRequest) -> dict[str, Any]:
    """What stands on every page of the own register: who reads it, and why it is locked."""
    return {"officer": acting(request).is_officer, "locked": locked(request)}


def _tabs(request: HttpRequest) -> dict[str, Any]:
    """The same with the counts of the tabs: how much is to be settled, and who is to be taken out."""
    by, institution, round = acting(request), acting_organization(request), round_now(request)
    kinds = queries.finding_kinds(by, institution)
    return _around(request) | {
        "to_settle": sum(kind.unsettled for kind in kinds),
        "gone": queries.gone_enrolled(by, institution, round).count(),
    }
