"""What every write of the register is made of: the lock, what forbids, rooms, and how values are kept."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.refusals import Fault, Forbidden, Obstacle
from lec.rounds.models import Round
from lec.rounds.queries import current_round, window_for
from lec.rounds.rules import obstacles_to_writing
from lec.students import queries
from lec.students.models import Classroom, FormerId, Particulars, Placement, Student
from lec.students.rules import PARTICULARS, Entry, Kind, message_of, require_own_register
from lec.thai import collation, names

OF_STUDENT = (
    "citizen_id_type",
    "citizen_id",
    "citizen_id_missing_because",
    "prefix",
    "first_name",
    "last_name",
    "sex",
    "birth_date",
    "birth_day_unknown",
)


BATCH = 1000


def lock(institution: Organization, by: Actor) -> tuple[Round | None, int]:
    """Lock the institution for one of its own; the current round, and the academic year to write in."""
    require_own_register(by, institution.pk)
    Organization.objects.select_for_update(no_key=True).get(pk=institution.pk)
    round = current_round(by.at)
    return round, queries.academic_year(by.at, round)


def obstacles_now(
    institution: Organization,
    by: Actor,
    round: Round | None = None,
    touched: Collection[int] | None = frozenset(),
) -> list[Obstacle]:
    """What round or confirmation hold against writing; asked with the institution locked.

    `touched` are the stays about to be changed, None where somebody new is to come in.
    """
    return list(obstacles_to_writing(window_for(institution, by.at, round=round), touched))


def placements_of(
    institution: Organization, enrollments: Sequence[int], round: Round | None, by: Actor
) -> list[Placement]:
    rows = Placement.objects.visible_to(by).filter(
        enrollment__in=enrollments, enrollment__institution=institution, ends_on=None
    )
    return list(queries.with_attestation(rows, round))


def require_own_rooms(by: Actor, year: int, entries: Sequence[Entry]) -> None:
    """A class teacher adds and corrects in the own rooms only (letter §4.3.1(1))."""
    if by.is_officer:
        return
    if {(entry.grade, entry.room) for entry in entries} - queries.own_rooms(by, year):
        raise Forbidden(_("ครูประจำชั้นทำได้เฉพาะห้องของตนเอง"))


def rooms_for(
    institution: Organization, year: int, entries: Iterable[Entry]
) -> dict[tuple[str, str], Classroom]:
    """The rooms the entries name; one not there yet is made (DOMAIN, Reading rules)."""
    rooms = {(room.grade, room.room): room for room in _rooms_of(institution, year)}
    wanted = {(entry.grade, entry.room) for entry in entries} - rooms.keys()
    if not wanted:
        return rooms
    Classroom.objects.bulk_create(
        [Classroom(institution=institution, academic_year=year, grade=g, room=r) for g, r in sorted(wanted)],
        ignore_conflicts=True,
    )
    return {(room.grade, room.room): room for room in _rooms_of(institution, year)}


def _rooms_of(institution: Organization, year: int) -> QuerySet[Classroom]:
    return Classroom.objects.filter(institution=institution, academic_year=year)


def fill(student: Student, entry: Entry) -> Student:
    for name in OF_STUDENT:
        setattr(student, name, getattr(entry, name))
    student.citizen_id = entry.citizen_id or None
    name = f"{entry.first_name} {entry.last_name}"
    student.sort_key, student.search_key = collation.sort_key(name), names.search_key(name)
    student.version = student.version + 1 if student.pk else 1
    return student


def save_students(students: Sequence[Student]) -> None:
    """Write many back, locked in one order; bulk_update would take 15 s for 3,000 where this takes one."""
    Student.objects.bulk_create(
        sorted(students, key=lambda student: student.pk),
        BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[*OF_STUDENT, "sort_key", "search_key", "version"],
    )


def keep_former_ids(replaced: Iterable[tuple[int, Entry]], by: Actor) -> None:
    """Keep the numbers that students had until now, given as (student, what was held)."""
    FormerId.objects.bulk_create(
        [
            FormerId(
                student_id=student,
                citizen_id_type=held.citizen_id_type,
                citizen_id=held.citizen_id,
                replaced_at=by.at,
                replaced_by_id=by.user_id or None,
            )
            for student, held in replaced
        ],
        BATCH,
    )


def keep_particulars(given: Mapping[int, Mapping[str, Any]], held: Mapping[int, Mapping[str, Any]]) -> None:
    """Write what was given of students beside what is held; a new subdistrict brings its postal code."""
    rows = {
        student: {**dict.fromkeys(PARTICULARS), **held.get(student, {}), **values}
        for student, values in sorted(given.items())
        if values
    }
    Particulars.objects.bulk_create(
        [
            Particulars(student_id=student, **{name: _kept(name, value) for name, value in values.items()})
            for student, values in rows.items()
        ],
        BATCH,
        update_conflicts=True,
        unique_fields=["student"],
        update_fields=list(PARTICULARS),
    )


def _kept(name: str, value: Any) -> Any:
    numeric = PARTICULARS[name].kind in (Kind.YES_NO, Kind.MEASURE, Kind.WHOLE)
    return "" if value is None and not numeric else value


def numbers_of(rows: Sequence[int], count: int) -> list[int | None]:
    """How faults name entries: by the rows of the file, else by their place in a list of several."""
    if rows:
        return list(rows)
    return [None] if count == 1 else list(range(1, count + 1))


def faults_of_twice(entries: Sequence[Entry], numbers: Sequence[int | None]) -> Iterator[Fault]:
    """One ID for two of a list is marked at both."""
    rows: dict[str, list[int | None]] = {}
    for entry, row in zip(entries, numbers, strict=True):
        rows.setdefault(entry.citizen_id, []).append(row)
    for number, places in rows.items():
        if number and len(places) > 1:
            message = message_of("duplicate-in-file", {"rows": ", ".join(map(str, places))})
            yield from (Fault("duplicate-in-file", message, "citizen_id", row) for row in places)


def as_json(entry: Entry) -> dict[str, Any]:
    """An entry as the trail keeps it: flat, particulars among the rest."""
    values = dict(vars(entry))
    particulars = values.pop("particulars")
    return {name: as_json_value(value) for name, value in {**values, **particulars}.items()}


def as_json_value(value: Any) -> Any:
    """One value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
