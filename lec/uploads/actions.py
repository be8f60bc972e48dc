"""Staging a file and applying it: nothing is written to the register in between (DOMAIN, Excel in).

Applying goes through the very actions the form uses, `students.actions.enroll` and `change`, and judges
anew under the lock: what moved since staging is noticed.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import record
from lec.organizations.models import Organization
from lec.reference.queries import all_codes
from lec.refusals import Blocked, Forbidden, Obstacle, refuse_if, refuse_if_wrong
from lec.rounds.queries import window_for
from lec.rounds.rules import obstacles_to_writing
from lec.students import queries as students
from lec.students.actions import Change, change, enroll, tell_holders
from lec.students.models import Enrollment, Placement
from lec.students.rules import Entry, Finding, Severity, is_newcomer, judge, tidy
from lec.uploads import queries, rules
from lec.uploads.models import RowKind, Upload, UploadRow, UploadState
from lec.uploads.rules import ReadRow

BATCH = 1000


@dataclass(frozen=True)
class Judged:
    """A row with what the register says to it."""

    row: ReadRow
    entry: Entry
    placement: Placement | None
    kind: RowKind
    findings: list[Finding]
    changes: list[dict[str, Any]]
    told: Enrollment | None


@transaction.atomic
def stage(*, institution: Organization, data: bytes, filename: str, by: Actor) -> Upload:
    """Read, repair and judge a file; keep the rows with their findings. The register is not touched.

    Raises Invalid (NotAWorkbook) for what is no workbook, is too large, or is hostile.
    """
    _require_own(institution, by)
    year = students.academic_year(by.at)
    sheet = queries.read(data, filename, institution, year)
    upload = Upload.objects.create(
        institution=institution,
        filename=filename[-200:],
        digest=hashlib.sha256(data).hexdigest(),
        data=data,
        academic_year=year,
        staged_at=by.at,
        staged_by_id=by.user_id,
        notes=[asdict(note) for note in sheet.notes],
        set_aside=sheet.set_aside,
    )
    judged = _judge(institution, sheet.rows, by, year)
    _keep(upload, judged)
    tell_holders(institution=institution, stays=[j.told for j in judged if j.told], by=by)
    record("stage-upload", upload, by=by, organization_id=institution.pk, after={"rows": len(judged)})
    return upload


@transaction.atomic
def apply(*, upload: Upload, valid_rows_only: bool, by: Actor, leave_out: Sequence[int] = ()) -> Upload:
    """Write the rows to the register: all or nothing, or the valid ones only if the officer says so.

    `leave_out` are row numbers the officer unticked. Raises Blocked if the round, a confirmation or
    an earlier application forbids, Invalid with the errors by row.
    """
    institution = upload.institution
    _require_own(institution, by)
    Organization.objects.select_for_update(no_key=True).get(pk=institution.pk)
    upload = Upload.objects.get(pk=upload.pk)
    refuse_if(obstacles_to_writing(window_for(institution, by.at)))
    if upload.state != UploadState.STAGED:
        raise Blocked([Obstacle("already-applied", _("ไฟล์นี้นำเข้าหรือทิ้งไปแล้ว อัปโหลดใหม่หากต้องการนำเข้าอีก"))])
    year = students.academic_year(by.at)
    sheet = queries.read(bytes(upload.data), upload.filename, institution, year)
    judged = _without(leave_out, _judge(institution, sheet.rows, by, year))
    _keep(upload, judged)
    if not valid_rows_only:
        refuse_if_wrong(
            f.as_fault(j.row.number)
            for j in judged
            for f in j.findings
            if j.kind == RowKind.REFUSED and f.severity == Severity.ERROR
        )
    _write(institution, [j for j in judged if j.kind in (RowKind.NEW, RowKind.CHANGED)], by)
    upload.state, upload.applied_at = UploadState.APPLIED, by.at
    upload.save(update_fields=["state", "applied_at"])
    counts = {kind.value: sum(1 for j in judged if j.kind == kind) for kind in RowKind}
    record("apply-upload", upload, by=by, organization_id=institution.pk, after=counts)
    return upload


@transaction.atomic
def discard(*, upload: Upload, by: Actor) -> None:
    """Put a staged file away; its rows stay for the record."""
    _require_own(upload.institution, by)
    changed = Upload.objects.filter(pk=upload.pk, state=UploadState.STAGED).update(
        state=UploadState.DISCARDED
    )
    if not changed:
        raise Blocked([Obstacle("already-applied", _("ไฟล์นี้นำเข้าหรือทิ้งไปแล้ว"))])
    record("discard-upload", upload, by=by, organization_id=upload.institution_id)


def _without(leave_out: Sequence[int], judged: Sequence[Judged]) -> list[Judged]:
    left = set(leave_out)
    return [replace(j, kind=RowKind.LEFT_OUT) if j.row.number in left else j for j in judged]


def _write(institution: Organization, judged: Sequence[Judged], by: Actor) -> None:
    new = [j for j in judged if j.placement is None]
    changed = [j for j in judged if j.placement is not None]
    if changed:
        change(
            institution=institution,
            changes=[Change(j.placement.enrollment_id, j.entry) for j in changed if j.placement],
            by=by,
            rows=[j.row.number for j in changed],
        )
    if new:
        enroll(
            institution=institution, entries=[j.entry for j in new], by=by, rows=[j.row.number for j in new]
        )


def _judge(institution: Organization, rows: Sequence[ReadRow], by: Actor, year: int) -> list[Judged]:
    """Every row against the register, in a fixed number of queries whatever the length of the file."""
    held = list(students.register(by, institution))
    match = Matcher(held, rows)
    codes = all_codes(by.today) if any(row.values.get("particulars") for row in rows) else {}
    pairs = [(row, match.find(row)) for row in rows]
    entries = [
        tidy(rules.entry_from(row.values, students.entry_of(placement) if placement else None, codes))
        for row, placement in pairs
    ]
    matched = [placement.enrollment.student_id for _row, placement in pairs if placement]
    around = students.surroundings(institution, entries, by.today, year, students=matched)
    twice = rules.duplicates(rows)
    return [
        _judge_row(row, placement, entry, around, twice, year)
        for (row, placement), entry in zip(pairs, entries, strict=True)
    ]


def _judge_row(
    row: ReadRow,
    placement: Placement | None,
    entry: Entry,
    around: students.Surroundings,
    twice: dict[int, Finding],
    year: int,
) -> Judged:
    student_id = placement.enrollment.student_id if placement else None
    newcomer = not (placement and entry.entered_on) or is_newcomer(entry.entered_on, year)
    facts = around.facts_for(entry, student_id, newcomer)
    entry, judged = rules.without_unreadable(entry, judge(entry, facts))
    entry = rules.only_what_differs(entry, facts.particulars) if placement else entry
    findings = rules.join_findings(row.findings, judged) + (
        [twice[row.number]] if row.number in twice else []
    )
    changes = rules.difference(students.entry_of(placement), entry, facts.particulars) if placement else []
    if any(finding.severity == Severity.ERROR for finding in findings):
        kind = RowKind.REFUSED
    elif placement is None:
        kind = RowKind.NEW
    else:
        kind = RowKind.CHANGED if changes else RowKind.SAME
    return Judged(row, entry, placement, kind, findings, changes, around.told(entry))


class Matcher:
    """Which student of the register a row means: by citizen ID, else by name and birth date, if one student
    and one row bear them; several rows of one name are several people until their numbers say otherwise.
    """

    def __init__(self, held: Sequence[Placement], rows: Sequence[ReadRow]) -> None:
        self.by_id = {p.enrollment.student.citizen_id: p for p in held if p.enrollment.student.citizen_id}
        named = {row.values.get("citizen_id") for row in rows}
        self.by_name: dict[tuple[str, str, date | None], list[Placement]] = {}
        for placement in held:
            student = placement.enrollment.student
            if student.citizen_id not in named:
                key = (student.first_name, student.last_name, student.birth_date)
                self.by_name.setdefault(key, []).append(placement)
        self.rows_named = Counter(_name_of(row) for row in rows if not self._numbered(row))

    def find(self, row: ReadRow) -> Placement | None:
        """The placement a row means, or None for a newcomer."""
        if placement := self._numbered(row):
            return placement
        same = self.by_name.get(_name_of(row), [])
        return same[0] if len(same) == 1 and self.rows_named[_name_of(row)] == 1 else None

    def _numbered(self, row: ReadRow) -> Placement | None:
        return self.by_id.get(row.values.get("citizen_id") or "")


def _name_of(row: ReadRow) -> tuple[str, str, date | None]:
    values = row.values
    return values.get("first_name", ""), values.get("last_name", ""), values.get("birth_date")


def _keep(upload: Upload, judged: Sequence[Judged]) -> None:
    upload.rows.all().delete()
    UploadRow.objects.bulk_create(
        [
            UploadRow(
                upload=upload,
                number=j.row.number,
                kind=j.kind,
                enrollment_id=j.placement.enrollment_id if j.placement else None,
                values=rules.as_json(j.entry),
                repairs=j.row.repairs,
                findings=[asdict(finding) for finding in j.findings],
                changes=j.changes,
            )
            for j in judged
        ],
        BATCH,
    )


def _require_own(institution: Organization, by: Actor) -> None:
    if by.organization_id != institution.pk or not by.is_officer:
        raise Forbidden(_("นำเข้าไฟล์ได้เฉพาะผู้รับผิดชอบของสถานศึกษาเอง"))
