"""The register over the API: reading, enrolling, changing (API.md: students)."""

import logging
from datetime import date
from typing import Any

import pytest

from lec.audit.models import AuditEntry
from lec.confirmations.actions import confirm
from lec.students.actions import leave
from lec.students.models import Enrollment, Student
from lec.students.queries import register
from lec.thai import citizen_id
from tests.api.conftest import Answer
from tests.cast import Cast, attest_all, entry

NEWCOMER = {
    "citizen_id_type": "thai",
    "citizen_id": citizen_id.synthetic(900),
    "prefix": "เด็กหญิง",
    "first_name": "ฐิติมา",
    "last_name": "ไชยบุตร",
    "sex": "F",
    "birth_date": "2015-03-04",
    "grade": "P1",
    "room": "1",
    "student_number": "00123",
    "entered_on": "2021-11-03",
}


def students(cast: Cast) -> str:
    return f"institutions/{cast.school.code}/students"


def enrolled(cast: Cast, call: Any, actor: Any = None, **change: Any) -> Answer:
    return call(actor or cast.somsri).post(students(cast), {**NEWCOMER, **change})


def rows(cast: Cast, call: Any, **query: Any) -> list[dict[str, Any]]:
    return call(cast.somsri).everything(students(cast), **query)


# --- reading


def test_the_register_shows_each_student(cast: Cast, call: Any) -> None:
    attest_all(cast.school, cast.round)
    held = Enrollment.objects.filter(institution=cast.school).order_by("pk")[0]
    row = call(cast.somsri).get(students(cast), round="2564-2").body["items"][0]
    assert row == {
        "id": held.student_id,
        "enrollment": held.pk,
        "citizen_id_type": "thai",
        "citizen_id": held.student.citizen_id,
        "citizen_id_missing_because": None,
        "prefix": "เด็กชาย",
        "first_name": held.student.first_name,
        "last_name": held.student.last_name,
        "sex": "M",
        "birth_date": held.student.birth_date.isoformat(),
        "grade": "K2",
        "room": "1",
        "student_number": None,
        "entered_on": "2021-06-14",
        "attested": True,
        "attestation": "100",
        "version": 1,
    }


def test_attested_is_of_the_round_asked_about(cast: Cast, call: Any) -> None:
    call(cast.decha).post(
        "rounds",
        {
            "academic_year": 2564,
            "number": 1,
            "opens_on": "2021-06-10",
            "closes_on": "2021-06-25",
            "due": {"institution": "2021-06-20", "lao": "2021-06-22", "province": "2021-06-25"},
        },
    )
    attest_all(cast.school, cast.round)
    assert all(row["attested"] for row in rows(cast, call))
    assert not any(row["attested"] or row["attestation"] for row in rows(cast, call, round="2564-1"))


def test_a_teacher_sees_the_own_rooms_and_the_lao_all(cast: Cast, call: Any) -> None:
    assert {row["grade"] for row in call(cast.teacher).everything(students(cast))} == {"P1"}
    assert len(call(cast.wichai).everything(students(cast))) == 9


def test_who_sees_counts_only_is_told_so_and_strangers_nothing(cast: Cast, call: Any) -> None:
    for actor in (cast.malee, cast.decha):
        assert call(actor).get(students(cast)).status == 403
    for actor in (cast.buntham, cast.stranger, cast.center_officer):
        assert call(actor).get(students(cast)).status == 404
    assert call(cast.wichai).get(f"institutions/{cast.mali.code}/students").status == 404
    assert call(cast.somsri).get(students(cast), round="2570-1").faults == {("round", "round-unknown")}


def test_pages_of_the_register(cast: Cast, call: Any, django_assert_num_queries: Any) -> None:
    whole = rows(cast, call, limit=2)
    assert [row["enrollment"] for row in whole] == sorted({row["enrollment"] for row in whole})
    assert len(whole) == 9
    caller = call(cast.somsri)
    with django_assert_num_queries(4):
        assert len(caller.get(students(cast), round="2564-2", limit=3).body["items"]) == 3
    with django_assert_num_queries(4):
        caller.get(students(cast), round="2564-2", limit=500)


# --- enrolling


def test_an_officer_enrolls_a_newcomer(cast: Cast, call: Any) -> None:
    answer = enrolled(cast, call)
    assert answer.status == 201
    assert answer.body["findings"] == []
    held = Student.objects.get(pk=answer.body["id"])
    assert (held.citizen_id, held.birth_date) == (NEWCOMER["citizen_id"], date(2015, 3, 4))
    [row] = [row for row in rows(cast, call) if row["enrollment"] == answer.body["enrollment"]]
    assert {name: row[name] for name in NEWCOMER} == NEWCOMER
    assert row["attested"] is False


def test_a_teacher_enrolls_into_the_own_room_only(cast: Cast, call: Any) -> None:
    assert enrolled(cast, call, cast.teacher).status == 201
    other = enrolled(cast, call, cast.teacher, grade="P2", citizen_id="1", first_name="")
    assert (other.status, other.code) == (403, "forbidden")


def test_nobody_else_writes_students(cast: Cast, call: Any) -> None:
    """403 before the content is looked at."""
    for actor in (cast.wichai, cast.malee, cast.decha):
        assert enrolled(cast, call, actor, citizen_id=[]).status == 403
    for actor in (cast.stranger, cast.center_officer, cast.buntham):
        assert enrolled(cast, call, actor, citizen_id=[]).status == 404
    assert not Student.objects.filter(citizen_id=NEWCOMER["citizen_id"]).exists()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"citizen_id": citizen_id.synthetic(900)[:-1] + "x"}, ("citizen_id", "citizen-id-length")),
        ({"citizen_id": "199000"}, ("citizen_id", "citizen-id-length")),
        (
            {"citizen_id": f"{NEWCOMER['citizen_id'][:-1]}{(int(NEWCOMER['citizen_id'][-1]) + 1) % 10}"},
            ("citizen_id", "citizen-id-check-digit"),
        ),
        ({"citizen_id": ""}, ("citizen_id", "citizen-id-missing")),
        ({"citizen_id": None}, ("citizen_id", "citizen-id-missing")),
        ({"citizen_id_type": "g_code", "citizen_id": "G12"}, ("citizen_id", "citizen-id-format")),
        ({"citizen_id_type": "driver"}, ("citizen_id_type", "citizen-id-type-unknown")),
        ({"citizen_id_type": "none"}, ("citizen_id_missing_because", "citizen-id-missing")),
        ({"first_name": ""}, ("first_name", "name-missing")),
        ({"first_name": " "}, ("first_name", "name-missing")),
        ({"last_name": None}, ("last_name", "name-missing")),
        ({"birth_date": None}, ("birth_date", "birth-date-missing")),
        ({"birth_date": "2015-02-30"}, ("birth_date", "birth-date-impossible")),
        ({"birth_date": "04/03/2558"}, ("birth_date", "birth-date-impossible")),
        ({"sex": "X", "prefix": ""}, ("sex", "sex-missing")),
        ({"grade": "P9"}, ("grade", "grade-unknown")),
        ({"grade": None}, ("grade", "grade-unknown")),
        ({"entered_on": "2021-11-09"}, ("entered_on", "entered-on-future")),
        ({"entered_on": "2021-11-31"}, ("entered_on", "entered-on-impossible")),
        ({"room": "1" * 21}, ("room", "too-long")),
        ({"student_number": "1" * 14}, ("student_number", "too-long")),
        ({"first_name": ["a"]}, ("first_name", "value-invalid")),
        ({"nickname": "ฟ้า"}, ("nickname", "field-unknown")),
    ],
)
def test_a_wrong_field_is_named_with_its_code(
    cast: Cast, call: Any, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = enrolled(cast, call, **change)
    assert answer.status == 422, answer.body
    assert answer.faults == {fault}
    assert all(error["message"] for error in answer.body["errors"])
    assert Student.objects.count() == 9 + 6 + 3 + 6


def test_everything_wrong_is_said_at_once(cast: Cast, call: Any) -> None:
    answer = call(cast.somsri).post(students(cast), {"birth_date": "2015-13-01"})
    assert answer.faults == {
        ("citizen_id", "citizen-id-missing"),
        ("first_name", "name-missing"),
        ("last_name", "name-missing"),
        ("sex", "sex-missing"),
        ("birth_date", "birth-date-impossible"),
        ("grade", "grade-unknown"),
    }


def test_nobody_is_born_in_the_future(cast: Cast, call: Any) -> None:
    answer = enrolled(cast, call, birth_date="2021-11-09")
    assert answer.faults == {("birth_date", "birth-date-future"), ("entered_on", "entered-before-birth")}


def test_a_centers_newcomer_has_the_age(cast: Cast, call: Any) -> None:
    path = f"institutions/{cast.center.code}/students"
    answer = call(cast.center_officer).post(path, {**NEWCOMER, "grade": "PRE", "birth_date": "2020-01-01"})
    assert (answer.status, answer.codes) == (422, {"age-below-minimum"})


def test_what_may_be_left_out_is_filled_in(cast: Cast, call: Any) -> None:
    """The room is "1", the day today, sex and type what prefix and number say; numbers are taken as text."""
    left_out = {
        name: value
        for name, value in NEWCOMER.items()
        if name not in ("room", "entered_on", "sex", "citizen_id_type", "student_number")
    }
    answer = call(cast.somsri).post(students(cast), {**left_out, "citizen_id": int(NEWCOMER["citizen_id"])})
    assert answer.status == 201, answer.body
    row = next(row for row in rows(cast, call) if row["id"] == answer.body["id"])
    assert (row["room"], row["entered_on"], row["sex"]) == ("1", "2021-11-08", "F")
    assert (row["citizen_id_type"], row["citizen_id"]) == ("thai", NEWCOMER["citizen_id"])


def test_without_a_citizen_id_there_is_a_reason(cast: Cast, call: Any) -> None:
    answer = enrolled(
        cast, call, citizen_id_type="none", citizen_id=None, citizen_id_missing_because="รอแจ้งเกิด"
    )
    assert answer.status == 201
    row = next(row for row in rows(cast, call) if row["id"] == answer.body["id"])
    assert (row["citizen_id"], row["citizen_id_missing_because"]) == (None, "รอแจ้งเกิด")


def test_findings_come_with_the_newcomer(cast: Cast, call: Any) -> None:
    answer = enrolled(cast, call, birth_date="2010-03-04")
    assert answer.status == 201
    [finding] = answer.body["findings"]
    assert finding["student"] == answer.body["id"]
    assert (finding["field"], finding["code"], finding["severity"], finding["explanation"]) == (
        "birth_date",
        "age-grade-mismatch",
        "warning",
        None,
    )


def test_a_child_held_elsewhere_stays_there(cast: Cast, call: Any) -> None:
    held = entry(200, "PRE")
    answer = enrolled(cast, call, citizen_id=held.citizen_id, birth_date=held.birth_date.isoformat())
    assert (answer.status, answer.code) == (409, "held-elsewhere")
    assert answer.body["holder"] == {
        "code": cast.center.code,
        "name": cast.center.name,
        "lao": cast.mali.name,
        "phone": cast.center.phone,
    }
    assert Enrollment.objects.filter(institution=cast.school).count() == 9
    assert AuditEntry.objects.filter(action="tell-holder").count() == 1


def test_who_does_not_know_the_birth_date_is_not_told_where_a_child_is(cast: Cast, call: Any) -> None:
    answer = enrolled(cast, call, citizen_id=entry(200, "PRE").citizen_id)
    assert (answer.status, answer.code) == (409, "held-elsewhere")
    assert answer.body["holder"] is None
    assert cast.center.name not in str(answer.body)


def test_a_child_already_here_is_wrong_content(cast: Cast, call: Any) -> None:
    answer = enrolled(cast, call, citizen_id=entry(100, "K2").citizen_id)
    assert (answer.status, answer.faults) == (422, {("citizen_id", "citizen-id-taken")})


def test_a_confirmed_register_takes_nobody(cast: Cast, call: Any) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    answer = enrolled(cast, call)
    assert (answer.status, answer.code) == (409, "already-confirmed")
    assert enrolled(cast, call, first_name="").status == 422, "wrong content is said first"


def test_a_closed_round_takes_nobody(cast: Cast, call: Any) -> None:
    call(cast.decha).patch("rounds/2564-2", {"closed_at": "2021-11-08T09:00:00+07:00"})
    answer = enrolled(cast, call)
    assert (answer.status, answer.code) == (409, "round-not-open")


def test_no_citizen_id_reaches_a_problem_or_a_log(
    cast: Cast, call: Any, caplog: pytest.LogCaptureFixture
) -> None:
    held = entry(200, "PRE")
    with caplog.at_level(logging.DEBUG):
        for change in (
            {"citizen_id": held.citizen_id, "birth_date": held.birth_date.isoformat()},
            {"citizen_id": entry(100, "K2").citizen_id},
            {"grade": "P9"},
        ):
            answer = enrolled(cast, call, **change)
            assert answer.status in (409, 422)
            assert not any(text in str(answer.body) for text in (NEWCOMER["citizen_id"], held.citizen_id))
    written = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    assert held.citizen_id not in written
    assert NEWCOMER["citizen_id"] not in written


# --- changing


def first(cast: Cast) -> Any:
    return register(cast.somsri, cast.school).filter(classroom__grade="P1")[0].enrollment


def test_a_change_changes_what_it_names(cast: Cast, call: Any) -> None:
    held = first(cast)
    answer = call(cast.somsri).patch(f"students/{held.student_id}", {"first_name": "ก้องภพ", "room": 2})
    assert answer.status == 200
    assert (answer.body["first_name"], answer.body["room"], answer.body["version"]) == ("ก้องภพ", "2", 2)
    assert answer.body["citizen_id"] == held.student.citizen_id
    assert answer.body["birth_date"] == held.student.birth_date.isoformat()
    assert answer.body["findings"] == []
    assert answer.headers["ETag"] == '"2"'


def test_a_teacher_changes_the_own_room_and_sees_no_other(cast: Cast, call: Any) -> None:
    assert call(cast.teacher).patch(f"students/{first(cast).student_id}", {"room": "1"}).status == 200
    out = call(cast.teacher).patch(f"students/{first(cast).student_id}", {"grade": "P2"})
    assert out.status == 403
    other = register(cast.somsri, cast.school).filter(classroom__grade="P2")[0].enrollment
    assert call(cast.teacher).patch(f"students/{other.student_id}", {"room": "1"}).status == 404


def test_nobody_else_changes_students(cast: Cast, call: Any) -> None:
    path = f"students/{first(cast).student_id}"
    assert call(cast.wichai).patch(path, {"citizen_id": []}).status == 403
    for actor in (cast.malee, cast.decha, cast.stranger, cast.center_officer):
        assert call(actor).patch(path, {"citizen_id": []}).status == 404
    assert call(cast.somsri).patch("students/999999", {}).status == 404
    assert call(cast.somsri).patch(f"students/{2**70}", {}).status == 404


def test_a_row_may_be_sent_back_as_it_was_read(cast: Cast, call: Any) -> None:
    row = rows(cast, call)[0]
    answer = call(cast.somsri).patch(f"students/{row['id']}", row)
    assert (answer.status, answer.body["version"]) == (200, row["version"])


@pytest.mark.parametrize("header", ['"1"', 'W/"1"', "1", "*", ""])
def test_if_match_lets_who_read_last_write(cast: Cast, call: Any, header: str) -> None:
    path, more = f"students/{first(cast).student_id}", {"headers": {"If-Match": header}}
    assert call(cast.somsri).patch(path, {"first_name": "ก้องภพ"}, **more).status == 200


def test_who_was_overtaken_is_told_and_nothing_is_lost(cast: Cast, call: Any) -> None:
    path = f"students/{first(cast).student_id}"
    assert call(cast.teacher).patch(path, {"first_name": "ก้องภพ"}).headers["ETag"] == '"2"'
    for late in (
        call(cast.somsri).patch(path, {"first_name": "ศุภกร"}, headers={"If-Match": '"1"'}),
        call(cast.somsri).patch(path, {"first_name": "ศุภกร", "version": 1}),
    ):
        assert (late.status, late.code) == (409, "changed-before-you")
    assert Student.objects.get(pk=first(cast).student_id).first_name == "ก้องภพ"
    broken = call(cast.somsri).patch(path, {}, headers={"If-Match": '"x"'})
    assert (broken.status, broken.faults) == (422, {("If-Match", "version-invalid")})


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"birth_date": "2015-02-30"}, ("birth_date", "birth-date-impossible")),
        ({"birth_date": None}, ("birth_date", "birth-date-missing")),
        ({"last_name": ""}, ("last_name", "name-missing")),
        ({"citizen_id": None}, ("citizen_id", "citizen-id-missing")),
        ({"citizen_id": entry(200, "PRE").citizen_id}, ("citizen_id", "citizen-id-taken")),
        ({"entered_on": "2030-01-01"}, ("entered_on", "entered-on-future")),
        ({"attestation_code": "100"}, ("attestation_code", "field-unknown")),
    ],
)
def test_a_wrong_change_is_named_with_its_code(
    cast: Cast, call: Any, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    held = first(cast)
    answer = call(cast.somsri).patch(f"students/{held.student_id}", change)
    assert (answer.status, answer.faults) == (422, {fault})
    assert Student.objects.get(pk=held.student_id).version == 1


def test_an_id_found_later_takes_the_place_of_the_reason(cast: Cast, call: Any) -> None:
    """The type is read from the number, or the number would be dropped for the type that was held."""
    reason = {"citizen_id_type": "none", "citizen_id": None, "citizen_id_missing_because": "รอแจ้งเกิด"}
    pk = enrolled(cast, call, **reason).body["id"]
    answer = call(cast.somsri).patch(f"students/{pk}", {"citizen_id": NEWCOMER["citizen_id"]})
    assert (answer.body["citizen_id_type"], answer.body["citizen_id"]) == ("thai", NEWCOMER["citizen_id"])
    assert answer.body["citizen_id_missing_because"] is None


def test_findings_follow_a_change(cast: Cast, call: Any) -> None:
    path = f"students/{first(cast).student_id}"
    answer = call(cast.somsri).patch(path, {"birth_date": "2010-01-01"})
    assert [finding["code"] for finding in answer.body["findings"]] == ["age-grade-mismatch"]
    assert call(cast.somsri).patch(path, {"birth_date": "2015-01-01"}).body["findings"] == []


def test_a_confirmed_register_changes_nobody(cast: Cast, call: Any) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    path = f"students/{first(cast).student_id}"
    assert call(cast.somsri).patch(path, {"first_name": ""}).status == 422
    answer = call(cast.somsri).patch(path, {"first_name": "ก้องภพ"})
    assert (answer.status, answer.code) == (409, "already-confirmed")


def test_who_has_left_is_not_changed(cast: Cast, call: Any) -> None:
    held = first(cast)
    leave(
        institution=cast.school,
        enrollments=[held.pk],
        reason="resigned",
        on=date(2021, 11, 8),
        by=cast.somsri,
    )
    assert call(cast.somsri).patch(f"students/{held.student_id}", {"room": "2"}).status == 404
