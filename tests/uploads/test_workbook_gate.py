"""What is not let in, and that nothing but a refusal comes of it (issue, Bad input; research, stack 3)."""

import io
import random
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lec.uploads.workbook import MAX_BYTES, MAX_ROWS, NotAWorkbook, inspect_and_read, ooxml
from lec.uploads.workbook.refused import REASONS
from tests.uploads.sheets import (
    HEADINGS,
    compound,
    record,
    register,
    student,
    texts,
    with_part,
    with_sheet,
    xls,
    xlsx,
)

GOOD = register(student(1), student(2))


def refusal(data: bytes, name: str = "นักเรียน.xlsx") -> str:
    with pytest.raises(NotAWorkbook) as caught:
        inspect_and_read(data, name)
    assert caught.value.faults[0].code == caught.value.code
    assert caught.value.faults[0].message
    return caught.value.code


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\0" * (MAX_BYTES + 1), "too-large"),
        (b"nothing of the kind", "not-a-workbook"),
        ("เลขประจำตัว,ชื่อ\n1,ก\n".encode(), "other-type"),
        ("\ufeffเลขประจำตัว,ชื่อ\n1,ก\n".encode(), "other-type"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "other-type"),
        (b"%PDF-1.7\n", "other-type"),
        (b"\xff\xd8\xff\xe0", "other-type"),
        (b"PK\x03\x04 and no more", "truncated"),
        (zipped(**{"readme.txt": b"no workbook"}), "not-a-workbook"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "other-type"),
        (zipped(**{"[Content_Types].xml": b"<x>wordprocessingml</x>"}), "other-type"),
        (
            zipped(**{"[Content_Types].xml": b"<x>application/vnd.ms-excel.sheet.binary.main</x>"}),
            "other-type",
        ),
        (
            with_part(
                GOOD, "[Content_Types].xml", b"<x>application/vnd.ms-excel.sheet.macroEnabled.main</x>"
            ),
            "macros",
        ),
        (with_part(GOOD, "xl/vbaProject.bin", b"Sub AutoOpen()"), "macros"),
        (xlsx(["แบบสำรวจ", "คำตอบ"], ["ก", "ข"]), "headings-missing"),
        (xlsx(), "headings-missing"),
        (compound({"EncryptionInfo": b"", "EncryptedPackage": b"x" * 600}), "encrypted"),
        (compound({"WordDocument": b"x" * 600}), "other-type"),
        (compound({"Workbook": b"", "_VBA_PROJECT_CUR": b""}), "macros"),
        (compound({"Contents": b"x" * 600}), "not-a-workbook"),
        (xls(HEADINGS, student(), globals_extra=record(0x2F, b"\0" * 6)), "encrypted"),
        (
            xls(HEADINGS, student(), globals_extra=record(0x85, struct.pack("<IBB", 0, 0, 1) + b"\1\0M")),
            "macros",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_refused_by_its_content(data: bytes, code: str) -> None:
    assert refusal(data) == code
    assert refusal(data, "renamed.xls") == code


@pytest.mark.parametrize("code", REASONS)
def test_every_refusal_is_a_whole_thai_sentence(code: str) -> None:
    params = {"kind": "PDF", "row": 1, "column": "A", "found": 0, "current": 1}
    assert "%" not in NotAWorkbook(code, **params).message
    assert any("ก" <= char <= "ฮ" for char in NotAWorkbook(code, **params).message)


def test_an_encrypted_zip_is_refused() -> None:
    data = bytearray(GOOD)
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(bytes(data)) == "encrypted"


@pytest.mark.parametrize("maker", [GOOD, xls(HEADINGS, student(1), student(2))], ids=["xlsx", "xls"])
@given(cut=st.floats(0.02, 0.98))
@settings(max_examples=60, deadline=None)
def test_a_file_cut_short_is_refused(maker: bytes, cut: float) -> None:
    assert refusal(maker[: int(len(maker) * cut)]) in ("truncated", "not-a-workbook")


@pytest.mark.parametrize("maker", [GOOD, xls(HEADINGS, student(1), student(2))], ids=["xlsx", "xls"])
@given(seed=st.integers(0, 10**9), count=st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(maker: bytes, seed: int, count: int) -> None:
    dice, data = random.Random(seed), bytearray(maker)
    for _ in range(count):
        data[dice.randrange(8, len(data))] = dice.randrange(256)
    try:
        inspect_and_read(bytes(data))
    except NotAWorkbook as refused:
        assert refused.message


FAR = {
    "far out": '<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="ALL200000"><v>1</v></c></row>',
    "in any case and order": '<row r="9"><c t="n"  r = \'all200000\' ><v>1</v></c></row>',
    "by another prefix": '<x-y:row r="9"><x-y:c r="ALL200000"><x-y:v>1</x-y:v></x-y:c></x-y:row>',
    "in the middle of a quoted >": '<row r="9"><c x=">" r="ALL200000"><v>1</v></c></row>',
    "without addresses": '<row r="200000">' + "<c><v>1</v></c>" * 100 + "</row>",
    "without any numbers": "<row/>" * 50_000 + "<row>" + "<c><v>1</v></c>" * 100 + "</row>",
    "far to the right in one row": '<row r="1"><c r="ALM1"><v>1</v></c></row>',
    "far down in one column": '<row r="70000"><c r="A70000"><v>1</v></c></row>',
    "beyond Excel": '<row r="2000000"><c r="A2000000"><v>1</v></c></row>',
    "as text in the cell": '<row r="200000"><c r="ALL200000" t="inlineStr"><is><t>1</t></is></c></row>',
}


@pytest.mark.parametrize("cells", FAR.values(), ids=FAR)
def test_a_grid_that_would_take_gigabytes_is_never_opened(
    cells: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lec.uploads.workbook.reading.CalamineWorkbook", None)
    assert refusal(with_sheet(cells)) == "grid-bomb"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="ALL200000" r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="&#65;LL200000"><v>1</v></c></row>',
        '<row r="1"><c r="A1" x="<c"><v>1</v></c></row>',
        '<row r="1"><c ' + 'r="A1" ' * 60 + "<v>1</v></c></row>",
        '<row r="1"><c ' + 'a="" ' * 50_000 + "<v>1</v></c></row>",
    ],
)
def test_cells_that_no_program_writes_are_refused(cells: str) -> None:
    assert refusal(with_sheet(cells)) in ("not-a-workbook", "grid-bomb")


def test_formatted_but_empty_cells_far_out_do_no_harm() -> None:
    cells = "".join(
        f'<c r="{chr(65 + column)}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
        for row, line in enumerate(texts([HEADINGS, student()]), start=1)
        for column, text in enumerate(line)
    )
    cells += '<c r="ALL200000" s="1"/><c r="ALM200000" s="1"></c>'
    assert len(inspect_and_read(with_sheet(f'<row r="1">{cells}</row>')).rows) == 1


def test_a_grid_bomb_in_an_xls_is_refused() -> None:
    far = record(0x203, struct.pack("<HHHd", 65_000, 250, 0, 1.0))
    assert refusal(xls(HEADINGS, student(), extra=far)) == "grid-bomb"
    wide = record(0xBD, struct.pack("<HH", 65_000, 0) + b"\0" * 6 * 250 + struct.pack("<H", 249))
    assert refusal(xls(HEADINGS, student(), extra=wide)) == "grid-bomb"


def test_an_xls_whose_sectors_bite_their_tail_is_refused() -> None:
    data = bytearray(xls(HEADINGS, student()))
    data[512 + 4 * 3 : 512 + 4 * 4] = struct.pack("<I", 2)
    assert refusal(bytes(data)) == "truncated"


def test_a_zip_that_inflates_too_far_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml, "MAX_INFLATED", 4 * 2**20)
    assert refusal(with_part(GOOD, "xl/media/a.xml", b" " * 5 * 2**20)) == "zip-bomb"


def test_sizes_that_a_zip_declares_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml, "MAX_INFLATED", 4 * 2**20)
    data = bytearray(with_part(GOOD, "xl/media/a.xml", b" " * 5 * 2**20))
    central = data.rfind(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    assert refusal(bytes(data)) == "zip-bomb"


def test_a_zip_of_thousands_of_parts_is_refused() -> None:
    parts = {f"part{number}": b"" for number in range(ooxml.MAX_PARTS + 1)}
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        parts |= {name: good.read(name) for name in good.namelist()}
    assert refusal(zipped(**parts)) == "zip-bomb"


@pytest.mark.parametrize("cell", ['<c r="A{0}" t="s"><v>0</v></c>', "<c t='s' r='A{0}'><v> 0 </v></c>"])
def test_one_long_text_in_very_many_cells_is_refused(cell: str) -> None:
    rows = "".join(f'<row r="{row}">{cell.format(row)}</row>' for row in range(1, 20_000))
    shared = f"<sst><si><t>{'x' * 20_000}</t></si></sst>"
    assert refusal(with_part(with_sheet(rows), "xl/sharedStrings.xml", shared.encode())) == "zip-bomb"


def test_one_long_text_in_very_many_cells_of_an_xls_is_refused() -> None:
    long = record(0xFC, struct.pack("<IIHB", 1, 1, 30_000, 0) + b"x" * 8_000)
    long += record(0x3C, b"\0" + b"x" * 8_000) * 2 + record(0x3C, b"\0" + b"x" * 6_000)
    cells = b"".join(record(0xFD, struct.pack("<HHHI", row, 0, 0, 0)) for row in range(3_500))
    assert refusal(xls(HEADINGS, extra=cells, globals_extra=long)) == "zip-bomb"


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        (
            "xl/worksheets/sheet1.xml",
            '<?xml version="1.0" encoding="UTF-16"?><x/>'.encode("utf-16"),
            "not-a-workbook",
        ),
        ("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', "not-a-workbook"),
        ("xl/workbook.xml", b"<workbook", "truncated"),
    ],
)
def test_xml_that_hides_something_is_refused(part: str, content: bytes, code: str) -> None:
    assert refusal(with_part(GOOD, part, content)) == code


def test_a_reader_that_panics_on_a_broken_file_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def fail(_book: object) -> None:
        raise PanicException("slice index out of range")

    monkeypatch.setattr("lec.uploads.workbook.reading._template_facts", fail)
    assert refusal(GOOD) == "truncated"


def test_a_mistake_of_ours_is_not_taken_for_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lec.uploads.workbook.reading._template_facts", None)
    with pytest.raises(TypeError):
        inspect_and_read(GOOD)


def test_ten_thousand_rows_are_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_ROWS == 10_000
    monkeypatch.setattr("lec.uploads.workbook.reading.MAX_ROWS", 3)
    rows = [student(number) for number in range(3)]
    assert len(inspect_and_read(register(*rows)).rows) == 3
    assert refusal(register(*rows, student(4))) == "too-many-rows"
