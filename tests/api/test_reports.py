"""Counts and progress (API.md: reports; letter §3, §9.1)."""

from datetime import timedelta
from typing import Any

import pytest

from lec.confirmations.actions import confirm, revoke
from lec.headcounts.actions import enter
from lec.headcounts.rules import Cell
from tests.cast import NOW, Cast, attest_all


@pytest.fixture
def counted(cast: Cast) -> Cast:
    """The school (9), Bua's center (3) and Phu's school (6) stand confirmed, and Mali's headcounts (15)."""
    for institution in (cast.school, cast.bua_center, cast.phu_school):
        attest_all(institution, cast.round)
        officer = cast.officer_of(institution)
        confirm(organization=institution, round=cast.round, subject="students", by=officer)
    for school, number in ((cast.border_school, 12), (cast.private_school, 3)):
        enter(school=school, round=cast.round, cells=[Cell("P1", "F", number)], by=cast.wichai)
    confirm(organization=cast.mali, round=cast.round, subject="headcounts", by=cast.wichai)
    return cast


def counts(call: Any, actor: Any, **query: str) -> dict[str, Any]:
    answer = call(actor).get("reports/counts", round="2564-2", **query)
    assert answer.status == 200, answer.body
    assert answer.body["total"] == sum(row["count"] for row in answer.body["rows"])
    return answer.body


def test_counts_by_direct_children(counted: Cast, call: Any) -> None:
    nation = counts(call, counted.decha)
    assert nation == {
        "rows": [  # in the order of the Thai alphabet
            {"organization": "98", "name": counted.south.name, "count": 6},
            {"organization": "97", "name": counted.north.name, "count": 12},
        ],
        "total": 18,
        "confirmed": 3,
        "expected": 4,
    }
    province = counts(call, counted.decha, organization="97", by="organization")
    assert {row["organization"]: row["count"] for row in province["rows"]} == {
        counted.mali.code: 9,
        counted.bua.code: 3,
    }
    assert (province["confirmed"], province["expected"]) == (2, 3)


def test_the_callers_own_is_the_default(counted: Cast, call: Any) -> None:
    lao = counts(call, counted.wichai)
    assert {row["organization"]: row["count"] for row in lao["rows"]} == {
        counted.school.code: 9,
        counted.center.code: 0,
    }
    own = counts(call, counted.teacher)
    assert [(row["organization"], row["count"]) for row in own["rows"]] == [(counted.school.code, 9)]
    assert (own["confirmed"], own["expected"]) == (1, 1)


def test_counts_by_grade_sex_and_kind(counted: Cast, call: Any) -> None:
    assert counts(call, counted.decha, by="grade")["rows"] == [
        {"grade": "K1", "count": 3},
        {"grade": "K2", "count": 3},
        {"grade": "P1", "count": 6},
        {"grade": "P2", "count": 3},
        {"grade": "P4", "count": 3},
    ]
    assert counts(call, counted.decha, by="sex")["rows"] == [
        {"sex": "M", "count": 12},
        {"sex": "F", "count": 6},
    ]
    assert counts(call, counted.decha, by="kind")["rows"] == [
        {"kind": "school", "count": 15},
        {"kind": "center", "count": 3},
    ]


def test_headcounts_are_counted_apart(counted: Cast, call: Any) -> None:
    nation = counts(call, counted.decha, subject="headcounts")
    assert {row["organization"]: row["count"] for row in nation["rows"]} == {"97": 15, "98": 0}
    assert (nation["confirmed"], nation["expected"]) == (1, 2)
    own = counts(call, counted.wichai, subject="headcounts")
    assert [(row["organization"], row["count"]) for row in own["rows"]] == [(counted.mali.code, 15)]
    other = counts(call, counted.buntham, subject="headcounts")
    assert (other["total"], other["expected"]) == (0, 0)
    assert [row["organization"] for row in other["rows"]] == [counted.bua.code]


def test_only_what_stands_is_counted(counted: Cast, call: Any) -> None:
    revoke(confirmation=counted.school.confirmations.get(), because="แก้ไข", by=counted.wichai)
    nation = counts(call, counted.decha)
    assert (nation["total"], nation["confirmed"]) == (9, 2)


def test_before_anybody_confirms_the_rows_say_zero(cast: Cast, call: Any) -> None:
    assert [row["count"] for row in counts(call, cast.decha)["rows"]] == [0, 0]
    assert counts(call, cast.decha, by="grade")["rows"] == []


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"by": "age"}, ("by", "by-unknown")),
        ({"by": "kind", "subject": "headcounts"}, ("by", "by-unknown")),
        ({"by": ""}, ("by", "by-unknown")),
        ({"round": "2570-1"}, ("round", "round-unknown")),
        ({"subject": "teachers"}, ("subject", "subject-unknown")),
    ],
)
def test_what_cannot_be_counted(cast: Cast, call: Any, query: dict[str, str], fault: tuple[str, str]) -> None:
    answer = call(cast.decha).get("reports/counts", **query)
    assert (answer.status, answer.faults) == (422, {fault})


def test_reports_are_read_downward(counted: Cast, call: Any) -> None:
    for report in ("counts", "progress"):
        path = f"reports/{report}"
        assert call(counted.somsri).get(path, organization=counted.mali.code, round="x").status == 403
        assert call(counted.wichai).get(path, organization=counted.bua.code, round="x").status == 404
        assert call(counted.decha).get(path, organization="x", by="x").status == 404


def test_counts_cost_the_same_however_many_confirmed(
    counted: Cast, call: Any, django_assert_num_queries: Any
) -> None:
    for by, queries in (("organization", 6), ("grade", 5), ("sex", 5), ("kind", 5)):
        caller = call(counted.decha)
        with django_assert_num_queries(queries + 1):
            caller.get("reports/counts", round="2564-2", by=by)


# --- progress


def test_progress_of_a_province(counted: Cast, call: Any) -> None:
    items = call(counted.malee).everything("reports/progress", round="2564-2")
    mali = next(item for item in items if item["organization"] == counted.mali.code)
    assert mali == {
        "organization": counted.mali.code,
        "name": counted.mali.name,
        "level": "lao",
        "state": "waiting",
        "due": "2021-11-11",
        "late": False,
        "obstacles": 1,
        "headcounts": {"state": "confirmed", "due": "2021-11-11", "late": False, "obstacles": 0},
    }
    other = next(item for item in items if item["organization"] == counted.bua.code)
    assert (other["state"], other["obstacles"]) == ("ready", 0)
    assert (other["headcounts"]["state"], other["headcounts"]["obstacles"]) == ("not_applicable", 0)


def test_progress_of_the_nation_and_of_an_lao(counted: Cast, call: Any) -> None:
    nation = call(counted.decha).everything("reports/progress", limit=1)
    assert [(i["organization"], i["state"], i["due"]) for i in nation] == [
        ("97", "waiting", "2021-11-12"),
        ("98", "waiting", "2021-11-12"),
    ]
    below = call(counted.wichai).everything("reports/progress")
    assert [(i["organization"], i["state"], i["headcounts"]) for i in below] == [
        (counted.school.code, "confirmed", None),
        (counted.center.code, "waiting", None),
    ]
    assert call(counted.somsri).everything("reports/progress") == []


def test_who_is_late_is_marked(counted: Cast, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = call(counted.wichai)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=4))
    assert [i["late"] for i in caller.everything("reports/progress")] == [False, True]


def test_progress_costs_the_same_however_many_units(
    counted: Cast, call: Any, django_assert_num_queries: Any
) -> None:
    caller = call(counted.decha)
    for organization, queries in (("DLA", 13), ("97", 16), (counted.mali.code, 11)):
        with django_assert_num_queries(queries):
            caller.get("reports/progress", round="2564-2", organization=organization)
