"""From a token to an actor, from a code to what it names: fetching is authorizing.

What `GET /organizations` lists exists for the caller; anything else is 404. Of the own ancestors only the
names are shown, so what lies behind them is 403.
"""

from typing import cast

from django.http import HttpRequest
from django.urls import register_converter
from django.urls.converters import IntConverter
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from lec.accounts.models import Membership
from lec.accounts.queries import actor_of, membership_by_token
from lec.actor import Actor
from lec.organizations.models import Level, Organization
from lec.organizations.queries import organizations_named_to
from lec.refusals import Fault, Forbidden, Invalid, NotVisible
from lec.rounds.models import Round, Subject
from lec.rounds.queries import current_round, round_by_key
from lec.scoping import sees_persons


class ApiRequest(HttpRequest):
    """A request with a good token: `auth` is who acts, `membership` the role the token stands for."""

    auth: Actor
    membership: Membership


class Bearer(HttpBearer):
    """`Authorization: Bearer <token>`; the moment of arrival is taken here and nowhere else."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        at = timezone.now()
        membership = membership_by_token(token.strip(), at)
        if membership is None:
            return None
        cast(ApiRequest, request).membership = membership
        return actor_of(membership, at)


class RowIdConverter(IntConverter):
    """`{row:...}` in a path: a number that the databases can hold; any other is no address."""

    regex = "[0-9]{1,18}"


register_converter(RowIdConverter, "row")


def organization_named(actor: Actor, code: str) -> Organization:
    """One the actor may see, or the name of an ancestor. Raises NotVisible."""
    organization = organizations_named_to(actor).filter(code=code).first()
    if organization is None:
        raise NotVisible
    return organization


def organization_seen(actor: Actor, code: str) -> Organization:
    """One at or below the actor's own. Raises NotVisible, and Forbidden for an ancestor."""
    organization = organization_named(actor, code)
    if not organization.path.startswith(actor.path):
        raise Forbidden(_("ดูข้อมูลได้เฉพาะหน่วยงานของตนและหน่วยงานในสังกัด"))
    return organization


def lao_seen(actor: Actor, code: str) -> Organization:
    """An LAO at or below the actor's own."""
    organization = organization_seen(actor, code)
    if organization.level != Level.LAO:
        raise NotVisible
    return organization


def register_seen(actor: Actor, code: str) -> Organization:
    """An institution whose students the actor may see, a class teacher those of the own rooms."""
    institution = organization_seen(actor, code)
    if institution.level != Level.INSTITUTION:
        raise NotVisible
    require_persons(actor)
    return institution


def require_persons(actor: Actor) -> None:
    """Province and department see counts. Raises Forbidden."""
    if not sees_persons(actor):
        raise Forbidden(_("ระดับจังหวัดและกรมฯ ดูได้เฉพาะจำนวน ไม่เห็นรายบุคคล"))


def round_given(text: str, actor: Actor, *, required: bool = False) -> Round:
    """The round named in a query or body, without a name the current one. Raises Invalid."""
    return about(text, Subject.STUDENTS, actor, required=required)[0]


def about(round_text: str, subject: str, actor: Actor, *, required: bool = False) -> tuple[Round, str]:
    """Round and subject as named in a query or body. Raises Invalid naming what is unknown."""
    round = round_by_key(round_text) if round_text or required else current_round(actor.at)
    faults = []
    if round is None:
        message = _("ไม่มีรอบข้อมูลนี้ ระบุแบบ 2564-2 รายการอยู่ที่ /api/v1/rounds")
        faults.append(Fault("round-unknown", message, "round"))
    if subject not in Subject.values:
        faults.append(Fault("subject-unknown", _("ระบุ students หรือ headcounts"), "subject"))
    if round is None or faults:
        raise Invalid(faults)
    return round, subject
