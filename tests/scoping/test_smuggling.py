"""Smuggling: the own page or call, with rows of others in the form, the query or the body.

The address is the actor's own, so nothing stops the request at the door; what it names is not. Whatever is
sent, nobody reads of a child they may not see, and no row they may not see is written.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import get_resolver, reverse

from lec.accounts.actions import issue_token
from lec.accounts.models import Membership
from lec.actor import Actor
from lec.api.given import MOST_DIGITS
from lec.api.urls import api
from lec.students.models import Student
from lec.thai import citizen_id
from lec.web.access import may_open
from tests.architecture.source import LEC
from tests.cast import Cast
from tests.scoping.test_guessing import ROWS_BY_PATH, ROWS_OF_CALLS, ROWS_OF_PAGES, address_of, call
from tests.scoping.test_visible_to import MODELS, WHOSE, may_see
from tests.scoping.world import fill_everything
from tests.web.conftest import at_the_desk, sign_in

__all__ = ["at_the_desk", "sign_in"]

# Whose a row is, test_visible_to asks on both databases; that pages and calls ask it is no database's matter.
pytestmark = pytest.mark.once

PEOPLE = ("malee", "wichai", "somsri", "teacher")

# Names that bring rows along, on pages and in calls; how an organization is named: by its code.
ROWS_NAMED = {
    "enrollment": "students.Enrollment",
    "listed": "students.Enrollment",
    "kept_back": "students.Enrollment",
    "room": "students.Classroom",
    "finding": "students.RecordedFinding",
    "other": "students.Student",
    "kept": "students.Student",
    "merged": "students.Student",
    "students": "students.Student",
    "notice": "notices.Notice",
    "membership": "accounts.Membership",
    "person": "accounts.Membership",
    "before": "audit.AuditEntry",
    "organization": "organizations.Organization",
    "institution": "organizations.Organization",
    "parent": "organizations.Organization",
}
NAMES_NO_ROW = {
    *("order", "page", "limit", "cursor", "show", "ended", "tab", "look", "another", "go", "next", "q"),
    *("role", "subject", "by", "level", "affiliation", "round", "code", "for", "because", "zero_because"),
    *("fiscal_year", "basis", "year", "rate"),
    *("active", "file", "classroom", "offered", "row", "version", "everyone", "digits"),
}
SENT_BESIDE = {"because": "ขอดู", "reason": "resigned", "on": "8/11/2564", "for": "claimant", "active": "0"}
FILLED = {"name": "general", "subject": "students", "format": "csv"}
ROWS_BY_ARGUMENT = {"code": "organizations.Organization", "number": "confirmations.Receipt"}
READ_OF_A_REQUEST = re.compile(
    r"(?:GET|POST|FILES)(?:\.get(?:list)?\(|\[)\"(\w+)\"|\"(\w+)\" in (?:\w+\.)*(?:GET|POST)"
)
WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM) (?!.django_session)")
NOTHING_TAKEN = {
    ("GET", "organizations"): 200,  # nobody is below who is not seen: an empty list
    ("PATCH", "change"): 200,  # the stay of a row may be sent back and is not read
    ("POST", "enroll"): 422,
}


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Everything, with a last name for each child that nothing else bears."""
    fill_everything(cast)
    for student in Student.objects.all():
        student.last_name = f"ลับ{student.pk}เฉพาะ"
        student.save()
    return cast


class Reach:
    """What an actor sees of every table, and what is others', as both were before anything was asked."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.seen: dict[str, list[Model]] = {}
        self.others: dict[str, list[Model]] = {}
        for label, model in MODELS.items():
            rows = [(row, WHOSE[label](row)) for row in model._default_manager.order_by("pk")]
            own = sorted(rows, key=lambda each: actor.path not in each[1].paths)
            self.seen[label] = [row for row, whose in own if may_see(actor, whose)]
            self.others[label] = [row for row, whose in rows if whose.paths and not may_see(actor, whose)]
        self.before = self.held()
        self.secrets = set(self._secrets())

    def _secrets(self) -> Iterator[str]:
        """Names and numbers of children of others; of a child in a claim, one who sees it knows."""
        claimed = {claim.student_id for claim in self.seen["claims.Claim"]}  # type: ignore[attr-defined]
        own = [*self.seen["students.Student"], *self.seen["students.FormerId"]]
        alike = {citizen_id.mask(row.citizen_id) for row in own if row.citizen_id}  # type: ignore[attr-defined]
        for student in self.others["students.Student"]:
            if student.pk not in claimed:
                yield student.last_name  # type: ignore[attr-defined]
                number = student.citizen_id  # type: ignore[attr-defined]
                yield from (number, citizen_id.format(number)) if number else ()
                if number and citizen_id.mask(number) not in alike:  # three digits may be an own child's too
                    yield citizen_id.mask(number)

    def own(self, label: str) -> Model | None:
        """A row of the own organization, or else below it; None where there is none."""
        return next(iter(self.seen[label]), None)

    def smuggled(self, among: str = "/") -> dict[str, Any]:
        """Each name that brings rows along, with a row of others, the first that lies below `among`."""
        return {name: address_of(self._first(label, among)) for name, label in ROWS_NAMED.items()}

    def _first(self, label: str, among: str) -> Model:
        rows = self.others[label]
        return next(row for row in rows if any(path.startswith(among) for path in WHOSE[label](row).paths))

    def held(self) -> dict[str, Any]:
        return {
            label: list(MODELS[label]._default_manager.filter(pk__in=[row.pk for row in rows]).order_by("pk"))
            for label, rows in self.others.items()
        }

    def is_told(self, answer: Any) -> bool:
        """Whether an answer tells of a child of others; a workbook is looked into."""
        data = b"".join(answer)
        if data.startswith(b"PK"):
            with ZipFile(BytesIO(data)) as parts:
                data = b"".join(parts.read(part) for part in parts.namelist())
        return any(secret in data.decode(errors="ignore") for secret in self.secrets)

    @contextmanager
    def over(self, asked: object) -> Iterator[None]:
        """Nothing of others is written by what is asked; what it wrote of the own is taken back."""
        wrote: list[str] = []

        def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if WRITES.match(sql):
                wrote.append(sql)
            return execute(sql, *rest)

        with transaction.atomic():
            with connection.execute_wrapper(note):
                yield
            if wrote:
                for label, rows in self.held().items():
                    assert [vars_of(row) for row in rows] == [vars_of(row) for row in self.before[label]], (
                        asked
                    )
            transaction.set_rollback(True)


def vars_of(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def own_pages(reach: Reach) -> Iterator[str]:
    """Every page that opens for the actor, of what is the own where the address names something."""
    spaces: list[Any] = get_resolver("lec.web.urls").url_patterns
    for space in spaces:
        for pattern in getattr(space, "url_patterns", ()):
            name = f"{space.namespace}:{pattern.name}"
            if not space.namespace or not may_open(name, reach.actor, signed_in=True):
                continue
            given = {one: FILLED[one] for one in pattern.pattern.converters if one in FILLED}
            for key in pattern.pattern.converters.keys() - given.keys():
                label = ROWS_OF_PAGES.get(name) or ROWS_BY_ARGUMENT.get(key)
                assert label, f"{name}: say in ROWS_OF_PAGES, ROWS_BY_ARGUMENT or FILLED what {key} is"
                row = reach.own(label)
                given |= {key: address_of(row)} if row else {}
            if given.keys() == pattern.pattern.converters.keys():
                yield reverse(name, urlconf="lec.web.urls", kwargs=given)


def test_what_is_read_of_a_request_is_named_here() -> None:
    read = {
        first or second
        for path in sorted((LEC / "web").rglob("*.py"))
        for first, second in READ_OF_A_REQUEST.findall(path.read_text(encoding="utf-8"))
    }
    unknown = read - ROWS_NAMED.keys() - NAMES_NO_ROW
    assert not unknown, f"{unknown}: say in ROWS_NAMED which rows they bring along, or in NAMES_NO_ROW"


def test_the_own_pages_take_nothing_of_others(world: Cast, sign_in: Callable[[Actor], Client]) -> None:
    for name in PEOPLE:
        reach, client = Reach(getattr(world, name)), sign_in(getattr(world, name))
        near, far = reach.smuggled(), reach.smuggled(world.south.path)
        given = SENT_BESIDE | {one: [near[one], far[one]] for one in ROWS_NAMED}
        pages, statuses = list(own_pages(reach)), []
        assert reach.secrets and len(pages) > 20
        for address in pages:
            for ask in (client.get, client.post):
                with reach.over((name, ask.__name__, address)):
                    answer = ask(address, given)
                    assert not reach.is_told(answer), (name, ask.__name__, address)
                statuses.append(answer.status_code)
        assert statuses.count(200) > len(pages) / 2


def schema_of(operation: dict[str, Any]) -> dict[str, Any]:
    """What a call takes as JSON; {} for none."""
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("schema", {})


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, behind its references."""
    for one in schema.get("allOf", schema.get("anyOf", ()))[:1]:
        return resolved(one)
    if "$ref" in schema:
        return resolved(DESCRIBED["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    return schema


DESCRIBED = api.get_openapi_schema()
SENT_IN_CALLS = SENT_BESIDE | {
    "round": "2564-2",
    "subject": "students",
    "code": "100",
    "on": "2021-11-08",
    "grade": "P1",
    "room": "1",
    "sex": "M",
    "count": 3,
    "protected": True,
    "valid_rows_only": True,
}


def filled(name: str, schema: dict[str, Any], given: dict[str, Any]) -> Any:
    """A body of rows that are not the caller's, as far as it names any; None is left out."""
    inner = resolved(schema)
    if "properties" in inner:
        parts = {one: filled(one, part, given) for one, part in inner["properties"].items()}
        return {one: part for one, part in parts.items() if part is not None}
    if inner.get("type") == "array":
        item = filled(name, inner["items"], given)
        return None if item is None else [item]
    return SENT_IN_CALLS.get(name, given.get(name))


def own_calls(reach: Reach) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every call on what is the caller's own: method, address, its description."""
    for path, operations in DESCRIBED["paths"].items():
        address = path.replace("{round}", "2564-2")
        for name in re.findall(r"{(\w+)}", address):
            label = (
                ROWS_OF_CALLS.get(name) or ROWS_BY_PATH.get(path.split("/")[3]) or ROWS_BY_ARGUMENT.get(name)
            )
            assert label, f"{path}: say in ROWS_OF_CALLS, ROWS_BY_PATH or ROWS_BY_ARGUMENT what {name} is"
            row = reach.own(label)
            address = address.replace(f"{{{name}}}", str(address_of(row)) if row else "0")
        yield from ((method.upper(), address, operation) for method, operation in operations.items())


def names_in(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every name in a body, however deep, with what it holds."""
    for name, part in resolved(schema).get("properties", {}).items():
        inner = resolved(part)
        inner = resolved(inner["items"]) if inner.get("type") == "array" else inner
        yield name, inner
        yield from names_in(inner)


def test_what_a_call_takes_is_named_here() -> None:
    unknown = set()
    for operations in DESCRIBED["paths"].values():
        for operation in operations.values():
            asked = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
            ids = {
                name
                for name, part in names_in(schema_of(operation))
                if part.get("maximum") == MOST_DIGITS or name.endswith(("organization", "institution", "_id"))
            }
            unknown |= (asked | ids) - ROWS_NAMED.keys() - NAMES_NO_ROW
    unknown -= {"citizen_id"}
    assert not unknown, f"{unknown}: say in ROWS_NAMED which rows they bring along, or in NAMES_NO_ROW"


def test_the_own_calls_take_nothing_of_others(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: world.decha.at)
    for name in PEOPLE:
        actor = getattr(world, name)
        membership = Membership.objects.get(user=actor.user_id, organization=actor.organization_id)
        token = issue_token(membership=membership, label="ลอง", by=actor)
        reach = Reach(actor)
        for given in (reach.smuggled(), reach.smuggled(world.south.path)):
            for method, address, operation in own_calls(reach):
                query, body = sent_with(operation, given)
                asked = (name, method, address, query, body)
                with reach.over(asked):
                    answer = call(method, f"{address}?{query}", token, json.dumps(body))
                    assert not reach.is_told(answer), asked
                if query or (named(body) & given.keys()) - {"room"}:
                    taken = NOTHING_TAKEN.get((method, operation["operationId"]), 404)
                    assert answer.status_code in (403, 404, taken), asked


def sent_with(operation: dict[str, Any], given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The query and the body of a call, of rows of others as far as it names any."""
    asked = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
    query = urlencode({one: given[one] for one in sorted(asked & given.keys())})
    return query, filled("", schema_of(operation), given) or {}


def named(body: Any) -> set[str]:
    """Every name in what is sent, however deep."""
    if isinstance(body, list):
        return {name for part in body for name in named(part)}
    return (
        {*body, *(name for part in body.values() for name in named(part))}
        if isinstance(body, dict)
        else set()
    )
