"""Headcounts of schools of other affiliations, per grade and sex (letter §4.2(3), §7.3)."""

from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import Field

from lec.api.access import ApiRequest, lao_seen, round_given
from lec.api.given import GivenModel, Sent, Text
from lec.api.paging import Page, Paging, page_of_rows
from lec.api.receipts import ShownCount
from lec.confirmations.receipts import count_rows
from lec.headcounts import actions
from lec.headcounts.models import OtherSchool
from lec.headcounts.queries import Counts, SchoolCounts, school_counts, schools_for
from lec.headcounts.rules import Cell, require_payer
from lec.refusals import NotVisible
from lec.rounds.models import Round
from lec.rounds.queries import previous_round, round_by_key

router = Router(tags=["headcounts"])


class LastTime(Schema):
    """What the school had in the round before."""

    round: str
    counts: list[ShownCount]
    total: int


class ShownSchool(Schema):
    """A school and its numbers; `counts` null is "not entered", which is not zero. Totals are computed."""

    code: str
    name: str
    affiliation: str
    counts: list[ShownCount] | None
    total: int | None
    last: LastTime | None


class SchoolsAsked(Paging):
    """Of which round, and of which affiliation only."""

    round: str = ""
    affiliation: str = ""


class CellGiven(GivenModel):
    """The number of one grade and sex; a blank is no number."""

    grade: Text = ""
    sex: Text = ""
    count: Annotated[int, Field(strict=True)]


class GridGiven(GivenModel):
    """The whole grid of a school: cells left out mean that there is no such class."""

    counts: list[CellGiven]


@router.get("/organizations/{code}/other-schools", response=Page[ShownSchool])
def list_schools(request: ApiRequest, code: str, asked: Query[SchoolsAsked]) -> Page[ShownSchool]:
    """The schools an LAO pays for, with this round's numbers and the last round's beside them."""
    lao = lao_seen(request.auth, code)
    round = round_given(asked.round, request.auth)
    schools = schools_for(request.auth).filter(lao=lao)
    if asked.affiliation:
        schools = schools.filter(affiliation=asked.affiliation)
    found, following = page_of_rows(schools, asked, "code")
    return Page[ShownSchool](items=_shown(found, round), next=following)


@router.put("/other-schools/{code}/headcounts/{round}", response=ShownSchool)
def enter(request: ApiRequest, code: str, round: str, body: Sent[GridGiven]) -> ShownSchool:
    """Replace the numbers of a school; none at all makes it "not entered" again."""
    school, held = schools_for(request.auth).filter(code=code).first(), round_by_key(round)
    if school is None or held is None:
        raise NotVisible
    require_payer(request.auth, school.lao_id)
    cells = [Cell(cell.grade, cell.sex, cell.count) for cell in body.read().counts]
    actions.enter(school=school, round=held, cells=cells, by=request.auth)
    return _shown([school], held)[0]


def _shown(schools: list[OtherSchool], round: Round) -> list[ShownSchool]:
    before = previous_round(round)
    return [
        ShownSchool(
            code=row.school.code,
            name=row.school.name,
            affiliation=row.school.affiliation,
            counts=None if row.counts is None else _rows(row.counts),
            total=row.total,
            last=_last(row, before),
        )
        for row in school_counts(schools, round, before)
    ]


def _last(row: SchoolCounts, before: Round | None) -> LastTime | None:
    if row.last is None or before is None:
        return None
    return LastTime(round=before.key, counts=_rows(row.last), total=sum(row.last.values()))


def _rows(counts: Counts) -> list[ShownCount]:
    return [ShownCount(**cell) for cell in count_rows(counts)]
