"""Lists and limits that the department may change: rows with the years they hold for, never constants."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


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


class CodeList(models.TextChoices):
    """The lists a field of the register is chosen from (RPT318)."""

    NATIONALITY = "nationality", _("สัญชาติ")
    RACE = "race", _("เชื้อชาติ")
    RELIGION = "religion", _("ศาสนา")
    BLOOD_TYPE = "blood_type", _("หมู่เลือด")
    CONDITION = "condition", _("สภาพนักเรียน")
    OCCUPATION = "occupation", _("อาชีพ")
    PARENTS_STATUS = "parents_status", _("สถานภาพบิดามารดา")
    RELATION = "relation", _("ความเกี่ยวข้อง")
    DISADVANTAGE = "disadvantage", _("ความด้อยโอกาส")
    DISABILITY = "disability", _("ความพิการ")
    TRAVEL = "travel", _("วิธีเดินทาง")


class Code(models.Model):
    """One choice of a list. Its key is what the register keeps, so it never changes; its label may.

    `valid_to` is the last day on which it may be chosen; what was chosen before stays and keeps its label.
    The codes of ONEC and DMC are there where they are proved, for those the register is sent on to.
    """

    list_name = models.CharField(max_length=20, choices=CodeList.choices)
    key = models.CharField(max_length=20)
    label = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    onec_code = models.CharField(max_length=10, blank=True)
    dmc_code = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list_name", "key"], name="one_code_per_list_and_key"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="code_days_in_order"
            ),
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
