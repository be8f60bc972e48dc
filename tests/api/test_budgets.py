"""Education money over the API (API.md: budgets)."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.confirmations.standing import north_stands

CENTER = {"center_children": 667, "center_children_3_5": 523}


def amounts(answer: Any) -> dict[tuple[str, str], int]:
    assert answer.status == 200, answer.body
    return {(line["line"], line["group"]): line["amount"] for line in answer.body["lines"]}


def test_the_rules_of_2565_for_a_center(cast: Cast, call: Any) -> None:
    answer = call(cast.somsri).post("budgets/compute", {"fiscal_year": 2565, "groups": CENTER})
    assert amounts(answer) == {
        ("teaching", "center_children"): 1_133_900,
        ("books", "center_children_3_5"): 104_600,
        ("equipment", "center_children_3_5"): 104_600,
        ("uniform", "center_children_3_5"): 156_900,
        ("activities", "center_children_3_5"): 224_900,
        ("lunch", "center_children"): 3_431_800,
        ("milk", "center_children"): 1_278_200,
    }
    assert answer.body["total"] == sum(amounts(answer).values())
    assert answer.body["missing"] == []
    [lunch] = [line for line in answer.body["lines"] if line["line"] == "lunch"]
    assert (lunch["rate"], lunch["days"], lunch["count"]) == (21, 245, 667)
    assert lunch["source"].startswith("proved: มติ ครม. 9 ก.พ. 2564")


def test_schools_of_one_unit_are_rounded_once_and_fed_by_their_size(cast: Cast, call: Any) -> None:
    schools = [{"kind": "school", "groups": {"school_primary": n}} for n in (33, 33, 34)]
    answer = call(cast.somsri).post("budgets/compute", {"fiscal_year": 2565, "schools": schools})
    assert amounts(answer)["milk", "school_primary"] == 191_700, "100 x 7.37 x 260 = 191,620"
    schools = [{"kind": "school", "groups": {"school_preprimary": 20, "school_primary": n}} for n in (20, 21)]
    answer = call(cast.somsri).post("budgets/compute", {"fiscal_year": 2566, "schools": schools})
    assert amounts(answer)["lunch", "school_primary"] == 200 * (20 * 36 + 21 * 27)
    [line] = [x for x in answer.body["lines"] if (x["line"], x["group"]) == ("lunch", "school_primary")]
    assert line["rate"] is None
    assert {(part["count"], part["rate"]) for part in line["parts"]} == {(20, 36), (21, 27)}


def test_what_has_no_rate_is_listed_and_never_nothing(cast: Cast, call: Any) -> None:
    given = {"fiscal_year": 2566, "groups": {"school_primary": 100}}
    answer = call(cast.somsri).post("budgets/compute", given)
    gaps = {gap["line"]: gap["why"] for gap in answer.body["missing"]}
    assert set(gaps) == {"teaching", "books", "equipment", "uniform", "activities", "lunch"}
    assert "ต้องระบุจำนวนเป็นรายแห่ง" in gaps["lunch"]
    assert all(line["amount"] for line in answer.body["lines"])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"fiscal_year": 2022, "groups": {}}, "fiscal-year"),
        ({"fiscal_year": 2565}, "groups-missing"),
        ({"fiscal_year": 2565, "groups": {}, "schools": []}, "groups-missing"),
        ({"fiscal_year": 2565, "groups": {"pupils": 1}}, "group-unknown"),
        ({"fiscal_year": 2565, "groups": {"school_primary": -1}}, "count-out-of-range"),
        ({"fiscal_year": 2565, "groups": {"center_children_3_5": 1}}, "more-than-all"),
        ({"fiscal_year": 2565, "schools": [{"kind": "zoo", "groups": {}}]}, "kind-unknown"),
        (
            {"fiscal_year": 2565, "schools": [{"kind": "center", "groups": {"school_primary": 1}}]},
            "group-of-another-kind",
        ),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, call: Any, given: dict[str, Any], code: str) -> None:
    answer = call(cast.somsri).post("budgets/compute", given)
    assert answer.status == 422
    assert code in answer.codes


def test_an_estimate_is_of_what_is_confirmed_and_adds_lao_amounts(cast: Cast, call: Any) -> None:
    empty = call(cast.decha).get("budgets/estimate", fiscal_year=2565)
    assert (empty.body["lines"], empty.body["total"]) == ([], 0)
    north_stands(cast)
    north = call(cast.decha).get("budgets/estimate", fiscal_year=2565, organization=cast.north.code).body
    laos = [
        call(cast.malee).get("budgets/estimate", fiscal_year=2565, organization=lao.code).body
        for lao in (cast.mali, cast.bua)
    ]
    assert north["total"] == sum(lao["total"] for lao in laos) > 0
    assert (north["basis"], north["organization"], north["fiscal_year"]) == (
        "confirmed",
        cast.north.code,
        2565,
    )


def test_a_preview_is_of_one_lao_and_never_summed_higher(cast: Cast, call: Any) -> None:
    for by in (cast.somsri, cast.wichai):
        answer = call(by).get("budgets/estimate", fiscal_year=2565, basis="register")
        assert answer.body["total"] > 0
        assert answer.body["basis"] == "register"
    for by in (cast.malee, cast.decha):
        answer = call(by).get("budgets/estimate", fiscal_year=2565, basis="register")
        assert answer.codes == {"register-not-summed"}


def test_who_sees_it(cast: Cast, call: Any) -> None:
    asked = {"fiscal_year": 2565, "organization": cast.school.code}
    assert call(cast.stranger).get("budgets/estimate", **asked).status == 404
    assert call(cast.center_officer).get("budgets/estimate", **asked).status == 404
    assert call(cast.teacher).get("budgets/estimate", **asked).status == 403
    assert call(cast.somsri).get("budgets/estimate", fiscal_year=2565, basis="dreams").codes == {
        "basis-unknown"
    }
    assert call(cast.somsri).get("budgets/estimate", fiscal_year=1).codes == {"fiscal-year"}
