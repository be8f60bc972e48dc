"""Whoever confirms again sees what differs from what was taken back: counts, units, students in and out."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from lec.actor import Actor
from lec.confirmations.actions import revoke
from lec.confirmations.queries import Changes, changes_since
from lec.headcounts.actions import enter
from lec.headcounts.rules import Cell
from lec.organizations.models import Organization
from lec.rounds.models import Confirmation
from lec.students.actions import Change, change, enroll, explain, leave
from lec.students.models import Enrollment, Placement, RecordedFinding
from lec.students.queries import entry_of
from tests.cast import Cast, entry, officer_of
from tests.confirmations.standing import north_stands, stand, stand_whole
from tests.web.conftest import at_the_desk, sign_in, text_of

__all__ = ["at_the_desk", "sign_in"]


def taken_back(confirmation: Confirmation, by: Actor) -> Confirmation:
    return revoke(confirmation=confirmation, because="แก้ไข", by=by)


def correct(cast: Cast) -> tuple[Enrollment, Enrollment, Enrollment]:
    """One comes, one goes, one is in another grade: (who came, who left, who moved)."""
    (came,) = enroll(institution=cast.school, entries=[entry(900, "P1", "F")], by=cast.somsri)
    gone, moved = Enrollment.objects.filter(institution=cast.school, left_on=None).order_by("pk")[:2]
    leave(institution=cast.school, enrollments=[gone.pk], reason="died", on=cast.somsri.today, by=cast.somsri)
    seat = Placement.objects.select_related("classroom", "enrollment__student").get(enrollment=moved)
    elsewhere = replace(entry_of(seat), grade="P2" if seat.classroom.grade == "P1" else "P1")
    change(institution=cast.school, changes=[Change(moved.pk, elsewhere)], by=cast.somsri)
    return came, gone, moved


def explain_all(cast: Cast) -> None:
    """Who moved is of an unusual age there."""
    odd = RecordedFinding.objects.filter(enrollment__institution=cast.school, severity="warning")
    found = list(odd.values_list("pk", flat=True))
    explain(institution=cast.school, findings=found, because="สอบเทียบชั้น", by=cast.somsri)


def since(by: Actor, organization: Organization, cast: Cast, subject: str = "students") -> Changes:
    found = changes_since(by, organization, subject, cast.round)
    assert found is not None
    return found


def name_of(stay: Enrollment) -> str:
    student = stay.student
    return f"{student.prefix}{student.first_name} {student.last_name}"


def test_nothing_to_tell_while_it_stands_and_before_it_ever_stood(cast: Cast) -> None:
    assert changes_since(cast.somsri, cast.school, "students", cast.round) is None
    stand(cast.school, cast.round)
    assert changes_since(cast.somsri, cast.school, "students", cast.round) is None


def test_taken_back_and_untouched_nothing_changed(cast: Cast) -> None:
    taken_back(stand(cast.school, cast.round), cast.somsri)
    assert since(cast.somsri, cast.school, cast).none


def test_an_institution_sees_who_came_who_left_and_who_moved(cast: Cast) -> None:
    taken_back(stand(cast.school, cast.round), cast.somsri)
    came, gone, moved = correct(cast)
    changes = since(cast.somsri, cast.school, cast)
    assert (changes.entered, changes.left) == ([name_of(came)], [name_of(gone)])
    assert [one.name for one in changes.moved] == [name_of(moved)]
    assert changes.moved[0].before != changes.moved[0].now
    assert sum(changes.now.values()) == sum(changes.before.values())
    assert not changes.none


def test_a_name_another_institution_keeps_by_now_is_not_told(cast: Cast) -> None:
    taken_back(stand(cast.school, cast.round), cast.somsri)
    _came, gone, _moved = correct(cast)
    Enrollment.objects.create(student=gone.student, institution=cast.phu_school, entered_on=cast.somsri.today)
    changes = since(cast.somsri, cast.school, cast)
    assert (changes.left, changes.unnamed) == ([], 1)


def test_the_lao_sees_which_units_confirmed_anew_and_their_students(cast: Cast) -> None:
    overview = stand_whole(cast.mali, cast.round)
    taken_back(overview, cast.malee)
    school = Confirmation.objects.get(organization=cast.school, revoked_at=None)
    taken_back(school, cast.wichai)
    changes = since(cast.wichai, cast.mali, cast)
    assert [(u.name, u.now) for u in changes.units] == [(cast.school.name, None)]
    assert not (changes.left or changes.whole), "nobody left: it has not confirmed yet"
    came, gone, moved = correct(cast)
    explain_all(cast)
    stand(cast.school, cast.round)
    changes = since(cast.wichai, cast.mali, cast)
    assert [(u.name, u.before, u.now) for u in changes.units] == [(cast.school.name, 9, 9)]
    assert (changes.entered, changes.left) == ([name_of(came)], [name_of(gone)])
    assert [one.name for one in changes.moved] == [name_of(moved)]


def test_the_province_sees_units_and_counts_and_no_child(cast: Cast) -> None:
    overview = north_stands(cast)
    taken_back(overview, cast.decha)
    lao = Confirmation.objects.get(organization=cast.mali, subject="students", revoked_at=None)
    taken_back(lao, cast.malee)
    taken_back(Confirmation.objects.get(organization=cast.school, revoked_at=None), cast.wichai)
    enroll(institution=cast.school, entries=[entry(900, "P1", "F")], by=cast.somsri)
    stand(cast.school, cast.round)
    stand(cast.mali, cast.round)
    changes = since(cast.malee, cast.north, cast)
    assert [(u.name, u.now - u.before) for u in changes.units if u.now and u.before] == [(cast.mali.name, 1)]
    assert not (changes.entered or changes.left or changes.moved or changes.unnamed)
    assert sum(changes.now.values()) - sum(changes.before.values()) == 1


def test_of_headcounts_the_schools_that_differ(cast: Cast) -> None:
    taken_back(stand(cast.mali, cast.round, "headcounts"), cast.malee)
    assert since(cast.wichai, cast.mali, cast, "headcounts").none
    cells = [Cell("P1", "M", 4), Cell("M1", "F", 7)]
    enter(school=cast.border_school, round=cast.round, cells=cells, by=officer_of(cast.mali))
    changes = since(cast.wichai, cast.mali, cast, "headcounts")
    assert [(u.name, u.before, u.now) for u in changes.units] == [(cast.border_school.name, 11, 11)]


@pytest.mark.parametrize("changed", [False, True])
def test_the_page_of_confirming_tells_it(
    cast: Cast, sign_in: Callable[[Actor], Client], changed: bool
) -> None:
    taken_back(stand(cast.school, cast.round), cast.somsri)
    came, gone, _moved = correct(cast) if changed else (None, None, None)
    page = text_of(sign_in(cast.somsri).get(reverse("confirmations:confirm", args=["students"])))
    assert "เปลี่ยนจากการยืนยันครั้งก่อน" in page
    if came is None or gone is None:
        assert "ไม่มีอะไรเปลี่ยน" in page
    else:
        assert f"เข้า 1 คน {name_of(came)}" in page
        assert f"ออก 1 คน {name_of(gone)}" in page
        assert "เปลี่ยนชั้น 1 คน" in page
