"""Questions about people and for whom they act."""

import hashlib
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lec.accounts.models import ApiToken, Membership, User
from lec.actor import Actor, Role
from lec.organizations.models import Organization
from lec.thai import calendar


def in_force(day: date) -> Q:
    """Appointments that hold on a day (letter §3: appointed from, to)."""
    return Q(appointed_from__lte=day) & (Q(appointed_to=None) | Q(appointed_to__gte=day))


def memberships_of(user: User, day: date) -> QuerySet[Membership]:
    """The roles a person holds on a day, the highest level first."""
    return (
        Membership.objects.filter(in_force(day), user=user)
        .select_related("organization__parent", "user")
        .order_by("organization__path", "role")
    )


def actor_of(membership: Membership, at: datetime) -> Actor:
    """The actor a membership makes at a moment."""
    organization = membership.organization
    return Actor(membership.user_id, organization.pk, organization.path, Role(membership.role), at)


def membership_by_token(token: str, at: datetime) -> Membership | None:
    """Whom a bearer token acts as; None if unknown, withdrawn, disabled or out of appointment."""
    row = (
        ApiToken.objects.filter(digest=digest_of(token), withdrawn_at=None, membership__user__is_active=True)
        .select_related("membership__organization__parent", "membership__user")
        .first()
    )
    if row is None:
        return None
    membership = row.membership
    today = calendar.today(at)
    ended = membership.appointed_to is not None and membership.appointed_to < today
    return None if ended or membership.appointed_from > today else membership


def digest_of(secret: str) -> str:
    """How tokens and one-time codes are kept: long random secrets need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def memberships_for(actor: Actor, organization: Organization) -> QuerySet[Membership]:
    """Who serves an organization the actor may see, those in force first."""
    return (
        Membership.objects.visible_to(actor)
        .filter(organization=organization)
        .select_related("user", "organization")
        .order_by("appointed_to", "role", "user__name")
    )


def officers_of(organizations: list[int], day: date) -> dict[int, list[User]]:
    """The responsible persons by organization: found up and down with phone and hours (letter §3.1-3.3)."""
    found: dict[int, list[User]] = {}
    rows = Membership.objects.filter(
        in_force(day), organization__in=organizations, role=Role.OFFICER, user__is_active=True
    ).select_related("user")
    for row in rows:
        found.setdefault(row.organization_id, []).append(row.user)
    return found
