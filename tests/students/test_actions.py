"""Writing the register: what is written, what the trail keeps of it, and that a refusal writes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.confirmations.actions import confirm
from lec.refusals import Blocked, Forbidden, Invalid, NotVisible
from lec.students.actions import (
    Change,
    HeldElsewhere,
    Holder,
    Mark,
    attest,
    change,
    enroll,
    explain,
    leave,
    return_to_class,
)
from lec.students.models import Attestation, Classroom, Enrollment, Placement, RecordedFinding, Student
from lec.students.rules import Entry
from tests.cast import NOW, Cast, attest_all, entry

TODAY, YESTERDAY = date(2021, 11, 8), date(2021, 11, 7)
TOO_OLD = date(2011, 5, 16)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the register and of the trail: the same before and after whatever is refused."""
    rows: list[Any] = [*apps.get_app_config("students").get_models(), AuditEntry]
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in rows}


def trail(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action, at=NOW).order_by("pk"))


def stays(cast: Cast, grade: str = "P1") -> list[Enrollment]:
    seats = Placement.objects.filter(classroom__institution=cast.school, classroom__grade=grade, ends_on=None)
    return [seat.enrollment for seat in seats.order_by("pk")]


def wanted(enrollment: Enrollment, version: int | None = None, **values: Any) -> Change:
    return Change(enrollment.pk, Entry(**values), version, fields=frozenset(values))


def save(cast: Cast, *changes: Change, by: Actor | None = None) -> None:
    change(institution=cast.school, changes=changes, by=by or cast.somsri)


def look(cast: Cast, *marks: Mark, by: Actor | None = None) -> None:
    attest(institution=cast.school, round=cast.round, marks=marks, by=by or cast.somsri)


def take_out(cast: Cast, *gone: Enrollment, on: date = YESTERDAY, by: Actor | None = None) -> None:
    leave(
        institution=cast.school,
        enrollments=[stay.pk for stay in gone],
        reason="moved_school",
        on=on,
        by=by or cast.somsri,
    )


def places(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[int | None, str, str]]:
    return [(fault.row, fault.field, fault.code) for fault in refusal.value.faults]


@pytest.fixture
def warned(cast: Cast) -> RecordedFinding:
    """Somebody too old for the class."""
    save(
        cast, wanted(stays(cast)[0], birth_date=TOO_OLD), by=replace(cast.somsri, at=NOW - timedelta(days=1))
    )
    return RecordedFinding.objects.get(code="age-grade-mismatch", enrollment=stays(cast)[0])


@pytest.fixture
def gone(cast: Cast) -> Enrollment:
    """Somebody who has left."""
    take_out(cast, stay := stays(cast)[1], by=replace(cast.somsri, at=NOW - timedelta(hours=1)))
    return stay


# --- every write alike

Write = Callable[[Cast, Actor], object]

WRITES: dict[str, Write] = {
    "enroll": lambda c, by: enroll(institution=c.school, entries=[entry(801, "P1")], by=by),
    "change": lambda c, by: save(c, wanted(stays(c)[0], first_name="ก้องภพ"), by=by),
    "attest": lambda c, by: look(c, Mark(stays(c)[0].pk, "100"), by=by),
    "leave": lambda c, by: take_out(c, stays(c)[0], on=date(2021, 10, 29), by=by),
    "return": lambda c, by: return_to_class(
        enrollment=c.school.enrollments.exclude(left_on=None).get(), by=by
    ),
    "explain": lambda c, by: explain(
        institution=c.school,
        findings=[RecordedFinding.objects.get(code="age-grade-mismatch").pk],
        because="เข้าเรียนช้า",
        by=by,
    ),
}
OFFICERS_ONLY = ("leave", "return", "explain")

each_write = pytest.mark.parametrize("action", WRITES)
ready = pytest.mark.usefixtures("warned", "gone")


@ready
@each_write
def test_beside_every_write_the_trail_says_who_for_whom_when(cast: Cast, action: str) -> None:
    known = AuditEntry.objects.count()
    WRITES[action](cast, cast.somsri)
    [said] = AuditEntry.objects.order_by("pk")[known:]
    assert said.action == action
    assert (said.user_id, said.acting_for_id) == (cast.somsri.user_id, cast.school.pk)
    assert (said.organization_id, said.at) == (cast.school.pk, NOW)


@ready
@each_write
@pytest.mark.parametrize(
    "days", [pytest.param(-8, id="before it opens"), pytest.param(5, id="after it has closed")]
)
def test_outside_the_round_nothing_is_written(cast: Cast, action: str, days: int) -> None:
    before = everything()
    with pytest.raises(Blocked) as refusal:
        WRITES[action](cast, replace(cast.somsri, at=NOW + timedelta(days=days)))
    assert "round-not-open" in {obstacle.code for obstacle in refusal.value.obstacles}
    assert everything() == before


@ready
@each_write
def test_below_a_standing_confirmation_nothing_is_written(cast: Cast, action: str) -> None:
    explain(
        institution=cast.school,
        findings=[finding.pk for finding in RecordedFinding.objects.filter(severity="warning")],
        because="เข้าเรียนช้า",
        by=cast.somsri,
    )
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    before = everything()
    with pytest.raises(Blocked) as refusal:
        WRITES[action](cast, cast.somsri)
    [obstacle] = refusal.value.obstacles
    assert (obstacle.code, obstacle.organization) == ("already-confirmed", cast.school.code)
    assert everything() == before


@ready
@each_write
@pytest.mark.parametrize("who", ["wichai", "malee", "decha", "center_officer", "phu_officer"])
def test_nobody_but_the_institution_writes(cast: Cast, action: str, who: str) -> None:
    before = everything()
    with pytest.raises(Forbidden):
        WRITES[action](cast, getattr(cast, who))
    assert everything() == before


@ready
@each_write
def test_a_teacher_does_what_is_a_teachers(cast: Cast, action: str) -> None:
    before = everything()
    if action in OFFICERS_ONLY:
        with pytest.raises(Forbidden):
            WRITES[action](cast, cast.teacher)
        assert everything() == before
    else:
        WRITES[action](cast, cast.teacher)
        assert trail(action)[-1].user_id == cast.teacher.user_id


# --- enroll


def test_a_newcomer_is_a_person_a_stay_and_a_seat_in_a_room_made_where_it_was_not(cast: Cast) -> None:
    new = entry(801, "P3", room="7", student_number="00801")
    [stay] = enroll(institution=cast.school, entries=[new], by=cast.somsri)
    stay = Enrollment.objects.select_related("student").get(pk=stay.pk)
    assert (stay.entered_on, stay.left_on, stay.student_number) == (new.entered_on, None, "00801")
    assert (stay.student.citizen_id, stay.student.birth_date) == (new.citizen_id, new.birth_date)
    [seat] = stay.placements.select_related("classroom")
    assert (seat.classroom.label, seat.classroom.academic_year) == ("ป.3/7", 2564)
    assert (seat.starts_on, seat.ends_on) == (new.entered_on, None)
    [said] = trail("enroll")[-1:]
    assert (said.subject_id, said.after["first_name"], said.after["grade"]) == (stay.pk, new.first_name, "P3")
    assert said.before == {}


def test_who_comes_back_to_the_nations_register_is_the_same_person_with_a_second_stay(cast: Cast) -> None:
    first = stays(cast)[0]
    take_out(cast, first)
    again = entry(110, "P1")
    assert again.citizen_id == first.student.citizen_id
    [second] = enroll(institution=cast.phu_school, entries=[replace(again, room="4")], by=cast.phu_officer)
    assert second.student_id == first.student_id
    held = Enrollment.objects.filter(student=first.student_id).order_by("pk").values_list("pk", "left_on")
    assert list(held) == [(first.pk, YESTERDAY), (second.pk, None)]


def test_one_wrong_newcomer_keeps_all_out_and_is_named_by_row_and_field(cast: Cast) -> None:
    entries = [entry(801, "P1"), replace(entry(802, "P1"), grade="P7"), entry(803, "P1", last_name="")]
    before = everything()
    with pytest.raises(Invalid) as refusal:
        enroll(institution=cast.school, entries=entries, by=cast.somsri)
    assert places(refusal) == [(2, "grade", "grade-unknown"), (3, "last_name", "name-missing")]
    with pytest.raises(Invalid) as refusal:
        enroll(institution=cast.school, entries=entries, by=cast.somsri, rows=[12, 14, 40])
    assert [fault.row for fault in refusal.value.faults] == [14, 40]
    assert everything() == before


def test_one_number_for_two_newcomers_is_named_at_both(cast: Cast) -> None:
    before = everything()
    with pytest.raises(Invalid) as refusal:
        enroll(institution=cast.school, entries=[entry(801, "P1"), entry(801, "P2")], by=cast.somsri)
    assert places(refusal) == [(row, "citizen_id", "duplicate-in-file") for row in (1, 2)]
    assert everything() == before


def test_one_child_held_elsewhere_keeps_all_out_and_only_the_telling_is_written(cast: Cast) -> None:
    before = everything()
    with pytest.raises(HeldElsewhere) as refusal:
        enroll(institution=cast.school, entries=[entry(801, "P1"), entry(210, "K1")], by=cast.somsri)
    assert isinstance(refusal.value.standing, Holder)
    assert refusal.value.standing.code == cast.center.code
    after = everything()
    [told] = after.pop("AuditEntry")[len(before.pop("AuditEntry")) :]
    assert cast.center.code in str(told)
    assert after == before


def test_a_teacher_takes_nobody_into_a_room_of_others(cast: Cast) -> None:
    before = everything()
    with pytest.raises(Forbidden):
        enroll(
            institution=cast.school, entries=[entry(801, "P1"), entry(802, "P1", room="2")], by=cast.teacher
        )
    assert everything() == before


# --- change


def test_of_two_teachers_the_second_is_told_and_saves_on_top_of_what_the_first_wrote(cast: Cast) -> None:
    stay = stays(cast)[0]
    seen = stay.student.version
    save(cast, wanted(stay, seen, first_name="ก้องภพ"), by=cast.teacher)
    before = everything()
    with pytest.raises(Blocked) as refusal:
        save(cast, wanted(stay, seen, last_name="ใจเย็น"))
    assert [obstacle.code for obstacle in refusal.value.obstacles] == ["changed-before-you"]
    assert everything() == before
    save(cast, wanted(stay, seen + 1, last_name="ใจเย็น"))
    kept = Student.objects.get(pk=stay.student_id)
    assert (kept.first_name, kept.last_name, kept.version) == ("ก้องภพ", "ใจเย็น", seen + 2)


def test_one_overtaken_change_holds_back_the_whole_list(cast: Cast) -> None:
    first, second, _third = stays(cast)
    before = everything()
    with pytest.raises(Blocked):
        save(cast, wanted(first, 1, first_name="ก้องภพ"), wanted(second, 7, first_name="ศุภกร"))
    assert everything() == before


def test_one_wrong_change_holds_back_the_whole_list_and_is_named_by_row_and_field(cast: Cast) -> None:
    first, second, third = stays(cast)
    before = everything()
    with pytest.raises(Invalid) as refusal:
        save(
            cast,
            wanted(first, first_name="ก้องภพ"),
            wanted(second, birth_date=None),
            wanted(third, citizen_id=first.student.citizen_id),
        )
    assert set(places(refusal)) >= {
        (2, "birth_date", "birth-date-missing"),
        (3, "citizen_id", "citizen-id-taken"),
    }
    assert everything() == before


def test_two_students_never_share_a_number_that_is_given_to_both(cast: Cast) -> None:
    first, second, _third = stays(cast)
    before = everything()
    number = entry(801, "P1").citizen_id
    with pytest.raises(Invalid) as refusal:
        save(cast, wanted(first, citizen_id=number), wanted(second, citizen_id=number))
    assert places(refusal) == [(row, "citizen_id", "duplicate-in-file") for row in (1, 2)]
    assert everything() == before


def test_the_trail_of_a_change_holds_both_values_of_what_changed(cast: Cast) -> None:
    stay = stays(cast)[0]
    was = stay.student.first_name
    save(cast, wanted(stay, first_name="ใหม่", sex=stay.student.sex))
    [said] = trail("change")
    assert (said.subject_id, said.before, said.after) == (stay.pk, {"first_name": was}, {"first_name": "ใหม่"})


def test_who_is_of_another_institution_or_room_is_not_there_to_be_changed(cast: Cast) -> None:
    other = cast.center.enrollments.all()[0]
    before = everything()
    with pytest.raises(NotVisible):
        save(cast, wanted(stays(cast)[0], first_name="ก"), wanted(other, first_name="ข"))
    with pytest.raises(NotVisible):
        save(cast, wanted(stays(cast, "P2")[0], first_name="ก"), by=cast.teacher)
    assert everything() == before


# --- move room


def seats(stay: Enrollment) -> list[tuple[str, date, date | None]]:
    return [
        (seat.classroom.label, seat.starts_on, seat.ends_on)
        for seat in stay.placements.select_related("classroom").order_by("pk")
    ]


def test_a_move_is_dated_the_old_seat_ends_yesterday(cast: Cast) -> None:
    stay = stays(cast)[0]
    save(cast, wanted(stay, grade="P2", room="2"))
    entered = date(2021, 6, 14)
    assert seats(stay) == [("ป.1/1", entered, YESTERDAY), ("ป.2/2", TODAY, None)]
    save(cast, wanted(stay, room="3"))
    assert seats(stay) == [("ป.1/1", entered, YESTERDAY), ("ป.2/3", TODAY, None)]
    save(cast, wanted(stay, room="4"), by=replace(cast.somsri, at=NOW + timedelta(days=1)))
    assert seats(stay)[1:] == [("ป.2/3", TODAY, TODAY), ("ป.2/4", TODAY + timedelta(days=1), None)]


def test_a_room_is_made_once_however_many_move_into_it(cast: Cast) -> None:
    save(cast, *(wanted(stay, room="2") for stay in stays(cast)))
    assert Classroom.objects.filter(institution=cast.school, grade="P1", room="2").count() == 1
    assert [trail("change")[n].after for n in range(3)] == [{"room": "2"}] * 3


def test_a_teacher_moves_nobody_out_of_the_own_rooms(cast: Cast) -> None:
    before = everything()
    with pytest.raises(Forbidden):
        save(cast, wanted(stays(cast)[0], grade="P2"), by=cast.teacher)
    assert everything() == before


def test_another_day_of_entry_moves_the_first_seat_with_it(cast: Cast) -> None:
    stay = stays(cast)[0]
    save(cast, wanted(stay, entered_on=date(2021, 5, 20)))
    assert Enrollment.objects.get(pk=stay.pk).entered_on == date(2021, 5, 20)
    assert seats(stay) == [("ป.1/1", date(2021, 5, 20), None)]


# --- leave and return


def test_leaving_is_dated_closes_the_seat_and_deletes_nothing(cast: Cast) -> None:
    first, second, _third = stays(cast)
    counts = {name: len(rows) for name, rows in everything().items()}
    take_out(cast, first, second)
    for stay in (first, second):
        left = Enrollment.objects.get(pk=stay.pk)
        assert (left.left_on, left.leaving_reason) == (YESTERDAY, "moved_school")
        assert seats(stay)[-1][2] == YESTERDAY
    counts["AuditEntry"] += 2
    assert {name: len(rows) for name, rows in everything().items()} == counts
    assert {said.after["left_on"] for said in trail("leave")} == {"2021-11-07"}


def test_one_who_cannot_leave_holds_back_all(cast: Cast) -> None:
    first, second, _third = stays(cast)
    save(cast, wanted(second, entered_on=TODAY))
    before = everything()
    with pytest.raises(Invalid) as refusal:
        take_out(cast, first, second, on=YESTERDAY)
    assert {(fault.field, fault.code) for fault in refusal.value.faults} == {("on", "left-before-entered")}
    with pytest.raises(NotVisible):
        take_out(cast, first, cast.center.enrollments.all()[0])
    assert everything() == before


def test_who_left_before_sitting_down_never_has_a_seat_that_ends_before_it_began(cast: Cast) -> None:
    stay = stays(cast)[0]
    save(cast, wanted(stay, room="2"))
    take_out(cast, stay, on=YESTERDAY - timedelta(days=1))
    assert seats(stay)[-1] == ("ป.1/2", TODAY, TODAY)


def test_undone_everything_is_as_it_was_but_the_trail_keeps_both(cast: Cast) -> None:
    stay = stays(cast)[0]
    before = everything()
    take_out(cast, stay)
    return_to_class(enrollment=stay, by=cast.somsri)
    after = everything()
    said = after.pop("AuditEntry")[len(before.pop("AuditEntry")) :]
    assert after == before
    assert len(said) == 2
    [back] = trail("return")
    assert back.before == {"left_on": "2021-11-07", "leaving_reason": "moved_school"}


def test_who_has_enrolled_elsewhere_since_does_not_return_and_only_the_telling_is_written(
    cast: Cast, gone: Enrollment
) -> None:
    again = replace(entry(111, "P1"), citizen_id=gone.student.citizen_id or "")
    enroll(institution=cast.phu_school, entries=[again], by=cast.phu_officer)
    before = everything()
    with pytest.raises(HeldElsewhere) as refusal:
        return_to_class(enrollment=gone, by=cast.somsri)
    assert [obstacle.code for obstacle in refusal.value.obstacles] == ["held-elsewhere"]
    after = everything()
    assert len(after.pop("AuditEntry")) == len(before.pop("AuditEntry")) + 1
    assert after == before


# --- attest


def test_a_mark_said_again_is_overwritten_and_the_trail_keeps_both(cast: Cast) -> None:
    stay = stays(cast)[0]
    look(cast, Mark(stay.pk, "100"), by=cast.teacher)
    look(cast, Mark(stay.pk, "201"))
    held = Attestation.objects.get(enrollment=stay)
    assert (held.code, held.attested_by_id, held.from_paper) == ("201", cast.somsri.user_id, True)
    codes = [(said.before["code"], said.after["code"], said.after["from_paper"]) for said in trail("attest")]
    assert codes == [("", "100", False), ("100", "201", True)]


@pytest.mark.parametrize("code", ["201", "202", "203", "204", "205"])
def test_who_was_not_found_stays_enrolled_until_taken_out(cast: Cast, code: str) -> None:
    stay = stays(cast)[0]
    look(cast, Mark(stay.pk, code))
    assert Enrollment.objects.get(pk=stay.pk).is_active
    assert seats(stay)[-1][2] is None


def test_one_wrong_mark_holds_back_the_roll_and_is_named_by_row_and_field(cast: Cast) -> None:
    first, second, third = stays(cast)
    before = everything()
    with pytest.raises(Invalid) as refusal:
        look(cast, Mark(first.pk, "100"), Mark(second.pk, "207"), Mark(third.pk, "206", "ย" * 501))
    assert places(refusal) == [(2, "code", "attestation-unknown"), (3, "because", "too-long")]
    assert everything() == before


def test_one_of_another_room_holds_back_the_roll(cast: Cast) -> None:
    before = everything()
    with pytest.raises(NotVisible):
        look(cast, Mark(stays(cast)[0].pk, "100"), Mark(stays(cast, "P2")[0].pk, "100"), by=cast.teacher)
    assert everything() == before


def test_other_is_a_warning_until_it_is_explained_and_gone_with_the_next_mark(cast: Cast) -> None:
    stay = stays(cast)[0]
    found = RecordedFinding.objects.filter(enrollment=stay, code="attested-other")
    look(cast, Mark(stay.pk, "206"))
    assert [row.explanation for row in found.all()] == [""]
    look(cast, Mark(stay.pk, "206", " พักรักษาตัว "))
    assert [(row.explanation, row.explained_by_id) for row in found.all()] == [
        ("พักรักษาตัว", cast.somsri.user_id)
    ]
    look(cast, Mark(stay.pk, "100"))
    assert not found.exists()


# --- explain


def test_many_of_one_kind_are_explained_at_once_each_in_the_trail(cast: Cast) -> None:
    save(cast, *(wanted(stay, birth_date=TOO_OLD) for stay in stays(cast)))
    rows = RecordedFinding.objects.filter(code="age-grade-mismatch")
    explain(institution=cast.school, findings=[row.pk for row in rows], because=" เข้าเรียนช้า ", by=cast.somsri)
    assert {(row.explanation, row.explained_by_id, row.explained_at) for row in rows.all()} == {
        ("เข้าเรียนช้า", cast.somsri.user_id, NOW)
    }
    assert {said.subject_id for said in trail("explain")} == {row.enrollment_id for row in rows}


def test_an_explanation_stands_while_its_facts_do_and_falls_with_them(
    cast: Cast, warned: RecordedFinding
) -> None:
    explain(institution=cast.school, findings=[warned.pk], because="เข้าเรียนช้า", by=cast.somsri)
    save(cast, wanted(warned.enrollment, first_name="ก้องภพ"))
    warned.refresh_from_db()
    assert warned.explanation == "เข้าเรียนช้า"
    save(cast, wanted(warned.enrollment, birth_date=TOO_OLD.replace(year=2010)))
    warned.refresh_from_db()
    assert (warned.explanation, warned.explained_by_id, warned.explained_at) == ("", None, None)


def test_one_finding_of_another_institution_holds_back_all(cast: Cast, warned: RecordedFinding) -> None:
    other = cast.center.enrollments.all()[0]
    foreign = RecordedFinding.objects.create(enrollment=other, code="sex-prefix-mismatch", severity="warning")
    before = everything()
    with pytest.raises(NotVisible):
        explain(
            institution=cast.school, findings=[warned.pk, foreign.pk], because="เข้าเรียนช้า", by=cast.somsri
        )
    assert everything() == before
