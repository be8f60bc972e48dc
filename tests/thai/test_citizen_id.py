"""The 13 digits: vectors, types, and what is shown of them (DOMAIN, Identity)."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lec.thai import citizen_id, digits

VECTORS = Path(__file__).parents[3] / "shared/refdata/thai_id_test_vectors.csv"
numbers = st.integers(0, 10**9 - 1).flatmap(
    lambda serial: st.sampled_from("012345678").map(lambda first: citizen_id.synthetic(serial, first))
)


@pytest.mark.skipif(
    not VECTORS.exists(), reason="../shared/refdata is absent; the invented numbers below stand in"
)
def test_the_published_vectors() -> None:
    with VECTORS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["first"] == "G":
                assert citizen_id.type_of(row["number"]) == "g_code"
            else:
                assert citizen_id.is_valid(row["number"]) == ("valid" in row["expect"]), row
            if row["formatted"]:
                assert citizen_id.format(row["number"]) == row["formatted"]


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("1990100001017", True),
        ("0990800001011", True),
        ("8990731415920", True),
        ("1111111111119", True),
        ("3110100000006", True),
        ("1990100001018", False),
        ("1990100010017", False),
        ("0000000000001", False),
        ("9990100001018", False),
        ("199010000101", False),
        ("19901000010170", False),
        ("๑๙๙๐๑๐๐๐๐๑๐๑๗", False),
        ("199010000101²", False),
        ("G990000000012", False),
        ("", False),
    ],
)
def test_a_number_is_right_or_not(number: str, valid: bool) -> None:
    assert citizen_id.is_valid(number) is valid


def test_nothing_begins_with_9_even_with_the_right_check_digit() -> None:
    base = "999010000101"
    assert not citizen_id.is_valid(f"{base}{citizen_id.check_digit(base)}")


@given(numbers)
def test_synthetic_numbers_are_valid_and_belong_to_no_province(number: str) -> None:
    assert citizen_id.is_valid(number)
    assert number[1:3] == "99"
    assert citizen_id.type_of(number) == ("zero" if number[0] == "0" else "thai")


@given(numbers, st.integers(1, 9))
def test_a_wrong_last_digit_is_always_noticed(number: str, shift: int) -> None:
    assert not citizen_id.is_valid(f"{number[:-1]}{(int(number[-1]) + shift) % 10}")


@given(numbers)
def test_what_is_shown_is_read_back(number: str) -> None:
    shown = citizen_id.format(number)
    for text in (shown, f"{shown} ", shown.replace("-", " "), digits.to_thai(shown), shown.replace("-", "–")):
        assert citizen_id.clean(text) == number


def test_cleaning_takes_out_only_what_is_not_the_number() -> None:
    assert citizen_id.clean("'1\u200b9901\u00a000001\u201101 7\ufeff") == "1990100001017"
    assert citizen_id.clean("g990000000012") == "G990000000012"
    assert citizen_id.clean("\uff11\uff12") == "12"
    assert citizen_id.clean("1.99E+12") == "1.99E+12"


@pytest.mark.parametrize("text", ["", "123", "9990100001018", "AB1234567", "G99000000001", "G99000000001๒"])
def test_what_looks_like_no_type_is_not_guessed(text: str) -> None:
    assert citizen_id.type_of(text) == ""


def test_only_the_last_three_are_shown_when_masked() -> None:
    assert citizen_id.mask("1990100001017") == "x-xxxx-xxxxx-01-7"
    assert citizen_id.mask("G990000000012") == "xxxxxxxxxx012"
    assert citizen_id.mask("") == ""


def test_other_numbers_are_not_grouped() -> None:
    assert citizen_id.format("1990100001017") == "1-9901-00001-01-7"
    assert citizen_id.format("G990000000012") == "G990000000012"
