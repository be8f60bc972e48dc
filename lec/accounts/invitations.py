"""The workbook of invitations: one row an organization without an officer, filled in and sent back.

A province appoints the officers of a hundred LAOs in one go (letter §3). This module only knows the form of
the file; whether somebody may be appointed is for `actions.appoint_all`.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from openpyxl import load_workbook

from lec.accounts.rules import AccountEntry
from lec.actor import Role
from lec.organizations.models import Organization
from lec.refusals import Fault, Invalid, refuse_if_wrong
from lec.thai import calendar
from lec.thai.digits import to_arabic
from lec.thai.names import tidy

LARGEST_FILE = 2_000_000
LARGEST_UNPACKED = 40_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 20

# (field, heading, width); the file speaks Thai whatever language the page is read in
COLUMNS = (
    ("code", gettext_noop("รหัสหน่วยงาน"), 16),
    ("organization", gettext_noop("หน่วยงาน"), 36),
    ("name", gettext_noop("ชื่อ-นามสกุล"), 30),
    ("username", gettext_noop("ชื่อผู้ใช้"), 20),
    ("phone", gettext_noop("โทรศัพท์"), 16),
    ("phone_hours", gettext_noop("เวลาที่ติดต่อได้"), 24),
    ("email", gettext_noop("อีเมล"), 26),
    ("order_number", gettext_noop("เลขที่คำสั่ง"), 16),
    ("appointed_from", gettext_noop("แต่งตั้งตั้งแต่ (วัน/เดือน/ปี พ.ศ.)"), 28),
)
GIVEN = ("code", "organization")


@dataclass(frozen=True)
class Row:
    """One filled row: the number Excel shows, the organization's code, and whom to appoint."""

    number: int
    code: str
    entry: AccountEntry


def write(organizations: Iterable[Organization], usernames: dict[int, str]) -> bytes:
    """The workbook to fill: codes and names stand there, usernames are a proposal."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@", "font_name": "Sarabun"})
        given = book.add_format({"num_format": "@", "font_name": "Sarabun", "bg_color": "#EEEEEA"})
        head = book.add_format({"bold": True, "font_name": "Sarabun", "bottom": 1, "text_wrap": True})
        sheet = book.add_worksheet("แต่งตั้ง")
        sheet.freeze_panes(1, 3)
        for column, (field, heading, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width, given if field in GIVEN else text)
            sheet.write_string(0, column, heading, head)
        for row, organization in enumerate(organizations, 1):
            sheet.write_string(row, 0, organization.code, given)
            sheet.write_string(row, 1, organization.name, given)
            sheet.write_string(row, 3, usernames.get(organization.pk, ""), text)
    return buffer.getvalue()


def read(data: bytes) -> list[Row]:
    """The filled rows of a workbook; a row without a name appoints nobody. Raises Invalid with the row.

    Rows are read one by one and no further than the form goes, so that neither a far cell nor a bomb of
    zeros costs memory.
    """
    _refuse_hostile(data)
    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False).worksheets[
            0
        ]
        sheet.reset_dimensions()
        lines = list(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True))
    except Exception:  # whatever a reader stumbles over, the answer is the same
        raise Invalid([_not_ours()]) from None
    columns = _columns(lines[0] if lines else ())
    if any(cell is not None for line in lines[MOST_ROWS + 1 :] for cell in line):
        raise Invalid([Fault("too-many-rows", _("เกิน %(most)s แถว แบ่งเป็นหลายไฟล์") % {"most": MOST_ROWS})])
    cells = [(number, _cells(line, columns)) for number, line in enumerate(lines[1:], 2)]
    filled = [(number, row) for number, row in cells if _text(row.get("name"))]
    refuse_if_wrong(fault for number, row in filled for fault in _faults(number, row))
    return [_row(number, row) for number, row in filled]


def _refuse_hostile(data: bytes) -> None:
    if len(data) > LARGEST_FILE:
        raise Invalid([Fault("file-too-large", _("ไฟล์ใหญ่เกิน 2 MB ใช้ไฟล์ที่ดาวน์โหลดจากหน้านี้"))])
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        raise Invalid([_not_ours()]) from None
    if len(parts) > 200 or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Invalid([Fault("file-hostile", _("ไฟล์นี้ขยายแล้วใหญ่ผิดปกติ จึงไม่เปิดอ่าน"))])


def _not_ours() -> Fault:
    message = _("อ่านไฟล์นี้ไม่ได้ ต้องเป็นไฟล์ Excel (.xlsx) ที่ดาวน์โหลดจากหน้านี้และกรอกแล้ว")
    return Fault("not-a-workbook", message)


def _columns(heads: Iterable[Any]) -> dict[str, int]:
    named = {_text(head): position for position, head in enumerate(heads)}
    columns = {field: named[heading] for field, heading, _width in COLUMNS if heading in named}
    missing = [
        heading for field, heading, _width in COLUMNS if field not in columns and field != "organization"
    ]
    if missing:
        message = _("แถวแรกไม่มีหัวคอลัมน์ %(columns)s ใช้ไฟล์ที่ดาวน์โหลดจากหน้านี้ และอย่าลบแถวแรก")
        raise Invalid([Fault("columns-missing", message % {"columns": ", ".join(missing)}, row=1)])
    return columns


def _cells(line: tuple[Any, ...], columns: dict[str, int]) -> dict[str, Any]:
    return {field: line[position] for field, position in columns.items() if position < len(line)}


def _text(value: Any) -> str:
    """A cell as it was meant: 5.0 is "5"."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(str(value)) if value is not None else ""


def _faults(number: int, row: dict[str, Any]) -> Iterator[Fault]:
    if not _text(row.get("code")):
        yield Fault("code-missing", _("ไม่มีรหัสหน่วยงาน อย่าแก้คอลัมน์สีเทา"), "code", number)
    if _day(row.get("appointed_from")) is None and _text(row.get("appointed_from")):
        message = _("ไม่มีวันที่ “%(text)s” เขียนแบบ 1/10/2569") % {"text": _text(row.get("appointed_from"))}
        yield Fault("date-impossible", message, "appointed_from", number)


def _day(value: Any) -> date | None:
    """A day as typed. Excel takes 2569 for a year of its own."""
    if isinstance(value, datetime):
        value = f"{value.day}/{value.month}/{value.year}"
    parsed = calendar.parse_date(_text(value))
    return None if parsed.day_unknown else parsed.value


def _row(number: int, row: dict[str, Any]) -> Row:
    entry = AccountEntry(
        username=_text(row.get("username")).lower(),
        name=_text(row.get("name")),
        role=Role.OFFICER,
        phone=_phone(row.get("phone")),
        phone_hours=_text(row.get("phone_hours")),
        email=_text(row.get("email")),
        order_number=_text(row.get("order_number")),
        appointed_from=_day(row.get("appointed_from")),
    )
    return Row(number, to_arabic(_text(row.get("code"))), entry)


def _phone(value: Any) -> str:
    """A number cell has lost its leading zero."""
    text = to_arabic(_text(value))
    lost = not isinstance(value, str) and text.isdecimal() and len(text) in (8, 9)
    return f"0{text}" if lost else text
