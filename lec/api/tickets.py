"""Asking that a confirmation be taken back, and answering, a level at a time (letter §8.1, §8.2, §4.2(4))."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from lec.api.access import ApiRequest, about, organization_named
from lec.api.confirmations import Because
from lec.api.given import GivenModel, Id, Sent, Text
from lec.api.paging import Page, Paging, page_of_rows
from lec.api.receipts import Moment
from lec.confirmations import actions, queries
from lec.confirmations.models import TicketStep, UnlockTicket
from lec.confirmations.rules import TicketState, require_signer, require_turn
from lec.refusals import Blocked, Forbidden, NotVisible, Obstacle
from lec.rounds.queries import standing

router = Router(tags=["unlock tickets"])


class ToAsk(GivenModel):
    """Which confirmation is to be taken back, and why; `students` are the only ones to be changed then."""

    round: Text = ""
    organization: str
    subject: Text = ""
    because: Text = ""
    students: list[Id] = Field(default_factory=list)


class ShownStep(Schema):
    """One thing that was done; nobody where the clock acted."""

    kind: str
    at: Moment
    organization: str | None
    revoked: str | None
    because: str | None


class ShownTicket(Schema):
    """A ticket: `waiting_for` is whose turn it is, null once it is closed."""

    id: int
    state: str
    round: str
    organization: str
    subject: str
    because: str
    students: int
    waiting_for: str | None
    steps: list[ShownStep]


@router.post("/unlock-tickets", response={201: ShownTicket})
def file_ticket(request: ApiRequest, body: Sent[ToAsk]) -> ShownTicket:
    """Ask that one's own standing confirmation be revoked."""
    given = body.read()
    organization = organization_named(request.auth, given.organization)
    require_signer(request.auth, organization.pk, organization.code)
    round, subject = about(given.round, given.subject or "students", request.auth, required=True)
    confirmation = standing(round, organization, subject)
    if confirmation is None:
        message = _("ไม่มีการยืนยันให้ยกเลิก แก้ไขข้อมูลได้เลย")
        raise Blocked([Obstacle("not-confirmed", message, organization.code)])
    stays = queries.stays_confirmed(confirmation, given.students)
    ticket = actions.file_ticket(
        confirmation=confirmation, because=given.because, students=stays, by=request.auth
    )
    return _one(request, ticket.pk)


@router.get("/unlock-tickets", response=Page[ShownTicket])
def list_tickets(request: ApiRequest, asked: Query[Paging]) -> Page[ShownTicket]:
    """Tickets of the caller's organization and of those below it, the newest first."""
    if not request.auth.is_officer:
        raise Forbidden(_("คำขอยกเลิกการยืนยันดูได้เฉพาะผู้รับผิดชอบ"))
    found, following = page_of_rows(queries.tickets_for(request.auth), asked, "-pk")
    return Page[ShownTicket](items=_shown(found), next=following)


@router.post("/unlock-tickets/{row:ticket_id}/approve", response=ShownTicket)
def approve_ticket(request: ApiRequest, ticket_id: int, body: Sent[Because]) -> ShownTicket:
    """Revoke what stands in one's hands; the ticket is done, or lies with the level below."""
    return _answered(request, ticket_id, actions.approve_ticket, body)


@router.post("/unlock-tickets/{row:ticket_id}/refuse", response=ShownTicket)
def refuse_ticket(request: ApiRequest, ticket_id: int, body: Sent[Because]) -> ShownTicket:
    """Say why the confirmation stays."""
    return _answered(request, ticket_id, actions.refuse_ticket, body)


@router.post("/unlock-tickets/{row:ticket_id}/withdraw", response=ShownTicket)
def withdraw_ticket(request: ApiRequest, ticket_id: int) -> ShownTicket:
    """Take one's own ticket back."""
    actions.withdraw_ticket(ticket=_ticket(request, ticket_id), by=request.auth)
    return _one(request, ticket_id)


def _answered(
    request: ApiRequest, pk: int, act: Callable[..., UnlockTicket], body: Sent[Because]
) -> ShownTicket:
    ticket = _ticket(request, pk)
    turn = queries.turn_of(ticket).organization
    require_turn(request.auth, turn.pk, turn.code)
    act(ticket=ticket, because=body.read().because, by=request.auth)
    return _one(request, pk)


def _ticket(request: ApiRequest, pk: int) -> UnlockTicket:
    ticket = queries.ticket_for(request.auth, pk)
    if ticket is None:
        raise NotVisible
    return ticket


def _one(request: ApiRequest, pk: int) -> ShownTicket:
    return _shown([_ticket(request, pk)])[0]


def _shown(tickets: list[UnlockTicket]) -> list[ShownTicket]:
    whose, stories = queries.turns(tickets), queries.story_of(tickets)
    return [
        ShownTicket(
            id=ticket.pk,
            state=ticket.state,
            round=ticket.confirmation.round.key,
            organization=ticket.confirmation.organization.code,
            subject=ticket.confirmation.subject,
            because=ticket.because,
            students=len(ticket.students),
            waiting_for=whose[ticket.pk].organization.code if ticket.state == TicketState.OPEN else None,
            steps=[_step(step) for step in stories[ticket.pk]],
        )
        for ticket in tickets
    ]


def _step(step: TicketStep) -> ShownStep:
    return ShownStep(
        kind=step.kind,
        at=step.at,
        organization=step.organization.code if step.organization else None,
        revoked=step.revoked.organization.code if step.revoked else None,
        because=step.because or None,
    )
