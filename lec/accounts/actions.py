"""Accounts: the level above appoints, disables and hands out codes; nobody needs e-mail (letter §3)."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from axes.utils import reset as forget_failed_tries
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from lec.accounts import rules
from lec.accounts.models import ApiToken, Membership, OneTimeCode, User
from lec.accounts.queries import digest_of, nobody, standing_on
from lec.accounts.rules import AccountEntry
from lec.actor import Actor, Role
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record, record_all
from lec.audit.models import AuditEntry
from lec.organizations.models import Organization
from lec.refusals import Fault, Forbidden, Invalid, refuse_if, refuse_if_wrong
from lec.thai.names import tidy

CODE_HOLDS = timedelta(days=14)
MAILED_CODE_HOLDS = timedelta(hours=1)
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Invitation:
    """Who is to serve which organization; `row` is where a workbook says so."""

    organization: Organization
    entry: AccountEntry
    row: int | None = None


@dataclass(frozen=True)
class Slip:
    """What is handed to the person: the role, and the one-time code of a new account (else "")."""

    membership: Membership
    code: str


@transaction.atomic
def appoint(*, organization: Organization, entry: AccountEntry, by: Actor) -> tuple[Membership, str]:
    """Give a person a role in an organization; (membership, one-time code or ""). `appoint_all` of one."""
    slip = appoint_all(invitations=[Invitation(organization, entry)], by=by)[0]
    return slip.membership, slip.code


@transaction.atomic
def appoint_all(*, invitations: Sequence[Invitation], by: Actor) -> list[Slip]:
    """Give people roles, all or none. Raises Invalid with a fault per row.

    A new username is a new account and gets a code; a known one gets a further role and keeps its password,
    but only under the name of its owner.
    """
    for invitation in invitations:
        _require_authority(by, invitation.organization, invitation.entry.role)
    usernames = {invitation.entry.username for invitation in invitations}
    known = {user.username: user for user in User.objects.filter(username__in=usernames)}
    refuse_if_wrong(_faults(invitations, known, by))
    fresh = {i.entry.username: _new_user(i.entry, by) for i in invitations if i.entry.username not in known}
    User.objects.bulk_create(fresh.values(), 500)
    memberships = Membership.objects.bulk_create(
        [_new_membership(i, (known | fresh)[i.entry.username], by) for i in invitations], 500
    )
    record_all(_appointed(membership, by) for membership in memberships)
    codes = {user.username: _new_code(user, by) for user in fresh.values()}
    return [Slip(membership, codes.get(membership.user.username, "")) for membership in memberships]


def _faults(invitations: Sequence[Invitation], known: dict[str, User], by: Actor) -> Iterator[Fault]:
    held = set(
        Membership.objects.filter(standing_on(by.today), user__in=known.values()).values_list(
            "user__username", "organization_id", "role"
        )
    )
    names = {username: user.name for username, user in known.items()}
    for invitation in invitations:
        entry, row = invitation.entry, invitation.row
        yield from rules.faults_of_account(entry, invitation.organization.level, row)
        if tidy(entry.name) not in (tidy(names.setdefault(entry.username, entry.name)), entry.username):
            yield rules.fault_of_taken_username(entry.username, row)
        role = (entry.username, invitation.organization.pk, entry.role.value)
        if role in held:
            yield Fault("already-appointed", _("ผู้ใช้นี้มีหน้าที่นี้ในหน่วยงานอยู่แล้ว"), "username", row)
        held.add(role)


def _new_user(entry: AccountEntry, by: Actor) -> User:
    user = User(
        username=entry.username,
        name=tidy(entry.name),
        email=entry.email,
        phone=entry.phone,
        phone_hours=entry.phone_hours,
        created_at=by.at,
    )
    user.set_unusable_password()
    return user


def _new_membership(invitation: Invitation, user: User, by: Actor) -> Membership:
    entry = invitation.entry
    return Membership(
        user=user,
        organization=invitation.organization,
        role=entry.role,
        appointed_from=entry.appointed_from or by.today,
        appointed_to=entry.appointed_to,
        order_number=entry.order_number,
    )


def _appointed(membership: Membership, by: Actor) -> AuditEntry:
    return audit_entry(
        "appoint",
        membership,
        by=by,
        organization_id=membership.organization_id,
        after={"user": membership.user_id, "role": membership.role, "order": membership.order_number},
    )


@transaction.atomic
def end_appointment(*, membership: Membership, by: Actor) -> None:
    """Date the end of an appointment: hand-over when staff change. Tokens of the role end with it."""
    _require_authority(by, membership.organization, Role(membership.role))
    refuse_if(rules.obstacles_to_ending(membership.appointed_to, by.today))
    yesterday = by.today - timedelta(days=1)
    membership.appointed_from = min(membership.appointed_from, yesterday)
    membership.appointed_to = yesterday
    membership.save(update_fields=["appointed_from", "appointed_to"])
    membership.tokens.filter(withdrawn_at=None).update(withdrawn_at=by.at)
    record("end-appointment", membership, by=by, organization_id=membership.organization_id)


@transaction.atomic
def set_active(*, membership: Membership, active: bool, by: Actor) -> None:
    """Disable or enable the person's account; sessions and tokens stop working at once."""
    _require_authority_over_person(by, membership)
    user = membership.user
    user.is_active = active
    user.save(update_fields=["is_active"])
    record("enable" if active else "disable", membership, by=by, organization_id=membership.organization_id)


@transaction.atomic
def issue_code(*, membership: Membership, by: Actor) -> str:
    """A new one-time code for a person who cannot sign in: reset without e-mail. Older codes end."""
    _require_authority_over_person(by, membership)
    record("issue-code", membership, by=by, organization_id=membership.organization_id)
    membership.user.one_time_codes.filter(used_at=None).update(used_at=by.at)
    return _new_code(membership.user, by)


@transaction.atomic
def mail_code(*, username: str, page: str, by: Actor) -> None:
    """Mail a one-time code to whoever has an address; silent about who has none and who does not exist.

    `page` is the address where it is redeemed. Codes on printed slips stay good: asking costs nothing, and
    must not spoil them for others. `by` acts for nobody yet.
    """
    user = User.objects.filter(username=username, is_active=True).exclude(email="").first()
    first = user.memberships.order_by("pk").first() if user else None
    if user is None or first is None:
        return
    record("mail-code", first, by=by, organization_id=first.organization_id)
    post_code.enqueue(user_id=user.pk, page=page)


@task()
@transaction.atomic
def post_code(user_id: int, page: str) -> None:
    """The job behind `mail_code`. The code is made here, so that none lies in the queue; if the mail server
    refuses, it was never made.
    """
    user = User.objects.get(pk=user_id)
    code = _new_code(user, nobody(timezone.now()), MAILED_CODE_HOLDS)
    words = _(
        "รหัสใช้ครั้งเดียวของบัญชี %(username)s คือ %(code)s ใช้ตั้งรหัสผ่านใหม่ที่ %(page)s ได้ภายใน 1 ชั่วโมง\n\n"
        "ถ้าท่านไม่ได้ขอ ไม่ต้องทำอะไร รหัสผ่านเดิมยังใช้ได้"
    ) % {"username": user.username, "code": code, "page": page}
    send_mail(_("ตั้งรหัสผ่านใหม่ ระบบสารสนเทศทางการศึกษาท้องถิ่น (LEC)"), words, None, [user.email])


def _new_code(user: User, by: Actor, holds: timedelta = CODE_HOLDS) -> str:
    letters = "".join(secrets.choice(CODE_LETTERS) for _i in range(12))
    OneTimeCode.objects.create(
        user=user,
        digest=digest_of(f"{user.username}:{letters}"),
        issued_at=by.at,
        issued_by_id=by.user_id or None,
        expires_at=by.at + holds,
    )
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


@transaction.atomic
def redeem_code(*, username: str, code: str, password: str, by: Actor) -> User:
    """Set the own password with a one-time code. `by` is `queries.nobody`, at the moment of asking."""
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
        message = _("ชื่อผู้ใช้หรือรหัสไม่ถูกต้อง ใช้ไปแล้ว หรือหมดอายุ ขอรหัสใหม่ได้จากหน่วยงานที่เหนือขึ้นไป")
        raise Invalid([Fault("code-invalid", message, "code")])
    user = row.user
    _set_password(user, password)
    user.one_time_codes.filter(used_at=None).update(used_at=by.at)
    forget_failed_tries(username=user.username)
    first = user.memberships.order_by("pk").first()
    if first is not None:
        record("redeem-code", first, by=by, organization_id=first.organization_id)
    return user


@transaction.atomic
def change_password(*, current: str, password: str, by: Actor) -> User:
    """A new password of one's own; every other session of theirs ends."""
    user = User.objects.get(pk=by.user_id)
    if not user.check_password(current):
        raise Invalid([Fault("password-wrong", _("รหัสผ่านปัจจุบันไม่ถูกต้อง"), "current")])
    _set_password(user, password)
    record("change-password", user, by=by, organization_id=by.organization_id)
    return user


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        raise Invalid([Fault("password-weak", message, "password") for message in wrong.messages]) from None
    user.set_password(password)
    user.save(update_fields=["password"])


@transaction.atomic
def change_contact(*, phone: str, phone_hours: str, email: str, by: Actor, wants_mail: bool = False) -> None:
    """Where one can be reached: to advise is a duty (letter §3.1-3.3), so each keeps the own number right."""
    given = AccountEntry("own", "own", by.role, phone.strip(), phone_hours.strip(), email.strip())
    refuse_if_wrong(rules.faults_of_contact(given))
    user = User.objects.get(pk=by.user_id)
    user.phone, user.phone_hours, user.email = given.phone, given.phone_hours, given.email
    user.wants_mail = wants_mail
    user.save(update_fields=["phone", "phone_hours", "email", "wants_mail"])
    record("change-contact", user, by=by, organization_id=by.organization_id)


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
    """A level above keeps the officers below; an institution its teachers; the department its own."""
    if not rules.may_keep_account(by, organization.path, role):
        raise Forbidden(_("บัญชีนี้ดูแลโดยหน่วยงานที่เหนือขึ้นไป"))


def _require_authority_over_person(by: Actor, membership: Membership) -> None:
    """What touches the person and not one role needs authority over every role they hold.

    Otherwise whoever appoints somebody to a small role could take over the account of a great one.
    """
    _require_authority(by, membership.organization, Role(membership.role))
    others = Membership.objects.filter(standing_on(by.today), user_id=membership.user_id)
    for other in others.select_related("organization"):
        if not rules.may_keep_account(by, other.organization.path, Role(other.role)):
            raise Forbidden(
                _("ผู้ใช้นี้มีหน้าที่ในหน่วยงานอื่นด้วย ผู้ดูแลบัญชีคือหน่วยงานที่อยู่เหนือทุกหน่วยงานนั้น สิ่งที่ท่านทำได้คือสิ้นสุดหน้าที่")
            )
