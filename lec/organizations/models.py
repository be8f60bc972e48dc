"""The tree of organizations: department, provinces, LAOs, institutions, in one table (letter §2)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lec.scoping import ScopedQuerySet


class Level(models.TextChoices):
    """The four levels of the letter; the district (อำเภอ) has no account and is an attribute of the LAO."""

    DEPARTMENT = "department", _("กรมส่งเสริมการปกครองท้องถิ่น")
    PROVINCE = "province", _("จังหวัด")
    LAO = "lao", _("องค์กรปกครองส่วนท้องถิ่น")
    INSTITUTION = "institution", _("สถานศึกษา")


class Kind(models.TextChoices):
    """Kinds of LAO and of institution (API.md, Values). Department and provinces have none."""

    PAO = "PAO", _("องค์การบริหารส่วนจังหวัด")
    CITY = "CITY", _("เทศบาลนคร")
    TOWN = "TOWN", _("เทศบาลเมือง")
    SUBDISTRICT = "SUBDISTRICT", _("เทศบาลตำบล")
    SAO = "SAO", _("องค์การบริหารส่วนตำบล")
    PATTAYA = "PATTAYA", _("เมืองพัทยา")
    SCHOOL = "school", _("โรงเรียน")
    CENTER = "center", _("ศูนย์พัฒนาเด็กเล็ก")


INSTITUTION_KINDS = (Kind.SCHOOL, Kind.CENTER)
LEVELS_DOWNWARD = (Level.DEPARTMENT, Level.PROVINCE, Level.LAO, Level.INSTITUTION)


class Organization(models.Model):
    """One organization. `path` is made of the ids from the department down ("/1/7/412/"): a prefix of it is
    an ancestor, its order is the order in which rows are locked, and a changed code leaves it as it is.
    """

    SCOPE = "path"

    level = models.CharField(max_length=12, choices=Level.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=80, unique=True)
    district = models.CharField(max_length=60, blank=True)
    tambon = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    grades = models.JSONField(default=list)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["sort_key", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="organization_level_is_known"),
            models.CheckConstraint(
                condition=(Q(level="department") & Q(parent=None))
                | (~Q(level="department") & ~Q(parent=None)),
                name="only_the_department_has_no_parent",
            ),
            models.CheckConstraint(
                condition=(Q(level="institution") & Q(kind__in=INSTITUTION_KINDS))
                | (Q(level="lao") & ~Q(kind__in=["", *INSTITUTION_KINDS]))
                | Q(level__in=["department", "province"], kind=""),
                name="organization_kind_fits_level",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="no_organization_is_its_own_parent"),
        ]
        indexes: ClassVar = [models.Index(fields=["parent", "sort_key"], name="organization_children")]

    def __str__(self) -> str:
        return self.name

    @property
    def parent_path(self) -> str:
        """The path of the organization above; empty for the department."""
        return self.path[: self.path.rstrip("/").rfind("/") + 1] if self.parent_id else ""
