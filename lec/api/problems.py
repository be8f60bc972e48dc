"""Every refusal as `application/problem+json` (RFC 9457): stable code, sentence in the caller's language.

What was sent is never repeated whole, and what went wrong inside is logged by place, not by message: either
could hold a citizen ID.
"""

import logging
import math
import traceback
from collections.abc import Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, Protocol

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from lec.api.given import faults_of_shape
from lec.api.receipts import confirmation_shown
from lec.confirmations.rules import NotYours
from lec.refusals import Blocked, Fault, Forbidden, Invalid, NotVisible, Obstacle, TooMany
from lec.rounds.models import Confirmation
from lec.students.actions import HeldElsewhere

MEDIA_TYPE = "application/problem+json"
TRY_AGAIN_SECONDS = "5"

TITLES = {
    400: gettext_lazy("คำขอไม่ถูกต้อง"),
    401: gettext_lazy("ต้องมีโทเคน"),
    403: gettext_lazy("ไม่มีสิทธิ์ทำรายการนี้"),
    404: gettext_lazy("ไม่พบ"),
    405: gettext_lazy("ที่อยู่นี้ไม่รับวิธีเรียกนี้"),
    409: gettext_lazy("ยังทำไม่ได้ในขณะนี้"),
    413: gettext_lazy("เนื้อหาใหญ่เกินไป"),
    422: gettext_lazy("ข้อมูลไม่ถูกต้อง"),
    429: gettext_lazy("เรียกถี่เกินไป"),
    500: gettext_lazy("ระบบขัดข้อง"),
    503: gettext_lazy("ระบบยังไม่ว่าง"),
}
CODES = {
    400: "bad-request",
    401: "not-signed-in",
    404: "not-found",
    405: "method-not-allowed",
    429: "too-many",
}

log = logging.getLogger("lec.api")


class ShownFault(Schema):
    """One thing wrong: the item or row counted from 1, the field, the code, and the way out."""

    row: int | None = None
    field: str | None = None
    code: str
    message: str


class ShownObstacle(Schema):
    """One thing in the way: the code of the organization that blocks, who can remove it, how many."""

    code: str
    message: str
    organization: str | None = None
    who: str | None = None
    count: int | None = None


class Problem(Schema):
    """An error answer."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[ShownFault] | None = None
    obstacles: list[ShownObstacle] | None = None


def obstacles_shown(obstacles: Iterable[Obstacle]) -> list[ShownObstacle]:
    """Obstacles as status, lists and refusals show them."""
    return [
        ShownObstacle(
            code=o.code,
            message=o.message,
            organization=o.organization or None,
            who=o.who or None,
            count=o.count or None,
        )
        for o in obstacles
    ]


def problem(status: int, code: str = "", detail: str = "", **more: Any) -> HttpResponse:
    """The answer itself; `more` are RFC 9457's extension members."""
    code, title = code or CODES.get(status, "error"), str(TITLES.get(status, TITLES[400]))
    body = {
        "type": f"urn:lec:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail or title,
        "code": code,
        **more,
    }
    return JsonResponse(
        body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )


def set_handlers(api: NinjaAPI) -> None:
    """Let the API answer every exception with a problem."""
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)


def framed(view: Any) -> Any:
    """A view whose other refusals are problems too: a wrong method, a text that no database compares with."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "\0" in request.path:
            return not_found(request)
        if "%00" in request.META.get("QUERY_STRING", ""):
            return problem(422, "value-invalid")
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return not_found(request)
        if response.status_code == 405:
            refused = problem(405, detail=_("ที่อยู่นี้รับเฉพาะ %(methods)s") % {"methods": response["Allow"]})
            refused["Allow"] = response["Allow"]
            return refused
        return response

    return answer


def not_found(request: HttpRequest, _refusal: object = None) -> HttpResponse:
    """Absent, or not the caller's to see: the same answer."""
    return problem(404, detail=_("ไม่มีสิ่งนี้ หรืออยู่นอกหน่วยงานที่ท่านดูได้"))


def _signed_out(request: HttpRequest, _error: object) -> HttpResponse:
    answer = problem(
        401, detail=_("ส่งโทเคนที่ยังใช้ได้มาในส่วนหัว Authorization: Bearer … ออกโทเคนได้ที่หน้า “โทเคนสำหรับโปรแกรม”")
    )
    answer["WWW-Authenticate"] = 'Bearer realm="lec"'
    return answer


def _forbidden(request: HttpRequest, refusal: Forbidden) -> HttpResponse:
    return problem(403, "forbidden", str(refusal))


def _not_yours(request: HttpRequest, refusal: NotYours) -> HttpResponse:
    return problem(403, "not-yours", str(refusal), obstacles=_as_json(obstacles_shown(refusal.obstacles)))


def _invalid(request: HttpRequest, refusal: Invalid) -> HttpResponse:
    return _wrong(refusal.faults)


def _wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What ninja reads itself, such as a form with a file: the first part of `loc` says only where it was."""
    return _wrong(faults_of_shape((tuple(found["loc"][1:]), found["type"]) for found in error.errors))


def _wrong(faults: Sequence[Fault]) -> HttpResponse:
    errors = [
        ShownFault(row=f.row, field=f.field or None, code=f.code, message=f.message).dict() for f in faults
    ]
    return problem(422, faults[0].code if faults else "invalid", _in_short(faults), errors=errors)


def _blocked(request: HttpRequest, refusal: Blocked) -> HttpResponse:
    """All obstacles; the code is the first's, or says that the confirmation asked for already stands."""
    more: dict[str, Any] = {"obstacles": _as_json(obstacles_shown(refusal.obstacles))}
    code = refusal.obstacles[0].code if refusal.obstacles else "blocked"
    if isinstance(refusal.standing, Confirmation):
        code, more["confirmation"] = "already-confirmed", confirmation_shown(refusal.standing).dict()
    return problem(409, code, _in_short(refusal.obstacles), **more)


def _held_elsewhere(request: HttpRequest, refusal: HeldElsewhere) -> HttpResponse:
    """With the holder, where the caller knows the child well enough to be told."""
    holder = refusal.standing and vars(refusal.standing)
    obstacles = _as_json(obstacles_shown(refusal.obstacles))
    return problem(409, "held-elsewhere", _in_short(refusal.obstacles), obstacles=obstacles, holder=holder)


def _too_many(request: HttpRequest, refusal: TooMany) -> HttpResponse:
    answer = problem(429, "too-many", _in_short(refusal.obstacles))
    seconds = (refusal.until - timezone.now()).total_seconds() if refusal.until else 0
    answer["Retry-After"] = str(max(math.ceil(seconds), 1))
    return answer


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code)


def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "too-large", _("ส่งทีละน้อยลง แล้วส่งต่อ"))


def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    _log(request, error)
    answer = problem(503, "busy", _("ยังไม่ได้บันทึกอะไร ลองใหม่ในอีกสักครู่"))
    answer["Retry-After"] = TRY_AGAIN_SECONDS
    return answer


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    _log(request, error)
    return problem(500, "broken", _("ระบบขัดข้อง ยังไม่ได้บันทึกอะไร ผู้ดูแลระบบจะเห็นเหตุการณ์นี้"))


def _log(request: HttpRequest, error: Exception) -> None:
    route = request.resolver_match.route if request.resolver_match else ""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s %s: %s\n%s", request.method, route, type(error).__name__, where)


class Reason(Protocol):
    """A fault or an obstacle."""

    @property
    def message(self) -> str: ...


def _in_short(reasons: Sequence[Reason]) -> str:
    if not reasons:
        return ""
    if len(reasons) == 1:
        return reasons[0].message
    return _("%(first)s และอีก %(count)s เรื่อง") % {"first": reasons[0].message, "count": len(reasons) - 1}


def _as_json(rows: Iterable[Schema]) -> list[dict[str, Any]]:
    return [row.dict() for row in rows]


HANDLERS: Mapping[type[Exception], Any] = {
    NotVisible: not_found,
    Http404: not_found,
    AuthenticationError: _signed_out,
    Forbidden: _forbidden,
    NotYours: _not_yours,
    Invalid: _invalid,
    ValidationError: _wrong_shape,
    Blocked: _blocked,
    HeldElsewhere: _held_elsewhere,
    TooMany: _too_many,
    HttpError: _http,
    RequestDataTooBig: _too_big,
    OperationalError: _busy,
    Exception: _broken,
}
