"""Questions about lists and limits."""

from lec.reference.models import AgeLimit, Setting


def age_limits(institution_kind: str, academic_year: int) -> dict[str, tuple[int, int]]:
    """Least and most age in full years on 16 May by grade code, as they hold in the academic year (BE)."""
    rows = AgeLimit.objects.filter(
        institution_kind=institution_kind, from_academic_year__lte=academic_year
    ).order_by("from_academic_year")
    return {row.grade: (row.least, row.most) for row in rows}


def setting(name: str) -> int:
    """A number the department may change; each is put there by the migration that needs it."""
    value: int = Setting.objects.values_list("value", flat=True).get(name=name)
    return value
