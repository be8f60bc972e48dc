"""Findings kept on the living register, so that boards count without judging anew."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from lec.organizations.models import Organization
from lec.rounds.models import Round
from lec.students import queries
from lec.students.actions.parts import BATCH
from lec.students.models import (
    Placement,
    RecordedFinding,
)
from lec.students.rules import (
    Entry,
    Facts,
    Finding,
    is_newcomer,
    judge,
)


def review(institution: Organization, round: Round, today: date) -> None:
    """Judge the whole register anew and keep what is found; the caller holds the institution's lock.

    Years turn, limits change and twins appear elsewhere: before a confirmation nothing is taken from memory.
    """
    rows = Placement.objects.filter(classroom__institution=institution, ends_on=None)
    judge_held(institution, list(queries.with_attestation(rows, round)), today, round.academic_year)


def judge_held(institution: Organization, placements: list[Placement], today: date, year: int) -> None:
    entries = [queries.entry_of(placement) for placement in placements]
    around = queries.surroundings(institution, entries, today, year, held=True)
    findings = {
        placement.enrollment_id: judge(entry, _facts_held(placement, entry, around, year))
        for placement, entry in zip(placements, entries, strict=True)
    }
    keep_findings(findings, recorded(findings))


def facts_of(placement: Placement, entry: Entry, around: queries.Surroundings, year: int) -> Facts:
    """The facts around a student of the register, if it were as the entry says."""
    newcomer = is_newcomer(entry.entered_on or placement.enrollment.entered_on, year)
    attested: str = placement.attested  # type: ignore[attr-defined]
    return around.facts_for(entry, placement.enrollment.student_id, newcomer, attested)


def _facts_held(placement: Placement, entry: Entry, around: queries.Surroundings, year: int) -> Facts:
    return replace(facts_of(placement, entry, around, year), seated_in=placement.classroom.academic_year)


Recorded = dict[tuple[int, str, str], RecordedFinding]


def recorded(enrollments: Iterable[int]) -> Recorded:
    rows = RecordedFinding.objects.filter(enrollment__in=list(enrollments))
    return {(row.enrollment_id, row.code, row.field): row for row in rows}


def keep_findings(findings: dict[int, list[Finding]], known: Recorded) -> None:
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
