"""Questions about tickets: whose turn it is, what waits for whom, and the whole story."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Exists, OuterRef, Q, QuerySet

from lec.actor import Actor
from lec.confirmations.models import ConfirmedStudent, TicketStep, UnlockTicket
from lec.confirmations.rules import TicketState
from lec.organizations.models import Level, Organization
from lec.prepared import Prepared
from lec.rounds.models import Confirmation, Subject
from lec.rounds.queries import is_superseded, reopened_until
from lec.rounds.rules import RoundState
from lec.scoping import depth


@dataclass(frozen=True)
class Turn:
    """What is to be revoked next for a ticket, and who may: whoever is above it."""

    confirmation: Confirmation
    organization: Organization


def tickets_for(actor: Actor) -> QuerySet[UnlockTicket]:
    """Tickets of the own organization and of those below it, the latest first; for officers."""
    rows = UnlockTicket.objects.visible_to(actor)
    return _at_hand(rows if actor.is_officer else rows.none()).order_by("-pk")


def ticket_for(actor: Actor, pk: int) -> UnlockTicket | None:
    """One ticket the actor may see."""
    return tickets_for(actor).filter(pk=pk).first()


def open_ticket(confirmation: Confirmation) -> UnlockTicket | None:
    """The ticket that asks for this confirmation to be revoked, if one is open."""
    return UnlockTicket.objects.filter(confirmation=confirmation, state=TicketState.OPEN).first()


def turn_of(ticket: UnlockTicket) -> Turn:
    """Whose turn it is. Ask it with the organizations locked before acting."""
    return turns([ticket])[ticket.pk]


def turns(tickets: Sequence[UnlockTicket]) -> dict[int, Turn]:
    """Whose turn it is, by ticket, in one query: above the highest confirmation that stands on the way."""
    above = {pk for ticket in tickets for pk in _above(ticket)}
    rounds = {ticket.confirmation.round_id for ticket in tickets}
    rows = Confirmation.objects.filter(
        round__in=rounds, organization__in=above, subject=Subject.STUDENTS, revoked_at=None
    ).select_related("organization__parent", "round")
    standing = {(row.round_id, row.organization_id): row for row in rows}
    found = {}
    for ticket in tickets:
        on_the_way = (standing.get((ticket.confirmation.round_id, pk)) for pk in _above(ticket))
        highest = next(filter(None, on_the_way), ticket.confirmation)
        found[ticket.pk] = Turn(highest, cast(Organization, highest.organization.parent))
    return found


def waiting_for(actor: Actor) -> QuerySet[UnlockTicket]:
    """The open tickets whose turn (`turn_of`) is the actor's own organization, the oldest first.

    An institution has nobody below it whose confirmation it could revoke.
    """
    lao, province = (_stands(f"confirmation__{level}") for level in ("lao", "province"))
    of = Q(confirmation__organization__parent=actor.organization_id)
    turn = {
        1: of | province,
        2: ~province & (of | Q(lao, confirmation__organization__level=Level.INSTITUTION)),
        3: of & ~province & ~lao,
    }.get(depth(actor.path))
    rows = tickets_for(actor).filter(state=TicketState.OPEN).order_by("pk")
    return rows.none() if turn is None else rows.filter(turn)


def count_waiting(actor: Actor) -> int:
    """How many those are, on every page."""
    return WAITING.count(actor)


WAITING = Prepared(lambda actor: waiting_for(actor).select_related(None).order_by().values("pk"))


def _stands(organization: str) -> Q:
    """Whether the overview of an organization above stands, given the column that names it."""
    return Q(
        Exists(
            Confirmation.objects.filter(
                round=OuterRef("confirmation__round"),
                organization=OuterRef(organization),
                subject=Subject.STUDENTS,
                revoked_at=None,
            )
        )
    )


def to_expire(at: datetime) -> list[UnlockTicket]:
    """Open tickets that can lead to nothing any more: own data of a round closed for whoever asks, overviews
    of one that the next has followed.
    """
    rows = _at_hand(UnlockTicket.objects.filter(state=TicketState.OPEN)).order_by("pk")
    return [ticket for ticket in rows if _is_too_late(ticket.confirmation, at)]


def _is_too_late(confirmation: Confirmation, at: datetime) -> bool:
    organization, round = confirmation.organization, confirmation.round
    if organization.level == Level.INSTITUTION or confirmation.subject == Subject.HEADCOUNTS:
        closed = round.state(at) == RoundState.CLOSED
        return closed and not reopened_until(round, [organization], at)
    return is_superseded(round, at)


def story_of(tickets: Iterable[UnlockTicket]) -> dict[int, list[TicketStep]]:
    """What was done about tickets the actor may see, by ticket, first to last, in one query."""
    found: dict[int, list[TicketStep]] = {ticket.pk: [] for ticket in tickets}
    rows = TicketStep.objects.filter(ticket__in=found).select_related("organization", "revoked__organization")
    for step in rows:
        found[step.ticket_id].append(step)
    return found


def stays_confirmed(confirmation: Confirmation, students: Sequence[int]) -> list[int]:
    """The stays by which these students were confirmed; 0 stands for each who was not."""
    rows = ConfirmedStudent.objects.filter(confirmation=confirmation, student__in=students)
    stays = dict(rows.values_list("student", "enrollment"))
    return [stays.get(student, 0) for student in students]


def _above(ticket: UnlockTicket) -> list[int]:
    """The organizations above the one that asks, the highest first, by id."""
    return [int(part) for part in ticket.confirmation.organization.path.strip("/").split("/")][:-1]


def _at_hand(tickets: QuerySet[UnlockTicket]) -> QuerySet[UnlockTicket]:
    return tickets.select_related("confirmation__round", "confirmation__organization__parent")
