"""The trail: who did what, for whom, when, and why; of the own organization and of those below it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lec.accounts.models import Membership
from lec.accounts.queries import memberships_for
from lec.actor import Actor
from lec.audit.queries import Asked, trail_for
from lec.organizations.models import Level, Organization
from lec.organizations.queries import organizations_for
from lec.refusals import NotVisible
from lec.web.acting import acting, acting_organization
from lec.web.audit.forms import TrailForm
from lec.web.audit.shown import acts_shown

PAGE = 50


def listing(request: HttpRequest) -> HttpResponse:
    """The newest first, a page at a time, as far as what was asked can be read."""
    by, own = acting(request), acting_organization(request)
    people = list(memberships_for(by, own))
    form = TrailForm(by, people, own.level != Level.INSTITUTION, request.GET)
    organization = _organization(by, own, form)
    form.is_valid()
    rows = trail_for(by, _asked(form, organization, people), _before(request))
    found = list(rows[: PAGE + 1]) if not form.errors else []
    given = form.given()
    context = {
        "form": form,
        "organization": organization,
        "below": organization.level != Level.INSTITUTION,
        "acts": acts_shown(found[:PAGE], by),
        "older": urlencode(given | {"before": found[PAGE - 1].pk}) if len(found) > PAGE else "",
        "newest": "" if "before" not in request.GET else f"?{urlencode(given)}",
        "chosen": form.chosen(),
    }
    return render(request, "audit/list.html", context, status=422 if form.errors else 200)


def _organization(by: Actor, own: Organization, form: TrailForm) -> Organization:
    """The one whose trail is asked for, with all below it; 404 to strangers."""
    code = str(form.data.get("organization", "")).strip()
    if not code or code == own.code:
        return own
    found = organizations_for(by).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def _asked(form: TrailForm, organization: Organization, people: list[Membership]) -> Asked:
    given = form.cleaned_data
    person = next((one for one in people if str(one.pk) == given.get("person")), None)
    return Asked(
        path=organization.path,
        action=given.get("action", ""),
        begins=given.get("begins"),
        ends=given.get("ends"),
        user_id=person.user_id if person else None,
    )


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None
