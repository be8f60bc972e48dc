"""The calendar of rounds: read by everybody, written by the department (letter §2.1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict

from lec.api.access import ApiRequest, organization_named
from lec.api.given import GivenModel, Sent, Text, dates_of
from lec.api.paging import Page, Paging, page_of_list, page_of_rows
from lec.api.receipts import Moment
from lec.organizations.rules import require_level
from lec.refusals import Fault, Invalid, NotVisible
from lec.rounds import actions
from lec.rounds.models import Reopening, Round
from lec.rounds.queries import reopening_by_id, reopenings_of, round_by_key, rounds
from lec.rounds.rules import RoundDates, RoundState
from lec.thai import calendar

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
    held = _round(round)
    require_level(request.auth, DEPARTMENT)
    given = body.read()
    changes: dict[str, date | datetime | None] = {**_held(given.texts())}
    if "closed_at" in given.model_fields_set:
        changes["closed_at"] = given.closed_at
    with faults_as_sent():
        return _shown(actions.change_round(round=held, changes=changes, by=request.auth), request)


class ReopeningGiven(GivenModel):
    """For whom a closed round is opened again, with all below; `until` is a moment, or a day to its end."""

    organization: str
    until: Text = ""
    because: Text = ""


class ShownReopening(Schema):
    """A reopening; `ended_at` only where the department ended it early."""

    id: int
    round: str
    organization: str
    until: Moment
    because: str
    opened_at: Moment
    ended_at: Moment | None

    @staticmethod
    def resolve_round(row: Reopening) -> str:
        return row.round.key

    @staticmethod
    def resolve_organization(row: Reopening) -> str:
        return row.organization.code


@router.get("/rounds/{round}/reopenings", response=Page[ShownReopening])
def list_reopenings(request: ApiRequest, round: str, paging: Query[Paging]) -> Page[Any]:
    """For whom the round was opened again, the latest first, as far as the caller may see them."""
    found, following = page_of_rows(reopenings_of(request.auth, _round(round)), paging, "-pk")
    return Page[Any](items=found, next=following)


@router.post("/rounds/{round}/reopenings", response={201: ShownReopening})
def reopen_round(request: ApiRequest, round: str, body: Sent[ReopeningGiven]) -> Reopening:
    """Open a closed round again for one organization and all below it; the department's."""
    held = _round(round)
    given = body.read()
    organization = organization_named(request.auth, given.organization)
    require_level(request.auth, DEPARTMENT)
    until = _moment(given.until)
    return actions.reopen(
        round=held, organization=organization, until=until, because=given.because, by=request.auth
    )


@router.post("/reopenings/{row:reopening_id}/end", response=ShownReopening)
def end_reopening(request: ApiRequest, reopening_id: int) -> Reopening:
    """End a reopening before its time; the department's."""
    held = reopening_by_id(request.auth, reopening_id)
    if held is None:
        raise NotVisible
    require_level(request.auth, DEPARTMENT)
    return actions.end_reopening(reopening=held, by=request.auth)


def _moment(text: str) -> datetime:
    """ "2021-11-20" is until 24:00 of that day in Thailand. Raises Invalid."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        message = _("ต้องระบุเวลาสิ้นสุด แบบ 2021-11-20 หรือ 2021-11-20T16:30:00+07:00")
        raise Invalid([Fault("until-missing", message, "until")]) from None
    if "T" not in text and ":" not in text:
        return calendar.end_of_day(moment.date())
    return moment if moment.tzinfo else moment.replace(tzinfo=calendar.BANGKOK)


def _round(key: str) -> Round:
    held = round_by_key(key)
    if held is None:
        raise NotVisible
    return held


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
