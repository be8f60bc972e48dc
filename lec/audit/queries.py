"""Reading the trail: who did what, for whom, when, and why."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.db.models import QuerySet

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.scoping import LAO_DEPTH, depth, sees_persons
from lec.thai import calendar


def entries_for(actor: Actor) -> QuerySet[AuditEntry]:
    """The acts on what lies at or below the actor's organization, those on single students only to whom
    single students are shown: an entry holds the values themselves, names and citizen IDs among them.
    """
    rows = AuditEntry.objects.visible_to(actor).select_related("user", "acting_for", "organization")
    return rows if sees_persons(actor) else rows.exclude(subject__in=_personal_subjects())


@dataclass(frozen=True)
class Asked:
    """What of the trail is asked for: below the organization at a path, of one kind, from and to a day, by
    one person; what is left out narrows nothing.
    """

    path: str = ""
    action: str = ""
    begins: date | None = None
    ends: date | None = None
    user_id: int | None = None


def trail_for(actor: Actor, asked: Asked, before: int | None = None) -> QuerySet[AuditEntry]:
    """The acts asked for, the newest first, older than the entry `before`.

    To be sliced and never counted: the nation's trail holds millions of rows.
    """
    rows = _of_organizations(entries_for(actor), asked.path or actor.path)
    if asked.action:
        rows = rows.filter(action=asked.action)
    if asked.begins is not None:
        rows = rows.filter(at__gte=calendar.end_of_day(asked.begins - timedelta(days=1)))
    if asked.ends is not None:
        rows = rows.filter(at__lt=calendar.end_of_day(asked.ends))
    if asked.user_id is not None:
        rows = rows.filter(user=asked.user_id)
    last = entries_for(actor).filter(pk=before).first() if before is not None else None
    if last is not None:
        rows = rows.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    return rows.order_by("-at", "-pk")


def _of_organizations(rows: QuerySet[AuditEntry], path: str) -> QuerySet[AuditEntry]:
    """One institution by its key, so that the database reads its own rows and no others."""
    if depth(path) > LAO_DEPTH:
        return rows.filter(organization=int(path.strip("/").rpartition("/")[2]))
    return rows.filter(organization__path__startswith=path)


def _personal_subjects() -> list[str]:
    return [model._meta.label_lower for model in apps.get_models() if hasattr(model, "PERSONAL")]
