"""Merging and undoing while somebody enrolls: real threads on PostgreSQL, each race forced."""

from dataclasses import replace

import pytest

from lec.refusals import Blocked
from lec.students import queries
from lec.students.actions import enroll, merge, undo_merge
from lec.students.models import Enrollment, Merge, Student
from lec.thai import citizen_id
from tests.cast import Cast, build, entry
from tests.claims.test_races import first_then
from tests.students.twins import CHILD, first, take_out, twice_at_school

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

OTHER_NUMBER = citizen_id.synthetic(900)
WITH_NUMBER = {"citizen_id_type": "thai", "citizen_id": OTHER_NUMBER, "citizen_id_missing_because": ""}


@pytest.fixture
def world(transactional_db: None) -> Cast:
    """The cast, committed, so that every thread sees it."""
    return build()


def joined(cast: Cast, second: Enrollment) -> Merge:
    return merge(kept=first(), merged=second.student, because="เป็นคนเดียวกัน", by=cast.somsri)


@pytest.mark.parametrize("number", [OTHER_NUMBER, entry(*CHILD).citizen_id])
def test_nobody_enrolls_a_row_that_is_being_merged_away(
    world: Cast, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    second = twice_at_school(world, **WITH_NUMBER)
    take_out(first().enrollments.get())
    child = replace(entry(*CHILD), citizen_id=number, grade="K3")
    _merged, answer = first_then(
        monkeypatch,
        (queries, "obstacles_now_to_merging"),
        lambda: joined(world, second),
        lambda: enroll(institution=world.center, entries=[child], by=world.center_officer),
    )
    if number == OTHER_NUMBER:
        assert isinstance(answer, Blocked)
        assert [obstacle.code for obstacle in answer.obstacles] == ["changed-before-you"]
    merged = Student.objects.get(pk=second.student_id)
    assert merged.merged_into == first()
    assert not merged.enrollments.exists()
    assert first().enrollments.filter(institution=world.school).count() == 2


def test_a_number_given_away_at_the_last_moment_is_not_given_back(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = joined(world, twice_at_school(world, **WITH_NUMBER))
    undone, _enrolled = first_then(
        monkeypatch,
        (queries, "obstacles_now_to_undoing"),
        lambda: undo_merge(merge=done, by=world.somsri),
        lambda: enroll(institution=world.phu_school, entries=[entry(900, "P1")], by=world.phu_officer),
    )
    assert isinstance(undone, Blocked)
    assert [obstacle.code for obstacle in undone.obstacles] == ["number-given-away"]
    assert Merge.objects.get(pk=done.pk).undone_at is None
    assert first().enrollments.count() == 2
