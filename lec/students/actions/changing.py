"""Changing what is held of students (T1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record_all
from lec.organizations.models import Organization
from lec.refusals import NotVisible, Obstacle, refuse_if, refuse_if_wrong
from lec.students import queries
from lec.students.actions.findings import facts_of, keep_findings, recorded
from lec.students.actions.parts import (
    BATCH,
    as_json,
    faults_of_twice,
    fill,
    keep_former_ids,
    keep_particulars,
    lock,
    numbers_of,
    obstacles_now,
    placements_of,
    require_own_rooms,
    rooms_for,
    save_students,
)
from lec.students.models import (
    Classroom,
    Enrollment,
    Placement,
)
from lec.students.rules import (
    PARTICULARS,
    Entry,
    Finding,
    errors,
    judge,
    tidy,
)

TELLING_MORE = {"particulars", "unread"}
MOVING = {"grade", "room"}


@dataclass(frozen=True)
class Change:
    """New values for a student of the register.

    `version` is what the editor had seen, None to skip the check. `fields` names those to be taken from
    `entry`, the others stay as they are held; None takes them all. Who only tells more of a student, or only
    moves one, is not kept from it by what is wrong with the rest.
    """

    enrollment_id: int
    entry: Entry
    version: int | None = None
    fields: frozenset[str] | None = None

    def is_hindered_by(self, finding: Finding) -> bool:
        """Whether an error is in what the change speaks of."""
        if self.fields is not None and self.fields <= MOVING:
            return finding.field in MOVING
        only_tells_more = self.fields is not None and self.fields <= TELLING_MORE
        return not only_tells_more or finding.field in PARTICULARS


@transaction.atomic
def change(
    *, institution: Organization, changes: Sequence[Change], by: Actor, rows: Sequence[int] = ()
) -> list[Enrollment]:
    """Change students of the register (T1), all of them or none; what is the same is left alone.

    Raises Blocked `changed-before-you` if somebody else saved since `version` was read.
    """
    round, year = lock(institution, by)
    held = {
        placement.enrollment_id: placement
        for placement in placements_of(institution, [c.enrollment_id for c in changes], round, by)
    }
    if len(held) != len({c.enrollment_id for c in changes}):
        raise NotVisible
    pairs = [(held[c.enrollment_id], tidy(_wanted(held[c.enrollment_id], c))) for c in changes]
    require_own_rooms(by, year, [entry for _placement, entry in pairs])
    around = _around(institution, pairs, by, year)
    pairs = [(placement, around.completed(entry)) for placement, entry in pairs]
    judged = _judge_changes(changes, pairs, rows, around, year)
    overtaken = (
        _overtaken(held[c.enrollment_id], c) for c in changes if _is_overtaken(held[c.enrollment_id], c)
    )
    refuse_if(chain(obstacles_now(institution, by, round, held.keys()), overtaken))
    try:
        with transaction.atomic():
            _write_changes(institution, pairs, judged, around, year, by)
    except IntegrityError as race:
        _judge_changes(changes, pairs, rows, _around(institution, pairs, by, year), year)
        raise race
    return [placement.enrollment for placement, _entry in pairs]


def _wanted(placement: Placement, change: Change) -> Entry:
    """What the student is to be: held values, with those put in their place that the change names."""
    wanted = change.entry
    if change.fields is not None:
        given = {name: getattr(change.entry, name) for name in change.fields}
        wanted = replace(queries.entry_of(placement), **given)
    return replace(wanted, entered_on=wanted.entered_on or placement.enrollment.entered_on)


def _around(
    institution: Organization, pairs: Sequence[tuple[Placement, Entry]], by: Actor, year: int
) -> queries.Surroundings:
    students = [placement.enrollment.student_id for placement, _entry in pairs]
    entries = [entry for _placement, entry in pairs]
    return queries.surroundings(institution, entries, by.today, year, students=students)


def _judge_changes(
    changes: Sequence[Change],
    pairs: Sequence[tuple[Placement, Entry]],
    rows: Sequence[int],
    around: queries.Surroundings,
    year: int,
) -> list[list[Finding]]:
    """What the rules say of the new values. Raises Invalid for errors, and for an ID that is taken."""
    judged = [judge(entry, facts_of(placement, entry, around, year)) for placement, entry in pairs]
    numbers = numbers_of(rows, len(pairs))
    of_each = (
        finding.as_fault(row)
        for change, findings, row in zip(changes, judged, numbers, strict=True)
        for finding in errors(findings)
        if finding.code != "held-elsewhere" and change.is_hindered_by(finding)
    )
    refuse_if_wrong(chain(faults_of_twice([entry for _placement, entry in pairs], numbers), of_each))
    return judged


def _write_changes(
    institution: Organization,
    pairs: Sequence[tuple[Placement, Entry]],
    judged: Sequence[list[Finding]],
    around: queries.Surroundings,
    year: int,
    by: Actor,
) -> None:
    before = [_held(placement, entry, around) for placement, entry in pairs]
    changed = [pair for pair, old in zip(pairs, before, strict=True) if pair[1] != old]
    keep_former_ids(_replaced_ids(pairs, before), by)
    save_students([fill(placement.enrollment.student, entry) for placement, entry in changed])
    keep_particulars({p.enrollment.student_id: e.particulars for p, e in changed}, around.particulars)
    _keep_stays(changed)
    _move(changed, rooms_for(institution, year, [entry for _p, entry in changed]), by.today)
    findings = {p.enrollment_id: found for (p, _e), found in zip(pairs, judged, strict=True)}
    keep_findings(findings, recorded(findings))
    record_all(
        audit_entry(
            "change",
            placement.enrollment,
            by=by,
            organization_id=institution.pk,
            before=_difference(old, entry),
            after=_difference(entry, old),
        )
        for (placement, entry), old in zip(pairs, before, strict=True)
        if entry != old
    )


def _replaced_ids(
    pairs: Sequence[tuple[Placement, Entry]], before: Sequence[Entry]
) -> Iterator[tuple[int, Entry]]:
    """Who is to have another number than before, or none, with what was held."""
    for (placement, entry), old in zip(pairs, before, strict=True):
        if old.citizen_id and old.citizen_id != entry.citizen_id:
            yield placement.enrollment.student_id, old


def _held(placement: Placement, entry: Entry, around: queries.Surroundings) -> Entry:
    """What the register holds, of particulars only those that the entry speaks of."""
    held = around.particulars.get(placement.enrollment.student_id, {})
    return replace(
        queries.entry_of(placement), particulars={name: held.get(name) for name in entry.particulars}
    )


def _keep_stays(changed: Sequence[tuple[Placement, Entry]]) -> None:
    """Student numbers and days of entry."""
    numbered, redated = [], []
    for placement, entry in changed:
        stay = placement.enrollment
        if stay.student_number != entry.student_number:
            stay.student_number = entry.student_number
            numbered.append(stay)
        if entry.entered_on and entry.entered_on != stay.entered_on:
            stay.entered_on = entry.entered_on
            redated.append(placement)
    Enrollment.objects.bulk_update(numbered, ["student_number"], BATCH)
    Enrollment.objects.bulk_update([p.enrollment for p in redated], ["entered_on"], BATCH)
    _take_first_seats({p.enrollment_id: p for p in redated})


def _take_first_seats(redated: dict[int, Placement]) -> None:
    """The first room is taken on the day of entry, wherever the student sits now."""
    firsts: dict[int, Placement] = {}
    for seat in Placement.objects.filter(enrollment__in=redated).order_by("-starts_on", "-pk"):
        now = redated[seat.enrollment_id]
        firsts[seat.enrollment_id] = now if seat.pk == now.pk else seat
    for pk, seat in firsts.items():
        entered_on = redated[pk].enrollment.entered_on
        if seat.ends_on is None or seat.ends_on >= entered_on:
            seat.starts_on = entered_on
    Placement.objects.bulk_update(firsts.values(), ["starts_on"], BATCH)


def _move(
    changed: Sequence[tuple[Placement, Entry]], rooms: dict[tuple[str, str], Classroom], today: date
) -> None:
    """Seat who changes room: the old row ends yesterday, the new begins today; a slip of today is mended.

    Who stays in a room of last year stays there: only a rollover says what becomes of them.
    """
    moving = [
        (p, rooms[e.grade, e.room])
        for p, e in changed
        if (e.grade, e.room) != (p.classroom.grade, p.classroom.room)
    ]
    slips = [(p, room) for p, room in moving if p.starts_on >= today]
    for placement, room in slips:
        placement.classroom = room
    Placement.objects.bulk_update([p for p, _room in slips], ["classroom"], BATCH)
    moved = [(p, room) for p, room in moving if p.starts_on < today]
    for placement, _room in moved:
        placement.ends_on = today - timedelta(days=1)
    Placement.objects.bulk_update([p for p, _room in moved], ["ends_on"], BATCH)
    Placement.objects.bulk_create(
        [Placement(enrollment_id=p.enrollment_id, classroom=room, starts_on=today) for p, room in moved],
        BATCH,
    )


def _difference(these: Entry, those: Entry) -> dict[str, Any]:
    """The values of `these` that `those` does not share, as JSON values."""
    other = as_json(those)
    return {name: value for name, value in as_json(these).items() if value != other[name]}


def _is_overtaken(placement: Placement, change: Change) -> bool:
    return change.version is not None and change.version != placement.enrollment.student.version


def _overtaken(placement: Placement, change: Change) -> Obstacle:
    return Obstacle(
        "changed-before-you",
        _("มีผู้แก้ไขข้อมูลนี้ก่อนท่าน ดูส่วนที่ต่าง แล้วบันทึกอีกครั้ง สิ่งที่ท่านกรอกยังอยู่"),
    )
