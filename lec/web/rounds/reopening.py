"""A closed round opened again for some (DOMAIN, Rounds): for whom, until when, why; it ends by itself."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.organizations.queries import matching, organizations_for
from lec.refusals import Invalid, NotVisible
from lec.rounds import actions
from lec.rounds.models import Round
from lec.rounds.queries import (
    is_superseded,
    next_round,
    reopening_by_id,
    reopenings_of,
    round_by_key,
)
from lec.rounds.rules import last_moment, obstacles_to_reopening
from lec.web.acting import acting
from lec.web.faults import put_faults
from lec.web.rounds.forms import ReopeningForm

PER_PAGE = 50
MOST_FOUND = 20


def listing(request: HttpRequest, key: str) -> HttpResponse:
    """For whom the round is and was open again; searching finds for whom to open it."""
    by, round = acting(request), _round(key)
    query = request.GET.get("q", "").strip()
    page = Paginator(reopenings_of(by, round), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": round,
        "page": page,
        "rows": [(row, row.holds(by.at)) for row in page],
        "query": query,
        "found": _found(by, query) if query else [],
        "obstacles": _obstacles(round, by),
    }
    return render(request, "rounds/reopenings.html", context)


def reopen(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """Until when and why, for one organization and all below it."""
    by, round = acting(request), _round(key)
    organization = organizations_for(by).filter(code=code).first()
    if organization is None:
        raise NotVisible
    form = ReopeningForm(request.POST or None)
    if form.is_valid():
        try:
            actions.reopen(round=round, organization=organization, **form.given(), by=by)
            messages.success(request, _("เปิด%(round)s ให้%(name)sแล้ว") % _words(round, organization))
            return redirect("rounds:reopenings", key)
        except Invalid as refusal:
            put_faults(form, refusal)
    following = next_round(round)
    context = {
        "form": form,
        "round": round,
        "organization": organization,
        "obstacles": _obstacles(round, by),
        "last": last_moment(round.academic_year, following.opens_on if following else None),
    }
    return render(request, "rounds/reopen.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one before its time."""
    by = acting(request)
    held = reopening_by_id(by, pk)
    if held is None:
        raise NotVisible
    actions.end_reopening(reopening=held, by=by)
    messages.success(request, _("ปิด%(round)s ของ%(name)sแล้ว") % _words(held.round, held.organization))
    return redirect("rounds:reopenings", held.round.key)


def _words(round: Round, organization: Organization) -> dict[str, str]:
    return {"round": round.label, "name": organization.name}


def _found(by: Actor, query: str) -> list[Organization]:
    return list(matching(organizations_for(by), text=query)[:MOST_FOUND])


def _obstacles(round: Round, by: Actor) -> list[Any]:
    return list(obstacles_to_reopening(round.label, round.state(by.at), is_superseded(round, by.at)))


def _round(key: str) -> Round:
    round = round_by_key(key)
    if round is None:
        raise NotVisible
    return round
