"""When a claim may be answered by whom, and what it has become: without a database."""

from datetime import date

import pytest

from lec.claims.rules import (
    PENDING,
    ClaimState,
    Standing,
    faults_of_decision,
    faults_of_filing,
    faults_of_reason,
    obstacles_of_state,
    obstacles_to_filing,
    obstacles_to_moving,
    state_now,
)
from lec.students.rules import Finding, Severity

HOLDER, CLAIMANT, ELSEWHERE = 1, 2, 3
DUE_ON = date(2021, 11, 11)


@pytest.mark.parametrize("state", PENDING)
def test_a_pending_claim_becomes_what_the_register_made_of_it(state: str) -> None:
    assert state_now(state, HOLDER, HOLDER, CLAIMANT) == state
    assert state_now(state, None, HOLDER, CLAIMANT) == state, "active nowhere: the claimant may enroll"
    assert state_now(state, CLAIMANT, HOLDER, CLAIMANT) == ClaimState.RELEASED
    assert state_now(state, ELSEWHERE, HOLDER, CLAIMANT) == ClaimState.REFUSED


@pytest.mark.parametrize("state", [s for s in ClaimState if s not in PENDING])
@pytest.mark.parametrize("active_at", [HOLDER, CLAIMANT, ELSEWHERE, None])
def test_a_closed_claim_stays_what_it_was(state: str, active_at: int | None) -> None:
    assert state_now(state, active_at, HOLDER, CLAIMANT) == state


@pytest.mark.parametrize(
    ("state", "allowed", "code"),
    [
        ("open", ["contested", "escalated"], ["claim-with-holder"]),
        ("contested", ["open"], ["claim-with-decider"]),
        ("escalated", ["open"], ["claim-with-decider"]),
        ("released", PENDING, ["claim-closed"]),
        ("refused", PENDING, ["claim-closed"]),
        ("withdrawn", PENDING, ["claim-closed"]),
        *((state, PENDING, []) for state in PENDING),
    ],
)
def test_each_step_has_its_turn(state: str, allowed: list[str], code: list[str]) -> None:
    obstacles = list(obstacles_of_state(state, DUE_ON, allowed, "9900000001"))
    assert [obstacle.code for obstacle in obstacles] == code
    assert "11 พ.ย. 2564" in obstacles[0].message if code == ["claim-with-holder"] else True


def test_each_confirmation_in_the_way_is_named_with_who_may_revoke_it() -> None:
    standing = [
        Standing("9900000004", "โรงเรียนภูผา", True, "เทศบาลเมืองภูผา"),
        Standing("04980101", "เทศบาลเมืองภูผา", False, "จังหวัดใต้สมุทร"),
    ]
    school, lao = obstacles_to_moving(True, "9900000004", standing)
    assert (school.code, school.organization) == ("already-confirmed", "9900000004")
    assert "เทศบาลเมืองภูผา" in school.who
    assert (lao.code, lao.organization, lao.who) == ("confirmed-above", "04980101", "จังหวัดใต้สมุทร")
    assert not list(obstacles_to_moving(True, "9900000004", []))


def test_who_has_left_is_not_moved() -> None:
    (obstacle,) = obstacles_to_moving(False, "9900000004", [])
    assert obstacle.code == "already-left"


def faults(
    findings: tuple[Finding, ...] = (), has_id: bool = True, known: bool = True, here: bool = False
) -> list[str]:
    given = faults_of_filing(list(findings), has_id=has_id, is_known=known, is_here=here)
    return [fault.code for fault in given]


def test_of_a_claim_only_what_was_typed_is_judged() -> None:
    """The claimant does not know the child's name, nor is a refusal to tell what the holder wrote."""
    wrong = Finding("name-missing", Severity.ERROR, "first_name")
    elsewhere = Finding("held-elsewhere", Severity.ERROR, "citizen_id", {"holder": "x"})
    unusual = Finding("age-grade-mismatch", Severity.WARNING, "birth_date")
    assert faults((wrong, elsewhere, unusual)) == []
    assert faults((Finding("grade-unknown", Severity.ERROR, "grade", {"grade": "P9"}),)) == ["grade-unknown"]


def test_what_was_not_found_and_what_is_wrong_in_itself() -> None:
    wrong = Finding("citizen-id-length", Severity.ERROR, "citizen_id", {"length": 12})
    assert faults(known=False) == ["child-unknown"]
    assert faults((wrong,), known=False) == ["citizen-id-length"]
    assert faults(has_id=False, known=False) == ["citizen-id-missing"]
    assert faults(here=True) == ["citizen-id-taken"]


def test_there_may_be_nothing_to_claim() -> None:
    assert [o.code for o in obstacles_to_filing(is_held=False, is_claimed=True, claimant="x")] == [
        "not-held-elsewhere",
        "already-claimed",
    ]
    assert not list(obstacles_to_filing(is_held=True, is_claimed=False, claimant="x"))


@pytest.mark.parametrize("because", ["", "  ", "ก" * 501])
def test_who_contests_or_decides_says_why(because: str) -> None:
    assert [fault.code for fault in faults_of_reason(because)] == ["because-missing"]
    assert [fault.code for fault in faults_of_decision("holder", because)] == ["because-missing"]
    assert [fault.code for fault in faults_of_decision("both", "มีเหตุ")] == ["side-unknown"]
    assert not list(faults_of_decision("claimant", "ก" * 500))
