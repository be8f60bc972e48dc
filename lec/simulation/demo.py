"""The demo world: a small nation in the middle of its second round (API.md, Set-up).

Its story: the tree and the lists, accounts, both rounds of the year. In round 1 everybody is enrolled,
attested and confirmed up to the provinces. Then children come and go; round 2 is open, some classes are
attested, nothing is confirmed, and one institution holds what the doors refuse, so that it has to mend it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from lec.accounts.queries import actor_of
from lec.actor import Actor, Role
from lec.confirmations.actions import confirm, open_institutions
from lec.headcounts.actions import enter, keep_schools
from lec.headcounts.models import OtherSchool
from lec.headcounts.rules import Cell
from lec.organizations.actions import found_department, keep_organizations
from lec.organizations.models import Organization
from lec.reference.grades import ORDER
from lec.rounds.actions import plan_round
from lec.rounds.models import Round, Subject
from lec.simulation.accounts import Account, Accounts
from lec.simulation.facilities import furnish
from lec.simulation.faults import spoil
from lec.simulation.people import People
from lec.simulation.places import (
    DEPARTMENT,
    GRADES_BY_AFFILIATION,
    LAOS,
    OTHER_SCHOOLS,
    PLACES,
    PROVINCES,
    Place,
)
from lec.simulation.year import at_nine, round_dates
from lec.students.actions import Mark, assign_rooms, attest, enroll, leave
from lec.students.models import Classroom, Enrollment, Placement
from lec.thai import calendar

SEED = 99
ALSO_RESPONSIBLE = ("05990201", "9899020102")
COME_AND_GO = ("9898010101", "9899020101", "9899020102")
PARTLY_ATTESTED = ("9898010101", "9899020101")


@transaction.atomic
def build(at: datetime) -> list[Account]:
    """Build the world as of a moment, in an empty database; everybody who can sign in."""
    people = People(SEED)
    accounts = Accounts(people)
    first_dates, second_dates = round_dates(calendar.today(at))
    founder = _build_tree(at_nine(first_dates.opens_on - timedelta(days=20)))
    for organization in sorted(Organization.objects.all(), key=lambda o: (o.path.count("/"), o.path)):
        accounts.add_officer(organization, founder)
    accounts.also(*ALSO_RESPONSIBLE, founder)
    first, second = (plan_round(dates=dates, by=founder) for dates in (first_dates, second_dates))
    live_through(first, people, accounts)
    begin(second, people, accounts)
    for place in PLACES:
        if not place.faulty:
            by = accounts.officer(place.code, at_nine(second.opens_on))
            furnish(place, accounts.officers[place.code].organization, people, by)
    return accounts.hand_out(at, {place.code for place in PLACES if place.faulty})


def _build_tree(at: datetime) -> Actor:
    """Department, provinces, LAOs, institutions and other schools; the actor who founded them."""
    nobody = Actor(0, 0, "/", Role.OFFICER, at)
    department = found_department(code=DEPARTMENT[0], name=DEPARTMENT[1], by=nobody)
    founder = Actor(0, department.pk, department.path, Role.OFFICER, at)
    keep_organizations(entries=PROVINCES, by=founder)
    keep_organizations(entries=LAOS, by=founder)
    open_institutions(entries=[place.entry for place in PLACES], by=founder)
    keep_schools(entries=OTHER_SCHOOLS, by=founder)
    return founder


def live_through(round: Round, people: People, accounts: Accounts) -> None:
    """Round 1 from the first child to the last receipt."""
    opening = at_nine(round.opens_on, 30)
    for place in PLACES:
        institution = _fill(place, round, people, accounts.officer(place.code, opening))
        for rooms in _rooms_by_teacher(place, institution):
            teacher = accounts.add_teacher(institution, opening)
            assign_rooms(membership=teacher, classrooms=rooms, by=accounts.officer(place.code, opening))
        _attest(place.code, round, accounts, at_nine(round.opens_on + timedelta(days=3)))
    for school in OtherSchool.objects.select_related("lao"):
        by = accounts.officer(school.lao.code, at_nine(round.opens_on + timedelta(days=5)))
        enter(school=school, round=round, cells=list(_cells(school, people)), by=by)
    _confirm_all(round, accounts)


def begin(round: Round, people: People, accounts: Accounts) -> None:
    """Round 2 as it is today: children have come and gone, some classes are attested."""
    on = round.opens_on
    for place in PLACES:
        if place.code in COME_AND_GO:
            _come_and_go(place, round, people, accounts.officer(place.code, at_nine(on)))
        if place.code in PARTLY_ATTESTED:
            _attest(place.code, round, accounts, at_nine(on + timedelta(days=2)), share=0.6)
        if place.faulty:
            spoil(accounts.officers[place.code].organization, round, on)


def _fill(place: Place, round: Round, people: People, by: Actor) -> Organization:
    institution = Organization.objects.get(code=place.code)
    entries = [
        people.child(grade, str(number), round.academic_year, _entered_on(place, grade, round))
        for grade, sizes in place.rooms.items()
        for number, size in enumerate(sizes, 1)
        for _child in range(size)
    ]
    enroll(institution=institution, entries=entries, by=by)
    return institution


def _entered_on(place: Place, grade: str, round: Round) -> date:
    """In the place's lowest grade, on the first day of that year."""
    years = ORDER[grade] - min(ORDER[offered] for offered in place.rooms)
    first_day = date(calendar.ce_year(round.academic_year) - years, *calendar.YEAR_STARTS)
    return min(first_day, round.opens_on - timedelta(days=1))


def _rooms_by_teacher(place: Place, institution: Organization) -> Iterator[list[Classroom]]:
    rooms = sorted(
        Classroom.objects.filter(institution=institution), key=lambda room: (ORDER[room.grade], room.room)
    )
    for start in range(0, len(rooms), place.rooms_each):
        yield rooms[start : start + place.rooms_each]


def _attest(code: str, round: Round, accounts: Accounts, at: datetime, share: float = 1) -> None:
    """Class teachers find everybody there; `share` of them, the last ones, have been through their rooms: the
    first is who a newcomer signs in as, and has work to do.
    """
    teachers = accounts.teachers[code]
    for teacher in teachers[len(teachers) - int(len(teachers) * share) :]:
        seats = Placement.objects.filter(classroom__teachers__membership=teacher, ends_on=None)
        marks = [Mark(pk, "100") for pk in seats.values_list("enrollment_id", flat=True)]
        attest(institution=teacher.organization, round=round, marks=marks, by=actor_of(teacher, at))


def _cells(school: OtherSchool, people: People) -> Iterator[Cell]:
    usual = 3 if school.affiliation == "ตชด." else 14
    for grade in GRADES_BY_AFFILIATION[school.affiliation]:
        for sex in ("M", "F"):
            yield Cell(grade, sex, usual + people.random.randrange(usual))


def _confirm_all(round: Round, accounts: Accounts) -> None:
    """Institutions, then overviews, then headcounts, then provinces, some minutes apart."""
    due = at_nine(round.institution_due_on)
    givers = [
        *((place.code, Subject.STUDENTS) for place in PLACES),
        *((code, Subject.STUDENTS) for code in sorted({place.lao for place in PLACES})),
        *((code, Subject.HEADCOUNTS) for code in sorted({school.lao for school in OTHER_SCHOOLS})),
        *((province.code, Subject.STUDENTS) for province in PROVINCES),
    ]
    for number, (code, subject) in enumerate(givers):
        by = accounts.officer(code, due + timedelta(minutes=11 * number))
        confirm(organization=accounts.officers[code].organization, round=round, subject=subject, by=by)


def _come_and_go(place: Place, round: Round, people: People, by: Actor) -> None:
    institution = Organization.objects.get(code=place.code)
    moved = Enrollment.objects.filter(institution=institution, left_on=None).order_by("pk")[7:9]
    enrollments = list(moved.values_list("pk", flat=True))
    leave(institution=institution, enrollments=enrollments, reason="moved_school", on=round.opens_on, by=by)
    newcomers = [
        people.child(grade, "1", round.academic_year, round.opens_on) for grade in list(place.rooms)[:3]
    ]
    enroll(institution=institution, entries=newcomers, by=by)
