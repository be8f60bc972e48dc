"""Schools of other affiliations that an LAO pays for: known by headcounts only (letter §2.3(2), §4.2(3))."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lec.organizations.models import Organization
from lec.reference.grades import GRADES
from lec.rounds.models import Round
from lec.scoping import ScopedQuerySet


class OtherSchool(models.Model):
    """A school of another affiliation and the one LAO that pays it (หน่วยเบิกจ่าย, letter §4.2 note)."""

    SCOPE = "lao__path"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400)
    affiliation = models.CharField(max_length=40)
    lao = models.ForeignKey(Organization, models.PROTECT, related_name="other_schools")

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["affiliation", "sort_key", "code"]

    def __str__(self) -> str:
        return self.name


class Headcount(models.Model):
    """How many of one grade and sex a school has in a round. No row means no such class; a school without any
    row has not been entered, which is not zero (T8). Totals are always computed.
    """

    SCOPE = "school__lao__path"

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    school = models.ForeignKey(OtherSchool, models.PROTECT, related_name="headcounts")
    grade = models.CharField(max_length=3)
    sex = models.CharField(max_length=1)
    count = models.PositiveIntegerField()

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school", "round", "grade", "sex"], name="one_headcount_per_cell"
            ),
            models.CheckConstraint(condition=Q(grade__in=list(GRADES)), name="headcount_grade_is_known"),
            models.CheckConstraint(condition=Q(sex__in=["M", "F"]), name="headcount_sex_is_known"),
        ]
