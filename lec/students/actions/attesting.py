"""The existence check, and why warnings stand as they do (letter §4.3.1(1); T2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record_all
from lec.organizations.models import Organization
from lec.refusals import NotVisible, refuse_if, refuse_if_wrong
from lec.rounds.models import Round
from lec.students.actions.findings import judge_held
from lec.students.actions.parts import BATCH, lock, obstacles_now, placements_of
from lec.students.models import (
    Attestation,
    RecordedFinding,
)
from lec.students.rules import (
    faults_of_explanation,
    faults_of_mark,
    require_own_register,
)


@dataclass(frozen=True)
class Mark:
    """What was found of one student: an MOE code, and for "other" the explanation."""

    enrollment_id: int
    code: str
    because: str = ""


@transaction.atomic
def attest(*, institution: Organization, round: Round, marks: Sequence[Mark], by: Actor) -> int:
    """Say of each student whether they exist (letter §4.3.1(1)); said again, it is overwritten.

    The class teacher attests the own rooms; the responsible person enters a signed paper roll. Returns how
    many were attested.
    """
    lock(institution, by)
    held = {
        p.enrollment_id: p for p in placements_of(institution, [m.enrollment_id for m in marks], round, by)
    }
    if len(held) != len({mark.enrollment_id for mark in marks}):
        raise NotVisible
    refuse_if_wrong(
        fault for row, mark in enumerate(marks, 1) for fault in faults_of_mark(mark.code, mark.because, row)
    )
    refuse_if(obstacles_now(institution, by, round, held.keys()))
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
    judge_held(institution, list(held.values()), by.today, round.academic_year)
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
    """Write why warnings stand as they do, many of one kind at once (T2).

    Recorded in the history of the stay, for the finding itself goes once it is mended.
    """
    require_own_register(by, institution.pk, officer=True)
    lock(institution, by)
    found = RecordedFinding.objects.filter(pk__in=findings, enrollment__institution=institution)
    rows = list(found.select_related("enrollment"))
    if len(rows) != len(set(findings)):
        raise NotVisible
    refuse_if_wrong(faults_of_explanation(because, {row.severity for row in rows}))
    refuse_if(obstacles_now(institution, by, touched={row.enrollment_id for row in rows}))
    for row in rows:
        row.explanation, row.explained_by_id, row.explained_at = because.strip(), by.user_id, by.at
    RecordedFinding.objects.bulk_update(rows, ["explanation", "explained_by", "explained_at"], BATCH)
    record_all(
        audit_entry(
            "explain",
            row.enrollment,
            by=by,
            organization_id=institution.pk,
            because=because.strip(),
            after={"finding": row.code},
        )
        for row in rows
    )
