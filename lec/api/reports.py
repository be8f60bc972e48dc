"""Numbers and progress: what is frozen under standing confirmations, and who is how far (letter §3, §9.1)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from lec.api.access import ApiRequest, about, organization_seen, round_given
from lec.api.paging import Page, Paging, page_of_rows
from lec.confirmations.rules import State
from lec.organizations.models import INSTITUTION_KINDS, Level, Organization
from lec.organizations.queries import acting_for, children
from lec.refusals import Fault, Invalid
from lec.reports.queries import (
    Progress,
    coverage,
    in_grade_order,
    progress,
    rows_by_organization,
    totals,
    totals_by_kind,
)
from lec.rounds.models import Round, Subject

router = Router(tags=["reports"])


class CountRow(Schema):
    """One row; of `organization` (a code), `grade`, `sex` and `kind` it has the one that was asked for."""

    organization: str | None = None
    name: str | None = None
    grade: str | None = None
    sex: str | None = None
    kind: str | None = None
    count: int


class Counts(Schema):
    """Rows and their sum, and of how many units that must confirm it is made."""

    rows: list[CountRow]
    total: int
    confirmed: int
    expected: int


class CountsAsked(Schema):
    """Of which round, below which organization, by what, and whose: students or other schools' headcounts."""

    round: str = ""
    organization: str = ""
    by: str = "organization"
    subject: str = "students"


class ProgressAsked(Paging):
    """Of which round, and of whose units."""

    round: str = ""
    organization: str = ""


class SubjectProgress(Schema):
    """How far one subject is."""

    state: State
    due: date
    late: bool
    obstacles: int


class UnitProgress(SubjectProgress):
    """How far a unit is with its students, and an LAO beside it with other schools' headcounts."""

    organization: str
    name: str
    level: str
    headcounts: SubjectProgress | None


@router.get("/reports/counts", response=Counts, exclude_none=True)
def counts(request: ApiRequest, asked: Query[CountsAsked]) -> Counts:
    """What is frozen under the confirmations that stand, by direct children, grade, sex or kind."""
    organization = _organization(request, asked.organization)
    round, subject = about(asked.round, asked.subject, request.auth)
    if asked.by not in ROWS or (asked.by == "kind" and subject == Subject.HEADCOUNTS):
        raise Invalid(
            [Fault("by-unknown", _("ระบุ organization, grade, sex หรือ kind (kind มีเฉพาะ students)"), "by")]
        )
    rows = ROWS[asked.by](request, organization, round, subject)
    covered = coverage(request.auth, organization, round, subject)
    return Counts(
        rows=rows,
        total=sum(row.count for row in rows),
        confirmed=covered.confirmed,
        expected=covered.expected,
    )


def _by_organization(
    request: ApiRequest, organization: Organization, round: Round, subject: str
) -> list[CountRow]:
    rows = rows_by_organization(request.auth, organization, round, subject)
    return [CountRow(organization=unit.code, name=unit.name, count=number) for unit, number in rows]


def _by_grade(request: ApiRequest, organization: Organization, round: Round, subject: str) -> list[CountRow]:
    cells = totals(request.auth, organization, round, subject)
    return [
        CountRow(grade=grade, count=sum(number for (held, _sex), number in cells.items() if held == grade))
        for grade in in_grade_order(cells)
    ]


def _by_sex(request: ApiRequest, organization: Organization, round: Round, subject: str) -> list[CountRow]:
    cells = totals(request.auth, organization, round, subject)
    return [
        CountRow(sex=sex, count=sum(number for (_grade, held), number in cells.items() if held == sex))
        for sex in ("M", "F")
    ]


def _by_kind(request: ApiRequest, organization: Organization, round: Round, subject: str) -> list[CountRow]:
    numbers = totals_by_kind(request.auth, organization, round)
    return [CountRow(kind=kind, count=numbers.get(kind, 0)) for kind in INSTITUTION_KINDS]


ROWS: dict[str, Callable[[ApiRequest, Organization, Round, str], list[CountRow]]] = {
    "organization": _by_organization,
    "grade": _by_grade,
    "sex": _by_sex,
    "kind": _by_kind,
}


@router.get("/reports/progress", response=Page[UnitProgress])
def list_progress(request: ApiRequest, asked: Query[ProgressAsked]) -> Page[UnitProgress]:
    """How far each direct child is, by when it was due, and how much stands in its way."""
    organization = _organization(request, asked.organization)
    round = round_given(asked.round, request.auth)
    units, following = page_of_rows(children(request.auth, organization), asked, "code")
    at = request.auth.at
    headcounts: dict[int, Progress] = {}
    if units and units[0].level == Level.LAO:
        rows = progress(request.auth, units, Subject.HEADCOUNTS, round, at)
        headcounts = {row.organization.pk: row for row in rows}
    students = progress(request.auth, units, Subject.STUDENTS, round, at)
    items = [_shown(row, headcounts.get(row.organization.pk)) for row in students]
    return Page[UnitProgress](items=items, next=following)


def _organization(request: ApiRequest, code: str) -> Organization:
    """The one named, without a name the caller's own."""
    return organization_seen(request.auth, code) if code else acting_for(request.auth)


def _shown(students: Progress, headcounts: Progress | None) -> UnitProgress:
    unit = students.organization
    return UnitProgress(
        organization=unit.code,
        name=unit.name,
        level=unit.level,
        headcounts=SubjectProgress(**_how_far(headcounts)) if headcounts else None,
        **_how_far(students),
    )


def _how_far(row: Progress) -> dict[str, Any]:
    return {"state": row.state, "due": row.due_on, "late": row.late, "obstacles": row.obstacles}
