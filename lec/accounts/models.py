"""People, the roles they hold in organizations, and the keys they are given (letter §3)."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lec.actor import Role
from lec.organizations.models import Organization
from lec.scoping import ScopedQuerySet


class UserManager(BaseUserManager["User"]):
    """Users are made by `accounts.actions`; this only finds them."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """One person with one account, whatever number of organizations they serve.

    Phone and hours are shown to the levels above and below: to advise is a duty (letter §3.1-3.3).
    `wants_mail`: what the own organizations are told comes by e-mail too.
    """

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    username = models.CharField(_("ชื่อผู้ใช้"), max_length=60, unique=True)
    name = models.CharField(_("ชื่อ-นามสกุล"), max_length=120)
    email = models.EmailField(_("อีเมล"), blank=True)
    phone = models.CharField(_("โทรศัพท์"), max_length=60, blank=True)
    phone_hours = models.CharField(_("เวลาที่ติดต่อได้"), max_length=60, blank=True)
    wants_mail = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """For allauth's pages."""
        return self.name


class Membership(models.Model):
    """A role in an organization, appointed from and to a day by an order number (letter §3).

    Ending an appointment dates it; the row stays, because receipts and the trail name who signed.
    """

    SCOPE = "organization__path"

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(
        max_length=10,
        choices=[(Role.OFFICER.value, _("ผู้รับผิดชอบ")), (Role.TEACHER.value, _("ครูประจำชั้น"))],
    )
    appointed_from = models.DateField()
    appointed_to = models.DateField(null=True)
    order_number = models.CharField(max_length=60, blank=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(appointed_to=None),
                name="one_standing_membership_per_role",
            ),
            models.CheckConstraint(
                condition=Q(appointed_to=None) | Q(appointed_to__gte=F("appointed_from")),
                name="appointment_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in Role]), name="membership_role_is_known"
            ),
        ]


class OneTimeCode(models.Model):
    """A code by which a person sets a password without e-mail: printed, handed over, good for one use.

    Only its hash is kept; the level above issues it (letter §3, DOMAIN Levels).
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="one_time_codes")
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A key for programs: acts as one membership, is kept as a hash, can be withdrawn."""

    SCOPE = "membership__organization__path"

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]
