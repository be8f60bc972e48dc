"""Home: what to do next and by when, per audience. It runs no national aggregate."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lec.web.access import Who, audience_of
from lec.web.acting import acting
from lec.web.home import institution, overseers, teacher

HOMES: dict[Who, Callable[[HttpRequest], HttpResponse]] = {
    Who.TEACHER: teacher.home,
    Who.INSTITUTION: institution.home,
    Who.LAO: overseers.lao,
    Who.PROVINCE: overseers.province,
    Who.DEPARTMENT: overseers.department,
}


def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    return HOMES[audience_of(acting(request))](request)
