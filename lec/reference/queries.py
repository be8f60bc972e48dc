"""Questions about lists and limits."""

from lec.reference.models import AgeLimit


def age_limits(institution_kind: str, academic_year: int) -> dict[str, tuple[int, int]]:
    """Least and most age in full years on 16 May by grade code, as they hold in the academic year (BE)."""
    rows = AgeLimit.objects.filter(
        institution_kind=institution_kind, from_academic_year__lte=academic_year
    ).order_by("from_academic_year")
    return {row.grade: (row.least, row.most) for row in rows}
