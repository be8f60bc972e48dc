"""The workbook of invitations: what it proposes, how it is read back, and what is no such workbook."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from lec.accounts import invitations
from lec.accounts.models import User
from lec.accounts.queries import free_usernames
from lec.organizations.models import Organization
from lec.refusals import Invalid
from tests.cast import NOW, Cast

HEADINGS = [heading for _field, heading, _width in invitations.COLUMNS]


def book(*rows: tuple[object, ...], headings: list[str] = HEADINGS) -> bytes:
    workbook, buffer = Workbook(), io.BytesIO()
    for row in (headings, *rows):
        workbook.active.append(row)
    workbook.save(buffer)
    return buffer.getvalue()


def codes(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.row) for fault in refusal.value.faults]


def test_it_lists_the_organizations_with_a_free_username_each(cast: Cast) -> None:
    User.objects.create(username="lec05970101", name="ก", created_at=NOW)
    laos = list(Organization.objects.filter(parent=cast.north).order_by("code"))

    written = invitations.write(laos, free_usernames(laos))

    sheet = load_workbook(io.BytesIO(written)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == HEADINGS
    assert [sheet["A2"].value, sheet["B2"].value, sheet["D2"].value] == [
        "05970101",
        cast.mali.name,
        "lec05970101-2",
    ]
    assert sheet["A3"].number_format == "@", "a code keeps its leading zero"
    assert invitations.read(written) == [], "nobody is named yet"


def test_rows_are_read_as_they_were_meant() -> None:
    data = book(
        ("05970101", "x", " นางสาวมะลิ  ใจดี ", "Mali.J", 812345678, "เช้า", None, "12/2569", "๑/๑๐/๒๕๖๙"),
        ("06970102", "x", None, "unused", None, None, None, None, None),
        (5970103.0, "x", "นายบัว", "bua", "08-1234-5678", None, "b@lao.example", 15.0, datetime(2569, 10, 1)),
    )

    first, second = invitations.read(data)

    assert (first.number, first.code, first.entry.name, first.entry.username) == (
        2,
        "05970101",
        "นางสาวมะลิ ใจดี",
        "mali.j",
    )
    assert (first.entry.phone, first.entry.order_number) == ("0812345678", "12/2569")
    assert (second.number, second.code, second.entry.phone, second.entry.order_number) == (
        4,
        "5970103",
        "08-1234-5678",
        "15",
    )
    assert first.entry.appointed_from == second.entry.appointed_from == date(2026, 10, 1)


def test_every_wrong_row_is_named() -> None:
    data = book(
        (None, "x", "นายก", "ka"),
        ("1", "x", "นายข", "kha", None, None, None, None, "31/2/2569"),
        ("2", "x", "นายค", "kho", None, None, None, None, "2569"),
    )
    with pytest.raises(Invalid) as refusal:
        invitations.read(data)

    assert codes(refusal) == [("code-missing", 2), ("date-impossible", 3), ("date-impossible", 4)]


def test_missing_headings_are_named() -> None:
    with pytest.raises(Invalid) as refusal:
        invitations.read(book(("1", "นายก"), headings=["รหัสหน่วยงาน", "ชื่อ-นามสกุล"]))

    assert codes(refusal) == [("columns-missing", 1)]
    assert "ชื่อผู้ใช้" in refusal.value.faults[0].message


def far_cell() -> bytes:
    """One cell at the far corner of the sheet: a reader that makes a grid of it needs gigabytes."""
    workbook, buffer = Workbook(), io.BytesIO()
    workbook.active.append(HEADINGS)
    workbook.active["XFD1048576"] = 1
    workbook.save(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return buffer.getvalue()


def test_a_far_cell_is_never_reached() -> None:
    assert invitations.read(far_cell()) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-a-workbook"),
        (b"name,username\n", "not-a-workbook"),
        (b"PK\x03\x04broken", "not-a-workbook"),
        (b"x" * 2_000_001, "file-too-large"),
        (bomb(), "file-hostile"),
        (book(*[("1", "x", f"นาย{n}", f"u{n}") for n in range(5_001)]), "too-many-rows"),
    ],
    ids=["empty", "csv", "broken zip", "large", "bomb", "long"],
)
def test_what_is_no_such_workbook_is_refused_without_harm(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        invitations.read(data)

    assert codes(refusal)[0][0] == code
