"""Confirming, the receipt, and revoking: one set of pages for all levels (letter §6-§9)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.confirmations import actions, queries
from lec.confirmations.models import Receipt
from lec.confirmations.rules import Situation, obstacles_to_confirming, obstacles_to_revoking
from lec.headcounts.rules import is_large_change
from lec.organizations.models import Organization
from lec.reference.grades import GRADES, Stage, short
from lec.refusals import Blocked, Invalid, NotVisible
from lec.rounds.models import Round, Subject
from lec.rounds.queries import previous_round, standing
from lec.web.acting import acting, acting_organization, round_now
from lec.web.obstacles import shown
from lec.web.signing import signed

Counts = dict[tuple[str, str], int]
PER_PAGE = 50


@signed
def confirm(request: HttpRequest, subject: str) -> HttpResponse:
    """What stands in the way of confirming, what would be confirmed, and the one button."""
    by = acting(request)
    organization, round = acting_organization(request), round_now(request)
    if round is None or subject not in Subject.values:
        raise NotVisible
    held = standing(round, organization, subject)
    if request.method == "POST" and held is None:
        try:
            held = actions.confirm(
                organization=organization,
                round=round,
                subject=subject,
                by=by,
                zero_because=request.POST.get("zero_because", ""),
            )
            messages.success(request, _("ยืนยันข้อมูลแล้ว แสดงในรายงานของทุกระดับแล้ว"))
        except Blocked as refusal:
            if refusal.standing is None:
                return _page_of_obstacles(request, organization, round, subject, status=409)
            held = refusal.standing  # type: ignore[assignment]
    if held is not None:
        return redirect("confirmations:receipt", held.receipt.number)
    return _page_of_obstacles(request, organization, round, subject)


def _page_of_obstacles(
    request: HttpRequest, organization: Organization, round: Round, subject: str, status: int = 200
) -> HttpResponse:
    by = acting(request)
    situation = queries.situation_of(organization, subject, round, by.at)
    reason = request.POST.get("zero_because", "")
    previous = previous_round(round)
    rows = count_rows(
        queries.counts_to_confirm(organization, subject, round),
        queries.counts_confirmed(organization, subject, previous),
    )
    context = {
        "organization": organization,
        "round": round,
        "subject": subject,
        "due_on": round.due_on(organization.level),
        "obstacles": shown(
            obstacles_to_confirming(situation, reason or ("?" if situation.students == 0 else ""))
        ),
        "asks_zero_because": situation.students == 0,
        "zero_because": reason,
        "passed": passed(situation),
        "rows": rows,
        "previous": previous,
        "total": sum(row["male"] + row["female"] for row in rows),
        "again": queries.latest_receipt(by, organization, subject),
        **_changes(queries.changes_since(by, organization, subject, round)),
    }
    return render(request, "confirmations/confirm.html", context, status=status)


def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt: whole for who may see the organization, totals by stage for others with the number."""
    actor = request.actor  # type: ignore[attr-defined]
    whole = queries.receipts_for(actor).filter(number=number).first() if actor else None
    if whole is None:
        public = queries.public_receipt(number)
        if public is None:
            raise NotVisible
        stages = [
            {"label": ", ".join(Stage(stage).label for stage in row["stages"]), "count": row["count"]}
            for row in queries.public_totals(public)
        ]
        context = {"receipt": public, "stages": stages}
        return render(request, "confirmations/public_receipt.html", context)
    context = {
        "receipt": whole,
        "confirmation": whole.confirmation,
        "rows": count_rows(queries.frozen_counts(whole), {}),
        "basis": queries.basis_of(whole),
        "address": request.build_absolute_uri(),
        "may_revoke": _may_revoke(whole, actor),
        "obstacles": shown(obstacles_to_revoking(_situation_of(whole, actor)))
        if whole.confirmation.stands
        else [],
        "prints_certificate": actor.is_officer,
        "mine": whole.confirmation.organization_id == actor.organization_id,
    }
    return render(request, "confirmations/receipt.html", context)


def roots(request: HttpRequest) -> HttpResponse:
    """The daily roots, for everybody: whoever keeps one can show what was changed since."""
    page = Paginator(queries.daily_roots(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "confirmations/roots.html", {"page": page})


@signed
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why, say what falls and what stays, then revoke (letter §8)."""
    by = acting(request)
    whole = queries.receipts_for(by).filter(number=number).first()
    if whole is None:
        raise NotVisible
    because, faults = request.POST.get("because", ""), []
    if request.method == "POST":
        try:
            actions.revoke(confirmation=whole.confirmation, because=because, by=by)
            messages.success(request, _("ยกเลิกการยืนยันแล้ว แก้ไขและยืนยันใหม่ได้"))
            return redirect("confirmations:receipt", number)
        except Invalid as refusal:
            faults = refusal.faults
    context = {
        "receipt": whole,
        "confirmation": whole.confirmation,
        "obstacles": shown(obstacles_to_revoking(_situation_of(whole, by))),
        "because": because,
        "faults": faults,
    }
    return render(request, "confirmations/revoke.html", context, status=422 if faults else 200)


def _changes(changes: queries.Changes | None) -> dict[str, Any]:
    """What differs from the confirmation that was taken back: the counts cell by cell."""
    if changes is None:
        return {"changes": None}
    sexes = (("M", _("ชาย")), ("F", _("หญิง")))
    cells = [
        (f"{short(grade)} {word}", changes.before.get((grade, sex), 0), changes.now.get((grade, sex), 0))
        for grade in GRADES
        for sex, word in sexes
        if changes.before.get((grade, sex), 0) != changes.now.get((grade, sex), 0)
    ]
    return {"changes": changes, "cells": cells}


def count_rows(counts: Counts, last: Counts) -> list[dict[str, Any]]:
    """Rows of the count table, in the order of schooling, last round's beside, large changes flagged."""
    rows = []
    for grade in GRADES:
        male, female = counts.get((grade, "M"), 0), counts.get((grade, "F"), 0)
        before = last.get((grade, "M"), 0) + last.get((grade, "F"), 0) if last else None
        if male or female or before:
            flag = before is not None and is_large_change(male + female, before)
            rows.append({"label": short(grade), "male": male, "female": female, "last": before, "flag": flag})
    return rows


def passed(s: Situation) -> list[str]:
    """What is already in order, so that the list of obstacles is not the whole story."""
    checks = (
        (s.students is not None and not s.unattested and s.students > 0, _("ตรวจสอบตัวตนครบทุกคน")),
        (s.students is not None and not s.errors, _("ไม่มีข้อผิดพลาด")),
        (s.students is not None and not s.unexplained, _("คำเตือนมีคำชี้แจงครบ")),
        (not s.above_confirmed, _("ระดับบนยังไม่ยืนยัน")),
    )
    return [words for holds, words in checks if holds]


def _may_revoke(receipt: Receipt, by: Actor) -> bool:
    who_may = queries.revokers_of(receipt.confirmation.organization)
    return receipt.confirmation.stands and by.is_officer and by.organization_id in who_may


def _situation_of(receipt: Receipt, by: Actor) -> Situation:
    confirmation = receipt.confirmation
    return queries.situation_of(confirmation.organization, confirmation.subject, confirmation.round, by.at)
