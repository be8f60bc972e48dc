"""The trail: who did what, for whom, when, and why; read by officers."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from lec.api.access import ApiRequest, organization_seen
from lec.api.paging import Page, Paging, page_of_rows
from lec.api.receipts import Moment
from lec.audit.models import AuditEntry
from lec.audit.queries import entries_for
from lec.refusals import Forbidden

router = Router(tags=["audit"])


class Person(Schema):
    """Who acted."""

    username: str
    name: str


class ShownEntry(Schema):
    """One act; `before` and `after` hold only what changed."""

    id: int
    at: Moment
    user: Person | None
    acting_for: str | None
    organization: str
    action: str
    subject: str
    subject_id: int | None
    because: str | None
    before: dict[str, Any]
    after: dict[str, Any]


class TrailAsked(Paging):
    """About which organization, and about what: "confirmation", or in full "rounds.confirmation"."""

    organization: str = ""
    subject: str = ""


@router.get("/audit", response=Page[ShownEntry])
def trail(request: ApiRequest, asked: Query[TrailAsked]) -> Page[ShownEntry]:
    """Acts on what lies at or below the caller's organization, the newest first."""
    rows = entries_for(request.auth)
    if asked.organization:
        rows = rows.filter(organization=organization_seen(request.auth, asked.organization))
    if not request.auth.is_officer:
        raise Forbidden(_("บันทึกการใช้งานดูได้เฉพาะผู้รับผิดชอบ"))
    if asked.subject:
        rows = rows.filter(Q(subject=asked.subject) | Q(subject__endswith=f".{asked.subject}"))
    found, following = page_of_rows(rows, asked, "-pk")
    return Page[ShownEntry](items=[_shown(row) for row in found], next=following)


def _shown(entry: AuditEntry) -> ShownEntry:
    return ShownEntry(
        id=entry.pk,
        at=entry.at,
        user=Person(username=entry.user.username, name=entry.user.name) if entry.user else None,
        acting_for=entry.acting_for.code if entry.acting_for else None,
        organization=entry.organization.code,
        action=entry.action,
        subject=entry.subject,
        subject_id=entry.subject_id,
        because=entry.because or None,
        before=entry.before,
        after=entry.after,
    )
