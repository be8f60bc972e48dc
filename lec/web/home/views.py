"""Home: what to do next and by when, per level. It runs no national aggregate."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lec.web.access import Who, audience_of
from lec.web.acting import acting
from lec.web.home import overseers

HOMES = {
    Who.LAO: overseers.lao,
    Who.PROVINCE: overseers.province,
    Who.DEPARTMENT: overseers.department,
}


def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in, by audience."""
    make = HOMES.get(audience_of(acting(request)))
    return make(request) if make else render(request, "home/home.html")
