"""What faulty institutions have to mend: errors as an older system left them, written past the doors that
refuse them, and warnings that want a correction or an explanation.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from lec.organizations.models import Organization
from lec.rounds.models import Round
from lec.simulation.crowd import Child
from lec.students.actions import review
from lec.students.models import Placement, Student
from lec.thai import collation, names


def spoil(institution: Organization, round: Round, today: date) -> None:
    """Every ninth child has something: errors of three kinds, warnings of three kinds."""
    seats = Placement.objects.filter(classroom__institution=institution, ends_on=None)
    students = iter([seat.enrollment.student for seat in seats.select_related("enrollment__student")[::9]])
    for _twice in range(2):
        _without_birth_date(next(students))
        _with_wrong_check_digit(next(students))
        _called_by_the_other_title(next(students))
    _without_last_name(next(students))
    _too_old(next(students))
    _twins(next(students), next(students))
    review(institution, round, today)


def _with_wrong_check_digit(student: Student) -> None:
    number = student.citizen_id or ""
    student.citizen_id = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    student.save(update_fields=["citizen_id"])


def _without_birth_date(student: Student) -> None:
    student.birth_date = None
    student.save(update_fields=["birth_date"])


def _without_last_name(student: Student) -> None:
    student.last_name, student.sort_key = "", collation.sort_key(student.first_name)
    student.search_key = names.search_key(student.first_name)
    student.save(update_fields=["last_name", "sort_key", "search_key"])


def _called_by_the_other_title(student: Student) -> None:
    student.prefix = {"M": "เด็กหญิง", "F": "เด็กชาย"}[student.sex]
    student.save(update_fields=["prefix"])


def _too_old(student: Student) -> None:
    if student.birth_date is not None:
        student.birth_date = student.birth_date.replace(year=student.birth_date.year - 4, day=1)
    student.save(update_fields=["birth_date"])


def _twins(one: Student, other: Student) -> None:
    """One name and one birth date, and the second without an ID: perhaps one child twice."""
    other.first_name, other.last_name = one.first_name, one.last_name
    other.sort_key, other.search_key = one.sort_key, one.search_key
    other.birth_date, other.sex, other.prefix = one.birth_date, one.sex, one.prefix
    other.citizen_id_type, other.citizen_id = "none", None
    other.citizen_id_missing_because = "ผู้ปกครองแจ้งว่าอยู่ระหว่างขอมีเลขประจำตัว"
    other.save()


def _misnumbered(child: Child) -> Child:
    number = child.citizen_id
    return replace(child, citizen_id=number and f"{number[:-1]}{(int(number[-1]) + 1) % 10}")


def _aged(child: Child) -> Child:
    born = child.birth_date
    return replace(child, birth_date=born and born.replace(year=born.year - 4, day=1))


# What befalls children of the synthetic nation, one kind as often as another.
MISHAPS: tuple[Callable[[Child], Child], ...] = (
    lambda child: replace(child, birth_date=None),
    lambda child: replace(child, prefix={"M": "เด็กหญิง", "F": "เด็กชาย"}[child.sex]),
    _misnumbered,
    _aged,
)
