"""What else is known of a student, saved section by section; and the places an address is chosen from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.reference import places
from lec.refusals import NotVisible
from lec.students.rules import Section
from lec.web.acting import acting
from lec.web.students.editing import placement_here, student_page
from lec.web.students.sections import save_section

FEWEST_LETTERS = 2


@require_POST
def section(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Save one section. htmx gets the section back, anybody else the page, with what hindered in it."""
    by = acting(request)
    placement = placement_here(request, pk)
    if placement is None or name not in list(Section):
        raise NotVisible
    shown = save_section(by, placement, Section(name), request.POST)
    if "HX-Request" in request.headers:
        return render(request, "students/_section.html", {"shown": shown, "placement": placement})
    if shown.saved_at is None:
        return student_page(request, by, placement, section=shown)
    messages.success(request, _("บันทึก “%(section)s” แล้ว") % {"section": shown.title})
    return redirect("students:student", pk)


def find_place(request: HttpRequest) -> HttpResponse:
    """Subdistricts that begin as typed, for the list below the field."""
    text = next((str(value) for name, value in request.GET.items() if name.endswith("subdistrict")), "")
    found = places.find(text) if len(text.strip()) >= FEWEST_LETTERS else []
    return render(request, "students/_places.html", {"found": found})
