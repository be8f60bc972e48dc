"""Taking students in (T1; letter §4.3.2)."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record_all
from lec.organizations.models import Organization
from lec.refusals import Fault, Obstacle, refuse_if, refuse_if_wrong
from lec.rounds.models import Round
from lec.students import queries
from lec.students.actions.elsewhere import HeldElsewhere, holder_of, tell_holders
from lec.students.actions.findings import keep_findings
from lec.students.actions.parts import (
    BATCH,
    as_json,
    faults_of_twice,
    fill,
    keep_particulars,
    lock,
    numbers_of,
    obstacles_now,
    require_own_rooms,
    rooms_for,
    save_students,
)
from lec.students.models import (
    Enrollment,
    Placement,
    Student,
)
from lec.students.rules import (
    Entry,
    Finding,
    errors,
    judge,
    obstacles_to_overtaken,
    tidy,
)


def enroll(
    *, institution: Organization, entries: Sequence[Entry], by: Actor, rows: Sequence[int] = ()
) -> list[Enrollment]:
    """Take students into the register of an institution (T1), all of them or none.

    A person known to the nation keeps the one `Student` row and gets a new stay. Raises Invalid with faults
    by entry (numbered by `rows` where given), Blocked if round or confirmation forbid, HeldElsewhere with the
    Holder if a child is active at another institution; telling the holder is recorded, under the same lock
    under which it was counted.
    """
    with transaction.atomic():
        round, year = lock(institution, by)
        try:
            with transaction.atomic():
                return _enroll(institution, entries, by, rows, round, year)
        except HeldElsewhere as refusal:
            tell_holders(institution=institution, stays=refusal.told, by=by)
            held = refusal
    raise held


def _enroll(
    institution: Organization,
    entries: Sequence[Entry],
    by: Actor,
    rows: Sequence[int],
    round: Round | None,
    year: int,
) -> list[Enrollment]:
    tidied = [replace(tidy(e), entered_on=e.entered_on or by.today) for e in entries]
    require_own_rooms(by, year, tidied)
    around = queries.surroundings(institution, tidied, by.today, year)
    tidied = [around.completed(entry) for entry in tidied]
    judged = [judge(entry, around.facts_for(entry, _known_id(around, entry))) for entry in tidied]
    closed = obstacles_now(institution, by, round, None)
    _refuse_newcomers(tidied, judged, rows, around, closed)
    try:
        with transaction.atomic():
            return _write_newcomers(institution, tidied, judged, around, year, by)
    except IntegrityError as race:
        now = queries.surroundings(institution, tidied, by.today, year)
        _refuse_newcomers(tidied, [judge(e, now.facts_for(e)) for e in tidied], rows, now, closed)
        refuse_if(obstacles_to_overtaken(now.known.keys() != around.known.keys()))
        raise race


def _refuse_newcomers(
    entries: Sequence[Entry],
    judged: Sequence[list[Finding]],
    rows: Sequence[int],
    around: queries.Surroundings,
    closed: Sequence[Obstacle],
) -> None:
    """Invalid for what is wrong in itself, HeldElsewhere for who is active at another institution.

    Between the two, Blocked where the register is `closed`: who cannot enroll is not told where a child is.
    """
    numbers = numbers_of(rows, len(entries))
    faults = list(faults_of_twice(entries, numbers))
    elsewhere: list[Finding] = []
    for entry, findings, row in zip(entries, judged, numbers, strict=True):
        wrong = [f for f in errors(findings) if f.code != "held-elsewhere"]
        faults += [finding.as_fault(row) for finding in wrong]
        elsewhere += [f for f in findings if f.code == "held-elsewhere"]
        if entry.citizen_id in around.active and not around.elsewhere(entry):
            faults.append(
                Fault(
                    "citizen-id-taken", _("มีชื่ออยู่ในสถานศึกษาของท่านแล้ว ค้นหาในทะเบียนเพื่อแก้ไข"), "citizen_id", row
                )
            )
    refuse_if_wrong(faults)
    refuse_if(closed)
    if elsewhere:
        told = [stay for entry in entries if (stay := around.told(entry))]
        raise HeldElsewhere(
            [Obstacle(finding.code, finding.message) for finding in elsewhere],
            holder_of(told[0]) if told else None,
            told,
        )


def _known_id(around: queries.Surroundings, entry: Entry) -> int | None:
    known = around.known.get(entry.citizen_id) if entry.citizen_id else None
    return known.pk if known else None


def _write_newcomers(
    institution: Organization,
    entries: Sequence[Entry],
    judged: Sequence[list[Finding]],
    around: queries.Surroundings,
    year: int,
    by: Actor,
) -> list[Enrollment]:
    students = [around.known.get(e.citizen_id) if e.citizen_id else None for e in entries]
    kept = [fill(student or Student(), entry) for student, entry in zip(students, entries, strict=True)]
    new = [student for student in kept if student.pk is None]
    Student.objects.bulk_create(sorted(new, key=lambda student: student.citizen_id or ""), BATCH)
    save_students([student for student in students if student is not None])
    enrollments = Enrollment.objects.bulk_create(
        [
            Enrollment(
                student=student,
                institution=institution,
                student_number=entry.student_number,
                entered_on=entry.entered_on or by.today,
            )
            for student, entry in zip(kept, entries, strict=True)
        ],
        BATCH,
    )
    rooms = rooms_for(institution, year, entries)
    Placement.objects.bulk_create(
        [
            Placement(
                enrollment=enrollment, classroom=rooms[e.grade, e.room], starts_on=enrollment.entered_on
            )
            for enrollment, e in zip(enrollments, entries, strict=True)
        ],
        BATCH,
    )
    keep_particulars({s.pk: e.particulars for s, e in zip(kept, entries, strict=True)}, around.particulars)
    keep_findings({e.pk: found for e, found in zip(enrollments, judged, strict=True)}, known={})
    record_all(
        audit_entry("enroll", enrollment, by=by, organization_id=institution.pk, after=as_json(entry))
        for enrollment, entry in zip(enrollments, entries, strict=True)
    )
    return enrollments
