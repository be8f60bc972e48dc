"""What headings say: tables of wordings, and the meaning of one heading.

Our template, RPT318 and each school's own sheet differ in wording. New wordings are added to the tables, not
to the code.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lec.thai import digits, names


@dataclass(frozen=True)
class Words:
    """How a heading may read: `whole` as a whole, `part` as a part of it, never with a word of `without`."""

    whole: tuple[str, ...]
    part: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


# All without spaces, dots and dashes, in small letters (see `plain`). The first that fits wins.
WORDS: dict[str, Words] = {
    "citizen_id_type": Words(("ประเภทเลขประจำตัว", "ประเภทเลข", "ประเภทบัตร", "ประเภทเลขประจำตัวประชาชน")),
    "citizen_id_missing_because": Words((), ("ไม่มีเลข",)),
    "citizen_id": Words(
        (
            "เลขบัตร",
            "เลขที่บัตร",
            "idcard",
            "idno",
            "citizenid",
            "nationalid",
            "pid",
            "cid",
            "เลข13หลัก",
            "บัตรปชช",
        ),
        ("ประชาชน", "13หลัก", "ปชช", "รหัสg", "gcode"),
        ("เอกสาร", "วันหมดอายุ", "สำเนา"),
    ),
    "student_number": Words(
        ("รหัสนักเรียน", "รหัสเด็ก", "เลขนักเรียน", "studentid", "studentno", "studentcode", "รหัสผู้เรียน"),
        ("ประจำตัวนักเรียน", "ประจำตัวเด็ก", "ประจำตัวผู้เรียน", "รหัสนักเรียน", "ทะเบียนนักเรียน"),
    ),
    "any_number": Words(("เลขประจำตัว", "รหัสประจำตัว", "รหัส", "เลขทะเบียน", "หมายเลขประจำตัว")),
    "prefix": Words(("คำนำ", "prefix", "title", "คำหน้าชื่อ", "คำหน้านาม", "ยศ"), ("คำนำหน้า",), ("สกุล",)),
    "full_name": Words(
        ("รายชื่อ", "รายชื่อนักเรียน", "รายชื่อเด็ก", "รายชื่อเด็กนักเรียน", "fullname"),
        ("ชื่อนามสกุล", "ชื่อและนามสกุล", "ชื่อและสกุล", "ชื่อชื่อสกุล", "ชื่อตัวชื่อสกุล", "ชื่อตัวและชื่อสกุล", "นำหน้าชื่อสกุล"),
    ),
    "last_name": Words(("นามสกุล", "สกุล", "lastname", "surname", "familyname")),
    "first_name": Words(
        ("ชื่อ", "ชื่อตัว", "ชื่อจริง", "ชื่อนักเรียน", "ชื่อเด็ก", "ชื่อเด็กนักเรียน", "ชื่อผู้เรียน", "firstname", "name", "ชื่อนร")
    ),
    "sex": Words(("เพศ", "sex", "gender")),
    "entered_on": Words(
        ("entrydate", "enrolldate", "entereddate"),
        ("เข้าศึกษา", "เข้าเรียน", "รับเข้า", "วันที่เข้า", "วันเข้า", "มอบตัว"),
        ("ปีการศึกษา", "ชั้น", "หลักฐาน", "เวลา"),
    ),
    "birth_date": Words(
        ("birthdate", "birthday", "dateofbirth", "dob"),
        ("เกิด",),
        ("สถานที่", "จังหวัด", "น้ำหนัก", "ประเทศ", "สูติ", "ลำดับ", "อำเภอ", "ตำบล", "ที่เกิดเหตุ"),
    ),
    "any_date": Words(("วันเดือนปี", "วดป")),
    "grade": Words(("class", "grade", "ระดับ", "ระดับการศึกษา"), ("ชั้น",), ("ครู", "เข้า", "จบ", "ก่อน", "เดิม")),
    "room": Words(("room", "กลุ่ม"), ("ห้อง",), ("ครู", "ชั้น")),
    "academic_year": Words(("ปีการศึกษา",)),
    "institution": Words(
        ("สถานศึกษา", "ชื่อสถานศึกษา", "โรงเรียน", "ชื่อโรงเรียน", "ชื่อศูนย์", "ศูนย์พัฒนาเด็กเล็ก", "ศพด", "ชื่อศพด", "school")
    ),
}

# Headings about somebody or something else, whatever else they say.
ANOTHER: tuple[str, ...] = (
    "บิดา",
    "มารดา",
    "พ่อ",
    "แม่",
    "ผู้ปกครอง",
    "คู่สมรส",
    "พี่น้อง",
    "ครู",
    "ผู้บริหาร",
    "ผู้อำนวยการ",
)
ANOTHER += ("อังกฤษ", "ชื่อเล่น", "ชื่อเดิม", "ชื่อรอง", "ชื่อกลาง", "ที่อยู่", "ภูมิลำเนา", "english", "nickname")
ANOTHER += ("father", "mother", "parent", "guardian", "middlename")

# Headings we do not read but know for headings: they tell a second heading row from a row of data.
OTHERS = {"ที่", "ลำดับ", "ลำดับที่", "เลขที่", "no", "วัน", "เดือน", "ปี", "อายุ", "ชาย", "หญิง", "รวม", "หมายเหตุ"}
OTHERS |= {"อปท", "เหตุผล", "ที่อยู่", "ที่อยู่ปัจจุบัน", "ที่อยู่ตามทะเบียนบ้าน"}
OTHERS |= {"อาชีพ", "รายได้", "รายได้เดือน", "ความเกี่ยวข้อง", "เบอร์โทร", "โทรศัพท์"}
DATE_PARTS = ("วัน", "เดือน", "ปี")
SEX_WORDS = {
    **dict.fromkeys(("ชาย", "ช", "m", "male", "1", "เด็กชาย", "ผู้ชาย"), "M"),
    **dict.fromkeys(("หญิง", "ญ", "f", "female", "2", "เด็กหญิง", "ผู้หญิง"), "F"),
}

_SEPARATORS = re.compile(r"[\s.,\-–—_/:*\\'\"“”|+&#]+")
_SURNAME_APART = re.compile(r"ชื่อ[\s\-–—_/,และ]+(นาม)?สกุล|ชื่อ(ตัว)?[\s\-–—/]*(ชื่อ|นาม)สกุล")


@lru_cache(maxsize=4096)
def plain(text: str, *, with_brackets: bool = True) -> str:
    """A heading without what varies: spaces, dots, dashes, line breaks, Thai digits, capitals."""
    text = digits.to_arabic(names.tidy(text)).lower()
    text = re.sub(r"[()\[\]]", " ", text) if with_brackets else re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    return _SEPARATORS.sub("", text)


def meaning_of(label: str, group: str = "") -> tuple[str, int]:
    """The field a heading names and how surely (2 by the whole wording, 1 by a part); ("", 0) for none."""
    whole = plain(label, with_brackets=False) or plain(label)
    everything = plain(label)
    if not whole or any(word in plain(group) + everything for word in ANOTHER):
        return "", 0
    if "ชื่อสกุล" in whole:  # "ชื่อ-สกุล" is both names, "ชื่อสกุล" officially the last one
        return ("full_name", 1) if _SURNAME_APART.search(label) else ("either_name", 1)
    for name, words in WORDS.items():
        if whole in words.whole or everything in words.whole:
            return name, 2
    for name, words in WORDS.items():
        if any(part in everything for part in words.part) and not any(
            word in everything for word in words.without
        ):
            return name, 1
    return "", 0
