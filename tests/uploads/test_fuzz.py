"""Workbooks broken in a thousand ways: read or refused, never a crash, a hang, or growth."""

import io
import json
import random
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from lec.uploads.workbook import NotAWorkbook, inspect_and_read
from tests.uploads.sheets import HEADINGS, register, student, xls
from tests.uploads.test_particulars import FULL, of_student, report

ROUNDS = 10
LONGEST = 3.0  # seconds, on a machine with other work; an honest file of this size takes 0.02
GROWTH = 24 * 2**20
ROWS = [student(n) for n in range(1, 30)]
SOUND = {
    "register": register(*ROWS),
    "rpt318": report(*(of_student(n, **FULL) for n in range(1, 12))),
    "xls": xls(HEADINGS, *ROWS),
}
INSERTED = (
    b"",
    b"\x00",
    b"\xff",
    b"<",
    b"&#0;",
    b"&#x0;",
    b"]]>",
    b"1e308",
    b'r="XFD1048576"',
    "๙".encode(),
    b"-1",
)


def flipped(data: bytes, chance: random.Random) -> bytes:
    """A few bytes are others."""
    broken = bytearray(data)
    for _n in range(chance.randint(1, 12)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def cut(data: bytes, chance: random.Random) -> bytes:
    """A piece is missing, or stands twice."""
    start, end = sorted(chance.randrange(len(data)) for _n in range(2))
    return data[:start] + data[end:] if chance.random() < 0.5 else data[:end] + data[start:]


def spliced(data: bytes, chance: random.Random) -> bytes:
    """Something stands where it does not belong."""
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(INSERTED) * chance.randint(1, 40) + data[at + chance.randint(0, 8) :]


def inside(data: bytes, chance: random.Random, break_: Callable[[bytes, random.Random], bytes]) -> bytes:
    """One part of the zip is broken, and packed soundly again."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        broken = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, break_(part, chance) if name == broken and part else part)
    return buffer.getvalue()


def test_zeros_in_a_broken_text_are_not_handed_on() -> None:
    sheet = inspect_and_read(xls(HEADINGS, student(1, last_name="ณ\0 ป่าหวาย", room="1\0")))
    row = sheet.rows[0]
    assert (row.values["last_name"], row.values["room"], row.cells["room"]) == ("ณ ป่าหวาย", "1", "1")


@pytest.mark.parametrize("break_", [flipped, cut, spliced])
@pytest.mark.parametrize("kind", ["register", "rpt318", "xls", "register inside", "rpt318 inside"])
def test_a_broken_workbook_is_read_or_refused(
    kind: str, break_: Callable[[bytes, random.Random], bytes]
) -> None:
    chance = random.Random(f"{kind} {break_.__name__}")
    name, _space, where = kind.partition(" ")
    tracemalloc.start()
    refused = 0
    for _n in range(ROUNDS):
        sound = SOUND[name]
        data = inside(sound, chance, break_) if where else break_(sound, chance)
        begun = time.perf_counter()
        try:
            sheet = inspect_and_read(data, "ก.xlsx")
        except NotAWorkbook as refusal:
            assert refusal.faults[0].message
            refused += 1
        else:
            said = json.dumps([[row.values, row.repairs, row.cells] for row in sheet.rows], default=str)
            assert "\\u0000" not in said  # PostgreSQL keeps no such text
        assert time.perf_counter() - begun < LONGEST
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < GROWTH
    assert held < GROWTH / 4
    assert refused
