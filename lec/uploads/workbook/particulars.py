"""What else a list tells of a student: which columns say it, and what stands in them (RPT318 11-74).

Only what is written counts: an empty cell and a missing column say nothing. Whether a word stands in a code
list is for those to say who know the lists (`uploads.rules`); here a particular is a text still.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lec.students.rules import PARTICULARS, Kind
from lec.thai import digits, names
from lec.uploads.workbook.words import plain

Codes = Mapping[str, Mapping[str, str]]

# What forms write where nothing is known.
NOTHING = frozenset({"", "-", "--", "—", ".", "ไม่ระบุ", "ไม่ทราบ", "ไม่มีข้อมูล", "n/a"})


@dataclass(frozen=True)
class Wording:
    """How a heading may read, as in `words`: as a whole, by a part of it, never with a word of `without`."""

    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def fits(self, text: str) -> bool:
        """Whether a plain heading reads so."""
        if text in self.whole:
            return True
        return any(part in text for part in self.part) and not any(word in text for word in self.without)


PERSONS = {
    "father": ("บิดา", "พ่อ", "father"),
    "mother": ("มารดา", "แม่", "mother"),
    "guardian": ("ผู้ปกครอง", "guardian"),
}
OF_PERSON: dict[str, Wording] = {
    "prefix": Wording(("คำนำ", "title", "prefix"), ("คำนำหน้า",), ("สกุล",)),
    "full_name": Wording(("", "fullname"), ("ชื่อนามสกุล", "ชื่อสกุล", "ชื่อและนามสกุล", "ชื่อและสกุล", "ชื่อชื่อสกุล")),
    "first_name": Wording(("ชื่อ", "ชื่อตัว", "ชื่อจริง", "firstname")),
    "last_name": Wording(("นามสกุล", "สกุล", "lastname", "surname")),
    "religion": Wording((), ("ศาสนา",)),
    "occupation": Wording(("occupation",), ("อาชีพ",)),
    "monthly_income": Wording(("income",), ("รายได้",), ("ปี",)),
    "phone": Wording(("โทร", "phone", "mobile"), ("เบอร์", "โทรศัพท์", "มือถือ"), ("ที่ทำงาน",)),
    "relation": Wording((), ("เกี่ยวข้อง", "ความสัมพันธ์")),
}
ADDRESSES = {"registered": ("ทะเบียนบ้าน", "ภูมิลำเนา", "ทร14"), "current": ("ที่อยู่", "ปัจจุบัน")}
OF_ADDRESS: dict[str, Wording] = {
    "house_number": Wording(("เลขที่", "บ้านเลขที่", "เลขที่บ้าน")),
    "village_number": Wording(("หมู่", "หมู่ที่", "ม")),
    "street": Wording(("ถนน", "ตรอก", "ซอย"), ("ถนนตรอก", "ถนนซอย", "ตรอกซอย", "ซอยถนน")),
    "subdistrict": Wording(("ตำบล", "แขวง", "ต"), ("ตำบลแขวง", "แขวงตำบล")),
    "district": Wording(("อำเภอ", "เขต", "อ"), ("อำเภอเขต", "เขตอำเภอ")),
    "province": Wording(("จังหวัด", "จ")),
    "postal_code": Wording((), ("ไปรษณีย์",)),
}
OF_STUDENT: dict[str, Wording] = {
    "parents_status": Wording(
        ("สถานภาพ",), ("สถานภาพบิดา", "สถานภาพสมรส", "สถานภาพครอบครัว", "สถานภาพของบิดา", "สถานภาพพ่อ")
    ),
    "nationality": Wording(("nationality",), ("สัญชาติ",)),
    "race": Wording((), ("เชื้อชาติ",)),
    "religion": Wording(("religion",), ("ศาสนา",)),
    "blood_type": Wording(("bloodtype",), ("กลุ่มเลือด", "หมู่เลือด", "กรุ๊ปเลือด", "หมู่โลหิต", "กรุ๊ปโลหิต")),
    "height": Wording(("สูง", "height"), ("ส่วนสูง",), ("แรกเกิด", "เกณฑ์")),
    "weight": Wording(("weight",), ("น้ำหนัก",), ("แรกเกิด", "เกณฑ์")),
    "condition": Wording((), ("สภาพนักเรียน", "สภาพเด็ก")),
    "disadvantage": Wording((), ("ด้อยโอกาส",)),
    "disability": Wording((), ("พิการ",), ("บัตร", "เลขที่")),
    "lacks_textbooks": Wording((), ("ขาดแคลนแบบเรียน", "ขาดแคลนหนังสือ")),
    "lacks_lunch": Wording((), ("ขาดแคลนอาหาร",)),
    "lacks_stationery": Wording((), ("ขาดแคลนเครื่องเขียน", "ขาดแคลนอุปกรณ์")),
    "lacks_uniform": Wording((), ("ขาดแคลนเครื่องแบบ", "ขาดแคลนชุด")),
    "travel": Wording(("การเดินทาง",), ("วิธีเดินทาง", "วิธีการเดินทาง", "พาหนะ")),
    "distance_unpaved": Wording((), ("ลูกรัง",)),
    "distance_paved": Wording((), ("ลาดยาง",)),
    "distance_water": Wording((), ("ทางน้ำ",)),
    "travel_minutes": Wording((), ("เวลาเดินทาง", "เวลาในการเดินทาง")),
    "boards": Wording((), ("พักนอน",)),
    "tuition_refunded": Wording((), ("เบิกค่าเล่าเรียน", "เบิกค่าการศึกษา")),
    "treatment_refunded": Wording((), ("เบิกค่ารักษา",)),
}
CODED = {one.name: one.code_list for one in PARTICULARS.values() if one.kind == Kind.CODE}
PARTS_OF_A_PLACE = ("subdistrict", "district", "province")
PARTS = [f"{person}_full_name" for person in PERSONS]
PARTS += [f"{section}_{part}" for section in ADDRESSES for part in PARTS_OF_A_PLACE[1:]]
NAMES = (*PARTICULARS, *PARTS)


def meaning_of(label: str, group: str = "") -> str:
    """The particular, or part of one, that a heading names; "" for none.

    A part is one of "father_full_name" (and mother, guardian), "current_district", "current_province" (and
    registered). An address without a group names no section: "district", and the neighbors settle it.
    """
    text, over = plain(label, with_brackets=False), plain(group)
    whole = f"{over}{text}"
    if OF_STUDENT["parents_status"].fits(text):
        return "parents_status"
    persons = [person for person, said in PERSONS.items() if any(word in whole for word in said)]
    if persons:
        return _of_person(persons, text)
    section = next((name for name, said in ADDRESSES.items() if any(word in whole for word in said)), "")
    for name, wording in OF_ADDRESS.items():
        if wording.fits(_without(text, (word for said in ADDRESSES.values() for word in said))):
            return f"{section}_{name}" if section else name
    if section:
        return ""
    return next((name for name, wording in OF_STUDENT.items() if wording.fits(text)), "")


def _of_person(persons: Sequence[str], text: str) -> str:
    if len(persons) > 1:
        return ""
    bare = _without(text, PERSONS[persons[0]])
    found = next((name for name, wording in OF_PERSON.items() if wording.fits(bare)), "")
    name = f"{persons[0]}_{found}"
    return name if name in PARTICULARS or found == "full_name" else ""


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, "")
    return text.removeprefix("ของ").removesuffix("ของ")


def settle(meanings: Mapping[int, str]) -> dict[str, int]:
    """Each particular's column (0-based), of columns and what they name; the first that names it has it.

    An address that no group names is where the child lives, if a subdistrict is among it: district and
    province alone, as RPT318 has them in front, are the institution's.
    """
    start = next((column for column, name in sorted(meanings.items()) if name == "subdistrict"), None)
    house = next((column for column, name in sorted(meanings.items()) if name == "house_number"), start)
    found: dict[str, int] = {}
    for column, name in sorted(meanings.items()):
        if name in OF_ADDRESS:
            if start is None or house is None or column < min(start, house):
                continue
            name = f"current_{name}"
        found.setdefault(name, column)
    return found


def read_particulars(cells: Mapping[str, str]) -> dict[str, str]:
    """Texts by particular, of texts by particular or part; what says nothing is left out."""
    given = {
        name: tidied for name, text in cells.items() if (tidied := names.tidy(text)).lower() not in NOTHING
    }
    for person in PERSONS:
        if whole := given.pop(f"{person}_full_name", ""):
            prefix, first, last = names.split_full_name(whole)
            split = {"prefix": prefix, "first_name": first, "last_name": last}
            given = {**{f"{person}_{part}": text for part, text in split.items() if text}, **given}
    for section in ADDRESSES:
        parts = [given.pop(f"{section}_{part}", "") for part in PARTS_OF_A_PLACE]
        if any(parts):
            given[f"{section}_subdistrict"] = " ".join(filter(None, map(_one_word, parts)))
    return {name: text for name, text in given.items() if not _is_no_measure(name, text)}


def parts_of(name: str) -> tuple[str, ...]:
    """Under which names the columns of a particular stand: its own, a full name's, or those of a place."""
    section, _dash, field = name.partition("_")
    if field in ("prefix", "first_name", "last_name"):
        return name, f"{section}_full_name"
    return tuple(f"{section}_{part}" for part in PARTS_OF_A_PLACE) if field == "subdistrict" else (name,)


def _one_word(name: str) -> str:
    """ "อ. วังทอง" is one name, and so is "เมือง พิษณุโลก"."""
    return "".join(name.split())


def _is_no_measure(name: str, text: str) -> bool:
    """A height or weight of 0 is how old exports write that nobody measured."""
    one = PARTICULARS[name]
    return one.kind == Kind.MEASURE and one.least > 0 and not digits.to_arabic(text).strip("0., ")


# Words of everyday forms for what the lists call otherwise, by list: the key of the code they mean.
SYNONYMS: dict[str, dict[str, str]] = {
    "occupation": {
        **dict.fromkeys(("เกษตรกร", "ทำนา", "ทำไร่", "ทำสวน", "ชาวนา", "กสิกรรม"), "farming"),
        **dict.fromkeys(("รับจ้าง", "กรรมกร", "ลูกจ้างทั่วไป"), "labor"),
        **dict.fromkeys(("ธุรกิจส่วนตัว", "แม่ค้า", "พ่อค้า"), "trade"),
        **dict.fromkeys(("รับราชการ", "ครู", "ทหาร", "ตำรวจ"), "civil_service"),
        **dict.fromkeys(("รัฐวิสาหกิจ", "พนักงานราชการ"), "state"),
        **dict.fromkeys(("ว่างงาน",), "none"),
    },
    "relation": {"พ่อ": "father", "แม่": "mother"},
    "parents_status": {
        **dict.fromkeys(("อยู่ด้วยกัน", "บิดามารดาอยู่ด้วยกัน", "สมรส", "สมรสอยู่ด้วยกัน"), "together"),
        **dict.fromkeys(("แยกกันอยู่", "บิดามารดาแยกกันอยู่", "แยกทาง"), "separated"),
        **dict.fromkeys(("หย่า", "หย่าร้าง", "บิดามารดาหย่าร้าง"), "divorced"),
        **dict.fromkeys(("บิดาถึงแก่กรรม", "บิดาเสียชีวิต"), "father_gone"),
        **dict.fromkeys(("มารดาถึงแก่กรรม", "มารดาเสียชีวิต"), "mother_gone"),
    },
    "disadvantage": dict.fromkeys(("ไม่มี", "ปกติ"), "none"),
    "disability": dict.fromkeys(("ไม่มี", "ปกติ", "ไม่พิการ"), "none"),
    "travel": {"เดินเท้า": "walk", "รถจักรยาน": "bicycle", "มอเตอร์ไซค์": "motorcycle", "รถยนต์": "car"},
    "nationality": {"พม่า": "myanmar", "เขมร": "cambodia"},
    "race": {"พม่า": "myanmar", "เขมร": "cambodia"},
    "religion": {"ฮินดู": "hinduism", "พราหมณ์": "hinduism"},
}


def words_of(codes: Codes) -> Codes:
    """The key of each word that means one, by list: a label, an everyday word for it, or a word of one label
    alone ("ย่า" of "ย่า ยาย"), and the key itself. `codes`: list -> key -> label.
    """
    return {name: _words_of(name, labels) for name, labels in codes.items()}


def _words_of(code_list: str, labels: Mapping[str, str]) -> dict[str, str]:
    parts = [(_bare(word), key) for key, label in labels.items() for word in label.replace("/", " ").split()]
    times = Counter(word for word, _key in set(parts))
    return {
        **{word: key for word, key in parts if times[word] == 1},
        **{word: key for word, key in SYNONYMS.get(code_list, {}).items() if key in labels},
        **{_bare(label): key for key, label in labels.items()},
        **{key: key for key in labels},
    }


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return plain(text.replace("ศาสนา", "").replace("กรุ๊ป", ""))


def with_keys(given: Mapping[str, Any], words: Codes) -> dict[str, Any]:
    """The same particulars, the words of code lists as their keys (`words_of`). A word that means none stays
    as it is, for the rules to say so.
    """
    return {
        name: words.get(CODED[name], {}).get(_bare(text), text) if name in CODED else text
        for name, text in given.items()
    }
