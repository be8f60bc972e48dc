"""Who sees which rows: the only row-level rule of LEC.

Reading goes downward only (DOMAIN, Levels): an actor sees the rows of the own organization and of all below
it. Rows about one student are closer: only the institution and its LAO see them, province and department see
counts, and a class teacher sees the own rooms only (letter §4.3.1(1)).

A model says where its organization's path is found (`SCOPE`, with `SCOPE_WHERE` if only some of the joined
rows count) and, if it is about one student, where the classroom is found (`PERSONAL`, `PERSONAL_WHERE`);
`PERSONAL` is "" where it is about a whole register, which no class teacher sees.

What stands between two organizations (a claim) has two sides, seen from both (`OTHER_SIDE`). Who decides
between them (`DECIDER`) sees it even where no single students are shown, a class teacher what they filed
themselves (`FILED_BY`).
"""

from typing import Any, Self

from django.apps import apps
from django.db import models

from lec.actor import Actor, Role

LAO_DEPTH = 3


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset that knows who may see its rows; pages and API start every question from it."""

    def visible_to(self, actor: Actor) -> Self:
        """The rows this actor may read; to strangers they do not exist."""
        scope = _in_reach(self.model, actor)
        personal: str | None = getattr(self.model, "PERSONAL", None)
        if personal is None:
            return self.filter(scope)
        if actor.role == Role.TEACHER:
            own = _own_part(self.model, actor, personal) if sees_persons(actor) else None
            return self.none() if own is None else self.filter(scope & own)
        if sees_persons(actor):
            return self.filter(scope)
        decider = getattr(self.model, "DECIDER", "")
        return self.filter(**{decider: actor.organization_id}) if decider else self.none()


def _in_reach(model: type[models.Model], actor: Actor) -> models.Q:
    """Rows of the actor's organization and of those below it, on either side."""
    where = getattr(model, "SCOPE_WHERE", {})
    sides = (getattr(model, name, "") for name in ("SCOPE", "OTHER_SIDE"))
    reach = models.Q()
    for side in filter(None, sides):
        reach |= models.Q(**{f"{side}__startswith": actor.path}, **where)
    return reach


def _own_part(model: type[models.Model], actor: Actor, personal: str) -> models.Q | None:
    """Which of the institution's rows a class teacher sees (own rooms, or filed by them); None if none."""
    if personal:
        where = getattr(model, "PERSONAL_WHERE", {})
        return models.Q(**{f"{personal}__in": _own_rooms(actor)}, **where)
    filed_by = getattr(model, "FILED_BY", "")
    return models.Q(**{filed_by: actor.user_id}) if filed_by else None


def sees_persons(actor: Actor) -> bool:
    """Whether single students are shown to the actor at all; province and department see counts."""
    return depth(actor.path) >= LAO_DEPTH


def depth(path: str) -> int:
    """1 for the department, 2 for a province, 3 for an LAO, 4 for an institution."""
    return path.count("/") - 1


def above(path: str) -> int:
    """The id of the organization one level above; 0 above the department."""
    steps = path.split("/")[1:-1]
    return int(steps[-2]) if len(steps) > 1 else 0


def _own_rooms(actor: Actor) -> models.QuerySet[Any, Any]:
    lasts = models.Q(membership__appointed_to=None) | models.Q(membership__appointed_to__gte=actor.today)
    return (
        apps.get_model("students", "ClassTeacher")
        ._default_manager.filter(
            lasts, membership__user_id=actor.user_id, membership__organization_id=actor.organization_id
        )
        .values("classroom_id")
    )
