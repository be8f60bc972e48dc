"""Reading CSV files as people make them: with BOM or without, each row known by the number Excel shows."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from lec.refusals import Fault, Invalid, refuse_if_wrong
from lec.thai import names


@dataclass(frozen=True)
class Table:
    """The rows of a file by column, tidied, and their numbers as Excel counts them: the header is row 1."""

    rows: list[dict[str, str]]
    numbers: list[int]


def at_rows(refusal: Invalid, numbers: Sequence[int]) -> list[Fault]:
    """The faults of an action, which counts its entries from 1, at the rows those came from."""
    return [replace(fault, row=numbers[fault.row - 1]) if fault.row else fault for fault in refusal.faults]


def read(path: Path, columns: Sequence[str]) -> Table:
    """The named columns of the file, in whatever order it has them. Raises Invalid naming row and reason."""
    records = _records(path)
    header = [names.tidy(cell) for cell in records[0]] if records else []
    missing = [column for column in columns if column not in header]
    if missing:
        message = _("ไม่มีคอลัมน์ %(columns)s แถวแรกต้องเป็นชื่อคอลัมน์") % {"columns": ", ".join(missing)}
        raise Invalid([Fault("columns-missing", message, row=1)])
    filled = [(number, record) for number, record in enumerate(records[1:], 2) if any(map(str.strip, record))]
    refuse_if_wrong(
        fault for number, record in filled for fault in _faults_of_record(record, len(header), number)
    )
    rows = [dict(zip(header, map(names.tidy, record), strict=True)) for _number, record in filled]
    return Table(rows, [number for number, _record in filled])


def _faults_of_record(record: list[str], width: int, number: int) -> Iterator[Fault]:
    if len(record) != width:
        yield Fault("row-length", _("จำนวนช่องไม่เท่ากับแถวแรก ตรวจเครื่องหมายจุลภาคและอัญประกาศ"), row=number)
    if any("\0" in cell for cell in record):
        yield Fault("not-text", _("มีอักขระที่ไม่ใช่ข้อความ พิมพ์แถวนี้ใหม่"), row=number)


def _records(path: Path) -> list[list[str]]:
    """Every record, empty ones too: Excel counts them."""
    records: list[list[str]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for record in csv.reader(file, strict=True):
                records.append(record)
    except UnicodeDecodeError:
        message = _("ไฟล์ไม่ใช่ UTF-8 ใน Excel ให้บันทึกเป็น “CSV UTF-8 (คั่นด้วยจุลภาค)”")
        raise Invalid([Fault("not-utf-8", message)]) from None
    except csv.Error:
        message = _("อ่านต่อจากแถวนี้ไม่ได้ ตรวจเครื่องหมายอัญประกาศที่เปิดไว้แล้วไม่ปิด")
        raise Invalid([Fault("not-csv", message, row=len(records) + 1)]) from None
    return records
