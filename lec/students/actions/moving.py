"""From one institution to another in one step: the child is never in two places, and never in none
(letter §4.3.2(1); DOMAIN, The register).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import DateField, Value
from django.db.models.functions import Greatest

from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record_all
from lec.organizations.models import Kind, Organization
from lec.refusals import Blocked
from lec.rounds.queries import current_round
from lec.students import queries
from lec.students.actions.findings import judge_held
from lec.students.actions.parts import rooms_for
from lec.students.models import Enrollment, LeavingReason, Placement, Student
from lec.students.rules import Entry, obstacles_to_leaving, require_releaser


@dataclass(frozen=True)
class Seat:
    """Where a child that moves is to sit, and since when."""

    grade: str
    room: str
    entered_on: date


def lock_both(first: Organization, second: Organization) -> None:
    """Lock two institutions in the one order in which rows are ever locked, and nothing wider."""
    lock_all([first.pk, second.pk])


def lock_all(institutions: Iterable[int]) -> None:
    """The same for any number of them."""
    rows = Organization.objects.select_for_update(no_key=True).filter(pk__in=list(institutions))
    list(rows.order_by("path"))


@transaction.atomic
def transfer(
    *, student: Student, holder: Organization, to: Organization, seat: Seat, by: Actor
) -> Enrollment:
    """End the stay at the holder and begin one at `to`, in one transaction; the new stay.

    Decided by the holder's officer or by a level above it. The stay ends on the day on which the next begins,
    not before its own beginning. Raises Blocked if the child is not at the holder any more. Whether the
    round and confirmations allow it is the caller's question: it holds both locks.
    """
    require_releaser(by, holder.path)
    lock_both(holder, to)
    held = Enrollment.objects.filter(student=student, institution=holder, left_on=None).first()
    if held is None:
        raise Blocked(list(obstacles_to_leaving(True, holder.code)))
    seat = replace(seat, entered_on=max(seat.entered_on, held.entered_on))
    year = queries.academic_year(by.at)
    _end(held, to, seat.entered_on)
    stay = Enrollment.objects.create(student=student, institution=to, entered_on=seat.entered_on)
    rooms = rooms_for(to, year, [Entry(grade=seat.grade, room=seat.room)])
    room = rooms[seat.grade, seat.room]
    Placement.objects.create(enrollment=stay, classroom=room, starts_on=seat.entered_on)
    seats = Placement.objects.filter(enrollment=stay)
    judge_held(to, list(queries.with_attestation(seats, current_round(by.at))), by.today, year)
    _record(held, stay, seat, by)
    return stay


def _end(held: Enrollment, to: Organization, on: date) -> None:
    Placement.objects.filter(enrollment=held, ends_on=None).update(
        ends_on=Greatest(Value(on, DateField()), "starts_on")
    )
    center = to.kind == Kind.CENTER
    held.left_on = on
    held.leaving_reason = LeavingReason.MOVED_CENTER if center else LeavingReason.MOVED_SCHOOL
    held.leaving_note = to.name
    held.save(update_fields=["left_on", "leaving_reason", "leaving_note"])


def _record(held: Enrollment, stay: Enrollment, seat: Seat, by: Actor) -> None:
    """In both trails; in the receiver's, nobody is named who would tell where a protected child was."""
    teller = replace(by, user_id=0, organization_id=0) if held.student.protected else by
    left = {"left_on": str(held.left_on), "leaving_reason": held.leaving_reason, "to": held.leaving_note}
    entered = {"grade": seat.grade, "room": seat.room, "entered_on": str(seat.entered_on)}
    record_all(
        [
            audit_entry("release", held, by=by, organization_id=held.institution_id, after=left),
            audit_entry("receive", stay, by=teller, organization_id=stay.institution_id, after=entered),
        ]
    )
