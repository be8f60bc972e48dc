"""Writing the register: enroll, change, leave, return, attest, explain (letter §4.3).

One door: form, file and API call these with lists (the form a list of one). Each locks the institution first
and judges under the lock, so that a confirmation and a save never pass each other. Refusals come in one
order: whose register it is, what is wrong in itself, what the round or a confirmation forbids.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import DateField, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from lec.accounts.models import Membership
from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record, record_all
from lec.organizations.models import Organization
from lec.refusals import Blocked, Fault, Forbidden, NotVisible, Obstacle, refuse_if, refuse_if_wrong
from lec.rounds.models import Round
from lec.rounds.queries import current_round, window_for
from lec.rounds.rules import obstacles_to_writing
from lec.students import queries
from lec.students.models import (
    Attestation,
    Classroom,
    ClassTeacher,
    Enrollment,
    LeavingReason,
    Placement,
    RecordedFinding,
    Student,
)
from lec.students.rules import (
    Entry,
    Facts,
    Finding,
    errors,
    faults_of_explanation,
    faults_of_leaving,
    faults_of_mark,
    is_newcomer,
    judge,
    message_of,
    obstacles_to_leaving,
    obstacles_to_returning,
    require_own_register,
    tidy,
)
from lec.thai import collation

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


@dataclass(frozen=True)
class Holder:
    """Where a child is active instead: who to talk to, never the other's record (letter §4.3.2(1))."""

    code: str
    name: str
    lao: str
    phone: str


@dataclass(frozen=True)
class Change:
    """New values for a student of the register.

    `version` is what the editor had seen, None to skip the check. `fields` names those to be taken from
    `entry`, the others stay as they are held; None takes them all.
    """

    enrollment_id: int
    entry: Entry
    version: int | None = None
    fields: frozenset[str] | None = None


@dataclass(frozen=True)
class Mark:
    """What was found of one student: an MOE code, and for "other" the explanation."""

    enrollment_id: int
    code: str
    because: str = ""


@dataclass(eq=False)
class HeldElsewhere(Blocked):
    """At least one of the children is active at another institution; `told` are the stays it gave away."""

    told: list[Enrollment] = field(default_factory=list)


def enroll(
    *, institution: Organization, entries: Sequence[Entry], by: Actor, rows: Sequence[int] = ()
) -> list[Enrollment]:
    """Take students into the register of an institution (T1), all of them or none.

    A person known to the nation keeps the one `Student` row and gets a new stay. Raises Invalid with faults
    by entry (numbered by `rows` where given), Blocked if round or confirmation forbid, HeldElsewhere with the
    Holder if a child is active at another institution; telling the holder is recorded.
    """
    try:
        with transaction.atomic():
            return _enroll(institution, entries, by, rows)
    except HeldElsewhere as refusal:
        tell_holders(institution=institution, stays=refusal.told, by=by)
        raise


@transaction.atomic
def tell_holders(*, institution: Organization, stays: Sequence[Enrollment], by: Actor) -> None:
    """Record that an institution was told where children are: each such answer is (DOMAIN, The register)."""
    record_all(
        audit_entry(
            "tell-holder",
            stay.student,
            by=by,
            organization_id=institution.pk,
            after={"holder": stay.institution.code},
        )
        for stay in stays
    )


def _enroll(
    institution: Organization, entries: Sequence[Entry], by: Actor, rows: Sequence[int]
) -> list[Enrollment]:
    year = _lock(institution, by)
    tidied = [replace(tidy(e), entered_on=e.entered_on or by.today) for e in entries]
    _require_own_rooms(by, year, tidied)
    around = queries.surroundings(institution, tidied, by.today, year)
    judged = [judge(entry, around.facts_for(entry, _known_id(around, entry))) for entry in tidied]
    closed = _obstacles_to_writing(institution, by)
    _refuse_newcomers(tidied, judged, rows, around, closed)
    try:
        with transaction.atomic():
            return _write_newcomers(institution, tidied, judged, around, year, by)
    except IntegrityError as race:
        around = queries.surroundings(institution, tidied, by.today, year)
        _refuse_newcomers(tidied, [judge(e, around.facts_for(e)) for e in tidied], rows, around, closed)
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
    numbers = _numbers(rows, len(entries))
    faults = list(_faults_of_twice(entries, numbers))
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
            _holder(told[0]) if told else None,
            told,
        )


def _faults_of_twice(entries: Sequence[Entry], numbers: Sequence[int | None]) -> Iterator[Fault]:
    """One ID for two of a list is marked at both."""
    rows: dict[str, list[int | None]] = {}
    for entry, row in zip(entries, numbers, strict=True):
        rows.setdefault(entry.citizen_id, []).append(row)
    for number, places in rows.items():
        if number and len(places) > 1:
            message = message_of("duplicate-in-file", {"rows": ", ".join(map(str, places))})
            yield from (Fault("duplicate-in-file", message, "citizen_id", row) for row in places)


def _numbers(rows: Sequence[int], count: int) -> list[int | None]:
    """How faults name entries: by the rows of the file, else by their place in a list of several."""
    if rows:
        return list(rows)
    return [None] if count == 1 else list(range(1, count + 1))


def _holder(stay: Enrollment) -> Holder:
    at = stay.institution
    return Holder(at.code, at.name, at.parent.name if at.parent else "", at.phone)


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
    kept = [_fill(student or Student(), entry) for student, entry in zip(students, entries, strict=True)]
    new = [student for student in kept if student.pk is None]
    Student.objects.bulk_create(sorted(new, key=lambda student: student.citizen_id or ""), BATCH)
    _save([student for student in students if student is not None])
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
    rooms = _rooms(institution, year, entries)
    Placement.objects.bulk_create(
        [
            Placement(
                enrollment=enrollment, classroom=rooms[e.grade, e.room], starts_on=enrollment.entered_on
            )
            for enrollment, e in zip(enrollments, entries, strict=True)
        ],
        BATCH,
    )
    _record_findings({e.pk: found for e, found in zip(enrollments, judged, strict=True)}, known={})
    record_all(
        audit_entry("enroll", enrollment, by=by, organization_id=institution.pk, after=_as_json(entry))
        for enrollment, entry in zip(enrollments, entries, strict=True)
    )
    return enrollments


@transaction.atomic
def change(
    *, institution: Organization, changes: Sequence[Change], by: Actor, rows: Sequence[int] = ()
) -> list[Enrollment]:
    """Change students of the register (T1), all of them or none; what is the same is left alone.

    Raises Blocked `changed-before-you` if somebody else saved since `version` was read.
    """
    year = _lock(institution, by)
    held = {
        placement.enrollment_id: placement
        for placement in _placements(institution, [c.enrollment_id for c in changes], by)
    }
    if len(held) != len({c.enrollment_id for c in changes}):
        raise NotVisible
    pairs = [(held[c.enrollment_id], tidy(_wanted(held[c.enrollment_id], c))) for c in changes]
    _require_own_rooms(by, year, [entry for _placement, entry in pairs])
    judged = _judge_changes(institution, pairs, rows, by, year)
    overtaken = (
        _overtaken(held[c.enrollment_id], c) for c in changes if _is_overtaken(held[c.enrollment_id], c)
    )
    refuse_if(chain(_obstacles_to_writing(institution, by), overtaken))
    try:
        with transaction.atomic():
            _write_changes(institution, pairs, judged, year, by)
    except IntegrityError as race:
        _judge_changes(institution, pairs, rows, by, year)
        raise race
    return [placement.enrollment for placement, _entry in pairs]


def _wanted(placement: Placement, change: Change) -> Entry:
    """What the student is to be: held values, with those put in their place that the change names."""
    wanted = change.entry
    if change.fields is not None:
        given = {name: getattr(change.entry, name) for name in change.fields}
        wanted = replace(queries.entry_of(placement), **given)
    return replace(wanted, entered_on=wanted.entered_on or placement.enrollment.entered_on)


def _judge_changes(
    institution: Organization,
    pairs: Sequence[tuple[Placement, Entry]],
    rows: Sequence[int],
    by: Actor,
    year: int,
) -> list[list[Finding]]:
    """What the rules say of the new values. Raises Invalid for errors, and for an ID that is taken."""
    entries = [entry for _placement, entry in pairs]
    around = queries.surroundings(institution, entries, by.today, year)
    judged = [judge(entry, _facts_of(placement, entry, around, year)) for placement, entry in pairs]
    numbers = _numbers(rows, len(pairs))
    of_each = (
        fault
        for (placement, entry), findings, row in zip(pairs, judged, numbers, strict=True)
        for fault in _faults_of_change(placement, entry, findings, around, row)
    )
    refuse_if_wrong(chain(_faults_of_twice(entries, numbers), of_each))
    return judged


def _facts_of(placement: Placement, entry: Entry, around: queries.Surroundings, year: int) -> Facts:
    """The facts around a student of the register, if it were as the entry says."""
    newcomer = is_newcomer(entry.entered_on or placement.enrollment.entered_on, year)
    attested: str = placement.attested  # type: ignore[attr-defined]
    return around.facts_for(entry, placement.enrollment.student_id, newcomer, attested)


def _faults_of_change(
    placement: Placement, entry: Entry, findings: list[Finding], around: queries.Surroundings, row: int | None
) -> Iterable[Fault]:
    """Errors of the new values, and an ID that is somebody else's."""
    yield from (finding.as_fault(row) for finding in errors(findings) if finding.code != "held-elsewhere")
    owner = around.known.get(entry.citizen_id) if entry.citizen_id else None
    if owner is not None and owner.pk != placement.enrollment.student_id:
        yield Fault(
            "citizen-id-taken", _("เลขประจำตัวนี้เป็นของนักเรียนคนอื่นในระบบแล้ว ตรวจจากบัตรทีละหลัก"), "citizen_id", row
        )


def _write_changes(
    institution: Organization,
    pairs: Sequence[tuple[Placement, Entry]],
    judged: Sequence[list[Finding]],
    year: int,
    by: Actor,
) -> None:
    before = [queries.entry_of(placement) for placement, _entry in pairs]
    changed = [pair for pair, old in zip(pairs, before, strict=True) if pair[1] != old]
    _save([_fill(placement.enrollment.student, entry) for placement, entry in changed])
    _keep_stays(changed)
    _move(changed, _rooms(institution, year, [entry for _p, entry in changed]), by.today)
    findings = {p.enrollment_id: found for (p, _e), found in zip(pairs, judged, strict=True)}
    _record_findings(findings, _recorded(findings))
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


def _difference(these: Entry, those: Entry) -> dict[str, Any]:
    """The values of `these` that `those` does not share, as JSON values."""
    other = _as_json(those)
    return {name: value for name, value in _as_json(these).items() if value != other[name]}


@transaction.atomic
def leave(
    *, institution: Organization, enrollments: Sequence[int], reason: str, on: date, note: str = "", by: Actor
) -> None:
    """Take students out with a reason and a day (letter §4.3.1(2)); undone by `return_to_class`."""
    require_own_register(by, institution.pk, officer=True)
    _lock(institution, by)
    stays = list(Enrollment.objects.visible_to(by).filter(pk__in=enrollments, institution=institution))
    if len(stays) != len(set(enrollments)):
        raise NotVisible
    reasons = list(LeavingReason.values)
    refuse_if_wrong(
        fault
        for stay in stays
        for fault in faults_of_leaving(reason, reasons, on, stay.entered_on, by.today, note)
    )
    left = (o for stay in stays for o in obstacles_to_leaving(not stay.is_active, institution.code))
    refuse_if(chain(_obstacles_to_writing(institution, by), left))
    seats = Placement.objects.filter(enrollment__in=stays, ends_on=None)
    seats.update(ends_on=Greatest(Value(on, DateField()), "starts_on"))
    Enrollment.objects.filter(pk__in=enrollments).update(left_on=on, leaving_reason=reason, leaving_note=note)
    record_all(
        audit_entry(
            "leave",
            stay,
            by=by,
            organization_id=institution.pk,
            because=note,
            after={"left_on": on.isoformat(), "leaving_reason": reason},
        )
        for stay in stays
    )


def return_to_class(*, enrollment: Enrollment, by: Actor) -> Enrollment:
    """Undo a leave: the student is back in the room they left (DOMAIN, Existence check).

    Raises HeldElsewhere if the child is active at another institution; telling where is recorded.
    """
    try:
        with transaction.atomic():
            return _return(enrollment, by)
    except HeldElsewhere as refusal:
        tell_holders(institution=enrollment.institution, stays=refusal.told, by=by)
        raise


def _return(enrollment: Enrollment, by: Actor) -> Enrollment:
    institution = enrollment.institution
    require_own_register(by, institution.pk, officer=True)
    _lock(institution, by)
    enrollment = Enrollment.objects.select_related("student").get(pk=enrollment.pk)
    active = _active(enrollment)
    left = enrollment.left_on is not None and (active is None or active.institution_id != institution.pk)
    refuse_if(chain(_obstacles_to_writing(institution, by), obstacles_to_returning(left, institution.code)))
    _refuse_if_held(active)
    before = {"left_on": str(enrollment.left_on), "leaving_reason": enrollment.leaving_reason}
    enrollment.left_on, enrollment.leaving_reason, enrollment.leaving_note = None, "", ""
    try:
        with transaction.atomic():
            enrollment.save(update_fields=["left_on", "leaving_reason", "leaving_note"])
    except IntegrityError as race:
        _refuse_if_held(_active(enrollment))
        raise race
    last = enrollment.placements.order_by("-starts_on", "-pk").first()
    if last is not None:
        last.ends_on = None
        last.save(update_fields=["ends_on"])
    record("return", enrollment, by=by, organization_id=institution.pk, before=before)
    return enrollment


def _active(enrollment: Enrollment) -> Enrollment | None:
    """The other stay of the same student that lasts, if there is one."""
    others = Enrollment.objects.filter(student=enrollment.student, left_on=None).exclude(pk=enrollment.pk)
    return others.select_related("student", "institution__parent").first()


def _refuse_if_held(stay: Enrollment | None) -> None:
    if stay is not None:
        message = message_of("held-elsewhere", {"holder": stay.institution.name})
        raise HeldElsewhere([Obstacle("held-elsewhere", message)], _holder(stay), [stay])


@transaction.atomic
def attest(*, institution: Organization, round: Round, marks: Sequence[Mark], by: Actor) -> int:
    """Say of each student whether they exist (letter §4.3.1(1)); said again, it is overwritten.

    The class teacher attests the own rooms; the responsible person enters a signed paper roll. Returns how
    many were attested.
    """
    _lock(institution, by)
    held = {p.enrollment_id: p for p in _placements(institution, [m.enrollment_id for m in marks], by)}
    if len(held) != len({mark.enrollment_id for mark in marks}):
        raise NotVisible
    refuse_if_wrong(
        fault for row, mark in enumerate(marks, 1) for fault in faults_of_mark(mark.code, mark.because, row)
    )
    refuse_if(_obstacles_to_writing(institution, by, round))
    before = {pk: placement.attested for pk, placement in held.items()}  # type: ignore[attr-defined]
    Attestation.objects.bulk_create(
        [
            Attestation(
                round=round,
                enrollment_id=mark.enrollment_id,
                code=mark.code,
                attested_at=by.at,
                attested_by_id=by.user_id,
                from_paper=by.is_officer,
            )
            for mark in {mark.enrollment_id: mark for mark in marks}.values()
        ],
        BATCH,
        update_conflicts=True,
        unique_fields=["enrollment", "round"],
        update_fields=["code", "attested_at", "attested_by", "from_paper"],
    )
    for mark in marks:
        held[mark.enrollment_id].attested = mark.code  # type: ignore[attr-defined]
    _judge_held(institution, list(held.values()), by.today, round.academic_year)
    _explain_marks(marks, by)
    record_all(
        audit_entry(
            "attest",
            held[mark.enrollment_id].enrollment,
            by=by,
            organization_id=institution.pk,
            because=mark.because,
            before={"code": before[mark.enrollment_id]},
            after={"code": mark.code, "round": round.key, "from_paper": by.is_officer},
        )
        for mark in marks
    )
    return len(held)


def _explain_marks(marks: Sequence[Mark], by: Actor) -> None:
    for mark in marks:
        if mark.because.strip():
            RecordedFinding.objects.filter(enrollment_id=mark.enrollment_id, code="attested-other").update(
                explanation=mark.because.strip(), explained_by=by.user_id, explained_at=by.at
            )


@transaction.atomic
def explain(*, institution: Organization, findings: Sequence[int], because: str, by: Actor) -> None:
    """Write why warnings stand as they do, many of one kind at once (T2)."""
    require_own_register(by, institution.pk, officer=True)
    _lock(institution, by)
    rows = list(RecordedFinding.objects.filter(pk__in=findings, enrollment__institution=institution))
    if len(rows) != len(set(findings)):
        raise NotVisible
    refuse_if_wrong(faults_of_explanation(because, {row.severity for row in rows}))
    refuse_if(_obstacles_to_writing(institution, by))
    for row in rows:
        row.explanation, row.explained_by_id, row.explained_at = because.strip(), by.user_id, by.at
    RecordedFinding.objects.bulk_update(rows, ["explanation", "explained_by", "explained_at"], BATCH)
    record_all(
        audit_entry(
            "explain", row, by=by, organization_id=institution.pk, because=because, after={"code": row.code}
        )
        for row in rows
    )


@transaction.atomic
def assign_rooms(*, membership: Membership, classrooms: Sequence[Classroom], by: Actor) -> None:
    """Set which rooms a class teacher has; the responsible person assigns (DOMAIN, Levels)."""
    require_own_register(by, membership.organization_id, officer=True)
    if any(room.institution_id != membership.organization_id for room in classrooms):
        raise NotVisible
    before = sorted(ClassTeacher.objects.filter(membership=membership).values_list("classroom_id", flat=True))
    ClassTeacher.objects.filter(membership=membership).exclude(classroom__in=classrooms).delete()
    ClassTeacher.objects.bulk_create(
        [ClassTeacher(membership=membership, classroom=room) for room in classrooms], ignore_conflicts=True
    )
    record(
        "assign-rooms",
        membership,
        by=by,
        organization_id=membership.organization_id,
        before={"classrooms": before},
        after={"classrooms": sorted(room.pk for room in classrooms)},
    )


def review(institution: Organization, round: Round, today: date) -> None:
    """Judge the whole register anew and keep what is found; the caller holds the institution's lock.

    Years turn, limits change and twins appear elsewhere: before a confirmation nothing is taken from memory.
    """
    rows = Placement.objects.filter(classroom__institution=institution, ends_on=None)
    _judge_held(institution, list(queries.with_attestation(rows, round)), today, round.academic_year)


def _judge_held(institution: Organization, placements: list[Placement], today: date, year: int) -> None:
    entries = [queries.entry_of(placement) for placement in placements]
    around = queries.surroundings(institution, entries, today, year, held=True)
    findings = {
        placement.enrollment_id: judge(entry, _facts_of(placement, entry, around, year))
        for placement, entry in zip(placements, entries, strict=True)
    }
    _record_findings(findings, _recorded(findings))


def _lock(institution: Organization, by: Actor) -> int:
    """Lock the institution for one of its own; the academic year to write in."""
    require_own_register(by, institution.pk)
    Organization.objects.select_for_update(no_key=True).get(pk=institution.pk)
    return queries.academic_year(by.at)


def _obstacles_to_writing(institution: Organization, by: Actor, round: Round | None = None) -> list[Obstacle]:
    """What round or confirmation hold against writing; asked with the institution locked."""
    return list(obstacles_to_writing(window_for(institution, by.at, round=round)))


def _placements(institution: Organization, enrollments: Sequence[int], by: Actor) -> list[Placement]:
    rows = Placement.objects.visible_to(by).filter(
        enrollment__in=enrollments, enrollment__institution=institution, ends_on=None
    )
    return list(queries.with_attestation(rows, current_round(by.at)))


def _require_own_rooms(by: Actor, year: int, entries: Sequence[Entry]) -> None:
    """A class teacher adds and corrects in the own rooms only (letter §4.3.1(1))."""
    if by.is_officer:
        return
    if {(entry.grade, entry.room) for entry in entries} - queries.own_rooms(by, year):
        raise Forbidden(_("ครูประจำชั้นทำได้เฉพาะห้องของตนเอง"))


def _is_overtaken(placement: Placement, change: Change) -> bool:
    return change.version is not None and change.version != placement.enrollment.student.version


def _overtaken(placement: Placement, change: Change) -> Obstacle:
    return Obstacle(
        "changed-before-you",
        _("มีผู้แก้ไขข้อมูลนี้ก่อนท่าน ดูส่วนที่ต่าง แล้วบันทึกอีกครั้ง สิ่งที่ท่านกรอกยังอยู่"),
    )


def _save(students: Sequence[Student]) -> None:
    """Write many back, locked in one order; bulk_update would take 15 s for 3,000 where this takes one."""
    Student.objects.bulk_create(
        sorted(students, key=lambda student: student.pk),
        BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[*OF_STUDENT, "sort_key", "version"],
    )


def _fill(student: Student, entry: Entry) -> Student:
    for name in OF_STUDENT:
        setattr(student, name, getattr(entry, name))
    student.citizen_id = entry.citizen_id or None
    student.sort_key = collation.sort_key(f"{entry.first_name} {entry.last_name}")
    student.version = student.version + 1 if student.pk else 1
    return student


def _rooms(
    institution: Organization, year: int, entries: Iterable[Entry]
) -> dict[tuple[str, str], Classroom]:
    """The rooms the entries name; one not there yet is made (DOMAIN, Reading rules)."""
    wanted = {(entry.grade, entry.room) for entry in entries}
    Classroom.objects.bulk_create(
        [Classroom(institution=institution, academic_year=year, grade=g, room=r) for g, r in sorted(wanted)],
        ignore_conflicts=True,
    )
    rooms = Classroom.objects.filter(institution=institution, academic_year=year)
    return {(room.grade, room.room): room for room in rooms}


def _move(
    changed: Sequence[tuple[Placement, Entry]], rooms: dict[tuple[str, str], Classroom], today: date
) -> None:
    """Seat who changes room: the old row ends yesterday, the new begins today; a slip of today is mended."""
    moving = [(p, rooms[e.grade, e.room]) for p, e in changed if rooms[e.grade, e.room] != p.classroom]
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


Recorded = dict[tuple[int, str, str], RecordedFinding]


def _recorded(enrollments: Iterable[int]) -> Recorded:
    rows = RecordedFinding.objects.filter(enrollment__in=list(enrollments))
    return {(row.enrollment_id, row.code, row.field): row for row in rows}


def _record_findings(findings: dict[int, list[Finding]], known: Recorded) -> None:
    """Bring the kept findings in line with what was judged; an explanation of changed facts falls."""
    now = {(pk, f.code, f.field): f for pk, found in findings.items() for f in found}
    gone = [row.pk for key, row in known.items() if key not in now]
    stale = [row for key, row in known.items() if key in now and row.params != now[key].params]
    for row in stale:
        row.params = now[row.enrollment_id, row.code, row.field].params
        row.explanation, row.explained_by, row.explained_at = "", None, None
    if gone:
        RecordedFinding.objects.filter(pk__in=gone).delete()
    RecordedFinding.objects.bulk_update(
        stale, ["params", "explanation", "explained_by", "explained_at"], BATCH
    )
    RecordedFinding.objects.bulk_create(
        [
            RecordedFinding(enrollment_id=pk, code=code, field=name, severity=f.severity, params=f.params)
            for (pk, code, name), f in now.items()
            if (pk, code, name) not in known
        ],
        BATCH,
    )


def _as_json(entry: Entry) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(entry).items()}
