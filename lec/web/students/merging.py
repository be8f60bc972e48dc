"""Two rows of one name and birth date beside each other: one person or two (DOMAIN, The register)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lec.actor import Actor
from lec.refusals import Blocked, Invalid, NotVisible
from lec.students import actions, queries
from lec.students.models import Enrollment, Merge
from lec.students.queries import Row, Twin
from lec.thai import calendar, citizen_id
from lec.web.acting import acting
from lec.web.faults import put_faults
from lec.web.obstacles import shown
from lec.web.onward import asked_for
from lec.web.students.forms import JudgedText, ids
from lec.web.students.kinds import FIELDS

WHICH = gettext_lazy("เลือกเลขที่จะเก็บไว้")


class MergingForm(forms.Form):
    """Which number stays, and how one knows that the two are one person."""

    kept = forms.ChoiceField(
        label=gettext_lazy("เลขที่เก็บไว้"),
        widget=forms.RadioSelect,
        error_messages={"required": WHICH, "invalid_choice": WHICH},
    )
    because = JudgedText(
        label=gettext_lazy("รู้ได้อย่างไรว่าเป็นคนเดียวกัน"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
    )

    def __init__(self, own: Row, other: Row, data: Any = None) -> None:
        kept, _merged = queries.in_order(own.student, other.student)
        auto_id = f"id_{other.student.pk}_%s"
        super().__init__(data, auto_id=auto_id, initial={"kept": kept.pk})
        rows = [row for row in (own, other) if row.student.citizen_id or not kept.citizen_id]
        self.fields["kept"].choices = [(row.student.pk, _choice(row)) for row in rows]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ShownTwin:
    """One pair as the page draws it; no form where somebody else merges, or nobody."""

    twin: Twin
    lines: list[tuple[str, list[str], list[str], bool]]
    form: MergingForm | None
    obstacles: list[dict[str, str]]


def twins(request: HttpRequest, pk: int) -> HttpResponse:
    """A student beside everybody of the same name and birth date, and what was merged already."""
    by = acting(request)
    stay = queries.enrollments_for(by).filter(pk=pk).first()
    if stay is None or queries.student_seen(by, stay.student_id) is None:
        raise NotVisible
    return _merge(request, by, stay) if request.method == "POST" else _page(request, by, stay)


@require_POST
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge apart: both rows are as they were."""
    by = acting(request)
    found = queries.merge_by_id(by, pk)
    if found is None:
        raise NotVisible
    actions.undo_merge(merge=found, by=by)
    messages.success(request, _("ยกเลิกการรวมแล้ว กลับเป็น 2 รายการตามเดิม"))
    return redirect(asked_for(request, reverse("home")))


def _merge(request: HttpRequest, by: Actor, stay: Enrollment) -> HttpResponse:
    own, chosen = queries.row_of(by, stay.student), ids(request.POST.getlist("other"))
    seen = [twin.row for twin in queries.twins_of(by, stay.student) if twin.row]
    other = next((row for row in seen if row.student.pk in chosen), None)
    if other is None:
        raise NotVisible
    form, status = MergingForm(own, other, request.POST), 422
    if form.is_valid():
        kept, merged = own.student, other.student
        if form.cleaned_data["kept"] != str(kept.pk):
            kept, merged = merged, kept
        try:
            actions.merge(kept=kept, merged=merged, because=form.cleaned_data["because"], by=by)
            messages.success(request, _("รวมประวัติ 2 รายการเป็นคนเดียวแล้ว"))
            return redirect("students:twins", stay.pk)
        except Invalid as refusal:
            put_faults(form, refusal)
        except Blocked as refusal:
            form, status = _refused(form, refusal), 409
    return _page(request, by, stay, {other.student.pk: form}, status)


def _refused(form: MergingForm, refusal: Blocked) -> MergingForm:
    for obstacle in refusal.obstacles:
        form.add_error(None, obstacle.message)
    return form


def _page(
    request: HttpRequest,
    by: Actor,
    stay: Enrollment,
    sent: dict[int, MergingForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    here = reverse("students:twins", args=[stay.pk])
    own = queries.row_of(by, stay.student)
    context = {
        "student": stay.student,
        "here": here,
        "own_institution": stay.institution_id == by.organization_id,
        "stay": stay,
        "pairs": [_pair(by, own, twin, here, sent or {}) for twin in queries.twins_of(by, stay.student)],
        "merges": [_merge_shown(by, merge) for merge in queries.merges_of(by, stay.student)],
    }
    return render(request, "students/twins.html", context, status=status)


def _pair(by: Actor, own: Row, twin: Twin, here: str, sent: dict[int, MergingForm]) -> ShownTwin:
    if twin.row is None:
        return ShownTwin(twin, [], None, [])
    mine = twin.merger is not None and twin.merger.pk == by.organization_id
    obstacles = shown(twin.obstacles) if mine else []
    for obstacle in obstacles:
        if obstacle["code"] == "both-active" and _active(twin.row) == by.organization_id:
            obstacle["url"] = _way_out(own, twin.row, here)
            obstacle["link_label"] = _("นำรายการที่ซ้ำออก")
    form = (sent.get(twin.row.student.pk) or MergingForm(own, twin.row)) if mine else None
    return ShownTwin(twin, list(_compared(own, twin.row)), form, obstacles)


def _active(row: Row) -> int | None:
    return next((stay.institution_id for stay in row.stays if stay.is_active), None)


def _way_out(own: Row, other: Row, here: str) -> str:
    """Taking out whoever is merged by default, and back here."""
    _kept, merged = queries.in_order(own.student, other.student)
    row = own if own.student == merged else other
    stay = next(stay for stay in row.stays if stay.is_active)
    return f"{reverse('students:leave')}?enrollment={stay.pk}&next={here}"


def _compared(own: Row, other: Row) -> Iterator[tuple[str, list[str], list[str], bool]]:
    """What is known of both, line by line, and whether it differs where one person has but one."""
    for (label, mine, one), (_label, theirs, _one) in zip(_lines(own), _lines(other), strict=True):
        yield label, mine, theirs, one and mine != theirs


def _lines(row: Row) -> Iterator[tuple[str, list[str], bool]]:
    student = row.student
    born = calendar.format_long(student.birth_date) if student.birth_date else ""
    number = [_number(row), student.citizen_id_missing_because]
    yield str(FIELDS["citizen_id"]), list(filter(None, number)), False
    yield _("เลขเดิม"), [citizen_id.mask(former.citizen_id) for former in row.former_ids], False
    yield _("ชื่อ-นามสกุล"), [f"{student.prefix}{student.first_name} {student.last_name}"], True
    yield str(FIELDS["sex"]), [student.get_sex_display()], True
    yield str(FIELDS["birth_date"]), [born], True
    yield _("การเข้าศึกษา"), [_stay_shown(stay) for stay in row.stays], False


def _number(row: Row) -> str:
    number = row.student.citizen_id
    return citizen_id.mask(number) if number else _("ไม่มีเลข")


def _choice(row: Row) -> str:
    """A number as one chooses it: with the place, for two may have none."""
    return f"{_number(row)} · {row.stays[0].institution.name}" if row.stays else _number(row)


def _stay_shown(stay: Enrollment) -> str:
    since = calendar.format_short(stay.entered_on)
    if stay.left_on is None:
        return _("%(place)s ตั้งแต่ %(day)s ยังอยู่") % {"place": stay.institution.name, "day": since}
    days = {
        "day": since,
        "last": calendar.format_short(stay.left_on),
        "why": stay.get_leaving_reason_display(),
    }
    return _("%(place)s %(day)s – %(last)s (%(why)s)") % {"place": stay.institution.name, **days}


def _merge_shown(by: Actor, merge: Merge) -> dict[str, Any]:
    """A merge that stands, and what hinders undoing it; whoever did not decide it cannot undo it either."""
    now = queries.stays_of(merge.kept_id, merge.merged_id)
    obstacles = shown(queries.obstacles_now_to_undoing(merge, now, by.at))
    mine = merge.organization_id == by.organization_id
    return {"merge": merge, "obstacles": obstacles, "mine": mine, "count": len(merge.taken["moved"])}
