"""How a staged row is shown: names of fields in Thai, values as officers write them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.reference.grades import short
from lec.students.rules import Finding, Severity
from lec.thai import calendar, citizen_id
from lec.uploads.models import RowKind, UploadRow
from lec.uploads.queries import as_finding
from lec.uploads.workbook import KINDS
from lec.web.students.shown import room_label

ROWS_PER_PAGE = 50
TABS = (RowKind.REFUSED, RowKind.CHANGED, RowKind.NEW, RowKind.LEFT_OUT, RowKind.SAME)
MISSING = "missing"
TICKED = (RowKind.CHANGED, RowKind.NEW)
ICONS = {
    "refused": "x-octagon-fill",
    "changed": "pencil",
    "new": "person-plus",
    "left_out": "dash-lg",
    "same": "check-lg",
    MISSING: "eye-slash",
}

FIELDS = {
    "citizen_id_type": gettext_lazy("ประเภทเลขประจำตัว"),
    "citizen_id": gettext_lazy("เลขประจำตัวประชาชน"),
    "citizen_id_missing_because": gettext_lazy("เหตุที่ไม่มีเลขประจำตัว"),
    "prefix": gettext_lazy("คำนำหน้า"),
    "first_name": gettext_lazy("ชื่อ"),
    "last_name": gettext_lazy("นามสกุล"),
    "sex": gettext_lazy("เพศ"),
    "birth_date": gettext_lazy("วันเกิด"),
    "birth_day_unknown": gettext_lazy("ไม่ทราบวันเดือนเกิด"),
    "grade": gettext_lazy("ชั้น"),
    "room": gettext_lazy("ห้อง"),
    "student_number": gettext_lazy("เลขประจำตัวนักเรียน"),
    "entered_on": gettext_lazy("วันที่เข้าศึกษา"),
}


def shown_row(row: UploadRow) -> dict[str, Any]:
    """A staged row for the page: who, where in the file, findings, and the difference field by field."""
    return {
        "number": row.number,
        "kind": row.kind,
        "student": row.values,
        "room": room_label(row.values["grade"], row.values["room"]) if row.values["grade"] else "",
        "findings": sorted((shown_finding(row, as_finding(f)) for f in row.findings), key=heaviest_first),
        "changes": [
            {
                "field": str(FIELDS[change["field"]]),
                "before": shown_value(change["field"], change["before"]),
                "after": shown_value(change["field"], change["after"]),
            }
            for change in row.changes
        ],
    }


def shown_finding(row: UploadRow, finding: Finding) -> dict[str, Any]:
    """What is wrong, with the field and what stands in it, so that it is found again in the file."""
    held = shown_value(finding.field, row.values.get(finding.field))
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "field": str(FIELDS.get(finding.field, "")),
        "value": finding.params.get("text") or held or finding.params.get(finding.field, ""),
    }


def heaviest_first(finding: dict[str, Any]) -> int:
    """What refuses the row stands before what is only to be explained."""
    return list(Severity).index(finding["severity"])


def shown_value(name: str, value: Any) -> str:
    """A value the way it is written on screen."""
    if value in (None, ""):
        return ""
    if name in ("birth_date", "entered_on"):
        return calendar.format_short(date.fromisoformat(value))
    if name == "citizen_id":
        return citizen_id.format(value)
    if name == "grade":
        return short(value)
    if name == "sex":
        return {"M": _("ชาย"), "F": _("หญิง")}.get(value, value)
    if isinstance(value, bool):
        return _("ใช่") if value else _("ไม่ใช่")
    return str(value)


def repair_label(kind: str) -> str:
    """What kind of repair was made, in Thai."""
    return str(KINDS.get(kind, kind))


def shown_tabs(counts: dict[str, int], missing: int) -> list[dict[str, Any]]:
    """The groups that hold rows, what must be corrected first."""
    groups = [(kind.value, str(kind.label), counts[kind]) for kind in TABS]
    groups.append((MISSING, _("ไม่อยู่ในไฟล์"), missing))
    return [
        {"name": name, "label": label, "count": count, "icon": ICONS[name]}
        for name, label, count in groups
        if count
    ]
