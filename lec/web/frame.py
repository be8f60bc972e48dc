"""What the frame around every page shows: for whom one acts, the menu, the round, who answers questions."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.accounts.queries import Contact, contact_above
from lec.actor import Actor
from lec.claims.queries import count_pending
from lec.confirmations.queries import count_waiting
from lec.notices.queries import count_unseen
from lec.rounds.models import Round
from lec.rounds.queries import reopened_until
from lec.scoping import depth
from lec.thai import calendar
from lec.web.access import BY_DEPTH, Who, audience_of, may_open
from lec.web.acting import PageRequest, round_now
from lec.web.rounds.drawn import days, left

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROLES = {
    Who.TEACHER: gettext_lazy("ครูประจำชั้น"),
    Who.INSTITUTION: gettext_lazy("ผู้รับผิดชอบ"),
    Who.LAO: gettext_lazy("เจ้าหน้าที่ อปท."),
    Who.PROVINCE: gettext_lazy("เจ้าหน้าที่จังหวัด"),
    Who.DEPARTMENT: gettext_lazy("เจ้าหน้าที่กรมฯ"),
}

# (page, label, arguments) in the order of the menu; a page shows to whom access.PAGES opens it.
MENU: "tuple[tuple[str, StrOrPromise, tuple[str, ...]], ...]" = (
    ("home", gettext_lazy("หน้าหลัก"), ()),
    ("students:list", gettext_lazy("นักเรียน"), ()),
    ("attesting:rooms", gettext_lazy("ตรวจสอบตัวตน"), ()),
    ("uploads:list", gettext_lazy("นำเข้า Excel"), ()),
    ("claims:list", gettext_lazy("คำขอ"), ()),
    ("boards:board", gettext_lazy("ความก้าวหน้า"), ()),
    ("headcounts:list", gettext_lazy("สถานศึกษาสังกัดอื่น"), ()),
    ("confirmations:confirm", gettext_lazy("ยืนยันข้อมูล"), ("students",)),
    ("reports:counts", gettext_lazy("รายงาน"), ()),
    ("organizations:list", gettext_lazy("หน่วยงาน"), ()),
    ("accounts:people", gettext_lazy("บัญชีผู้ใช้"), ()),
    ("rounds:list", gettext_lazy("รอบข้อมูล"), ()),
    ("reference:lists", gettext_lazy("รายการและเกณฑ์"), ()),
)
WITHIN = {
    "budgets": "reports",
    "facilities": "organizations",
    "tickets": "claims",
    "audit": "accounts",
}  # reached from there, without an entry of its own


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html. Costs five queries: the round, who answers above, what is new, and which
    claims and tickets wait.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {}
    page = request  # the middleware made it a PageRequest
    round = round_now(request)
    until = _reopened(page, round)  # type: ignore[arg-type]
    return {
        "acting": _acting(page),  # type: ignore[arg-type]
        "menu": _menu(page, actor),
        "round": round,
        "ruler": ruler(round, actor, until) if round else None,
        "reopened": {"round": round, "until": until} if until else None,
        "contact": _contact(page),  # type: ignore[arg-type]
        "notices": _notices(actor),
    }


def role_label(actor: Actor) -> str:
    """What the actor is called in the head strip."""
    return str(ROLES[audience_of(actor)])


def ruler(round: Round, actor: Actor, until: datetime | None = None) -> dict[str, Any]:
    """The round drawn as days: past, today, ahead, and the day by which this level is due; `until` is set
    where it was opened again for the own organization.
    """
    due_on = round.due_on(BY_DEPTH[depth(actor.path)].value)
    due = calendar.format_short(due_on)
    return {
        "title": round.label,
        "words": _("กำหนดยืนยัน %(day)s") % {"day": due},
        "short": _("ถึง %(day)s") % {"day": due.rpartition(" ")[0]},
        "cells": days(round.opens_on, round.closes_on, {due_on}, actor.today),
        "left": left(round, actor.at, due_on) if until is None else _("เปิดอีกครั้ง"),
        "late": actor.today > due_on,
    }


def _reopened(request: PageRequest, round: Round | None) -> datetime | None:
    """Until when the closed round is open again for the own organization."""
    if round is None or request.membership is None or request.actor is None:
        return None
    organization = request.membership.organization
    return reopened_until(round, [organization], request.actor.at).get(organization.pk)


def _acting(request: PageRequest) -> dict[str, str]:
    membership, actor = request.membership, request.actor
    if membership is None or actor is None:
        return {}
    return {
        "organization_name": membership.organization.name,
        "role_label": role_label(actor),
        "person_name": membership.user.name,
        "switch_url": reverse("accounts:switch") if len(request.memberships) > 1 else "",
        "profile_url": reverse("accounts:profile"),
        "tokens_url": reverse("accounts:tokens"),
        "password_url": reverse("accounts:password"),
        "sign_out_url": reverse("account_logout"),
    }


def _menu(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    waiting = count_pending(actor) + count_waiting(actor)
    return [
        {
            "label": label,
            "url": reverse(page, args=arguments),
            "badge": waiting if page == "claims:list" else 0,
            "active": page == here or (":" in page and _task(here) == _task(page)),
        }
        for page, label, arguments in MENU
        if may_open(page, actor, signed_in=True)
    ]


def _task(page: str) -> str:
    """The part of the menu a page belongs to."""
    task = page.split(":")[0]
    return WITHIN.get(task, task)


def _notices(actor: Actor) -> dict[str, Any] | None:
    """What the organization was told and has not read."""
    if not may_open("notices:list", actor, signed_in=True):
        return None
    return {"url": reverse("notices:list"), "count": count_unseen(actor)}


def _contact(request: PageRequest) -> dict[str, str] | None:
    """The responsible person of the level above: to advise is a duty (letter §3.1-3.3)."""
    membership = request.membership
    above = membership.organization.parent if membership else None
    if above is None or request.actor is None:
        return None
    officer = contact_above(request.actor) or Contact()
    return {
        "name": officer.name,
        "organization": above.name,
        "phone": officer.phone or above.phone,
        "hours": officer.hours,
    }
