"""Headcounts of other affiliations: the list, and the grid of one school (letter §4.2(3), §7.3)."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.confirmations.queries import situation_of
from lec.confirmations.rules import obstacles_to_confirming
from lec.headcounts.actions import enter
from lec.headcounts.queries import SchoolCounts, school_counts, schools_for
from lec.headcounts.rules import affiliation_label
from lec.refusals import Invalid, NotVisible
from lec.rounds.models import Round, Subject
from lec.rounds.queries import previous_round, standing, window_for
from lec.rounds.rules import obstacles_to_writing
from lec.web.acting import acting, acting_organization, round_now
from lec.web.headcounts.forms import Grid
from lec.web.obstacles import shown


def listing(request: HttpRequest) -> HttpResponse:
    """The schools by affiliation; opens the first that has no value yet."""
    by = acting(request)
    round = _round(request)
    listed = _schools(by, round)
    first = next((s for s in listed if s.counts is None), next(iter(listed), None))
    if first is None:
        return render(request, "headcounts/none.html")
    return render(request, "headcounts/school.html", _context(request, by, round, listed, first))


def school(request: HttpRequest, code: str) -> HttpResponse:
    """One school's grid: totals are computed, last round stands beside, blank is not 0."""
    by = acting(request)
    round = _round(request)
    listed = _schools(by, round)
    held = next((s for s in listed if s.school.code == code), None)
    if held is None:
        raise NotVisible
    if request.method != "POST":
        return render(request, "headcounts/school.html", _context(request, by, round, listed, held))
    grid = Grid.typed(request.POST)
    cells = grid.cells()
    if not grid.wrong:
        try:
            enter(school=held.school, round=round, cells=cells, by=by)
            messages.success(request, _("บันทึก%(name)sแล้ว") % {"name": held.school.name})
            return redirect(
                "headcounts:school", _next_after(listed, held) if "next" in request.POST else code
            )
        except Invalid as refusal:
            grid.mark(refusal.faults)
    context = _context(request, by, round, listed, held, grid)
    return render(request, "headcounts/school.html", context, status=422)


def _round(request: HttpRequest) -> Round:
    round = round_now(request)
    if round is None:
        raise NotVisible
    return round


def _schools(by: Actor, round: Round) -> list[SchoolCounts]:
    schools = schools_for(by).filter(lao=by.organization_id)
    return school_counts(schools, round, previous_round(round))


def _next_after(listed: list[SchoolCounts], held: SchoolCounts) -> str:
    at = listed.index(held)
    following = [s for s in (*listed[at + 1 :], *listed[:at]) if s.counts is None]
    return following[0].school.code if following else held.school.code


def _context(
    request: HttpRequest,
    by: Actor,
    round: Round,
    listed: list[SchoolCounts],
    held: SchoolCounts,
    grid: Grid | None = None,
) -> dict[str, Any]:
    lao = acting_organization(request)
    confirmation = standing(round, lao, Subject.HEADCOUNTS)
    groups = groupby(listed, key=lambda s: s.school.affiliation)
    return {
        "round": round,
        "groups": [{"label": affiliation_label(name), "schools": list(rows)} for name, rows in groups],
        "entered": sum(1 for s in listed if s.counts is not None),
        "all": len(listed),
        "held": held,
        "affiliation": affiliation_label(held.school.affiliation),
        "rows": (grid or Grid.of(held.counts)).rows(held),
        "wrong": grid.wrong if grid else {},
        "locked": list(obstacles_to_writing(window_for(lao, by.at, Subject.HEADCOUNTS, round))),
        "confirmation": confirmation,
        "obstacles": shown(obstacles_to_confirming(situation_of(lao, Subject.HEADCOUNTS, round, by.at))),
        "total": sum(s.total or 0 for s in listed),
        "following": None if held.counts is not None and all(s.counts is not None for s in listed) else True,
    }
