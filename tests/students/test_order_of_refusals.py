"""Who may not comes before what is wrong, and that before what the round forbids (API.md, HTTP)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lec.actor import Actor
from lec.refusals import Blocked, Forbidden, Invalid, NotVisible
from lec.students.actions import (
    Change,
    HeldElsewhere,
    Mark,
    attest,
    change,
    enroll,
    explain,
    leave,
    return_to_class,
)
from lec.students.models import Attestation, Classroom, Enrollment, Placement, RecordedFinding, Student
from lec.students.rules import LONGEST, LONGEST_EXPLANATION, LONGEST_NOTE, Facts, judge, tidy
from tests.cast import NOW, Cast, entry


def later(actor: Actor) -> Actor:
    """The same person when the round is closed."""
    return replace(actor, at=NOW + timedelta(days=30))


def stay(cast: Cast, grade: str = "P1") -> Enrollment:
    return Placement.objects.filter(classroom__institution=cast.school, classroom__grade=grade)[0].enrollment


def fault_codes(refusal: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {fault.code for fault in refusal.value.faults}


def obstacle_codes(refusal: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [obstacle.code for obstacle in refusal.value.obstacles]


def test_a_wrong_newcomer_is_wrong_whether_the_round_is_open_or_not(cast: Cast) -> None:
    wrong = entry(900, "P1", last_name="")
    with pytest.raises(Forbidden):
        enroll(institution=cast.school, entries=[wrong], by=later(cast.wichai))
    with pytest.raises(Forbidden):
        enroll(institution=cast.school, entries=[replace(wrong, grade="P2")], by=later(cast.teacher))
    with pytest.raises(Invalid) as refusal:
        enroll(institution=cast.school, entries=[wrong], by=later(cast.somsri))
    assert fault_codes(refusal) == {"name-missing"}
    with pytest.raises(Blocked):
        enroll(institution=cast.school, entries=[entry(900, "P1")], by=later(cast.somsri))


def test_nobody_is_told_where_a_child_is_who_could_not_enroll_it(cast: Cast) -> None:
    with pytest.raises(HeldElsewhere):
        enroll(institution=cast.school, entries=[entry(400, "P1")], by=cast.somsri)
    with pytest.raises(Blocked) as refusal:
        enroll(institution=cast.school, entries=[entry(400, "P1")], by=later(cast.somsri))
    assert obstacle_codes(refusal) == ["round-not-open"]


def test_a_wrong_change_is_wrong_before_it_is_late(cast: Cast) -> None:
    pk = stay(cast).pk
    wrong = Change(pk, replace(entry(110, "P1"), sex="X"), version=99)
    with pytest.raises(Forbidden):
        change(institution=cast.school, changes=[wrong], by=later(cast.wichai))
    with pytest.raises(Invalid):
        change(institution=cast.school, changes=[wrong], by=later(cast.somsri))
    with pytest.raises(Blocked) as refusal:
        change(
            institution=cast.school, changes=[Change(pk, entry(110, "P1"), version=99)], by=later(cast.somsri)
        )
    assert obstacle_codes(refusal) == ["round-not-open", "changed-before-you"]


def test_a_change_may_name_its_fields(cast: Cast) -> None:
    held = stay(cast)
    change(
        institution=cast.school,
        changes=[Change(held.pk, entry(1, "P4", first_name="ใหม่"), fields=frozenset({"first_name"}))],
        by=cast.somsri,
    )
    after = Student.objects.get(pk=held.student_id)
    assert (after.first_name, after.citizen_id) == ("ใหม่", held.student.citizen_id)
    assert Placement.objects.get(enrollment=held, ends_on=None).classroom.grade == "P1"


def test_a_leave_is_judged_whole(cast: Cast) -> None:
    pk = stay(cast).pk
    wrong = {"reason": "bored", "on": date(2021, 1, 1), "note": "ย" * (LONGEST_NOTE + 1)}
    with pytest.raises(Forbidden):
        leave(institution=cast.school, enrollments=[pk], by=later(cast.teacher), **wrong)
    with pytest.raises(NotVisible):
        leave(institution=cast.school, enrollments=[pk + 9_999], by=later(cast.somsri), **wrong)
    with pytest.raises(Invalid) as refusal:
        leave(institution=cast.school, enrollments=[pk], by=later(cast.somsri), **wrong)
    assert fault_codes(refusal) == {"leaving-reason-unknown", "left-before-entered", "too-long"}


def test_nobody_leaves_twice(cast: Cast) -> None:
    held = stay(cast)
    moved = {"reason": "resigned", "on": date(2021, 11, 8)}
    leave(institution=cast.school, enrollments=[held.pk], by=cast.somsri, **moved)
    with pytest.raises(Blocked) as refusal:
        leave(institution=cast.school, enrollments=[held.pk], by=later(cast.somsri), **moved)
    assert obstacle_codes(refusal) == ["round-not-open", "already-left"]


def test_a_return_names_every_obstacle(cast: Cast) -> None:
    with pytest.raises(Blocked) as refusal:
        return_to_class(enrollment=stay(cast), by=later(cast.somsri))
    assert obstacle_codes(refusal) == ["round-not-open", "not-left"]


def test_a_wrong_mark_is_wrong_before_it_is_late(cast: Cast) -> None:
    pk = stay(cast).pk
    marks = [Mark(pk, "100"), Mark(pk, "999"), Mark(pk, "206", "ย" * (LONGEST_EXPLANATION + 1))]
    with pytest.raises(Invalid) as refusal:
        attest(institution=cast.school, round=cast.round, marks=marks, by=later(cast.somsri))
    assert [(f.row, f.code) for f in refusal.value.faults] == [(2, "attestation-unknown"), (3, "too-long")]
    assert not Attestation.objects.exists()


def test_an_error_is_not_talked_away(cast: Cast) -> None:
    finding = RecordedFinding.objects.create(enrollment=stay(cast), code="name-missing", severity="error")
    with pytest.raises(Invalid) as refusal:
        explain(institution=cast.school, findings=[finding.pk], because=" ", by=later(cast.somsri))
    assert fault_codes(refusal) == {"not-a-warning", "because-missing"}


def judged(**more: object) -> set[tuple[str, str]]:
    facts = Facts(today=NOW.date(), academic_year=2564, institution_kind="school")
    return {(finding.code, finding.field) for finding in judge(tidy(entry(1, "P1", **more)), facts)}


def test_a_date_that_is_none_is_said_to_be_none() -> None:
    unread = (("birth_date", "2015-02-30"), ("entered_on", "x"))
    assert judged(birth_date=None, entered_on=None, unread=unread) == {
        ("birth-date-impossible", "birth_date"),
        ("entered-on-impossible", "entered_on"),
    }


def test_a_type_of_id_nobody_knows_is_refused() -> None:
    assert judged(citizen_id_type="fishing licence") == {("citizen-id-type-unknown", "citizen_id_type")}


@pytest.mark.parametrize(("name", "most"), LONGEST.items())
def test_texts_are_as_long_as_their_columns(name: str, most: int) -> None:
    """PostgreSQL holds to the length, SQLite does not."""
    model = {"room": Classroom, "student_number": Enrollment}.get(name, Student)
    assert model._meta.get_field(name).max_length == most
    if name != "citizen_id_missing_because":
        assert ("too-long", name) in judged(**{name: "ย" * (most + 1)})
