"""Choices, ages and numbers as the department types them; whether they can be is the rules' question."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from lec.organizations.models import Kind
from lec.reference.grades import CENTER_GRADES, GRADES, short
from lec.reference.models import Code
from lec.reference.rules import CodeEntry
from lec.thai import digits
from lec.web.dates import DayField, typed

WHOLE = ""  # the kind of institution as a whole stands where a grade would


class WholeNumber(forms.IntegerField):
    """A whole number in any digits, thousands apart or not."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        """Raises ValidationError for what is no whole number."""
        text = value.replace(",", "") if isinstance(value, str) else value
        number: int | None = super().to_python(digits.to_arabic(text) if isinstance(text, str) else text)
        return number


def whole_number(label: Any, example: Any) -> WholeNumber:
    """One that must be there; `example` says what to write where it is not, or is something else."""
    return WholeNumber(label=label, error_messages={"required": example, "invalid": example})


class CodeForm(forms.Form):
    """One choice of a list. The key of one that is there stays, since the register keeps it."""

    label = forms.CharField(label=gettext_lazy("คำที่ผู้ใช้เห็น"), required=False)
    key = forms.CharField(
        label=gettext_lazy("รหัสของ LEC"),
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    valid_from = DayField(label=gettext_lazy("เริ่มใช้"), required=False)
    valid_to = DayField(label=gettext_lazy("วันสุดท้ายที่ใช้"), required=False)
    onec_code = forms.CharField(label=gettext_lazy("รหัสของ สกศ."), required=False)
    dmc_code = forms.CharField(label=gettext_lazy("รหัสของ DMC"), required=False)

    after = forms.ChoiceField(
        label=gettext_lazy("ตำแหน่งในรายการ"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("เลือกตัวเลือกอื่นในรายการนี้ที่จะให้อยู่ถัดไป")},
    )

    def __init__(self, held: Code | None, rows: Sequence[Code], data: QueryDict | None = None) -> None:
        others = [row for row in rows if row != held]
        before = [row for row in others if held is None or row.position < held.position]
        place = {"after": before[-1].key if before else ""}
        super().__init__(data, initial=place | (_as_typed(held) if held else {}))
        self.held = held
        self.fields["key"].disabled = held is not None
        self.fields["after"].choices = [  # type: ignore[attr-defined]
            ("", gettext("บนสุด")),
            *((row.key, gettext("ถัดจาก “%(label)s”") % {"label": row.label}) for row in others),
        ]

    def entry(self) -> CodeEntry:
        """As given; one that was not moved keeps its place."""
        moved = "after" in self.data and "after" in self.changed_data
        return CodeEntry(**self.cleaned_data | {"after": self.cleaned_data["after"] if moved else None})


def _as_typed(code: Code) -> dict[str, str]:
    days = {"valid_from": typed(code.valid_from), "valid_to": typed(code.valid_to)}
    return {name: getattr(code, name) for name in ("label", "key", "onec_code", "dmc_code")} | days


class AgesForm(forms.Form):
    """Least and most age by grade of a kind of institution; a center's first row is for all its grades."""

    def __init__(
        self, institution_kind: str, held: Mapping[str, tuple[int, int]], data: QueryDict | None = None
    ) -> None:
        super().__init__(data)
        self.grades = grades_of(institution_kind)
        for grade in self.grades:
            for bound, words, age in zip(BOUNDS, BOUND_WORDS, held.get(grade, (None, None)), strict=True):
                field = whole_number(f"{grade_label(grade)} {words}", gettext_lazy("ใส่อายุเป็นปีเต็ม เช่น 6"))
                field.initial = age
                self.fields[name_of(grade, bound)] = field

    def rows(self) -> Iterable[tuple[str, list[forms.BoundField]]]:
        """What the grade is called, and its two fields."""
        return [(grade_label(g), [self[name_of(g, bound)] for bound in BOUNDS]) for g in self.grades]

    def limits(self) -> dict[str, tuple[int, int]]:
        """As given."""
        given = self.cleaned_data
        return {g: (given[name_of(g, "least")], given[name_of(g, "most")]) for g in self.grades}

    def fields_of_faults(self) -> dict[str, str]:
        """A fault names the grade; it stands at the grade's first field."""
        return {grade: name_of(grade, "least") for grade in self.grades}


BOUNDS = ("least", "most")
BOUND_WORDS = (gettext_lazy("น้อยสุด"), gettext_lazy("มากสุด"))


def grades_of(institution_kind: str) -> tuple[str, ...]:
    """The rows a kind of institution has."""
    return (WHOLE, *CENTER_GRADES) if institution_kind == Kind.CENTER else tuple(GRADES)


def grade_label(grade: str) -> str:
    """What the row is called."""
    return short(grade) if grade != WHOLE else str(gettext_lazy("รับเด็กใหม่"))


def name_of(grade: str, bound: str) -> str:
    """The field's name: "P1-least", "all-least" for the kind as a whole."""
    return f"{grade or 'all'}-{bound}"


class SettingForm(forms.Form):
    """One number."""

    value = whole_number(gettext_lazy("ค่าใหม่"), gettext_lazy("ใส่จำนวนเต็ม เช่น 3"))
