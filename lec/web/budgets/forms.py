"""A rate as the department types it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lec.budgets.models import BudgetRate
from lec.budgets.rules import GROUPS, LINES, STATUSES, RateEntry
from lec.web.reference.forms import WholeNumber


class RateForm(forms.Form):
    """Whether it can be is the rules' question."""

    line = forms.ChoiceField(label=gettext_lazy("รายการ"), choices=[(str(k), v) for k, v in LINES.items()])
    group = forms.ChoiceField(label=gettext_lazy("กลุ่ม"), choices=[(str(k), v) for k, v in GROUPS.items()])
    from_fiscal_year = WholeNumber(label=gettext_lazy("ตั้งแต่ปีงบประมาณ"))
    to_fiscal_year = WholeNumber(label=gettext_lazy("ถึงปีงบประมาณ"), required=False)
    amount = forms.DecimalField(label=gettext_lazy("บาทต่อคน"), max_digits=9, decimal_places=2)
    days = WholeNumber(label=gettext_lazy("จำนวนวัน"), required=False)
    least = WholeNumber(label=gettext_lazy("โรงเรียนตั้งแต่ (คน)"), required=False)
    most = WholeNumber(label=gettext_lazy("ถึง (คน)"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("สถานะของหลักฐาน"), choices=list(STATUSES.items()))
    source = forms.CharField(label=gettext_lazy("ที่มา"), max_length=300, required=False)

    def __init__(self, held: BudgetRate | None, data: Any = None) -> None:
        names = RateEntry.__dataclass_fields__
        super().__init__(data, initial={name: getattr(held, name) for name in names} if held else {})
        self.fields["amount"].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def entry(self) -> RateEntry:
        """As given; a size that is left out begins with the smallest school."""
        given = self.cleaned_data
        return RateEntry(**given | {"least": given["least"] or 0, "amount": Decimal(given["amount"])})
