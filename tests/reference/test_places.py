"""Subdistricts as people type them; the whole gazetteer is asked."""

import geothai
import pytest

from lec.reference.places import find, name_of, postal_codes

WANG_THONG = ("650801", "ต.วังทอง อ.วังทอง จ.พิษณุโลก")


@pytest.mark.parametrize(
    "text",
    [
        "วังทอง พิษณุโลก",
        "ต.วังทอง อ.วังทอง จ.พิษณุโลก",
        "ต. วังทอง  จ. พิษณุโลก",
        "ตำบลวังทอง จังหวัดพิษณุโลก",
        "วังทอง พิษ",
        "วังทอง ๖๕๑๓๐",
        "วังทอง 65130 วังทอง",
    ],
)
def test_a_place_is_found_however_it_is_typed(text: str) -> None:
    assert find(text) == [WANG_THONG]


def test_the_first_word_is_the_subdistricts_and_a_whole_name_comes_before_a_longer_one() -> None:
    named = [name for _, name in find("บ้านใหม่ เชียงใหม่")]
    assert all(name.startswith("ต.บ้านใหม่") for name in named)
    assert find("ตลาด")[0][1].startswith("ต.ตลาด ")
    assert find("ตลาด", limit=3) == find("ตลาด")[:3]


def test_bangkok_has_wards_of_its_own() -> None:
    assert find("บางรัก กรุงเทพ")[0] == ("100404", "แขวงบางรัก เขตบางรัก กรุงเทพมหานคร")


@pytest.mark.parametrize("text", ["", "  ", "ต.", "ตำบลไม่มีจริง", "วังทอง ดาวอังคาร", "x" * 5000])
def test_what_is_no_place_finds_none(text: str) -> None:
    assert find(text) == []


def test_every_place_is_found_again_by_its_own_name() -> None:
    codes = [
        row.code
        for province in geothai.provinces()
        for district in geothai.districts(province.code)
        for row in geothai.subdistricts(district.code)
    ]
    assert len(codes) > 7000
    lost = [code for code in codes[::7] if code not in dict(find(name_of(code)))]
    assert lost == []
    assert all(len(code) == 5 for place in codes for code in postal_codes(place))


def test_a_code_that_is_not_on_the_map() -> None:
    assert (name_of("999999"), postal_codes("999999")) == ("", ())
