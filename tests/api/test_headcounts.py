"""Headcounts of schools of other affiliations (API.md: other-schools; letter §4.2(3), §7.3)."""

from datetime import date
from typing import Any

import pytest

from lec.confirmations.actions import confirm
from lec.headcounts.actions import enter
from lec.headcounts.models import Headcount
from lec.headcounts.rules import Cell
from lec.rounds.models import Round
from tests.cast import Cast

GRID = {
    "counts": [
        {"grade": "P1", "sex": "M", "count": 12},
        {"grade": "P1", "sex": "F", "count": 0},
        {"grade": "K2", "sex": "F", "count": 7},
    ]
}


@pytest.fixture
def path(cast: Cast) -> str:
    return f"other-schools/{cast.border_school.code}/headcounts/2564-2"


def test_an_lao_enters_a_school(cast: Cast, call: Any, path: str) -> None:
    answer = call(cast.wichai).put(path, GRID)
    assert answer.status == 200
    assert answer.body == {
        "code": cast.border_school.code,
        "name": cast.border_school.name,
        "affiliation": "ตชด.",
        "counts": [GRID["counts"][2], GRID["counts"][0], GRID["counts"][1]],
        "total": 19,
        "last": None,
    }


def test_the_list_says_who_is_not_entered(
    cast: Cast, call: Any, path: str, django_assert_num_queries: Any
) -> None:
    call(cast.wichai).put(path, GRID)
    listed = f"organizations/{cast.mali.code}/other-schools"
    for actor in (cast.wichai, cast.malee, cast.decha):
        items = call(actor).everything(listed, round="2564-2", limit=1)
        assert [(item["code"], item["total"]) for item in items] == [
            (cast.private_school.code, None),
            (cast.border_school.code, 19),
        ]
        assert items[0]["counts"] is None, "not entered is not zero"
    [border] = call(cast.wichai).everything(listed, affiliation="ตชด.")
    assert border["code"] == cast.border_school.code
    with django_assert_num_queries(6):
        call(cast.wichai).get(listed, round="2564-2")


def test_last_time_stands_beside(cast: Cast, call: Any, path: str) -> None:
    before = Round.objects.create(
        academic_year=2564,
        number=1,
        opens_on=date(2021, 6, 1),
        institution_due_on=date(2021, 6, 10),
        lao_due_on=date(2021, 6, 10),
        province_due_on=date(2021, 6, 10),
        closes_on=date(2021, 6, 11),
    )
    Headcount.objects.create(school=cast.border_school, round=before, grade="P1", sex="M", count=11)
    assert call(cast.wichai).put(path, GRID).body["last"] == {
        "round": "2564-1",
        "counts": [{"grade": "P1", "sex": "M", "count": 11}],
        "total": 11,
    }


def test_the_grid_is_replaced_and_can_be_emptied(cast: Cast, call: Any, path: str) -> None:
    call(cast.wichai).put(path, GRID)
    assert call(cast.wichai).put(path, {"counts": GRID["counts"][:1]}).body["total"] == 12
    empty = call(cast.wichai).put(path, {"counts": []}).body
    assert (empty["counts"], empty["total"]) == (None, None)


def test_only_the_lao_that_pays_writes(cast: Cast, call: Any, path: str) -> None:
    for actor in (cast.malee, cast.decha):
        assert call(actor).put(path, {"counts": "?"}).status == 403
    for actor in (cast.prasit, cast.stranger, cast.somsri, cast.buntham):
        assert call(actor).put(path, {"counts": "?"}).status == 404
    assert not Headcount.objects.exists()


def test_lists_are_read_downward(cast: Cast, call: Any) -> None:
    listed = f"organizations/{cast.mali.code}/other-schools"
    assert call(cast.somsri).get(listed).status == 403
    assert call(cast.buntham).get(listed).status == 404
    assert call(cast.wichai).get(f"organizations/{cast.school.code}/other-schools").status == 404
    assert call(cast.wichai).get(listed, round="1").faults == {("round", "round-unknown")}


def test_an_unknown_school_or_round_is_not_there(cast: Cast, call: Any, path: str) -> None:
    assert call(cast.wichai).put("other-schools/0/headcounts/2564-2", GRID).status == 404
    assert call(cast.wichai).put(path.replace("2564-2", "2570-2"), GRID).status == 404


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ({"grade": "P7", "sex": "M", "count": 1}, "grade-unknown"),
        ({"grade": None, "sex": "M", "count": 1}, "grade-unknown"),
        ({"grade": "P2", "sex": "X", "count": 1}, "sex-unknown"),
        ({"grade": "P2", "sex": "M", "count": -1}, "count-out-of-range"),
        ({"grade": "P2", "sex": "M", "count": 10_000}, "count-out-of-range"),
        ({"grade": "P2", "sex": "M", "count": 10**30}, "count-out-of-range"),
        ({"grade": "P2", "sex": "M", "count": None}, "value-invalid"),
        ({"grade": "P2", "sex": "M", "count": ""}, "value-invalid"),
        ({"grade": "P2", "sex": "M", "count": 1.5}, "value-invalid"),
        ({"grade": "P2", "sex": "M", "count": True}, "value-invalid"),
        ({"grade": "P2", "sex": "M"}, "value-missing"),
        ({"grade": "P1", "sex": "M", "count": 1}, "cell-twice"),
    ],
)
def test_a_cell_that_cannot_be(cast: Cast, call: Any, path: str, cell: dict[str, Any], code: str) -> None:
    answer = call(cast.wichai).put(path, {"counts": [*GRID["counts"], cell]})
    assert (answer.status, answer.codes) == (422, {code})
    assert not Headcount.objects.exists()


def test_confirmed_headcounts_stand(cast: Cast, call: Any, path: str) -> None:
    for school in (cast.border_school, cast.private_school):
        enter(school=school, round=cast.round, cells=[Cell("P1", "M", 1)], by=cast.wichai)
    confirm(organization=cast.mali, round=cast.round, subject="headcounts", by=cast.wichai)
    wrong = {"counts": [{"grade": "P7", "sex": "M", "count": 1}]}
    assert call(cast.wichai).put(path, wrong).status == 422, "wrong content is said first"
    answer = call(cast.wichai).put(path, GRID)
    assert (answer.status, answer.code) == (409, "already-confirmed")


def test_outside_the_round_nothing_is_entered(cast: Cast, call: Any, path: str) -> None:
    call(cast.decha).patch("rounds/2564-2", {"closed_at": "2021-11-08T09:00:00+07:00"})
    answer = call(cast.wichai).put(path, GRID)
    assert (answer.status, answer.code) == (409, "round-not-open")
