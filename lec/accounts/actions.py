"""Accounts: the level above appoints, disables and hands out codes; nobody needs e-mail (letter §3)."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lec.accounts import rules
from lec.accounts.models import ApiToken, Membership, OneTimeCode, User
from lec.accounts.queries import digest_of
from lec.actor import Actor, Role
from lec.audit.actions import record
from lec.organizations.models import Organization
from lec.refusals import Fault, Forbidden, Invalid, refuse_if_wrong

CODE_HOLDS = timedelta(days=14)
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class AccountEntry:
    """A person and the role they are appointed to, as a form or the command line gives it."""

    username: str
    name: str
    role: Role
    phone: str = ""
    phone_hours: str = ""
    email: str = ""
    order_number: str = ""
    appointed_from: date | None = None
    appointed_to: date | None = None


@transaction.atomic
def appoint(*, organization: Organization, entry: AccountEntry, by: Actor) -> tuple[Membership, str]:
    """Give a person a role in an organization; (membership, one-time code or "").

    A new username is a new account and gets a code; a known one gets a further role and keeps its password.
    """
    _require_authority(by, organization, entry.role)
    refuse_if_wrong(rules.faults_of_account(entry.username, entry.name, entry.role, organization.level))
    user = User.objects.filter(username=entry.username).first()
    fresh = user is None
    if user is None:
        user = User(username=entry.username, name=entry.name, created_at=by.at)
        user.email, user.phone, user.phone_hours = entry.email, entry.phone, entry.phone_hours
        user.set_unusable_password()
        user.save()
    if Membership.objects.filter(
        user=user, organization=organization, role=entry.role, appointed_to=None
    ).exists():
        raise Invalid([Fault("already-appointed", _("ผู้ใช้นี้มีหน้าที่นี้ในหน่วยงานอยู่แล้ว"), "username")])
    membership = Membership.objects.create(
        user=user,
        organization=organization,
        role=entry.role,
        appointed_from=entry.appointed_from or by.today,
        appointed_to=entry.appointed_to,
        order_number=entry.order_number,
    )
    record(
        "appoint",
        membership,
        by=by,
        organization_id=organization.pk,
        after={"user": user.pk, "role": entry.role, "order": entry.order_number},
    )
    return membership, _new_code(user, by) if fresh else ""


@transaction.atomic
def end_appointment(*, membership: Membership, by: Actor) -> None:
    """Date the end of an appointment: hand-over when staff change. Tokens of the role end with it."""
    _require_authority(by, membership.organization, Role(membership.role))
    membership.appointed_to = max(by.today - timedelta(days=1), membership.appointed_from)
    if membership.appointed_from == by.today:
        membership.appointed_from = membership.appointed_to = by.today - timedelta(days=1)
    membership.save(update_fields=["appointed_from", "appointed_to"])
    membership.tokens.filter(withdrawn_at=None).update(withdrawn_at=by.at)
    record("end-appointment", membership, by=by, organization_id=membership.organization_id)


@transaction.atomic
def set_active(*, membership: Membership, active: bool, by: Actor) -> None:
    """Disable or enable the person's account; sessions and tokens stop working at once."""
    _require_authority(by, membership.organization, Role(membership.role))
    user = membership.user
    user.is_active = active
    user.save(update_fields=["is_active"])
    record("enable" if active else "disable", membership, by=by, organization_id=membership.organization_id)


@transaction.atomic
def issue_code(*, membership: Membership, by: Actor) -> str:
    """A new one-time code for a person who cannot sign in: reset without e-mail. Older codes end."""
    _require_authority(by, membership.organization, Role(membership.role))
    record("issue-code", membership, by=by, organization_id=membership.organization_id)
    return _new_code(membership.user, by)


def _new_code(user: User, by: Actor) -> str:
    user.one_time_codes.filter(used_at=None).update(used_at=by.at)
    letters = "".join(secrets.choice(CODE_LETTERS) for _i in range(12))
    code = f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
    OneTimeCode.objects.create(
        user=user,
        digest=digest_of(f"{user.username}:{letters}"),
        issued_at=by.at,
        issued_by_id=by.user_id or None,
        expires_at=by.at + CODE_HOLDS,
    )
    return code


@transaction.atomic
def redeem_code(*, username: str, code: str, password: str, by: Actor) -> User:
    """Set the own password with a one-time code. `by` acts for nobody yet: user 0, at the moment of asking."""
    letters = code.upper().replace("-", "").replace(" ", "")
    row = (
        OneTimeCode.objects.select_for_update()
        .select_related("user")
        .filter(
            digest=digest_of(f"{username}:{letters}"),
            used_at=None,
            expires_at__gt=by.at,
            user__is_active=True,
        )
        .first()
    )
    if row is None:
        raise Invalid(
            [
                Fault(
                    "code-invalid",
                    _("ชื่อผู้ใช้หรือรหัสไม่ถูกต้อง ใช้ไปแล้ว หรือหมดอายุ ขอรหัสใหม่ได้จากหน่วยงานที่เหนือขึ้นไป"),
                    "code",
                )
            ]
        )
    try:
        validate_password(password, row.user)
    except ValidationError as wrong:
        raise Invalid([Fault("password-weak", message, "password") for message in wrong.messages]) from None
    row.user.set_password(password)
    row.user.save(update_fields=["password"])
    row.used_at = by.at
    row.save(update_fields=["used_at"])
    first = row.user.memberships.order_by("pk").first()
    if first is not None:
        record("redeem-code", first, by=by, organization_id=first.organization_id)
    return row.user


@transaction.atomic
def issue_token(*, membership: Membership, label: str, by: Actor) -> str:
    """A new API token acting as one's own membership; shown once, kept as a hash."""
    if by.user_id != membership.user_id:
        raise Forbidden(_("ออกโทเคนได้เฉพาะของตนเอง"))
    token = f"lec_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(
        membership=membership, digest=digest_of(token), label=label.strip()[:60], created_at=by.at
    )
    record("issue-token", row, by=by, organization_id=membership.organization_id)
    return token


@transaction.atomic
def withdraw_token(*, token: ApiToken, by: Actor) -> None:
    """End a token."""
    if by.user_id != token.membership.user_id:
        raise Forbidden(_("ยกเลิกโทเคนได้เฉพาะของตนเอง"))
    token.withdrawn_at = by.at
    token.save(update_fields=["withdrawn_at"])
    record("withdraw-token", token, by=by, organization_id=token.membership.organization_id)


def _require_authority(by: Actor, organization: Organization, role: Role) -> None:
    """A level above keeps the officers below it; an institution its teachers; the department its own officers."""
    if not rules.may_keep_account(by, organization.path, role):
        raise Forbidden(_("บัญชีนี้ดูแลโดยหน่วยงานที่เหนือขึ้นไป"))
