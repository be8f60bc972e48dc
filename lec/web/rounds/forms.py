"""The dates of a round as the department types them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lec.rounds.models import Round
from lec.rounds.rules import RoundDates
from lec.thai import calendar
from lec.web.dates import DayField


class Dates(forms.Form):
    """When a round opens, who is due when, and when it closes. Whether that can be is the rules' question."""

    opens_on = DayField(label=gettext_lazy("เปิดระบบ"))
    institution_due_on = DayField(label=gettext_lazy("สถานศึกษายืนยันภายใน"))
    lao_due_on = DayField(label=gettext_lazy("อปท. ยืนยันภายใน"))
    province_due_on = DayField(label=gettext_lazy("จังหวัดยืนยันภายใน"))
    closes_on = DayField(label=gettext_lazy("ปิดระบบ"))

    def dates(self, round: Round) -> RoundDates:
        """As given, for a round that is there."""
        return RoundDates(round.academic_year, round.number, **self.cleaned_data)


class ReopeningForm(forms.Form):
    """Until the end of which day, and why."""

    until = DayField(label=gettext_lazy("เปิดถึงสิ้นวันที่"))
    because = forms.CharField(
        label=gettext_lazy("เหตุผล"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )

    def given(self) -> dict[str, Any]:
        """As the action takes it: the day counts whole."""
        return {
            "until": calendar.end_of_day(self.cleaned_data["until"]),
            "because": self.cleaned_data["because"],
        }


class NewRound(Dates):
    """A round that is not there yet."""

    academic_year = forms.IntegerField(
        label=gettext_lazy("ปีการศึกษา (พ.ศ.)"),
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    number = forms.TypedChoiceField(
        label=gettext_lazy("ครั้งที่"), coerce=int, choices=[(1, "1"), (2, "2")], widget=forms.RadioSelect
    )
    field_order = ("academic_year", "number")

    def new_dates(self) -> RoundDates:
        """As given."""
        given: dict[str, Any] = self.cleaned_data
        return RoundDates(**given)
