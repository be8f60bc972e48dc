"""The places of the demo world: two provinces that do not exist, each with an LAO that owns institutions, one
that pays for other schools, and one that does both. The last province holds the institution with faults.
"""

from dataclasses import dataclass

from lec.headcounts.rules import SchoolEntry
from lec.organizations.models import Kind, Level
from lec.organizations.rules import OrganizationEntry
from lec.reference.grades import CENTER_GRADES

DEPARTMENT = ("DLA", "กรมส่งเสริมการปกครองท้องถิ่น")
SCHOOL_GRADES = ("K1", "K2", "K3", "P1", "P2", "P3", "P4", "P5", "P6")

PROVINCES = tuple(
    OrganizationEntry(Level.PROVINCE, code, name, DEPARTMENT[0])
    for code, name in (("98", "จังหวัดธาราลัย"), ("99", "จังหวัดภูรินทร์"))
)

LAOS = tuple(
    OrganizationEntry(Level.LAO, code, name, code[2:4], kind, district=district)
    for code, kind, name, district in (
        ("05980101", Kind.SUBDISTRICT, "เทศบาลตำบลลำดวนทอง", "เมืองธาราลัย"),
        ("06980202", Kind.SAO, "องค์การบริหารส่วนตำบลทุ่งลมเย็น", "ดอนดาวเรือง"),
        ("04980303", Kind.TOWN, "เทศบาลเมืองวังแสงจันทร์", "วังแสงจันทร์"),
        ("02990101", Kind.PAO, "องค์การบริหารส่วนจังหวัดภูรินทร์", "เมืองภูรินทร์"),
        ("05990201", Kind.SUBDISTRICT, "เทศบาลตำบลผาหมอกแก้ว", "ผาหมอกแก้ว"),
        ("06990302", Kind.SAO, "องค์การบริหารส่วนตำบลเขาเมฆขาว", "ห้วยเพลงไพร"),
    )
)


@dataclass(frozen=True)
class Place:
    """An institution and its classes: per grade the sizes of its rooms, and how many rooms a teacher has."""

    code: str
    kind: str
    name: str
    lao: str
    tambon: str
    rooms: dict[str, tuple[int, ...]]
    rooms_each: int = 1
    faulty: bool = False

    @property
    def entry(self) -> OrganizationEntry:
        """As the department's list has it."""
        grades = SCHOOL_GRADES if self.kind == Kind.SCHOOL else CENTER_GRADES
        phone = f"0-1901-{self.code[-4:]}"  # a range that is given to nobody
        return OrganizationEntry(
            Level.INSTITUTION,
            self.code,
            self.name,
            self.lao,
            self.kind,
            tambon=self.tambon,
            phone=phone,
            grades=grades,
        )


def _school(*sizes: int) -> dict[str, tuple[int, ...]]:
    return {grade: (size,) for grade, size in zip(SCHOOL_GRADES, sizes, strict=True)}


PLACES = (
    Place(
        "9898010101",
        Kind.SCHOOL,
        "โรงเรียนเทศบาลลำดวนทอง",
        "05980101",
        "ลำดวนทอง",
        _school(19, 21, 22, 0, 23, 21, 24, 20, 22) | {"P1": (20, 19)},
    ),
    Place(
        "9898010102",
        Kind.CENTER,
        "ศูนย์พัฒนาเด็กเล็กเทศบาลตำบลลำดวนทอง",
        "05980101",
        "ลำดวนทอง",
        {"PRE": (14,), "K1": (16,), "K2": (11,)},
    ),
    Place(
        "9898030301",
        Kind.SCHOOL,
        "โรงเรียนบ้านปากธาร",
        "04980303",
        "ปากธาร",
        _school(4, 5, 4, 6, 5, 4, 6, 5, 4),
        rooms_each=3,
    ),
    Place(
        "9898030302",
        Kind.CENTER,
        "ศูนย์พัฒนาเด็กเล็กบ้านสวนพลอย",
        "04980303",
        "สวนพลอย",
        {"PRE": (12,), "K1": (13,), "K2": (8,)},
        rooms_each=2,
    ),
    Place(
        "9899020101",
        Kind.SCHOOL,
        "โรงเรียนเทศบาลผาหมอกแก้ว",
        "05990201",
        "ผาหมอกแก้ว",
        _school(15, 16, 17, 19, 18, 17, 20, 16, 18),
    ),
    Place(
        "9899020102",
        Kind.CENTER,
        "ศูนย์พัฒนาเด็กเล็กบ้านท่าเมฆ",
        "05990201",
        "ท่าเมฆ",
        {"PRE": (15,), "K1": (17,), "K2": (12,)},
        rooms_each=2,
    ),
    Place(
        "9899030201",
        Kind.CENTER,
        "ศูนย์พัฒนาเด็กเล็กอบต.เขาเมฆขาว",
        "06990302",
        "เขาเมฆขาว",
        {"PRE": (13,), "K1": (12,), "K2": (9,)},
        rooms_each=2,
    ),
    Place(
        "9899030202",
        Kind.SCHOOL,
        "โรงเรียนบ้านดอยเพลง",
        "06990302",
        "ดอยเพลง",
        _school(10, 11, 12, 11, 13, 12, 11, 12, 12),
        rooms_each=3,
        faulty=True,
    ),
)

OTHER_SCHOOLS = tuple(
    SchoolEntry(code, name, affiliation, lao)
    for code, affiliation, name, lao in (
        ("9898020001", "สพป.", "โรงเรียนบ้านทุ่งดาวกระจาย", "06980202"),
        ("9898020002", "สพม.", "โรงเรียนทุ่งลมเย็นพิทยา", "06980202"),
        ("9898020003", "เอกชน", "โรงเรียนอนุบาลตะวันฉาย", "06980202"),
        ("BPP98001", "ตชด.", "โรงเรียนตำรวจตระเวนชายแดนบ้านคลองแสงเดือน", "06980202"),
        ("9898030001", "สพป.", "โรงเรียนวัดวังปลาแก้ว", "04980303"),
        ("9898030002", "เอกชน", "โรงเรียนแสงจันทร์วิทยา", "04980303"),
        ("9899010001", "สพม.", "โรงเรียนภูรินทร์วิทยาคม", "02990101"),
        ("9899010002", "สพป.", "โรงเรียนบ้านโคกแสงเทียน", "02990101"),
        ("9899030001", "สพป.", "โรงเรียนบ้านหนองเดือน", "06990302"),
        ("BPP99001", "ตชด.", "โรงเรียนตำรวจตระเวนชายแดนบ้านห้วยเพลงไพร", "06990302"),
    )
)
GRADES_BY_AFFILIATION = {
    "สพป.": SCHOOL_GRADES[1:],
    "สพม.": ("M1", "M2", "M3", "M4", "M5", "M6"),
    "เอกชน": SCHOOL_GRADES,
    "ตชด.": SCHOOL_GRADES[1:],
}
