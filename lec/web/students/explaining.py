"""What the rules find in the register, by kind: errors lead to the form, warnings are explained (T2)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.refusals import Invalid
from lec.students import actions, queries
from lec.students.queries import FindingKind
from lec.students.rules import Severity
from lec.web.acting import acting, acting_organization, round_now
from lec.web.onward import asked_for
from lec.web.students.forms import ids
from lec.web.students.kinds import title_of
from lec.web.students.locked import locked
from lec.web.students.shown import finding_shown, room_label

SHOWN = 60


def findings(request: HttpRequest) -> HttpResponse:
    """All findings by kind, the heaviest first."""
    return render(request, "students/findings.html", _context(request))


@require_POST
def explain(request: HttpRequest) -> HttpResponse:
    """Write one explanation for one warning, or for many of a kind."""
    by = acting(request)
    chosen, because = ids(request.POST.getlist("finding")), request.POST.get("because", "")
    wrong = "" if chosen else _("เลือกรายการที่จะชี้แจงอย่างน้อย 1 รายการ")
    if chosen:
        try:
            actions.explain(institution=acting_organization(request), findings=chosen, because=because, by=by)
        except Invalid as refusal:
            wrong = refusal.faults[0].message
    if wrong:
        typed = {"code": request.POST.get("code", ""), "because": because, "wrong": wrong}
        return render(request, "students/findings.html", _context(request, chosen, typed), status=422)
    messages.success(request, _("บันทึกคำชี้แจง %(count)s รายการแล้ว") % {"count": len(chosen)})
    return redirect(asked_for(request, reverse("students:findings")))


def _context(
    request: HttpRequest, chosen: Sequence[int] = (), typed: dict[str, str] | None = None
) -> dict[str, Any]:
    by, institution = acting(request), acting_organization(request)
    kinds = queries.finding_kinds(by, institution)
    return {
        "kinds": [_kind(by, institution, kind) for kind in kinds],
        "to_fix": sum(kind.unsettled for kind in kinds if kind.severity == Severity.ERROR),
        "to_explain": sum(kind.unsettled for kind in kinds if kind.severity == Severity.WARNING),
        "gone": queries.gone_enrolled(by, institution, round_now(request)).count(),
        "officer": by.is_officer,
        "locked": locked(request),
        "chosen": chosen,
        "typed": typed or {},
    }


def _kind(by: Actor, institution: Organization, kind: FindingKind) -> dict[str, Any]:
    """One kind with its students; of many the first, the next follow once these are done."""
    rows = list(queries.findings_of_kind(by, institution, kind.code)[:SHOWN])
    return {
        "kind": kind,
        "title": title_of(kind.code),
        "open": [_line(row) for row in rows if not row.explanation],
        "settled": [_line(row) for row in rows if row.explanation],
        "more": kind.count - len(rows),
    }


def _line(row: Any) -> dict[str, Any]:
    return finding_shown(row) | {
        "student": row.enrollment.student,
        "enrollment": row.enrollment_id,
        "room": room_label(row.grade, row.room),
    }
