"""The lists that officers take along: a class, the register, counts, headcounts, who is to be reminded.

Each holds what the page beside it shows, as far as the actor may see it, in a fixed number of queries.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lec.accounts.queries import officers_of
from lec.actor import Actor
from lec.confirmations.rules import State
from lec.headcounts.queries import school_counts, schools_for
from lec.headcounts.rules import affiliation_label
from lec.organizations.models import Organization
from lec.organizations.queries import children
from lec.reference.grades import ORDER, in_order, short
from lec.reports.queries import in_grade_order, progress, rows_by_organization, totals
from lec.reports.sheets import Column, Kind, Sheet
from lec.rounds.models import Round, Subject
from lec.students.models import AttestationCode, Classroom, Placement
from lec.students.queries import class_list, register
from lec.students.rules import age_of
from lec.thai import calendar

DUE = (State.WAITING, State.READY)


def class_sheet(actor: Actor, classroom: Classroom, round: Round | None) -> Sheet:
    """One room as it is called up, boys first."""
    room = _("รายชื่อนักเรียน %(room)s ปีการศึกษา %(year)s") % {
        "room": classroom.label,
        "year": classroom.academic_year,
    }
    columns = [Column(_("ที่"), 5, Kind.NUMBER), *_persons()]
    rows = ([n, *_person(seat)] for n, seat in enumerate(class_list(actor, classroom, round), start=1))
    return Sheet(
        classroom.label.replace("/", "-"), [room, _whose(actor, classroom.institution)], columns, rows
    )


def register_sheet(actor: Actor, institution: Organization, round: Round | None) -> Sheet:
    """All who are in the register, room by room, in the order of the alphabet."""
    columns = [
        Column(_("ที่"), 6, Kind.NUMBER),
        Column(_("ชั้น"), 7),
        Column(_("ห้อง"), 6),
        *_persons(),
        Column(_("วันที่เข้าศึกษา"), 13, Kind.DAY),
    ]
    rows = (
        [n, short(seat.classroom.grade), seat.classroom.room, *_person(seat), seat.enrollment.entered_on]
        for n, seat in enumerate(by_room(actor, institution, round), start=1)
    )
    return Sheet(_("ทะเบียน"), [_("ทะเบียนนักเรียน"), _whose(actor, institution)], columns, rows)


def _persons() -> list[Column]:
    return [
        Column(_("เลขประจำตัวนักเรียน"), 12, Kind.DIGITS),
        Column(_("เลขประจำตัวประชาชน"), 17, Kind.CITIZEN_ID),
        Column(_("คำนำหน้า"), 11),
        Column(_("ชื่อ"), 16),
        Column(_("นามสกุล"), 19),
        Column(_("เพศ"), 6),
        Column(_("วันเกิด"), 12, Kind.DAY),
        Column(_("อายุ (ปี)"), 7, Kind.NUMBER),
        Column(_("ผลตรวจสอบตัวตน"), 15),
    ]


def _person(seat: Placement) -> list[Any]:
    student, born = seat.enrollment.student, seat.enrollment.student.birth_date
    return [
        seat.enrollment.student_number,
        student.citizen_id or "",
        student.prefix,
        student.first_name,
        student.last_name,
        student.get_sex_display(),
        born,
        age_of(born, seat.classroom.academic_year) if born else None,
        AttestationCode(seat.attested).label if seat.attested else "",  # type: ignore[attr-defined]
    ]


def by_room(actor: Actor, institution: Organization, round: Round | None) -> list[Placement]:
    """The register room by room, each in the order of the alphabet."""
    seats = register(actor, institution, round).order_by("enrollment__student__sort_key", "enrollment_id")
    return sorted(
        seats, key=lambda seat: (ORDER[seat.classroom.grade], len(seat.classroom.room), seat.classroom.room)
    )


def count_sheets(actor: Actor, organization: Organization, round: Round, subject: str) -> list[Sheet]:
    """What stands confirmed below an organization: by grade and sex, and by unit; the sums are equal."""
    counts = totals(actor, organization, round, subject)
    grades: list[list[Any]] = [[short(grade), *_by_sex(counts, grade)] for grade in in_grade_order(counts)]
    titles = [
        _("จำนวนนักเรียนที่ยืนยันแล้ว %(round)s") % {"round": round.label},
        f"{Subject(subject).label} · {_whose(actor, organization)}",
    ]
    columns = [Column(_("ชั้น"), 14), *_numbers(_("ชาย"), _("หญิง"), _("รวม"))]
    whole = [_("รวม"), *(sum(row[place] for row in grades) for place in (1, 2, 3))]
    units = rows_by_organization(actor, organization, round, subject)
    named = [Column(_("รหัส"), 14, Kind.DIGITS), Column(_("หน่วยงาน"), 48), *_numbers(_("จำนวน"))]
    return [
        Sheet(_("ตามชั้นและเพศ"), titles, columns, grades, whole),
        Sheet(
            _("ตามหน่วยงาน"),
            titles,
            named,
            [[unit.code, unit.name, number] for unit, number in units],
            ["", _("รวม"), sum(number for _unit, number in units)],
        ),
    ]


def _by_sex(counts: Mapping[tuple[str, str], int], grade: str) -> list[int]:
    male, female = (counts.get((grade, sex), 0) for sex in "MF")
    return [male, female, male + female]


def _numbers(*headings: str, group: str = "") -> list[Column]:
    return [Column(heading, 11, Kind.NUMBER, group) for heading in headings]


def headcount_sheet(actor: Actor, lao: Organization, round: Round) -> Sheet:
    """The other schools an LAO pays, with the numbers entered; not entered is empty, which is not 0."""
    listed = school_counts(schools_for(actor).filter(lao=lao), round, None)
    grades = in_order({grade for held in listed for grade, _sex in held.counts or {}})
    columns = [
        Column(_("รหัส"), 13, Kind.DIGITS),
        Column(_("โรงเรียน"), 34),
        Column(_("สังกัด"), 22),
        *(column for grade in grades for column in _sexes(short(grade))),
        *_numbers(_("รวม")),
    ]
    rows: list[list[Any]] = [
        [
            held.school.code,
            held.school.name,
            affiliation_label(held.school.affiliation),
            *(
                (held.counts.get((grade, sex), 0) if held.counts is not None else None)
                for grade in grades
                for sex in "MF"
            ),
            held.total,
        ]
        for held in listed
    ]
    sums = [sum(row[place] or 0 for row in rows) for place in range(3, len(columns))]
    titles = [_("จำนวนนักเรียนของโรงเรียนสังกัดอื่น %(round)s") % {"round": round.label}, _whose(actor, lao)]
    return Sheet(_("สังกัดอื่น"), titles, columns, rows, [_("รวม"), "", "", *sums])


def _sexes(group: str) -> list[Column]:
    return [Column(heading, 7, Kind.NUMBER, group) for heading in (_("ชาย"), _("หญิง"))]


def follow_up_sheet(actor: Actor, organization: Organization, round: Round) -> Sheet:
    """The direct units that have not confirmed their students yet: what is in the way, and whom to call."""
    units = list(children(actor, organization))
    due = [row for row in progress(actor, units, Subject.STUDENTS, round, actor.at) if row.state in DUE]
    officers = officers_of([row.organization.pk for row in due], actor.today)
    rows = []
    for n, row in enumerate(due, start=1):
        called = next(iter(officers.get(row.organization.pk, [])), None)
        rows.append(
            [
                n,
                row.organization.code,
                row.organization.name,
                _("พร้อมยืนยัน") if row.state == State.READY else _("ยังไม่พร้อม"),
                calendar.format_short(row.due_on) + (_(" (เลยกำหนด)") if row.late else ""),
                "\n".join(obstacle.message for obstacle in row.in_the_way),
                called.name if called else "",
                (called.phone if called else "") or row.organization.phone,
            ]
        )
    columns = [
        Column(_("ที่"), 5, Kind.NUMBER),
        Column(_("รหัส"), 13, Kind.DIGITS),
        Column(_("หน่วยงาน"), 42),
        Column(_("สถานะ"), 12),
        Column(_("กำหนดยืนยัน"), 20),
        Column(_("สิ่งที่ต้องทำ"), 60),
        Column(_("ผู้รับผิดชอบ"), 24),
        Column(_("โทรศัพท์"), 15, Kind.DIGITS),
    ]
    titles = [_("หน่วยงานที่ยังไม่ยืนยันข้อมูล %(round)s") % {"round": round.label}, _whose(actor, organization)]
    return Sheet(_("ติดตาม"), titles, columns, rows)


def _whose(actor: Actor, organization: Organization) -> str:
    """Of whom a list is, and when it was taken: the register goes on."""
    above = organization.parent
    whose = (
        f"{organization.name} {above.name}" if above and above.level != "department" else organization.name
    )
    return _("%(whose)s · ข้อมูล ณ %(moment)s") % {"whose": whose, "moment": calendar.format_moment(actor.at)}
