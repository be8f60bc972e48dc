"""The student form, and the form of taking out. What is typed is judged by the rules, not here.

`required` of a field is only said, beside its label: a missing value reaches the rules like any other, and
comes back with their sentence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lec.reference.grades import GRADES
from lec.students.models import Classroom, LeavingReason
from lec.students.rules import Entry
from lec.thai import calendar, citizen_id, names
from lec.web.dates import LONGEST_SHOWN, DayField, typed
from lec.web.students.kinds import FIELDS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS_OF_ID = (
    ("thai", _("คนไทย 13 หลัก (หรือขึ้นต้นด้วย 0)")),
    ("g_code", _("รหัส G")),
    ("passport", _("หนังสือเดินทาง")),
    ("none", _("ไม่มีเลข")),
)
SEXES = (("", _("ตามคำนำหน้า")), ("M", _("ชาย")), ("F", _("หญิง")))


class Judged:
    """A field whose value the rules judge."""

    def validate(self, value: Any) -> None:
        """Nothing is refused here."""


class JudgedText(Judged, forms.CharField):
    """Text for the rules."""


class JudgedChoice(Judged, forms.ChoiceField):
    """A choice for the rules."""


class StudentForm(forms.Form):
    """One student of the register. Each field remembers what was shown (`show_hidden_initial`), so that a
    save keeps to what was changed here, and meets a save of somebody else field by field.
    """

    citizen_id_type = JudgedChoice(label=FIELDS["citizen_id_type"], choices=KINDS_OF_ID)
    citizen_id = JudgedText(label=FIELDS["citizen_id"])
    citizen_id_missing_because = JudgedText(label=FIELDS["citizen_id_missing_because"], required=False)
    prefix = JudgedChoice(label=FIELDS["prefix"], required=False)  # type: ignore[assignment]
    first_name = JudgedText(label=FIELDS["first_name"])
    last_name = JudgedText(label=FIELDS["last_name"])
    birth_date = JudgedText(label=FIELDS["birth_date"])
    sex = JudgedChoice(label=FIELDS["sex"], choices=SEXES, required=False)
    classroom = JudgedChoice(label=FIELDS["classroom"])
    entered_on = JudgedText(label=FIELDS["entered_on"], required=False)
    student_number = JudgedText(label=FIELDS["student_number"], required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rooms: "Rooms", locked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.initial.get("prefix", "")
        known = [prefix.full for prefix in names.PREFIXES]
        titles = known if held in ("", *known) else [held, *known]
        self.fields["prefix"].choices = [("", "–"), *((title, title) for title in titles)]  # type: ignore[attr-defined]
        self.fields["classroom"].choices = rooms.choices()  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.disabled, field.show_hidden_initial = locked, True

    def entry(self) -> Entry:
        """What was typed, as the rules take it."""
        shown = self.fields.keys() - {"version"}
        given: dict[str, Any] = {name: str(self.cleaned_data.get(name, "")) for name in shown}
        grade, _slash, room = given.pop("classroom").partition("/")
        born, entered = (calendar.parse_date(given.pop(name)) for name in ("birth_date", "entered_on"))
        read = (("birth_date", born), ("entered_on", entered))
        unread = [
            (name, self.cleaned_data[name][:LONGEST_SHOWN]) for name, day in read if day.fault == "impossible"
        ]
        return Entry(
            **given,
            grade=grade,
            room=room,
            birth_date=born.value,
            birth_day_unknown=born.day_unknown,
            entered_on=entered.value,
            unread=tuple(unread),
        )

    def understood(self, today: date) -> str:
        """The birth date as it was read, with the age, to be shown under the field."""
        born = calendar.parse_date(str(self["birth_date"].value() or "")).value
        if born is None or born > today:
            return ""
        words = {"day": calendar.format_long(born), "age": calendar.age_on(born, today)}
        return gettext("%(day)s อายุ %(age)s ปี") % words


def initial_of(entry: Entry) -> dict[str, str]:
    """What the form shows of a student as held."""
    return {
        "citizen_id_type": "thai" if entry.citizen_id_type == "zero" else entry.citizen_id_type,
        "citizen_id": citizen_id.format(entry.citizen_id),
        "citizen_id_missing_because": entry.citizen_id_missing_because,
        "prefix": entry.prefix,
        "first_name": entry.first_name,
        "last_name": entry.last_name,
        "birth_date": typed(entry.birth_date, entry.birth_day_unknown),
        "sex": entry.sex,
        "classroom": f"{entry.grade}/{entry.room}",
        "entered_on": typed(entry.entered_on),
        "student_number": entry.student_number,
    }


@dataclass(frozen=True)
class Rooms:
    """The rooms a student may be put into, and per grade the next one that could be opened."""

    existing: list[Classroom]
    may_open: tuple[str, ...] = ()

    def choices(self) -> list[tuple["StrOrPromise", Any]]:
        """As the select shows them: the rooms there are, then those not yet there."""
        here = [(f"{room.grade}/{room.room}", room.label) for room in self.existing]
        new = [(f"{grade}/{number}", f"{GRADES[grade].short}/{number}") for grade, number in self._new()]
        return [("", "–"), *here, *([(_("เปิดห้องใหม่"), new)] if new else [])]

    def values(self) -> set[str]:
        """What may be chosen."""
        here = {f"{room.grade}/{room.room}" for room in self.existing}
        return here | {f"{grade}/{number}" for grade, number in self._new()}

    def _new(self) -> Iterator[tuple[str, int]]:
        for grade in self.may_open:
            rooms = [room.room for room in self.existing if room.grade == grade and room.room.isdecimal()]
            yield grade, max(map(int, rooms), default=0) + 1


@dataclass(frozen=True)
class Overtaken:
    """A field that somebody else changed meanwhile; `mine` is what was typed here, if anything else."""

    label: "StrOrPromise"
    before: str
    after: str
    mine: str = ""


def merged(
    form: StudentForm, held: dict[str, str], version: int, rooms: Rooms
) -> tuple[StudentForm, list[Overtaken]]:
    """The form again after somebody else saved: one's own values where one typed some, else theirs.

    With it, each field they changed.
    """
    data = QueryDict(mutable=True)
    data.update(form.data)
    changes = []
    for name, value in held.items():
        seen = str(data.get(form.add_initial_prefix(name), ""))
        own = str(data.get(name, "")) if name in form.changed_data else value
        if seen != value:
            changes.append(Overtaken(FIELDS[name], seen, value, own if own != value else ""))
        data[name], data[form.add_initial_prefix(name)] = own, value
    data["version"] = str(version)
    return StudentForm(data, rooms=rooms), changes


WHY = _("เลือกเหตุผลที่นำออกจากระบบ")


class LeavingForm(forms.Form):
    """Why and on which day students left; for several at once."""

    reason = forms.ChoiceField(
        label=_("เหตุผลที่ออก"),
        choices=[("", "–"), *LeavingReason.choices],
        error_messages={"required": WHY, "invalid_choice": WHY},
    )
    on = DayField(label=_("วันที่ออก"))
    note = JudgedText(label=_("หมายเหตุ"), required=False)


def ids(values: Iterable[str]) -> list[int]:
    """The numbers among what was sent."""
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19]
