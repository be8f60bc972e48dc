"""Guessing addresses: who asks for what is not theirs, by page or by program, finds and changes nothing.

Every address of pages and API is tried with the ids and codes of rows that the person may not see.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from lec.accounts.actions import issue_token
from lec.accounts.models import Membership
from lec.actor import Actor
from lec.api.urls import api
from lec.audit.models import AuditEntry
from lec.facilities.models import StaffMember
from lec.students.models import Student
from tests.cast import Cast
from tests.scoping.test_visible_to import MODELS, WHOSE, may_see
from tests.scoping.world import fill_everything
from tests.web.conftest import at_the_desk, sign_in

__all__ = ["at_the_desk", "sign_in"]

# Whose a row is, test_visible_to asks on both databases; that pages and calls ask it is no database's matter.
pytestmark = pytest.mark.once

PEOPLE = ("malee", "wichai", "somsri", "center_officer", "teacher")
SECRET = "ลับเฉพาะภูผา"
BESIDE = {"name": "general", "format": "csv", "key": "2564-2"}
ASKED = '{"because": "ขอดู"}'
NAMED_BY = {
    "organizations.Organization": "code",
    "headcounts.OtherSchool": "code",
    "confirmations.Receipt": "number",
}

# What an address names, by page or by the API's parameter; "" names no row of anybody.
ROWS_OF_PAGES = {
    "accounts:withdraw_token": "accounts.ApiToken",
    **dict.fromkeys(
        ("accounts:member", "accounts:new_code", "accounts:end", "accounts:activity", "accounts:rooms"),
        "accounts.Membership",
    ),
    **dict.fromkeys(
        ("students:room", "attesting:room", "attesting:paper", "downloads:classroom"), "students.Classroom"
    ),
    **dict.fromkeys(
        ("students:student", "students:section", "students:return", "students:twins", "students:history"),
        "students.Enrollment",
    ),
    "students:undo_merge": "students.Merge",
    **dict.fromkeys(
        (
            "uploads:upload",
            "uploads:columns",
            "uploads:claim",
            "uploads:apply",
            "uploads:discard",
            "uploads:result",
        ),
        "uploads.Upload",
    ),
    **dict.fromkeys(
        ("claims:claim", "claims:release", "claims:contest", "claims:withdraw", "claims:decide"),
        "claims.Claim",
    ),
    **dict.fromkeys(("confirmations:revoke", "confirmations:certificate"), "confirmations.Receipt"),
    "tickets:file": "confirmations.Receipt",
    **dict.fromkeys(
        ("tickets:ticket", "tickets:approve", "tickets:refuse", "tickets:withdraw"),
        "confirmations.UnlockTicket",
    ),
    "headcounts:school": "headcounts.OtherSchool",
    "rounds:end_reopening": "rounds.Reopening",
    **dict.fromkeys(
        ("facilities:building", "facilities:end_building", "facilities:return_building"),
        "facilities.Building",
    ),
    **dict.fromkeys(
        ("facilities:staff_member", "facilities:end_staff_member", "facilities:return_staff_member"),
        "facilities.StaffMember",
    ),
}
PUBLIC = {"confirmations:roots", "confirmations:receipt", "confirmations:receipt_pdf"}
NAMES_NO_ROW = {"subject", "key", "list_name", "institution_kind", "academic_year", "name", "format"}
ROWS_OF_CALLS = {
    "student_id": "students.Student",
    "enrollment_id": "students.Enrollment",
    "finding_id": "students.RecordedFinding",
    "merge_id": "students.Merge",
    "claim_id": "claims.Claim",
    "upload_id": "uploads.Upload",
    "confirmation_id": "rounds.Confirmation",
    "ticket_id": "confirmations.UnlockTicket",
    "reopening_id": "rounds.Reopening",
}
ROWS_BY_PATH = {
    "other-schools": "headcounts.OtherSchool",
    "buildings": "facilities.Building",
    "personnel": "facilities.StaffMember",
}


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Everything, with what nobody of North may read spelled in one word."""
    fill_everything(cast)
    in_phu = Student.objects.filter(enrollments__institution=cast.phu_school)
    in_phu.update(last_name=SECRET)
    StaffMember.objects.filter(institution=cast.phu_school).update(last_name=SECRET)
    return cast


class Hidden(dict[str, Model]):
    """Of each table a row that the actor may not see; who is above oneself is known to all."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def __missing__(self, label: str) -> Model:
        rows = MODELS[label]._default_manager.order_by("-pk")
        if label == "organizations.Organization":
            rows = rows.filter(level="institution")
        self[label] = next(row for row in rows if not may_see(self.actor, WHOSE[label](row)))
        return self[label]


def address_of(row: Model) -> Any:
    """How an address names a row: by its code or number, else by its id."""
    return getattr(row, NAMED_BY.get(row._meta.label, "pk"))


def pages() -> Iterator[tuple[str, list[str]]]:
    """The pages whose address names something: name and arguments."""

    def walk(resolver: Any, space: str) -> Iterator[tuple[str, list[str]]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                arguments = list(pattern.pattern.converters)
                if set(arguments) - NAMES_NO_ROW:
                    yield f"{space}{pattern.name}", arguments
            else:
                yield from walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)

    yield from walk(get_resolver("lec.web.urls"), "")


def guesses_of_pages(actor: Actor) -> Iterator[str]:
    rows = Hidden(actor)
    for name, arguments in pages():
        label = ROWS_OF_PAGES.get(name, "organizations.Organization" if "code" in arguments else "")
        if name in PUBLIC:
            continue
        assert label, f"{name}: say in ROWS_OF_PAGES which rows its address names"
        given = {one: BESIDE[one] for one in arguments if one in BESIDE}
        key = next(one for one in arguments if one not in NAMES_NO_ROW)
        yield reverse(name, urlconf="lec.web.urls", kwargs={key: address_of(rows[label]), **given})


def everything_held() -> dict[str, Any]:
    """How many rows there are of everything, and the last act of the trail."""
    counts = {label: model._default_manager.count() for label, model in MODELS.items()}
    return counts | {"last act": AuditEntry.objects.latest("pk").pk}


def test_no_page_of_others_opens(world: Cast, sign_in: Callable[[Actor], Client]) -> None:
    before = everything_held()
    for name in PEOPLE:
        actor = getattr(world, name)
        client, guesses = sign_in(actor), list(guesses_of_pages(actor))
        assert len(guesses) > 30
        for address in guesses:
            for answer in (client.get(address), client.post(address, {"because": "ขอดู", "on": "8/11/2564"})):
                assert answer.status_code in (403, 404, 405), (name, address, answer.status_code)
                assert SECRET not in answer.text
    assert everything_held() == before


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(world: Cast) -> None:
    client, before = Client(), everything_held()
    for address in guesses_of_pages(world.somsri):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code in (302, 403), (address, answer.status_code)
            assert answer.status_code == 403 or answer.url.startswith("/accounts/login/"), address
    assert everything_held() == before


def test_no_list_shows_what_is_others(world: Cast, sign_in: Callable[[Actor], Client]) -> None:
    own = ("/", "/students/", "/students/all/", "/students/findings/", "/students/left/", "/check/")
    shared = ("/claims/", "/uploads/", "/people/", "/board/", "/reports/", "/notices/", "/organizations/")
    for name in PEOPLE:
        client = sign_in(getattr(world, name))
        for address in (*own, *shared):
            assert SECRET not in client.get(address, follow=True).text, (name, address)
        assert f">{SECRET}<" not in client.post("/students/search/", {"q": SECRET}).text


def guesses_of_calls(actor: Actor) -> Iterator[tuple[str, str]]:
    rows = Hidden(actor)
    for path, operations in api.get_openapi_schema()["paths"].items():
        named = re.findall(r"{(\w+)}", path)
        if not named or named == ["round"] or "/receipts/" in path:
            continue
        first = named[0]
        resource = path.split("/")[3]
        label = ROWS_OF_CALLS.get(first) or ROWS_BY_PATH.get(resource)
        if label is None and first == "code":
            label = "organizations.Organization"
        assert label, f"{path}: say in ROWS_OF_CALLS or ROWS_BY_PATH which rows it names"
        address = path.replace(f"{{{first}}}", str(address_of(rows[label]))).replace("{round}", "2564-2")
        yield from ((method.upper(), address) for method in operations)


def test_no_call_reaches_what_is_others(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: world.decha.at)
    for name in PEOPLE:
        actor = getattr(world, name)
        membership = Membership.objects.get(user=actor.user_id, organization=actor.organization_id)
        token = issue_token(membership=membership, label="ลอง", by=actor)
        before, guesses = everything_held(), list(guesses_of_calls(actor))
        assert len(guesses) > 30
        for method, address in guesses:
            answer = call(method, address, token)
            assert answer.status_code in (403, 404), (name, method, address, answer.status_code)
            assert SECRET not in answer.content.decode()
        assert everything_held() == before
    for method, address in guesses:
        assert call(method, address, "").status_code == 401, (method, address)


def call(method: str, address: str, token: str, body: str = ASKED) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().generic(method, address, body, "application/json", headers=headers)
