"""A child listed elsewhere: asking for it, answering, deciding (letter §4.3.2(1))."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.actor import Actor
from lec.claims import actions, queries
from lec.claims.models import Claim
from lec.confirmations.queries import waiting_for as tickets_waiting_for
from lec.refusals import Invalid, NotVisible
from lec.scoping import depth
from lec.students.rules import Entry
from lec.web.acting import acting, acting_organization
from lec.web.claims.shown import claim_shown, story_shown, unlock_shown
from lec.web.students.editing import enrolling

PAGE = 50


def listing(request: HttpRequest) -> HttpResponse:
    """Claims on one side of the table at a time; what waits for the reader stands first."""
    by = acting(request)
    roles = _roles(by)
    role = request.GET.get("role", "")
    role = role if role in roles else next(iter(roles))
    page = Paginator(queries.claims_for(by, role), PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": [
            {"label": label, "url": f"?role={name}", "active": name == role} for name, label in roles.items()
        ],
        "role": role,
        "page": page,
        "rows": [claim_shown(row, by) for row in page],
        "waiting": queries.count_pending(by),
        "tickets": tickets_waiting_for(by).count() if by.is_officer else None,
    }
    return render(request, "claims/list.html", context)


def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: both sides, the whole story, and what the reader can do."""
    by = acting(request)
    return _page(request, by, _fetch(by, pk))


@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """Ask for the child typed into the form of newcomers; whatever hinders it is said above that form."""
    by = acting(request)
    filed: list[Claim] = []

    def save(entry: Entry) -> None:
        filed.append(actions.file_claim(claimant=acting_organization(request), entry=entry, by=by))

    refused = enrolling(request, by, save)
    if refused is not None:
        return refused
    messages.success(request, _("ยื่นคำขอรับย้ายแล้ว สถานศึกษาเดิมได้รับแจ้งแล้ว"))
    return redirect("claims:claim", filed[0].pk)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the child go."""
    return _do(request, pk, actions.release, _("ให้ย้ายแล้ว เด็กอยู่ในทะเบียนของสถานศึกษาผู้ขอ"))


@require_POST
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why the child stays."""
    because = request.POST.get("because", "")
    return _do(request, pk, actions.contest, _("บันทึกข้อโต้แย้งแล้ว ส่งให้ผู้พิจารณา"), because=because)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the claim back."""
    return _do(request, pk, actions.withdraw, _("ถอนคำขอแล้ว"))


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide between the two sides."""
    given = {"in_favor_of": request.POST.get("for", ""), "because": request.POST.get("because", "")}
    return _do(request, pk, actions.decide, _("บันทึกคำวินิจฉัยแล้ว ทั้งสองฝ่ายได้รับแจ้ง"), **given)


def _do(request: HttpRequest, pk: int, act: Callable[..., Claim], done: str, **given: str) -> HttpResponse:
    by = acting(request)
    held = _fetch(by, pk)
    try:
        act(claim=held, by=by, **given)
    except Invalid as refusal:
        return _page(request, by, held, [fault.message for fault in refusal.faults])
    messages.success(request, done)
    return redirect("claims:claim", pk)


def _page(request: HttpRequest, by: Actor, held: Claim, wrong: list[str] | None = None) -> HttpResponse:
    shown = claim_shown(held, by)
    context = {
        "shown": shown,
        "unlock": unlock_shown(held, shown, by),
        "story": story_shown(held, by),
        "wrong": wrong,
        "because": request.POST.get("because", ""),
    }
    return render(request, "claims/claim.html", context, status=422 if wrong else 200)


def _fetch(by: Actor, pk: int) -> Claim:
    found = queries.claim_for(by, pk)
    if found is None:
        raise NotVisible
    return found


def _roles(by: Actor) -> dict[str, str]:
    """On which sides the reader can stand: a class teacher only asks, the department only decides."""
    if not by.is_officer:
        return {"claimant": _("ท่านขอรับย้าย")}
    if depth(by.path) == 4:
        return {"holder": _("ขอย้ายจากท่าน"), "claimant": _("ท่านขอรับย้าย")}
    return {
        "decider": _("ให้ท่านพิจารณา"),
        "holder": _("ขอย้ายออกจากสถานศึกษาในสังกัด"),
        "claimant": _("สถานศึกษาในสังกัดขอรับย้าย"),
    }
