"""What holds for every call: tokens, addresses, methods, bodies, languages, and how a refusal looks."""

import logging
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from lec.accounts.actions import end_appointment
from lec.accounts.models import ApiToken, Membership
from lec.thai import citizen_id
from tests.api.conftest import Caller
from tests.cast import NOW, Cast

THAI = re.compile("[ก-๛]")


def test_me_is_whom_the_token_stands_for(cast: Cast, call: Any) -> None:
    answer = call(cast.teacher).get("me")
    assert answer.status == 200
    assert answer.body == {
        "username": "teacher",
        "role": "teacher",
        "organization": {"code": cast.school.code, "level": "institution", "name": cast.school.name},
    }


@pytest.mark.parametrize("token", ["", "lec_wrong", "  "])
def test_without_a_good_token_there_is_401(cast: Cast, token: str) -> None:
    answer = Caller(token).get("me")
    assert (answer.status, answer.code) == (401, "not-signed-in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_ends_when_withdrawn_with_the_appointment_or_the_account(cast: Cast, call: Any) -> None:
    clerk, school, center = call(cast.wichai), call(cast.somsri), call(cast.center_officer)
    ApiToken.objects.filter(membership__user=cast.wichai.user_id).update(withdrawn_at=NOW)
    end_appointment(membership=Membership.objects.get(user=cast.somsri.user_id), by=cast.wichai)
    Membership.objects.get(user=cast.center_officer.user_id).user.__class__.objects.filter(
        pk=cast.center_officer.user_id
    ).update(is_active=False)
    assert [caller.get("me").status for caller in (clerk, school, center)] == [401, 401, 401]


def test_401_comes_before_404_and_everything_else(cast: Cast, anyone: Caller) -> None:
    for method, path in [
        ("GET", "organizations/nowhere"),
        ("GET", f"institutions/{cast.school.code}/students"),
        ("POST", "confirmations"),
        ("PATCH", "students/999999"),
        ("PUT", "findings/999999/explanation"),
    ]:
        assert anyone.ask(method, path, raw=b"{").status == 401


@pytest.mark.parametrize("path", ["nowhere", "", "students/abc", "students/-1", "me/", "receipts/", "docs"])
def test_an_unknown_address_is_a_problem(cast: Cast, call: Any, path: str) -> None:
    answer = call(cast.decha).get(path)
    assert (answer.status, answer.code) == (404, "not-found")


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(cast: Cast, call: Any) -> None:
    answer = call(cast.decha).ask("DELETE", "rounds")
    assert (answer.status, answer.code) == (405, "method-not-allowed")
    assert {method.strip() for method in answer.headers["Allow"].split(",")} == {"GET", "POST"}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "body-missing"),
        (b"{", "json-malformed"),
        (b"\xff\xfe", "json-malformed"),
        (b'{"note": "a\\u0000b"}', "json-malformed"),
        (b'{"note": "\\ud800"}', "json-malformed"),
        (b"[" * 100_000, "json-malformed"),
        (b"1" * 5_000, "json-malformed"),
        (b"null", "value-invalid"),
        (b"[]", "value-invalid"),
        (b'{"first_name": {"a": 1}}', "value-invalid"),
        (b'{"frist_name": "x"}', "field-unknown"),
    ],
)
def test_a_body_that_is_none_is_wrong_content(cast: Cast, call: Any, raw: bytes, code: str) -> None:
    """But 404 and 403 are said first, whatever the body."""
    path = f"institutions/{cast.school.code}/students"
    assert call(cast.buntham).post(path, raw=raw).status == 404
    assert call(cast.wichai).post(path, raw=raw).status == 403
    answer = call(cast.somsri).post(path, raw=raw)
    assert (answer.status, answer.code) == (422, code)


def test_nul_is_refused_in_an_address_too(cast: Cast, call: Any) -> None:
    """PostgreSQL compares with no text that holds one."""
    assert call(cast.somsri).get("organizations/%00").status == 404
    assert call(cast.somsri).get("/api/v1/organizations?q=%00").status == 422


def test_a_body_beyond_the_limit_is_a_problem(cast: Cast, call: Any, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = call(cast.somsri).post("confirmations", {"round": "2" * 200})
    assert (answer.status, answer.code) == (413, "too-large")


def test_messages_are_thai_and_english_on_request(cast: Cast, call: Any, anyone: Caller) -> None:
    thai = call(cast.somsri).get("organizations/nowhere")
    english = call(cast.somsri, **{"Accept-Language": "en-US,en;q=0.9"}).get("organizations/nowhere")
    assert THAI.search(thai.body["detail"])
    assert not THAI.search(english.body["title"] + english.body["detail"])
    assert thai.code == english.code
    assert english.headers["Content-Language"] == "en"
    assert "Accept-Language" in english.headers["Vary"]
    assert THAI.search(call(cast.somsri, **{"Accept-Language": "fr"}).get("organizations/x").body["detail"])


def test_a_problem_has_all_its_members(cast: Cast, call: Any) -> None:
    body = call(cast.somsri).post("confirmations", {}).body
    assert {"type", "title", "status", "detail", "code", "errors"} <= body.keys()
    assert body["type"] == f"urn:lec:problem:{body['code']}"
    assert {"row", "field", "code", "message"} <= body["errors"][0].keys()


def test_a_fault_of_ours_is_logged_by_place_and_tells_nothing(
    cast: Cast, call: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The message of a database error can hold the values it is about."""
    held = citizen_id.synthetic(100)

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError(f"Key (citizen_id)=({held}) already exists")

    monkeypatch.setattr("lec.api.organizations.organization_named", broken)
    with caplog.at_level(logging.INFO), pytest.raises(AssertionError, match="broken"):
        call(cast.somsri).get(f"organizations/{cast.school.code}")
    assert "RuntimeError" in caplog.text
    assert held not in caplog.text


def test_a_busy_database_says_when_to_try_again(
    cast: Cast, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_args: object, **_more: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("lec.api.organizations.organization_named", busy)
    answer = call(cast.somsri).get(f"organizations/{cast.school.code}")
    assert (answer.status, answer.code) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0


def test_the_moment_is_that_of_arrival(cast: Cast, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = call(cast.somsri)
    assert caller.get("rounds").body["items"][0]["state"] == "open"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=30))
    assert caller.get("rounds").body["items"][0]["state"] == "closed"
    assert replace(cast.somsri, at=NOW).at == NOW
