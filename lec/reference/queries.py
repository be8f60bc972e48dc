"""Questions about lists and limits."""

from datetime import date

from django.db.models import Q, QuerySet

from lec.reference.models import AgeLimit, Code, CodeList, Setting


def age_limits(institution_kind: str, academic_year: int) -> dict[str, tuple[int, int]]:
    """Least and most age in full years on 16 May by grade code, as they hold in the academic year (BE)."""
    rows = AgeLimit.objects.filter(
        institution_kind=institution_kind, from_academic_year__lte=academic_year
    ).order_by("from_academic_year")
    return {row.grade: (row.least, row.most) for row in rows}


def all_codes(on: date) -> dict[str, dict[str, str]]:
    """What may be chosen on a day: list -> key -> label, in the department's order, in one query."""
    rows = Code.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    return _by_list(rows)


def all_labels() -> dict[str, dict[str, str]]:
    """The same of every code there ever was, to show what was chosen when it was valid."""
    return _by_list(Code.objects.all())


def _by_list(codes: QuerySet[Code]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {name: {} for name in CodeList.values}
    for name, key, label in codes.order_by("position", "pk").values_list("list_name", "key", "label"):
        found[name][key] = label
    return found


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
