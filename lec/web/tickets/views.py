"""Unlock tickets through the pages: what waits, one ticket with its story, asking, answering (letter §8)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.actor import Actor
from lec.claims.queries import count_pending
from lec.confirmations import actions, queries
from lec.confirmations.models import Receipt, UnlockTicket
from lec.refusals import Blocked, Invalid, NotVisible
from lec.students.queries import enrollments_for
from lec.web.acting import acting
from lec.web.obstacles import shown
from lec.web.signing import signed
from lec.web.tickets.shown import ticket_shown, tickets_shown

PAGE = 50
Answer = Callable[..., UnlockTicket]


def listing(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, then everything asked by the own organization and below it."""
    by = acting(request)
    waiting = list(queries.waiting_for(by))
    page = Paginator(queries.tickets_for(by), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "claims": count_pending(by),
        "waiting": tickets_shown(waiting, by),
        "rows": tickets_shown([ticket for ticket in page if ticket not in waiting], by),
    }
    return render(request, "tickets/list.html", context)


def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """One ticket: who asks for what and why, whose turn it is, what falls next, and the whole story."""
    by = acting(request)
    return _page(request, by, _fetch(by, pk))


def file(request: HttpRequest, number: str) -> HttpResponse:
    """Ask that the own confirmation be revoked; of students named, only they can be changed then."""
    by = acting(request)
    receipt = queries.receipts_for(by).filter(number=number).first()
    if receipt is None or receipt.confirmation.organization_id != by.organization_id:
        raise NotVisible
    because, faults, obstacles = request.POST.get("because", ""), [], []
    students = [int(pk) for pk in request.GET.getlist("enrollment") if pk.isdecimal() and len(pk) < 19]
    if request.method == "POST":
        try:
            filed = actions.file_ticket(
                confirmation=receipt.confirmation, because=because, students=students, by=by
            )
            messages.success(request, _("ส่งคำขอแล้ว หน่วยงานที่ต้องพิจารณาได้รับแจ้งแล้ว"))
            return redirect("tickets:ticket", filed.pk)
        except Invalid as refusal:
            faults = refusal.faults
        except Blocked as refusal:
            obstacles = shown(refusal.obstacles)
    context = _asked(by, receipt, students) | {"because": because, "faults": faults, "obstacles": obstacles}
    status = 422 if faults else 409 if obstacles else 200
    return render(request, "tickets/file.html", context, status=status)


@require_POST
@signed
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke what stands in one's hands."""
    done = _("ยกเลิกการยืนยันตามคำขอแล้ว ผู้เกี่ยวข้องได้รับแจ้งแล้ว")
    return _answer(request, pk, actions.approve_ticket, done, because=request.POST.get("because", ""))


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why the confirmation stays."""
    done = _("บันทึกว่าไม่ยกเลิกแล้ว ผู้ขอได้รับแจ้งเหตุผล")
    return _answer(request, pk, actions.refuse_ticket, done, because=request.POST.get("because", ""))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the own request back."""
    return _answer(request, pk, actions.withdraw_ticket, _("ถอนคำขอแล้ว"))


def _answer(request: HttpRequest, pk: int, act: Answer, done: str, **given: str) -> HttpResponse:
    by = acting(request)
    held = _fetch(by, pk)
    try:
        act(ticket=held, by=by, **given)
    except Invalid as refusal:
        return _page(request, by, held, [fault.message for fault in refusal.faults])
    messages.success(request, done)
    return redirect("tickets:ticket", pk)


def _page(
    request: HttpRequest, by: Actor, held: UnlockTicket, wrong: list[str] | None = None
) -> HttpResponse:
    context = {"shown": ticket_shown(held, by), "wrong": wrong, "because": request.POST.get("because", "")}
    return render(request, "tickets/ticket.html", context, status=422 if wrong else 200)


def _asked(by: Actor, receipt: Receipt, students: list[int]) -> dict[str, Any]:
    stays = enrollments_for(by).filter(pk__in=students, institution=by.organization_id)
    return {
        "receipt": receipt,
        "confirmation": receipt.confirmation,
        "students": [stay.student for stay in stays],
        "open": queries.open_ticket(receipt.confirmation),
    }


def _fetch(by: Actor, pk: int) -> UnlockTicket:
    found = queries.ticket_for(by, pk)
    if found is None:
        raise NotVisible
    return found
