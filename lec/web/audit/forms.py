"""What of the trail is asked for."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.accounts.models import Membership
from lec.actor import Actor
from lec.scoping import sees_persons
from lec.web.audit.words import OTHERS, PERSONAL
from lec.web.dates import DayField


class TrailForm(forms.Form):
    """Everything may be left out; no address names a person, so who acted is a membership."""

    action = forms.ChoiceField(label=gettext_lazy("เรื่อง"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("ผู้ทำในหน่วยงานของท่าน"), required=False)
    begins = DayField(label=gettext_lazy("ตั้งแต่วันที่"), required=False)
    ends = DayField(label=gettext_lazy("ถึงวันที่"), required=False)
    organization = forms.CharField(label=gettext_lazy("รหัสหน่วยงาน"), required=False, max_length=20)

    def __init__(self, by: Actor, people: Iterable[Membership], below: bool, data: Any) -> None:
        super().__init__(data)
        kinds = (*PERSONAL, *OTHERS) if sees_persons(by) else OTHERS
        self.fields["action"].choices = [  # type: ignore[attr-defined]
            ("", _("ทุกเรื่อง")),
            *((title, list(acts.items())) for title, acts in kinds),
        ]
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("ทุกคน")),
            *((member.pk, member.user.name) for member in people),
        ]
        for name in ("begins", "ends", "organization"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if not below:
            del self.fields["organization"]

    def chosen(self) -> str:
        """The filters as one reads them while they are folded; "" for none."""
        return " · ".join(self._words(name, value) for name, value in self.given().items())

    def _words(self, name: str, value: str) -> str:
        labels = {str(key): str(label) for key, label in self._flat(name)}
        return labels.get(value) or f"{self.fields[name].label} {value}"

    def _flat(self, name: str) -> Iterator[tuple[Any, Any]]:
        for key, label in getattr(self.fields[name], "choices", ()):
            yield from label if isinstance(label, list) else [(key, label)]

    def given(self) -> dict[str, str]:
        """What was filled in, for the addresses of the next pages."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}
