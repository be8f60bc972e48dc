"""The people of the synthetic nation: more names than children, put together from parts; a walk comes to
every pair of names once, so that no two children are called alike.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import gcd
from random import Random

from lec.reference.grades import ORDER
from lec.simulation.people import BOYS, GIRLS, MEN, WOMEN
from lec.thai import calendar, citizen_id, collation, names

HEADS = (
    "กมล กิตติ เกียรติ ขวัญ คุณา จักร จิร ชน ชล ชัย ชุติ ญาณ ฐิติ ณัฐ ดนัย ธน ธนา ธีร นนท นภ นิธิ ปภา ปวร ปิย พงศ์ พชร พัชร พิชญ "
    "พีร ภัทร ภูมิ มนัส รัชต วร วิชญ ศุภ สิริ สุร อภิ อัคร อนุ"
)
BOYS_TAILS = "กร ชัย ดนัย เดช เทพ ธร นนท์ พงศ์ พล พัฒน์ ภพ ภัทร ภูมิ วัฒน์ วิชญ์ ศักดิ์ สิทธิ์ สรณ์"
GIRLS_TAILS = "กานต์ ชญา ญาดา ณิชา ดา ธิดา นภา นันท์ พร ภรณ์ มาศ รดา ลักษณ์ วดี วรรณ ศิริ สินี สุดา"
FAMILY_HEADS = (
    "กัน แก้ว คำ จันทร์ ใจ ชัย ไชย ดวง ดอน ทอง นา น้ำ บุญ ปัญญา ป่า พรม เพชร โพธิ์ มณี มูล ราช เรือน วงศ์ ศรี สาย สิงห์ สุข แสง "
    "หล้า อินทร์"
)
FAMILY_MIDDLES = (
    "เกษม กิ่ง แก้ว คำ งาม ชู ดี เดช ทอง ธร บุตร ใบใหญ่ ประเสริฐ ประทีป ผล พันธ์ พา ไพร มั่น มาก เมือง เย็น รักษา เรือง "
    "ลำดวน เลิศ วัฒน์ วิเศษ ศรี สกุล สมบูรณ์ สว่าง สุทธิ์ ใส แสน โสภา หวาย หอม อุดม"
)
FAMILY_TAILS = "กุล เจริญ ชัย ชาติ ไชย ดี ทรัพย์ เทศ ธรรม พงศ์ ไพศาล เมือง รัตน์ วงศ์ ศักดิ์ ศิริ สกุล สุข เสถียร"
BOYS_AMONG = 0.51
STRIDE = 15_485_863
KINDS = {"thai": 982, "g_code": 8, "zero": 6, "none": 4}
MISSING = "อยู่ระหว่างแจ้งเกิดเกินกำหนดที่อำเภอ"


@dataclass(frozen=True, slots=True)
class Child:
    """What the register knows of one child, as its table has it."""

    citizen_id_type: str
    citizen_id: str | None
    missing_because: str
    prefix: str
    first_name: str
    last_name: str
    sex: str
    birth_date: date | None
    sort_key: str
    search_key: str


class Crowd:
    """Children and adults, always the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.serial = 0
        tails = ["", *FAMILY_TAILS.split()]
        family = list(map("".join, product(FAMILY_HEADS.split(), FAMILY_MIDDLES.split(), tails)))
        self._boys = _Walk(_first_names(BOYS, BOYS_TAILS), family, self.random)
        self._girls = _Walk(_first_names(GIRLS, GIRLS_TAILS), family, self.random)
        adults = [*(f"นาย{name}" for name in MEN.split()), *(f"นางสาว{name}" for name in WOMEN.split())]
        self._adults = _Walk(adults, family, self.random)

    def adult(self) -> str:
        """ "นางสาวกาญจนา แก้วงามสุข"."""
        return " ".join(self._adults.next())

    def phone(self) -> str:
        """A number of a range that is given to nobody."""
        return f"0-1900-{self.random.randrange(10_000):04d}"

    def child(self, grade: str, academic_year: int) -> Child:
        """A child of the usual age for the grade in the academic year (BE)."""
        self.serial += 1
        boy = self.random.random() < BOYS_AMONG
        first, last = (self._boys if boy else self._girls).next()
        kind, number = self._identity()
        return Child(
            kind,
            number,
            "" if number else MISSING,
            "เด็กชาย" if boy else "เด็กหญิง",
            first,
            last,
            "M" if boy else "F",
            born(grade, academic_year, self.random),
            *keys(first, last),
        )

    def _identity(self) -> tuple[str, str | None]:
        """Type and number, as common as they are made out to be: 18 in a thousand have no Thai ID."""
        kind = self.random.choices(list(KINDS), list(KINDS.values()))[0]
        match kind:
            case "thai":
                return kind, citizen_id.synthetic(self.serial)
            case "zero":
                return kind, citizen_id.synthetic(self.serial, first="0")
            case "g_code":
                return kind, f"G99{self.serial:010d}"
        return kind, None


class _Walk:
    """Pairs of names in an order that looks like none and comes to each once."""

    def __init__(self, firsts: list[str], lasts: list[str], random: Random) -> None:
        self.firsts, self.lasts = firsts, lasts
        self.pairs = len(firsts) * len(lasts)
        self.at = random.randrange(self.pairs)
        self.stride = STRIDE
        while gcd(self.stride, self.pairs) != 1:
            self.stride += 2

    def next(self) -> tuple[str, str]:
        self.at = (self.at + self.stride) % self.pairs
        first, last = divmod(self.at, len(self.lasts))
        return self.firsts[first], self.lasts[last]


def _first_names(known: str, tails: str) -> list[str]:
    """Without those that say a part twice ("ชัยชัย")."""
    joined = [head + tail for head, tail in product(HEADS.split(), tails.split()) if head[:2] != tail[:2]]
    return list(dict.fromkeys([*known.split(), *joined]))


def keys(first: str, last: str) -> tuple[str, str]:
    """What a name is sorted and looked for by."""
    name = f"{first} {last}"
    return collation.sort_key(name), names.search_key(name)


def born(grade: str, academic_year: int, random: Random) -> date:
    """2 full years on 16 May for PRE, 3 for K1, ... 12 for P6."""
    first_day = date(calendar.ce_year(academic_year) - ORDER[grade] - 3, 5, 17)
    return first_day + timedelta(days=random.randrange(365))
