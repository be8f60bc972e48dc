"""A register of national size in an empty, migrated PostgreSQL, written by the database itself.

Names repeat as names do, and every one is made up; citizen IDs have 99 as digits 2-3 and belong to nobody.
"""

from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from lec.simulation.people import BOYS, GIRLS
from lec.thai import calendar, collation, names

PROVINCES, LAOS, INSTITUTIONS, STUDENTS = 76, 7_850, 20_300, 1_400_000
FIRST_INSTITUTION = 1 + PROVINCES + LAOS + 1
LARGE_ROOM = FIRST_INSTITUTION + INSTITUTIONS
BEGINNINGS = (
    "คำ แก้ว ทอง บุญ ศรี จันทร์ แสง ใจ วงศ์ สุข พรม อินทร์ มูล ปัญญา เรือน ป่า ดอน น้ำ กัน ไชย ชัย สาย ดวง มณี เพชร "
    "นา สิงห์ โพธิ์ ราช หล้า"
)
ENDINGS = (
    "แสนราช สว่าง ใบใหญ่ ประเสริฐ มาก คำ บุตร เย็น หอม ทอง ใส ไพร ทะวงศ์ แก้ว ศรี ดี เรือง หวาย งาม พันธ์ สมบูรณ์ วิเศษ มั่น "
    "รักษา โสภา เกษม ประทีป ลำดวน เดช ชู อุดม ผล กิ่ง ธร วัฒน์ เลิศ สกุล พา เมือง สุทธิ์"
)
LAST = [beginning + ending for beginning in BEGINNINGS.split() for ending in ENDINGS.split()]
CALLED = """create temporary table called
    (k int primary key, sex text, prefix text, first text, last text, sort_key text, search_key text)"""


def load(students: int = STUDENTS) -> None:
    """All of it or nothing."""
    year = calendar.academic_year_of(calendar.today(timezone.now()))
    called = list(_called())
    values = {
        "provinces": PROVINCES,
        "laos": LAOS,
        "institutions": INSTITUTIONS,
        "students": students,
        "first": FIRST_INSTITUTION,
        "large": LARGE_ROOM,
        "called": len(called),
        "year": year,
        "ce": calendar.ce_year(year),
        "born": calendar.ce_year(year) - 7,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CALLED)
        with cursor.copy("copy called from stdin") as copy:
            for row in called:
                copy.write_row(row)
        for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def _called():
    """Sex, title and name, with the keys that names are sorted and looked for by."""
    firsts = [("M", "เด็กชาย", first) for first in BOYS.split()] + [
        ("F", "เด็กหญิง", first) for first in GIRLS.split()
    ]
    pairs = [(sex, prefix, first, last) for sex, prefix, first in firsts for last in LAST]
    for k, (sex, prefix, first, last) in enumerate(pairs):
        name = f"{first} {last}"
        yield k, sex, prefix, first, last, collation.sort_key(name), names.search_key(name)
