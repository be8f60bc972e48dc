"""Questions about files: what one says, what became of it, and who of the register is not in it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.refusals import Fault
from lec.students.models import Classroom, Placement
from lec.students.queries import academic_year, entry_of, register
from lec.students.rules import Finding, Severity
from lec.uploads.models import HeadingMeaning, RowKind, Upload, UploadRow, UploadState
from lec.uploads.rules import ReadRow, differs, left_aside, plain_name, read_from_json
from lec.uploads.workbook import (
    NOTHING_ASKED,
    Asked,
    Heading,
    NotAWorkbook,
    inspect_and_read,
    write_result,
    write_template,
)


@dataclass(frozen=True)
class FileRead:
    """The rows of a file that concern the institution, what is said of the file as a whole, how many rows of
    other institutions were set aside, which sheet it is of all, and how its headings were understood.
    """

    rows: list[ReadRow]
    notes: list[Finding]
    set_aside: int
    sheet: str
    sheets: list[str]
    headings: list[Heading]
    found_row: int


def uploads_for(actor: Actor) -> QuerySet[Upload]:
    """Files of the institutions the actor may see, without their bytes."""
    return Upload.objects.visible_to(actor).select_related("institution", "staged_by").defer("data")


def uploads_of(actor: Actor, institution: Organization) -> QuerySet[Upload]:
    """The latest files of an institution with their row counts."""
    rows = uploads_for(actor).filter(institution=institution)
    return rows.annotate(row_count=Count("rows")).order_by("-staged_at")


def same_file_before(upload: Upload) -> Upload | None:
    """The very same file as it came last before, so that nobody wonders why nothing is new."""
    rows = Upload.objects.filter(institution=upload.institution_id, digest=upload.digest, pk__lt=upload.pk)
    return rows.defer("data").order_by("-pk").first()


def faults_of(upload: Upload) -> list[Fault]:
    """Why a file was not read, of one that is unreadable."""
    if upload.state != UploadState.UNREADABLE:
        return []
    return [fault for note in upload.notes for fault in NotAWorkbook(note["code"], **note["params"]).faults]


def meanings_at(institution: Organization) -> dict[str, str]:
    """What an institution's officer said that headings mean: field, or "" for not to be read, by heading."""
    said = HeadingMeaning.objects.filter(institution=institution)
    return dict(said.values_list("heading", "field"))


def counts_by_kind(upload: Upload) -> dict[str, int]:
    """How many rows are new, changed, same, refused."""
    found = dict(upload.rows.order_by().values_list("kind").annotate(number=Count("pk")))
    return {kind.value: found.get(kind, 0) for kind in RowKind}


def rows_of(upload: Upload, kind: str = "") -> QuerySet[UploadRow]:
    """The rows in the order of the file."""
    return upload.rows.filter(kind=kind) if kind else upload.rows.all()


def all_findings(upload: Upload) -> list[tuple[int, Finding]]:
    """Every finding with the number of its row."""
    rows = upload.rows.values_list("number", "findings")
    return [(number, as_finding(f)) for number, findings in rows for f in findings]


def all_repairs(upload: Upload) -> list[tuple[int, dict[str, Any]]]:
    """Every repair with the number of its row."""
    return [
        (number, repair)
        for number, repairs in upload.rows.values_list("number", "repairs")
        for repair in repairs
    ]


def as_finding(kept: dict[str, Any]) -> Finding:
    """A finding as it was kept with its row."""
    return Finding(kept["code"], Severity(kept["severity"]), kept["field"], kept["params"])


def repairs_by_kind(upload: Upload) -> list[dict[str, Any]]:
    """What was repaired, the most frequent kind first, each with one example."""
    repairs = [repair for row in upload.rows.values_list("repairs", flat=True) for repair in row]
    numbers = Counter(repair["kind"] for repair in repairs)
    examples = {repair["kind"]: repair for repair in reversed(repairs)}
    return [{**examples[kind], "count": count} for kind, count in numbers.most_common()]


def missing_from_file(actor: Actor, upload: Upload) -> QuerySet[Placement]:
    """Who is in the register but not in the file: said, never taken as having left."""
    named = upload.rows.exclude(enrollment=None).values("enrollment")
    return (
        register(actor, upload.institution)
        .exclude(enrollment__in=named)
        .order_by("classroom__grade", "classroom__room", "enrollment__student__sort_key")
    )


def new_rooms(actor: Actor, upload: Upload) -> list[tuple[str, str]]:
    """The rooms, as (grade, room), that applying would open: said before, lest a misprint opens one."""
    rows = upload.rows.filter(kind__in=(RowKind.NEW, RowKind.CHANGED)).values_list("values", flat=True)
    named = {(values["grade"], values["room"]) for values in rows}
    rooms = Classroom.objects.visible_to(actor).filter(
        institution=upload.institution_id, academic_year=upload.academic_year
    )
    return sorted(named - set(rooms.values_list("grade", "room")))


def template(actor: Actor, institution: Organization) -> bytes:
    """The workbook to fill, holding the register as it stands."""
    year = academic_year(actor.at)
    held = [entry_of(placement) for placement in register(actor, institution)]
    rooms = Classroom.objects.visible_to(actor).filter(institution=institution, academic_year=year)
    return write_template(
        institution_code=institution.code,
        institution_name=institution.name,
        academic_year=year,
        register_rows=held,
        classrooms=list(rooms.values_list("grade", "room")),
    )


def result(upload: Upload) -> bytes:
    """The same file with a column of reasons and colored cells."""
    by_row: dict[int, list[tuple[str, str, str]]] = {}
    for number, finding in all_findings(upload):
        by_row.setdefault(number, []).append((finding.field, str(finding.severity), finding.message))
    return write_result(bytes(upload.data), by_row, _asked(upload))


def rows_read(upload: Upload) -> list[ReadRow]:
    """The rows as they were read, in the order of the file."""
    kept = upload.rows.values_list("number", "read", "repairs")
    return [read_from_json(*row) for row in kept]


def read_again(upload: Upload) -> FileRead:
    """What a kept file says, read as its officer asked for it."""
    data, asked = bytes(upload.data), _asked(upload)
    return read(data, upload.filename, upload.institution, upload.academic_year, asked)


def _asked(upload: Upload) -> Asked:
    return Asked(upload.sheet, upload.heading_row, upload.assigned, without_names=True)


def read(
    data: bytes, filename: str, institution: Organization, year: int, asked: Asked = NOTHING_ASKED
) -> FileRead:
    """Open a file and keep the rows that concern the institution.

    Rows of other institutions are set aside where the file holds several; where it is wholly of another
    name, the name may only be written otherwise, so the rows stay and the difference is said. Raises Invalid
    for what is no workbook, is too large, or is hostile.
    """
    sheet = inspect_and_read(data, filename, asked)
    rows = [
        ReadRow(row.number, row.values, [dict(repair) for repair in row.repairs], row.findings)
        for row in sheet.rows
    ]
    mine = [row for row in rows if is_named(row.values.get("institution") or institution.name, institution)]
    kept = mine or rows
    names = {row.values["institution"] for row in kept if row.values.get("institution")} | {sheet.institution}
    years = {row.values["academic_year"] for row in kept if row.values.get("academic_year")} | {
        sheet.academic_year
    }
    notes = [differs("institution", name) for name in sorted(names - {""}) if not is_named(name, institution)]
    if sheet.institution_code not in ("", institution.code):
        notes = [differs("institution", sheet.institution or sheet.institution_code)]
    notes += [differs("year", str(other)) for other in sorted(filter(None, years)) if other != year]
    notes += left_aside(sheet.unread, sheet.skipped)
    return FileRead(
        kept, notes, len(rows) - len(kept), sheet.name, sheet.names, sheet.headings, sheet.heading_row
    )


def is_named(text: str, institution: Organization) -> bool:
    """Whether a text in a file means the institution: its code, or its name however its kind is written."""
    return text.strip() == institution.code or plain_name(text) == plain_name(institution.name)
