"""What the counts bring: of one institution or LAO also as a preview that moves with the register."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.budgets import actions
from lec.budgets.queries import (
    Given,
    confirmed_estimates,
    fiscal_year_of,
    rates_kept,
    register_estimate,
)
from lec.budgets.rules import FISCAL_YEARS, GROUPS, LINES, STATUSES, added
from lec.organizations.models import Level, Organization
from lec.organizations.queries import organizations_for
from lec.refusals import Invalid, NotVisible
from lec.rounds.queries import rounds
from lec.thai import calendar
from lec.web.acting import acting, acting_organization, round_now
from lec.web.budgets.forms import RateForm
from lec.web.faults import put_faults

PREVIEWED = (Level.LAO, Level.INSTITUTION)


def money(request: HttpRequest, code: str = "") -> HttpResponse:
    """Line by line with heads, rate, days and source; what has no rate; and each unit below, to be opened."""
    by = acting(request)
    organization = organizations_for(by).filter(code=code).first() if code else acting_organization(request)
    if organization is None:
        raise NotVisible
    year = _year(request)
    previewed = organization.level in PREVIEWED and request.GET.get("basis") != "confirmed"
    given = (
        [register_estimate(organization, year, by.at)]
        if previewed
        else confirmed_estimates(organization, year)
    )
    lines, missing = added(one.estimate for one in given)
    context = {
        "organization": organization,
        "year": year,
        "years": sorted({year, *map(fiscal_year_of, rounds())}, reverse=True),
        "previewed": previewed,
        "may_preview": organization.level in PREVIEWED,
        "lines": lines,
        "missing": missing,
        "total": sum((line.amount for line in lines), Decimal(0)),
        "one_round": sum(one.one_round for one in given),
        "near_edge": sum(one.near_edge for one in given),
        "units": _units(by, organization, given),
        "line_names": LINES,
        "group_names": GROUPS,
        "statuses": STATUSES,
    }
    return render(request, "budgets/money.html", context)


def rates(request: HttpRequest) -> HttpResponse:
    """Every rate with its source, and a form; the same line, group, first year and size is the same rate."""
    by = acting(request)
    kept = list(rates_kept())
    asked = request.GET.get("rate", "")
    held = next((rate for rate in kept if str(rate.pk) == asked), None)
    form = RateForm(held, request.POST or None)
    if form.is_valid():
        try:
            actions.keep_rate(entry=form.entry(), by=by)
            messages.success(request, _("บันทึกอัตราแล้ว ยอดเงินทุกระดับคิดจากอัตรานี้ทันที"))
            return redirect("budgets:rates")
        except Invalid as refusal:
            put_faults(form, refusal)
    context = {
        "form": form,
        "rates": kept,
        "line_names": LINES,
        "group_names": GROUPS,
        "statuses": STATUSES,
    }
    return render(request, "budgets/rates.html", context, status=422 if form.errors else 200)


def _year(request: HttpRequest) -> int:
    """The fiscal year asked for, else the one the present round counts for."""
    asked = request.GET.get("year", "")
    if asked.isdecimal() and len(asked) == len(str(FISCAL_YEARS.start)) and int(asked) in FISCAL_YEARS:
        return int(asked)
    round = round_now(request)
    return fiscal_year_of(round) if round else calendar.academic_year_of(acting(request).today)


def _units(by: Actor, organization: Organization, given: list[Given]) -> list[dict[str, Any]]:
    """The units right below with their sums: LAOs of a province, provinces of the nation."""
    if organization.level in PREVIEWED:
        return []
    sums: dict[int, Decimal] = {}
    for one in given:
        lao = one.organization
        unit = lao.pk if organization.level == Level.PROVINCE else lao.parent_id or 0
        sums[unit] = sums.get(unit, Decimal(0)) + one.estimate.total
    below = organizations_for(by).filter(pk__in=sums)
    return [{"name": unit.name, "code": unit.code, "total": sums[unit.pk]} for unit in below]
