"""A register of national size in a PostgreSQL of its own, written by the database itself in minutes.

One department, 76 provinces, 7,850 LAOs, 20,300 institutions with 69 students each on average: 1.4 million. The
first institution is the one that is measured: a room of 40, a room of 300, and a usual rest. Names repeat as
names do; citizen IDs have 99 as digits 2-3 and belong to nobody.
"""

from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from lec.thai import calendar, collation, names

PROVINCES, LAOS, INSTITUTIONS, STUDENTS = 76, 7_850, 20_300, 1_400_000
FIRST_INSTITUTION = 1 + PROVINCES + LAOS + 1
BOYS = ("กิตติ", "ก้องภพ", "ศุภกร", "ธนภัทร", "ปุณณวิช", "ณัฐวุฒิ", "ภูมิ", "อัครเดช", "ชยพล", "รัชพล")
GIRLS = ("พิมพ์ชนก", "ฐิติมา", "เปมิกา", "อัญชิสา", "ณัฐธิดา", "ปิ่นกมล", "วรรณิศา", "สุภัสสรา", "ญาดา", "ธัญชนก")
LAST = (
    "คำแสนราช", "ไชยบุตร", "ณ ป่าหวาย", "ใจเย็น", "แก้วสว่าง", "ทองใบใหญ่", "ศรีประเสริฐ", "บุญมาก", "วงศ์คำ", "สุขใจ",
    "พรมมา", "จันทร์หอม", "แสงทอง", "น้ำใส", "ดอนไพร", "กันทะวงศ์", "อินทร์แก้ว", "มูลศรี", "ปัญญาดี", "เรือนคำ",
)  # fmt: skip
ROOMS = (40, 300)
CITIZEN_ID = """(select base || (11 - (select sum((14 - i) * substr(base, i, 1)::int)
    from generate_series(1, 12) i) %% 11) %% 10 from (select '199' || lpad(n::text, 9, '0') as base) b)"""


def load() -> int:
    """Fill an empty, migrated database; the id of the officer's membership at the measured institution."""
    now = timezone.now()
    year = calendar.academic_year_of(calendar.today(now))
    with transaction.atomic(), connection.cursor() as cursor:
        _organizations(cursor)
        _students(cursor, year)
        _round(cursor, year, calendar.today(now))
        officer = _officer(cursor, now)
        for table in (
            "organizations_organization",
            "students_student",
            "students_enrollment",
            "students_classroom",
        ):
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return officer


def _organizations(cursor) -> None:
    add = "insert into organizations_organization (id, level, kind, code, name, sort_key, parent_id, path, district, tambon, phone, grades)"
    rest = "'', '', '0-0000-0000'"
    offered = '["K2","K3","P1","P2","P3","P4","P5","P6"]'
    cursor.execute(
        f"{add} values (1, 'department', '', '0', 'กรมส่งเสริมการปกครองท้องถิ่น', 'a', null, '/1/', {rest}, '[]')"
    )
    cursor.execute(
        f"{add} select 1 + n, 'province', '', 'P' || n, 'จังหวัดที่ ' || n, lpad(n::text, 6, '0'), 1, '/1/' || 1 + n || '/',"
        f" {rest}, '[]' from generate_series(1, %s) n",
        [PROVINCES],
    )
    parent = f"2 + (n - 1) %% {PROVINCES}"
    cursor.execute(
        f"{add} select {1 + PROVINCES} + n, 'lao', 'sao', 'L' || n, 'องค์การบริหารส่วนตำบลที่ ' || n, lpad(n::text, 6, '0'),"
        f" {parent}, '/1/' || {parent} || '/' || {1 + PROVINCES} + n || '/', {rest}, '[]' from generate_series(1, %s) n",
        [LAOS],
    )
    cursor.execute(
        f"{add} select {FIRST_INSTITUTION - 1} + n, 'institution', 'school', 'S' || n, 'โรงเรียนที่ ' || n,"
        f" lpad(n::text, 6, '0'), o.id, o.path || {FIRST_INSTITUTION - 1} + n || '/', {rest}, '{offered}'"
        f" from generate_series(1, %s) n join organizations_organization o on o.id = {2 + PROVINCES} + (n - 1) %% {LAOS}",
        [INSTITUTIONS],
    )


def _students(cursor, year: int) -> None:
    """Every institution has a room of P1; the measured one a small and a large one."""
    cursor.execute(
        "insert into students_classroom (id, institution_id, academic_year, grade, room)"
        " select id, id, %s, 'P1', '1' from organizations_organization where level = 'institution'",
        [year],
    )
    large = FIRST_INSTITUTION + INSTITUTIONS
    cursor.execute(
        "insert into students_classroom (id, institution_id, academic_year, grade, room) values (%s, %s, %s, 'P1', '2')",
        [large, FIRST_INSTITUTION, year],
    )
    whole = [
        (sex, prefix, first, last)
        for sex, prefix, firsts in (("M", "เด็กชาย", BOYS), ("F", "เด็กหญิง", GIRLS))
        for first in firsts
        for last in LAST
    ]
    cursor.execute(
        "create temporary table called (k int primary key, sex text, prefix text, first text, last text, sort_key text, search_key text)"
    )
    for k, (sex, prefix, first, last) in enumerate(whole):
        name = f"{first} {last}"
        cursor.execute(
            "insert into called values (%s, %s, %s, %s, %s, %s, %s)",
            [k, sex, prefix, first, last, collation.sort_key(name), names.search_key(name)],
        )
    cursor.execute(
        "insert into students_student (id, citizen_id_type, citizen_id, citizen_id_missing_because, prefix, first_name,"
        " last_name, sex, birth_date, birth_day_unknown, sort_key, search_key, version, protected)"
        f" select n, 'thai', {CITIZEN_ID}, '', prefix, first, last, sex, make_date(%s, 1 + n %% 12, 1 + n %% 28), false,"
        " sort_key, search_key, 1, false"
        f" from generate_series(1, %s) n join called on k = (n::bigint * 7919) %% {len(whole)}",
        [calendar.ce_year(year) - 7, STUDENTS],
    )
    small, big = ROOMS
    room = (
        f"case when n <= {small} then {FIRST_INSTITUTION} when n <= {small + big} then {large}"
        f" else {FIRST_INSTITUTION + 1} + n %% {INSTITUTIONS - 1} end"
    )
    entered = date(calendar.ce_year(year), 5, 16)
    cursor.execute(
        "insert into students_enrollment (id, student_id, institution_id, student_number, entered_on, left_on, leaving_reason, leaving_note)"
        f" select n, n, (select institution_id from students_classroom c where c.id = {room}), '', %s, null, '', ''"
        " from generate_series(1, %s) n",
        [entered, STUDENTS],
    )
    cursor.execute(
        f"insert into students_placement (enrollment_id, classroom_id, starts_on, ends_on) select n, {room}, %s, null"
        " from generate_series(1, %s) n",
        [entered, STUDENTS],
    )


def _round(cursor, year: int, today: date) -> None:
    days = [today - timedelta(days=3), *(today + timedelta(days=n) for n in (6, 6, 7, 8))]
    cursor.execute(
        "insert into rounds_round (academic_year, number, opens_on, institution_due_on, lao_due_on, province_due_on, closes_on)"
        " values (%s, 2, %s, %s, %s, %s, %s)",
        [year, *days],
    )


def _officer(cursor, now) -> int:
    cursor.execute(
        "insert into accounts_user (password, username, name, email, phone, phone_hours, is_active, created_at)"
        " values ('!', 'officer', 'ผู้รับผิดชอบ', '', '', '', true, %s) returning id",
        [now],
    )
    (user,) = cursor.fetchone()
    cursor.execute(
        "insert into accounts_membership (user_id, organization_id, role, appointed_from, order_number)"
        " values (%s, %s, 'officer', '2020-01-01', '') returning id",
        [user, FIRST_INSTITUTION],
    )
    return cursor.fetchone()[0]
