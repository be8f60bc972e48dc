"""Rounds: the department opens them, moves their dates and closes them early (letter §2.1)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lec.refusals import Invalid, NotVisible, refuse_if_wrong
from lec.rounds import actions
from lec.rounds.models import Round
from lec.rounds.queries import current_round, round_by_key, rounds
from lec.rounds.rules import RoundDates, RoundState, faults_of_dates
from lec.thai import calendar
from lec.web.acting import acting
from lec.web.dates import typed
from lec.web.faults import put_faults
from lec.web.rounds.drawn import coming, preview
from lec.web.rounds.forms import Dates, NewRound


def listing(request: HttpRequest) -> HttpResponse:
    """All rounds with their state, the newest first."""
    by = acting(request)
    rows = [coming(round, by.at) for round in rounds()]
    return render(
        request, "rounds/list.html", {"rows": rows, "current": _current(rows), "latest": current_round(by.at)}
    )


def _current(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The round to draw: the open one, else the next."""
    planned = [row for row in rows if row["state"] == RoundState.PLANNED]
    return next((row for row in rows if row["state"] == RoundState.OPEN), planned[-1] if planned else None)


def new(request: HttpRequest) -> HttpResponse:
    """Plan a round; a look at it first shows it as days and saves nothing."""
    by = acting(request)
    form = NewRound(request.POST or None, initial=_likely(by.today))
    if form.is_valid():
        try:
            if "look" in request.POST:
                return _looked_at(request, form, form.new_dates(), by.today)
            round = actions.plan_round(dates=form.new_dates(), by=by)
            messages.success(
                request, _("เพิ่ม%(round)sแล้ว ทุกระดับเห็นกำหนดที่หน้าเข้าสู่ระบบ") % {"round": round.label}
            )
            return redirect("rounds:list")
        except Invalid as refusal:
            put_faults(form, refusal)
    return render(request, "rounds/edit.html", {"form": form}, status=422 if form.errors else 200)


def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Move the dates of a round. Confirmations already given stay as they are."""
    by, round = acting(request), _round(key)
    held = {name: getattr(round, name) for name in Dates.base_fields}
    form = Dates(request.POST or None, initial={name: typed(day) for name, day in held.items()})
    if form.is_valid():
        try:
            if "look" in request.POST:
                return _looked_at(request, form, form.dates(round), by.today, round)
            actions.change_round(round=round, changes=form.cleaned_data, by=by)
            messages.success(request, _("เลื่อนกำหนด%(round)sแล้ว") % {"round": round.label})
            return redirect("rounds:list")
        except Invalid as refusal:
            put_faults(form, refusal)
    context = {"form": form, "held": round, "drawn": coming(round, by.at)["ruler"], "understood": held}
    return render(request, "rounds/edit.html", context, status=422 if form.errors else 200)


def _looked_at(
    request: HttpRequest, form: Dates, dates: RoundDates, today: date, round: Round | None = None
) -> HttpResponse:
    """The dates as days, nothing saved. Raises Invalid where they cannot be drawn."""
    refuse_if_wrong(faults_of_dates(dates, []))
    context = {"form": form, "held": round, "drawn": preview(dates, today), "understood": form.cleaned_data}
    return render(request, "rounds/edit.html", context)


def close(request: HttpRequest, key: str) -> HttpResponse:
    """Close a round before its time: what follows from it, then the one button."""
    by, round = acting(request), _round(key)
    if round.state(by.at) != RoundState.OPEN:
        return redirect("rounds:list")
    if request.method == "POST":
        actions.change_round(round=round, changes={"closed_at": by.at}, by=by)
        messages.success(request, _("ปิด%(round)sแล้ว") % {"round": round.label})
        return redirect("rounds:list")
    return render(request, "rounds/close.html", {"held": round})


def _round(key: str) -> Round:
    round = round_by_key(key)
    if round is None:
        raise NotVisible
    return round


def _likely(today: date) -> dict[str, Any]:
    """The round that comes next, as a first guess for the form."""
    last = rounds().first()
    if last is None:
        return {"academic_year": calendar.academic_year_of(today), "number": 1}
    if last.number == 1:
        return {"academic_year": last.academic_year, "number": 2}
    return {"academic_year": last.academic_year + 1, "number": 1}
