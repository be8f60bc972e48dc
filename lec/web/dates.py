"""Days as people type them: in the Buddhist era, in any usual spelling, in Thai digits too."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lec.thai import calendar

LONGEST_SHOWN = 20


def typed(day: date | None, day_unknown: bool = False) -> str:
    """A day as one would type it: "3/1/2555"; "0/0/2560" where only the year is known."""
    if day is None:
        return ""
    first = "0" if day_unknown else str(day.day)
    month = "0" if day_unknown and day.month == 1 else str(day.month)
    return f"{first}/{month}/{calendar.be_year(day.year)}"


class DayField(forms.CharField):
    """A day that exists, cleaned to a date; whether it fits is for the rules to judge."""

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError where nothing was typed but must be, and for a day no calendar has."""
        text = super().to_python(value) or ""
        parsed = calendar.parse_date(text)
        if parsed.fault == "missing" and not self.required:
            return None
        if parsed.fault == "missing":
            raise ValidationError(_("ระบุวันที่ เป็นวัน/เดือน/ปี พ.ศ. เช่น 8/11/2564"))
        if parsed.fault or parsed.day_unknown:
            shown = {"text": text[:LONGEST_SHOWN]}
            raise ValidationError(_("ไม่มีวันที่ “%(text)s” ในปฏิทิน พิมพ์วัน/เดือน/ปี พ.ศ. เช่น 8/11/2564") % shown)
        return parsed.value
