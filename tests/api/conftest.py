"""Programs that call the API: one caller per person of the cast, on the day of the cast."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from lec.accounts.actions import issue_token
from lec.accounts.models import Membership
from lec.actor import Actor
from tests.cast import NOW, Cast

BASE = "/api/v1/"


@dataclass
class Answer:
    """What came back: status, JSON, headers."""

    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.body["code"])

    @property
    def codes(self) -> set[str]:
        """The codes of what is wrong, or of what is in the way."""
        return {reason["code"] for reason in self.body.get("errors") or self.body["obstacles"]}

    @property
    def faults(self) -> set[tuple[str | None, str]]:
        """(field, code) of everything wrong."""
        return {(error["field"], error["code"]) for error in self.body["errors"]}


@dataclass
class Caller:
    """A program with a token, or without."""

    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None, **more: Any) -> Answer:
        """Any request; `raw` sends a body as it is."""
        headers = {**self.headers, **more.pop("headers", {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = more.pop("raw", b"" if body is None else json.dumps(body))
        kind = more.pop("content_type", "application/json")
        address = path if path.startswith("/") else BASE + path
        response = Client().generic(
            method, address, data, content_type=kind, headers=headers, query_params=more or None
        )
        assert response.status_code != 500, response.content
        answered = response.headers.get("Content-Type", "")
        expected = "application/problem+json" if response.status_code >= 400 else "application/json"
        if response.status_code >= 400 or not answered.endswith("spreadsheetml.sheet"):
            assert answered.startswith(expected), (response.status_code, answered)
        return Answer(response.status_code, json.loads(response.content), response.headers)

    def get(self, path: str, **query: Any) -> Answer:
        return self.ask("GET", path, **query)

    def post(self, path: str, body: object = None, **more: Any) -> Answer:
        return self.ask("POST", path, body, **more)

    def put(self, path: str, body: object, **more: Any) -> Answer:
        return self.ask("PUT", path, body, **more)

    def patch(self, path: str, body: object, **more: Any) -> Answer:
        return self.ask("PATCH", path, body, **more)

    def everything(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A list page by page until its end."""
        items, cursor = [], ""
        while cursor is not None:
            answer = self.get(path, **query, cursor=cursor)
            assert answer.status == 200, answer.body
            items += answer.body["items"]
            cursor = answer.body["next"]
        return items


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The API takes the moment of arrival from the clock; here it is the cast's."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def call(cast: Cast) -> Callable[[Actor], Caller]:
    """A caller for a person: `call(cast.somsri).get("me")`."""
    tokens: dict[int, str] = {}

    def caller(actor: Actor, **headers: str) -> Caller:
        if actor.user_id not in tokens:
            membership = Membership.objects.get(
                user=actor.user_id, organization=actor.organization_id, role=actor.role
            )
            tokens[actor.user_id] = issue_token(membership=membership, label="test", by=actor)
        return Caller(tokens[actor.user_id], headers)

    return caller


@pytest.fixture
def anyone() -> Caller:
    """A caller without a token."""
    return Caller()
