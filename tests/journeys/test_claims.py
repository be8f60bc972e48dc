"""A child listed elsewhere, told from both sides over the API (letter §4.3.2(1))."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from lec.actor import Actor
from lec.cli import main
from lec.notices.queries import unseen_for
from tests.api.conftest import Answer, Caller, call
from tests.api.test_claims import wanted
from tests.cast import NOW, Cast, entry
from tests.claims.asking import OF_CENTER, OF_PHU, where
from tests.confirmations.standing import stand

__all__ = ["call"]

Call = Callable[[Actor], Caller]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the time for everybody."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    set_to(NOW)
    return set_to


def newcomer(child: tuple[int, str]) -> dict[str, Any]:
    held = entry(*child)
    names = ("citizen_id_type", "citizen_id", "prefix", "first_name", "last_name", "sex", "grade", "room")
    return {**{name: getattr(held, name) for name in names}, "birth_date": str(held.birth_date)}


def refused_and_claimed(cast: Cast, call: Call) -> str:
    """A new child is refused with the holder's name, and claimed with what was typed."""
    school = call(cast.somsri)
    refused = school.post(f"institutions/{cast.school.code}/students", newcomer(OF_PHU))
    assert (refused.status, refused.code) == (409, "held-elsewhere")
    assert refused.body["holder"]["name"] == cast.phu_school.name
    filed = school.post("claims", wanted(cast))
    assert filed.status == 201
    return f"claims/{filed.body['id']}"


def state(answer: Answer) -> str:
    assert answer.status == 200, answer.body
    return str(answer.body["state"])


def test_a_silent_holder_is_reminded_and_the_decider_decides(
    cast: Cast, call: Call, clock: Callable[[datetime], None]
) -> None:
    # given a claim on a child of a school in another province, which does not answer
    claim = refused_and_claimed(cast, call)
    assert [notice.kind for notice in unseen_for(cast.phu_officer)] == ["claim-filed"]

    # when the day before the last comes, and then the last
    clock(NOW + timedelta(days=2))
    assert main(["tick"]) == 0
    assert [notice.kind for notice in unseen_for(cast.phu_officer)] == ["claim-reminder", "claim-filed"]
    early = call(cast.decha).post(f"{claim}/decide", {"for": "claimant", "because": "ไม่ตอบ"})
    assert (early.status, early.code) == (409, "claim-with-holder")
    clock(NOW + timedelta(days=3))
    assert main(["tick"]) == 0

    # then the department has it, and until it decides the child counts where it is
    (waiting,) = call(cast.decha).everything("claims", role="decider")
    assert waiting["state"] == "escalated"
    assert where(OF_PHU) == [cast.phu_school.code]

    # when it decides for the claimant, the child has moved, and both sides read the same story
    answer = call(cast.decha).post(f"{claim}/decide", {"for": "claimant", "because": "เด็กย้ายตามผู้ปกครอง"})
    assert state(answer) == "released"
    assert where(OF_PHU) == [cast.school.code]
    stories = [call(actor).get(claim).body["steps"] for actor in (cast.somsri, cast.phu_officer)]
    assert stories[0] == stories[1]
    assert [step["kind"] for step in stories[0]] == ["filed", "reminded", "escalated", "released"]


def test_a_contested_claim_is_decided_for_the_holder(
    cast: Cast, call: Call, clock: Callable[[datetime], None]
) -> None:
    # given a holder that says the child still comes every day
    claim = refused_and_claimed(cast, call)
    assert state(call(cast.phu_officer).post(f"{claim}/contest", {"because": "มาเรียนทุกวัน"})) == "contested"

    # when the decider finds that it is so
    answer = call(cast.decha).post(f"{claim}/decide", {"for": "holder", "because": "ตรวจสอบแล้ว"})

    # then the child stays, and the claimant reads why
    assert state(answer) == "refused"
    assert where(OF_PHU) == [cast.phu_school.code]
    assert [s["because"] for s in call(cast.somsri).get(claim).body["steps"]] == [
        None,
        "มาเรียนทุกวัน",
        "ตรวจสอบแล้ว",
    ]


def test_a_confirmed_holder_is_unlocked_and_then_releases(
    cast: Cast, call: Call, clock: Callable[[datetime], None]
) -> None:
    # given a holder that has confirmed
    claim = refused_and_claimed(cast, call)
    confirmation = stand(cast.phu_school, cast.round)

    # when it wants to release, it is told what has to be revoked and by whom, and nothing happens
    waits = call(cast.phu_officer).post(f"{claim}/release")
    assert (waits.status, waits.code) == (409, "already-confirmed")
    assert [o["organization"] for o in waits.body["obstacles"]] == [cast.phu_school.code]
    assert cast.phu.name in waits.body["obstacles"][0]["who"]
    assert state(call(cast.somsri).get(claim)) == "open"

    # when its LAO revokes, then the release goes through, and the holder confirms one child fewer
    revoked = call(cast.prasit).post(f"confirmations/{confirmation.pk}/revocation", {"because": "ย้ายออก"})
    assert revoked.status == 200
    assert state(call(cast.phu_officer).post(f"{claim}/release")) == "released"
    assert where(OF_PHU) == [cast.school.code]
    again = {"round": "2564-2", "organization": cast.phu_school.code, "subject": "students"}
    assert call(cast.phu_officer).post("confirmations", again).body["receipt"]["total"] == 5


def test_of_two_claimants_the_one_released_to_has_the_child(
    cast: Cast, call: Call, clock: Callable[[datetime], None]
) -> None:
    # given two institutions that both ask for one child of Mali's center
    ours = call(cast.somsri).post("claims", wanted(cast, OF_CENTER, grade="K2"))
    theirs = call(cast.bua_officer).post(
        "claims", wanted(cast, OF_CENTER, institution=cast.bua_center.code, grade="K1")
    )
    assert (ours.status, theirs.status) == (201, 201)

    # when the center releases it to one of them
    assert state(call(cast.center_officer).post(f"claims/{theirs.body['id']}/release")) == "released"

    # then the other is told that the child has moved on, and may ask where it is now
    assert where(OF_CENTER) == [cast.bua_center.code]
    lost = call(cast.somsri).get(f"claims/{ours.body['id']}")
    assert (state(lost), lost.body["steps"][-1]["kind"]) == ("refused", "moved-on")
    again = call(cast.somsri).post("claims", wanted(cast, OF_CENTER, grade="K2"))
    assert again.body["holder"]["code"] == cast.bua_center.code
    assert again.body["decider"]["code"] == cast.north.code


def test_a_protected_child_moves_and_nobody_learns_from_where(
    cast: Cast, call: Call, clock: Callable[[datetime], None]
) -> None:
    # given a child whose place is not to be told
    held = call(cast.phu_officer).everything(f"institutions/{cast.phu_school.code}/students")
    pk = next(row["id"] for row in held if row["citizen_id"] == entry(*OF_PHU).citizen_id)
    order = {"protected": True, "because": "คำสั่งคุ้มครองสวัสดิภาพ"}
    assert call(cast.phu_officer).put(f"students/{pk}/protection", order).status == 200

    # when another school wants to enroll and then claims it
    school = call(cast.somsri)
    refused = school.post(f"institutions/{cast.school.code}/students", newcomer(OF_PHU))
    assert (refused.code, refused.body["holder"]) == ("held-elsewhere", None)
    filed = school.post("claims", wanted(cast))
    assert (filed.status, filed.body["holder"], filed.body["decider"]["code"]) == (201, None, "DLA")

    # and its holder contests, and the department decides for the claimant
    claim = f"claims/{filed.body['id']}"
    call(cast.phu_officer).post(f"{claim}/contest", {"because": "โรงเรียนภูผาดูแลอยู่"})
    call(cast.decha).post(f"{claim}/decide", {"for": "claimant", "because": "ศาลมีคำสั่ง"})

    # then the child is there, and nothing the school or its LAO can read says from where
    assert where(OF_PHU) == [cast.school.code]
    for reader in (school, call(cast.wichai)):
        for text in (refused.body, reader.get(claim).body, reader.everything("audit")):
            assert cast.phu_school.code not in str(text)
            assert cast.phu_school.name not in str(text)


def test_a_claim_of_the_last_hour_outlives_the_round(
    cast: Cast, call: Call, clock: Callable[[datetime], None]
) -> None:
    # given a claim filed half an hour before the round closes, on a child of a confirmed school
    last = datetime(2021, 11, 12, 23, 30, tzinfo=NOW.tzinfo)
    stand(cast.phu_school, cast.round)
    clock(last)
    claim = refused_and_claimed(cast, call)

    # when the round has closed
    clock(last + timedelta(hours=9))
    late = call(cast.somsri).post("claims", wanted(cast, (401, "P1")))
    assert (late.status, late.code) == (409, "round-not-open")

    # then the claim is still answered: what was confirmed keeps its frozen copy
    assert state(call(cast.phu_officer).post(f"{claim}/release")) == "released"
    assert where(OF_PHU) == [cast.school.code]
    counts = call(cast.decha).get("reports/counts", round="2564-2").body
    assert counts["total"] == 6
