"""Workbooks made in the test itself: .xlsx from rows, .xls by hand, and parts exchanged for hostile ones."""

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from lec.thai import citizen_id

HEADINGS = ["เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "นามสกุล", "เพศ", "วันเกิด", "ชั้น", "ห้อง"]


def student(serial: int = 1, **cells: Any) -> list[Any]:
    """A faultless row under HEADINGS, but for the cells given by field."""
    row = {
        "citizen_id": citizen_id.synthetic(serial),
        "prefix": "เด็กชาย",
        "first_name": "ก้องภพ",
        "last_name": "ณ ป่าหวาย",
        "sex": "ชาย",
        "birth_date": "03/05/2558",
        "grade": "ป.1",
        "room": "1",
    }
    return list({**row, **cells}.values())


def xlsx(
    *rows: Sequence[Any],
    sheet: str = "Sheet1",
    merged: Sequence[str] = (),
    hidden: Sequence[int] = (),
    more: dict[str, list[list[Any]]] | None = None,
) -> bytes:
    """An .xlsx of the rows; `hidden` are Excel's row numbers, `more` further sheets."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, content in {sheet: list(rows), **(more or {})}.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(content):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(number, column, cell, day)
                    elif isinstance(cell, str):
                        page.write_string(number, column, cell)
                    elif cell is not None:
                        page.write(number, column, cell)
        first = book.worksheets()[0]
        for area in merged:
            top_left = area.partition(":")[0]
            row, column = int("".join(filter(str.isdigit, top_left))) - 1, ord(top_left[0]) - 65
            first.merge_range(area, rows[row][column])
        for number in hidden:
            first.set_row(number - 1, None, None, {"hidden": True})
    return buffer.getvalue()


def register(*rows: Sequence[Any], **how: Any) -> bytes:
    """An .xlsx with HEADINGS in the first row."""
    return xlsx(HEADINGS, *rows, **how)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part of the zip exchanged or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return buffer.getvalue()


def with_sheet(cells: str) -> bytes:
    """A workbook whose only sheet is this XML of rows."""
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    )
    return with_part(register(), "xl/worksheets/sheet1.xml", xml.encode())


def record(kind: int, content: bytes) -> bytes:
    """A record of an .xls."""
    return struct.pack("<HH", kind, len(content)) + content


def xls(
    *rows: Sequence[Any], hidden: Sequence[int] = (), extra: bytes = b"", globals_extra: bytes = b""
) -> bytes:
    """An .xls as Excel 97 wrote it: UTF-16 texts in a shared table, numbers as they are."""
    texts = [cell for row in rows for cell in row if isinstance(cell, str) and cell]
    table = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts)
    body = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for number in hidden:
        body += record(0x208, struct.pack("<HHHHHHI", number - 1, 0, 0, 0, 0, 0, 0x20))
    index = 0
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell:
                body += record(0xFD, struct.pack("<HHHI", number, column, 0, index))
                index += 1
            elif isinstance(cell, int | float):
                body += record(0x203, struct.pack("<HHHd", number, column, 0, cell))
    body += extra + record(0x0A, b"")
    shared = record(0xFC, struct.pack("<II", len(texts), len(texts)) + table)
    return _book("Workbook", 0x600, struct.pack("<BB", 6, 0) + b"Sheet1", globals_extra + shared, body)


def xls_cp874(*rows: Sequence[str], code_page: int = 874) -> bytes:
    """An .xls as Excel 95 wrote it in Thailand: texts in code page 874, whatever it says."""
    body = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            text = cell.encode("cp874")
            body += record(0x204, struct.pack("<HHHH", number, column, 0, len(text)) + text)
    body += record(0x0A, b"")
    name = "นักเรียน".encode("cp874")
    return _book("Book", 0x500, bytes([len(name)]) + name, record(0x42, struct.pack("<H", code_page)), body)


def _book(stream: str, version: int, name: bytes, globals_extra: bytes, body: bytes) -> bytes:
    start = record(0x809, struct.pack("<HHHH", version, 5, 0, 0) + b"\0" * (8 if version == 0x600 else 0))
    length = len(start) + len(globals_extra) + len(record(0x85, b"\0" * 6 + name)) + 4
    sheet = record(0x85, struct.pack("<IBB", length, 0, 0) + name)
    return compound({stream: start + globals_extra + sheet + record(0x0A, b"") + body})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of the streams, each in sectors of its own."""
    entries, chains, sectors = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)], [], []
    padded = {
        name: content + b"\0" * (-len(content) % 512 or 512 * (not content))
        for name, content in streams.items()
    }
    fat_count = 1 + sum(map(len, padded.values())) // 512 // 100
    directory_count = (len(streams) + 4) // 4
    at = fat_count + directory_count
    for name, content in padded.items():
        content += b"\0" * max(0, 4096 - len(content))
        count = len(content) // 512
        entries.append(_entry(name, 2, at, len(content)))
        chains += [*range(at + 1, at + count), 0xFFFFFFFE]
        sectors.append(content)
        at += count
    fat = [0xFFFFFFFD] * fat_count + [*range(fat_count + 1, fat_count + directory_count), 0xFFFFFFFE] + chains
    fat += [0xFFFFFFFF] * (fat_count * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, fat_count, fat_count, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(fat_count), *[0xFFFFFFFF] * (109 - fat_count))
    directory = b"".join(entries) + b"\0" * (directory_count * 512 - len(entries) * 128)
    return header + struct.pack(f"<{fat_count * 128}I", *fat) + directory + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    head = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


def texts(rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    """Rows as text, for comparing."""
    return [["" if cell is None else str(cell) for cell in row] for row in rows]
