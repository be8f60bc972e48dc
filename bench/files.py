"""Files in at national size: read, mended, checked against the nation, compared, applied (rows a second).

    LEC_DATABASE_URL=postgresql://... LEC_SECRET_KEY=... LEC_TLS=0 python -m bench.files [students]

The database is local, and empty or filled by an earlier run, with 1,400,000 students or as many as said.
Nothing stays: each application is undone. Beside each figure stands its floor, taken in the same run: reading
the cells alone for staging, a bare insert of as many students, stays and seats for applying.
"""

import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "lec.settings"
django.setup()

import xlsxwriter  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from bench import nation  # noqa: E402
from lec.accounts.queries import actor_of  # noqa: E402
from lec.actor import Actor  # noqa: E402
from lec.organizations.models import Organization  # noqa: E402
from lec.simulation import crowd, people  # noqa: E402
from lec.students.models import Classroom, Enrollment, Placement, Student  # noqa: E402
from lec.students.queries import academic_year  # noqa: E402
from lec.thai import calendar, citizen_id, collation  # noqa: E402
from lec.uploads import queries  # noqa: E402
from lec.uploads.actions import apply, stage  # noqa: E402

TIMES = 3
FIRST_FREE = 900_000_000
BOYS, LAST = people.BOYS.split()[:10], crowd.FAMILY_HEADS.split()
GRADES = ("ป.1", "ป.2", "ป.3", "ป.4", "ป.5", "ป.6")
OWN = ["เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "นามสกุล", "เพศ", "วันเดือนปีเกิด", "ชั้น", "ห้อง", "เลขประจำตัวนักเรียน"]
PERSON = ["คำนำหน้า", "ชื่อ", "นามสกุล", "ศาสนา", "อาชีพ", "รายได้/เดือน"]
PLACE = ["เลขที่", "หมู่ที่", "ถนน/ตรอก/ซอย", "ตำบล", "อำเภอ/เขต", "จังหวัด"]
# Where RPT318 has what, and what its rows tell; the first row of headings, the second, a cell.
RPT318: dict[int, tuple[str, str, str]] = {
    11: ("สัญชาติ", "", "ไทย"),
    12: ("เชื้อชาติ", "", "ไทย"),
    13: ("ศาสนา", "", "พุทธ"),
    20: ("ส่วนสูง", "", "112.5"),
    21: ("น้ำหนัก", "", "19.0"),
    22: ("สภาพนักเรียน", "", "ปกติ"),
    51: ("สถานภาพ", "", "อยู่ด้วยกัน"),
    60: ("สิทธิการเบิกค่าเล่าเรียน", "", "เบิกไม่ได้"),
    61: ("สิทธิการเบิกค่ารักษาพยาบาล", "", "เบิกไม่ได้"),
}
SAID = ["นาย", "สมมติ", "ไชยบุตร", "พุทธ", "รับจ้าง", "9,000"]
HOME = ["99/1", "4", "", "วังทอง", "วังทอง", "พิษณุโลก"]


def main() -> None:
    """Fill the database if it is empty, measure, print."""
    scene = nation.ready(int(sys.argv[1]) if len(sys.argv) > 1 else nation.STUDENTS)
    by, school = actor_of(scene.officer, timezone.now()), scene.school
    print(f"{Student.objects.count():,} students in the nation, {TIMES} runs each, the median")
    print("| file | rows | staged, rows/s | cells alone | ratio | applied, rows/s | bare insert | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for name, make, sizes in (
        ("our template, 9 columns", own, (40, 3000, 10_000)),
        ("RPT318, 75 columns", rpt318, (3000,)),
    ):
        for rows in sizes:
            show(name, rows, make(rows), school, by)
    print(f"| template written, {school.enrollments.count()} students | ", end="")
    print(f"{seconds(lambda: queries.template(by, school)) * 1000:.0f} ms |")


def show(name: str, rows: int, data: bytes, institution: Organization, by: Actor) -> None:
    """One line of the table."""
    staged, applied = [], []
    for _n in range(TIMES):
        with undone():
            begun = time.perf_counter()
            upload = stage(institution=institution, data=data, filename="x.xlsx", by=by)
            staged.append(time.perf_counter() - begun)
            if upload.rows.filter(kind="new").count() != rows:
                raise SystemExit(
                    f"not all new: {upload.rows.exclude(kind='new').values_list('findings')[:3]}"
                )
            begun = time.perf_counter()
            apply(upload=upload, valid_rows_only=False, by=by)
            applied.append(time.perf_counter() - begun)
    floors = seconds(lambda: cells(data)), seconds(lambda: bare(rows, institution))
    stage_rate, apply_rate = rows / sorted(staged)[TIMES // 2], rows / sorted(applied)[TIMES // 2]
    read, written = (rows / floor for floor in floors)
    print(f"| {name} | {rows:,} | {stage_rate:,.0f} | {read:,.0f} | {read / stage_rate:.1f} ", end="")
    print(f"| {apply_rate:,.0f} | {written:,.0f} | {written / apply_rate:.1f} |", flush=True)


def seconds(act: Callable[[], object]) -> float:
    """The median of a few runs."""
    taken = []
    for _n in range(TIMES):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return sorted(taken)[TIMES // 2]


def cells(data: bytes) -> None:
    """No more than the cells of the first sheet."""
    CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def bare(rows: int, institution: Organization) -> None:
    """No more than the rows themselves: nothing read, judged or put on the trail."""
    today = calendar.today(timezone.now())
    with undone():
        room = Classroom.objects.filter(institution=institution).first()
        students = Student.objects.bulk_create(
            Student(
                citizen_id_type="thai",
                citizen_id=citizen_id.synthetic(FIRST_FREE + n),
                first_name="x",
                last_name="y",
                sex="M",
                birth_date=today,
                sort_key=collation.sort_key("x y"),
                search_key="x",
            )
            for n in range(rows)
        )
        stays = Enrollment.objects.bulk_create(
            Enrollment(student=student, institution=institution, entered_on=today) for student in students
        )
        Placement.objects.bulk_create(
            Placement(enrollment=stay, classroom=room, starts_on=today) for stay in stays
        )


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def own(rows: int) -> bytes:
    """Newcomers as our template has them."""
    return workbook([OWN, *(line(n) for n in range(rows))])


def line(n: int) -> list[Any]:
    """One newcomer, of a name that many bear."""
    grade = n % len(GRADES)
    born = f"{1 + n % 28:02}/{1 + n % 12:02}/{academic_year(timezone.now()) - 7 - grade}"
    number, last = citizen_id.synthetic(FIRST_FREE + n), LAST[n % len(LAST)]
    return [number, "เด็กชาย", BOYS[n % len(BOYS)], last, "ชาย", born, GRADES[grade], "1", f"{n:05}"]


def rpt318(rows: int) -> bytes:
    """The same with all that RPT318 tells."""
    above, below, told = [""] * 75, [""] * 75, [""] * 75
    for column, (group, label, text) in RPT318.items():
        above[column], below[column], told[column] = group, label, text
    for start, group, labels, texts in (
        (37, "บิดา", [*PERSON, "เบอร์โทร"], [*SAID, "0812345678"]),
        (44, "มารดา", [*PERSON, "เบอร์โทร"], [*SAID, "0812345678"]),
        (52, "ผู้ปกครอง", [*PERSON, "ความเกี่ยวข้อง", "เบอร์โทร"], [*SAID, "ลุง", "0812345678"]),
        (62, "ที่อยู่ตามทะเบียนบ้าน", PLACE, HOME),
        (68, "ที่อยู่ปัจจุบัน", [*PLACE, "รหัสไปรษณีย์"], [*HOME, "65130"]),
    ):
        above[start] = group
        below[start : start + len(labels)], told[start : start + len(texts)] = labels, texts
    places = {
        "ลำดับที่": 0,
        OWN[8]: 5,
        OWN[1]: 7,
        OWN[2]: 8,
        OWN[3]: 9,
        "วัน/เดือน/ปี เกิด": 10,
        OWN[0]: 14,
        "ชั้นปี": 16,
        "ห้องเรียน": 17,
    }
    for label, column in places.items():
        above[column] = label

    def full(n: int) -> list[Any]:
        number, prefix, first, last, sex, born, grade, room, own_number = line(n)
        known = {
            0: n + 1,
            5: own_number,
            6: sex,
            7: prefix,
            8: first,
            9: last,
            10: born,
            14: number,
            16: grade,
            17: room,
        }
        return [known.get(column, text) for column, text in enumerate(told)]

    return workbook([["รายงานรายละเอียดข้อมูลนักเรียน"], above, below, *map(full, range(rows))])


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx of these rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(number, column, cell)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
