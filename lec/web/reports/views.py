"""Counted numbers: what stands confirmed below an organization, by unit, grade and sex (DESIGN, idea 3)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lec.actor import Actor
from lec.organizations.models import Level, Organization
from lec.organizations.queries import ancestors, children, organizations_for
from lec.refusals import NotVisible
from lec.reports.queries import coverage, receipt_of, totals, totals_of_children
from lec.rounds.models import Round, Subject
from lec.rounds.queries import previous_round, round_by_key, rounds
from lec.web.acting import acting, acting_organization, round_now
from lec.web.confirmations.views import count_rows


def counts(request: HttpRequest, code: str = "") -> HttpResponse:
    """The sum over the receipts that stand, opened by unit and by grade and sex."""
    by = acting(request)
    organization = organizations_for(by).filter(code=code).first() if code else acting_organization(request)
    round = round_by_key(request.GET["round"]) if "round" in request.GET else round_now(request)
    subject = request.GET.get("subject", Subject.STUDENTS)
    if organization is None or round is None or subject not in Subject.values:
        raise NotVisible
    previous = previous_round(round)
    covered = coverage(by, organization, round, subject)
    whole = covered.confirmed == covered.expected  # a part is not compared with the whole of last time
    rows = count_rows(
        totals(by, organization, round, subject),
        totals(by, organization, previous, subject) if previous and whole else {},
    )
    context = {
        "organization": organization,
        "round": round,
        "rounds": rounds(),
        "subject": subject,
        "subjects": Subject.choices,
        "previous": previous,
        "covered": covered,
        "whole": whole,
        "rows": rows,
        "total": sum(row["male"] + row["female"] for row in rows),
        "units": _units(by, organization, round, previous, subject),
        "receipt": receipt_of(by, organization, round, subject),
        "above": _way_up(by, organization),
        "by": by,
    }
    return render(request, "reports/counts.html", context)


def _units(
    by: Actor, organization: Organization, round: Round, previous: Round | None, subject: str
) -> list[dict[str, Any]]:
    """The direct children with their sums; those without any confirmation have a dash."""
    if organization.level == Level.INSTITUTION or (
        organization.level == Level.LAO and subject == Subject.HEADCOUNTS
    ):
        return []
    now = totals_of_children(by, organization, round, subject)
    last = totals_of_children(by, organization, previous, subject) if previous else {}
    return [
        {
            "label": child.name,
            "url": reverse("reports:counts_of", args=[child.code]),
            "total": now.get(child.pk),
            "last": last.get(child.pk),
        }
        for child in children(by, organization)
    ]


def _way_up(by: Actor, organization: Organization) -> list[dict[str, str]]:
    up = [o for o in ancestors(organization) if o.path.startswith(by.path)]
    return [{"label": o.name, "url": reverse("reports:counts_of", args=[o.code])} for o in reversed(up)]
