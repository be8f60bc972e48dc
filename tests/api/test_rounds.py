"""The calendar: read by everybody, written by the department (API.md: rounds)."""

from datetime import date, datetime
from typing import Any

import pytest

from lec.audit.models import AuditEntry
from lec.rounds.models import Reopening, Round
from lec.thai.calendar import BANGKOK
from tests.cast import Cast

NEW = {
    "academic_year": 2565,
    "number": 1,
    "opens_on": "2022-06-10",
    "closes_on": "2022-06-25",
    "due": {"institution": "2022-06-20", "lao": "2022-06-22", "province": "2022-06-25"},
}


def test_everybody_reads_the_calendar(cast: Cast, call: Any) -> None:
    for actor in (cast.teacher, cast.wichai, cast.malee, cast.decha):
        answer = call(actor).get("rounds")
        assert answer.body["next"] is None
        assert answer.body["items"] == [
            {
                "key": "2564-2",
                "academic_year": 2564,
                "number": 2,
                "opens_on": "2021-11-01",
                "closes_on": "2021-11-12",
                "due": {"institution": "2021-11-11", "lao": "2021-11-11", "province": "2021-11-12"},
                "state": "open",
                "closed_at": None,
            }
        ]


def test_the_department_plans_a_round(cast: Cast, call: Any) -> None:
    answer = call(cast.decha).post("rounds", NEW)
    assert answer.status == 201
    assert (answer.body["key"], answer.body["state"], answer.body["due"]) == ("2565-1", "planned", NEW["due"])
    listed = call(cast.somsri).get("rounds", limit=1)
    assert listed.body["items"][0]["key"] == "2565-1", "the newest first"
    assert [row["key"] for row in call(cast.somsri).everything("rounds", limit=1)] == ["2565-1", "2564-2"]
    assert AuditEntry.objects.filter(action="plan-round").exists()


def test_nobody_else_writes_the_calendar(cast: Cast, call: Any) -> None:
    for actor in (cast.malee, cast.wichai, cast.somsri, cast.teacher):
        for answer in (
            call(actor).post("rounds", {**NEW, "number": "x"}),
            call(actor).patch("rounds/2564-2", {"closes_on": "2021-02-30"}),
        ):
            assert (answer.status, answer.code) == (403, "forbidden")
        assert call(actor).patch("rounds/2570-1", {}).status == 404
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"number": 3}, ("number", "round-number")),
        ({"academic_year": 2022}, ("academic_year", "academic-year")),
        ({"academic_year": 10**30}, ("academic_year", "academic-year")),
        ({"academic_year": None}, ("academic_year", "value-invalid")),
        ({"number": "first"}, ("number", "value-invalid")),
        ({"opens_on": "2022-06-31"}, ("opens_on", "date-impossible")),
        ({"opens_on": "10/06/2565"}, ("opens_on", "date-impossible")),
        ({"closes_on": ""}, ("closes_on", "date-missing")),
        ({"closes_on": None}, ("closes_on", "date-missing")),
        ({"due": {"institution": "2022-06-20", "lao": "2022-06-22"}}, ("due.province", "date-missing")),
        (
            {"due": {"institution": "2022-06-20", "lao": "2022-06-19", "province": "2022-06-25"}},
            ("due.lao", "dates-out-of-order"),
        ),
        ({"opens_on": "2022-06-21"}, ("due.institution", "dates-out-of-order")),
        ({"closes_on": "2022-06-24"}, ("closes_on", "dates-out-of-order")),
        ({"opens_on": "2021-11-12"}, ("opens_on", "rounds-overlap")),
        ({"academic_year": 2564, "number": 2}, ("number", "round-exists")),
    ],
)
def test_a_round_that_cannot_be(
    cast: Cast, call: Any, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = call(cast.decha).post("rounds", {**NEW, **change})
    assert answer.status == 422, answer.body
    assert fault in answer.faults
    assert Round.objects.count() == 1


def test_all_impossible_dates_are_named_at_once(cast: Cast, call: Any) -> None:
    answer = call(cast.decha).post("rounds", {**NEW, "opens_on": "2022-02-30", "closes_on": "x"})
    assert answer.faults == {("opens_on", "date-impossible"), ("closes_on", "date-impossible")}


def test_the_department_moves_a_date_and_leaves_the_others(cast: Cast, call: Any) -> None:
    answer = call(cast.decha).patch(
        "rounds/2564-2", {"closes_on": "2021-11-20", "due": {"province": "2021-11-15"}}
    )
    assert answer.status == 200
    round = Round.objects.get()
    assert (round.closes_on, round.province_due_on) == (date(2021, 11, 20), date(2021, 11, 15))
    assert (round.opens_on, round.lao_due_on) == (date(2021, 11, 1), date(2021, 11, 11))


def test_the_department_closes_early_and_opens_again(cast: Cast, call: Any) -> None:
    department = call(cast.decha)
    closed = department.patch("rounds/2564-2", {"closed_at": "2021-11-08T09:00:00+07:00"}).body
    assert (closed["state"], closed["closed_at"]) == ("closed", "2021-11-08T09:00:00+07:00")
    assert department.patch("rounds/2564-2", {"closed_at": None}).body["state"] == "open"
    naive = department.patch("rounds/2564-2", {"closed_at": "2021-11-08T09:00:00"})
    assert (naive.status, naive.faults) == (422, {("closed_at", "value-invalid")})


@pytest.mark.parametrize(
    "moment",
    [
        "2021-10-31T23:59:59+07:00",
        "2021-11-13T00:00:01+07:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ],
)
def test_a_round_is_closed_within_its_days(cast: Cast, call: Any, moment: str) -> None:
    answer = call(cast.decha).patch("rounds/2564-2", {"closed_at": moment})
    assert (answer.status, answer.faults) == (422, {("closed_at", "closing-outside-round")})


def test_a_change_that_cannot_be(cast: Cast, call: Any) -> None:
    department = call(cast.decha)
    order = department.patch("rounds/2564-2", {"due": {"lao": "2021-11-20"}})
    assert (order.status, order.faults) == (422, {("due.province", "dates-out-of-order")})
    lost = department.patch("rounds/2564-2", {"number": 1})
    assert (lost.status, lost.faults) == (422, {("number", "field-unknown")})
    assert Round.objects.get().number == 2


CLOSED = datetime(2021, 11, 15, 9, tzinfo=BANGKOK)
TO_MALI = {"organization": "05970101", "until": "2021-11-20", "because": "น้ำท่วม"}


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is three days after closing."""
    monkeypatch.setattr("lec.api.access.timezone.now", lambda: CLOSED)


@pytest.mark.usefixtures("closed")
def test_the_department_opens_a_closed_round_again_for_some(cast: Cast, call: Any) -> None:
    given = TO_MALI | {"organization": cast.mali.code}
    answer = call(cast.decha).post("rounds/2564-2/reopenings", given)
    assert answer.status == 201
    assert datetime.fromisoformat(answer.body["until"]) == datetime(2021, 11, 21, tzinfo=BANGKOK)
    assert (answer.body["organization"], answer.body["round"]) == (cast.mali.code, "2564-2")
    listed = call(cast.wichai).everything("rounds/2564-2/reopenings")
    assert [row["id"] for row in listed] == [answer.body["id"]]
    assert call(cast.stranger).everything("rounds/2564-2/reopenings") == []
    path = f"reopenings/{answer.body['id']}/end"
    assert call(cast.wichai).post(path).status == 403
    assert call(cast.stranger).post(path).status == 404
    assert call(cast.decha).post(path).body["ended_at"] is not None
    assert call(cast.decha).post(path).codes == {"already-ended"}


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"organization": "0"}, 404, None),
        ({"until": ""}, 422, "until-missing"),
        ({"until": "2021-11-15T08:00:00"}, 422, "until-past"),
        ({"until": "2022-05-16"}, 422, "until-too-late"),
        ({"because": " "}, 422, "because-missing"),
    ],
)
def test_a_reopening_that_cannot_be(
    cast: Cast, call: Any, changed: dict[str, str], status: int, code: str | None
) -> None:
    given = TO_MALI | {"organization": cast.mali.code} | changed
    answer = call(cast.decha).post("rounds/2564-2/reopenings", given)
    assert answer.status == status
    assert code is None or answer.codes == {code}
    assert not Reopening.objects.exists()


def test_reopening_what_is_not_closed_or_not_ones_own_to_open(cast: Cast, call: Any) -> None:
    given = TO_MALI | {"organization": cast.mali.code}
    answer = call(cast.decha).post("rounds/2564-2/reopenings", given)
    assert (answer.status, answer.codes) == (409, {"round-not-closed"})
    assert call(cast.malee).post("rounds/2564-2/reopenings", given).status == 403
    for_phu = given | {"organization": cast.phu.code}
    assert call(cast.somsri).post("rounds/2564-2/reopenings", for_phu).status == 404
    assert call(cast.decha).post("rounds/2570-1/reopenings", given).status == 404
