"""Acts that are signed ask who signs: the password once more where the last time is long ago.

An office computer stays open all day. What was sent waits behind the password and is done with it.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse

RECENT = 3600

Page = Callable[..., HttpResponse]


def signed(page: Page) -> Page:
    """A page whose form confirms or revokes; looking at it asks nothing."""

    @wraps(page)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not signed_in_recently(request):
            raise ReauthenticationRequired
        return page(request, *args, **kwargs)

    return asking


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether a password or a second factor was given within the last hour, in this session."""
    moments = [record["at"] for record in get_authentication_records(request, request.user)]
    return time.time() - max(moments, default=0) < RECENT
