"""The tree as far as one sees it, and how far an organization is (API.md: organizations, status)."""

from typing import Any

import pytest

from lec.api.paging import Paging, page_of_list
from lec.confirmations.actions import confirm
from tests.cast import Cast, attest_all


def codes(items: list[dict[str, Any]]) -> set[str]:
    return {item["code"] for item in items}


def test_one_organization(cast: Cast, call: Any) -> None:
    answer = call(cast.wichai).get(f"organizations/{cast.school.code}")
    assert answer.status == 200
    assert answer.body == {
        "code": cast.school.code,
        "level": "institution",
        "kind": "school",
        "name": cast.school.name,
        "parent": cast.mali.code,
        "district": None,
        "grades": cast.school.grades,
    }
    lao = call(cast.wichai).get(f"organizations/{cast.mali.code}").body
    assert (lao["kind"], lao["parent"], lao["district"]) == ("SUBDISTRICT", cast.north.code, "เมือง")


def test_the_department_has_no_parent_and_no_kind(cast: Cast, call: Any) -> None:
    body = call(cast.somsri).get(f"organizations/{cast.department.code}").body
    assert (body["parent"], body["kind"], body["district"]) == (None, None, None)


def test_a_list_holds_what_is_below_and_the_ancestors_by_name(cast: Cast, call: Any) -> None:
    above = {cast.department.code, cast.north.code}
    assert codes(call(cast.somsri).everything("organizations")) == {
        cast.school.code,
        cast.mali.code,
        *above,
    }
    assert codes(call(cast.wichai).everything("organizations")) == {
        cast.mali.code,
        cast.school.code,
        cast.center.code,
        *above,
    }
    assert len(call(cast.decha).everything("organizations")) == 10


def test_a_list_can_be_narrowed(cast: Cast, call: Any) -> None:
    department = call(cast.decha)
    assert codes(department.everything("organizations", level="province")) == {"97", "98"}
    below = department.everything("organizations", parent=cast.mali.code)
    assert codes(below) == {cast.school.code, cast.center.code}
    assert codes(department.everything("organizations", q="ภูผา", level="lao")) == {cast.phu.code}
    assert codes(department.everything("organizations", q="0597")) == {cast.mali.code}
    assert department.everything("organizations", parent="nowhere") == []
    wrong = department.get("organizations", level="district")
    assert (wrong.status, wrong.faults) == (422, {("level", "level-unknown")})


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast, call: Any) -> None:
    department = call(cast.decha)
    first = department.get("organizations", limit=4)
    assert len(first.body["items"]) == 4
    assert first.body["next"].replace("-", "").replace("_", "").isalnum(), "URL-safe"
    whole = department.everything("organizations", limit=4)
    assert [item["code"] for item in whole] == sorted(codes(whole))
    assert len(whole) == 10
    assert department.get("organizations", limit=10).body["next"] is None


def test_a_page_has_500_at_most() -> None:
    found, following = page_of_list(range(600), Paging(limit="5000"))
    assert (len(found), following is not None) == (500, True)
    rest, following = page_of_list(range(600), Paging(limit="5000", cursor=following or ""))
    assert (list(rest), following) == (list(range(500, 600)), None)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": 0}, "limit-invalid"),
        ({"limit": "many"}, "limit-invalid"),
        ({"limit": -1}, "limit-invalid"),
        ({"cursor": "%"}, "cursor-invalid"),
        ({"cursor": "WyJwayIsIDFd"}, "cursor-invalid"),  # of another list: ["pk", 1]
        ({"cursor": "WyJjb2RlIiwgMV0"}, "cursor-invalid"),  # of another kind: ["code", 1]
        ({"cursor": "WyJuYW1lIiwgIngiXQ"}, "cursor-invalid"),  # by another key: ["name", "x"]
        ({"cursor": "W1tbW1tb"}, "cursor-invalid"),
    ],
)
def test_a_page_that_cannot_be(cast: Cast, call: Any, query: dict[str, object], code: str) -> None:
    answer = call(cast.decha).get("organizations", **query)
    assert (answer.status, answer.code) == (422, code)


def test_strangers_are_told_the_same_as_of_nothing(cast: Cast, call: Any) -> None:
    stranger = call(cast.stranger)
    there = stranger.get(f"organizations/{cast.school.code}")
    nowhere = stranger.get("organizations/9999999999")
    assert (there.status, there.body) == (404, nowhere.body)
    assert stranger.get(f"organizations/{cast.school.code}/status").status == 404


def test_of_an_ancestor_only_the_name_is_shown(cast: Cast, call: Any) -> None:
    answer = call(cast.somsri).get(f"organizations/{cast.mali.code}/status")
    assert (answer.status, answer.code) == (403, "forbidden")


def status(call: Any, actor: Any, organization: Any, **query: str) -> Any:
    answer = call(actor).get(f"organizations/{organization.code}/status", **query)
    assert answer.status == 200, answer.body
    return answer.body


def test_a_school_waits_is_ready_and_confirmed(cast: Cast, call: Any) -> None:
    waiting = status(call, cast.wichai, cast.school, round="2564-2")["students"]
    assert (waiting["state"], waiting["confirmation"]) == ("waiting", None)
    [obstacle] = waiting["obstacles"]
    assert (obstacle["code"], obstacle["organization"]) == ("students-not-attested", cast.school.code)
    assert obstacle["count"] == 9

    attest_all(cast.school, cast.round)
    ready = status(call, cast.teacher, cast.school)
    assert (ready["students"]["state"], ready["students"]["obstacles"]) == ("ready", [])
    assert ready["headcounts"] == {"state": "not_applicable", "obstacles": [], "confirmation": None}

    given = confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    confirmed = status(call, cast.malee, cast.school)["students"]
    assert (confirmed["state"], confirmed["obstacles"]) == ("confirmed", [])
    assert confirmed["confirmation"]["id"] == given.pk
    assert confirmed["confirmation"]["receipt"]["number"] == given.receipt.number
    assert confirmed["confirmation"]["receipt"]["total"] == 9


def test_an_lao_has_two_subjects(cast: Cast, call: Any) -> None:
    body = status(call, cast.wichai, cast.mali)
    assert body["students"]["state"] == body["headcounts"]["state"] == "waiting"
    assert {(o["code"], o["organization"]) for o in body["students"]["obstacles"]} == {
        ("institutions-unconfirmed", cast.school.code),
        ("institutions-unconfirmed", cast.center.code),
    }
    assert {(o["code"], o["organization"]) for o in body["headcounts"]["obstacles"]} == {
        ("headcounts-missing", cast.border_school.code),
        ("headcounts-missing", cast.private_school.code),
    }
    assert status(call, cast.buntham, cast.bua)["headcounts"]["state"] == "not_applicable"


def test_below_a_confirmed_lao_a_school_is_confirmed_above(cast: Cast, call: Any) -> None:
    attest_all(cast.bua_center, cast.round)
    confirm(organization=cast.bua_center, round=cast.round, subject="students", by=cast.bua_officer)
    confirm(organization=cast.bua, round=cast.round, subject="students", by=cast.buntham)
    assert status(call, cast.bua_officer, cast.bua_center)["students"]["state"] == "confirmed_above"


def test_the_department_confirms_nothing(cast: Cast, call: Any) -> None:
    body = status(call, cast.decha, cast.department)
    assert body["students"]["state"] == body["headcounts"]["state"] == "not_applicable"


@pytest.mark.parametrize("round", ["2565-1", "2564", "x", "2564-2-1", "99999999999999999999-1"])
def test_a_round_nobody_knows_is_wrong_content(cast: Cast, call: Any, round: str) -> None:
    answer = call(cast.wichai).get(f"organizations/{cast.mali.code}/status", round=round)
    assert (answer.status, answer.faults) == (422, {("round", "round-unknown")})


def test_status_costs_the_same_whatever_lies_below(
    cast: Cast, call: Any, django_assert_num_queries: Any
) -> None:
    caller = call(cast.malee)
    with django_assert_num_queries(14):
        assert caller.get(f"organizations/{cast.north.code}/status").status == 200
