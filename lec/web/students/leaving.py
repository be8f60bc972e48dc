"""Taking out and returning: dated, with a reason, undone while the round is open (letter §4.3.1(2)).

Nothing is deleted. Who was reported gone is offered together, by what was reported, because a reason is given
for all of a group at once.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.actor import Actor
from lec.refusals import Invalid, NotVisible
from lec.students import actions, queries
from lec.students.models import AttestationCode, LeavingReason, Placement
from lec.students.rules import GONE
from lec.web.acting import acting, acting_organization, round_now
from lec.web.dates import typed
from lec.web.faults import put_faults
from lec.web.onward import asked_for, came_from
from lec.web.students.forms import LeavingForm, ids
from lec.web.students.locked import locked

SUGGESTED: dict[str, str] = {
    AttestationCode.NOT_FOUND: LeavingReason.NOT_FOUND,
    AttestationCode.GRADUATED: LeavingReason.GRADUATED,
    AttestationCode.NO_CONTACT: LeavingReason.NOT_FOUND,
    AttestationCode.DIED: LeavingReason.DIED,
}


def leave(request: HttpRequest) -> HttpResponse:
    """Who is to be taken out, why, and on which day: one, some of a room, or all who were reported gone."""
    by = acting(request)
    if request.method == "POST":
        return _take_out(request, by)
    return _page(request, by, [_group(by, code, rows, ticked) for code, rows, ticked in _asked(request, by)])


def _take_out(request: HttpRequest, by: Actor) -> HttpResponse:
    chosen, form = ids(request.POST.getlist("enrollment")), LeavingForm(request.POST)
    if form.is_valid() and chosen:
        institution = acting_organization(request)
        try:
            actions.leave(institution=institution, enrollments=chosen, **form.cleaned_data, by=by)
            messages.success(request, _("นำออกจากระบบแล้ว %(count)s คน") % {"count": len(chosen)})
            return redirect(asked_for(request, reverse("students:left")))
        except Invalid as refusal:
            put_faults(form, refusal)
    if not chosen:
        form.add_error(None, _("เลือกนักเรียนที่จะนำออกอย่างน้อย 1 คน"))
    rows = _rows(request).filter(enrollment__in=ids(request.POST.getlist("listed")))
    return _page(request, by, [{"code": "", "rows": rows, "ticked": chosen, "form": form}], status=422)


@require_POST
def return_to_class(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a leave: back to the room the student left."""
    by = acting(request)
    stay = queries.enrollments_for(by).filter(pk=pk, institution=by.organization_id).first()
    if stay is None:
        raise NotVisible
    actions.return_to_class(enrollment=stay, by=by)
    messages.success(request, _("คืนเข้าชั้นเรียนแล้ว 1 คน"))
    return redirect(asked_for(request, reverse("students:left")))


def _asked(request: HttpRequest, by: Actor) -> Iterator[tuple[str, list[Placement], list[Placement]]]:
    """(what was reported, who is listed, who of them is ticked)."""
    room, chosen = ids(request.GET.getlist("room")), ids(request.GET.getlist("enrollment"))
    if room or chosen:
        asked = Q(enrollment__in=chosen) | Q(classroom__in=room)
        rows = list(_rows(request).filter(asked))
        codes = {row.attested for row in rows} & set(GONE)  # type: ignore[attr-defined]
        ticked = [row for row in rows if row.enrollment_id in chosen or row.attested in GONE]  # type: ignore[attr-defined]
        yield (codes.pop() if len(codes) == 1 else ""), rows, ticked
        return
    institution = acting_organization(request)
    gone = list(queries.gone_enrolled(by, institution, round_now(request)))
    for code in GONE:
        rows = [row for row in gone if row.attested == code]  # type: ignore[attr-defined]
        if rows:
            yield code, rows, rows


def _rows(request: HttpRequest) -> QuerySet[Placement]:
    by = acting(request)
    return queries.register_by_name(by, acting_organization(request), round_now(request))


def _group(by: Actor, code: str, rows: list[Placement], ticked: list[Placement]) -> dict[str, Any]:
    """Students who can be taken out together, with the reason that what was reported suggests."""
    initial = {"reason": SUGGESTED.get(code, ""), "on": typed(by.today)}
    form = LeavingForm(initial=initial, auto_id=f"id_{code}_%s")
    return {"code": code, "rows": rows, "ticked": [row.enrollment_id for row in ticked], "form": form}


def _page(request: HttpRequest, by: Actor, groups: list[dict[str, Any]], status: int = 200) -> HttpResponse:
    context = {
        "groups": groups,
        "count": sum(len(group["rows"]) for group in groups),
        "reported": {str(code): str(code.label) for code in AttestationCode},
        "locked": locked(request),
        "back": asked_for(request, came_from(request)),
        "all_reported": not (request.GET or request.POST),
    }
    return render(request, "students/leave.html", context, status=status)
