"""What an institution keeps of itself, to be read there and above; sums over it for each unit further up."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lec.actor import Actor
from lec.facilities import queries
from lec.facilities.models import Profile
from lec.facilities.rules import BUILDING_KINDS, CONDITIONS, EDUCATIONS, EMPLOYMENTS
from lec.organizations.models import Level, Organization
from lec.organizations.queries import ancestors, children, organizations_for
from lec.reference import places
from lec.refusals import NotVisible
from lec.scoping import sees_persons
from lec.web.acting import acting

PER_PAGE = 50
LABELS = {
    "kinds": BUILDING_KINDS,
    "conditions": CONDITIONS,
    "employments": EMPLOYMENTS,
    "educations": EDUCATIONS,
}


def basics(request: HttpRequest, code: str) -> HttpResponse:
    """The first tab of an institution; of an organization above it, the sums over all below."""
    by = acting(request)
    organization = _visible(by, code)
    if organization.level != Level.INSTITUTION:
        return _below(request, by, organization)
    profile = queries.profile_of(by, organization)
    more = {"profile": profile, "address": _address(profile), "active": "basics"}
    return _tab(request, by, organization, "basics", more)


def buildings(request: HttpRequest, code: str) -> HttpResponse:
    """The buildings, those to be repaired among them; or those taken off the list."""
    by, ended = acting(request), request.GET.get("show") == "ended"
    institution = _institution(by, code)
    rows = queries.buildings_for(by, ended=ended).filter(institution=institution)
    more = {"page": _paged(request, rows), "ended": ended}
    return _tab(request, by, institution, "buildings", more)


def personnel(request: HttpRequest, code: str) -> HttpResponse:
    """Who works there; to province and department how many."""
    by, left = acting(request), request.GET.get("show") == "left"
    institution = _institution(by, code)
    rows = queries.personnel_for(by, left=left).filter(institution=institution)
    more = {"page": _paged(request, rows), "left": left, "named": sees_persons(by)}
    return _tab(request, by, institution, "personnel", more)


def _tab(
    request: HttpRequest, by: Actor, institution: Organization, active: str, more: dict[str, Any]
) -> HttpResponse:
    of_buildings = queries.buildings_by_kind(by, institution)
    of_personnel = queries.personnel_by_employment(by, institution)
    context = {
        "institution": institution,
        "mine": institution.pk == by.organization_id,
        "active": active,
        "of_buildings": of_buildings,
        "of_personnel": of_personnel,
        "standing": sum(of_buildings.values()),
        "working": sum(of_personnel.values()),
        **LABELS,
        **more,
    }
    return render(request, f"facilities/{active}.html", context)


def _below(request: HttpRequest, by: Actor, organization: Organization) -> HttpResponse:
    rows = queries.summary_below(by, organization, children(by, organization))
    names = ("institutions", "profiles", "buildings", "in_need", "personnel")
    context = {
        "organization": organization,
        "mine": organization.pk == by.organization_id,
        "above": [o for o in reversed(ancestors(organization)) if o.path.startswith(by.path)],
        "rows": rows,
        "sums": {name: sum(getattr(row, name) for row in rows) for name in names},
        "of_buildings": queries.buildings_by_kind(by, organization),
        "of_personnel": queries.personnel_by_employment(by, organization),
        **LABELS,
    }
    return render(request, "facilities/below.html", context)


def _address(profile: Profile | None) -> str:
    """The address in one line, as an envelope has it."""
    if profile is None:
        return ""
    village = f"ม.{profile.village_number}" if profile.village_number else ""
    place = places.name_of(profile.subdistrict)
    parts = (profile.house_number, village, profile.street, place, profile.postal_code)
    return " ".join(part for part in parts if part)


def _paged(request: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _institution(by: Actor, code: str) -> Organization:
    organization = _visible(by, code)
    if organization.level != Level.INSTITUTION:
        raise NotVisible
    return organization


def _visible(by: Actor, code: str) -> Organization:
    organization = organizations_for(by).filter(code=code).first()
    if organization is None:
        raise NotVisible
    return organization
