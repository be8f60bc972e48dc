"""Names as Thais write them: titles before the name, last names of several words, marks typed twice.

Sources: refdata prefixes_th.csv; general law and usage.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Prefix:
    """A title: written out, its abbreviations (the first is the usual one), whom it is for."""

    full: str
    abbreviations: tuple[str, ...] = ()
    sex: str | None = None
    child: bool = False


PREFIXES: tuple[Prefix, ...] = (
    Prefix("เด็กชาย", ("ด.ช.",), "M", child=True),
    Prefix("เด็กหญิง", ("ด.ญ.",), "F", child=True),
    Prefix("นาย", (), "M"),
    Prefix("นางสาว", ("น.ส.",), "F"),
    Prefix("นาง", (), "F"),
    Prefix("สามเณร", ("ส.ณ.",), "M", child=True),
    Prefix("สามเณรี", (), "F", child=True),
    Prefix("พระ", (), "M"),
    Prefix("แม่ชี", (), "F"),
    Prefix("หม่อมเจ้า", ("ม.จ.",)),
    Prefix("หม่อมราชวงศ์", ("ม.ร.ว.",)),
    Prefix("หม่อมหลวง", ("ม.ล.",)),
    Prefix("ว่าที่ร้อยตรีหญิง", ("ว่าที่ ร.ต.หญิง",), "F"),
    Prefix("ว่าที่ร้อยตรี", ("ว่าที่ ร.ต.",), "M"),
    Prefix("สิบตำรวจโท", ("ส.ต.ท.",), "M"),
    Prefix("ดาบตำรวจ", ("ด.ต.",), "M"),
)
BY_FULL = {prefix.full: prefix for prefix in PREFIXES}

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_WITHOUT_INVISIBLE = str.maketrans("", "", INVISIBLE)

# What stands over or under a consonant; in code point order the vowels come before the tones.
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_CLUSTER = re.compile(f"[{_MARKS}]*[าำ][{_MARKS}]+|[{_MARKS}]{{2,}}[าำ]?|\u0e4d[าำ]")
_TONES = re.compile("[\u0e47-\u0e4c\u0e4e]")
_NIKHAHIT, _AA, _AM = "\u0e4d", "า", "ำ"


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """The text as it should have been typed, looking the same: "นํ้า " -> "น้ำ".

    Single spaces and none at the ends, nothing invisible, no mark twice, marks in their order, nikhahit and
    "า" joined to "ำ", two "เ" to "แ". Otherwise equal names would differ.
    """
    if text.isascii():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text.translate(_WITHOUT_INVISIBLE))
    return " ".join(_CLUSTER.sub(_in_order, text.replace("เเ", "แ")).split())


def search_key(text: str) -> str:
    """A name as it is looked for: tidy, in small letters, without tone marks and their like, which people
    leave out or put elsewhere. "ก้องภพ" and "กองภพ" are found by either.
    """
    return _TONES.sub("", tidy(text).lower())


def _in_order(cluster: re.Match[str]) -> str:
    marks = sorted(set(cluster[0]) - {_AA, _AM})
    tail = next((char for char in cluster[0] if char in (_AA, _AM)), "")
    if tail and _NIKHAHIT in marks:
        marks.remove(_NIKHAHIT)
        tail = _AM
    return "".join(marks) + tail


def _spellings(prefix: Prefix) -> str:
    """Title and abbreviations as one pattern; the dots and spaces of an abbreviation are optional."""
    dotted = [r"\s?\.?\s?".join(short.rstrip(".").split(".")) for short in prefix.abbreviations]
    return "|".join([prefix.full, *(short.replace(" ", r"\s?") + r"\s?\.?" for short in dotted)])


# By first letter, the longest first: "นางสาว" before "นาง".
_TITLES: dict[str, list[tuple[re.Pattern[str], Prefix]]] = {}
for _prefix in sorted(PREFIXES, key=lambda prefix: len(prefix.full), reverse=True):
    for _letter in {spelling[0] for spelling in (_prefix.full, *_prefix.abbreviations)}:
        _TITLES.setdefault(_letter, []).append((re.compile(_spellings(_prefix)), _prefix))
_NAME_START = re.compile(r"[ก-ฮเ-ไA-Za-z(](?!์)")


def split_title(text: str) -> tuple[str, str]:
    """ "ด.ช.ก้องภพ" -> ("เด็กชาย", "ก้องภพ"); ("", text) where no title stands in front.

    A title that is also how names begin ("นายิกา", "มลฤดี", "พระพาย") is taken for one only where what
    follows can begin a name and, for the ambiguous, where dots or a space set it apart.
    """
    text = tidy(text)
    for pattern, prefix in _TITLES.get(text[:1], ()):
        found = pattern.match(text)
        if found and _is_title(found[0], text[found.end() :], prefix):
            return prefix.full, text[found.end() :].strip()
    return "", text


def _is_title(title: str, rest: str, prefix: Prefix) -> bool:
    if not rest or rest[0] == " ":
        return True
    apart = prefix.full != "พระ" and (title == prefix.full or "." in title or prefix.child)
    return apart and bool(_NAME_START.match(rest))


def full_prefix(text: str) -> str:
    """ "ด.ช." -> "เด็กชาย"; what is no known title stays as it is."""
    prefix, rest = split_title(text)
    return prefix if prefix and not rest else tidy(text)


def short_prefix(full: str) -> str:
    """ "เด็กชาย" -> "ด.ช.", as lists have it; "นาย" and unknown titles stay."""
    known = _find(full)
    return known.abbreviations[0] if known and known.abbreviations else full


def sex_of(prefix: str) -> str:
    """ "M" or "F" as the title says, "" where it does not."""
    known = _find(full_prefix(prefix))
    return (known.sex if known else None) or ""


def _find(full: str) -> Prefix | None:
    return BY_FULL.get(full)


def split_full_name(text: str) -> tuple[str, str, str]:
    """ "ดช. ก้องภพ  ณ ป่าหวาย " -> ("เด็กชาย", "ก้องภพ", "ณ ป่าหวาย"): the last name is all but the first word."""
    prefix, rest = split_title(text)
    first, _, last = rest.partition(" ")
    return prefix, first, last
