"""Every row of a file against the register, by the very rules of the form, and kept with its upload."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.reference.queries import all_codes
from lec.refusals import Forbidden
from lec.students import queries as students
from lec.students.actions import tell_holders
from lec.students.models import Enrollment, Placement
from lec.students.rules import Entry, Finding, Severity, is_newcomer, judge, tidy
from lec.uploads import rules
from lec.uploads.models import RowKind, Upload, UploadRow
from lec.uploads.queries import FileRead
from lec.uploads.rules import ReadRow
from lec.uploads.workbook.particulars import with_keys, words_of

BATCH = 1000
LONGEST_SHEET = 255
SAID = ("kind", "enrollment", "values", "findings", "changes", "claimable")


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


def judge_rows(institution: Organization, rows: Sequence[ReadRow], by: Actor, year: int) -> list[Judged]:
    """Every row against the register, in a fixed number of queries whatever the length of the file."""
    held = list(students.register(by, institution))
    match = Matcher(held, rows)
    told = any(row.values.get("particulars") for row in rows)
    words = words_of(all_codes(by.today)) if told else {}
    pairs = [(row, match.find(row)) for row in rows]
    entries = [
        tidy(
            rules.entry_from(
                row.values,
                students.entry_of(placement) if placement else None,
                with_keys(row.values.get("particulars", {}), words),
            )
        )
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


def keep_file(upload: Upload, file: FileRead, by: Actor) -> None:
    """What a file says, judged now; holders of children who are asked for are told."""
    upload.notes = [asdict(note) for note in file.notes]
    upload.set_aside = file.set_aside
    upload.columns = [asdict(heading) for heading in file.headings]
    upload.sheet, upload.sheets, upload.found_row = file.sheet[:LONGEST_SHEET], file.sheets, file.found_row
    upload.refused = []
    upload.save(update_fields=["notes", "set_aside", "columns", "sheet", "sheets", "found_row", "refused"])
    judged = judge_rows(upload.institution, file.rows, by, upload.academic_year)
    upload.rows.all().delete()
    UploadRow.objects.bulk_create(
        [
            UploadRow(
                upload=upload,
                number=j.row.number,
                read=rules.read_as_json(j.row),
                repairs=j.row.repairs,
                **_said(j),
            )
            for j in judged
        ],
        BATCH,
    )
    tell_holders(institution=upload.institution, stays=[j.told for j in judged if j.told], by=by)


def keep_judged(upload: Upload, judged: Sequence[Judged]) -> None:
    """What is said of the rows now; of whom nothing else is said than before stay as they are."""
    said = {j.row.number: _said(j) for j in judged}
    moved = [
        row for row in upload.rows.all() if any(getattr(row, n) != v for n, v in said[row.number].items())
    ]
    for row in moved:
        for name, value in said[row.number].items():
            setattr(row, name, value)
    UploadRow.objects.bulk_create(
        moved, BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=SAID
    )


def _said(judged: Judged) -> dict[str, Any]:
    """What is kept of a row besides its number and its repairs."""
    return {
        "kind": judged.kind,
        "enrollment_id": judged.placement.enrollment_id if judged.placement else None,
        "values": rules.as_json(judged.entry),
        "findings": [asdict(finding) for finding in judged.findings],
        "changes": judged.changes,
        "claimable": judged.told is not None,
    }


def show_progress(upload: Upload, percent: int) -> None:
    """How far a job is; seen at once, for it is no part of a transaction."""
    Upload.objects.filter(pk=upload.pk).update(progress=percent)


def require_own(institution: Organization, by: Actor) -> None:
    """Files are for the institution's own responsible person. Raises Forbidden for anybody else."""
    if by.organization_id != institution.pk or not by.is_officer:
        raise Forbidden(_("นำเข้าไฟล์ได้เฉพาะผู้รับผิดชอบของสถานศึกษาเอง"))
