"""The databases an institution keeps beside the register: basics, buildings, personnel (letter, preface).

Nothing is deleted: what is no longer there is ended with a day.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lec.facilities.rules import BUILDING_KINDS, CONDITIONS, EDUCATIONS, EMPLOYMENTS, SEXES
from lec.organizations.models import Organization
from lec.scoping import ScopedQuerySet


class Profile(models.Model):
    """The basics of one institution beyond what `Organization` says; `rules.PROFILE` is their catalog.

    Unknown is "" in text and null elsewhere. Its head is an office to be reached, as the officers are, and is
    shown to all levels above.
    """

    SCOPE = "institution__path"

    institution = models.OneToOneField(Organization, models.PROTECT, related_name="profile")
    english_name = models.CharField(max_length=200, blank=True)
    founded_year = models.PositiveSmallIntegerField(null=True)
    head_prefix = models.CharField(max_length=30, blank=True)
    head_first_name = models.CharField(max_length=80, blank=True)
    head_last_name = models.CharField(max_length=80, blank=True)
    head_phone = models.CharField(max_length=10, blank=True)
    email = models.CharField(max_length=120, blank=True)
    website = models.CharField(max_length=200, blank=True)
    house_number = models.CharField(max_length=20, blank=True)
    village_number = models.CharField(max_length=5, blank=True)
    street = models.CharField(max_length=100, blank=True)
    subdistrict = models.CharField(max_length=6, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    has_electricity = models.BooleanField(null=True)
    has_water = models.BooleanField(null=True)
    has_internet = models.BooleanField(null=True)
    toilets_boys = models.PositiveSmallIntegerField(null=True)
    toilets_girls = models.PositiveSmallIntegerField(null=True)
    computers = models.PositiveSmallIntegerField(null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | ~(Q(latitude=None) | Q(longitude=None)),
                name="profile_position_is_whole",
            ),
        ]


class Building(models.Model):
    """A building of an institution, until the day it is taken off the list."""

    SCOPE = "institution__path"

    institution = models.ForeignKey(Organization, models.PROTECT, related_name="buildings")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=400)
    year_built = models.PositiveSmallIntegerField(null=True)
    rooms = models.PositiveSmallIntegerField(null=True)
    condition = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["sort_key", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=list(BUILDING_KINDS)), name="building_kind_is_known"),
            models.CheckConstraint(
                condition=Q(condition__in=list(CONDITIONS)), name="building_condition_is_known"
            ),
        ]


class StaffMember(models.Model):
    """Somebody who works at an institution, until the day they leave. Without a citizen ID (decision 0018).

    Single people are shown as students are: to the institution's officer and its LAO; counts to those above.
    """

    SCOPE = "institution__path"
    PERSONAL = ""

    institution = models.ForeignKey(Organization, models.PROTECT, related_name="staff_members")
    prefix = models.CharField(max_length=30, blank=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    sort_key = models.CharField(max_length=400)
    sex = models.CharField(max_length=1)
    position = models.CharField(max_length=120)
    employment = models.CharField(max_length=20)
    education = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=10, blank=True)
    appointed_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["sort_key", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sex__in=list(SEXES)), name="staff_member_sex_is_known"),
            models.CheckConstraint(
                condition=Q(employment__in=list(EMPLOYMENTS)), name="staff_member_employment_is_known"
            ),
            models.CheckConstraint(
                condition=Q(education__in=["", *EDUCATIONS]), name="staff_member_education_is_known"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(appointed_on=None) | Q(left_on__gte=models.F("appointed_on")),
                name="staff_member_leaves_after_appointment",
            ),
        ]
