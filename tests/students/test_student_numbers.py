"""A student number is one student's, within an institution."""

import pytest

from lec.refusals import Invalid
from lec.students.actions import Change, change, enroll, leave
from lec.students.models import Enrollment
from lec.students.rules import Entry
from tests.cast import NOW, Cast, entry, officer_of


def number(cast: Cast, *wanted: tuple[Enrollment, str]) -> None:
    changes = [
        Change(enrollment.pk, Entry(student_number=text), fields=frozenset({"student_number"}))
        for enrollment, text in wanted
    ]
    change(institution=cast.school, changes=changes, by=officer_of(cast.school, NOW))


def pair(cast: Cast) -> tuple[Enrollment, Enrollment]:
    first, second = Enrollment.objects.filter(institution=cast.school).order_by("pk")[:2]
    return first, second


def refused(code: Invalid) -> set[tuple[str | None, str]]:
    return {(fault.field, fault.code) for fault in code.faults}


TAKEN = {("student_number", "student-number-taken")}


def test_a_number_that_is_taken_is_refused(cast: Cast) -> None:
    first, second = pair(cast)
    number(cast, (first, "00123"))
    with pytest.raises(Invalid) as refusal:
        number(cast, (second, "00123"))
    assert refused(refusal.value) == TAKEN
    with pytest.raises(Invalid) as refusal:
        enroll(
            institution=cast.school,
            entries=[entry(801, "P1", student_number="00123")],
            by=officer_of(cast.school, NOW),
        )
    assert refused(refusal.value) == TAKEN


def test_two_of_one_list_do_not_share_one(cast: Cast) -> None:
    first, second = pair(cast)
    with pytest.raises(Invalid) as refusal:
        number(cast, (first, "7"), (second, "7"))
    assert [fault.row for fault in refusal.value.faults] == [1, 2]


def test_a_class_is_renumbered_in_one_go(cast: Cast) -> None:
    first, second = pair(cast)
    number(cast, (first, "1"), (second, "2"))
    number(cast, (first, "2"), (second, "1"))
    assert [Enrollment.objects.get(pk=e.pk).student_number for e in (first, second)] == ["2", "1"]


def test_the_own_number_stays_ones_own(cast: Cast) -> None:
    first, _second = pair(cast)
    number(cast, (first, "1"))
    number(cast, (first, "1"))


def test_the_number_of_who_has_left_is_free(cast: Cast) -> None:
    first, second = pair(cast)
    number(cast, (first, "1"))
    leave(
        institution=cast.school,
        enrollments=[first.pk],
        reason="resigned",
        on=NOW.date(),
        by=officer_of(cast.school, NOW),
    )
    number(cast, (second, "1"))


def test_another_institution_may_use_it(cast: Cast) -> None:
    first, _second = pair(cast)
    number(cast, (first, "1"))
    enroll(
        institution=cast.phu_school,
        entries=[entry(801, "P1", student_number="1")],
        by=officer_of(cast.phu_school, NOW),
    )
