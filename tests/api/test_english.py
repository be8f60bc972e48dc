"""English on request: every refusal of the road, with the same codes as in Thai (API.md, HTTP)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from lec.students.actions import enroll
from tests.api.conftest import Answer, Caller
from tests.cast import Cast, entry

THAI = re.compile("[ก-๛]")
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def officer(cast: Cast, call: Any) -> Caller:
    """The school's officer, with a child too old for the grade in the register."""
    old = entry(940, "P1", birth_date=entry(1, "P1").birth_date.replace(year=2010))
    enroll(institution=cast.school, entries=[old], by=cast.somsri)
    return call(cast.somsri)


def refusals(cast: Cast, officer: Caller, **headers: str) -> Iterator[Answer]:
    """One after another, none of which changes anything."""
    students = f"institutions/{cast.school.code}/students"
    stay = officer.get(students).body["items"][0]["enrollment"]
    confirmation = {"round": "2564-2", "organization": cast.school.code, "subject": "students"}
    for method, path, body in [
        ("POST", "confirmations", confirmation),
        ("POST", "confirmations", {**confirmation, "subject": "headcounts"}),
        ("POST", "confirmations", {**confirmation, "organization": cast.mali.code}),
        ("POST", "confirmations", {"organization": cast.school.code}),
        ("POST", students, {}),
        ("POST", students, {"birth_date": "x", "grade": "P9", "room": "1" * 30, "nickname": ""}),
        ("POST", students, {"birth_date": "2030-01-01", "citizen_id": "1", "grade": "P9"}),
        ("POST", f"enrollments/{stay}/leave", {"reason": "", "on": "2030-01-01", "note": "x" * 301}),
        ("POST", f"enrollments/{stay}/leave", {"reason": "resigned", "on": "2020-01-01"}),
        ("POST", f"enrollments/{stay}/return", None),
        ("POST", "rounds", {}),
        ("GET", "organizations/nowhere", None),
        ("GET", f"organizations/{cast.mali.code}/status", None),
        ("GET", "reports/counts?by=x", None),
        ("GET", "audit?cursor=x", None),
        ("DELETE", "me", None),
    ]:
        where, _, query = path.partition("?")
        asked = dict(pair.split("=") for pair in query.split("&") if pair)
        yield officer.ask(method, where, body, headers=headers, **asked)


def test_codes_are_the_same_and_sentences_english(cast: Cast, officer: Caller) -> None:
    pairs = zip(refusals(cast, officer), refusals(cast, officer, **ENGLISH), strict=True)
    for thai, english in pairs:
        assert (thai.status, thai.code) == (english.status, english.code)
        assert THAI.search(thai.body["title"])
        assert not THAI.search(str(english.body)), english.body


def test_a_closed_round_and_a_finding_are_told_in_english(cast: Cast, call: Any, officer: Caller) -> None:
    [finding] = officer.get(f"institutions/{cast.school.code}/findings", headers=ENGLISH).body["items"]
    assert finding["message"].startswith("Aged 11; P1 is usually")
    call(cast.decha).patch("rounds/2564-2", {"closed_at": "2021-11-08T10:00:00+07:00"})
    attempt = {"round": "2564-2", "organization": cast.school.code, "subject": "students"}
    closed = officer.post("confirmations", attempt, headers=ENGLISH)
    assert closed.body["obstacles"][0]["message"] == (
        "Round 2/2564 closed on 8 Nov 2564 10.00. If something must be corrected, turn to the department."
    )
