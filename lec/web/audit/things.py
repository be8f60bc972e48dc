"""What acts were about, by name and with the way there, as far as the reader has a page for it."""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from django.urls import reverse

from lec.accounts.queries import names_of_members
from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.confirmations.queries import receipts_for
from lec.headcounts.queries import schools_for
from lec.scoping import sees_persons
from lec.students.queries import names_of_stays
from lec.uploads.queries import uploads_for
from lec.web.access import may_open


class Thing(NamedTuple):
    """A name, which may be withheld, and an address, which there may not be."""

    name: str = ""
    url: str = ""


NOTHING = Thing()
Named = dict[int, Thing]
STAY = "students.enrollment"
CLAIM, TICKET = "claims.claim", "confirmations.unlockticket"


def things_of(
    entries: Iterable[AuditEntry], by: Actor, *, of_one: bool = False
) -> dict[tuple[str, int | None], Thing]:
    """The things of entries the actor may see: one query for each kind. `of_one`: the child is known."""
    asked: dict[str, set[int]] = {}
    for entry in entries:
        if entry.subject_id is not None:
            asked.setdefault(entry.subject, set()).add(entry.subject_id)
    if of_one:
        asked.pop(STAY, None)
    return {
        (subject, pk): thing
        for subject, pks in asked.items()
        if subject in KINDS
        for pk, thing in KINDS[subject](by, pks).items()
    }


def _stays(by: Actor, pks: Collection[int]) -> Named:
    """Of a child that is another's by now only that there was one."""
    names = names_of_stays(by, pks) if sees_persons(by) else {}
    return {pk: Thing(names.get(pk, ""), _page(by, "students:history", pk)) for pk in pks}


def _members(by: Actor, pks: Collection[int]) -> Named:
    names = names_of_members(by, pks)
    return {pk: Thing(name, _page(by, "accounts:member", pk)) for pk, name in names.items()}


def _receipts(by: Actor, pks: Collection[int]) -> Named:
    rows = receipts_for(by).filter(confirmation__in=pks).values_list("confirmation", "number")
    return {pk: Thing(number, reverse("confirmations:receipt", args=[number])) for pk, number in rows}


def _files(by: Actor, pks: Collection[int]) -> Named:
    own = uploads_for(by).filter(pk__in=pks).values_list("pk", "filename", "institution")
    return {
        pk: Thing(name, _page(by, "uploads:upload", pk) if at == by.organization_id else "")
        for pk, name, at in own
    }


def _schools(by: Actor, pks: Collection[int]) -> Named:
    rows = schools_for(by).filter(pk__in=pks)
    return {row.pk: Thing(row.name, _page(by, "headcounts:school", row.code)) for row in rows}


def _claims(by: Actor, pks: Collection[int]) -> Named:
    return {pk: Thing("", _page(by, "claims:claim", pk)) for pk in pks}


def _tickets(by: Actor, pks: Collection[int]) -> Named:
    return {pk: Thing("", _page(by, "tickets:ticket", pk)) for pk in pks}


def _page(by: Actor, name: str, argument: int | str) -> str:
    return reverse(name, args=[argument]) if may_open(name, by, signed_in=True) else ""


KINDS: dict[str, Callable[[Actor, Collection[int]], Named]] = {
    STAY: _stays,
    CLAIM: _claims,
    TICKET: _tickets,
    "accounts.membership": _members,
    "rounds.confirmation": _receipts,
    "uploads.upload": _files,
    "headcounts.otherschool": _schools,
}
