"""Excel in and out: the template, a file staged and compared, applied or put away (DOMAIN, Excel in)."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lec.actor import Actor
from lec.organizations.queries import acting_for
from lec.refusals import Invalid, NotVisible
from lec.rounds.queries import window_for
from lec.rounds.rules import obstacles_to_writing
from lec.uploads import actions, queries
from lec.uploads.models import RowKind, Upload
from lec.web.acting import acting
from lec.web.uploads.shown import ROWS_PER_PAGE, TABS, repair_label, shown_row, shown_tabs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def listing(request: HttpRequest) -> HttpResponse:
    """Fetch the template, send a file, see what became of earlier ones."""
    by = acting(request)
    institution = acting_for(by)
    faults = []
    sent = request.FILES.get("file")
    if sent is not None:
        try:
            staged = actions.stage(institution=institution, data=sent.read(), filename=sent.name or "", by=by)
            return redirect("uploads:upload", staged.pk)
        except Invalid as refusal:
            faults = refusal.faults
    elif request.method == "POST":
        messages.error(request, _("ยังไม่ได้เลือกไฟล์ กดเลือกไฟล์ Excel ก่อน แล้วกดตรวจไฟล์"))
    context = {
        "institution": institution,
        "uploads": queries.uploads_of(by, institution)[:20],
        "faults": faults,
        "locked": list(obstacles_to_writing(window_for(institution, by.at))),
    }
    return render(request, "uploads/list.html", context, status=422 if faults else 200)


def template(request: HttpRequest) -> HttpResponseBase:
    """The workbook to fill, holding the register as it stands."""
    by = acting(request)
    institution = acting_for(by)
    return _download(queries.template(by, institution), f"LEC-{institution.code}.xlsx")


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do, row by row, before anything is written."""
    by = acting(request)
    return render(request, "uploads/upload.html", _context(request, by, _fetch(by, pk)))


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the ticked, valid rows to the register, all of them or none."""
    by = acting(request)
    staged = _fetch(by, pk)
    offered = {int(n) for n in request.POST.getlist("offered") if n.isdecimal()}
    ticked = {int(n) for n in request.POST.getlist("row") if n.isdecimal()}
    try:
        actions.apply(upload=staged, valid_rows_only=True, by=by, leave_out=sorted(offered - ticked))
    except Invalid as refusal:
        context = _context(request, by, _fetch(by, pk)) | {"faults": refusal.faults}
        return render(request, "uploads/upload.html", context, status=422)
    messages.success(request, _("นำเข้าแล้ว ข้อมูลอยู่ในทะเบียนเรียบร้อย"))
    return redirect("uploads:upload", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the file away; nothing of it reaches the register."""
    by = acting(request)
    actions.discard(upload=_fetch(by, pk), by=by)
    messages.success(request, _("ทิ้งไฟล์แล้ว ทะเบียนไม่มีอะไรเปลี่ยน"))
    return redirect("uploads:list")


def result(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same file with the reasons in it, to correct and send again."""
    staged = _fetch(acting(request), pk)
    stem = staged.filename.rpartition(".")[0] or "LEC"
    return _download(queries.result(staged), f"{stem}-เหตุผล.xlsx")


def _fetch(by: Actor, pk: int) -> Upload:
    staged = queries.uploads_for(by).filter(pk=pk, institution=by.organization_id).first()
    if staged is None:
        raise NotVisible
    return staged


def _context(request: HttpRequest, by: Actor, staged: Upload) -> dict[str, Any]:
    counts = queries.counts_by_kind(staged)
    missing = queries.missing_from_file(by, staged) if staged.state == "staged" else None
    tabs = shown_tabs(counts, len(missing) if missing is not None else 0)
    first = next((name for name in TABS if counts.get(name)), RowKind.SAME)
    tab = request.GET.get("tab", first)
    absent = tab == "missing" and missing is not None
    rows: Any = missing if absent else queries.rows_of(staged, tab)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "upload": staged,
        "counts": counts,
        "tabs_shown": [t | {"active": t["name"] == tab} for t in tabs],
        "tab": tab,
        "page": page,
        "rows": list(page) if absent else [shown_row(row) for row in page],
        "repairs": queries.repairs_by_kind(staged),
        "repair_label": repair_label,
        "notes": [queries.as_finding(note) for note in staged.notes],
        "before": queries.same_file_before(staged) if staged.state == "staged" else None,
        "locked": list(obstacles_to_writing(window_for(staged.institution, by.at))),
        "ready": counts["new"] + counts["changed"],
    }


def _download(data: bytes, filename: str) -> HttpResponseBase:
    return FileResponse(BytesIO(data), as_attachment=True, filename=filename, content_type=XLSX)
