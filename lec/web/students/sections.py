"""What else is known of a student, section by section: each is saved by itself, and says when (RPT318)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from lec.actor import Actor
from lec.reference import places
from lec.reference.queries import codes_and_labels
from lec.refusals import Blocked, Invalid, Refusal
from lec.students import actions, queries
from lec.students.actions import Change
from lec.students.models import Placement
from lec.students.rules import SECTIONS, Entry, Kind, Particular, Section, of_section
from lec.web.faults import put_faults
from lec.web.students.forms import JudgedChoice, JudgedText, Overtaken

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ANSWERS = (("", "–"), ("1", gettext_lazy("ใช่")), ("0", gettext_lazy("ไม่ใช่")))
KEYBOARD = {
    Kind.MEASURE: "decimal",
    Kind.WHOLE: "numeric",
    Kind.PHONE: "tel",
    Kind.POSTAL_CODE: "numeric",
}


class SectionForm(forms.Form):
    """The fields of one section. Each remembers what was shown (`show_hidden_initial`)."""

    def __init__(
        self, section: Section, held: dict[str, Any], choices: "Choices", data: QueryDict | None = None
    ) -> None:
        self.section, self.particulars = section, of_section(section)
        initial = {p.name: as_typed(p, held.get(p.name)) for p in self.particulars}
        super().__init__(data, initial=initial)
        for particular in self.particulars:
            bound = _field(particular, choices, str(held.get(particular.name) or ""))
            bound.show_hidden_initial, bound.disabled = True, choices.locked
            self.fields[particular.name] = bound

    def given(self) -> dict[str, str]:
        """What was changed here, as it was typed."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name, "")) for name in self.changed_data}

    def shown(self, name: str) -> str:
        """What the form had shown of a field."""
        return str(self.data.get(self.add_initial_prefix(name), ""))


@dataclass(frozen=True)
class Choices:
    """What may be chosen today, and the labels of all that ever could be."""

    valid: dict[str, dict[str, str]]
    labels: dict[str, dict[str, str]]
    locked: bool = False

    def of(self, list_name: str, held: str) -> "list[tuple[str, StrOrPromise]]":
        """A list as a select shows it; what was chosen before stays, though it may not be chosen anew."""
        valid = self.valid.get(list_name, {})
        ended = {held: self.labels.get(list_name, {}).get(held, held)} if held and held not in valid else {}
        return [("", "–"), *(ended | valid).items()]


@dataclass(frozen=True)
class ShownSection:
    """A section as the page folds it: its form, how much of it is known, and what became of saving it."""

    form: SectionForm
    saved_at: datetime | None = None
    refusal: Refusal | None = None
    changes: list[Overtaken] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The section's name in addresses."""
        return self.form.section.value

    @property
    def title(self) -> str:
        """Its heading."""
        return str(SECTIONS[self.form.section])

    @property
    def is_open(self) -> bool:
        """Whether there is something to read in it."""
        return bool(self.saved_at or self.refusal or self.changes)

    @property
    def blocked(self) -> list[Any]:
        """What the state forbids."""
        return list(self.refusal.obstacles) if isinstance(self.refusal, Blocked) else []

    @property
    def status(self) -> int:
        """The HTTP status of a page that shows it."""
        if isinstance(self.refusal, Invalid):
            return 422
        return 409 if self.refusal or self.changes else 200

    @property
    def filled(self) -> int:
        """How many fields are known."""
        return sum(1 for value in self.form.initial.values() if value)


def sections_of(placement: Placement, choices: Choices) -> list[ShownSection]:
    """Every section with what is held."""
    held = _held(placement)
    return [ShownSection(SectionForm(section, held, choices)) for section in SECTIONS]


def save_section(by: Actor, placement: Placement, section: Section, data: QueryDict) -> ShownSection:
    """Save what was changed here; where somebody else changed the same, both are shown, nothing is saved."""
    held, choices = _held(placement), choices_of(by)
    form = SectionForm(section, held, choices, data)
    given = form.given()
    overtaken = _overtaken(form, given)
    if overtaken:
        return ShownSection(_again(form, held, choices, given), changes=overtaken)
    try:
        _change(by, placement, given)
    except Invalid as refusal:
        put_faults(form, refusal)
        return ShownSection(form, refusal=refusal)
    except Blocked as refusal:
        return ShownSection(form, refusal=refusal)
    return ShownSection(SectionForm(section, _held(placement), choices), saved_at=by.at)


def _change(by: Actor, placement: Placement, given: dict[str, str]) -> None:
    if not given:
        return
    version = placement.enrollment.student.version
    change = Change(placement.enrollment_id, Entry(particulars=given), version, frozenset({"particulars"}))
    actions.change(institution=placement.classroom.institution, changes=[change], by=by)


def _overtaken(form: SectionForm, given: dict[str, str]) -> list[Overtaken]:
    return [
        Overtaken(str(form.fields[name].label), form.shown(name), form.initial[name], typed)
        for name, typed in given.items()
        if form.shown(name) != form.initial[name] != typed
    ]


def _again(form: SectionForm, held: dict[str, Any], choices: Choices, given: dict[str, str]) -> SectionForm:
    """The form after somebody else saved: one's own values where one typed some, else theirs."""
    data = QueryDict(mutable=True)
    for name, value in form.initial.items():
        data[form.add_prefix(name)] = given.get(name, value)
        data[form.add_initial_prefix(name)] = value
    return SectionForm(form.section, held, choices, data)


def _held(placement: Placement) -> dict[str, Any]:
    student = placement.enrollment.student_id
    return queries.particulars_of([student]).get(student, {})


def choices_of(by: Actor, is_locked: bool = False) -> Choices:
    """The lists of the sections, as they are on the actor's day."""
    return Choices(*codes_and_labels(by.today), is_locked)


def as_typed(particular: Particular, value: Any) -> str:
    """A value as the form shows it."""
    if value is None:
        return ""
    if particular.kind == Kind.YES_NO:
        return "1" if value else "0"
    if particular.kind == Kind.SUBDISTRICT:
        return places.name_of(str(value))
    return str(value).removesuffix(".0") if particular.kind == Kind.MEASURE else str(value)


def _field(particular: Particular, choices: Choices, held: str) -> forms.Field:
    label = particular.label
    if particular.unit:
        label = f"{particular.label} ({particular.unit})"
    if particular.kind == Kind.CODE:
        return JudgedChoice(label=label, choices=choices.of(particular.code_list, held), required=False)
    if particular.kind == Kind.YES_NO:
        return JudgedChoice(label=label, choices=ANSWERS, required=False)
    attrs = {"autocomplete": "off"}
    if particular.kind in KEYBOARD:
        attrs["inputmode"] = KEYBOARD[particular.kind]
    return JudgedText(label=label, required=False, widget=forms.TextInput(attrs))
