"""Sessions end: after two hours without use, and after twelve hours whatever happens.

A form that arrives too late is not lost: it waits, for the same person only, behind the sign-in page (LOOK,
sentence 28). Passwords and files are not kept.
"""

import time
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from lec.web.acting import API, SESSION_KEY
from lec.web.onward import back_to

IDLE = 2 * 3600
ABSOLUTE = 12 * 3600
NOTED_EVERY = 300  # seconds between two notes of "still here": not a write of the database for each page
KEPT_FOR = 24 * 3600
LARGEST_KEPT = 200_000

BEGAN, SEEN, KEPT, ENDED = "began", "seen", "kept", "ended"


class SessionClockMiddleware:
    """Ends sessions that are over, before anybody asks who acts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API) and request.user.is_authenticated:
            now = time.time()
            began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
            if now - began > ABSOLUTE or now - seen > IDLE:
                return _end(request, now)
            if SEEN not in request.session or now - seen > NOTED_EVERY:
                request.session[BEGAN], request.session[SEEN] = began, now
        return self.get_response(request)


def kept_form(request: HttpRequest) -> dict[str, Any] | None:
    """The form that came too late, if it is this person's and not too old."""
    kept = cast("dict[str, Any] | None", request.session.get(KEPT))
    if kept is None or kept["user"] != request.user.pk or time.time() - kept["at"] > KEPT_FOR:
        return None
    return kept


def _end(request: HttpRequest, now: float) -> HttpResponse:
    kept, username = _keep(request, now), request.user.get_username()
    logout(request)
    request.session[ENDED] = {"username": username, "kept": kept is not None}
    if kept:
        request.session[KEPT] = kept
    onward = reverse("accounts:kept") if kept else back_to(request)
    address = f"{reverse('account_login')}?{urlencode({'next': onward})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _keep(request: HttpRequest, now: float) -> dict[str, Any] | None:
    if request.method != "POST" or request.FILES or request.path.startswith("/accounts/"):
        return None
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    if sum(len(name) + len(str(value)) for name, value in pairs) > LARGEST_KEPT:
        return None
    return {
        "user": request.user.pk,
        "membership": request.session.get(SESSION_KEY),
        "path": request.get_full_path(),
        "back": back_to(request),
        "pairs": pairs,
        "at": now,
    }
