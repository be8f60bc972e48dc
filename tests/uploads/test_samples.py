"""The shared samples come out as ../shared/samples/expected.json says, through staging as a whole."""

import json
from pathlib import Path
from typing import Any

import pytest

from lec.reference.grades import GRADES
from lec.uploads.actions import stage
from tests.cast import Cast

SAMPLES = Path(__file__).resolve().parents[3] / "shared/samples"
FILES = ("rpt318.xls", "rpt318.xlsx", "own_sheet.xlsx", "bad_rows.xlsx")

pytestmark = pytest.mark.skipif(
    not SAMPLES.exists(), reason="../shared/samples is not here; tests/uploads/sheets.py invents the like"
)


@pytest.fixture
def school_of_all_grades(cast: Cast) -> Cast:
    cast.school.grades = list(GRADES)
    cast.school.save()
    return cast


@pytest.mark.parametrize("filename", FILES)
def test_a_sample_gives_what_is_expected_of_it(school_of_all_grades: Cast, filename: str) -> None:
    expected: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text())[filename]
    cast, data = school_of_all_grades, (SAMPLES / filename).read_bytes()
    upload = stage(institution=cast.school, data=data, filename=filename, by=cast.somsri)
    rows = list(upload.rows.all())
    assert rows[0].number == expected["first_row"]
    if expected["rows"]:
        read = [
            {key: row.values[key] for key in want} for row, want in zip(rows, expected["rows"], strict=True)
        ]
        assert read == expected["rows"]
    found = {str(row.number): [finding["code"] for finding in row.findings] for row in rows}
    missing = {row: code for row, code in expected["errors"].items() if code not in found[row]}
    assert not missing
    blamed = {row for row, codes in found.items() if any(codes)}
    assert blamed == set(expected["errors"])


def test_every_sample_is_read() -> None:
    assert set(json.loads((SAMPLES / "expected.json").read_text())) == set(FILES)
