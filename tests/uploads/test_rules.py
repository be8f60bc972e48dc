"""What a row of a file means, beside what the register holds (letter §4.3; DOMAIN, Excel in)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lec.students.rules import Finding, Severity
from lec.uploads.rules import (
    MOST_ROWS_SHOWN,
    ReadRow,
    as_json,
    difference,
    differs,
    duplicates,
    entry_from,
    join_findings,
    left_aside,
    only_what_differs,
    plain_name,
)
from tests.cast import entry

HELD = entry(110, "P1", student_number="00123")


def numbered(*citizen_ids: str) -> list[ReadRow]:
    """Rows from 2 on, as under a heading."""
    return [ReadRow(number, {"citizen_id": each}) for number, each in enumerate(citizen_ids, 2)]


@pytest.mark.parametrize("blank", ["", None])
@pytest.mark.parametrize(
    "name", ["room", "prefix", "birth_date", "entered_on", "student_number", "citizen_id"]
)
def test_a_blank_cell_keeps_what_is_held(name: str, blank: Any) -> None:
    assert entry_from({name: blank}, HELD) == HELD


def test_what_a_cell_says_replaces_what_is_held_and_nothing_else() -> None:
    assert entry_from({"room": "2", "grade": ""}, HELD) == replace(HELD, room="2")


def test_a_day_once_unknown_is_known_by_a_whole_date() -> None:
    held = replace(HELD, birth_date=date(2015, 1, 1), birth_day_unknown=True)
    said = {"birth_date": date(2015, 3, 27), "birth_day_unknown": False}
    assert entry_from(said, held) == replace(held, birth_date=date(2015, 3, 27), birth_day_unknown=False)


def test_a_new_number_without_its_type_is_what_it_looks_like_whatever_was_held() -> None:
    held = replace(HELD, citizen_id="", citizen_id_type="none", citizen_id_missing_because="แจ้งเกิดไม่ได้")
    assert entry_from({"citizen_id": HELD.citizen_id}, held).citizen_id_type == ""


def test_columns_that_are_not_of_a_student_are_left_out_of_the_entry() -> None:
    assert entry_from({"institution": "โรงเรียนบ้านมะลิ", "academic_year": 2564}, HELD) == HELD


def test_a_newcomer_is_what_the_row_says() -> None:
    assert entry_from({"first_name": "ก้องภพ", "room": ""}).first_name == "ก้องภพ"
    assert entry_from({"first_name": "ก้องภพ", "room": ""}).room == ""


def test_what_could_not_be_read_outweighs_what_is_then_missed_in_the_same_field() -> None:
    unreadable = Finding("birth-date-impossible", Severity.ERROR, "birth_date", {"text": "31/02/2558"})
    missed = Finding("birth-date-missing", Severity.ERROR, "birth_date")
    nameless = Finding("name-missing", Severity.ERROR, "last_name")
    assert join_findings([unreadable], [missed, nameless]) == [unreadable, nameless]


def test_a_remark_of_reading_silences_no_rule() -> None:
    remark = Finding("birth-day-unknown", Severity.INFO, "birth_date")
    wrong = Finding("birth-date-future", Severity.ERROR, "birth_date")
    assert join_findings([remark], [wrong]) == [remark, wrong]


def test_every_row_of_a_number_that_stands_twice_is_marked_and_names_all() -> None:
    found = duplicates(numbered("1", "2", "1", "", "", "3", "3", "3"))
    said = {row: finding.params["rows"] for row, finding in found.items()}
    assert said == {**dict.fromkeys((2, 4), "2, 4"), **dict.fromkeys((7, 8, 9), "7, 8, 9")}
    assert {(f.code, f.field, f.severity) for f in found.values()} == {
        ("duplicate-in-file", "citizen_id", "error")
    }


def test_of_a_number_in_very_many_rows_the_first_are_named() -> None:
    """Ten thousand rows of one number would else make a hundred million numbers."""
    found = duplicates(numbered(*["1"] * 10_000))
    assert len(found) == 10_000
    assert found[2].params["rows"].split(", ") == [*map(str, range(2, 2 + MOST_ROWS_SHOWN)), "…"]


def test_what_was_not_read_is_said_and_only_then() -> None:
    assert left_aside([], []) == []
    sheets, rows = left_aside(["ป.2", "ป.3"], [3, 9])
    assert (sheets.code, sheets.severity) == ("sheets-unread", "info")
    assert "“ป.2”, “ป.3”" in sheets.message
    assert (rows.code, rows.severity) == ("rows-skipped", "info")
    assert rows.message.endswith("แถว 3, 9")


def test_of_very_many_skipped_rows_the_first_are_named() -> None:
    (said,) = left_aside([], list(range(1, 100)))
    assert said.params["text"].endswith("19, 20, …")


@pytest.mark.parametrize("what", ["institution", "year"])
def test_a_file_of_another_institution_or_year_is_a_warning(what: str) -> None:
    said = differs(what, "2563")
    assert (said.code, said.severity) == (f"{what}-differs", "warning")
    assert "2563" in said.message


@pytest.mark.parametrize("text", ["โรงเรียนบ้านมะลิ", "รร.บ้านมะลิ", "โรงเรียน บ้านมะลิ", "บ้านมะลิ", " รร. บ้าน มะลิ "])
def test_a_name_is_the_same_however_its_kind_is_written(text: str) -> None:
    assert plain_name(text) == "บ้านมะลิ"


def test_names_of_others_stay_apart() -> None:
    assert plain_name("ศพด.มะลิ") == plain_name("ศูนย์พัฒนาเด็กเล็กมะลิ") != plain_name("โรงเรียนบ้านมะลิ")


def test_a_change_is_told_field_by_field_with_before_and_after() -> None:
    wanted = replace(HELD, room="2", birth_date=date(2015, 3, 1))
    assert difference(HELD, wanted, {}) == [
        {"field": "birth_date", "before": "2015-03-27", "after": "2015-03-01"},
        {"field": "room", "before": "1", "after": "2"},
    ]
    assert difference(HELD, HELD, {"height": Decimal("99.0")}) == []


def test_a_particular_is_compared_with_what_is_held() -> None:
    told = {"height": Decimal("112.5"), "religion": "buddhism"}
    said = replace(HELD, particulars={"height": Decimal("113.0"), "religion": "buddhism"})
    assert difference(HELD, said, told) == [{"field": "height", "before": "112.5", "after": "113.0"}]
    assert only_what_differs(said, told).particulars == {"height": Decimal("113.0")}


def test_an_entry_is_kept_with_its_row_as_text() -> None:
    kept = as_json(HELD)
    assert (kept["birth_date"], kept["entered_on"], kept["room"]) == ("2015-03-27", "2021-06-14", "1")
    assert "particulars" not in kept
    assert as_json(replace(HELD, particulars={"height": Decimal("112.5")}))["height"] == "112.5"
