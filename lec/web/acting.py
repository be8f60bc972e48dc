"""From a request to an actor, from access to an answer, from a refusal to a page: what every page shares.

One person may hold roles in several organizations; the session keeps for which one acts. The moment of
arrival is taken first of all, because a request counts by its arrival (DOMAIN, Rounds).
"""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from lec.accounts.models import Membership
from lec.accounts.queries import actor_of, memberships_of
from lec.actor import Actor
from lec.organizations.models import Organization
from lec.refusals import Forbidden, Refusal
from lec.rounds.models import Round
from lec.rounds.queries import current_round
from lec.thai import calendar
from lec.web.access import may_open
from lec.web.onward import back_to
from lec.web.refused import context_of

SESSION_KEY = "membership"
API = "/api/"


class PageRequest(HttpRequest):
    """A request after the middleware: when it arrived, who acts, and in which of their roles."""

    arrived_at: datetime
    memberships: list[Membership]
    membership: Membership | None
    actor: Actor | None
    round: Round | None


class ActingMiddleware:
    """Sets `arrived_at`, `memberships`, `membership` and `actor`; opens listed pages only; shows refusals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = timezone.now()  # type: ignore[attr-defined]
        if not request.path.startswith(API):
            _set_actor(cast(PageRequest, request))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        if request.path.startswith(API):
            return None
        page = cast(PageRequest, request)
        name = page.resolver_match.view_name if page.resolver_match else ""
        if may_open(name, page.actor, signed_in=page.user.is_authenticated):
            return None
        if not page.user.is_authenticated:
            return redirect_to_login(back_to(page))
        if page.actor is None:
            return redirect_to_login(back_to(page), reverse("accounts:switch"))
        return refusal_page(page, Forbidden())

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal) and not request.path.startswith(API):
            return refusal_page(cast(PageRequest, request), exception)
        return None


def acting(request: HttpRequest) -> Actor:
    """The actor of a page that only members open."""
    actor = cast(PageRequest, request).actor
    if actor is None:
        raise Forbidden
    return actor


def acting_organization(request: HttpRequest) -> Organization:
    """The organization the actor acts for, with the one above, as read when the request arrived."""
    membership = cast(PageRequest, request).membership
    if membership is None:
        raise Forbidden
    return membership.organization


def round_now(request: HttpRequest) -> Round | None:
    """The round that work is about, asked once a request; writing asks anew, behind its lock."""
    page = cast(PageRequest, request)
    if not hasattr(page, "round"):
        page.round = current_round(page.arrived_at)
    return page.round


def acting_name(request: HttpRequest) -> str:
    """What the person is called who acts on a page that only members open."""
    membership = cast(PageRequest, request).membership
    return membership.user.name if membership else ""


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """What was refused, why, who can remove it, and that nothing was changed."""
    context = context_of(request, refusal)
    return render(request, "refused.html", context, status=context["words"].status)


def _set_actor(request: PageRequest) -> None:
    """Who holds several roles acts in none until one is chosen: nobody signs for the wrong organization."""
    request.memberships, request.membership, request.actor = [], None, None
    if not request.user.is_authenticated:
        return
    today = calendar.today(request.arrived_at)
    request.memberships = list(memberships_of(request.user, today))
    chosen = request.session.get(SESSION_KEY)
    alone = request.memberships[0] if len(request.memberships) == 1 else None
    request.membership = next((m for m in request.memberships if m.pk == chosen), alone)
    if request.membership is not None:
        request.actor = actor_of(request.membership, request.arrived_at)
