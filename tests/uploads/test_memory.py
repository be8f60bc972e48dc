"""A file that deceives the gate is stopped all the same (issue, Hostile files)."""

import resource
import subprocess
import sys

import pytest

from lec.uploads.workbook import NotAWorkbook, inspect_and_read
from lec.uploads.workbook.memory import MOST, bounded
from tests.uploads.sheets import register, student

DECEIVED = """
import io, resource, sys
import xlsxwriter
from lec.uploads.workbook import gate, reading
gate.inspect = lambda data: {}
buffer = io.BytesIO()
with xlsxwriter.Workbook(buffer) as book:
    sheet = book.add_worksheet()
    sheet.write(0, 0, "x")
    sheet.write(1_000_000, 9_000, "x")
try:
    reading.open_table(buffer.getvalue())
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def test_a_bomb_that_the_gate_let_through_ends_within_the_bound() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DECEIVED], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    if done.stdout.strip():
        assert int(done.stdout) < MOST + 300 * 2**20


def test_too_much_is_refused_and_the_bound_is_taken_away_again() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(NotAWorkbook, match="too-heavy"), bounded():
        bytearray(2 * MOST)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert len(inspect_and_read(register(student(1))).rows) == 1


def test_a_bound_that_is_there_already_is_not_widened() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with bounded():
        inner = resource.getrlimit(resource.RLIMIT_AS)[0]
        assert inner != resource.RLIM_INFINITY
    assert resource.getrlimit(resource.RLIMIT_AS) == before
