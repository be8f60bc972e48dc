"""Subdistricts of Thailand by name and by DOPA code, as an address is chosen and shown (RPT318 62-74).

The gazetteer is geothai's, some 7,400 rows read once a process; a subdistrict stands for its district and
province, and brings its postal codes.
"""

from functools import cache, lru_cache

import geothai
from geothai.types import Address, Subdistrict

from lec.thai import digits, names

BANGKOK = "10"
DOTTED = "จ.ป.ร."  # the one name that begins as a title does, in กระบุรี
WORDS = ("จังหวัด", "อำเภอ", "ตำบล", "เขต", "แขวง", "จ.", "อ.", "ต.")


def name_of(code: str) -> str:
    """ "ต.วังทอง อ.วังทอง จ.พิษณุโลก"; "" for a code that is not on the map."""
    found = geothai.address(code)
    return _written(found) if found else ""


def postal_codes(code: str) -> tuple[str, ...]:
    """The postal codes of a subdistrict, the usual one first; none for a code that is not on the map."""
    found = geothai.subdistrict(code)
    return found.postal_codes if found else ()


@lru_cache(maxsize=4096)
def code_of(text: str) -> str:
    """The subdistrict a text names: its code, its written name, or words that fit no other; "" otherwise."""
    if geothai.subdistrict(text):
        return text
    found = find(text)
    exact = [code for code, name in found if name == names.tidy(text)]
    return exact[0] if exact else (found[0][0] if len(found) == 1 else "")


def find(text: str, limit: int = 20) -> list[tuple[str, str]]:
    """Subdistricts that fit what was typed, as (code, name), the best first.

    Every word begins the name of the subdistrict, its district or its province, or is its postal code; the
    first is the subdistrict's. Titles such as "ต." may stand before a name or not.
    """
    words = _words(text)
    if not words:
        return []
    fitting = [found for found in map(_address, _beginning(words[0])) if _fits(found, words[1:])]
    fitting.sort(key=lambda found: (found.subdistrict.name_th != words[0], found.subdistrict.code))
    return [(found.subdistrict.code, _written(found)) for found in fitting[:limit]]


def _beginning(word: str) -> list[str]:
    """Codes of the subdistricts whose name begins so, or that have the postal code."""
    return [row.code for row in _gazetteer() if row.name_th.startswith(word) or word in row.postal_codes]


@cache
def _gazetteer() -> tuple[Subdistrict, ...]:
    """All subdistricts, in the order of their provinces and districts."""
    return tuple(
        row
        for province in geothai.provinces()
        for district in geothai.districts(province.code)
        for row in geothai.subdistricts(district.code)
    )


def _address(code: str) -> Address:
    found = geothai.address(code)
    if found is None:
        raise KeyError(code)
    return found


def _fits(found: Address, words: list[str]) -> bool:
    ways = [part for name in _names(found) for part in name.split()] + list(found.subdistrict.postal_codes)
    return all(any(way.startswith(word) for way in ways) for word in words)


def _words(text: str) -> list[str]:
    """What was typed, without titles; names of one word stay whole, as in "วัดสิงห์"."""
    words = names.tidy(digits.to_arabic(text)).split()
    return [bare for word in words if (bare := _without_title(word))]


def _without_title(word: str) -> str:
    for title in WORDS:
        if word.startswith(title) and word != DOTTED:
            return word.removeprefix(title)
    return word


def _names(found: Address) -> tuple[str, str, str]:
    """Subdistrict, district and province without their titles, which the gazetteer writes for Bangkok's."""
    return (
        found.subdistrict.name_th,
        found.district.name_th.removeprefix("เขต"),
        found.province.name_th,
    )


def _written(found: Address) -> str:
    subdistrict, district, province = _names(found)
    if found.province.code == BANGKOK:
        return f"แขวง{subdistrict} เขต{district} {province}"
    return f"ต.{subdistrict} อ.{district} จ.{province}"
