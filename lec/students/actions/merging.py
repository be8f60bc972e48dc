"""Two rows of one person made one, with both histories, and taken apart again (DOMAIN, The register).

Stays move from one row to the other; what is frozen under receipts and every trail stays as it is.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record_all
from lec.refusals import NotVisible, refuse_if, refuse_if_wrong
from lec.rounds.queries import current_round
from lec.students import queries
from lec.students.actions.findings import judge_held
from lec.students.actions.moving import lock_all
from lec.students.actions.parts import as_json_value, keep_particulars
from lec.students.models import Enrollment, FormerId, Merge, Placement, Student
from lec.students.rules import (
    faults_of_merging,
    obstacles_to_overtaken,
    require_merger,
    require_officer,
    taken_over,
)


@transaction.atomic
def merge(*, kept: Student, merged: Student, because: str, by: Actor) -> Merge:
    """Make two rows one person's: the stays of `merged` become those of `kept`, whose number stays.

    The other number is freed and leads to `kept` from now on. Allowed to the institution that has all the
    stays, else to the LAO above them. Raises Blocked while both are active or a register is closed.
    """
    require_officer(by)
    if queries.student_seen(by, kept.pk) is None or queries.student_seen(by, merged.pk) is None:
        raise NotVisible
    known = queries.stays_of(kept.pk, merged.pk)
    _require_merger(known, by)
    stays = _locked(known, kept.pk, merged.pk)
    kept.refresh_from_db()
    merged.refresh_from_db()
    twins = kept != merged and queries.are_twins(kept, merged)
    lost = kept.citizen_id is None and merged.citizen_id is not None
    refuse_if_wrong(faults_of_merging(because, twins=twins, number_lost=lost))
    refuse_if(obstacles_to_overtaken([s.pk for s in known] != [s.pk for s in stays]))
    refuse_if(queries.obstacles_now_to_merging(kept, merged, stays, by.at))
    done = Merge.objects.create(
        organization_id=by.organization_id,
        kept=kept,
        merged=merged,
        because=because.strip(),
        merged_at=by.at,
        merged_by_id=by.user_id,
        taken=_take(kept, merged, stays, by),
    )
    _judge_anew([kept.pk], by)
    _record("merge", stays, done, by)
    return done


@transaction.atomic
def undo_merge(*, merge: Merge, by: Actor) -> Merge:
    """Take apart what was merged: stays, number and particulars go back, as far as they are unchanged.

    Raises Blocked where it cannot be told any more whose they were.
    """
    require_officer(by)
    if queries.merge_by_id(by, merge.pk) is None:
        raise NotVisible
    _require_merger(queries.stays_at_merging(merge), by)
    now = _locked(queries.stays_at_merging(merge), merge.kept_id, merge.merged_id)
    done = Merge.objects.select_related("kept", "merged").get(pk=merge.pk)
    refuse_if(queries.obstacles_now_to_undoing(done, now, by.at))
    try:
        with transaction.atomic():
            _give_back(done)
    except IntegrityError as race:
        refuse_if(queries.obstacles_now_to_undoing(done, now, by.at))
        raise race
    done.undone_at, done.undone_by_id = by.at, by.user_id
    done.save(update_fields=["undone_at", "undone_by"])
    _judge_anew([done.kept_id, done.merged_id], by)
    _record("undo-merge", now, done, by)
    return done


def _require_merger(stays: Sequence[Enrollment], by: Actor) -> None:
    merger = queries.merger_of(stays)
    require_merger(by, merger.path if merger else None)


def _locked(stays: Iterable[Enrollment], *students: int) -> list[Enrollment]:
    """What stays the students have, read with institutions and then students locked: none can be added."""
    lock_all({stay.institution_id for stay in stays})
    list(Student.objects.select_for_update().filter(pk__in=students).order_by("pk"))
    return queries.stays_of(*students)


def _take(kept: Student, merged: Student, stays: Sequence[Enrollment], by: Actor) -> dict[str, Any]:
    """Move all that is the merged one's to the kept one; what is needed to give it back (Merge.taken)."""
    held = queries.particulars_of([kept.pk, merged.pk])
    filled = taken_over(held.get(kept.pk, {}), held.get(merged.pk, {}))
    taken: dict[str, Any] = {
        "moved": [stay.pk for stay in stays if stay.student_id == merged.pk],
        "own": [stay.pk for stay in stays if stay.student_id == kept.pk],
        "citizen_id": merged.citizen_id,
        "former_ids": list(merged.former_ids.values_list("pk", flat=True)),
        "filled": {name: as_json_value(value) for name, value in filled.items()},
        "protected": merged.protected and not kept.protected,
    }
    Enrollment.objects.filter(pk__in=taken["moved"]).update(student=kept)
    merged.former_ids.update(student=kept)
    taken["former_id"] = _free_number(kept, merged, by)
    if filled:
        keep_particulars({kept.pk: filled}, held)
    kept.protected = kept.protected or merged.protected
    merged.merged_into = kept
    _save(kept, merged)
    return taken


def _free_number(kept: Student, merged: Student, by: Actor) -> int | None:
    if merged.citizen_id is None:
        return None
    former = FormerId.objects.create(
        student=kept,
        citizen_id_type=merged.citizen_id_type,
        citizen_id=merged.citizen_id,
        replaced_at=by.at,
        replaced_by_id=by.user_id,
    )
    merged.citizen_id = None
    return former.pk


def _give_back(done: Merge) -> None:
    """The merged one's number is no former one of the kept any more: it never was."""
    kept, merged, taken = done.kept, done.merged, done.taken
    Enrollment.objects.filter(pk__in=taken["moved"]).update(student=merged)
    FormerId.objects.filter(pk__in=taken["former_ids"]).update(student=merged)
    FormerId.objects.filter(pk=taken["former_id"]).delete()
    held = queries.particulars_of([kept.pk])
    now = held.get(kept.pk, {})
    unchanged = [name for name, value in taken["filled"].items() if as_json_value(now.get(name)) == value]
    if unchanged:
        keep_particulars({kept.pk: dict.fromkeys(unchanged)}, held)
    kept.protected = kept.protected and not taken["protected"]
    merged.merged_into, merged.citizen_id = None, taken["citizen_id"]
    _save(kept, merged)


def _save(*students: Student) -> None:
    for student in students:
        student.version += 1
        student.save(update_fields=["citizen_id", "merged_into", "protected", "version"])


def _judge_anew(students: Sequence[int], by: Actor) -> None:
    """What was found of a twin holds no more, or again."""
    seats = Placement.objects.filter(
        enrollment__student__in=students, enrollment__left_on=None, ends_on=None
    ).select_related("classroom__institution")
    for seat in queries.with_attestation(seats, current_round(by.at)):
        judge_held(seat.classroom.institution, [seat], by.today, queries.academic_year(by.at))


def _record(action: str, stays: Iterable[Enrollment], done: Merge, by: Actor) -> None:
    """In the history of every stay: whose it was and whose it is, or who came to it."""
    taken = done.taken
    apart = {"student": done.merged_id, "citizen_id": taken["citizen_id"]}
    together = {"student": done.kept_id, "citizen_id": done.kept.citizen_id}
    came = {"merged": done.merged_id, **taken["filled"]}
    told = dict.fromkeys(taken["moved"], (apart, together)) | {stay: ({}, came) for stay in taken["own"]}
    merging = action == "merge"
    record_all(
        audit_entry(
            action,
            stay,
            by=by,
            organization_id=stay.institution_id,
            because=done.because if merging else "",
            before=told[stay.pk][0 if merging else 1],
            after=told[stay.pk][1 if merging else 0],
        )
        for stay in stays
    )
