"""Excel in and out (letter §4.3; DOMAIN, Excel in): the template, staged files, the file with its reasons.

A file of up to 10,000 rows is read at once, and a larger one is refused, so that nothing has to be polled;
`GET /uploads/{id}` answers whoever lost the first answer.
"""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from lec.api.access import ApiRequest, register_seen
from lec.api.given import GivenModel, Sent
from lec.refusals import Fault, Invalid, NotVisible
from lec.students.rules import Finding, require_own_register
from lec.uploads import actions, queries
from lec.uploads.models import Upload
from lec.uploads.workbook import MAX_BYTES, NotAWorkbook, column_name

router = Router(tags=["uploads"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK = {
    "description": "A workbook",
    "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
}
FETCHED = {"responses": {200: WORKBOOK}}
SENT = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        }
    }
}


class FoundInRow(Schema):
    """What is wrong in a row, by the number Excel shows; of the file as a whole where there is no row."""

    row: int | None
    field: str
    code: str
    severity: str
    message: str


class Repaired(Schema):
    """What was mended in a row, and how."""

    row: int
    field: str
    before: str
    after: str


class UnderstoodColumn(Schema):
    """A heading and the field it was taken for; "" for a column that is not read."""

    column: str
    heading: str
    group: str
    field: str


class ShownUpload(Schema):
    """A file as staged: how many rows would do what, everything found and mended, and how its headings were
    understood. `state` is staged, applied or discarded; reading, applying or unreadable where a page handed a
    long file to the worker.
    """

    id: int
    state: str
    rows: int
    new: int
    changed: int
    same: int
    refused: int
    findings: list[FoundInRow]
    repairs: list[Repaired]
    columns: list[UnderstoodColumn]


class ApplyGiven(GivenModel):
    """Whether rows with errors may stay behind; without it, it is all or nothing."""

    valid_rows_only: bool = False


@router.get("/institutions/{code}/template.xlsx", openapi_extra=FETCHED)
def template(request: ApiRequest, code: str) -> HttpResponse:
    """The workbook to fill, holding the register as it stands."""
    institution = register_seen(request.auth, code)
    return _workbook(queries.template(request.auth, institution), f"LEC-{institution.code}.xlsx")


@router.post("/institutions/{code}/uploads", response={201: ShownUpload}, openapi_extra=SENT)
def upload(request: ApiRequest, code: str) -> ShownUpload:
    """Stage a file: read, mended, judged and compared. Nothing is written to the register."""
    institution = register_seen(request.auth, code)
    require_own_register(request.auth, institution.pk, officer=True)
    sent = request.FILES.get("file")
    if sent is None:
        raise Invalid([Fault("file-missing", _("ยังไม่ได้ส่งไฟล์ ส่งแบบ multipart/form-data ชื่อช่อง file"), "file")])
    if (sent.size or 0) > MAX_BYTES:
        raise NotAWorkbook("too-large")
    staged = actions.stage(
        institution=institution, data=sent.read(), filename=sent.name or "", by=request.auth
    )
    return _shown(staged)


@router.get("/uploads/{row:upload_id}", response=ShownUpload)
def show_upload(request: ApiRequest, upload_id: int) -> ShownUpload:
    """A file staged or applied before."""
    return _shown(_fetch(request, upload_id))


@router.post("/uploads/{row:upload_id}/apply", response=ShownUpload)
def apply(request: ApiRequest, upload_id: int, body: Sent[ApplyGiven]) -> ShownUpload:
    """Write the rows to the register; judged anew, for the register may have moved since."""
    staged = _fetch(request, upload_id)
    require_own_register(request.auth, staged.institution_id, officer=True)
    only_valid = body.read().valid_rows_only
    return _shown(actions.apply(upload=staged, valid_rows_only=only_valid, by=request.auth))


@router.get("/uploads/{row:upload_id}/result.xlsx", openapi_extra=FETCHED)
def result(request: ApiRequest, upload_id: int) -> HttpResponse:
    """The same file with a column of reasons and colored cells."""
    staged = _fetch(request, upload_id)
    return _workbook(queries.result(staged), f"LEC-{staged.pk}.xlsx")


def _fetch(request: ApiRequest, pk: int) -> Upload:
    staged = queries.uploads_for(request.auth).filter(pk=pk).first()
    if staged is None:
        raise NotVisible
    return staged


def _shown(staged: Upload) -> ShownUpload:
    counts = queries.counts_by_kind(staged)
    notes = [(None, queries.as_finding(note)) for note in staged.notes]
    return ShownUpload(
        id=staged.pk,
        state=staged.state,
        rows=sum(counts.values()),
        **counts,
        findings=[_found(row, finding) for row, finding in [*notes, *queries.all_findings(staged)]],
        repairs=[
            Repaired(row=row, **{name: str(repair[name]) for name in ("field", "before", "after")})
            for row, repair in queries.all_repairs(staged)
        ],
        columns=[
            UnderstoodColumn(
                column=column_name(one["column"]),
                heading=one["label"],
                group=one["group"],
                field=one["field"],
            )
            for one in staged.columns
        ],
    )


def _found(row: int | None, finding: Finding) -> FoundInRow:
    return FoundInRow(
        row=row,
        field=finding.field,
        code=finding.code,
        severity=finding.severity,
        message=finding.message,
    )


def _workbook(data: bytes, name: str) -> HttpResponse:
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=XLSX, headers=headers)
