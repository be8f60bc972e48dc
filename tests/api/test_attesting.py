"""The existence check and the explanations (API.md: attestations, findings; letter §4.3.1(1))."""

from typing import Any

import pytest

from lec.confirmations.actions import confirm
from lec.students.actions import enroll
from lec.students.models import Attestation, Placement, RecordedFinding
from tests.cast import Cast, attest_all, entry


@pytest.fixture
def path(cast: Cast) -> str:
    return f"institutions/{cast.school.code}/attestations"


def stays(cast: Cast, grade: str) -> list[int]:
    rows = Placement.objects.filter(classroom__institution=cast.school, classroom__grade=grade)
    return list(rows.order_by("enrollment").values_list("enrollment", flat=True))


def marks(cast: Cast, grade: str = "P1", code: str = "100", round: str = "2564-2") -> dict[str, Any]:
    return {"round": round, "items": [{"enrollment": pk, "code": code} for pk in stays(cast, grade)]}


def test_a_teacher_attests_the_own_room(cast: Cast, call: Any, path: str) -> None:
    answer = call(cast.teacher).post(path, marks(cast))
    assert (answer.status, answer.body) == (200, {"round": "2564-2", "attested": 3})
    shown = call(cast.teacher).get(f"institutions/{cast.school.code}/students").body["items"]
    assert [(row["attested"], row["attestation"]) for row in shown] == [(True, "100")] * 3
    assert not Attestation.objects.filter(from_paper=True).exists()


def test_an_officer_enters_a_paper_roll_and_what_is_said_again_holds(
    cast: Cast, call: Any, path: str
) -> None:
    call(cast.teacher).post(path, marks(cast, code="201"))
    call(cast.somsri).post(path, marks(cast, code="100"))
    assert {row.code for row in Attestation.objects.all()} == {"100"}
    assert all(row.from_paper for row in Attestation.objects.all())


def test_other_rooms_and_other_schools_are_not_there(cast: Cast, call: Any, path: str) -> None:
    assert call(cast.teacher).post(path, marks(cast, "P2")).status == 404
    theirs = Placement.objects.filter(classroom__institution=cast.center)[0].enrollment_id
    other = {"round": "2564-2", "items": [{"enrollment": theirs, "code": "100"}]}
    assert call(cast.somsri).post(path, other).status == 404
    assert not Attestation.objects.exists()


def test_nobody_else_attests(cast: Cast, call: Any, path: str) -> None:
    for actor in (cast.wichai, cast.malee, cast.decha):
        assert call(actor).post(path, {"items": "?"}).status == 403
    for actor in (cast.stranger, cast.center_officer):
        assert call(actor).post(path, {"items": "?"}).status == 404


def test_each_wrong_item_is_named_by_its_number(cast: Cast, call: Any, path: str) -> None:
    body = marks(cast)
    body["items"][1]["code"], body["items"][2]["code"] = "999", None
    answer = call(cast.somsri).post(path, body)
    assert answer.status == 422
    assert [(e["row"], e["field"], e["code"]) for e in answer.body["errors"]] == [
        (2, "code", "attestation-unknown"),
        (3, "code", "attestation-unknown"),
    ]
    assert not Attestation.objects.exists()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"items": []}, (None, "round", "round-unknown")),
        ({"round": "2570-1", "items": []}, (None, "round", "round-unknown")),
        ({"round": "2564-2"}, (None, "items", "value-missing")),
        ({"round": "2564-2", "items": [{"code": "100"}]}, (1, "enrollment", "value-missing")),
        ({"round": "2564-2", "items": [{"enrollment": "x"}]}, (1, "enrollment", "value-invalid")),
        ({"round": "2564-2", "items": [{"enrollment": 2**80}]}, (1, "enrollment", "value-invalid")),
        ({"round": "2564-2", "items": {}}, (None, "items", "value-invalid")),
    ],
)
def test_a_wrong_roll_is_named(
    cast: Cast, call: Any, path: str, body: dict[str, Any], fault: tuple[int | None, str, str]
) -> None:
    answer = call(cast.somsri).post(path, body)
    assert answer.status == 422
    assert [(e["row"], e["field"], e["code"]) for e in answer.body["errors"]] == [fault]


def test_after_confirming_nobody_is_attested(cast: Cast, call: Any, path: str) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    answer = call(cast.teacher).post(path, marks(cast))
    assert (answer.status, answer.code) == (409, "already-confirmed")


def test_a_later_edit_does_not_undo_an_attestation(cast: Cast, call: Any, path: str) -> None:
    call(cast.teacher).post(path, marks(cast))
    pk = Placement.objects.get(enrollment=stays(cast, "P1")[0]).enrollment.student_id
    answer = call(cast.teacher).patch(f"students/{pk}", {"first_name": "ก้องภพ"})
    assert answer.body["attested"] is True


# --- findings


@pytest.fixture
def warned(cast: Cast) -> RecordedFinding:
    """A child too old for the grade."""
    [stay] = enroll(
        institution=cast.school,
        entries=[entry(910, "P1", birth_date=entry(1, "P4").birth_date.replace(year=2010))],
        by=cast.somsri,
    )
    return stay.findings.get()


def test_findings_are_listed_with_their_sentence(cast: Cast, call: Any, warned: RecordedFinding) -> None:
    path = f"institutions/{cast.school.code}/findings"
    for actor in (cast.somsri, cast.teacher, cast.wichai):
        [finding] = call(actor).everything(path, round="2564-2")
        assert finding == {
            "id": warned.pk,
            "student": warned.enrollment.student_id,
            "field": "birth_date",
            "code": "age-grade-mismatch",
            "severity": "warning",
            "message": finding["message"],
            "explanation": None,
        }
        assert finding["message"]


def test_findings_are_as_private_as_students(cast: Cast, call: Any, warned: RecordedFinding) -> None:
    path = f"institutions/{cast.school.code}/findings"
    assert call(cast.malee).get(path).status == 403
    assert call(cast.stranger).get(path).status == 404
    assert call(cast.somsri).get(path, round="x").faults == {("round", "round-unknown")}


def test_a_warning_is_explained(cast: Cast, call: Any, warned: RecordedFinding) -> None:
    answer = call(cast.somsri).put(f"findings/{warned.pk}/explanation", {"because": "เรียนซ้ำชั้นหลายปี"})
    assert (answer.status, answer.body["id"]) == (200, warned.pk)
    assert answer.body["explanation"] == "เรียนซ้ำชั้นหลายปี"
    again = call(cast.somsri).put(f"findings/{warned.pk}/explanation", {"because": "ย้ายมาจากต่างประเทศ"})
    assert again.body["explanation"] == "ย้ายมาจากต่างประเทศ"


@pytest.mark.parametrize("because", ["", "  ", None, "ย" * 501])
def test_an_explanation_says_something(
    cast: Cast, call: Any, warned: RecordedFinding, because: str | None
) -> None:
    answer = call(cast.somsri).put(f"findings/{warned.pk}/explanation", {"because": because})
    assert (answer.status, answer.faults) == (422, {("because", "because-missing")})


def test_an_error_is_mended_not_explained(cast: Cast, call: Any, warned: RecordedFinding) -> None:
    RecordedFinding.objects.filter(pk=warned.pk).update(severity="error")
    answer = call(cast.somsri).put(f"findings/{warned.pk}/explanation", {"because": "ไม่ทราบ"})
    assert (answer.status, answer.codes) == (422, {"not-a-warning"})


def test_only_the_responsible_person_explains(cast: Cast, call: Any, warned: RecordedFinding) -> None:
    path = f"findings/{warned.pk}/explanation"
    for actor in (cast.teacher, cast.wichai):
        assert call(actor).put(path, {"because": []}).status == 403
    for actor in (cast.malee, cast.stranger, cast.center_officer):
        assert call(actor).put(path, {"because": []}).status == 404
    assert call(cast.somsri).put("findings/999999/explanation", {"because": "x"}).status == 404


def test_after_confirming_nothing_is_explained(cast: Cast, call: Any, warned: RecordedFinding) -> None:
    path = f"findings/{warned.pk}/explanation"
    call(cast.somsri).put(path, {"because": "เรียนซ้ำชั้น"})
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    assert call(cast.somsri).put(path, {"because": ""}).status == 422
    answer = call(cast.somsri).put(path, {"because": "อื่น"})
    assert (answer.status, answer.code) == (409, "already-confirmed")
