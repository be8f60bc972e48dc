"""Merging as programs do it: shapes, the order of refusals, and undoing."""

from typing import Any

import pytest

from lec.students.models import Enrollment
from lec.thai import citizen_id
from tests.cast import Cast
from tests.students.twins import again, first, twice_at_school, twice_in_lao

BECAUSE = "ตรวจสูติบัตรแล้วเป็นคนเดียวกัน"
NUMBERED = {
    "citizen_id_type": "thai",
    "citizen_id": citizen_id.synthetic(900),
    "citizen_id_missing_because": "",
}


def sent(second: Enrollment, **more: Any) -> dict[str, Any]:
    return {"merged": second.student_id, "because": BECAUSE, **more}


def address() -> str:
    return f"students/{first().pk}/merge"


def test_two_rows_become_one_and_two_again(cast: Cast, call: Any) -> None:
    second, caller = twice_at_school(cast, **NUMBERED), call(cast.somsri)
    answer = caller.post(address(), sent(second))
    assert answer.status == 201
    number = answer.body["id"]
    assert answer.body == {
        "id": number,
        "student": first().pk,
        "merged": second.student_id,
        "enrollments": [second.pk],
        "organization": cast.school.code,
        "because": BECAUSE,
        "merged_at": answer.body["merged_at"],
        "undone_at": None,
    }
    found = caller.post("students/search", {"q": NUMBERED["citizen_id"]}).body
    assert [row["id"] for row in found] == [first().pk]
    undone = caller.post(f"merges/{number}/undo")
    assert undone.status == 200
    assert undone.body == {**answer.body, "undone_at": undone.body["undone_at"]}
    assert undone.body["undone_at"] is not None
    twice = caller.post(f"merges/{number}/undo")
    assert (twice.status, twice.codes) == (409, {"already-undone"})


def test_the_lao_merges_across_its_institutions(cast: Cast, call: Any) -> None:
    second = twice_in_lao(cast)
    assert call(cast.wichai).post(address(), sent(second)).body["organization"] == cast.mali.code


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("teacher", 403),
        ("wichai", 403),
        ("malee", 403),
        ("decha", 403),
        ("phu_officer", 404),
        ("bua_officer", 404),
    ],
)
def test_whoever_may_not_is_told_before_anybody_looks_at_the_content(
    cast: Cast, call: Any, who: str, status: int
) -> None:
    second = twice_at_school(cast)
    assert call(getattr(cast, who)).post(address(), sent(second)).status == status
    if who != "wichai":
        assert call(getattr(cast, who)).post(address(), raw=b"{").status == status


@pytest.mark.parametrize(
    ("who", "status"), [("teacher", 404), ("wichai", 403), ("malee", 403), ("prasit", 404)]
)
def test_whoever_may_not_undo(cast: Cast, call: Any, who: str, status: int) -> None:
    number = call(cast.somsri).post(address(), sent(twice_at_school(cast))).body["id"]
    assert call(getattr(cast, who)).post(f"merges/{number}/undo").status == status


def test_a_twin_that_is_not_seen_is_not_there(cast: Cast, call: Any) -> None:
    second = again(cast.phu_school)
    for actor in (cast.somsri, cast.wichai):
        assert call(actor).post(address(), sent(second)).status == 404
    assert call(cast.somsri).post(address(), {"merged": 999_999, "because": BECAUSE}).status == 404


def test_a_reason_is_needed_and_names_its_field(cast: Cast, call: Any) -> None:
    second = twice_at_school(cast)
    answer = call(cast.somsri).post(address(), sent(second, because=" "))
    assert (answer.status, answer.faults) == (422, {("because", "because-missing")})
    answer = call(cast.somsri).post(address(), {"because": BECAUSE})
    assert (answer.status, answer.faults) == (422, {("merged", "value-missing")})


def test_while_both_are_active_it_is_409(cast: Cast, call: Any) -> None:
    answer = call(cast.somsri).post(address(), sent(again(cast.school)))
    assert (answer.status, answer.codes) == (409, {"both-active"})


def test_who_was_merged_is_no_address_any_more(cast: Cast, call: Any) -> None:
    second, caller = twice_at_school(cast), call(cast.somsri)
    caller.post(address(), sent(second))
    assert caller.get(f"students/{second.student_id}").status == 404
    assert caller.post(f"students/{second.student_id}/merge", sent(second)).status == 404
