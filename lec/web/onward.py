"""Where to go on: back to the page one came from, or to the one that was asked for; never to another site."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_ours(request: HttpRequest, address: str) -> bool:
    """Whether an address is a page of this site."""
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())


def came_from(request: HttpRequest) -> str:
    """The page whose form or link led here; empty if the browser does not say or it is not ours."""
    address = request.headers.get("Referer", "")
    return address if is_ours(request, address) else ""


def back_to(request: HttpRequest) -> str:
    """The page to return to after signing in: this one, or for a form the page it stood on."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else came_from(request) or "/"


def asked_for(request: HttpRequest, default: str = "/") -> str:
    """The page named by `next`."""
    address = request.POST.get("next") or request.GET.get("next", "")
    return address if is_ours(request, address) else default
