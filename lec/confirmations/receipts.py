"""The form of a receipt: what its hash covers, and how its number is made. Pure.

The content is canonical JSON (RFC 8785: for ASCII keys, text and whole numbers this is what `json.dumps`
gives with sorted keys and no spaces), so that anybody can recompute the hash with any language.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from lec.reference.grades import GRADES, Stage

VERSION = 1
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SMALLEST_CELL = 5

Counts = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Content:
    """Everything a receipt vouches for.

    `place` holds the ids by which reports add it up: the organization's, its LAO's and its province's.
    """

    number: str
    round: str
    place: list[int | None]
    organization: str
    name: str
    parents: list[dict[str, str]]
    subject: str
    confirmed_at: datetime
    signer: str
    zero_because: str
    counts: Counts
    rows_digest: str
    basis: list[str]
    previous: str


def hash_of(content: Content) -> str:
    """SHA-256 of the canonical JSON of the content, in hexadecimal."""
    return hashlib.sha256(canonical(_as_json(content))).hexdigest()


def canonical(value: dict[str, Any]) -> bytes:
    """The one way to write the value down (RFC 8785)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root_of(day: date, previous: str, hashes: Iterable[str]) -> str:
    """The root of a day: SHA-256 of the canonical JSON of day, root before, and its receipts' hashes."""
    value = {"version": VERSION, "day": day.isoformat(), "previous": previous, "receipts": sorted(hashes)}
    return hashlib.sha256(canonical(value)).hexdigest()


def digest_of_rows(rows: Iterable[tuple[Any, ...]]) -> str:
    """SHA-256 over frozen rows: one line of tab-separated values each, sorted. Nothing is read from order."""
    lines = sorted("\t".join("" if value is None else str(value) for value in row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def new_number(round_key: str, choice: Callable[[str], str] = secrets.choice) -> str:
    """A receipt number nobody can guess: the round and 60 random bits, "2564-2-7QK3-M9XD-4T2B"."""
    letters = "".join(choice(ALPHABET) for _ in range(12))
    return f"{round_key}-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def count_rows(counts: Counts) -> list[dict[str, Any]]:
    """Counts as the API shows them, in the order of schooling, boys first."""
    order = list(GRADES)
    cells = sorted(counts.items(), key=lambda cell: (order.index(cell[0][0]), cell[0][1] != "M"))
    return [{"grade": grade, "sex": sex, "count": count} for (grade, sex), count in cells]


def totals_by_stage(counts: Counts) -> list[dict[str, Any]]:
    """Totals for the public; stages so small that they could name a child are merged with the next small.

    Where all of them together are so few, nothing is said.
    """
    totals: dict[frozenset[Stage], int] = {}
    for (grade, _sex), count in counts.items():
        key = frozenset([GRADES[grade].stage])
        totals[key] = totals.get(key, 0) + count
    totals = {key: count for key, count in totals.items() if count}
    while len(totals) > 1 and min(totals.values()) < SMALLEST_CELL:
        small, next_small = sorted(totals, key=lambda key: (totals[key], min(key)))[:2]
        totals[small | next_small] = totals.pop(small) + totals.pop(next_small)
    if any(count < SMALLEST_CELL for count in totals.values()):
        return []
    stages = list(Stage)
    merged = [(sorted(key, key=stages.index), count) for key, count in totals.items()]
    merged.sort(key=lambda row: stages.index(row[0][0]))
    return [{"stages": [str(stage) for stage in group], "count": count} for group, count in merged]


def _as_json(content: Content) -> dict[str, Any]:
    return {
        "version": VERSION,
        "number": content.number,
        "round": content.round,
        "place": content.place,
        "organization": content.organization,
        "name": content.name,
        "parents": content.parents,
        "subject": content.subject,
        "confirmed_at": content.confirmed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "signer": content.signer,
        "zero_because": content.zero_because,
        "counts": count_rows(content.counts),
        "rows_digest": content.rows_digest,
        "basis": sorted(content.basis),
        "previous": content.previous,
    }
