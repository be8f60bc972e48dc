"""The rates of education money: dated rows with their source, the department's (DOMAIN, Money)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lec.budgets.rules import Group, Line


class BudgetRate(models.Model):
    """What one head of a group gets for a line in fiscal years (BE) from and to; a day's where it has `days`.

    `least` and `most` bound the size of the school it is for. Nothing is deleted: a rate ends by a year.
    """

    line = models.CharField(max_length=12)
    group = models.CharField(max_length=24)
    from_fiscal_year = models.PositiveSmallIntegerField()
    to_fiscal_year = models.PositiveSmallIntegerField(null=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    days = models.PositiveSmallIntegerField(null=True)
    least = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=300)
    status = models.CharField(max_length=12)

    class Meta:
        ordering: ClassVar = ["line", "group", "from_fiscal_year", "least"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line", "group", "from_fiscal_year", "least"], name="one_rate_per_group_year_and_size"
            ),
            models.CheckConstraint(
                condition=Q(line__in=[str(line) for line in Line]), name="rate_line_is_known"
            ),
            models.CheckConstraint(
                condition=Q(group__in=[str(group) for group in Group]), name="rate_group_is_known"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="rate_is_more_than_nothing"),
            models.CheckConstraint(
                condition=Q(to_fiscal_year=None) | Q(to_fiscal_year__gte=F("from_fiscal_year")),
                name="rate_years_in_order",
            ),
            models.CheckConstraint(
                condition=Q(most=None) | Q(most__gte=F("least")), name="rate_sizes_in_order"
            ),
        ]
