"""How a staged row is shown: names of fields in Thai, values as officers write them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.reference.grades import short
from lec.reference.queries import Labels
from lec.students.rules import PARTICULARS, SECTIONS, Finding, Section, Severity
from lec.thai import calendar, citizen_id
from lec.uploads.models import RowKind, Upload, UploadRow
from lec.uploads.queries import as_finding
from lec.uploads.workbook import KINDS
from lec.uploads.workbook.headings import ASSIGNABLE, REGISTER, says_nothing
from lec.web.audit.fields import field_of
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


# What stands in a column of its own, or with others in one, otherwise than the register has it.
IN_A_FILE = {
    "full_name": gettext_lazy("ชื่อและนามสกุลในช่องเดียว"),
    "subdistrict": gettext_lazy("ตำบล"),
    "district": gettext_lazy("อำเภอ"),
    "province": gettext_lazy("จังหวัด"),
}


def field_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column may be said to mean, in groups, as a select shows it."""
    register = [(name, str(FIELDS.get(name) or IN_A_FILE[name])) for name in REGISTER]
    groups = [(str(title), _choices_in(section)) for section, title in SECTIONS.items()]
    return [(_("ทะเบียน"), register), *groups]


def _choices_in(section: Section) -> list[tuple[str, str]]:
    """The particulars of a section, and the parts that a file has of a name or a place."""
    return [
        (name, str(IN_A_FILE.get(name.removeprefix(f"{section}_")) or PARTICULARS[name].label))
        for name in ASSIGNABLE
        if name.startswith(f"{section}_") or (name in PARTICULARS and PARTICULARS[name].section == section)
    ]


def shown_unread(upload: Upload) -> list[str]:
    """The headings of columns that are not read, but for those that say nothing of a student."""
    return [
        column["label"]
        for column in upload.columns
        if column["label"] and not column["field"] and not says_nothing(column["label"])
    ]


def label_of(name: str) -> str:
    """What a field is called; of two of one name it says whose."""
    further = field_of("students.enrollment", name) if name not in FIELDS else None
    return str(FIELDS.get(name) or (further.label if further else ""))


def shown_row(row: UploadRow, labels: Labels) -> dict[str, Any]:
    """A staged row for the page: who, where in the file, findings, and the difference field by field.

    `labels`, list -> key -> label, are the words of all codes.
    """
    return {
        "number": row.number,
        "kind": row.kind,
        "claimable": row.claimable,
        "student": row.values,
        "room": room_label(row.values["grade"], row.values["room"]) if row.values["grade"] else "",
        "findings": sorted((shown_finding(row, as_finding(f)) for f in row.findings), key=heaviest_first),
        "changes": [
            {
                "field": label_of(change["field"]),
                "before": shown_value(change["field"], change["before"], labels),
                "after": shown_value(change["field"], change["after"], labels),
            }
            for change in row.changes
        ],
    }


def shown_finding(row: UploadRow, finding: Finding) -> dict[str, Any]:
    """What is wrong, with the field and what stands in it, so that it is found again in the file."""
    held = shown_value(finding.field, row.values.get(finding.field), {})
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "field": label_of(finding.field),
        "value": finding.params.get("text") or held or finding.params.get(finding.field, ""),
    }


def heaviest_first(finding: dict[str, Any]) -> int:
    """What refuses the row stands before what is only to be explained."""
    return list(Severity).index(finding["severity"])


def shown_value(name: str, value: Any, labels: Labels) -> str:
    """A value the way it is written on screen."""
    if value in (None, ""):
        return ""
    if name in PARTICULARS and (further := field_of("students.enrollment", name)):
        return labels.get(further.code_list, {}).get(value) or further.words(value)
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
