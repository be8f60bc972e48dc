"""The turn of the academic year: everybody goes on, stays or graduates, and back again until round 1."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.confirmations.actions import confirm
from lec.organizations.models import Organization
from lec.refusals import Blocked, Forbidden, NotVisible
from lec.rounds.models import Confirmation, Round
from lec.students import actions
from lec.students.actions import Change, change, enroll, roll_over, undo_rollover
from lec.students.models import Enrollment, Placement, RolledStudent, Rollover
from lec.students.queries import academic_year, classrooms, rollover_preview
from lec.students.rules import Entry, Outcome, next_grade, outcome_of
from lec.thai.calendar import BANGKOK
from tests.cast import NOW, Cast, entry, fill, officer_of

MAY = datetime(2022, 5, 20, 9, 0, tzinfo=BANGKOK)
SCHOOL = ["K2", "K3", "P1", "P2", "P3", "P4"]
PRIMARY = [f"P{n}" for n in range(1, 7)]


def in_may(organization: Organization) -> Actor:
    return officer_of(organization, MAY)


def seats(institution: Organization) -> dict[int, tuple[int, str, str]]:
    """Who sits where: enrollment -> (year, grade, room)."""
    rows = Placement.objects.filter(enrollment__institution=institution, ends_on=None)
    return {
        pk: (year, grade, room)
        for pk, year, grade, room in rows.values_list(
            "enrollment_id", "classroom__academic_year", "classroom__grade", "classroom__room"
        )
    }


def first_round_of_2565(opens_on: date) -> Round:
    return Round.objects.create(
        academic_year=2565,
        number=1,
        opens_on=opens_on,
        institution_due_on=date(2022, 6, 20),
        lao_due_on=date(2022, 6, 20),
        province_due_on=date(2022, 6, 21),
        closes_on=date(2022, 6, 21),
    )


@pytest.mark.parametrize(
    ("grade", "offered", "kind", "becomes"),
    [
        ("P1", SCHOOL, "school", "P2"),
        ("K3", SCHOOL, "school", "P1"),
        ("P4", SCHOOL, "school", ""),
        ("K3", ["K2", "K3", "P2"], "school", ""),
        ("P6", [*PRIMARY, "M1"], "school", "M1"),
        ("M3", ["M1", "M2", "M3", "M4"], "school", "M4"),
        ("M6", ["M6", "V1"], "school", ""),
        ("M3", ["M3", "V1"], "school", ""),
        ("V1", ["M6", "V1", "V2"], "school", "V2"),
        ("PRE", [], "center", "K1"),
        ("K3", [], "center", ""),
        ("P6", [], "school", "M1"),
        ("P5", ["K1"], "school", ""),
    ],
)
def test_the_next_grade_is_the_next_one_offered(
    grade: str, offered: list[str], kind: str, becomes: str
) -> None:
    assert next_grade(grade, offered, kind) == becomes


def test_outcomes() -> None:
    assert outcome_of("P1", SCHOOL, "school", kept_back=False) == Outcome.PROMOTED
    assert outcome_of("P4", SCHOOL, "school", kept_back=False) == Outcome.GRADUATED
    assert outcome_of("P4", SCHOOL, "school", kept_back=True) == Outcome.KEPT_BACK


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (NOW, 2564),
        (datetime(2022, 5, 15, 23, 59, tzinfo=BANGKOK), 2564),
        (datetime(2022, 5, 16, 0, 0, tzinfo=BANGKOK), 2565),
    ],
)
def test_the_register_works_in_the_year_that_contains_today(cast: Cast, at: datetime, year: int) -> None:
    assert academic_year(at) == year


def test_an_open_round_works_in_its_own_year(cast: Cast) -> None:
    cast.round.closes_on = date(2022, 5, 31)
    cast.round.save()
    assert academic_year(MAY) == 2564


def test_everybody_goes_on_one_grade_into_the_same_room(cast: Cast) -> None:
    before = seats(cast.school)
    roll_over(institution=cast.school, by=in_may(cast.school))
    onward = {"K2": "K3", "P1": "P2", "P2": "P3"}
    assert seats(cast.school) == {pk: (2565, onward[g], room) for pk, (_year, g, room) in before.items()}


def test_who_is_kept_back_sits_in_the_same_grade_of_the_new_year(cast: Cast) -> None:
    kept = next(pk for pk, (_y, grade, _r) in seats(cast.school).items() if grade == "P1")
    roll_over(institution=cast.school, kept_back=[kept], by=in_may(cast.school))
    assert seats(cast.school)[kept] == (2565, "P1", "1")


def test_the_top_grade_graduates(cast: Cast) -> None:
    top = [pk for pk, (_y, grade, _r) in seats(cast.phu_school).items() if grade == "P4"]
    roll_over(institution=cast.phu_school, by=in_may(cast.phu_school))
    left = Enrollment.objects.filter(pk__in=top)
    assert {(e.left_on, e.leaving_reason) for e in left} == {(MAY.date(), "graduated")}
    assert not set(top) & seats(cast.phu_school).keys()


def test_twice_changes_nothing(cast: Cast) -> None:
    def all_rows() -> list[Any]:
        return [
            list(model.objects.order_by("pk").values())
            for model in (Placement, Enrollment, Rollover, RolledStudent)
        ] + [AuditEntry.objects.count()]

    roll_over(institution=cast.school, by=in_may(cast.school))
    once = all_rows()
    roll_over(institution=cast.school, by=in_may(cast.school))
    assert all_rows() == once


def test_undone_everybody_is_back_and_nothing_was_deleted(cast: Cast) -> None:
    before, rows = seats(cast.phu_school), Placement.objects.count()
    roll_over(institution=cast.phu_school, by=in_may(cast.phu_school))
    assert undo_rollover(institution=cast.phu_school, by=in_may(cast.phu_school)) == len(before)
    assert seats(cast.phu_school) == before
    assert Placement.objects.count() >= rows
    roll_over(institution=cast.phu_school, by=in_may(cast.phu_school))
    assert {year for year, _g, _r in seats(cast.phu_school).values()} == {2565}


def test_who_moved_on_since_stays_there_when_it_is_undone(cast: Cast) -> None:
    first_round_of_2565(date(2022, 6, 1))
    graduate = next(pk for pk, (_y, g, _r) in seats(cast.phu_school).items() if g == "P4")
    roll_over(institution=cast.phu_school, by=in_may(cast.phu_school))
    student = Enrollment.objects.get(pk=graduate).student
    elsewhere = Enrollment.objects.create(student=student, institution=cast.school, entered_on=MAY.date())
    undo_rollover(institution=cast.phu_school, by=in_may(cast.phu_school))
    assert Enrollment.objects.get(pk=graduate).left_on == MAY.date()
    assert Enrollment.objects.get(pk=elsewhere.pk).left_on is None


def test_undoing_ends_when_round_1_opens(cast: Cast) -> None:
    first_round_of_2565(MAY.date())
    roll_over(institution=cast.school, by=in_may(cast.school))
    with pytest.raises(Blocked) as refusal:
        undo_rollover(institution=cast.school, by=in_may(cast.school))
    assert [o.code for o in refusal.value.obstacles] == ["first-round-opened"]


def test_there_must_be_something_to_undo(cast: Cast) -> None:
    with pytest.raises(Blocked) as refusal:
        undo_rollover(institution=cast.school, by=in_may(cast.school))
    assert [o.code for o in refusal.value.obstacles] == ["not-rolled-over"]


def test_before_the_year_has_turned_there_is_nothing_to_roll_over(cast: Cast) -> None:
    with pytest.raises(Blocked) as refusal:
        roll_over(institution=cast.school, by=officer_of(cast.school, NOW))
    assert [o.code for o in refusal.value.obstacles] == ["nothing-to-roll-over"]


def test_a_confirmation_of_the_open_round_stands_in_the_way(cast: Cast) -> None:
    first_round_of_2565(MAY.date())
    roll_over(institution=cast.school, by=in_may(cast.school))
    new = Round.objects.get(academic_year=2565)
    late = entry(901, "P1")
    enroll(institution=cast.school, entries=[late], by=in_may(cast.school))
    Placement.objects.filter(enrollment__student__citizen_id=late.citizen_id).update(classroom=cast.p1)
    attest(cast.school, new)
    confirm_anyway(cast.school, new)
    with pytest.raises(Blocked) as refusal:
        roll_over(institution=cast.school, by=in_may(cast.school))
    assert [o.code for o in refusal.value.obstacles] == ["already-confirmed"]


def test_nobody_is_counted_in_last_years_grade(cast: Cast) -> None:
    new = first_round_of_2565(MAY.date())
    attest(cast.school, new)
    with pytest.raises(Blocked) as refusal:
        confirm(organization=cast.school, round=new, subject="students", by=in_may(cast.school))
    assert "errors-remain" in [o.code for o in refusal.value.obstacles]
    roll_over(institution=cast.school, by=in_may(cast.school))
    found = set(cast.school.enrollments.filter(findings__code="not-rolled-over").values_list("pk", flat=True))
    assert not found


def test_who_is_not_rolled_over_is_still_on_the_pages(cast: Cast) -> None:
    shown = classrooms(in_may(cast.school), cast.school, cast.round, 2565)
    assert sum(state.students for state in shown) == len(seats(cast.school))


def test_correcting_a_name_promotes_nobody(cast: Cast) -> None:
    first_round_of_2565(MAY.date())
    before = seats(cast.school)
    one = next(iter(before))
    wanted = Change(one, Entry(first_name="ชื่อใหม่"), fields=frozenset({"first_name"}))
    change(institution=cast.school, changes=[wanted], by=in_may(cast.school))
    assert seats(cast.school) == before


def test_the_preview_says_class_by_class_what_becomes_of_them(cast: Cast) -> None:
    by = in_may(cast.phu_school)
    preview = rollover_preview(by, cast.phu_school, 2565)
    assert [(c.classroom.label, len(c.seats), c.becomes) for c in preview] == [
        ("ป.1/1", 3, "P2"),
        ("ป.4/1", 3, ""),
    ]


@pytest.mark.parametrize("who", ["teacher", "wichai", "phu_officer"])
def test_only_the_responsible_person_rolls_over(cast: Cast, who: str) -> None:
    by = replace(getattr(cast, who), at=MAY)
    for act in (roll_over, undo_rollover):
        with pytest.raises(Forbidden):
            act(institution=cast.school, by=by)


def test_nobody_of_another_institution_is_kept_back(cast: Cast) -> None:
    other = next(iter(seats(cast.phu_school)))
    with pytest.raises(NotVisible):
        roll_over(institution=cast.school, kept_back=[other], by=in_may(cast.school))


def test_each_student_has_it_in_the_trail(cast: Cast) -> None:
    one = next(iter(seats(cast.school)))
    roll_over(institution=cast.school, by=in_may(cast.school))
    [said] = AuditEntry.objects.filter(action="roll-over", subject_id=one)
    assert (said.after["outcome"], said.after["academic_year"]) == ("promoted", 2565)


def test_a_large_school_asks_no_more_than_a_small_one(cast: Cast) -> None:
    def count(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as asked:
            act()
        return len(asked)

    fill(cast.phu_school, ("P1", "P2", "P3"), 500, each=8)
    few = count(lambda: roll_over(institution=cast.school, by=in_may(cast.school)))
    many = count(lambda: roll_over(institution=cast.phu_school, by=in_may(cast.phu_school)))
    assert many <= few + 2


def attest(institution: Organization, round: Round) -> None:
    everybody = Enrollment.objects.filter(institution=institution, left_on=None)
    marks = [actions.Mark(pk, "100") for pk in everybody.values_list("pk", flat=True)]
    actions.attest(institution=institution, round=round, marks=marks, by=in_may(institution))


def confirm_anyway(institution: Organization, round: Round) -> None:
    """A confirmation as if everybody had been in this year's rooms."""
    Confirmation.objects.create(
        round=round,
        organization=institution,
        subject="students",
        confirmed_at=MAY,
        confirmed_by_id=in_may(institution).user_id,
    )
