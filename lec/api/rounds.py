"""The calendar of rounds: read by everybody, written by the department (letter §2.1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from ninja import Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict

from lec.api.access import ApiRequest
from lec.api.given import GivenModel, Sent, Text, dates_of
from lec.api.paging import Page, Paging, page_of_list
from lec.api.receipts import Moment
from lec.organizations.rules import require_level
from lec.refusals import Invalid, NotVisible
from lec.rounds import actions
from lec.rounds.models import Round
from lec.rounds.queries import round_by_key, rounds
from lec.rounds.rules import RoundDates, RoundState

router = Router(tags=["rounds"])

DEPARTMENT = 1


class Due(Schema):
    """The day by which each level is to confirm."""

    institution: date
    lao: date
    province: date


class ShownRound(Schema):
    """A round; `closed_at` only where it is closed before the end of its last day."""

    key: str
    academic_year: int
    number: int
    opens_on: date
    closes_on: date
    due: Due
    state: RoundState
    closed_at: Moment | None


class DueGiven(GivenModel):
    """Due dates as sent, ISO 8601."""

    institution: Text = ""
    lao: Text = ""
    province: Text = ""


class DatesGiven(GivenModel):
    """The dates of a round as sent, ISO 8601."""

    opens_on: Text = ""
    closes_on: Text = ""
    due: DueGiven = DueGiven()

    def texts(self) -> dict[str, str]:
        """By the name a refusal uses: "due.lao" for the LAOs' due date; those sent only."""
        sent = self.dict(exclude_unset=True)
        due = {f"due.{level}": text for level, text in sent.pop("due", {}).items()}
        return {name: text for name, text in {**sent, **due}.items() if name in HELD_AS}


class NewRound(DatesGiven):
    """A round to be; the year is BE."""

    academic_year: int
    number: int


class RoundChange(DatesGiven):
    """What to change of a round; what is left out stays. `closed_at` closes it early, null does not."""

    model_config = ConfigDict(extra="forbid")

    closed_at: AwareDatetime | None = None


HELD_AS = {
    "opens_on": "opens_on",
    "closes_on": "closes_on",
    "due.institution": "institution_due_on",
    "due.lao": "lao_due_on",
    "due.province": "province_due_on",
}
SENT_AS = {held: sent for sent, held in HELD_AS.items()}


@router.get("/rounds", response=Page[ShownRound])
def list_rounds(request: ApiRequest, paging: Query[Paging]) -> Page[ShownRound]:
    """All rounds, the newest first."""
    found, following = page_of_list(list(rounds()), paging)
    return Page[ShownRound](items=[_shown(row, request) for row in found], next=following)


@router.post("/rounds", response={201: ShownRound})
def plan_round(request: ApiRequest, body: Sent[NewRound]) -> ShownRound:
    """Add a round to the calendar; the department's."""
    require_level(request.auth, DEPARTMENT)
    given = body.read()
    texts = dict.fromkeys(HELD_AS, "") | given.texts()
    with faults_as_sent():
        dates = RoundDates(academic_year=given.academic_year, number=given.number, **_held(texts))
        return _shown(actions.plan_round(dates=dates, by=request.auth), request)


@router.patch("/rounds/{round}", response=ShownRound)
def change_round(request: ApiRequest, round: str, body: Sent[RoundChange]) -> ShownRound:
    """Move dates of a round, or close it early; the department's. Confirmations given stay as they are."""
    held = round_by_key(round)
    if held is None:
        raise NotVisible
    require_level(request.auth, DEPARTMENT)
    given = body.read()
    changes: dict[str, date | datetime | None] = {**_held(given.texts())}
    if "closed_at" in given.model_fields_set:
        changes["closed_at"] = given.closed_at
    with faults_as_sent():
        return _shown(actions.change_round(round=held, changes=changes, by=request.auth), request)


@contextmanager
def faults_as_sent() -> Iterator[None]:
    """Faults name the fields as the body has them."""
    try:
        yield
    except Invalid as refusal:
        raise Invalid([replace(f, field=SENT_AS.get(f.field, f.field)) for f in refusal.faults]) from None


def _held(texts: dict[str, str]) -> dict[str, date]:
    return {HELD_AS[name]: day for name, day in dates_of(texts).items()}


def _shown(round: Round, request: ApiRequest) -> ShownRound:
    due = Due(institution=round.institution_due_on, lao=round.lao_due_on, province=round.province_due_on)
    return ShownRound(
        key=round.key,
        academic_year=round.academic_year,
        number=round.number,
        opens_on=round.opens_on,
        closes_on=round.closes_on,
        due=due,
        state=round.state(request.auth.at),
        closed_at=round.closed_at,
    )
