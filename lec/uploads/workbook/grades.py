"""Grades as they are written: "ป.6", "ประถมศึกษาปีที่ ๖", "อ.2/1", "ปวช.1", "ชั้นอนุบาล 3 ขวบ"."""

import re
from functools import lru_cache

from lec.reference.grades import GRADES
from lec.thai import digits, names

# The letter of the code and the words for it, the longest first.
LEVELS = {
    "K": ("อนุบาลศึกษา", "อนุบาล", "อบ", "อ"),
    "P": ("ประถมศึกษา", "ประถม", "ป"),
    "M": ("มัธยมศึกษาตอนต้น", "มัธยมศึกษาตอนปลาย", "มัธยมศึกษา", "มัธยม", "ม"),
    "V": ("ประกาศนียบัตรวิชาชีพ", "ปวช"),
}
NURSERY = ("เตรียมอนุบาล", "ก่อนอนุบาล", "บริบาล", "เด็กเล็ก", "ตอ")
BY_AGE = {"2": "PRE", "3": "K1", "4": "K2", "5": "K3"}  # "3 ขวบ" is the class of the three-year-olds

_LETTER_OF = {word: letter for letter, words in LEVELS.items() for word in words}
_WORDS = "|".join(sorted(_LETTER_OF, key=len, reverse=True))
_ROOM = r"(?:\s*(?:[/\-.]|ห้อง(?:ที่|เรียน)?)\s*(?P<room>[^\s/].{0,19})|\s+(?P<short>\S{1,3}))?"
_GRADE = re.compile(
    rf"(?:ระดับ)?(?:ชั้น)?\s*(?P<word>{_WORDS})\s*\.?\s*(?:ชั้น)?(?:ปี)?(?:ที่)?\s*(?P<year>\d){_ROOM}"
)
_NURSERY = re.compile(rf"(?:ระดับ)?(?:ชั้น)?\s*(?:{'|'.join(NURSERY)})\.?{_ROOM}")
_BY_AGE = re.compile(rf"(?:ระดับ)?(?:ชั้น)?\s*(?:อนุบาล|อบ?\.?|เด็ก|ห้อง|อายุ)?\s*(?P<age>[2-5])\s*ขวบ{_ROOM}")
_CODE = re.compile(rf"(?P<code>PRE|[KPMV]\d){_ROOM}", re.IGNORECASE)
_IN_TITLE = re.compile(
    rf"(?:ชั้น|ห้อง)\s*((?:(?:{_WORDS})\s*\.?\s*(?:ชั้น)?(?:ปีที่)?\s*\d|{'|'.join(NURSERY)})(?:\s*/\s*\d{{1,2}})?)(?!\s*(?:[-–,\d/]|ถึง|และ|กับ))"
)


@lru_cache(maxsize=1024)
def read_grade(text: str) -> tuple[str, str, bool]:
    """Code, room and whether it was written in a usual way; ("", "", False) for what is no grade."""
    written = digits.to_arabic(names.tidy(text))
    bare = re.sub(r"\s*\([^)]*\)", "", written)
    code, room = _code_and_room(bare)
    if code not in GRADES:
        return "", "", False
    grade = GRADES[code]
    number = grade.code[1:]
    usual = {grade.code, grade.short, grade.name, f"{grade.name.removesuffix(f'ปีที่ {number}')} {number}"}
    return code, room, bare in usual and text.strip() == written


def _code_and_room(text: str) -> tuple[str, str]:
    for pattern in (_NURSERY, _BY_AGE, _GRADE, _CODE):
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            room = (parts["room"] or parts["short"] or "").strip()
            if "word" in parts:
                return f"{_LETTER_OF[parts['word']]}{parts['year']}", room
            return BY_AGE.get(parts.get("age", ""), "") or parts.get("code", "PRE").upper(), room
    return "", ""


def read_room(text: str, grade: str) -> tuple[str, str]:
    """Grade and room of a room cell: "2", "ห้อง 2", "ป.6/2", or "6/2" in grade 6."""
    written = digits.to_arabic(names.tidy(text))
    own, room, _usual = read_grade(written)
    if own and room:
        return own, room
    written = re.sub(r"^ห้อง(ที่|เรียน)?\s*", "", written)
    if grade and re.fullmatch(rf"{grade[1:]}\s*/\s*\d+", written):
        return "", written.partition("/")[2].strip()
    return "", "" if written == "-" else written


def grade_in_title(text: str) -> tuple[str, str]:
    """Grade and room a title or a sheet's name speaks of: "รายชื่อนักเรียนชั้นประถมศึกษาปีที่ 4/1".

    "ป.1-6" in a title means six grades, so it names none.
    """
    written = digits.to_arabic(names.tidy(text))
    code, room, _usual = read_grade(written)
    span = re.search(r"(\d)\s*[-–]\s*(\d)$", written)
    if span and span[1] < span[2]:
        return "", ""
    if code:
        return code, room
    for found in _IN_TITLE.finditer(written):
        code, room, _usual = read_grade(found[1])
        if code:
            return code, room
    return "", ""
