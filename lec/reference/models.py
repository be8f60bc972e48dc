"""Lists and limits that the department may change: rows with the years they hold for, never constants."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class AgeLimit(models.Model):
    """The usual ages of a grade, in full years on 16 May of the academic year (letter §4.3.2(1)).

    A center's new child below the least age is refused; every other mismatch is a warning to be explained
    (DOMAIN, The register). The row of the latest `from_academic_year` not after the year asked for holds.
    """

    institution_kind = models.CharField(max_length=10)
    grade = models.CharField(max_length=3)
    from_academic_year = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution_kind", "grade", "from_academic_year"],
                name="one_age_limit_per_grade_and_year",
            ),
            models.CheckConstraint(condition=Q(most__gte=F("least")), name="age_limits_in_order"),
        ]


class Setting(models.Model):
    """One whole number the department may change, between bounds outside of which LEC would not work."""

    name = models.CharField(max_length=40, unique=True)
    value = models.PositiveIntegerField()
    least = models.PositiveIntegerField()
    most = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(value__gte=F("least")) & Q(value__lte=F("most")), name="setting_within_bounds"
            ),
        ]
