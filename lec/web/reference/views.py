"""Lists and limits, kept by the department (letter §2.1): what may be chosen, usual ages, numbers of days."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lec.organizations.models import INSTITUTION_KINDS, Kind
from lec.reference import actions
from lec.reference.models import Code, CodeList
from lec.reference.queries import age_limits, codes_of, settings_of_the_department, years_of_age_limits
from lec.reference.rules import YEARS
from lec.refusals import Invalid, NotVisible
from lec.thai import calendar
from lec.web.acting import acting
from lec.web.faults import put_faults
from lec.web.reference.forms import AgesForm, CodeForm, SettingForm
from lec.web.reference.shown import (
    all_ages,
    all_lists,
    all_settings,
    shown_setting,
    state_of,
    years_to_show,
)


def lists(request: HttpRequest) -> HttpResponse:
    """Everything the department keeps, on one page."""
    today = acting(request).today
    year = calendar.academic_year_of(today)
    context = {"lists": all_lists(today), "year": year, "ages": all_ages(year), "settings": all_settings()}
    return render(request, "reference/lists.html", context)


def codes(request: HttpRequest, list_name: str) -> HttpResponse:
    """One list in its order, and a form to add to it."""
    return _keep(request, list_name, None)


def code(request: HttpRequest, list_name: str, key: str) -> HttpResponse:
    """Change one choice: its word, its days, the codes of others."""
    return _keep(request, list_name, key)


def _keep(request: HttpRequest, list_name: str, key: str | None) -> HttpResponse:
    by, chosen_from = acting(request), _list(list_name)
    rows = list(codes_of(list_name))
    held = _of_key(rows, key) if key is not None else None
    form = CodeForm(held, rows, request.POST or None)
    if form.is_valid() and _means_a_new_one(form, rows):
        try:
            kept = actions.keep_code(list_name=list_name, entry=form.entry(), by=by)
            messages.success(request, _("บันทึก “%(label)s” แล้ว") % {"label": kept.label})
            return redirect("reference:codes", list_name)
        except Invalid as refusal:
            put_faults(form, refusal)
    context = {
        "form": form,
        "held": held,
        "list": chosen_from,
        "rows": [(row, state_of(row, by.today)) for row in rows],
    }
    page = "reference/code.html" if held else "reference/codes.html"
    return render(request, page, context, status=422 if form.errors else 200)


def ages(request: HttpRequest, institution_kind: str, academic_year: int) -> HttpResponse:
    """The usual ages of one kind of institution from an academic year on, filled with what holds in it."""
    by = acting(request)
    if institution_kind not in INSTITUTION_KINDS or academic_year not in YEARS:
        raise NotVisible
    form = AgesForm(institution_kind, age_limits(institution_kind, academic_year), request.POST or None)
    if form.is_valid():
        try:
            actions.set_age_limits(
                institution_kind=institution_kind, academic_year=academic_year, limits=form.limits(), by=by
            )
            words = {"kind": Kind(institution_kind).label, "year": academic_year}
            messages.success(request, _("บันทึกเกณฑ์อายุของ%(kind)s ใช้ตั้งแต่ปีการศึกษา %(year)s แล้ว") % words)
            return redirect("reference:ages", institution_kind, academic_year)
        except Invalid as refusal:
            put_faults(form, refusal, form.fields_of_faults())
    set_in, current = years_of_age_limits(institution_kind), calendar.academic_year_of(by.today)
    context = {
        "form": form,
        "kind": Kind(institution_kind),
        "year": academic_year,
        "since": max((year for year in set_in if year <= academic_year), default=None),
        "until": min((year for year in set_in if year > academic_year), default=None),
        "current": current,
        "years": years_to_show(set_in, academic_year, current),
    }
    return render(request, "reference/ages.html", context, status=422 if form.errors else 200)


def setting(request: HttpRequest, name: str) -> HttpResponse:
    """Change one number."""
    by = acting(request)
    held = next((row for row in settings_of_the_department() if row.name == name), None)
    if held is None:
        raise NotVisible
    form = SettingForm(request.POST or None, initial={"value": held.value})
    shown = shown_setting(held)
    if form.is_valid():
        try:
            actions.set_setting(name=name, value=form.cleaned_data["value"], by=by)
            messages.success(request, _("บันทึก%(title)sแล้ว") % {"title": shown.words.title})
            return redirect("reference:lists")
        except Invalid as refusal:
            put_faults(form, refusal)
    context = {"form": form, "held": held, "words": shown.words}
    return render(request, "reference/setting.html", context, status=422 if form.errors else 200)


def _list(name: str) -> CodeList:
    if name not in CodeList.values:
        raise NotVisible
    return CodeList(name)


def _of_key(rows: list[Code], key: str) -> Code:
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise NotVisible
    return found


def _means_a_new_one(form: CodeForm, rows: list[Code]) -> bool:
    """A key that is there already would change that choice, which nobody meant who adds one."""
    same = next((row for row in rows if row.key == form.cleaned_data["key"]), None)
    if form.held is None and same is not None:
        form.add_error("key", _("รหัสนี้เป็นของ “%(label)s” อยู่แล้ว ใช้รหัสอื่น") % {"label": same.label})
    return not form.errors
