"""Excel in and out: the template, a file staged and compared, applied or put away (DOMAIN, Excel in)."""

from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.actor import Actor
from lec.claims.actions import file_claim
from lec.reference.queries import codes_and_labels
from lec.refusals import Fault, Invalid, NotVisible, refuse_if_wrong
from lec.students.rules import PARTICULARS
from lec.uploads import actions, queries
from lec.uploads.models import RowKind, Upload, UploadRow, UploadState
from lec.uploads.rules import entry_of_row
from lec.uploads.workbook import MAX_BYTES, NotAWorkbook
from lec.web.acting import acting, acting_organization
from lec.web.students.forms import ids
from lec.web.students.locked import locked
from lec.web.students.shown import room_label
from lec.web.uploads import ticks
from lec.web.uploads.shown import (
    MISSING,
    ROWS_PER_PAGE,
    TICKED,
    repair_label,
    shown_row,
    shown_tabs,
    shown_unread,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LATEST = 20
READ_AT_ONCE = 60_000  # bytes: some 800 rows, read within a second
APPLIED_AT_ONCE = 500  # rows: written within a second
WRITTEN_IN_A_SECOND = 700
PATIENCE, LONGEST = timedelta(seconds=20), timedelta(minutes=5)
WAITED_FOR = (UploadState.READING, UploadState.UNREADABLE, UploadState.APPLYING)


def listing(request: HttpRequest) -> HttpResponse:
    """Fetch the template, send a file, see what became of earlier ones."""
    by = acting(request)
    institution, faults = acting_organization(request), []
    if request.method == "POST":
        try:
            data, filename = _sent(request)
            if len(data) > READ_AT_ONCE:
                received = actions.receive(institution=institution, data=data, filename=filename, by=by)
                return redirect("uploads:upload", received.pk)
            staged = actions.stage(
                institution=institution, data=data, filename=filename, by=by, without_names=True
            )
            return redirect("uploads:upload" if staged.is_understood else "uploads:columns", staged.pk)
        except Invalid as refusal:
            faults = refusal.faults
    context = {
        "uploads": queries.uploads_of(by, institution)[:LATEST],
        "faults": faults,
        "locked": locked(request),
    }
    return render(request, "uploads/list.html", context, status=422 if faults else 200)


def template(request: HttpRequest) -> HttpResponseBase:
    """The workbook to fill, holding the register as it stands."""
    by = acting(request)
    institution = acting_organization(request)
    return _download(queries.template(by, institution), f"LEC-{institution.code}.xlsx")


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do, row by row, before it does. Sent, the ticks are kept and the page is turned."""
    by = acting(request)
    staged = fetch(by, pk)
    if staged.state in WAITED_FOR:
        return _waiting(request, by, staged)
    if "HX-Request" in request.headers:  # the page of a file that was waited for
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.method == "POST":
        ticks.keep(request, staged)
        onward = QueryDict(request.POST.get("go", "")).urlencode()
        return redirect(f"{reverse('uploads:upload', args=[pk])}?{onward}")
    return render(request, "uploads/upload.html", _context(request, by, staged))


def _waiting(request: HttpRequest, by: Actor, upload: Upload) -> HttpResponse:
    """A file in the worker's hands, how far it is; where nobody takes it up, the page does it itself."""
    waited = by.at - (upload.asked_at or upload.staged_at)
    job = JOBS.get(upload.state)
    if request.method == "POST" and job:
        job.call(upload_id=upload.pk)
        return redirect("uploads:upload", upload.pk)
    late = waited > (LONGEST if upload.progress else PATIENCE)
    context = {
        "upload": upload,
        "late": late,
        "percent": _percent(upload, waited),
        "faults": queries.faults_of(upload),
    }
    return render(request, "uploads/waiting.html", context)


def _percent(upload: Upload, waited: timedelta) -> int:
    """How far a job is. Nothing of a transaction is seen before its end, so of writing it is an estimate."""
    if upload.state != UploadState.APPLYING or not upload.progress:
        return upload.progress
    expected = max(upload.rows.count() / WRITTEN_IN_A_SECOND, 1)
    return min(int(100 * waited.total_seconds() / expected), 95)


JOBS = {UploadState.READING.value: actions.read_file, UploadState.APPLYING.value: actions.apply_file}


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the ticked, valid rows to the register, all of them or none; many are handed to the worker."""
    by = acting(request)
    staged = fetch(by, pk)
    if staged.state == UploadState.APPLYING:
        return redirect("uploads:upload", pk)
    left_out = ticks.keep(request, staged)
    ready = _ready(queries.counts_by_kind(staged), left_out)
    try:
        refuse_if_wrong(_nothing_chosen(ready))
        if ready > APPLIED_AT_ONCE:
            actions.apply_later(upload=staged, by=by, leave_out=sorted(left_out))
        else:
            actions.apply(upload=staged, valid_rows_only=True, by=by, leave_out=sorted(left_out))
    except Invalid as refusal:
        context = _context(request, by, staged) | {"faults": refusal.faults}
        return render(request, "uploads/upload.html", context, status=422)
    ticks.forget(request, staged)
    return redirect("uploads:upload", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the file away; nothing of it reaches the register."""
    by = acting(request)
    staged = fetch(by, pk)
    actions.discard(upload=staged, by=by)
    ticks.forget(request, staged)
    messages.success(request, _("ทิ้งไฟล์แล้ว ทะเบียนไม่มีอะไรเปลี่ยน"))
    return redirect("uploads:list")


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the child of a row that is active elsewhere, with what the row says of it."""
    by = acting(request)
    staged = fetch(by, pk)
    number = next(iter(ids([request.POST.get("row", "")])), 0)
    row = queries.rows_of(staged).filter(number=number).first()
    if row is None:
        raise NotVisible
    try:
        filed = file_claim(claimant=acting_organization(request), entry=entry_of_row(row.values), by=by)
    except Invalid as refusal:
        context = _context(request, by, staged) | {"faults": refusal.faults}
        return render(request, "uploads/upload.html", context, status=422)
    messages.success(request, _("ยื่นคำขอรับย้ายแล้ว สถานศึกษาเดิมได้รับแจ้งแล้ว"))
    return redirect("claims:claim", filed.pk)


def result(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same file with the reasons in it, to correct and send again."""
    staged = fetch(acting(request), pk)
    if staged.state in (UploadState.READING, UploadState.UNREADABLE):
        raise NotVisible
    stem = staged.filename.rpartition(".")[0] or "LEC"
    return _download(queries.result(staged), f"{stem}-เหตุผล.xlsx")


def _sent(request: HttpRequest) -> tuple[bytes, str]:
    """The file's bytes and name; one that is too large is refused unread."""
    sent = request.FILES.get("file")
    if sent is None:
        raise Invalid([Fault("file-missing", _("ยังไม่ได้เลือกไฟล์ กดเลือกไฟล์ Excel ก่อน แล้วกดตรวจไฟล์"), "file")])
    if (sent.size or 0) > MAX_BYTES:
        raise NotAWorkbook("too-large")
    return sent.read(), sent.name or ""


def _nothing_chosen(ready: int) -> list[Fault]:
    if ready:
        return []
    return [Fault("nothing-chosen", _("ยังไม่ได้เลือกแถวที่จะนำเข้า เลือกอย่างน้อย 1 แถว หรือกดทิ้งไฟล์นี้"), "row")]


def _ready(counts: dict[str, int], left_out: set[int]) -> int:
    return sum(counts[kind] for kind in TICKED) - len(left_out)


def fetch(by: Actor, pk: int) -> Upload:
    """A file the actor may see. Raises NotVisible for any other."""
    staged = queries.uploads_for(by).filter(pk=pk).first()
    if staged is None:
        raise NotVisible
    return staged


def _context(request: HttpRequest, by: Actor, upload: Upload) -> dict[str, Any]:
    staged = upload.state == UploadState.STAGED
    refused = [Fault(r["code"], r["message"], row=r["row"]) for r in upload.refused] if staged else []
    counts, left_out = queries.counts_by_kind(upload), ticks.left_out(request, upload)
    missing = queries.missing_from_file(by, upload)
    absent = missing.count() if staged else 0
    tabs = shown_tabs(counts, absent)
    return {
        "upload": upload,
        "staged": staged,
        "faults": refused,
        "counts": counts,
        "left_out": left_out,
        "ready": _ready(counts, left_out),
        "missing": absent,
        "new_rooms": [room_label(*room) for room in queries.new_rooms(by, upload)] if staged else [],
        "repairs": queries.repairs_by_kind(upload),
        "repair_label": repair_label,
        "notes": [queries.as_finding(note) for note in upload.notes],
        "before": queries.same_file_before(upload) if staged else None,
        "locked": locked(request) if staged else None,
        "tabs_shown": tabs,
        "unread": shown_unread(upload),
        "understood": upload.is_understood,
        **_rows(request, by, upload, [tab["name"] for tab in tabs], missing),
    }


def _rows(request: HttpRequest, by: Actor, upload: Upload, tabs: list[str], missing: Any) -> dict[str, Any]:
    """One page of one group of rows: the group asked for, else the first."""
    tab = request.GET.get("tab")
    if tab not in tabs:
        tab = next(iter(tabs), RowKind.SAME)
    found = missing if tab == MISSING else queries.rows_of(upload, tab)
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "tab": tab,
        "page": page,
        "rows": list(page) if tab == MISSING else _shown(by, page),
        "ticks": upload.state == UploadState.STAGED and tab in TICKED,
    }


def _shown(by: Actor, page: Iterable[UploadRow]) -> list[dict[str, Any]]:
    """The rows of a page; the words of codes are fetched if one of them speaks of any."""
    rows = list(page)
    coded = any(change["field"] in PARTICULARS for row in rows for change in row.changes)
    labels = codes_and_labels(by.today)[1] if coded else {}
    return [shown_row(row, labels) for row in rows]


def _download(data: bytes, filename: str) -> HttpResponseBase:
    return FileResponse(BytesIO(data), as_attachment=True, filename=filename, content_type=XLSX)
