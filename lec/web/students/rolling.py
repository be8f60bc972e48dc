"""The turn of the academic year: looked at class by class, done in one step, undone until round 1 opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.students import actions, queries
from lec.students.queries import ClassRolled
from lec.web.acting import acting, acting_organization, round_now
from lec.web.students.forms import ids
from lec.web.students.shown import room_label


def rollover(request: HttpRequest) -> HttpResponse:
    """What becomes of each class; the responsible person ticks who is kept back."""
    by = acting(request)
    institution, year = acting_organization(request), queries.academic_year(by.at, round_now(request))
    classes = queries.rollover_preview(by, institution, year)
    if request.method == "POST":
        actions.roll_over(institution=institution, kept_back=ids(request.POST.getlist("kept_back")), by=by)
        students = sum(len(each.seats) for each in classes)
        messages.success(request, _("เลื่อนชั้นแล้ว %(count)s คน") % {"count": students})
        return redirect("students:rollover")
    context = {
        "year": year,
        "classes": [(each, _becomes(each)) for each in classes],
        "students": sum(len(each.seats) for each in classes),
        "graduates": sum(len(each.seats) for each in classes if not each.becomes),
        "done": queries.standing_rollover(by, institution, year),
        "undoable": not queries.first_round_opened(by, year),
    }
    return render(request, "students/rollover.html", context)


def _becomes(each: ClassRolled) -> str:
    return room_label(each.becomes, each.classroom.room) if each.becomes else _("จบการศึกษา")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Put everybody back where the rollover found them."""
    by = acting(request)
    students = actions.undo_rollover(institution=acting_organization(request), by=by)
    messages.success(request, _("ย้อนการเลื่อนชั้นแล้ว %(count)s คนกลับไปอยู่ชั้นเดิม") % {"count": students})
    return redirect("students:rollover")
