"""The children of the synthetic nation, institution by institution: who is there today and, with a past, who
was there before, each with a stay and a seat for every year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, cycle

from lec.organizations.models import Organization
from lec.simulation.bulk import Table, Tables
from lec.simulation.crowd import Child, Crowd
from lec.simulation.faults import MISHAPS
from lec.simulation.tree import Institution
from lec.students.models import Classroom, Enrollment, Particulars, Placement, Student
from lec.thai import calendar

ROOM = 27
FAULTY_INSTITUTION_OF, FAULTY_CHILDREN = 33, 0.04
NEWCOMERS, LEAVERS = 0.02, 0.015
NEWCOMERS_ENTER, LEAVERS_LEAVE, GRADUATES_LEAVE = (9, 1), (9, 15), (3, 31)
LEAVING = {"moved_school": 6, "resigned": 3, "not_found": 1}
DISADVANTAGES = {"": 86, "poor": 13, "ethnic_minority": 1}
DISABILITIES = {"": 988, "learning": 7, "intellectual": 2, "physical": 1, "hearing": 1, "autism": 1}


@dataclass(frozen=True, slots=True)
class Stay:
    """A child at an institution, with what a confirmation freezes of it; grade and room by academic year."""

    student: int
    enrollment: int
    child: Child
    disadvantage: str
    disability: str
    entered_on: date
    left_on: date | None
    seats: dict[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Course:
    """Those who entered the lowest grade in one academic year (BE)."""

    grades: list[str]
    first_year: int
    size: int

    @property
    def last_year(self) -> int:
        return self.first_year + len(self.grades) - 1


class Register:
    """Writes the children of one institution after the other, with their seats of `years` before this one."""

    def __init__(self, crowd: Crowd, year: int, years: int, latest: date) -> None:
        self.crowd, self.random = crowd, crowd.random
        self.year, self.years, self.latest = year, years, latest
        self.places, self.ids, self.room_ids = count(), count(1), count(1)
        self.mishaps = cycle(MISHAPS)
        self.faulty: list[int] = []
        self.classrooms = Table(Classroom, "id", "institution_id", "academic_year", "grade", "room")
        self.students = Table(
            Student,
            *("id", "citizen_id_type", "citizen_id", "citizen_id_missing_because", "prefix"),
            *("first_name", "last_name", "sex", "birth_date", "sort_key", "search_key"),
        )
        self.particulars = Table(Particulars, "student_id", "disadvantage", "disability")
        self.stays = Table(
            Enrollment, "id", "student_id", "institution_id", "entered_on", "left_on", "leaving_reason"
        )
        self.seats = Table(Placement, "enrollment_id", "classroom_id", "starts_on", "ends_on")
        self.tables = Tables(self.classrooms, self.students, self.particulars, self.stays, self.seats)

    def fill(self, place: Institution, organization: Organization) -> tuple[list[Stay], list[int]]:
        """Its children of all years, and the rooms of this one."""
        rooms: dict[tuple[int, str, str], int] = {}
        faults = 0.0 if next(self.places) % FAULTY_INSTITUTION_OF else FAULTY_CHILDREN
        if faults:
            self.faulty.append(organization.pk)
        stays: list[Stay] = []
        for course in self._courses(place.sizes):
            for n in range(course.size):
                stays.append(self._stay(course, n))
                self._write(stays[-1], organization.pk, rooms, faults)
            for stay in self._leavers(course):
                stays.append(stay)
                self._write(stay, organization.pk, rooms, 0.0)
        return stays, [pk for (year, _grade, _room), pk in rooms.items() if year == self.year]

    def _courses(self, sizes: dict[str, int]) -> Iterator[Course]:
        """Today's grades, the lowest first, then the years that have graduated meanwhile."""
        grades, numbers = list(sizes), list(sizes.values())
        for ahead in range(len(grades) + self.years):
            yield Course(grades, self.year - ahead, numbers[min(ahead, len(grades) - 1)])

    def _stay(self, course: Course, n: int) -> Stay:
        """From the first day, or for a few from the middle of a year; until graduation if that is over."""
        entered = self._first_day(course.first_year, calendar.YEAR_STARTS)
        first_year = course.first_year
        if self.years and self.random.random() < NEWCOMERS:
            first_year = self.random.randint(course.first_year, min(course.last_year, self.year))
            entered = self._first_day(first_year, NEWCOMERS_ENTER)
        left = None
        if course.last_year < self.year:
            left = date(calendar.ce_year(course.last_year) + 1, *GRADUATES_LEAVE)
        return self._somebody(course, n, (first_year, course.last_year), entered, left)

    def _leavers(self, course: Course) -> Iterator[Stay]:
        """Who went away in the middle of an earlier year."""
        for year in range(
            max(course.first_year, self.year - self.years), min(course.last_year + 1, self.year)
        ):
            for _n in range(int(course.size * LEAVERS + self.random.random())):
                entered = self._first_day(course.first_year, calendar.YEAR_STARTS)
                left = date(calendar.ce_year(year), *LEAVERS_LEAVE)
                yield self._somebody(course, 0, (course.first_year, year), entered, left)

    def _somebody(
        self, course: Course, n: int, years: tuple[int, int], entered_on: date, left_on: date | None
    ) -> Stay:
        first, last = max(years[0], self.year - self.years), min(years[1], self.year)
        room = str(1 + n * max(1, round(course.size / ROOM)) // max(course.size, 1))
        number = next(self.ids)
        grade = course.grades[min(self.year, course.last_year) - course.first_year]
        return Stay(
            number,
            number,
            self.crowd.child(grade, min(self.year, course.last_year)),
            self._drawn(DISADVANTAGES),
            self._drawn(DISABILITIES),
            entered_on,
            left_on,
            {year: (course.grades[year - course.first_year], room) for year in range(first, last + 1)},
        )

    def _write(
        self, stay: Stay, institution: int, rooms: dict[tuple[int, str, str], int], faults: float
    ) -> None:
        child = stay.child
        if faults and stay.left_on is None and self.random.random() < faults:
            child = next(self.mishaps)(child)
        self.students.add(
            stay.student,
            child.citizen_id_type,
            child.citizen_id,
            child.missing_because,
            child.prefix,
            child.first_name,
            child.last_name,
            child.sex,
            child.birth_date,
            child.sort_key,
            child.search_key,
        )
        if stay.disadvantage or stay.disability:
            self.particulars.add(stay.student, stay.disadvantage, stay.disability)
        reason = ""
        if stay.left_on:
            graduated = (stay.left_on.month, stay.left_on.day) == GRADUATES_LEAVE
            reason = "graduated" if graduated else self._drawn(LEAVING)
        self.stays.add(stay.enrollment, stay.student, institution, stay.entered_on, stay.left_on, reason)
        for year, (grade, room) in stay.seats.items():
            if (year, grade, room) not in rooms:
                rooms[year, grade, room] = next(self.room_ids)
                self.classrooms.add(rooms[year, grade, room], institution, year, grade, room)
            starts = max(stay.entered_on, self._first_day(year, calendar.YEAR_STARTS))
            ends = self._first_day(year + 1, calendar.YEAR_STARTS) if year + 1 in stay.seats else stay.left_on
            self.seats.add(stay.enrollment, rooms[year, grade, room], starts, ends)

    def _first_day(self, year: int, day: tuple[int, int]) -> date:
        """A day of the academic year, none that is still to come."""
        return min(date(calendar.ce_year(year), *day), self.latest)

    def _drawn(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]
