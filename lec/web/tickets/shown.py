"""Unlock tickets as pages show them: in words, with what the reader can do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.actor import Actor
from lec.confirmations import queries
from lec.confirmations.models import TicketStep, UnlockTicket
from lec.confirmations.queries import Turn
from lec.confirmations.rules import TicketState, TicketStepKind
from lec.organizations.models import Level
from lec.rounds.models import Confirmation, Subject
from lec.students.models import Student
from lec.students.queries import enrollments_for

# state -> (look of the chip, words)
STATES = {
    TicketState.OPEN: ("ticket", gettext_lazy("รอพิจารณา")),
    TicketState.APPROVED: ("done", gettext_lazy("ยกเลิกการยืนยันแล้ว")),
    TicketState.REFUSED: ("not_applicable", gettext_lazy("ไม่ยกเลิก")),
    TicketState.WITHDRAWN: ("not_applicable", gettext_lazy("ถอนคำขอแล้ว")),
    TicketState.EXPIRED: ("not_applicable", gettext_lazy("หมดเวลา รอบข้อมูลปิดแล้ว")),
}


@dataclass(frozen=True)
class Step:
    """One line of the story."""

    at: object
    what: str
    who: str
    because: str


@dataclass(frozen=True)
class ShownTicket:
    """A ticket for a page; `students` only for who may see single students; `may` what the reader can do."""

    ticket: UnlockTicket
    state: tuple[str, str]
    what: str
    is_open: bool
    turn: Turn
    falls: str
    story: list[Step]
    students: list[Student]
    may: frozenset[str]


def ticket_shown(ticket: UnlockTicket, by: Actor) -> ShownTicket:
    """One ticket, with the students it names."""
    return tickets_shown([ticket], by, named=True)[0]


def tickets_shown(tickets: Sequence[UnlockTicket], by: Actor, named: bool = False) -> list[ShownTicket]:
    """Tickets in the given order, in a fixed number of queries."""
    whose, stories = queries.turns(tickets), queries.story_of(tickets)
    return [
        ShownTicket(
            ticket=ticket,
            state=(STATES[TicketState(ticket.state)][0], str(STATES[TicketState(ticket.state)][1])),
            what=what_is_confirmed(ticket.confirmation),
            is_open=ticket.state == TicketState.OPEN,
            turn=whose[ticket.pk],
            falls=_falls(whose[ticket.pk].confirmation),
            story=[_step(step) for step in stories[ticket.pk]],
            students=_students(ticket, by) if named else [],
            may=_may(ticket, whose[ticket.pk], by),
        )
        for ticket in tickets
    ]


def what_is_confirmed(confirmation: Confirmation) -> str:
    """What somebody stands behind: students, the overview, or the headcounts of other schools."""
    if confirmation.subject == Subject.HEADCOUNTS:
        return _("จำนวนนักเรียนสังกัดอื่น")
    own = confirmation.organization.level == Level.INSTITUTION
    return _("ข้อมูลนักเรียน") if own else _("ภาพรวม")


def _falls(confirmation: Confirmation) -> str:
    return f"{what_is_confirmed(confirmation)} {confirmation.organization.name}"


def _step(step: TicketStep) -> Step:
    return Step(
        at=step.at,
        what=_what(step),
        who=step.organization.name if step.organization else _("ระบบ"),
        because=step.because,
    )


def _what(step: TicketStep) -> str:
    if step.revoked is not None:
        return _("ยกเลิกการยืนยัน: %(what)s") % {"what": _falls(step.revoked)}
    words = {
        TicketStepKind.FILED: _("ขอให้ยกเลิกการยืนยัน"),
        TicketStepKind.REFUSED: _("ไม่ยกเลิก"),
        TicketStepKind.WITHDRAWN: _("ถอนคำขอ"),
        TicketStepKind.EXPIRED: _("สิ้นสุดเพราะรอบข้อมูลปิด"),
    }
    return words[TicketStepKind(step.kind)]


def _students(ticket: UnlockTicket, by: Actor) -> list[Student]:
    return [stay.student for stay in enrollments_for(by).filter(pk__in=ticket.students).order_by("pk")]


def _may(ticket: UnlockTicket, turn: Turn, by: Actor) -> frozenset[str]:
    """What the reader can do now; the action judges it again."""
    if ticket.state != TicketState.OPEN or not by.is_officer:
        return frozenset()
    steps = {"answer"} if turn.organization.pk == by.organization_id else set()
    if ticket.confirmation.organization_id == by.organization_id:
        steps.add("withdraw")
    return frozenset(steps)
