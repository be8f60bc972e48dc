"""How a file's columns were understood, for the officer to say otherwise (DOMAIN, Excel in)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from lec.refusals import Fault, Invalid
from lec.uploads import actions
from lec.uploads.models import Upload, UploadState
from lec.uploads.workbook import MAX_ROWS, column_name
from lec.web.acting import acting
from lec.web.uploads.shown import field_choices, shown_unread
from lec.web.uploads.views import fetch


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is what, guessed and to be corrected. Sent, the file is read anew and its rows shown."""
    by = acting(request)
    staged, faults = fetch(by, pk), []
    if staged.state != UploadState.STAGED:
        return redirect("uploads:upload", pk)
    if request.method == "POST":
        try:
            actions.assign(upload=staged, by=by, **_asked(request.POST, staged))
            return redirect("uploads:columns" if "look" in request.POST else "uploads:upload", pk)
        except Invalid as refusal:
            faults = refusal.faults
    context = _context(staged, request.POST, faults)
    return render(request, "uploads/columns.html", context, status=422 if faults else 200)


def _asked(data: QueryDict, staged: Upload) -> dict[str, Any]:
    """What the officer says otherwise than it was understood; another sheet or row has other headings."""
    given = dict(zip(data.getlist("heading"), data.getlist("field"), strict=False))
    sheet = data.get("sheet", staged.sheet)
    row = _row(data.get("heading_row", ""), staged, sheet)
    moved = (sheet, row) != (staged.sheet, staged.heading_row)
    held = {column["key"]: column["field"] for column in staged.columns}
    changed = {key: given[key] for key in held if key in given and given[key] != held[key]}
    return {"meanings": {} if moved else changed, "sheet": sheet, "heading_row": row}


def _row(text: str, staged: Upload, sheet: str) -> int:
    """The row of headings, 0 where it is to be found: on another sheet it is another one."""
    if sheet not in staged.sheets:
        return staged.heading_row
    if sheet != staged.sheet or not text.isdecimal() or int(text) == staged.found_row:
        return 0 if sheet != staged.sheet else staged.heading_row
    return max(1, min(int(text), MAX_ROWS))


def _context(staged: Upload, data: QueryDict, faults: list[Fault]) -> dict[str, Any]:
    chosen = dict(zip(data.getlist("heading"), data.getlist("field"), strict=False)) if faults else {}
    said = {fault.field: fault.message for fault in faults}
    rows = [
        {
            **column,
            "letter": column_name(column["column"]),
            "field": chosen.get(column["key"], column["field"]),
            "fault": said.get(column["key"], ""),
        }
        for column in staged.columns
    ]
    return {
        "upload": staged,
        "rows": sorted(rows, key=lambda row: (not row["fault"], bool(row["field"]))),
        "unread": len(shown_unread(staged)),
        "understood": staged.is_understood,
        "groups": field_choices(),
        "faults": faults,
    }
