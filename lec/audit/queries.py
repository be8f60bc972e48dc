"""Reading the trail: who did what, for whom, when, and why."""

from datetime import date

from django.apps import apps
from django.db.models import QuerySet

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.scoping import sees_persons
from lec.thai import calendar


def entries_for(actor: Actor) -> QuerySet[AuditEntry]:
    """The acts on what lies at or below the actor's organization, those on single students only to whom
    single students are shown: an entry holds the values themselves, names and citizen IDs among them.
    """
    rows = AuditEntry.objects.visible_to(actor).select_related("user", "acting_for", "organization")
    return rows if sees_persons(actor) else rows.exclude(subject__in=_personal_subjects())


def trail_of(
    actor: Actor, organization_id: int, action: str = "", until: date | None = None
) -> QuerySet[AuditEntry]:
    """The acts that concerned one organization, the newest first; of one kind, and until a day."""
    rows = entries_for(actor).filter(organization=organization_id)
    if action:
        rows = rows.filter(action=action)
    if until is not None:
        rows = rows.filter(at__lt=calendar.end_of_day(until))
    return rows.order_by("-pk")


def _personal_subjects() -> list[str]:
    return [model._meta.label_lower for model in apps.get_models() if hasattr(model, "PERSONAL")]
