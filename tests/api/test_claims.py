"""Claims as programs file and answer them: shapes, the order of refusals, and what each side is shown."""

from datetime import timedelta
from typing import Any

import pytest

from lec.reference.actions import set_setting
from tests.api.conftest import Answer
from tests.cast import NOW, Cast, entry
from tests.claims.asking import OF_PHU, across_provinces, inside_a_province, where
from tests.confirmations.standing import stand

CLAIM = {"id", "state", "claimant", "holder", "due_on", "decider"}


def wanted(cast: Cast, child: tuple[int, str] = OF_PHU, **more: Any) -> dict[str, Any]:
    held = entry(*child)
    assert held.birth_date is not None
    student = {
        "citizen_id_type": "thai",
        "citizen_id": held.citizen_id,
        "birth_date": held.birth_date.isoformat(),
    }
    sent = {
        "institution": cast.school.code,
        "student": student,
        "grade": "P1",
        "room": 1,
        "entered_on": "2021-11-08",
    }
    return {**sent, **more, "student": {**student, **more.get("student", {})}}


def filed(cast: Cast, call: Any, **more: Any) -> Answer:
    return call(cast.somsri).post("claims", wanted(cast, **more))


def test_a_claim_is_filed_and_says_who_holds_the_child_and_who_decides_by_when(cast: Cast, call: Any) -> None:
    answer = filed(cast, call)
    assert answer.status == 201
    body = answer.body
    assert body.keys() >= CLAIM
    assert (body["state"], body["due_on"], body["held"]) == ("open", "2021-11-11", True)
    assert body["claimant"] == {
        "code": cast.school.code,
        "name": cast.school.name,
        "lao": cast.mali.name,
        "phone": "09-9000-0001",
    }
    assert body["holder"] == {
        "code": cast.phu_school.code,
        "name": cast.phu_school.name,
        "lao": cast.phu.name,
        "phone": "",
    }
    assert body["decider"] == {"code": "DLA", "level": "department", "name": cast.department.name}
    assert (body["grade"], body["room"], body["entered_on"]) == ("P1", "1", "2021-11-08")
    assert body["student"]["citizen_id"] == entry(*OF_PHU).citizen_id
    assert body["student"]["name"] is None
    assert [(step["kind"], step["organization"]) for step in body["steps"]] == [("filed", cast.school.code)]


def test_the_holder_sees_who_asks_and_the_claimant_no_name_until_the_release(cast: Cast, call: Any) -> None:
    pk = filed(cast, call).body["id"]
    (held,) = call(cast.phu_officer).everything("claims", role="holder")
    assert held["claimant"]["lao"] == cast.mali.name
    assert held["student"]["name"]
    assert call(cast.somsri).get(f"claims/{pk}").body["student"]["name"] is None
    released = call(cast.phu_officer).post(f"claims/{pk}/release")
    assert (released.status, released.body["state"], released.body["held"]) == (200, "released", False)
    assert call(cast.somsri).get(f"claims/{pk}").body["student"]["name"] == held["student"]["name"]
    rows = call(cast.somsri).everything(f"institutions/{cast.school.code}/students")
    assert entry(*OF_PHU).citizen_id in {row["citizen_id"] for row in rows}


def test_a_list_is_of_one_side_and_paged(cast: Cast, call: Any) -> None:
    for serial in (400, 401, 402):
        assert filed(cast, call, child=(serial, "P1")).status == 201
    mine = call(cast.somsri).everything("claims", role="claimant", limit=1)
    assert [row["student"]["citizen_id"] for row in mine] == [
        entry(n, "P1").citizen_id for n in (402, 401, 400)
    ]
    assert call(cast.somsri).everything("claims", role="holder") == []
    assert len(call(cast.decha).everything("claims", role="decider")) == 3
    assert len(call(cast.phu_officer).everything("claims")) == 3
    unknown = call(cast.somsri).get("claims", role="judge")
    assert (unknown.status, unknown.faults) == (422, {("role", "role-unknown")})


def test_contesting_and_deciding_take_a_reason(cast: Cast, call: Any) -> None:
    path = f"claims/{filed(cast, call).body['id']}"
    assert call(cast.phu_officer).post(f"{path}/contest", {}).faults == {("because", "because-missing")}
    contested = call(cast.phu_officer).post(f"{path}/contest", {"because": "ยังเรียนอยู่"})
    assert (contested.status, contested.body["state"]) == (200, "contested")
    wrong = call(cast.decha).post(f"{path}/decide", {"for": "both", "because": ""})
    assert (wrong.status, wrong.faults) == (422, {("for", "side-unknown"), ("because", "because-missing")})
    decided = call(cast.decha).post(f"{path}/decide", {"for": "holder", "because": "ไปตรวจแล้ว"})
    assert (decided.status, decided.body["state"]) == (200, "refused")
    assert [step["because"] for step in decided.body["steps"]] == [None, "ยังเรียนอยู่", "ไปตรวจแล้ว"]


def test_a_claim_is_withdrawn(cast: Cast, call: Any) -> None:
    path = f"claims/{filed(cast, call).body['id']}"
    assert call(cast.somsri).post(f"{path}/withdraw").body["state"] == "withdrawn"
    again = call(cast.somsri).post(f"{path}/withdraw")
    assert (again.status, again.code) == (409, "claim-closed")


@pytest.mark.parametrize("step", ["release", "contest", "withdraw", "decide"])
def test_strangers_find_no_claim_and_those_who_see_it_may_not_take_every_step(
    cast: Cast, call: Any, step: str
) -> None:
    """404 before 403 before 422: the body is wrong every time."""
    path = f"claims/{filed(cast, call).body['id']}/{step}"
    for actor in (cast.malee, cast.stranger, cast.center_officer, cast.bua_officer, cast.teacher):
        assert call(actor).post(path, {"because": []}).status == 404
    assert call(cast.somsri).post(f"claims/999999/{step}", {"because": []}).status == 404
    may = {
        "release": cast.phu_officer,
        "contest": cast.phu_officer,
        "withdraw": cast.somsri,
        "decide": cast.decha,
    }
    for actor in (cast.somsri, cast.wichai, cast.phu_officer, cast.prasit, cast.decha):
        if actor != may[step]:
            assert call(actor).post(path, {"because": []}).status == 403


def test_who_may_not_is_told_before_what_is_wrong_and_that_before_what_forbids(cast: Cast, call: Any) -> None:
    nothing = wanted(cast, grade="P9", student={"birth_date": "2021-02-30"})
    assert call(cast.center_officer).post("claims", nothing).status == 404
    for actor in (cast.wichai, cast.malee, cast.decha):
        assert call(actor).post("claims", nothing).status == 403
    stand(cast.school, cast.round)
    wrong = call(cast.somsri).post("claims", nothing)
    assert (wrong.status, wrong.faults) == (
        422,
        {("grade", "grade-unknown"), ("birth_date", "birth-date-impossible")},
    )
    blocked = filed(cast, call)
    assert (blocked.status, blocked.code) == (409, "already-confirmed")
    assert "holder" not in blocked.body


def test_an_unknown_child_and_a_wrong_birth_date_are_the_same_answer(cast: Cast, call: Any) -> None:
    unknown = filed(cast, call, child=(990, "P1"))
    differs = filed(cast, call, student={"birth_date": "2015-12-31"})
    assert (unknown.status, unknown.code) == (422, "child-unknown")
    assert unknown.body == differs.body


def test_a_release_that_must_wait_names_every_confirmation_in_the_way(cast: Cast, call: Any) -> None:
    path = f"claims/{filed(cast, call).body['id']}"
    stand(cast.phu_school, cast.round)
    stand(cast.school, cast.round)
    answer = call(cast.phu_officer).post(f"{path}/release")
    assert (answer.status, answer.code) == (409, "already-confirmed")
    assert {o["organization"] for o in answer.body["obstacles"]} == {cast.phu_school.code, cast.school.code}
    assert all(o["who"] for o in answer.body["obstacles"])
    assert call(cast.somsri).get(path).body["state"] == "open"


def test_asking_too_much_is_429_with_when_to_ask_again(cast: Cast, call: Any) -> None:
    set_setting(name="holder-look-ups-per-day", value=1, by=cast.decha)
    assert filed(cast, call).status == 201
    answer = filed(cast, call, child=(401, "P1"))
    assert (answer.status, answer.code) == (429, "too-many")
    assert int(answer.headers["Retry-After"]) == timedelta(hours=14).total_seconds()
    assert NOW.hour == 10
    held = entry(401, "P1")
    assert held.birth_date is not None
    newcomer = {
        name: getattr(held, name) for name in ("citizen_id", "first_name", "last_name", "sex", "grade")
    }
    newcomer |= {"birth_date": held.birth_date.isoformat()}
    untold = call(cast.somsri).post(f"institutions/{cast.school.code}/students", newcomer)
    assert (untold.status, untold.code, untold.body["holder"]) == (409, "held-elsewhere", None)
    assert cast.phu_school.name not in str(untold.body)


def test_a_protected_child_has_no_place(cast: Cast, call: Any) -> None:
    claim = across_provinces(cast)
    path = f"students/{claim.student_id}/protection"
    reason = {"protected": True, "because": "คำสั่งคุ้มครองเด็ก"}
    assert call(cast.somsri).put(path, reason).status == 404
    assert call(cast.prasit).put(path, {}).status == 403
    assert call(cast.phu_officer).put(path, {"protected": True}).faults == {("because", "because-missing")}
    assert call(cast.phu_officer).put(path, reason).body == {"id": claim.student_id, "protected": True}
    shown = call(cast.somsri).get(f"claims/{claim.pk}").body
    assert (shown["holder"], shown["decider"]["level"]) == (None, "department")
    assert cast.phu_school.code not in str(shown)
    assert call(cast.decha).get(f"claims/{claim.pk}").body["holder"]["code"] == cast.phu_school.code


def test_above_the_laos_no_whole_number_and_no_name_is_shown(cast: Cast, call: Any) -> None:
    claim = inside_a_province(cast)
    student = call(cast.malee).get(f"claims/{claim.pk}").body["student"]
    assert student["name"] is None
    assert student["citizen_id"] != claim.citizen_id


def test_no_number_stands_in_an_address_or_a_problem(cast: Cast, call: Any) -> None:
    number = entry(*OF_PHU).citizen_id
    filed(cast, call)
    for answer in (filed(cast, call), filed(cast, call, student={"birth_date": "2015-12-31"})):
        assert answer.status in (409, 422)
        assert number not in str(answer.body)
    assert where(OF_PHU) == [cast.phu_school.code]
