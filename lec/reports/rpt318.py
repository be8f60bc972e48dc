"""RPT318 as it has always been handed on: the register with all that is known, a row a student.

Its headings are Thai in every language: they are what the reader of files matches.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.reference import places
from lec.reference.grades import GRADES
from lec.reference.queries import Labels, codes_and_labels
from lec.reports.lists import by_room
from lec.reports.sheets import Column, Kind, Sheet
from lec.students.models import Placement
from lec.students.queries import entry_of, particulars_of
from lec.students.rules import PARTICULARS
from lec.students.rules import Kind as Particular
from lec.thai import calendar
from lec.uploads.workbook.columns import as_written

PERSON = ("prefix", "first_name", "last_name", "religion", "occupation", "monthly_income")
PERSON_HEADINGS = ("คำนำหน้า", "ชื่อ", "นามสกุล", "ศาสนา", "อาชีพ", "รายได้/เดือน")
HOME = ("house_number", "village_number", "street")
HOME_HEADINGS = ("เลขที่", "หมู่ที่", "ถนน/ตรอก/ซอย")
PLACE_HEADINGS = ("ตำบล", "อำเภอ/เขต", "จังหวัด")


def rpt318_sheet(actor: Actor, institution: Organization) -> Sheet:
    """The register with all that is known, its columns where RPT318 has them; what it has no column for
    stands behind its 75. A file of it comes back unchanged.
    """
    fields = list(_rpt318())
    seats = by_room(actor, institution, None)
    told = particulars_of([seat.enrollment.student_id for seat in seats])
    labels = codes_and_labels(actor.today)[1]
    above = institution.parent
    own = {
        "province": above.parent.name if above and above.parent else "",
        "district": institution.district,
        "lao": above.name if above else "",
        "institution": institution.name,
    }
    rows = (
        [
            _rpt318_cell(name, n, seat, {**own, **_known(told.get(seat.enrollment.student_id, {}), labels)})
            for name, _column in fields
        ]
        for n, seat in enumerate(seats, start=1)
    )
    year = calendar.academic_year_of(actor.today)
    title = f"รายงานรายละเอียดข้อมูลนักเรียน ปีการศึกษา {seats[0].classroom.academic_year if seats else year}"
    return Sheet("RPT318", [title], [column for _name, column in fields], rows)


def _rpt318() -> Iterator[tuple[str, Column]]:
    """Field and column, in the order of RPT318 (research, domain 5.1)."""
    yield "n", Column("ลำดับที่", 8, Kind.NUMBER)
    yield "province", Column("จังหวัด", 20)
    yield "district", Column("อำเภอ", 16)
    yield "lao", Column("อปท.", 34)
    yield "institution", Column("สถานศึกษา", 40)
    yield "student_number", Column("เลขประจำตัวนักเรียน", 12, Kind.DIGITS)
    for name, heading in (
        ("sex", "เพศ"),
        ("prefix", "คำนำหน้า"),
        ("first_name", "ชื่อ"),
        ("last_name", "นามสกุล"),
    ):
        yield name, Column(heading, 12)
    yield "birth_date", Column("วัน/เดือน/ปี เกิด", 12)
    for name, heading in (("nationality", "สัญชาติ"), ("race", "เชื้อชาติ"), ("religion", "ศาสนา")):
        yield name, Column(heading, 10)
    yield "citizen_id", Column("เลขประจำตัวประชาชน", 17, Kind.CITIZEN_ID)
    yield "entered_on", Column("วัน/เดือน/ปี ที่เข้าศึกษา", 12)
    for name, heading in (("grade", "ชั้นปี"), ("room", "ห้องเรียน"), ("", ""), ("blood_type", "หมู่เลือด")):
        yield name, Column(heading, 10)
    for name, heading in (("height", "ส่วนสูง"), ("weight", "น้ำหนัก"), ("condition", "สภาพนักเรียน")):
        yield name, Column(heading, 10)
    yield from _needs_and_travel()
    yield from _parent("father", "บิดา", ("phone", "เบอร์โทร"))
    yield from _parent("mother", "มารดา", ("phone", "เบอร์โทร"))
    yield "parents_status", Column("สถานภาพ", 16)
    yield from _parent("guardian", "ผู้ปกครอง", ("relation", "ความเกี่ยวข้อง"), ("phone", "เบอร์โทร"))
    yield "tuition_refunded", Column("สิทธิการเบิกค่าเล่าเรียน", 10)
    yield "treatment_refunded", Column("สิทธิการเบิกค่ารักษาพยาบาล", 10)
    yield from _address("registered", "ที่อยู่ตามทะเบียนบ้าน")
    yield from _address("current", "ที่อยู่ปัจจุบัน")
    yield "current_postal_code", Column("รหัสไปรษณีย์", 9, Kind.DIGITS, "ที่อยู่ปัจจุบัน")
    yield "citizen_id_type", Column("ประเภทเลขประจำตัว", 16)
    yield "registered_postal_code", Column("รหัสไปรษณีย์ตามทะเบียนบ้าน", 12, Kind.DIGITS)


def _needs_and_travel() -> Iterator[tuple[str, Column]]:
    """The fourteen columns whose headings nobody has seen, in the order of DMC's export."""
    for name, heading in (
        ("disadvantage", "ความด้อยโอกาส"),
        ("boards", "พักนอน"),
        ("lacks_uniform", "ขาดแคลนเครื่องแบบ"),
        ("lacks_stationery", "ขาดแคลนเครื่องเขียน"),
        ("lacks_textbooks", "ขาดแคลนแบบเรียน"),
        ("lacks_lunch", "ขาดแคลนอาหารกลางวัน"),
        ("disability", "ความพิการ"),
        ("distance_unpaved", "ระยะทางถนนลูกรัง"),
        ("distance_paved", "ระยะทางถนนลาดยาง"),
        ("distance_water", "ระยะทางทางน้ำ"),
        ("travel_minutes", "เวลาเดินทาง"),
        ("travel", "วิธีเดินทาง"),
        ("", ""),
        ("", ""),
    ):
        yield name, Column(heading, 10)


def _parent(person: str, group: str, *last: tuple[str, str]) -> Iterator[tuple[str, Column]]:
    for name, heading in (*zip(PERSON, PERSON_HEADINGS, strict=True), *last):
        yield f"{person}_{name}", Column(heading, 12, Kind.DIGITS if name == "phone" else Kind.TEXT, group)


def _address(section: str, group: str) -> Iterator[tuple[str, Column]]:
    for name, heading in zip(HOME, HOME_HEADINGS, strict=True):
        yield f"{section}_{name}", Column(heading, 9, group=group)
    for place, heading in enumerate(PLACE_HEADINGS):
        yield f"{section}_place{place}", Column(heading, 12, group=group)


def _rpt318_cell(name: str, n: int, seat: Placement, known: Mapping[str, str]) -> Any:
    if name == "n":
        return n
    if name == "grade":
        return GRADES[seat.classroom.grade].name
    if name in known or name in PARTICULARS or not name or "_place" in name:
        return known.get(name, "")
    return as_written(name, entry_of(seat))


def _known(told: Mapping[str, Any], labels: Labels) -> dict[str, str]:
    """Particulars in words: codes by their labels, a subdistrict as three names."""
    known: dict[str, str] = {}
    for name, value in told.items():
        one = PARTICULARS[name]
        if value is None:
            continue
        if one.kind == Particular.SUBDISTRICT:
            parts = [part.partition(".")[2] or part for part in places.name_of(str(value)).split()]
            known |= {f"{one.section}_place{n}": part for n, part in enumerate(parts)}
        elif one.kind == Particular.YES_NO:
            known[name] = "ใช่" if value else "ไม่ใช่"
        else:
            known[name] = labels.get(one.code_list, {}).get(str(value), str(value))
    return known
