"""The turn of the academic year: promote, keep back, graduate; and back again (DOMAIN, New year).

Possible between rounds too, when the register is otherwise closed; what past rounds confirmed is their frozen
copy. Done twice it changes nothing: who already sits in a room of the new year is left there.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import chain

from django.db import transaction
from django.db.models import DateField, Value
from django.db.models.functions import Greatest

from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record, record_all
from lec.organizations.models import Organization
from lec.refusals import Blocked, NotVisible, Obstacle, refuse_if
from lec.rounds.queries import current_round, window_for
from lec.rounds.rules import RoundState, obstacles_to_writing
from lec.students import queries
from lec.students.actions.findings import judge_held
from lec.students.actions.parts import BATCH, lock
from lec.students.models import Classroom, Enrollment, LeavingReason, Placement, RolledStudent, Rollover
from lec.students.rules import (
    Outcome,
    next_grade,
    obstacles_to_rolling,
    obstacles_to_undoing,
    outcome_of,
    require_own_register,
)


@transaction.atomic
def roll_over(*, institution: Organization, kept_back: Collection[int] = (), by: Actor) -> Rollover:
    """Take every student into the current academic year; `kept_back` are the enrollments that repeat.

    Raises Blocked where nobody is left in a year before, and where a confirmation of the open round stands.
    """
    require_own_register(by, institution.pk, officer=True)
    _round, year = lock(institution, by)
    seats = list(queries.to_roll_over(institution, year))
    if set(kept_back) - {seat.enrollment_id for seat in seats}:
        raise NotVisible
    standing = queries.standing_rollover(by, institution, year)
    refuse_if(
        chain(
            _confirmed_now(institution, by),
            obstacles_to_rolling(len(seats), standing is not None, institution.code),
        )
    )
    rollover = standing or Rollover.objects.create(
        institution=institution, academic_year=year, rolled_at=by.at, rolled_by_id=by.user_id
    )
    outcomes = {
        seat.pk: outcome_of(
            seat.classroom.grade, institution.grades, institution.kind, seat.enrollment_id in kept_back
        )
        for seat in seats
    }
    _end(seats, by.today)
    new = _seat(institution, year, [s for s in seats if outcomes[s.pk] != Outcome.GRADUATED], outcomes, by)
    _graduate([s.enrollment_id for s in seats if outcomes[s.pk] == Outcome.GRADUATED], by.today)
    RolledStudent.objects.bulk_create(
        [
            RolledStudent(
                rollover=rollover,
                enrollment_id=seat.enrollment_id,
                outcome=outcomes[seat.pk],
                seat_before=seat,
                seat=new.get(seat.enrollment_id),
            )
            for seat in seats
        ],
        BATCH,
    )
    _judge_anew(institution, new, year, by)
    record_all(
        audit_entry(
            "roll-over",
            seat.enrollment,
            by=by,
            organization_id=institution.pk,
            before={"grade": seat.classroom.grade, "room": seat.classroom.room},
            after={"outcome": outcomes[seat.pk], "academic_year": year},
        )
        for seat in seats
    )
    return rollover


@transaction.atomic
def undo_rollover(*, institution: Organization, by: Actor) -> int:
    """Put everybody back who is still where the rollover put them; how many. Until round 1 opens.

    Whoever was moved, taken out or has enrolled elsewhere since stays where they are.
    """
    require_own_register(by, institution.pk, officer=True)
    _round, year = lock(institution, by)
    rollover = _undoable(institution, year, by)
    rolled = list(
        rollover.students.select_related("enrollment", "seat", "seat_before__classroom").order_by("pk")
    )
    back = [row for row in rolled if _is_as_rolled(row)]
    taken = _active_elsewhere(back)
    back = [row for row in back if row.enrollment.student_id not in taken]
    _end([row.seat for row in back if row.seat], by.today, last=by.today)
    Enrollment.objects.filter(pk__in=[row.enrollment_id for row in back if row.seat is None]).update(
        left_on=None, leaving_reason="", leaving_note=""
    )
    Placement.objects.filter(pk__in=[row.seat_before_id for row in back]).update(ends_on=None)
    rollover.undone_at, rollover.undone_by_id = by.at, by.user_id
    rollover.save(update_fields=["undone_at", "undone_by"])
    record_all(
        audit_entry(
            "undo-roll-over",
            row.enrollment,
            by=by,
            organization_id=institution.pk,
            before={"outcome": row.outcome, "academic_year": year},
        )
        for row in back
    )
    record("undo-roll-over", rollover, by=by, organization_id=institution.pk, after={"students": len(back)})
    return len(back)


def _undoable(institution: Organization, year: int, by: Actor) -> Rollover:
    found = queries.standing_rollover(by, institution, year)
    opened = queries.first_round_opened(by, year)
    obstacles = list(obstacles_to_undoing(found is not None, opened, institution.code))
    if found is None or obstacles:
        raise Blocked(obstacles)
    return found


def _confirmed_now(institution: Organization, by: Actor) -> list[Obstacle]:
    """A confirmation stands in the way while its round is open; afterwards its frozen copy protects it."""
    window = window_for(institution, by.at)
    if window is None or window.state != RoundState.OPEN:
        return []
    return list(obstacles_to_writing(window))


def _end(seats: Sequence[Placement], today: date, last: date | None = None) -> None:
    """The rooms of last year end yesterday, and no day before they began."""
    day = last or today - timedelta(days=1)
    Placement.objects.filter(pk__in=[seat.pk for seat in seats]).update(
        ends_on=Greatest(Value(day, DateField()), "starts_on")
    )


def _seat(
    institution: Organization, year: int, seats: Sequence[Placement], outcomes: dict[int, Outcome], by: Actor
) -> dict[int, Placement]:
    """New seats by enrollment: the same room of the next grade, or of the same grade for who is kept back."""

    def place(seat: Placement) -> tuple[str, str]:
        grade = seat.classroom.grade
        if outcomes[seat.pk] == Outcome.PROMOTED:
            grade = next_grade(grade, institution.grades, institution.kind)
        return grade, seat.classroom.room

    Classroom.objects.bulk_create(
        [
            Classroom(institution=institution, academic_year=year, grade=grade, room=room)
            for grade, room in sorted({place(seat) for seat in seats})
        ],
        ignore_conflicts=True,
    )
    held = Classroom.objects.filter(institution=institution, academic_year=year)
    rooms = {(room.grade, room.room): room for room in held}
    new = [
        Placement(enrollment_id=seat.enrollment_id, classroom=rooms[place(seat)], starts_on=by.today)
        for seat in seats
    ]
    return {seat.enrollment_id: seat for seat in Placement.objects.bulk_create(new, BATCH)}


def _graduate(enrollments: Sequence[int], today: date) -> None:
    Enrollment.objects.filter(pk__in=enrollments).update(
        left_on=today, leaving_reason=LeavingReason.GRADUATED
    )


def _judge_anew(institution: Organization, seats: dict[int, Placement], year: int, by: Actor) -> None:
    rows = Placement.objects.filter(pk__in=[seat.pk for seat in seats.values()])
    judge_held(institution, list(queries.with_attestation(rows, current_round(by.at))), by.today, year)


def _is_as_rolled(row: RolledStudent) -> bool:
    if row.seat is None:
        return row.enrollment.leaving_reason == LeavingReason.GRADUATED
    return row.seat.ends_on is None and row.enrollment.is_active


def _active_elsewhere(rows: Sequence[RolledStudent]) -> set[int]:
    """Graduates of ours who have enrolled somewhere since."""
    students = [row.enrollment.student_id for row in rows if row.seat is None]
    return set(
        Enrollment.objects.filter(student__in=students, left_on=None).values_list("student_id", flat=True)
    )
