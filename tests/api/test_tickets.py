"""Unlock tickets over the API (API.md)."""

from typing import Any

from lec.students.models import Student
from tests.cast import Cast
from tests.confirmations.standing import north_stands, stand, stand_whole

ASK = {"round": "2564-2", "subject": "students", "because": "สะกดชื่อผิด"}


def ask(call: Any, cast: Cast, **more: object) -> Any:
    return call(cast.somsri).post("unlock-tickets", ASK | {"organization": cast.school.code} | more)


def test_asked_climbed_and_come_down(cast: Cast, call: Any) -> None:
    north_stands(cast)
    response = ask(call, cast)
    assert response.status == 201
    ticket = response.body
    assert {key: ticket[key] for key in ("state", "waiting_for", "organization", "students")} == {
        "state": "open",
        "waiting_for": "DLA",
        "organization": cast.school.code,
        "students": 0,
    }
    for by, then in ((cast.decha, "97"), (cast.malee, cast.mali.code), (cast.wichai, None)):
        answer = call(by).post(f"unlock-tickets/{ticket['id']}/approve", {"because": "เห็นชอบ"})
        assert answer.status == 200
        assert answer.body["waiting_for"] == then
    assert answer.body["state"] == "approved"
    assert [step["revoked"] for step in answer.body["steps"]] == [
        None,
        "97",
        cast.mali.code,
        cast.school.code,
    ]
    listed = call(cast.somsri).everything("unlock-tickets")
    assert [one["id"] for one in listed] == [ticket["id"]]


def test_students_are_named_by_id(cast: Cast, call: Any) -> None:
    stand(cast.school, cast.round)
    student = Student.objects.filter(enrollments__institution=cast.school).earliest("pk")
    assert ask(call, cast, students=[student.pk]).body["students"] == 1
    elsewhere = Student.objects.filter(enrollments__institution=cast.center).earliest("pk")
    stand(cast.center, cast.round)
    wrong = call(cast.center_officer).post(
        "unlock-tickets",
        ASK | {"organization": cast.center.code, "students": [student.pk, elsewhere.pk]},
    )
    assert wrong.status == 422
    assert wrong.codes == {"student-unknown"}


def test_refused_withdrawn_and_by_whom(cast: Cast, call: Any) -> None:
    stand_whole(cast.mali, cast.round)
    ticket = ask(call, cast).body["id"]
    address = f"unlock-tickets/{ticket}"
    assert call(cast.wichai).post(f"{address}/approve", {"because": ""}).status == 403
    assert call(cast.stranger).post(f"{address}/approve", {"because": ""}).status == 404
    assert call(cast.malee).post(f"{address}/refuse", {"because": ""}).status == 422
    assert call(cast.malee).post(f"{address}/refuse", {"because": "ไม่"}).body["state"] == "refused"
    assert call(cast.somsri).post(f"{address}/withdraw").status == 409
    again = ask(call, cast).body["id"]
    assert call(cast.somsri).post(f"unlock-tickets/{again}/withdraw").body["state"] == "withdrawn"


def test_what_does_not_stand_is_not_asked_for(cast: Cast, call: Any) -> None:
    refused = ask(call, cast)
    assert refused.status == 409
    assert refused.codes == {"not-confirmed"}
    assert ask(call, cast, because="").status == 409
    assert call(cast.wichai).post("unlock-tickets", ASK | {"organization": cast.school.code}).status == 403
    assert call(cast.teacher).get("unlock-tickets").status == 403
