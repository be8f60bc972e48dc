"""Children who were entered twice, for the tests of merging: the same name, the same birth date."""

from dataclasses import replace
from typing import Any

from lec.organizations.models import Organization
from lec.students.actions import enroll, leave
from lec.students.models import Enrollment, Student
from tests.cast import NOW, Cast, entry, officer_of

CHILD = (110, "P1")
NUMBER = entry(*CHILD).citizen_id
NO_NUMBER = {
    "citizen_id_type": "none",
    "citizen_id": "",
    "citizen_id_missing_because": "ยังไม่ได้รับเอกสาร",
}


def first() -> Student:
    """The child of the school who has a number."""
    return Student.objects.get(citizen_id=NUMBER)


def again(at: Organization, grade: str = "P1", **more: Any) -> Enrollment:
    """The same child once more, without a number unless one is given."""
    child = entry(*CHILD)
    entered = replace(child, **{**NO_NUMBER, "grade": grade, **more})
    assert (entered.first_name, entered.birth_date) == (child.first_name, child.birth_date)
    [stay] = enroll(institution=at, entries=[entered], by=officer_of(at))
    return stay


def take_out(stay: Enrollment, reason: str = "entered_by_mistake") -> Enrollment:
    """Not active any more."""
    by = officer_of(stay.institution)
    leave(institution=stay.institution, enrollments=[stay.pk], reason=reason, on=NOW.date(), by=by)
    stay.refresh_from_db()
    return stay


def twice_at_school(cast: Cast, **more: Any) -> Enrollment:
    """Entered twice at the school, the second taken out as a mistake."""
    return take_out(again(cast.school, **more))


def twice_in_lao(cast: Cast, **more: Any) -> Enrollment:
    """Once at the school, and once, until today, at the center of the same LAO."""
    return take_out(again(cast.center, "K3", **more))
