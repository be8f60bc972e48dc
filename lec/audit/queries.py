"""Reading the trail: who did what, for whom, when, and why."""

from django.apps import apps
from django.db.models import QuerySet

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.scoping import sees_persons


def entries_for(actor: Actor) -> QuerySet[AuditEntry]:
    """The acts on what lies at or below the actor's organization, those on single students only to whom
    single students are shown: an entry holds the values themselves, names and citizen IDs among them.
    """
    rows = AuditEntry.objects.visible_to(actor).select_related("user", "acting_for", "organization")
    return rows if sees_persons(actor) else rows.exclude(subject__in=_personal_subjects())


def _personal_subjects() -> list[str]:
    return [model._meta.label_lower for model in apps.get_models() if hasattr(model, "PERSONAL")]
