"""From a request to an actor, from access to an answer, from a refusal to a page: what every page shares.

One person may hold roles in several organizations; the session keeps for which one acts. The moment of arrival
is taken first of all, because a request counts by its arrival (DOMAIN, Rounds).
"""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lec.accounts.models import Membership
from lec.accounts.queries import actor_of, memberships_of
from lec.actor import Actor
from lec.refusals import Blocked, Forbidden, Invalid, NotVisible, Refusal
from lec.thai import calendar
from lec.web.access import may_open

SESSION_KEY = "membership"
API = "/api/"

STATUS = {NotVisible: 404, Forbidden: 403, Invalid: 422, Blocked: 409}


class PageRequest(HttpRequest):
    """A request after the middleware: when it arrived, who acts, and in which of their roles."""

    arrived_at: datetime
    memberships: list[Membership]
    membership: Membership | None
    actor: Actor | None


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
            return redirect_to_login(page.get_full_path())
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


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """What was refused, why, who can remove it, and that nothing was changed."""
    status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), 409)
    return render(request, "refused.html", {"refusal": refusal, "status": status}, status=status)


def _set_actor(request: PageRequest) -> None:
    request.memberships, request.membership, request.actor = [], None, None
    if not request.user.is_authenticated:
        return
    today = calendar.today(request.arrived_at)
    request.memberships = list(memberships_of(request.user, today))  # type: ignore[arg-type]
    chosen = request.session.get(SESSION_KEY)
    request.membership = next((m for m in request.memberships if m.pk == chosen), None) or next(
        iter(request.memberships), None
    )
    if request.membership is not None:
        request.actor = actor_of(request.membership, request.arrived_at)
