"""Confirming, revoking, receipts (API.md: confirmations, revocation, receipts; letter §6-§9)."""

import re
from datetime import date
from typing import Any

import pytest

from lec.confirmations.queries import first_broken_receipt
from lec.headcounts.actions import enter
from lec.headcounts.rules import Cell
from lec.organizations.models import Organization
from lec.rounds.models import Confirmation
from lec.students.actions import Mark, attest, enroll, leave
from lec.students.models import Enrollment, RecordedFinding
from tests.api.conftest import Answer, Caller
from tests.cast import Cast, attest_all, entry


def confirmed(call: Any, actor: Any, organization: Organization, **more: Any) -> Answer:
    body = {"round": "2564-2", "organization": organization.code, "subject": "students", **more}
    return call(actor).post("confirmations", body)


def revoked(call: Any, actor: Any, pk: int, because: Any = "แก้ไขจำนวน") -> Answer:
    return call(actor).post(f"confirmations/{pk}/revocation", {"because": because})


def school(cast: Cast, call: Any) -> Answer:
    attest_all(cast.school, cast.round)
    return confirmed(call, cast.somsri, cast.school)


def bua(cast: Cast, call: Any) -> tuple[Answer, Answer]:
    """An LAO with one center, both confirmed."""
    attest_all(cast.bua_center, cast.round)
    return confirmed(call, cast.bua_officer, cast.bua_center), confirmed(call, cast.buntham, cast.bua)


# --- confirming


def test_a_school_confirms_and_gets_a_receipt(cast: Cast, call: Any) -> None:
    answer = school(cast, call)
    assert answer.status == 201
    receipt = answer.body["receipt"]
    assert re.fullmatch(r"2564-2-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt["number"])
    assert re.fullmatch(r"[0-9a-f]{64}", receipt["hash"])
    assert (receipt["previous_hash"], receipt["total"]) == (None, 9)
    assert receipt["confirmed_at"] == "2021-11-08T10:00:00+07:00"
    assert receipt["counts"] == [
        {"grade": grade, "sex": sex, "count": {"M": 2, "F": 1}[sex]}
        for grade in ("K2", "P1", "P2")
        for sex in ("M", "F")
    ]


def test_a_lost_answer_is_fetched_by_asking_again(cast: Cast, call: Any) -> None:
    first = school(cast, call)
    again = confirmed(call, cast.somsri, cast.school)
    assert (again.status, again.code, again.codes) == (409, "already-confirmed", {"already-confirmed"})
    assert again.body["confirmation"] == first.body
    call(cast.decha).patch("rounds/2564-2", {"closed_at": "2021-11-08T10:00:00+07:00"})
    late = confirmed(call, cast.somsri, cast.school)
    assert (late.status, late.code) == (409, "already-confirmed")
    assert late.body["confirmation"] == first.body
    assert Confirmation.objects.count() == 1


def test_nobody_confirms_for_another(cast: Cast, call: Any) -> None:
    """403 for whom the organization exists, 404 for whom it does not."""
    for actor in (cast.teacher, cast.wichai, cast.malee, cast.decha):
        answer = confirmed(call, actor, cast.school, round="?", subject="?")
        assert (answer.status, answer.code) == (403, "not-yours")
        assert answer.body["obstacles"][0]["organization"] == cast.school.code
    assert confirmed(call, cast.somsri, cast.mali).code == "not-yours"
    for actor in (cast.stranger, cast.buntham, cast.center_officer):
        assert confirmed(call, actor, cast.school, round="?").status == 404


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"round": "2570-1"}, {("round", "round-unknown")}),
        ({"round": ""}, {("round", "round-unknown")}),
        ({"subject": "teachers"}, {("subject", "subject-unknown")}),
        ({"round": None, "subject": None}, {("round", "round-unknown"), ("subject", "subject-unknown")}),
        ({"organization": None}, {("organization", "value-invalid")}),
        ({"zero_because": "ย" * 501}, {("zero_because", "too-long")}),
    ],
)
def test_what_to_confirm_is_named(
    cast: Cast, call: Any, change: dict[str, Any], faults: set[tuple[str, str]]
) -> None:
    body = {"round": "2564-2", "organization": cast.school.code, "subject": "students", **change}
    answer = call(cast.somsri).post("confirmations", body)
    assert (answer.status, answer.faults) == (422, faults)
    assert not Confirmation.objects.exists()


def test_all_obstacles_of_a_school_are_told_at_once(cast: Cast, call: Any) -> None:
    attest_all(cast.school, cast.round)
    enroll(
        institution=cast.school,
        entries=[entry(920, "P1", birth_date=date(2010, 1, 1)), entry(921, "P1")],
        by=cast.somsri,
    )
    gone = Enrollment.objects.filter(institution=cast.school).order_by("pk")[0]
    attest(institution=cast.school, round=cast.round, marks=[Mark(gone.pk, "201")], by=cast.somsri)
    wrong = Enrollment.objects.get(student__citizen_id=entry(921, "P1").citizen_id).student
    type(wrong).objects.filter(pk=wrong.pk).update(last_name="")
    answer = confirmed(call, cast.somsri, cast.school)
    assert (answer.status, answer.code) == (409, "students-not-attested")
    assert [(o["code"], o["count"]) for o in answer.body["obstacles"]] == [
        ("students-not-attested", 2),
        ("not-present-enrolled", 1),
        ("errors-remain", 1),
        ("warnings-unexplained", 1),
    ]
    assert all(o["message"] and o["who"] for o in answer.body["obstacles"])
    assert RecordedFinding.objects.filter(enrollment__student=wrong).exists(), "the review is kept"


def test_without_students_there_is_a_reason(cast: Cast, call: Any) -> None:
    stays = list(Enrollment.objects.filter(institution=cast.bua_center).values_list("pk", flat=True))
    leave(
        institution=cast.bua_center,
        enrollments=stays,
        reason="moved_center",
        on=date(2021, 11, 8),
        by=cast.bua_officer,
    )
    assert confirmed(call, cast.bua_officer, cast.bua_center).codes == {"no-students"}
    assert confirmed(call, cast.bua_officer, cast.bua_center, zero_because=" ").codes == {"no-students"}
    answer = confirmed(call, cast.bua_officer, cast.bua_center, zero_because="ปิดปรับปรุงอาคาร")
    assert (answer.status, answer.body["receipt"]["total"]) == (201, 0)


def test_a_school_confirms_in_the_open_round_only(cast: Cast, call: Any) -> None:
    attest_all(cast.school, cast.round)
    call(cast.decha).patch("rounds/2564-2", {"closed_at": "2021-11-08T10:00:00+07:00"})
    answer = confirmed(call, cast.somsri, cast.school)
    assert (answer.status, answer.codes) == (409, {"round-not-open"})


def test_an_lao_waits_for_each_institution(cast: Cast, call: Any) -> None:
    answer = confirmed(call, cast.wichai, cast.mali)
    assert answer.status == 409
    assert {(o["code"], o["organization"]) for o in answer.body["obstacles"]} == {
        ("institutions-unconfirmed", cast.school.code),
        ("institutions-unconfirmed", cast.center.code),
    }


def test_headcounts_wait_for_each_school(cast: Cast, call: Any) -> None:
    enter(school=cast.border_school, round=cast.round, cells=[Cell("P1", "M", 3)], by=cast.wichai)
    answer = confirmed(call, cast.wichai, cast.mali, subject="headcounts")
    assert [(o["code"], o["organization"]) for o in answer.body["obstacles"]] == [
        ("headcounts-missing", cast.private_school.code)
    ]
    enter(school=cast.private_school, round=cast.round, cells=[Cell("P1", "F", 0)], by=cast.wichai)
    answer = confirmed(call, cast.wichai, cast.mali, subject="headcounts")
    assert (answer.status, answer.body["receipt"]["total"]) == (201, 3)


def test_a_province_waits_for_each_lao(cast: Cast, call: Any) -> None:
    bua(cast, call)
    answer = confirmed(call, cast.malee, cast.north)
    assert [(o["code"], o["organization"]) for o in answer.body["obstacles"]] == [
        ("laos-unconfirmed", cast.mali.code)
    ]


def test_what_does_not_apply_is_not_confirmed(cast: Cast, call: Any) -> None:
    for actor, organization, subject in (
        (cast.buntham, cast.bua, "headcounts"),
        (cast.somsri, cast.school, "headcounts"),
        (cast.decha, cast.department, "students"),
    ):
        answer = confirmed(call, actor, organization, subject=subject)
        assert (answer.status, answer.codes) == (409, {"not-applicable"})


# --- revoking


def test_the_lao_revokes_with_a_reason(cast: Cast, call: Any) -> None:
    given = school(cast, call).body
    answer = revoked(call, cast.wichai, given["id"], " ลืมนักเรียนหนึ่งคน ")
    assert answer.status == 200
    assert answer.body == {
        "id": given["id"],
        "round": "2564-2",
        "organization": cast.school.code,
        "subject": "students",
        "confirmed_at": "2021-11-08T10:00:00+07:00",
        "revoked_at": "2021-11-08T10:00:00+07:00",
        "because": "ลืมนักเรียนหนึ่งคน",
    }


def test_an_institution_takes_its_own_back_while_the_lao_is_open(cast: Cast, call: Any) -> None:
    assert revoked(call, cast.somsri, school(cast, call).body["id"]).status == 200


def test_nobody_else_revokes(cast: Cast, call: Any) -> None:
    pk = school(cast, call).body["id"]
    for actor in (cast.teacher, cast.malee, cast.decha):
        answer = revoked(call, actor, pk, [])
        assert (answer.status, answer.code) == (403, "not-yours")
    for actor in (cast.stranger, cast.buntham, cast.center_officer):
        assert revoked(call, actor, pk, []).status == 404
    assert revoked(call, cast.wichai, 999_999, "").status == 404
    _, lao = bua(cast, call)
    assert revoked(call, cast.buntham, lao.body["id"]).status == 403
    assert revoked(call, cast.bua_officer, lao.body["id"]).status == 404


@pytest.mark.parametrize("because", ["", "   ", None, "ย" * 501])
def test_a_revocation_has_a_reason(cast: Cast, call: Any, because: str | None) -> None:
    pk = school(cast, call).body["id"]
    answer = revoked(call, cast.wichai, pk, because)
    assert (answer.status, answer.faults) == (422, {("because", "because-missing")})
    assert Confirmation.objects.get(pk=pk).stands


def test_500_characters_are_a_reason(cast: Cast, call: Any) -> None:
    assert revoked(call, cast.wichai, school(cast, call).body["id"], "ย" * 500).status == 200


def test_below_a_confirmed_level_nothing_is_revoked(cast: Cast, call: Any) -> None:
    center, _lao = bua(cast, call)
    for actor in (cast.buntham, cast.bua_officer):
        answer = revoked(call, actor, center.body["id"])
        assert (answer.status, answer.codes) == (409, {"confirmed-above"})
        assert answer.body["obstacles"][0]["organization"] == cast.bua.code, "the one in the way"
        assert revoked(call, actor, center.body["id"], "").status == 422, "wrong content is said first"


def test_what_is_revoked_is_not_revoked_again(cast: Cast, call: Any) -> None:
    pk = school(cast, call).body["id"]
    revoked(call, cast.wichai, pk)
    answer = revoked(call, cast.wichai, pk)
    assert (answer.status, answer.code) == (409, "not-confirmed")


def test_confirming_again_is_chained_to_the_receipt_before(cast: Cast, call: Any) -> None:
    first = school(cast, call).body
    revoked(call, cast.wichai, first["id"])
    second = confirmed(call, cast.somsri, cast.school).body
    assert second["receipt"]["previous_hash"] == first["receipt"]["hash"]
    assert first_broken_receipt() is None


# --- the public's receipt


def test_anyone_may_check_a_receipt(cast: Cast, call: Any, anyone: Caller) -> None:
    given = school(cast, call).body
    answer = anyone.get(f"receipts/{given['receipt']['number']}")
    assert answer.status == 200
    assert answer.body == {
        "number": given["receipt"]["number"],
        "organization": {"code": cast.school.code, "name": cast.school.name},
        "round": "2564-2",
        "subject": "students",
        "totals": [{"stages": ["preprimary", "primary"], "count": 9}],
        "total": 9,
        "confirmed_at": "2021-11-08T10:00:00+07:00",
        "hash": given["receipt"]["hash"],
        "previous_hash": None,
        "state": "standing",
        "revoked_at": None,
    }
    assert "สมศรี" not in str(answer.body)

    revoked(call, cast.wichai, given["id"])
    after = anyone.get(f"receipts/{given['receipt']['number']}").body
    assert (after["state"], after["revoked_at"]) == ("revoked", "2021-11-08T10:00:00+07:00")


def test_a_bad_token_does_not_keep_the_public_out(cast: Cast, call: Any) -> None:
    number = school(cast, call).body["receipt"]["number"]
    assert Caller("lec_wrong").get(f"receipts/{number}").status == 200


@pytest.mark.parametrize("number", ["2564-2-AAAA-AAAA-AAAA", "x", "ใบยืนยัน"])
def test_an_unknown_receipt_is_not_there(db: None, anyone: Caller, number: str) -> None:
    assert anyone.get(f"receipts/{number}").status == 404


def test_an_overviews_receipt_is_the_sum_of_those_it_stands_on(cast: Cast, call: Any) -> None:
    center, lao = bua(cast, call)
    assert lao.body["receipt"]["counts"] == center.body["receipt"]["counts"]
    assert lao.body["receipt"]["total"] == center.body["receipt"]["total"] == 3
