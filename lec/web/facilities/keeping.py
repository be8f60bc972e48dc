"""The institution's officer fills the databases: basics, a building, one of the personnel; on any day."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.actor import Actor
from lec.facilities import actions, queries
from lec.facilities.models import Building, StaffMember
from lec.facilities.rules import BUILDING, PROFILE, STAFF_MEMBER
from lec.organizations.queries import acting_for
from lec.refusals import Invalid, NotVisible
from lec.thai import names
from lec.web.acting import acting
from lec.web.facilities.forms import EndForm, KeptForm
from lec.web.faults import put_faults

TITLES = [prefix.full for prefix in names.PREFIXES if not prefix.child]
Keep = Callable[[Mapping[str, str]], object]


def profile(request: HttpRequest) -> HttpResponse:
    """The basics of the own institution."""
    by = acting(request)
    institution = acting_for(by)
    held = queries.profile_of(by, institution)
    words = {"what": "basics", "h1": _("ข้อมูลพื้นฐานของ%(name)s") % {"name": institution.name}}

    def keep(given: Mapping[str, str]) -> object:
        return actions.keep_profile(institution=institution, given=given, by=by)

    return _kept(request, KeptForm(PROFILE, held, request.POST or None), keep, words)


def new_building(request: HttpRequest) -> HttpResponse:
    """Add a building."""
    return _building(request, None)


def building(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is held of a building."""
    return _building(request, _own_building(acting(request), pk))


def end_building(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a building off the list, on a day."""
    by = acting(request)
    held = _own_building(by, pk)
    words = {
        "what": "buildings",
        "h1": _("นำ%(name)sออกจากรายการ") % {"name": held.name},
        "done": _("นำ%(name)sออกจากรายการแล้ว") % {"name": held.name},
        "button": _("นำอาคารนี้ออกจากรายการ"),
        "label": _("วันที่รื้อถอนหรือเลิกใช้"),
    }
    return _ended(request, words, lambda on: actions.end_building(building=held, on=on, by=by))


@require_POST
def return_building(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a building back that was taken off by mistake."""
    by = acting(request)
    held = queries.buildings_for(by, ended=True).filter(pk=pk).first()
    if held is None:
        raise NotVisible
    actions.return_building(building=held, by=by)
    messages.success(request, _("นำ%(name)sกลับเข้ารายการแล้ว") % {"name": held.name})
    return redirect(_list_of(request, "buildings"))


def new_staff_member(request: HttpRequest) -> HttpResponse:
    """Add somebody to the personnel."""
    return _staff_member(request, None)


def staff_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is held of somebody."""
    return _staff_member(request, _own_staff_member(acting(request), pk))


def end_staff_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody left, on a day."""
    by = acting(request)
    held = _own_staff_member(by, pk)
    name = _name(held)
    words = {
        "what": "personnel",
        "h1": _("%(name)s พ้นจากหน้าที่") % {"name": name},
        "done": _("บันทึกว่า%(name)sพ้นจากหน้าที่แล้ว") % {"name": name},
        "button": _("นำออกจากรายชื่อบุคลากร"),
        "label": _("วันที่พ้นจากหน้าที่"),
    }
    return _ended(request, words, lambda on: actions.end_staff_member(staff_member=held, on=on, by=by))


@require_POST
def return_staff_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody back who was taken off by mistake."""
    by = acting(request)
    held = queries.personnel_for(by, left=True).filter(pk=pk).first()
    if held is None:
        raise NotVisible
    actions.return_staff_member(staff_member=held, by=by)
    messages.success(request, _("นำ%(name)sกลับเข้ารายชื่อแล้ว") % {"name": _name(held)})
    return redirect(_list_of(request, "personnel"))


def _building(request: HttpRequest, held: Building | None) -> HttpResponse:
    by = acting(request)
    words = {
        "what": "buildings",
        "h1": held.name if held else _("เพิ่มอาคาร"),
        "end": reverse("facilities:end_building", args=[held.pk]) if held else "",
    }

    def keep(given: Mapping[str, str]) -> object:
        return actions.keep_building(institution=acting_for(by), given=given, by=by, building=held)

    return _kept(request, KeptForm(BUILDING, held, request.POST or None), keep, words)


def _staff_member(request: HttpRequest, held: StaffMember | None) -> HttpResponse:
    by = acting(request)
    words = {
        "what": "personnel",
        "h1": _name(held) if held else _("เพิ่มบุคลากร"),
        "end": reverse("facilities:end_staff_member", args=[held.pk]) if held else "",
    }

    def keep(given: Mapping[str, str]) -> object:
        return actions.keep_staff_member(institution=acting_for(by), given=given, by=by, staff_member=held)

    return _kept(request, KeptForm(STAFF_MEMBER, held, request.POST or None), keep, words)


def _kept(request: HttpRequest, form: KeptForm, keep: Keep, words: dict[str, Any]) -> HttpResponse:
    """Show the form, or save what was changed; a refusal brings everything typed back."""
    back, changes, status = _list_of(request, words["what"]), [], 200
    if form.is_bound:
        changes = form.overtaken()
        try:
            if not changes:
                keep(form.given())
                messages.success(request, _("บันทึกแล้ว"))
                return redirect(back)
            form, status = form.again(), 409
        except Invalid as refusal:
            put_faults(form, refusal)
            status = 422
    context = {"form": form, "changes": changes, "back": back, "titles": TITLES, **words}
    return render(request, "facilities/edit.html", context, status=status)


def _ended(request: HttpRequest, words: dict[str, Any], end: Callable[[Any], object]) -> HttpResponse:
    back, form = _list_of(request, words["what"]), EndForm(request.POST or None)
    form.fields["on"].label = words["label"]
    if form.is_valid():
        try:
            end(form.cleaned_data["on"])
            messages.success(request, words["done"])
            return redirect(back)
        except Invalid as refusal:
            put_faults(form, refusal)
    context = {"form": form, "back": back, **words}
    return render(request, "facilities/end.html", context, status=422 if form.errors else 200)


def _list_of(request: HttpRequest, what: str) -> str:
    page = "of" if what == "basics" else what
    return reverse(f"facilities:{page}", args=[acting_for(acting(request)).code])


def _own_building(by: Actor, pk: int) -> Building:
    held = queries.buildings_for(by).filter(pk=pk).first()
    if held is None:
        raise NotVisible
    return held


def _own_staff_member(by: Actor, pk: int) -> StaffMember:
    held = queries.personnel_for(by).filter(pk=pk).first()
    if held is None:
        raise NotVisible
    return held


def _name(person: StaffMember) -> str:
    return f"{person.prefix}{person.first_name} {person.last_name}"
