"""The directory: who is above and below, and how they are reached; kept by the department (letter §2, §3)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lec.accounts.queries import officers_of
from lec.actor import Actor
from lec.confirmations.actions import open_institutions
from lec.organizations.actions import keep_organizations
from lec.organizations.models import LEVELS_DOWNWARD, Level, Organization
from lec.organizations.queries import (
    ancestors,
    children,
    matching,
    organizations_for,
    same_as,
)
from lec.organizations.rules import identity
from lec.reference.grades import in_order, short
from lec.refusals import Invalid, NotVisible
from lec.web.access import may_open
from lec.web.acting import acting, acting_organization
from lec.web.faults import put_faults
from lec.web.organizations.forms import OrganizationForm

PER_PAGE = 50


def listing(request: HttpRequest) -> HttpResponse:
    """The own organization: those above, its facts, and those below."""
    return _page(request, acting_organization(request))


def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One organization below."""
    return _page(request, _visible(acting(request), code))


def _page(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Searching looks through everything below, not only one step down."""
    by, query = acting(request), request.GET.get("q", "").strip()
    below = (
        matching(organizations_for(by).filter(path__startswith=organization.path), text=query)
        if query
        else children(by, organization)
    )
    page = Paginator(below, PER_PAGE).get_page(request.GET.get("page"))
    above = list(reversed(ancestors(organization)))
    people = officers_of([o.pk for o in (*above, organization, *page)], by.today)
    context = {
        "organization": organization,
        "above": above,
        "mine": organization.pk == by.organization_id,
        "grades": [short(code) for code in in_order(organization.grades)],
        "page": page,
        "people": people,
        "query": query,
        "carried": urlencode({"q": query}) if query else "",
        "next_level": _level_below(organization),
        "may_keep": may_open("organizations:edit", by, signed_in=True),
        "may_see_facilities": may_open("facilities:of", by, signed_in=True),
        "may_appoint": may_open("accounts:people", by, signed_in=True),
        "visible_from": by.path,
    }
    return render(request, "organizations/unit.html", context)


def new(request: HttpRequest, code: str) -> HttpResponse:
    """Add an organization below another."""
    by = acting(request)
    parent = _visible(by, code)
    level = _level_below(parent)
    if level is None:
        raise NotVisible
    return _keep(request, by, parent, level, None)


def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is known of an organization."""
    by = acting(request)
    organization = _visible(by, code)
    if organization.parent is None:
        raise NotVisible
    return _keep(request, by, organization.parent, organization.level, organization)


def _keep(
    request: HttpRequest, by: Actor, parent: Organization, level: str, held: Organization | None
) -> HttpResponse:
    form = OrganizationForm(level, held, request.POST or None)
    if form.is_valid() and _means_this_one(form, by, held):
        entry = form.entry(parent.code)
        keep = open_institutions if level == Level.INSTITUTION else keep_organizations
        try:
            keep(entries=[entry], by=by)
            messages.success(request, _("บันทึก%(name)sแล้ว") % {"name": entry.name})
            return redirect("organizations:unit", entry.code)
        except Invalid as refusal:
            put_faults(form, refusal)
    context: dict[str, Any] = {"form": form, "parent": parent, "level": Level(level), "held": held}
    return render(request, "organizations/edit.html", context, status=422 if form.errors else 200)


def _means_this_one(form: OrganizationForm, by: Actor, held: Organization | None) -> bool:
    """A code that is another organization's would change that one, which nobody meant."""
    code = form.cleaned_data["code"]
    other = same_as(by, form.level, code)
    if other is not None and (held is None or other.pk != held.pk):
        form.add_error("code", _("รหัสนี้เป็นของ %(name)s อยู่แล้ว") % {"name": other.name})
    elif held is not None and identity(held.level, code) != identity(held.level, held.code):
        form.add_error("code", _("เปลี่ยนรหัสได้เฉพาะหลักที่สองเมื่อยกฐานะ หกหลักท้ายต้องเหมือนเดิม"))
    return not form.errors


def _visible(by: Actor, code: str) -> Organization:
    organization = organizations_for(by).filter(code=code).first()
    if organization is None:
        raise NotVisible
    return organization


def _level_below(organization: Organization) -> Level | None:
    below = LEVELS_DOWNWARD[LEVELS_DOWNWARD.index(Level(organization.level)) + 1 :]
    return below[0] if below else None
