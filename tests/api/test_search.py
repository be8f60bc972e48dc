"""Looking for a student over the API: posted, and inside what the caller may see."""

from typing import Any

import pytest

from lec.students.actions import enroll
from tests.cast import Cast, entry


@pytest.fixture
def fasai(cast: Cast) -> int:
    new = entry(950, "P1", first_name="ฟ้าใส", last_name="ณ ป่าหวาย", student_number="12")
    (stay,) = enroll(institution=cast.school, entries=[new], by=cast.somsri)
    return stay.student_id


def found(call: Any, actor: Any, text: str) -> list[int]:
    answer = call(actor).post("students/search", {"q": text})
    assert answer.status == 200, answer.body
    return [row["id"] for row in answer.body]


@pytest.mark.parametrize("text", ["ฟ้าใส", "ฟาใส ป่าหวาย", "ด.ช. ฟ้าใส", entry(950, "P1").citizen_id, "12"])
def test_by_name_by_citizen_id_and_by_student_number(cast: Cast, call: Any, fasai: int, text: str) -> None:
    assert found(call, cast.somsri, text) == [fasai]
    assert found(call, cast.wichai, text) == [fasai]
    for stranger in (cast.center_officer, cast.phu_officer, cast.prasit):
        assert found(call, stranger, text) == []


def test_an_answer_names_the_institution(cast: Cast, call: Any, fasai: int) -> None:
    (row,) = call(cast.wichai).post("students/search", {"q": "ฟ้าใส"}).body
    assert (row["institution"], row["grade"], row["room"]) == (cast.school.code, "P1", "1")


def test_who_sees_counts_only_looks_for_nobody(cast: Cast, call: Any, fasai: int) -> None:
    for actor in (cast.malee, cast.decha):
        answer = call(actor).post("students/search", {"q": "ฟ้าใส"})
        assert (answer.status, answer.code) == (403, "forbidden")


def test_nothing_looked_for_finds_nobody(cast: Cast, call: Any) -> None:
    assert found(call, cast.somsri, " ") == []
    assert call(cast.somsri).get("students/search").status in (404, 405)
