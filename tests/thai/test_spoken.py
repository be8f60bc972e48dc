"""Numbers in words, as a receipt repeats them."""

import pytest

from lec.thai.spoken import in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "ศูนย์"),
        (1, "หนึ่ง"),
        (10, "สิบ"),
        (11, "สิบเอ็ด"),
        (12, "สิบสอง"),
        (20, "ยี่สิบ"),
        (21, "ยี่สิบเอ็ด"),
        (101, "หนึ่งร้อยเอ็ด"),
        (110, "หนึ่งร้อยสิบ"),
        (214, "สองร้อยสิบสี่"),
        (30_045, "สามหมื่นสี่สิบห้า"),
        (1_000_000, "หนึ่งล้าน"),
        (1_000_001, "หนึ่งล้านเอ็ด"),
        (1_400_000, "หนึ่งล้านสี่แสน"),
        (21_000_011, "ยี่สิบเอ็ดล้านสิบเอ็ด"),
    ],
)
def test_a_number_is_read_as_one_reads_it_aloud(number: int, words: str) -> None:
    assert in_words(number) == words


def test_nothing_below_zero_is_counted() -> None:
    with pytest.raises(ValueError, match="-1"):
        in_words(-1)
