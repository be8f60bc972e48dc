"""Questions about notices."""

from django.db.models import QuerySet

from lec.actor import Actor
from lec.notices.models import Notice
from lec.prepared import Prepared


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """What the actor's own organization was told, the latest first; its officers are the ones to act."""
    rows = Notice.objects.visible_to(actor).filter(organization=actor.organization_id)
    return (rows if actor.is_officer else rows.none()).order_by("-at", "-pk")


def unseen_for(actor: Actor) -> QuerySet[Notice]:
    """Those nobody of the organization has seen yet."""
    return notices_for(actor).filter(seen_at=None)


def count_unseen(actor: Actor) -> int:
    """How many those are, on every page."""
    return UNSEEN.count(actor)


UNSEEN = Prepared(lambda actor: unseen_for(actor).order_by().values("pk"))
