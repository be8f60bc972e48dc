"""A file is staged, then applied or put away; only applying moves the register (DOMAIN, Excel in)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.confirmations.actions import revoke
from lec.reference.grades import short
from lec.refusals import Blocked, Forbidden, Invalid
from lec.students.actions import Change, change, enroll, leave
from lec.students.models import Classroom, Enrollment, Student
from lec.thai import calendar, citizen_id
from lec.uploads.actions import apply, applying, discard, stage
from lec.uploads.models import RowKind, Upload
from lec.uploads.workbook import NotAWorkbook
from tests.cast import NOW, Cast, entry
from tests.confirmations.standing import stand
from tests.uploads.sheets import HEADINGS, register, student, xlsx

ID = citizen_id.synthetic
CHECK_DIGIT_WRONG = "1990000000000"


def newcomer(serial: int, **cells: Any) -> list[Any]:
    return student(serial, **{"first_name": f"ใหม่{serial}", **cells})


def held(serial: int, grade: str = "P1", **cells: Any) -> list[Any]:
    """The row of a boy whom `cast.fill` enrolled under this serial, but for the cells given."""
    kept = entry(serial, grade)
    row = {
        "first_name": kept.first_name,
        "last_name": kept.last_name,
        "birth_date": calendar.format_short(kept.birth_date or date.min),
        "grade": short(grade),
    }
    return student(serial, **{**row, **cells})


def staged(cast: Cast, *rows: list[Any], by: Actor | None = None) -> Upload:
    return stage(institution=cast.school, data=register(*rows), filename="ก.xlsx", by=by or cast.somsri)


def staged_all(cast: Cast, *rows: list[Any], **headings: str) -> Upload:
    """A file with further columns: `headings` by name, their cells at the end of the rows."""
    data = xlsx([*HEADINGS, *headings.values()], *rows)
    return stage(institution=cast.school, data=data, filename="ก.xlsx", by=cast.somsri)


def kinds(upload: Upload) -> list[str]:
    return list(upload.rows.values_list("kind", flat=True))


def codes(upload: Upload) -> list[list[str]]:
    return [[finding["code"] for finding in row.findings] for row in upload.rows.all()]


def notes(upload: Upload) -> dict[str, str]:
    return {note["code"]: note["params"]["text"] for note in upload.notes}


def active(cast: Cast) -> set[str | None]:
    stays = Enrollment.objects.filter(institution=cast.school, left_on=None)
    return set(stays.values_list("student__citizen_id", flat=True))


def everything(cast: Cast) -> list[Any]:
    """All that an application could touch, for finding it untouched."""
    return [
        list(Student.objects.order_by("pk").values()),
        list(Enrollment.objects.order_by("pk").values()),
        list(Classroom.objects.order_by("pk").values()),
        AuditEntry.objects.exclude(subject="uploads.upload").count(),
    ]


def taken_out(cast: Cast, serial: int, by: Actor) -> None:
    stay = Enrollment.objects.get(student__citizen_id=ID(serial), left_on=None)
    leave(
        institution=stay.institution,
        enrollments=[stay.pk],
        reason="resigned",
        on=date(2021, 11, 5),
        note="",
        by=by,
    )


def row_codes(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[int | None, str, str]]:
    return [(fault.row, fault.field, fault.code) for fault in refused.value.faults]


def obstacles(refused: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [obstacle.code for obstacle in refused.value.obstacles]


# --- staging


def test_staging_touches_nothing_of_the_register(cast: Cast) -> None:
    before = everything(cast)
    upload = staged(cast, newcomer(701, room="พิเศษ"), held(110, room="9"), held(111))
    assert kinds(upload) == [RowKind.NEW, RowKind.CHANGED, RowKind.SAME]
    assert upload.state == "staged"
    assert everything(cast) == before


def test_staging_is_recorded_without_anybody_of_the_file(cast: Cast) -> None:
    upload = staged(cast, newcomer(701), newcomer(702))
    said = AuditEntry.objects.get(action="stage-upload")
    assert (said.subject_id, said.organization_id, said.user_id) == (
        upload.pk,
        cast.school.pk,
        cast.somsri.user_id,
    )
    assert said.after == {"rows": 2}


def test_what_is_no_workbook_leaves_no_trace(cast: Cast) -> None:
    with pytest.raises(NotAWorkbook):
        stage(institution=cast.school, data=b"hello", filename="ก.xlsx", by=cast.somsri)
    assert not Upload.objects.exists()
    assert not AuditEntry.objects.filter(action="stage-upload").exists()


def test_only_the_officer_of_the_institution_sends_applies_and_puts_away(cast: Cast) -> None:
    upload = staged(cast, newcomer(701))
    acts: list[Callable[[Actor], object]] = [
        lambda actor: staged(cast, newcomer(702), by=actor),
        lambda actor: apply(upload=upload, valid_rows_only=False, by=actor),
        lambda actor: discard(upload=upload, by=actor),
    ]
    for actor in (cast.teacher, cast.wichai, cast.malee, cast.decha, cast.phu_officer):
        for act in acts:
            with pytest.raises(Forbidden):
                act(actor)
    upload.refresh_from_db()
    assert upload.state == "staged"


def test_a_number_in_two_rows_refuses_every_one_of_them(cast: Cast) -> None:
    upload = staged(cast, newcomer(701), newcomer(702), newcomer(701, first_name="อื่น"), held(110), held(110))
    assert kinds(upload) == ["refused", "new", "refused", "refused", "refused"]
    assert codes(upload) == [["duplicate-in-file"], [], *[["duplicate-in-file"]] * 3]


def test_a_child_listed_elsewhere_is_refused_and_where_is_told_only_to_who_knows_the_birth_date(
    cast: Cast,
) -> None:
    upload = staged(cast, held(401), held(400, birth_date="01/01/2558"))
    assert codes(upload) == [["held-elsewhere"], ["held-elsewhere"]]
    known, guessed = (row.findings[0]["params"]["holder"] for row in upload.rows.all())
    assert "ภูผา" in known
    assert "ภูผา" not in guessed
    told = AuditEntry.objects.get(organization=cast.school, subject="students.student")
    assert told.subject_id == Student.objects.get(citizen_id=ID(401)).pk
    assert told.after == {"holder": cast.phu_school.code}


def test_the_register_is_matched_by_number_whatever_the_name(cast: Cast) -> None:
    (row,) = staged(cast, held(110, first_name="อื่น")).rows.all()
    assert row.changes == [{"field": "first_name", "before": entry(110, "P1").first_name, "after": "อื่น"}]


def test_without_a_number_the_register_is_matched_by_name_and_birth_date(cast: Cast) -> None:
    assert kinds(staged(cast, held(110, citizen_id=""))) == ["same"]
    assert kinds(staged(cast, held(110, citizen_id="", birth_date="28/03/2558"))) == ["refused"]


def test_a_number_mended_in_the_file_is_a_change_of_who_bears_the_name(cast: Cast) -> None:
    (row,) = staged(cast, held(110, citizen_id=ID(701))).rows.all()
    assert row.changes == [{"field": "citizen_id", "before": ID(110), "after": ID(701)}]


def test_a_number_that_belongs_to_somebody_else_is_found_before_applying(cast: Cast) -> None:
    """Whoever left keeps the number; said only when applying, it would refuse the valid rows with it."""
    taken_out(cast, 400, by=cast.phu_officer)
    upload = staged(cast, held(110, citizen_id=ID(400)), newcomer(701))
    assert kinds(upload) == ["refused", "new"]
    assert codes(upload)[0] == ["citizen-id-taken"]
    apply(upload=upload, valid_rows_only=True, by=cast.somsri)
    assert ID(701) in active(cast)


def test_rows_of_another_institution_are_set_aside_and_counted(cast: Cast) -> None:
    upload = staged_all(
        cast,
        [*newcomer(701), "รร.บ้านมะลิ"],
        [*newcomer(702), "โรงเรียนภูผา"],
        [*newcomer(703), cast.school.code],
        institution="สถานศึกษา",
    )
    assert list(upload.rows.values_list("number", flat=True)) == [2, 4]
    assert (upload.set_aside, notes(upload)) == (1, {})


def test_a_file_wholly_of_another_name_stays_and_the_difference_is_said(cast: Cast) -> None:
    upload = staged_all(cast, [*newcomer(701), "โรงเรียนบ้านจำปี"], institution="สถานศึกษา")
    assert kinds(upload) == ["new"]
    assert notes(upload) == {"institution-differs": "โรงเรียนบ้านจำปี"}


def test_another_year_in_the_file_is_said(cast: Cast) -> None:
    data = xlsx(["รายชื่อนักเรียน ปีการศึกษา 2563"], HEADINGS, newcomer(701))
    upload = stage(institution=cast.school, data=data, filename="ก.xlsx", by=cast.somsri)
    assert notes(upload) == {"year-differs": "2563"}
    assert kinds(upload) == ["new"]


def test_every_mending_is_kept_with_its_row(cast: Cast) -> None:
    (row,) = staged(cast, newcomer(701, citizen_id=citizen_id.format(ID(701)))).rows.all()
    assert [(r["field"], r["before"], r["after"]) for r in row.repairs] == [
        ("citizen_id", citizen_id.format(ID(701)), ID(701))
    ]
    assert row.values["citizen_id"] == ID(701)


# --- applying


def test_applied_the_file_is_in_the_register(cast: Cast) -> None:
    upload = staged(cast, newcomer(701, room="พิเศษ"), held(110, first_name="อื่น"), held(111))
    before = active(cast)
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    upload.refresh_from_db()
    assert (upload.state, upload.applied_at) == ("applied", NOW)
    assert active(cast) == before | {ID(701)}
    assert Student.objects.get(citizen_id=ID(110)).first_name == "อื่น"
    assert Classroom.objects.filter(institution=cast.school, grade="P1", room="พิเศษ").exists()
    seat = Enrollment.objects.get(student__citizen_id=ID(701)).placements.get()
    assert (seat.classroom.grade, seat.classroom.room) == ("P1", "พิเศษ")


def test_applying_is_recorded_once_for_the_file_and_once_for_each_student(cast: Cast) -> None:
    upload = staged(cast, newcomer(701), newcomer(702), held(110, first_name="อื่น"), held(111))
    before = AuditEntry.objects.count()
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    said = AuditEntry.objects.get(action="apply-upload")
    assert (said.subject_id, said.organization_id) == (upload.pk, cast.school.pk)
    assert said.after == {"new": 2, "changed": 1, "same": 1, "refused": 0, "left_out": 0}
    acts = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)[before:])
    assert sorted(acts) == ["apply-upload", "change", "enroll", "enroll"]


def test_one_wrong_row_and_nothing_is_written(cast: Cast) -> None:
    upload = staged(
        cast, newcomer(701), newcomer(702, citizen_id=CHECK_DIGIT_WRONG), held(110, birth_date="31/02/2558")
    )
    before = everything(cast)
    with pytest.raises(Invalid) as refused:
        apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert row_codes(refused) == [
        (3, "citizen_id", "citizen-id-check-digit"),
        (4, "birth_date", "birth-date-impossible"),
    ]
    upload.refresh_from_db()
    assert (upload.state, everything(cast)) == ("staged", before)


def test_what_fails_halfway_leaves_nothing_behind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes are written before newcomers: what stops the second undoes the first."""
    upload = staged(cast, newcomer(701), held(110, first_name="อื่น"))
    before = everything(cast)

    def broken(**given: object) -> None:
        assert Student.objects.get(citizen_id=ID(110)).first_name == "อื่น"
        raise OSError

    monkeypatch.setattr(applying, "enroll", broken)
    with pytest.raises(OSError):
        apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    upload.refresh_from_db()
    assert (upload.state, everything(cast)) == ("staged", before)


def test_told_so_the_valid_rows_go_in_and_the_others_stay_behind(cast: Cast) -> None:
    upload = staged(
        cast,
        newcomer(701),
        newcomer(702, citizen_id=CHECK_DIGIT_WRONG),
        held(110, birth_date="31/02/2558"),
        held(111, first_name="อื่น"),
    )
    before = active(cast)
    apply(upload=upload, valid_rows_only=True, by=cast.somsri)
    assert active(cast) == before | {ID(701)}
    assert Student.objects.get(citizen_id=ID(110)).birth_date == entry(110, "P1").birth_date
    assert Student.objects.get(citizen_id=ID(111)).first_name == "อื่น"
    assert kinds(upload) == ["new", "refused", "refused", "changed"]


def test_a_warning_keeps_nobody_out_and_stays_to_be_explained(cast: Cast) -> None:
    upload = staged(cast, newcomer(701, prefix="เด็กหญิง"))
    assert codes(upload) == [["sex-prefix-mismatch"]]
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert Enrollment.objects.get(student__citizen_id=ID(701)).findings.get().code == "sex-prefix-mismatch"


def test_rows_the_officer_unticked_stay_out_and_are_kept_as_such(cast: Cast) -> None:
    upload = staged(cast, newcomer(701), newcomer(702), held(110, first_name="อื่น"))
    apply(upload=upload, valid_rows_only=False, by=cast.somsri, leave_out=[3, 4])
    assert ID(702) not in active(cast)
    assert Student.objects.get(citizen_id=ID(110)).first_name != "อื่น"
    assert kinds(upload) == ["new", "left_out", "left_out"]


def test_a_wrong_row_left_out_stops_nothing(cast: Cast) -> None:
    upload = staged(cast, newcomer(701), newcomer(702, citizen_id=CHECK_DIGIT_WRONG))
    apply(upload=upload, valid_rows_only=False, by=cast.somsri, leave_out=[3])
    assert ID(701) in active(cast)


def test_a_blank_cell_changes_nothing(cast: Cast) -> None:
    kept = Student.objects.get(citizen_id=ID(110))
    upload = staged(cast, [ID(110), *[""] * (len(HEADINGS) - 1)])
    assert kinds(upload) == ["same"]
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    again = Student.objects.get(citizen_id=ID(110))
    assert (again.version, again.prefix, again.birth_date) == (kept.version, kept.prefix, kept.birth_date)


def test_who_is_missing_from_the_file_has_not_left(cast: Cast) -> None:
    before = active(cast)
    apply(upload=staged(cast, newcomer(701)), valid_rows_only=False, by=cast.somsri)
    assert active(cast) == before | {ID(701)}


def test_known_to_the_nation_from_elsewhere_it_is_the_same_person(cast: Cast) -> None:
    taken_out(cast, 400, by=cast.phu_officer)
    person = Student.objects.get(citizen_id=ID(400))
    apply(upload=staged(cast, held(400)), valid_rows_only=False, by=cast.somsri)
    assert Enrollment.objects.get(student=person, left_on=None).institution_id == cast.school.pk


def test_sent_again_the_same_file_changes_nothing(cast: Cast) -> None:
    rows = [newcomer(701), held(110, first_name="อื่น")]
    apply(upload=staged(cast, *rows), valid_rows_only=False, by=cast.somsri)
    before = everything(cast)
    again = staged(cast, *rows)
    assert kinds(again) == ["same", "same"]
    apply(upload=again, valid_rows_only=False, by=cast.somsri)
    assert everything(cast) == before


# --- what happened between staging and applying


def test_who_was_enrolled_by_hand_meanwhile_is_not_enrolled_twice(cast: Cast) -> None:
    upload = staged(cast, newcomer(701))
    by_hand = entry(701, "P1", first_name="ใหม่701", last_name="ณ ป่าหวาย", birth_date=date(2015, 5, 3))
    enroll(institution=cast.school, entries=[by_hand], by=cast.somsri)
    before = everything(cast)
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert kinds(upload) == ["same"]
    assert everything(cast) == before


def test_who_was_enrolled_elsewhere_meanwhile_stops_the_file(cast: Cast) -> None:
    upload = staged(cast, newcomer(701), newcomer(702))
    enroll(institution=cast.phu_school, entries=[entry(701, "P1")], by=cast.phu_officer)
    with pytest.raises(Invalid) as refused:
        apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert row_codes(refused) == [(2, "citizen_id", "held-elsewhere")]
    assert not {ID(701), ID(702)} & active(cast)
    apply(upload=upload, valid_rows_only=True, by=cast.somsri)
    assert (kinds(upload), ID(702) in active(cast)) == (["refused", "new"], True)


def test_who_was_taken_out_meanwhile_comes_back_as_a_newcomer(cast: Cast) -> None:
    upload = staged(cast, held(110))
    assert kinds(upload) == ["same"]
    taken_out(cast, 110, by=cast.somsri)
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert kinds(upload) == ["new"]
    assert Enrollment.objects.filter(student__citizen_id=ID(110)).count() == 2


def test_the_difference_kept_is_the_one_that_was_written(cast: Cast) -> None:
    """What somebody changed after staging stands beside the file's value as it was when it was applied."""
    upload = staged(cast, held(110, first_name="อื่น"))
    (row,) = upload.rows.all()
    stay = row.enrollment
    assert stay is not None
    between = replace(entry(110, "P1"), first_name="ระหว่างนั้น")
    change(institution=cast.school, changes=[Change(stay.pk, between)], by=cast.somsri)
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    (row,) = upload.rows.all()
    assert row.changes == [{"field": "first_name", "before": "ระหว่างนั้น", "after": "อื่น"}]


def test_confirmed_in_between_the_file_waits_until_the_confirmation_is_revoked(cast: Cast) -> None:
    upload = staged(cast, newcomer(701))
    stood = stand(cast.school, cast.round)
    with pytest.raises(Blocked) as refused:
        apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert obstacles(refused) == ["already-confirmed"]
    revoke(confirmation=stood, because="เพิ่มเด็กใหม่", by=cast.wichai)
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert ID(701) in active(cast)


def test_with_the_round_closed_a_file_is_staged_and_not_applied(cast: Cast) -> None:
    late = replace(cast.somsri, at=NOW + timedelta(days=10))
    upload = staged(cast, newcomer(701), by=late)
    with pytest.raises(Blocked) as refused:
        apply(upload=upload, valid_rows_only=False, by=late)
    assert obstacles(refused) == ["round-not-open"]
    assert ID(701) not in active(cast)


def test_a_wrong_row_is_said_after_what_the_state_forbids(cast: Cast) -> None:
    late = replace(cast.somsri, at=NOW + timedelta(days=10))
    upload = staged(cast, newcomer(701, citizen_id=CHECK_DIGIT_WRONG), by=late)
    with pytest.raises(Blocked):
        apply(upload=upload, valid_rows_only=False, by=late)


# --- afterwards


@pytest.mark.parametrize("first", ["apply", "discard"])
@pytest.mark.parametrize("second", ["apply", "discard"])
def test_a_file_is_applied_or_put_away_once(cast: Cast, first: str, second: str) -> None:
    upload = staged(cast, newcomer(701))
    acts: dict[str, Callable[[], object]] = {
        "apply": lambda: apply(upload=upload, valid_rows_only=False, by=cast.somsri),
        "discard": lambda: discard(upload=upload, by=cast.somsri),
    }
    acts[first]()
    before = everything(cast)
    with pytest.raises(Blocked) as refused:
        acts[second]()
    assert obstacles(refused) == ["already-applied"]
    assert everything(cast) == before


def test_put_away_it_is_kept_for_the_record_and_touches_nothing(cast: Cast) -> None:
    upload = staged(cast, newcomer(701))
    before = everything(cast)
    discard(upload=upload, by=cast.somsri)
    upload.refresh_from_db()
    assert (upload.state, upload.rows.count()) == ("discarded", 1)
    assert everything(cast) == before
    assert AuditEntry.objects.filter(action="discard-upload", subject_id=upload.pk).count() == 1


# --- a long file asks as often as a short one


def questions(act: Callable[[], object]) -> int:
    """How often the database is asked; what is written goes in batches, whose size is the database's own."""
    with CaptureQueriesContext(connection) as asked:
        act()
    return sum(query["sql"].startswith("SELECT") for query in asked)


def questions_of(cast: Cast, serials: range) -> tuple[int, int]:
    """How often staging and applying a file of so many newcomers ask; two students held are in it too."""
    rows = [newcomer(serial, last_name=f"สกุล{serial}") for serial in serials]
    rows += [held(110, last_name=f"ใหม่{len(rows)}"), held(111)]
    staging = questions(lambda: staged(cast, *rows))
    upload = Upload.objects.latest("pk")
    applying = questions(lambda: apply(upload=upload, valid_rows_only=False, by=cast.somsri))
    return staging, applying


def test_two_hundred_rows_ask_as_often_as_five(cast: Cast) -> None:
    few, many = questions_of(cast, range(1000, 1005)), questions_of(cast, range(2000, 2200))
    assert many == few
    assert ID(2199) in active(cast)
