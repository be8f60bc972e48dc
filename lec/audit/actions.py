"""Writing the trail: called explicitly inside each action's transaction.

Signals and history libraries miss bulk writes, which is the road most rows come by (docs/decisions).
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from lec.actor import Actor
from lec.audit.models import AuditEntry


def record(
    action: str,
    subject: Model,
    *,
    by: Actor,
    organization_id: int,
    because: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add one entry about one thing."""
    entry(
        action, subject, by=by, organization_id=organization_id, because=because, before=before, after=after
    ).save()


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Add many entries in one statement, for actions on lists."""
    AuditEntry.objects.bulk_create(entries, batch_size=1000)


def entry(
    action: str,
    subject: Model,
    *,
    by: Actor,
    organization_id: int,
    because: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """An entry not yet written. `before` and `after` hold only what changed, as JSON values."""
    return AuditEntry(
        at=by.at,
        user_id=by.user_id or None,
        acting_for_id=by.organization_id or None,
        organization_id=organization_id,
        action=action,
        subject=subject._meta.label_lower,
        subject_id=subject.pk,
        because=because,
        before=before or {},
        after=after or {},
    )
