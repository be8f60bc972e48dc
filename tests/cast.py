"""A small fixed world with names, for every test that needs one. Everybody in it is fictitious.

The department; province North with the LAOs Mali (a school and a center, pays for two other schools) and
Bua (one center); province South with the LAO Phu (one school, pays for one). Round 2/2564 is open on the day
of the tests.
"""

import pickle
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps

from lec.accounts.models import Membership, User
from lec.accounts.queries import actor_of
from lec.actor import Actor, Role
from lec.headcounts.models import OtherSchool
from lec.organizations.models import Kind, Level, Organization
from lec.rounds.models import Round
from lec.students.actions import Mark, attest, enroll
from lec.students.models import Classroom, ClassTeacher, Enrollment
from lec.students.rules import Entry
from lec.thai import citizen_id, collation
from lec.thai.calendar import BANGKOK

NOW = datetime(2021, 11, 8, 10, 0, tzinfo=BANGKOK)

FIRST_NAMES = {"M": ("กิตติ", "ก้องภพ", "ศุภกร", "ธนภัทร"), "F": ("พิมพ์ชนก", "ฐิติมา", "เปมิกา", "อัญชิสา")}
LAST_NAMES = ("คำแสนราช", "ไชยบุตร", "ณ ป่าหวาย", "ใจเย็น", "แก้วสว่าง")
BORN = {"PRE": 2019, "K1": 2018, "K2": 2017, "K3": 2016, "P1": 2015, "P2": 2014, "P3": 2013, "P4": 2012}


@dataclass(frozen=True)
class Cast:
    """The people and places of the tests. An `Actor` is named by the person who acts."""

    department: Organization
    north: Organization
    south: Organization
    mali: Organization
    bua: Organization
    phu: Organization
    school: Organization
    center: Organization
    bua_center: Organization
    phu_school: Organization
    border_school: OtherSchool
    private_school: OtherSchool
    phu_other_school: OtherSchool
    round: Round
    decha: Actor
    malee: Actor
    stranger: Actor
    wichai: Actor
    buntham: Actor
    prasit: Actor
    somsri: Actor
    center_officer: Actor
    bua_officer: Actor
    phu_officer: Actor
    teacher: Actor
    p1: Classroom
    p2: Classroom

    def officer_of(self, organization: Organization) -> Actor:
        """Who answers for an organization of the cast."""
        return officer_of(organization)


def organization(
    level: Level, code: str, name: str, parent: Organization | None, **more: object
) -> Organization:
    """One organization in its place in the tree."""
    row = Organization.objects.create(
        level=level,
        code=code,
        name=name,
        parent=parent,
        path=f"new:{code}",
        sort_key=collation.sort_key(name),
        **more,
    )
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save()
    return row


def person(username: str, name: str, at: Organization, role: Role = Role.OFFICER) -> Actor:
    """Somebody with an account and one role."""
    user = User.objects.create(username=username, name=name, phone="09-9000-0000", created_at=NOW)
    membership = Membership.objects.create(
        user=user, organization=at, role=role, appointed_from=date(2021, 1, 1), order_number="1/2564"
    )
    return actor_of(membership, NOW)


def officer_of(organization: Organization, at: datetime = NOW) -> Actor:
    """The officer of an organization of the cast, acting at a moment."""
    return actor_of(organization.memberships.get(role=Role.OFFICER), at)


def entry(serial: int, grade: str, sex: str = "M", room: str = "1", **more: object) -> Entry:
    """A faultless newcomer; the same serial is the same person."""
    values: dict[str, object] = {
        "citizen_id_type": "thai",
        "citizen_id": citizen_id.synthetic(serial),
        "prefix": "เด็กชาย" if sex == "M" else "เด็กหญิง",
        "first_name": FIRST_NAMES[sex][serial % 4],
        "last_name": LAST_NAMES[serial % 5],
        "sex": sex,
        "birth_date": date(BORN[grade], 3, 1 + serial % 28),
        "grade": grade,
        "room": room,
        "entered_on": date(2021, 6, 14),
    }
    return Entry(**{**values, **more})  # type: ignore[arg-type]


def fill(institution: Organization, grades: tuple[str, ...], serial: int, each: int = 2) -> list[Enrollment]:
    """Students for an institution: `each` boys and one girl a grade."""
    entries = [
        entry(serial + 10 * n + k, grade, "F" if k == each else "M")
        for n, grade in enumerate(grades)
        for k in range(each + 1)
    ]
    return enroll(institution=institution, entries=entries, by=officer_of(institution))


def attest_all(institution: Organization, round: Round, code: str = "100") -> None:
    """Everybody there, attested from the paper roll."""
    active = Enrollment.objects.filter(institution=institution, left_on=None)
    marks = [Mark(pk, code) for pk in active.values_list("pk", flat=True)]
    attest(institution=institution, round=round, marks=marks, by=officer_of(institution))


def build() -> Cast:
    """The whole world in one database."""
    department = organization(Level.DEPARTMENT, "DLA", "กรมส่งเสริมการปกครองท้องถิ่น", None)
    north = organization(Level.PROVINCE, "97", "จังหวัดเหนือบูรพา", department)
    south = organization(Level.PROVINCE, "98", "จังหวัดใต้สมุทร", department)
    mali = organization(Level.LAO, "05970101", "เทศบาลตำบลมะลิ", north, kind=Kind.SUBDISTRICT, district="เมือง")
    bua = organization(Level.LAO, "06970102", "อบต.บัวขาว", north, kind=Kind.SAO, district="บัว")
    phu = organization(Level.LAO, "04980101", "เทศบาลเมืองภูผา", south, kind=Kind.TOWN, district="เมือง")
    grades = ["K2", "K3", "P1", "P2", "P3", "P4"]
    school = organization(
        Level.INSTITUTION,
        "9900000001",
        "โรงเรียนบ้านมะลิ",
        mali,
        kind=Kind.SCHOOL,
        grades=grades,
        phone="09-9000-0001",
    )
    centers = ["PRE", "K1", "K2", "K3"]
    center = organization(Level.INSTITUTION, "9900000002", "ศพด.มะลิ", mali, kind=Kind.CENTER, grades=centers)
    bua_center = organization(
        Level.INSTITUTION, "9900000003", "ศพด.บัวขาว", bua, kind=Kind.CENTER, grades=centers
    )
    phu_school = organization(
        Level.INSTITUTION, "9900000004", "โรงเรียนภูผา", phu, kind=Kind.SCHOOL, grades=grades
    )
    round = Round.objects.create(
        academic_year=2564,
        number=2,
        opens_on=date(2021, 11, 1),
        institution_due_on=date(2021, 11, 11),
        lao_due_on=date(2021, 11, 11),
        province_due_on=date(2021, 11, 12),
        closes_on=date(2021, 11, 12),
    )
    people = {
        "decha": person("decha", "นายเดชา กรมการ", department),
        "malee": person("malee", "นางมาลี เหนือบูรพา", north),
        "stranger": person("stranger", "นายแปลก ใต้สมุทร", south),
        "wichai": person("wichai", "นายวิชัย มะลิ", mali),
        "buntham": person("buntham", "นายบุญธรรม บัวขาว", bua),
        "prasit": person("prasit", "นายประสิทธิ์ ภูผา", phu),
        "somsri": person("somsri", "นางสมศรี บ้านมะลิ", school),
        "center_officer": person("center", "นางสาวจันทร์ มะลิ", center),
        "bua_officer": person("buacenter", "นางสาวดวงใจ บัวขาว", bua_center),
        "phu_officer": person("phuschool", "นายภูมิ ภูผา", phu_school),
        "teacher": person("teacher", "นางสาวพิมพ์ลดา ศรีประเสริฐกุล", school, Role.TEACHER),
    }
    fill(school, ("K2", "P1", "P2"), 100)
    fill(center, ("PRE", "K1"), 200)
    fill(bua_center, ("K1",), 300)
    fill(phu_school, ("P1", "P4"), 400)
    p1 = Classroom.objects.get(institution=school, grade="P1")
    p2 = Classroom.objects.get(institution=school, grade="P2")
    ClassTeacher.objects.create(classroom=p1, membership=Membership.objects.get(user__username="teacher"))
    return Cast(
        department=department,
        north=north,
        south=south,
        mali=mali,
        bua=bua,
        phu=phu,
        school=school,
        center=center,
        bua_center=bua_center,
        phu_school=phu_school,
        border_school=other_school("BPP97001", "โรงเรียน ตชด.บ้านผาสวรรค์", "ตชด.", mali),
        private_school=other_school("9701000001", "โรงเรียนอนุบาลตะวันฉาย", "เอกชน", mali),
        phu_other_school=other_school("9801000001", "โรงเรียนวัดภูผา", "สพป.", phu),
        round=round,
        p1=p1,
        p2=p2,
        **people,
    )


def cast_once() -> Cast:
    """The world of `build`, put back row by row where it was built before: a tenth of the time.

    Rows and people come back with their keys, which no sequence gives out again; every call has its own.
    """
    global _built
    if _built is None:
        cast = build()
        rows = [list(model._base_manager.all()) for model in apps.get_models() if holds_cast(model)]
        _built = pickle.dumps((cast, [table for table in rows if table]))
        return cast
    cast, rows = pickle.loads(_built)
    for table in rows:
        type(table[0])._base_manager.bulk_create(table)
    return cast


_built: bytes | None = None


def holds_cast(model: type) -> bool:
    """Whether building the world can write here: all tables of LEC but those that migrations fill."""
    filled = ("lec.reference.", "lec.budgets.")
    return model.__module__.startswith("lec.") and not model.__module__.startswith(filled)


def other_school(code: str, name: str, affiliation: str, lao: Organization) -> OtherSchool:
    """A school of another affiliation, paid by an LAO."""
    return OtherSchool.objects.create(
        code=code, name=name, affiliation=affiliation, lao=lao, sort_key=collation.sort_key(name)
    )
