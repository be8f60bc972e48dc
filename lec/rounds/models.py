"""The calendar and the ledger: when data may be changed, and who stands behind it.

The ledger lies below students and headcounts so that every write can ask "does a confirmation stand?"; the
acts of confirming lie above them, in `confirmations`.
"""

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.organizations.models import Organization
from lec.rounds import rules
from lec.rounds.rules import RoundState
from lec.scoping import ScopedQuerySet


class Round(models.Model):
    """One of the two data rounds of an academic year; its dates are data, its state follows from them.

    `academic_year` is a Buddhist year. `closed_at` is set only if the department closes earlier than the
    end of `closes_on`.
    """

    academic_year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    institution_due_on = models.DateField()
    lao_due_on = models.DateField()
    province_due_on = models.DateField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-academic_year", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["academic_year", "number"], name="one_round_per_year_and_number"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="round_is_first_or_second"),
            models.CheckConstraint(
                condition=Q(institution_due_on__gte=F("opens_on"))
                & Q(lao_due_on__gte=F("institution_due_on"))
                & Q(province_due_on__gte=F("lao_due_on"))
                & Q(closes_on__gte=F("province_due_on")),
                name="round_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The name of the round in addresses and files: "2564-2"."""
        return f"{self.academic_year}-{self.number}"

    @property
    def label(self) -> str:
        """The name of the round on screen: "ครั้งที่ 2/2564"."""
        return _("ครั้งที่ %(number)s/%(year)s") % {"number": self.number, "year": self.academic_year}

    def state(self, at: datetime) -> RoundState:
        """Planned, open or closed at a moment."""
        return rules.state_of(self.opens_on, self.closes_on, self.closed_at, at)

    def due_on(self, level: str) -> date:
        """The day by which a level is to confirm; the department has the last day of the round."""
        due: dict[str, date] = {
            "institution": self.institution_due_on,
            "lao": self.lao_due_on,
            "province": self.province_due_on,
        }
        return due.get(level, self.closes_on)


class Reopening(models.Model):
    """A closed round open again for one organization and all below it, until a moment (DOMAIN, Rounds).

    It ends by itself, or earlier by the department; nothing is revoked by it. It holds only while no later
    round has opened, so that nobody ever has two rounds open.
    """

    SCOPE = "organization__path"

    round = models.ForeignKey(Round, models.PROTECT, related_name="reopenings")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="reopenings")
    because = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="reopening_ends_later"),
            models.CheckConstraint(condition=~Q(because=""), name="reopening_says_why"),
        ]

    def holds(self, at: datetime) -> bool:
        """Whether it lets somebody write at a moment."""
        return self.opened_at <= at < self.until and (self.ended_at is None or at < self.ended_at)


class Subject(models.TextChoices):
    """What a confirmation is about: own institutions' students, other schools' headcounts (§7.1, §7.3)."""

    STUDENTS = "students", gettext_lazy("นักเรียนในสังกัด")
    HEADCOUNTS = "headcounts", gettext_lazy("นักเรียนสังกัดอื่น")


class Confirmation(models.Model):
    """One stretch of time during which an organization stood behind its data (letter §6-§9).

    A row, not a flag: revoking closes it, confirming again opens another, and every receipt stays provable.
    `lao` and `province` keep the organization's parents as they were when it confirmed, so that past rounds
    add up as they did whatever moves later. `opened_for` are the stays that it was revoked for, none for all:
    until it is given again only those are changed.
    """

    SCOPE = "organization__path"

    round = models.ForeignKey(Round, models.PROTECT, related_name="confirmations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="confirmations")
    subject = models.CharField(max_length=10, choices=Subject.choices)
    lao = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_because = models.CharField(max_length=500, blank=True)
    opened_for = models.JSONField(default=list)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "organization", "subject"],
                condition=Q(revoked_at=None),
                name="one_standing_confirmation",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_because="")
                | (~Q(revoked_at=None) & ~Q(revoked_by=None) & ~Q(revoked_because="")),
                name="revocation_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(subject__in=Subject.values), name="confirmation_subject_is_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "subject"], name="confirmation_history"),
            models.Index(fields=["confirmed_at"], name="confirmations_by_day"),
        ]

    @property
    def stands(self) -> bool:
        """Whether the organization still stands behind it."""
        return self.revoked_at is None
