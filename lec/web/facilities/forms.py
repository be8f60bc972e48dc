"""One row of an institution's databases as it is typed; the catalogs say which fields, the rules judge."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lec.facilities.rules import Asked, Kind
from lec.reference import places
from lec.web.dates import DayField, typed
from lec.web.students.forms import JudgedChoice, JudgedText, Overtaken

ANSWERS = (("", _("ไม่ทราบ")), ("1", _("มี")), ("0", _("ไม่มี")))
KEYBOARD = {
    Kind.WHOLE: "numeric",
    Kind.YEAR: "numeric",
    Kind.DEGREES: "decimal",
    Kind.PHONE: "tel",
    Kind.EMAIL: "email",
    Kind.WEBSITE: "url",
    Kind.POSTAL_CODE: "numeric",
}


class KeptForm(forms.Form):
    """The fields of one catalog. Each remembers what was shown (`show_hidden_initial`), so that a save keeps
    to what was changed here, and meets a save of somebody else field by field.
    """

    def __init__(
        self, catalog: Mapping[str, Asked], held: object | None, data: QueryDict | None = None
    ) -> None:
        initial = {name: as_typed(asked, getattr(held, name, None)) for name, asked in catalog.items()}
        super().__init__(data, initial=initial)
        self.catalog, self.held = catalog, held
        for name, asked in catalog.items():
            bound = _field(asked)
            bound.show_hidden_initial = True
            self.fields[name] = bound

    def given(self) -> dict[str, str]:
        """What was changed here, as it was typed."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name, "")) for name in self.changed_data}

    def overtaken(self) -> list[Overtaken]:
        """Fields that somebody else changed meanwhile and that were typed here too, otherwise."""
        found = []
        for name, mine in self.given().items():
            seen = str(self.data.get(self.add_initial_prefix(name), ""))
            if seen != self.initial[name] != mine:
                found.append(Overtaken(str(self.fields[name].label), seen, self.initial[name], mine))
        return found

    def again(self) -> "KeptForm":
        """After somebody else saved: one's own values where one typed some, else theirs."""
        given, data = self.given(), QueryDict(mutable=True)
        for name, value in self.initial.items():
            data[self.add_prefix(name)] = given.get(name, value)
            data[self.add_initial_prefix(name)] = value
        return KeptForm(self.catalog, self.held, data)


class EndForm(forms.Form):
    """On which day somebody left, or a building was taken off the list."""

    on = DayField()


def as_typed(asked: Asked, value: Any) -> str:
    """A value as the form shows it."""
    if value is None:
        return ""
    if asked.kind == Kind.YES_NO:
        return "1" if value else "0"
    if asked.kind == Kind.SUBDISTRICT:
        return places.name_of(str(value))
    return typed(value) if asked.kind == Kind.DAY else str(value)


def _field(asked: Asked) -> forms.Field:
    label = f"{asked.label} ({asked.unit})" if asked.unit else asked.label
    if asked.kind == Kind.CHOICE:
        return JudgedChoice(label=label, choices=[("", "–"), *asked.choices.items()], required=asked.required)
    if asked.kind == Kind.YES_NO:
        return JudgedChoice(label=label, choices=ANSWERS, required=False)
    attrs = {"autocomplete": "off"}
    if asked.kind in KEYBOARD:
        attrs["inputmode"] = KEYBOARD[asked.kind]
    return JudgedText(label=label, required=asked.required, widget=forms.TextInput(attrs))
