"""Questions about people and for whom they act."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from axes.models import AccessAttempt
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lec.accounts.models import ApiToken, Membership, User
from lec.actor import Actor, Role
from lec.organizations.models import Organization
from lec.prepared import Prepared
from lec.scoping import above
from lec.thai import calendar


def in_force(day: date) -> Q:
    """Appointments that hold on a day (letter §3: appointed from, to)."""
    return Q(appointed_from__lte=day) & (Q(appointed_to=None) | Q(appointed_to__gte=day))


def standing_on(day: date) -> Q:
    """Appointments that have not ended on a day: in force, or still to begin."""
    return Q(appointed_to=None) | Q(appointed_to__gte=day)


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


def nobody(at: datetime) -> Actor:
    """Who acts before signing in: sees nothing, keeps nothing."""
    return Actor(0, 0, "/0/", Role.TEACHER, at)


def locked_until(username: str, address: str, pause: timedelta) -> datetime | None:
    """When somebody who tried too many wrong passwords from an address may try again."""
    last = AccessAttempt.objects.filter(username=username, ip_address=address).order_by("attempt_time").last()
    return last.attempt_time + pause if last else None


def memberships_for(actor: Actor, organization: Organization) -> QuerySet[Membership]:
    """Who serves or served an organization the actor may see, those in force first."""
    return (
        Membership.objects.visible_to(actor)
        .filter(organization=organization)
        .select_related("user", "organization__parent")
        .order_by(F("appointed_to").desc(nulls_first=True), "role", "user__name")
    )


def membership_for(actor: Actor, pk: int) -> Membership | None:
    """One role of somebody, if the actor may see the organization."""
    return (
        Membership.objects.visible_to(actor)
        .select_related("user", "organization__parent")
        .filter(pk=pk)
        .first()
    )


def by_staffing(organizations: QuerySet[Organization], day: date) -> QuerySet[Organization]:
    """The organizations with `staffed`, whether an officer's appointment stands; those without come first."""
    staffed = organizations.annotate(staffed=Exists(_officers_of_outer(day)))
    return staffed.order_by("staffed", "sort_key", "code")


def unstaffed(organizations: QuerySet[Organization], day: date) -> QuerySet[Organization]:
    """Those of the organizations without an officer."""
    return organizations.filter(~Exists(_officers_of_outer(day)))


def _officers_of_outer(day: date) -> QuerySet[Membership]:
    return Membership.objects.filter(
        standing_on(day), organization=OuterRef("pk"), role=Role.OFFICER, user__is_active=True
    )


def free_usernames(organizations: Iterable[Organization]) -> dict[int, str]:
    """A username nobody has yet for one officer of each organization, made of its code."""
    wanted = {o.pk: f"lec{o.code.lower()}" for o in organizations}
    taken = set(
        User.objects.filter(username__startswith="lec", username__in=_variants(wanted.values())).values_list(
            "username", flat=True
        )
    )
    return {pk: next((u for u in _variants([name]) if u not in taken), "") for pk, name in wanted.items()}


def _variants(names: Iterable[str]) -> list[str]:
    return [f"{name}{ending}" for name in names for ending in ("", *(f"-{n}" for n in range(2, 10)))]


def names_of_members(actor: Actor, memberships: Iterable[int]) -> dict[int, str]:
    """What those are called who hold these roles, as far as the actor may see the organization."""
    rows = Membership.objects.visible_to(actor).filter(pk__in=list(memberships))
    return dict(rows.values_list("pk", "user__name"))


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """The tokens of one's own that still open something, in whichever role, the newest first."""
    return (
        ApiToken.objects.filter(membership__user_id=actor.user_id, withdrawn_at=None)
        .select_related("membership__organization")
        .order_by("-created_at", "-pk")
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


class Contact(NamedTuple):
    """Who answers questions, and when."""

    name: str = ""
    phone: str = ""
    hours: str = ""


def contact_above(actor: Actor) -> Contact | None:
    """The responsible person of the level above, the first appointed, on every page; None if nobody is."""
    return next(map(Contact._make, ANSWERING.rows(actor)), None)


ANSWERING = Prepared(
    lambda actor: (
        Membership.objects.filter(
            in_force(actor.today), organization=above(actor.path), role=Role.OFFICER, user__is_active=True
        )
        .order_by("pk")
        .values_list("user__name", "user__phone", "user__phone_hours")[:1]
    )
)
