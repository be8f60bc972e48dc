"""Questions of an actor that every page asks: built once, sent again with other values.

Building a small statement costs Django more than the database takes to answer it, and the frame of every
page needs four of them. Such a question stays what it is, a function from the actor to a queryset. It is
asked once of an invented actor; where that actor's values came out in the statement, those of the real one
go in. It may depend on the depth of the path and on the role, and else on nothing but the values themselves.
"""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from lec.actor import Actor, Role
from lec.scoping import above, depth
from lec.thai import calendar

INVENTED_ID = -2_000_000
INVENTED_DAY = datetime(1901, 2, 3, 12, tzinfo=calendar.BANGKOK)


class Place(Enum):
    """A place in a statement for a value of the actor's."""

    USER, ORGANIZATION, ABOVE, BELOW, TODAY = range(5)


class Prepared:
    """A question whose rows hold whole numbers and texts only: no value of a row is converted."""

    def __init__(self, question: Callable[[Actor], models.QuerySet[Any, Any]]) -> None:
        self._question = question
        self._built = cache(self._build)

    def count(self, actor: Actor) -> int:
        """How many rows the question finds."""
        found = self._sent(actor, "SELECT COUNT(*) FROM ({}) asked")
        return int(found[0][0]) if found else 0

    def rows(self, actor: Actor) -> list[tuple[Any, ...]]:
        """What the question finds."""
        return self._sent(actor, "{}")

    def _sent(self, actor: Actor, form: str) -> list[tuple[Any, ...]]:
        sql, params = self._built(connection.vendor, depth(actor.path), actor.role)
        if not sql:
            return []
        values = _values(actor)
        with connection.cursor() as cursor:
            cursor.execute(form.format(sql), [values[p] if isinstance(p, Place) else p for p in params])
            return cursor.fetchall()

    def _build(self, _vendor: str, steps: int, role: Role) -> tuple[str, list[Any]]:
        """The statement for actors of one kind, with places where the invented one's values came out."""
        path = "/" + "".join(f"{INVENTED_ID - step}/" for step in range(steps))
        actor = Actor(INVENTED_ID + 1, INVENTED_ID - steps + 1, path, role, INVENTED_DAY)
        try:
            sql, params = self._question(actor).query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            return "", []
        places = {value: place for place, value in _values(actor).items()}
        return sql, [places.get(param, param) for param in params]


def _values(actor: Actor) -> dict[Place, Any]:
    """What of an actor may come out in a statement, as the database takes it."""
    return {
        Place.USER: actor.user_id,
        Place.ORGANIZATION: actor.organization_id,
        Place.ABOVE: above(actor.path),
        Place.BELOW: f"{actor.path}%",
        Place.TODAY: connection.ops.adapt_datefield_value(actor.today),
    }
