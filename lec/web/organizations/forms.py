"""An organization as the department types it; which fields it has follows from its level."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from lec.organizations.models import Kind, Level, Organization
from lec.organizations.rules import KINDS_OF_LEVEL, OrganizationEntry
from lec.reference.grades import CENTER_GRADES, GRADES

FIELDS_OF_LEVEL = {
    Level.PROVINCE: {"code", "name", "phone"},
    Level.LAO: {"code", "name", "kind", "district", "phone"},
    Level.INSTITUTION: {"code", "name", "kind", "tambon", "phone", "grades"},
}


class OrganizationForm(forms.Form):
    """Whether it can be so is the rules' question."""

    code = forms.CharField(label=gettext_lazy("รหัส"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label=gettext_lazy("ชื่อหน่วยงาน"))
    kind = forms.ChoiceField(label=gettext_lazy("ประเภท"))
    district = forms.CharField(label=gettext_lazy("อำเภอ"), required=False)
    tambon = forms.CharField(label=gettext_lazy("ตำบล"), required=False)
    phone = forms.CharField(label=gettext_lazy("โทรศัพท์ของหน่วยงาน"), required=False)
    grades = forms.MultipleChoiceField(
        label=gettext_lazy("ชั้นที่เปิดสอน"),
        choices=[(grade.code, grade.short) for grade in GRADES.values()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, level: str, held: Organization | None, data: QueryDict | None = None) -> None:
        initial = {name: getattr(held, name) for name in self.base_fields} if held else {}
        super().__init__(data, initial=initial)
        self.level = level
        for name in self.fields.keys() - FIELDS_OF_LEVEL[Level(level)]:
            del self.fields[name]
        if "kind" in self.fields:
            kinds = [(kind, Kind(kind).label) for kind in KINDS_OF_LEVEL[level]]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        if held and level != Level.LAO:
            self.fields["code"].disabled = True

    def entry(self, parent: str) -> OrganizationEntry:
        """As given, below the organization of code `parent`. A center has the grades of centers."""
        given = dict(self.cleaned_data)
        if "grades" in given:
            given["grades"] = tuple(given["grades"]) or (
                CENTER_GRADES if given["kind"] == Kind.CENTER else ()
            )
        return OrganizationEntry(level=self.level, parent=parent, **given)
