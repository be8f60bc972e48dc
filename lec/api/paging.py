"""Lists come in pages: `{"items": [...], "next": cursor}`; the cursor says after what to go on.

A page of rows goes on after the last key seen, so that nothing is skipped or shown twice while others write.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import WithJsonSchema

from lec.refusals import Fault, Invalid

USUAL, MOST = 100, 500
LONGEST_KEY = 63

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")
Shown = TypeVar("Shown")


class Paging(Schema):
    """Which page; judged when the page is cut, after 404 and 403. A limit above 500 is taken as 500."""

    cursor: str = ""
    limit: Annotated[str, WithJsonSchema({"type": "integer", "minimum": 1, "default": USUAL})] = str(USUAL)


class Page(Schema, Generic[Shown]):
    """A page of a list; `next` is null on the last."""

    items: list[Shown]
    next: str | None


def page_of_rows(rows: QuerySet[Row], paging: Paging, key: str) -> tuple[list[Row], str | None]:
    """A page of rows and the cursor of the next. `key` is unique and the order, "-pk" the newest first."""
    limit, name = _limit(paging), key.lstrip("-")
    after = _after(paging.cursor, name, str if name == "code" else int)
    if after is not None:
        rows = rows.filter(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": after})
    found = list(rows.order_by(key)[: limit + 1])
    following = _cursor(name, getattr(found[limit - 1], name)) if len(found) > limit else None
    return found[:limit], following


def page_of_list(items: Sequence[Item], paging: Paging) -> tuple[Sequence[Item], str | None]:
    """A page of a short list that is at hand whole; the cursor counts."""
    limit, start = _limit(paging), _after(paging.cursor, "", int) or 0
    end = max(start, 0) + limit
    return items[max(start, 0) : end], _cursor("", end) if len(items) > end else None


def _limit(paging: Paging) -> int:
    text = paging.limit.strip()
    if not (text.isascii() and text.isdecimal() and int(text[:9]) > 0):
        raise Invalid([Fault("limit-invalid", _("limit เป็นจำนวนเต็ม 1–500"), "limit")])
    return min(int(text[:9]), MOST)


def _cursor(name: str, value: object) -> str:
    return urlsafe_b64encode(json.dumps([name, value]).encode()).decode().rstrip("=")


def _fits(value: Any) -> bool:
    return value.isprintable() if isinstance(value, str) else value.bit_length() < LONGEST_KEY


def _after(cursor: str, name: str, kind: type) -> Any:
    """What a cursor of this list holds, None without one. Raises Invalid for any other text."""
    if not cursor:
        return None
    try:
        held, value = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError):
        held, value = None, None
    if held != name or type(value) is not kind or not _fits(value):
        raise Invalid([Fault("cursor-invalid", _("cursor ใช้ไม่ได้ เริ่มใหม่โดยไม่ใส่ cursor"), "cursor")])
    return value
