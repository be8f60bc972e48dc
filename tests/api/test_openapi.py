"""The OpenAPI says what the API does: the contract's calls, and answers as described whatever is sent."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lec.api.urls import api
from lec.confirmations.actions import confirm
from lec.students.models import Placement, RecordedFinding
from lec.wsgi import application
from tests.api.conftest import Caller
from tests.cast import Cast, attest_all

CONTRACT = {
    "get /me",
    "get /rounds",
    "post /rounds",
    "patch /rounds/{round}",
    "get /organizations",
    "get /organizations/{code}",
    "get /organizations/{code}/status",
    "get /organizations/{code}/other-schools",
    "get /institutions/{code}/students",
    "post /institutions/{code}/students",
    "patch /students/{student_id}",
    "post /enrollments/{enrollment_id}/leave",
    "post /enrollments/{enrollment_id}/return",
    "post /institutions/{code}/attestations",
    "get /institutions/{code}/findings",
    "put /findings/{finding_id}/explanation",
    "post /claims",
    "get /claims",
    "post /claims/{claim_id}/release",
    "post /claims/{claim_id}/contest",
    "post /claims/{claim_id}/withdraw",
    "post /claims/{claim_id}/decide",
    "put /other-schools/{code}/headcounts/{round}",
    "post /confirmations",
    "post /confirmations/{confirmation_id}/revocation",
    "get /receipts/{number}",
    "get /reports/counts",
    "get /reports/progress",
    "get /audit",
}
SCHEMA = api.get_openapi_schema(path_prefix="")
OPERATIONS = [
    (method, path)
    for path, methods in SCHEMA["paths"].items()
    for method in methods
    if f"{method} {path}" in CONTRACT
]
EXAMPLES = int(os.environ.get("LEC_API_EXAMPLES", "6"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def test_the_contracts_calls_are_all_there() -> None:
    assert {f"{method} {path}" for method, path in OPERATIONS} == CONTRACT


def test_the_description_is_public(db: None, anyone: Caller) -> None:
    described = anyone.get("openapi.json").body
    assert set(described["paths"]) == {f"/api/v1{path}" for path in SCHEMA["paths"]}
    open_to_all = [
        path
        for path, methods in described["paths"].items()
        for operation in methods.values()
        if "security" not in operation
    ]
    assert open_to_all == ["/api/v1/ledger/roots", "/api/v1/receipts/{number}"]


def test_every_call_describes_its_refusals(db: None, anyone: Caller) -> None:
    for methods in anyone.get("openapi.json").body["paths"].values():
        for operation in methods.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]


@pytest.fixture
def one_transaction() -> Iterator[None]:
    """A WSGI request closes its connection; here that would end the test's own transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_transaction")
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part.strip("/"))
def test_answers_are_as_described_whatever_is_sent(cast: Cast, call: Any, method: str, path: str) -> None:
    """Sensible and senseless content for things that exist, by the one who may write them."""
    attest_all(cast.school, cast.round)
    confirmation = confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    confirmation.revoked_at, confirmation.revoked_by_id = cast.somsri.at, cast.somsri.user_id
    confirmation.revoked_because = "แก้ไข"
    confirmation.save()
    stay = Placement.objects.filter(classroom=cast.p1)[0].enrollment
    finding = RecordedFinding.objects.create(enrollment=stay, code="name-missing", severity="warning")
    there = {
        "code": cast.border_school.code if "other-schools/" in path else cast.school.code,
        "round": "2564-2",
        "student_id": stay.student_id,
        "enrollment_id": stay.pk,
        "finding_id": finding.pk,
        "confirmation_id": confirmation.pk,
        "number": confirmation.receipt.number,
    }
    writer = cast.wichai if "other-schools" in path else cast.decha if "rounds" in path else cast.somsri
    headers = {"Authorization": f"Bearer {call(writer).token}"}
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)[f"/api/v1{path}"][method]
    known = {name: value for name, value in there.items() if f"{{{name}}}" in path}

    senseless = [GenerationMode.NEGATIVE] if operation.query or operation.body else []
    for mode in (GenerationMode.POSITIVE, *senseless):

        @given(case=operation.as_strategy(mode, path_parameters=known or None))
        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
        def ask(case: Any) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        ask()
