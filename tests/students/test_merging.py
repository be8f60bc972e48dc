"""Two rows of one person become one and can become two again (DOMAIN, The register: once in the nation)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lec.actor import Actor
from lec.claims.actions import file_claim, withdraw
from lec.confirmations.actions import revoke
from lec.confirmations.models import ConfirmedStudent
from lec.confirmations.queries import first_broken_receipt
from lec.refusals import Blocked, Forbidden, Invalid, NotVisible
from lec.students.actions import (
    Change,
    change,
    enroll,
    explain,
    merge,
    protect,
    return_to_class,
    review,
    undo_merge,
)
from lec.students.models import Enrollment, FormerId, Merge, Particulars, Student
from lec.students.queries import history, merges_of, search, twins_of
from lec.thai import citizen_id
from tests.cast import NOW, Cast, entry
from tests.confirmations.standing import stand
from tests.students.twins import (
    CHILD,
    NO_NUMBER,
    again,
    first,
    take_out,
    twice_at_school,
    twice_in_lao,
)

OTHER_NUMBER = citizen_id.synthetic(900)
WITH_NUMBER = {"citizen_id_type": "thai", "citizen_id": OTHER_NUMBER, "citizen_id_missing_because": ""}
BECAUSE = "ตรวจสูติบัตรแล้วเป็นคนเดียวกัน"
TWIN = "same-name-and-birth-date"


def join(by: Actor, second: Enrollment, because: str = BECAUSE, **more: Any) -> Merge:
    return merge(**{"kept": first(), "merged": second.student, **more}, because=because, by=by)


def tell(cast: Cast, student: Student, **particulars: Any) -> None:
    stay = student.enrollments.get(left_on=None)
    wanted = Change(
        stay.pk, replace(entry(1, "P1"), particulars=particulars), fields=frozenset({"particulars"})
    )
    change(institution=stay.institution, changes=[wanted], by=cast.officer_of(stay.institution))


def renumber(cast: Cast, stay: Enrollment, number: str) -> None:
    wanted = Change(stay.pk, replace(entry(*CHILD), citizen_id=number), fields=frozenset({"citizen_id"}))
    change(institution=stay.institution, changes=[wanted], by=cast.officer_of(stay.institution))


def whole(*students: Student) -> dict[str, list[dict[str, Any]]]:
    """All that is held of students, but for how often it was written."""
    ids = [student.pk for student in students]
    rows = {
        "students": Student.objects.filter(pk__in=ids),
        "stays": Enrollment.objects.filter(student__in=ids),
        "numbers": FormerId.objects.filter(student__in=ids),
        "particulars": Particulars.objects.filter(student__in=ids),
    }
    kept = {name: list(found.order_by("pk").values()) for name, found in rows.items()}
    return {
        name: [{k: v for k, v in r.items() if k != "version"} for r in found] for name, found in kept.items()
    }


def refused(act: Any) -> list[str]:
    with pytest.raises(Blocked) as refusal:
        act()
    return [obstacle.code for obstacle in refusal.value.obstacles]


def faults(act: Any) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        act()
    return {(fault.code, fault.field) for fault in refusal.value.faults}


# --- what merging does


def test_the_stays_of_both_are_the_kept_ones_and_the_other_row_stays_without_any(cast: Cast) -> None:
    second = twice_at_school(cast)
    done = join(cast.somsri, second)
    kept, merged = first(), Student.objects.get(pk=done.merged_id)
    assert kept.enrollments.count() == 2
    assert not merged.enrollments.exists()
    assert (merged.merged_into, merged.citizen_id) == (kept, None)
    assert (done.because, done.merged_at, done.merged_by_id) == (BECAUSE, NOW, cast.somsri.user_id)
    assert done.organization == cast.school


def test_the_other_number_is_freed_and_leads_to_the_kept_one(cast: Cast) -> None:
    second = twice_at_school(cast, **WITH_NUMBER)
    join(cast.somsri, second)
    assert [former.citizen_id for former in first().former_ids.all()] == [OTHER_NUMBER]
    found = search(cast.somsri, cast.school, cast.round, OTHER_NUMBER)
    assert [seat.enrollment.student for seat in found] == [first()]


def test_numbers_of_before_come_along(cast: Cast) -> None:
    second, last = again(cast.school, **WITH_NUMBER), citizen_id.synthetic(902)
    renumber(cast, second, last)
    join(cast.somsri, take_out(second))
    numbers = first().former_ids.order_by("pk").values_list("citizen_id", flat=True)
    assert list(numbers) == [OTHER_NUMBER, last]


def test_what_the_kept_one_lacks_is_filled_in_and_what_it_has_stays(cast: Cast) -> None:
    second = again(cast.school)
    tell(cast, first(), blood_type="o", current_house_number="9")
    tell(
        cast,
        second.student,
        blood_type="a",
        height="112.5",
        lacks_lunch=False,
        current_street="ถนนสุขใจ",
        registered_street="ถนนร่มเย็น",
    )
    join(cast.somsri, take_out(second))
    held = Particulars.objects.get(student=first())
    assert (held.blood_type, str(held.height), held.lacks_lunch) == ("o", "112.5", False)
    assert (held.registered_street, held.current_street) == ("ถนนร่มเย็น", ""), "an address comes whole"


def test_the_stay_that_lasts_may_be_the_merged_ones(cast: Cast) -> None:
    """Where the row with the number is the one that left."""
    second = again(cast.school)
    take_out(first().enrollments.get())
    join(cast.somsri, second)
    assert first().enrollments.get(left_on=None) == second


def test_nobody_is_a_twin_any_more(cast: Cast) -> None:
    second = again(cast.school)
    tell(cast, first(), blood_type="o")
    take_out(second)
    mine = first().enrollments.get(left_on=None)
    assert set(mine.findings.values_list("code", flat=True)) == {TWIN}
    join(cast.somsri, second)
    assert not mine.findings.exists()


def test_a_stay_brings_its_findings_explanations_and_attestations(cast: Cast) -> None:
    second = again(cast.school)
    before = list(second.findings.order_by("pk").values_list("pk", "code"))
    assert before
    join(cast.somsri, take_out(second))
    stay = first().enrollments.get(pk=second.pk)
    assert list(stay.findings.order_by("pk").values_list("pk", "code")) == before


def test_who_was_protected_stays_protected_and_it_is_taken_back_with_the_rest(cast: Cast) -> None:
    second = again(cast.school)
    protect(enrollment=second, because="คำสั่งศาล", by=cast.somsri)
    done = join(cast.somsri, take_out(second))
    assert first().protected
    undo_merge(merge=done, by=cast.somsri)
    assert not first().protected
    assert Student.objects.get(pk=second.student_id).protected


def test_an_editor_who_had_read_either_row_is_told(cast: Cast) -> None:
    second = twice_at_school(cast)
    versions = first().version, second.student.version
    join(cast.somsri, second)
    assert (first().version, Student.objects.get(pk=second.student_id).version) == tuple(
        v + 1 for v in versions
    )


def test_the_history_of_every_stay_reads_on_and_says_what_was_done_and_why(cast: Cast) -> None:
    second = twice_in_lao(cast)
    mine = first().enrollments.get()
    join(cast.wichai, second)
    for actor, stay, before in (
        (cast.somsri, mine, ["enroll"]),
        (cast.center_officer, second, ["leave", "enroll"]),
    ):
        acts = list(history(actor, stay))
        assert [act.action for act in acts] == ["merge", *before]
        assert (acts[0].because, acts[0].user_id) == (BECAUSE, cast.wichai.user_id)


# --- who may


def test_an_institution_merges_what_is_all_its_own(cast: Cast) -> None:
    second = twice_at_school(cast)
    with pytest.raises(Forbidden):
        join(cast.wichai, second)
    for actor in (cast.buntham, cast.malee, cast.decha):
        with pytest.raises(NotVisible):
            join(actor, second)
    assert join(cast.somsri, second).organization == cast.school


def test_across_institutions_it_is_the_lao_above_both(cast: Cast) -> None:
    second = twice_in_lao(cast)
    for actor in (cast.somsri, cast.center_officer, cast.prasit):
        with pytest.raises(NotVisible):
            join(actor, second)
    assert join(cast.wichai, second).organization == cast.mali


def test_a_stay_of_years_ago_counts_for_who_may(cast: Cast) -> None:
    """Both rows are at the school now, but one was at the center before."""
    at_center = twice_in_lao(cast, **WITH_NUMBER)
    moved = entry(*CHILD, citizen_id=OTHER_NUMBER)
    [back] = enroll(institution=cast.school, entries=[moved], by=cast.somsri)
    assert back.student == at_center.student
    take_out(back)
    with pytest.raises(Forbidden):
        join(cast.somsri, back)
    assert join(cast.wichai, back).taken["moved"] == [at_center.pk, back.pk]


def test_between_two_laos_nobody_may_and_neither_sees_more_than_that_there_is_one(cast: Cast) -> None:
    second = again(cast.phu_school)
    for actor in (cast.somsri, cast.wichai, cast.prasit, cast.malee, cast.decha):
        with pytest.raises(NotVisible):
            join(actor, second)
    [twin] = twins_of(cast.somsri, first())
    assert (twin.row, twin.merger) == (None, None)
    take_out(second)
    assert twins_of(cast.somsri, first()) == []


def test_a_class_teacher_merges_nobody(cast: Cast) -> None:
    second = twice_at_school(cast)
    for actor in (cast.teacher, replace(cast.somsri, role=cast.teacher.role)):
        with pytest.raises(Forbidden):
            join(actor, second)


def test_who_may_not_merge_may_not_undo(cast: Cast) -> None:
    alone = join(cast.somsri, twice_at_school(cast))
    assert [answer(alone, actor) for actor in (cast.wichai, cast.teacher)] == [Forbidden, Forbidden]
    for stranger in (cast.center_officer, cast.decha, cast.malee, cast.prasit):
        assert answer(alone, stranger) == NotVisible
    undo_merge(merge=alone, by=cast.somsri)
    together = join(cast.wichai, twice_in_lao(cast))
    for actor in (cast.somsri, cast.center_officer, cast.buntham):
        assert answer(together, actor) == NotVisible
    undo_merge(merge=together, by=cast.wichai)


def answer(done: Merge, by: Actor) -> type[Exception]:
    with pytest.raises((Forbidden, NotVisible)) as refusal:
        undo_merge(merge=done, by=by)
    return refusal.type


# --- what is wrong in itself


def test_a_reason_is_given(cast: Cast) -> None:
    second = twice_at_school(cast)
    for because in ("", "  ", "ก" * 501):
        assert faults(lambda because=because: join(cast.somsri, second, because)) == {
            ("because-missing", "because")
        }
    assert join(cast.somsri, second, f" {'ก' * 500} ").because == "ก" * 500


def test_two_who_are_not_alike_are_not_merged(cast: Cast) -> None:
    for more in ({"last_name": "ใจงาม"}, {"first_name": "กิตติชัย"}, {"birth_date": date(2015, 3, 2)}):
        other = entry(901, "P1", **{**NO_NUMBER, **alike(), **more})
        [stay] = enroll(institution=cast.school, entries=[other], by=cast.somsri)
        second = take_out(stay)
        assert faults(lambda second=second: join(cast.somsri, second)) == {("not-twins", "merged")}
    assert faults(lambda: merge(kept=first(), merged=first(), because=BECAUSE, by=cast.somsri)) == {
        ("not-twins", "merged")
    }


def alike() -> dict[str, Any]:
    child = entry(*CHILD)
    return {name: getattr(child, name) for name in ("first_name", "last_name", "birth_date")}


def test_the_only_number_is_not_thrown_away(cast: Cast) -> None:
    second = twice_at_school(cast)
    assert faults(lambda: merge(kept=second.student, merged=first(), because=BECAUSE, by=cast.somsri)) == {
        ("number-would-be-lost", "merged")
    }


# --- what stands in the way


def test_while_both_are_active_one_is_taken_out_first_and_it_is_said_where(cast: Cast) -> None:
    with pytest.raises(Blocked) as refusal:
        join(cast.wichai, again(cast.center, "K3"))
    [obstacle] = refusal.value.obstacles
    assert obstacle.code == "both-active"
    assert cast.school.name in obstacle.message
    assert cast.center.name in obstacle.message


def test_below_a_standing_confirmation_nothing_is_merged_nor_undone(cast: Cast) -> None:
    second = twice_in_lao(cast)
    standing = stand(cast.center, cast.round)
    assert refused(lambda: join(cast.wichai, second)) == ["already-confirmed"]
    revoke(confirmation=standing, because="แก้ทะเบียน", by=cast.wichai)
    done = join(cast.wichai, second)
    stand(cast.school, cast.round)
    assert refused(lambda: undo_merge(merge=done, by=cast.wichai)) == ["already-confirmed"]


def test_after_the_round_nothing_is_merged(cast: Cast) -> None:
    second = twice_at_school(cast)
    late = replace(cast.somsri, at=datetime(2021, 12, 1, tzinfo=UTC))
    assert refused(lambda: join(late, second)) == ["round-not-open"]


def test_a_register_that_only_holds_a_past_stay_of_the_kept_one_is_not_asked(cast: Cast) -> None:
    """Nothing of it changes: neither is the stay moved nor is anybody there judged anew."""
    at_center = take_out(Enrollment.objects.filter(institution=cast.center).first(), "moved_school")
    child = at_center.student
    known = entry(
        1, "P1", citizen_id=child.citizen_id, birth_date=child.birth_date, first_name=child.first_name
    )
    known = replace(known, last_name=child.last_name, sex=child.sex, prefix=child.prefix)
    doubled = replace(known, **NO_NUMBER)
    enroll(institution=cast.school, entries=[known], by=cast.somsri)
    [second] = enroll(institution=cast.school, entries=[doubled], by=cast.somsri)
    take_out(second)
    stand(cast.center, cast.round)
    child.refresh_from_db()
    assert merge(kept=child, merged=second.student, because=BECAUSE, by=cast.wichai).pk


def test_a_pending_claim_is_answered_first(cast: Cast) -> None:
    second = twice_at_school(cast)
    wanted = replace(entry(*CHILD), grade="P1")
    claim = file_claim(claimant=cast.phu_school, entry=wanted, by=cast.phu_officer)
    assert refused(lambda: join(cast.somsri, second)) == ["claim-pending"]
    withdraw(claim=claim, by=cast.phu_officer)
    done = join(cast.somsri, second)
    later = replace(cast.phu_officer, at=NOW + timedelta(hours=1))
    file_claim(claimant=cast.phu_school, entry=wanted, by=later)
    assert refused(lambda: undo_merge(merge=done, by=cast.somsri)) == ["claim-pending"]


# --- undoing


def test_undoing_restores_exactly_what_was(cast: Cast) -> None:
    second = again(cast.school, **WITH_NUMBER)
    renumber(cast, second, citizen_id.synthetic(902))
    tell(cast, Student.objects.get(pk=second.student_id), height="112.5", lacks_lunch=True)
    tell(cast, first(), blood_type="o")
    take_out(second)
    both = (first(), second.student)
    before = whole(*both)
    done = join(cast.somsri, second)
    assert whole(*both) != before
    undone = undo_merge(merge=done, by=replace(cast.somsri, at=NOW + timedelta(hours=1)))
    assert whole(*both) == before
    assert (undone.undone_at, undone.undone_by_id) == (NOW + timedelta(hours=1), cast.somsri.user_id)
    assert [act.action for act in history(cast.somsri, second)] == [
        "undo-merge",
        "merge",
        "leave",
        "change",
        "change",
        "enroll",
    ]


def test_the_twins_are_found_again(cast: Cast) -> None:
    second = again(cast.school)
    take_out(first().enrollments.get())
    done = join(cast.somsri, second)
    undo_merge(merge=done, by=cast.somsri)
    assert [twin.row.student.pk for twin in twins_of(cast.somsri, first()) if twin.row] == [second.student_id]
    assert list(merges_of(cast.somsri, first())) == []


def test_what_is_found_of_a_stay_follows_whose_it_is(cast: Cast) -> None:
    second = again(cast.school, prefix="เด็กหญิง")
    take_out(first().enrollments.get())

    def codes() -> set[str]:
        return set(second.findings.values_list("code", flat=True))

    done = join(cast.somsri, second)
    assert codes() == set()
    undo_merge(merge=done, by=cast.somsri)
    assert codes() == {"sex-prefix-mismatch"}


def test_what_was_changed_since_stays_changed(cast: Cast) -> None:
    second = again(cast.school)
    tell(cast, second.student, blood_type="a", height="112.5")
    done = join(cast.somsri, take_out(second))
    tell(cast, first(), blood_type="b")
    undo_merge(merge=done, by=cast.somsri)
    held = Particulars.objects.get(student=first())
    assert (held.blood_type, held.height) == ("b", None)


def test_a_stay_taken_up_or_ended_since_goes_back_as_it_is_now(cast: Cast) -> None:
    second = twice_at_school(cast)
    done = join(cast.somsri, second)
    take_out(first().enrollments.get(left_on=None), "resigned")
    return_to_class(enrollment=second, by=cast.somsri)
    undo_merge(merge=done, by=cast.somsri)
    assert second.student.enrollments.get(left_on=None) == second
    assert not first().enrollments.filter(left_on=None).exists()


def test_undoing_twice_is_refused(cast: Cast) -> None:
    done = join(cast.somsri, twice_at_school(cast))
    undo_merge(merge=done, by=cast.somsri)
    for again_given in (done, Merge.objects.get(pk=done.pk)):
        assert refused(lambda given=again_given: undo_merge(merge=given, by=cast.somsri)) == [
            "already-undone"
        ]


def test_merged_again_after_undoing_it_is_another_merge(cast: Cast) -> None:
    second = twice_at_school(cast)
    undo_merge(merge=join(cast.somsri, second), by=cast.somsri)
    join(cast.somsri, second)
    assert [done.undone_at is None for done in Merge.objects.order_by("pk")] == [False, True]


def test_a_number_given_to_somebody_else_meanwhile_cannot_be_given_back(cast: Cast) -> None:
    done = join(cast.somsri, twice_at_school(cast, **WITH_NUMBER))
    enroll(institution=cast.phu_school, entries=[entry(900, "P1")], by=cast.phu_officer)
    assert refused(lambda: undo_merge(merge=done, by=cast.somsri)) == ["number-given-away"]
    assert Merge.objects.get(pk=done.pk).undone_at is None


def test_a_stay_since_cannot_be_told_apart(cast: Cast) -> None:
    done = join(cast.somsri, twice_at_school(cast))
    take_out(first().enrollments.get(left_on=None), "moved_school")
    enroll(institution=cast.center, entries=[replace(entry(*CHILD), grade="K3")], by=cast.center_officer)
    with pytest.raises(Blocked) as refusal:
        undo_merge(merge=done, by=cast.somsri)
    [obstacle] = refusal.value.obstacles
    assert obstacle.code == "stays-since"
    assert cast.center.name in obstacle.message


def test_of_merges_one_after_the_other_the_last_is_undone_first(cast: Cast) -> None:
    """Into the same row, and on into a third."""
    one = join(cast.somsri, twice_at_school(cast))
    two = join(cast.somsri, twice_at_school(cast))
    assert refused(lambda: undo_merge(merge=one, by=cast.somsri)) == ["stays-since"]
    undo_merge(merge=two, by=cast.somsri)
    third = take_out(first().enrollments.get(left_on=None)) and again(cast.school, **WITH_NUMBER)
    on = merge(kept=third.student, merged=first(), because=BECAUSE, by=cast.somsri)
    assert "merged-on" in refused(lambda: undo_merge(merge=one, by=cast.somsri))
    undo_merge(merge=on, by=cast.somsri)
    undo_merge(merge=one, by=cast.somsri)
    assert first().enrollments.count() == 1


# --- what was confirmed


def test_receipts_and_what_they_froze_hold_after_merging_and_after_undoing(cast: Cast) -> None:
    second = again(cast.center, "K3")
    for institution in (cast.school, cast.center):
        explain_all(cast, institution)
        revoke(confirmation=stand(institution, cast.round), because="แก้ทะเบียน", by=cast.wichai)
    frozen = list(ConfirmedStudent.objects.order_by("pk").values())
    assert second.student_id in {row["student_id"] for row in frozen}
    done = join(cast.wichai, take_out(second))
    assert first_broken_receipt() is None
    assert list(ConfirmedStudent.objects.order_by("pk").values()) == frozen
    undo_merge(merge=done, by=cast.wichai)
    assert first_broken_receipt() is None


def explain_all(cast: Cast, institution: Any) -> None:
    review(institution, cast.round, NOW.date())
    found = Enrollment.objects.filter(institution=institution, left_on=None, findings__severity="warning")
    pks = list(found.values_list("findings", flat=True))
    explain(institution=institution, findings=pks, because="ตรวจแล้ว", by=cast.officer_of(institution))


# --- what happens meanwhile


def test_a_stay_that_began_while_it_was_decided_stops_the_merge(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = twice_at_school(cast)
    take_out(first().enrollments.get())

    def too_late(institutions: Any) -> None:
        enroll(institution=cast.center, entries=[replace(entry(*CHILD), grade="K3")], by=cast.center_officer)

    monkeypatch.setattr("lec.students.actions.merging.lock_all", too_late)
    assert refused(lambda: join(cast.somsri, second)) == ["changed-before-you"]
    assert not Merge.objects.exists()
