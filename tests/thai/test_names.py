"""Titles and names as they stand in schools' own sheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lec.thai import names

thai = st.text(
    alphabet=[*map(chr, range(0x0E01, 0x0E3B)), *map(chr, range(0x0E40, 0x0E4F)), " ", "\u200b", "."]
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("เด็กหญิงณัฐธิดา  ไชยบุตร ", ("เด็กหญิง", "ณัฐธิดา", "ไชยบุตร")),
        ("ดช. ญาณวุฒิ  ไชยบุตร ", ("เด็กชาย", "ญาณวุฒิ", "ไชยบุตร")),
        ("ด.ช.ก้องภพ  ณ ป่าหวาย ", ("เด็กชาย", "ก้องภพ", "ณ ป่าหวาย")),
        ("ด. ญ. เปมิกา ใจเย็น", ("เด็กหญิง", "เปมิกา", "ใจเย็น")),
        ("ดญเปมิกา ใจเย็น", ("เด็กหญิง", "เปมิกา", "ใจเย็น")),
        ("นางสาวเปมิกา ใจเย็น", ("นางสาว", "เปมิกา", "ใจเย็น")),
        ("น.ส.เปมิกา ใจเย็น", ("นางสาว", "เปมิกา", "ใจเย็น")),
        ("นางเปมิกา ใจเย็น", ("นาง", "เปมิกา", "ใจเย็น")),
        ("นายเอก ใจเย็น", ("นาย", "เอก", "ใจเย็น")),
        ("สามเณร เอก ใจเย็น", ("สามเณร", "เอก", "ใจเย็น")),
        ("พระ เอก ใจเย็น", ("พระ", "เอก", "ใจเย็น")),
        ("ม.ล.เอก ใจเย็น", ("หม่อมหลวง", "เอก", "ใจเย็น")),
        ("ว่าที่ร.ต.หญิง เปมิกา ใจเย็น", ("ว่าที่ร้อยตรีหญิง", "เปมิกา", "ใจเย็น")),
        ("นายิกา ใจเย็น", ("", "นายิกา", "ใจเย็น")),
        ("นายน์ ใจเย็น", ("", "นายน์", "ใจเย็น")),
        ("มลฤดี ใจเย็น", ("", "มลฤดี", "ใจเย็น")),
        ("พระพาย ใจเย็น", ("", "พระพาย", "ใจเย็น")),
        ("เปมิกา", ("", "เปมิกา", "")),
        ("", ("", "", "")),
    ],
)
def test_a_full_name_falls_into_title_first_and_last(text: str, parts: tuple[str, str, str]) -> None:
    assert names.split_full_name(text) == parts


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("ด.ช.", "เด็กชาย"),
        ("ดช", "เด็กชาย"),
        ("ด.ญ", "เด็กหญิง"),
        ("น.ส.", "นางสาว"),
        (" นาย ", "นาย"),
        ("ดร.", "ดร."),
    ],
)
def test_titles_are_written_out(text: str, full: str) -> None:
    assert names.full_prefix(text) == full


@pytest.mark.parametrize("prefix", names.PREFIXES, ids=lambda prefix: prefix.full)
def test_every_title_is_known_in_all_its_spellings(prefix: names.Prefix) -> None:
    for spelling in (
        prefix.full,
        *prefix.abbreviations,
        *(short.replace(" ", "") for short in prefix.abbreviations),
    ):
        assert names.full_prefix(spelling) == prefix.full
        assert names.split_title(f"{spelling} ก้องภพ") == (prefix.full, "ก้องภพ")
        assert names.sex_of(spelling) == (prefix.sex or "")
    assert names.full_prefix(names.short_prefix(prefix.full)) == prefix.full


def test_short_titles_for_lists() -> None:
    assert names.short_prefix("เด็กชาย") == "ด.ช."
    assert names.short_prefix("นาย") == "นาย"
    assert names.short_prefix("ดร.") == "ดร."


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("น\u0e4d\u0e49า", "น้ำ"),
        ("น\u0e49\u0e4dา", "น้ำ"),
        ("น\u0e33\u0e49", "น้ำ"),
        ("ท\u0e4dา", "ทำ"),
        ("ก\u0e34\u0e48\u0e48ง", "กิ่ง"),
        ("ก\u0e48\u0e34ง", "กิ่ง"),
        ("เเก้ว", "แก้ว"),
        ("พิ\u0e4cพ์", "พิ์พ์"),
        ("  ใจ \u00a0 เย็น\u200b ", "ใจ เย็น"),
        ("O'Neil", "O'Neil"),
        ("สิทธิ์", "สิทธิ์"),
    ],
)
def test_what_looks_alike_is_kept_alike(typed: str, meant: str) -> None:
    assert names.tidy(typed) == meant


@given(thai)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert names.tidy(names.tidy(text)) == names.tidy(text)


@given(
    st.sampled_from(names.PREFIXES),
    st.sampled_from(["ก้องภพ", "เปมิกา", "ไอ"]),
    st.sampled_from(["ณ ป่าหวาย", ""]),
)
def test_a_composed_name_comes_apart_again(prefix: names.Prefix, first: str, last: str) -> None:
    assert names.split_full_name(f"{prefix.full} {first} {last}") == (prefix.full, first, last)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ก้องเกียรติ์  น้ำใส", "กองเกียรติ นำใส"),
        ("นํ้าฝน", "นำฝน"),
        ("เพ็ญ", "เพญ"),
        ("จ๋า จ๊ะ", "จา จะ"),
        ("Somsri", "somsri"),
    ],
)
def test_names_are_looked_for_without_tone_marks(text: str, key: str) -> None:
    assert names.search_key(text) == key


@given(thai)
def test_a_key_holds_no_more_than_its_name(text: str) -> None:
    assert len(names.search_key(text)) <= len(names.tidy(text))
    assert names.search_key(names.search_key(text)) == names.search_key(text)
