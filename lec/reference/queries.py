"""Questions about lists and limits."""

from datetime import date

from django.db.models import QuerySet

from lec.reference.models import AgeLimit, Code, CodeList, Setting


def age_limits(institution_kind: str, academic_year: int) -> dict[str, tuple[int, int]]:
    """Least and most age in full years on 16 May by grade code, as they hold in the academic year (BE)."""
    rows = AgeLimit.objects.filter(
        institution_kind=institution_kind, from_academic_year__lte=academic_year
    ).order_by("from_academic_year")
    return {row.grade: (row.least, row.most) for row in rows}


Labels = dict[str, dict[str, str]]


def all_codes(on: date) -> Labels:
    """What may be chosen on a day: list -> key -> label, in the department's order, in one query."""
    return codes_and_labels(on)[0]


def codes_and_labels(on: date) -> tuple[Labels, Labels]:
    """(the same, every code there ever was), to show as well what was chosen when it was valid."""
    valid: Labels = {name: {} for name in CodeList.values}
    ever: Labels = {name: {} for name in CodeList.values}
    rows = Code.objects.order_by("position", "pk")
    for name, key, label, begins, ends in rows.values_list(
        "list_name", "key", "label", "valid_from", "valid_to"
    ):
        ever[name][key] = label
        if begins <= on and (ends is None or ends >= on):
            valid[name][key] = label
    return valid, ever


def codes_of(list_name: str) -> QuerySet[Code]:
    """One list as the department keeps it."""
    return Code.objects.filter(list_name=list_name).order_by("position", "pk")


def age_limits_of(academic_year: int) -> QuerySet[AgeLimit]:
    """The limits set for one academic year (BE), and not those that still hold from an earlier one."""
    return AgeLimit.objects.filter(from_academic_year=academic_year)


def years_of_age_limits(institution_kind: str) -> list[int]:
    """The academic years (BE) in which ages were set for a kind of institution, the earliest first."""
    rows = AgeLimit.objects.filter(institution_kind=institution_kind).order_by("from_academic_year")
    return list(rows.values_list("from_academic_year", flat=True).distinct())


def settings_of_the_department() -> QuerySet[Setting]:
    """All numbers the department may change."""
    return Setting.objects.order_by("name")


def setting(name: str) -> int:
    """A number the department may change; each is put there by the migration that needs it."""
    value: int = Setting.objects.values_list("value", flat=True).get(name=name)
    return value
