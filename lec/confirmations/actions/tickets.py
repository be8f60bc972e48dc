"""Asking that a confirmation be taken back, and answering (letter §8.1, §8.2, §4.2(4)).

A ticket lies with whoever is above the highest confirmation on its way; approving revokes just that one, by
the same `revoke` as everywhere, and the ticket comes down a level. Who revokes without a ticket moves it as
well: whose turn it is follows from the ledger, and `revoke` closes the ticket of what it revokes.
Organizations are locked before the ticket, always.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction

from lec.actor import Actor
from lec.audit.actions import record
from lec.confirmations import queries
from lec.confirmations.actions.confirming import lock_with_parent, revoke
from lec.confirmations.models import ConfirmedStudent, TicketStep, UnlockTicket
from lec.confirmations.rules import (
    TicketState,
    TicketStepKind,
    faults_of_reason,
    faults_of_ticket,
    obstacles_of_ticket,
    obstacles_to_asking,
    require_signer,
    require_turn,
)
from lec.notices.actions import tell
from lec.organizations.models import Organization
from lec.organizations.rules import require_level
from lec.refusals import refuse_if, refuse_if_wrong
from lec.rounds.models import Confirmation


@transaction.atomic
def file_ticket(
    *, confirmation: Confirmation, because: str, students: Sequence[int] = (), by: Actor
) -> UnlockTicket:
    """Ask that one's own confirmation be taken back; `students` are the stays that are to be changed.

    Raises NotYours, Invalid for the reason or for students who are not in the confirmation, Blocked where
    nothing stands, where it is asked for already, and after closing.
    """
    organization = lock_with_parent(confirmation.organization)
    require_signer(by, organization.pk, organization.code)
    frozen = ConfirmedStudent.objects.filter(confirmation=confirmation, enrollment__in=students)
    refuse_if_wrong(faults_of_ticket(because, students, set(frozen.values_list("enrollment", flat=True))))
    situation = queries.situation_of(organization, confirmation.subject, confirmation.round, by.at)
    refuse_if(obstacles_to_asking(situation, queries.open_ticket(confirmation) is not None))
    ticket = UnlockTicket.objects.create(
        confirmation=confirmation,
        because=because.strip(),
        students=sorted(set(students)),
        filed_at=by.at,
        filed_by_id=by.user_id,
    )
    _step(ticket, TicketStepKind.FILED, by, because)
    _tell(ticket, "ticket-filed", [queries.turn_of(ticket).organization], by)
    _record("file-ticket", ticket, by, because, {"students": len(ticket.students)})
    return ticket


@transaction.atomic
def approve_ticket(*, ticket: UnlockTicket, because: str = "", by: Actor) -> UnlockTicket:
    """Revoke what stands in one's hands; the ticket is done, or lies with the level below.

    Raises NotYours unless it is one's turn, Blocked where the ticket is closed.
    """
    turn = queries.turn_of(ticket)
    require_turn(by, turn.organization.pk, turn.organization.code)
    lock_with_parent(turn.confirmation.organization)
    ticket = _locked(ticket)
    refuse_if(obstacles_of_ticket(ticket.state))
    is_last = turn.confirmation.pk == ticket.confirmation_id
    if not is_last:
        _step(ticket, TicketStepKind.REVOKED, by, because, turn.confirmation)
    revoke(confirmation=turn.confirmation, because=because.strip() or ticket.because, by=by)
    if not is_last:
        _record("pass-ticket", ticket, by, because)
        _tell(ticket, "ticket-filed", [queries.turn_of(ticket).organization], by)
    return _anew(ticket)


@transaction.atomic
def refuse_ticket(*, ticket: UnlockTicket, because: str, by: Actor) -> UnlockTicket:
    """Say why the confirmation stays; what was revoked on the way stays revoked."""
    turn = queries.turn_of(ticket)
    require_turn(by, turn.organization.pk, turn.organization.code)
    refuse_if_wrong(faults_of_reason(because))
    return _close(ticket, TicketState.REFUSED, by, because)


@transaction.atomic
def withdraw_ticket(*, ticket: UnlockTicket, by: Actor) -> UnlockTicket:
    """Take one's own request back while nothing is decided."""
    organization = ticket.confirmation.organization
    require_signer(by, organization.pk, organization.code)
    return _close(ticket, TicketState.WITHDRAWN, by)


@transaction.atomic
def expire_ticket(*, ticket: UnlockTicket, by: Actor) -> bool:
    """End a ticket of a closed round, by the clock; whether it was open still."""
    require_level(by, 1)
    lock_with_parent(ticket.confirmation.organization)
    ticket = _locked(ticket)
    if ticket.state != TicketState.OPEN:
        return False
    _end(ticket, TicketState.EXPIRED, by)
    return True


def _close(ticket: UnlockTicket, state: TicketState, by: Actor, because: str = "") -> UnlockTicket:
    lock_with_parent(ticket.confirmation.organization)
    ticket = _locked(ticket)
    refuse_if(obstacles_of_ticket(ticket.state))
    _end(ticket, state, by, because)
    return _anew(ticket)


def _end(ticket: UnlockTicket, state: TicketState, by: Actor, because: str = "") -> None:
    turn = queries.turn_of(ticket)
    ticket.state, ticket.closed_at = state, by.at
    ticket.save(update_fields=["state", "closed_at"])
    _step(ticket, TicketStepKind(state), by, because)
    concerned = turn.organization if state == TicketState.WITHDRAWN else ticket.confirmation.organization
    _tell(ticket, f"ticket-{state}", [concerned], by)
    _record(f"{VERBS[state]}-ticket", ticket, by, because)


VERBS = {
    TicketState.REFUSED: "refuse",
    TicketState.WITHDRAWN: "withdraw",
    TicketState.EXPIRED: "expire",
}


def _locked(ticket: UnlockTicket) -> UnlockTicket:
    UnlockTicket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
    return _anew(ticket)


def _anew(ticket: UnlockTicket) -> UnlockTicket:
    rows = UnlockTicket.objects.select_related("confirmation__round", "confirmation__organization__parent")
    return rows.get(pk=ticket.pk)


def _step(
    ticket: UnlockTicket,
    kind: TicketStepKind,
    by: Actor,
    because: str = "",
    revoked: Confirmation | None = None,
) -> None:
    nobody = kind == TicketStepKind.EXPIRED
    TicketStep.objects.create(
        ticket=ticket,
        kind=kind,
        at=by.at,
        by_id=None if nobody else by.user_id,
        organization_id=None if nobody else by.organization_id,
        revoked=revoked,
        because=because.strip(),
    )


def _tell(ticket: UnlockTicket, kind: str, whom: Iterable[Organization], by: Actor) -> None:
    tell(
        organizations=[organization.pk for organization in whom],
        kind=kind,
        params={
            "name": ticket.confirmation.organization.name,
            "round": ticket.confirmation.round.label,
        },
        url_name="tickets:ticket",
        url_pk=ticket.pk,
        by=by,
    )


def _record(
    action: str, ticket: UnlockTicket, by: Actor, because: str = "", after: dict[str, int] | None = None
) -> None:
    record(
        action,
        ticket,
        by=by,
        organization_id=ticket.confirmation.organization_id,
        because=because.strip(),
        after=after,
    )
