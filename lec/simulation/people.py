"""Fictitious people, the same for the same seed. Citizen IDs have 99 as digits 2-3: no province has it."""

from datetime import date, timedelta
from itertools import product
from random import Random

from lec.reference.grades import ORDER
from lec.students.rules import Entry
from lec.thai import calendar, citizen_id

BOYS = (
    "กฤษฎา กวินภพ ก้องภพ คณิน จิรายุ ชนาธิป ชัยวัฒน์ ณภัทร ณัฐดนัย ต้นตระการ ทินกร ธนกฤต ธีรภัทร นนทกร "
    "นราวิชญ์ ปกรณ์ ปัณณวิชญ์ ปิยะพงษ์ พชร พีรพัฒน์ ภาคิน ภูมิรพี รัชชานนท์ วชิรวิทย์ วรเมธ ศุภกร สิรภพ "
    "สุรเชษฐ์ อนุชา อภิวิชญ์ อัครพนธ์ เอกวิทย์"
)
GIRLS = (
    "กชกร กมลวรรณ กัญญาพัชร ขวัญข้าว จิดาภา ชญานิศ ชลธิชา ญาดา ณัฐณิชา ณิชกานต์ ดวงพร ธัญชนก ธิดารัตน์ "
    "นภัสสร นันท์นภัส เบญญาภา ปภาวรินทร์ ปาริชาต เปมิกา พิชญาภา พิมพ์ชนก ฟ้าใส มนัสวี เมธาวี รุ่งนภา วรัญญา "
    "ศศิวิมล สุพิชญา สุภัสสรา อธิชา อัญชิสา ไอรดา"
)
MEN = "กิตติพงศ์ ชาญณรงค์ ณรงค์ฤทธิ์ ธวัชชัย ประเสริฐ พิเชษฐ วิโรจน์ ศักดิ์ชัย สมพงษ์ อดิศักดิ์"
WOMEN = "กาญจนา จันทร์เพ็ญ ดวงใจ นงลักษณ์ ปราณี พรทิพย์ มาลีวัลย์ รัตนาภรณ์ วันเพ็ญ ศิริพร สายสุนีย์ สุกัญญา อรทัย อุไรวรรณ"

LAST_NAMES = (
    "กอไผ่ทอง แก้วลำดวน ขุนเขาเขียว คำหมอกแก้ว งามธารา จันทร์ลอยฟ้า ชมดาวเรือง ไชยลำธาร ซื่อทางธรรม "
    "ณ_ดอนเมฆ ดงตะวัน ดาวกระจาย ตาลโตนดหวาน ทองท้องนา ธารน้ำริน นาข้าวหอม บัวบึงใหญ่ บุญรักษาป่า ปลูกพลอย "
    "ผาสุกสายฝน ฝนปลายหนาว พรมใบตอง พฤกษ์พนา ฟ้าหลังฝน มณีลมเย็น เมฆลอยลม ยิ้มแย้มเย็น รวงข้าวทอง ร่มไม้ใหญ่ "
    "ลมโชยชาย วงศ์ลำน้ำ แววผกา ศรีชายทุ่ง แสงเทียนทอง สายธารใส หมอกยามเช้า หอมกลิ่นดิน อินทร์บึงบัว อ้อยหวานดี เอื้องเหนือ"
)


class People:
    """An orderly crowd: no two of one name, and each next person always the same."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.serial = 0
        self._boys = self._shuffled(BOYS.split())
        self._girls = self._shuffled(GIRLS.split())
        adults = [*(f"นาย{name}" for name in MEN.split()), *(f"นางสาว{name}" for name in WOMEN.split())]
        self._adults = self._shuffled(adults)

    def _shuffled(self, first_names: list[str]) -> list[tuple[str, str]]:
        last_names = [name.replace("_", " ") for name in LAST_NAMES.split()]
        pairs = list(product(first_names, last_names))
        self.random.shuffle(pairs)
        return pairs

    def adult(self) -> str:
        """ "นางสาวกาญจนา งามธารา"."""
        return " ".join(self._adults.pop())

    def phone(self) -> str:
        """A number of a range that is given to nobody."""
        return f"0-1900-{self.random.randrange(10_000):04d}"

    def child(self, grade: str, room: str, academic_year: int, entered_on: date) -> Entry:
        """A child of the usual age for the grade in the academic year (BE)."""
        self.serial += 1
        sex = "M" if self.random.random() < 0.51 else "F"
        first, last = (self._boys if sex == "M" else self._girls).pop()
        kind, number, missing_because = self._identity()
        return Entry(
            citizen_id_type=kind,
            citizen_id=number,
            citizen_id_missing_because=missing_because,
            prefix="เด็กชาย" if sex == "M" else "เด็กหญิง",
            first_name=first,
            last_name=last,
            sex=sex,
            birth_date=self._born(grade, academic_year),
            grade=grade,
            room=room,
            student_number=f"{self.serial:05d}",
            entered_on=entered_on,
        )

    def _identity(self) -> tuple[str, str, str]:
        """Type, number, reason. One in a hundred each is not registered, has a G code, or has nothing yet."""
        match self.serial % 100:
            case 25:
                return "zero", citizen_id.synthetic(self.serial, first="0"), ""
            case 50:
                return "g_code", f"G99{self.serial:010d}", ""
            case 75:
                return "none", "", "อยู่ระหว่างแจ้งเกิดเกินกำหนดที่อำเภอ"
        return "thai", citizen_id.synthetic(self.serial), ""

    def _born(self, grade: str, academic_year: int) -> date:
        """2 full years on 16 May for PRE, 3 for K1, ... 12 for P6."""
        first_day = date(calendar.ce_year(academic_year) - ORDER[grade] - 3, 5, 17)
        return first_day + timedelta(days=self.random.randrange(365))
