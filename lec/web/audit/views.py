"""The trail of one organization: who did what, for whom, when, and why (DOMAIN, Levels)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.audit.queries import trail_of
from lec.organizations.models import Organization
from lec.organizations.queries import organizations_for
from lec.reference.queries import codes_and_labels
from lec.refusals import NotVisible
from lec.students.models import Student
from lec.students.queries import enrollments_for
from lec.thai import calendar
from lec.web.access import may_open
from lec.web.acting import acting, acting_organization
from lec.web.audit.shown import act_shown
from lec.web.audit.words import ACTS

PAGE = 50


def listing(request: HttpRequest) -> HttpResponse:
    """The newest first, a page at a time; by kind of act, and until a day."""
    by = acting(request)
    organization = _organization(request, by)
    asked = {name: request.GET.get(name, "").strip() for name in ("organization", "action", "until")}
    until = calendar.parse_date(asked["until"]).value if asked["until"] else None
    before = request.GET.get("before", "")
    rows = trail_of(by, organization.pk, asked["action"] if asked["action"] in ACTS else "", until)
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    labels, children = codes_and_labels(by.today)[1], _children(by, found)
    context = {
        "organization": organization,
        "own": organization.pk == by.organization_id,
        "acts": [_shown(entry, by, labels, children) for entry in found[:PAGE]],
        "older": urlencode({**asked, "before": found[PAGE - 1].pk}) if len(found) > PAGE else "",
        "asked": asked,
        "until_wrong": bool(asked["until"]) and until is None,
        "kinds": sorted(((code, str(words)) for code, words in ACTS.items()), key=lambda each: each[1]),
        "newest": not before,
    }
    return render(request, "audit/list.html", context)


def _organization(request: HttpRequest, by: Actor) -> Organization:
    code = request.GET.get("organization", "")
    found = organizations_for(by).filter(code=code).first() if code else acting_organization(request)
    if found is None:
        raise NotVisible
    return found


def _children(by: Actor, entries: Sequence[AuditEntry]) -> dict[int, Student]:
    """Who the acts on stays are about, by stay, as far as the reader sees single students."""
    stays = {entry.subject_id or 0 for entry in entries if entry.subject == "students.enrollment"}
    return {stay.pk: stay.student for stay in enrollments_for(by).filter(pk__in=stays)}


def _shown(
    entry: AuditEntry, by: Actor, labels: dict[str, dict[str, str]], children: dict[int, Student]
) -> dict[str, Any]:
    """An act, with a way on only to pages that open for the reader."""
    act = act_shown(entry, labels)
    if entry.subject == "students.enrollment":
        act["about"] = children.get(entry.subject_id or 0)
    page = {"students.enrollment": "students:history", "uploads.upload": "uploads:upload"}.get(entry.subject)
    if page and not (may_open(page, by, signed_in=True) and entry.organization_id == by.organization_id):
        act["url"] = ""
    return act
