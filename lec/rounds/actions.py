"""Opening and changing rounds: the department's (letter §2.1)."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import record
from lec.notices.actions import tell
from lec.organizations.models import Organization
from lec.organizations.rules import require_level
from lec.refusals import Fault, Invalid, refuse_if, refuse_if_wrong
from lec.rounds.models import Reopening, Round
from lec.rounds.queries import is_superseded, next_round
from lec.rounds.rules import (
    RoundDates,
    faults_of_closing,
    faults_of_dates,
    faults_of_reopening,
    last_moment,
    obstacles_to_ending,
    obstacles_to_reopening,
)


@transaction.atomic
def plan_round(*, dates: RoundDates, by: Actor) -> Round:
    """Add a round to the calendar. Raises Invalid naming each date that cannot be."""
    department = _locked_department(by)
    if Round.objects.filter(academic_year=dates.academic_year, number=dates.number).exists():
        raise Invalid([Fault("round-exists", _("มีรอบข้อมูลนี้อยู่แล้ว"), "number")])
    refuse_if_wrong(faults_of_dates(dates, _other_windows(None)))
    round = Round.objects.create(**asdict(dates))
    record("plan-round", round, by=by, organization_id=department.pk, after=_as_json(asdict(dates)))
    return round


@transaction.atomic
def change_round(*, round: Round, changes: dict[str, date | datetime | None], by: Actor) -> Round:
    """Move dates of a round, or close it early with `closed_at`. Confirmations given stay as they are."""
    department = _locked_department(by)
    round = Round.objects.get(pk=round.pk)
    before = {name: getattr(round, name) for name in changes}
    for name, value in changes.items():
        setattr(round, name, value)
    dates = RoundDates(**{name: getattr(round, name) for name in RoundDates.__dataclass_fields__})
    closing = round.closed_at if "closed_at" in changes else None
    faults = list(faults_of_dates(dates, _other_windows(round)))
    refuse_if_wrong([*faults, *faults_of_closing(closing, round.opens_on, round.closes_on)])
    round.save(update_fields=list(changes))
    record(
        "change-round",
        round,
        by=by,
        organization_id=department.pk,
        before=_as_json(before),
        after=_as_json(changes),
    )
    return round


@transaction.atomic
def reopen(
    *, round: Round, organization: Organization, until: datetime, because: str, by: Actor
) -> Reopening:
    """Open a closed round again for an organization and all below it; it ends by itself (DOMAIN, Rounds).

    What stands confirmed stays so until somebody revokes it. Raises Invalid for until and because, Blocked
    unless the round is the last one and closed.
    """
    _locked_department(by)
    round = Round.objects.get(pk=round.pk)
    following = next_round(round)
    last = last_moment(round.academic_year, following.opens_on if following else None)
    refuse_if(obstacles_to_reopening(round.label, round.state(by.at), is_superseded(round, by.at)))
    refuse_if_wrong(faults_of_reopening(until, because, by.at, last))
    reopening = Reopening.objects.create(
        round=round,
        organization=organization,
        because=because.strip(),
        opened_at=by.at,
        opened_by_id=by.user_id,
        until=until,
    )
    params = {"round": round.label, "until": until.isoformat()}
    tell(organizations=[organization.pk], kind="round-reopened", params=params, by=by)
    record(
        "reopen-round",
        reopening,
        by=by,
        organization_id=organization.pk,
        because=reopening.because,
        after=params,
    )
    return reopening


@transaction.atomic
def end_reopening(*, reopening: Reopening, by: Actor) -> Reopening:
    """End it before its time. What was sent before this moment counts."""
    _locked_department(by)
    reopening = Reopening.objects.select_for_update().get(pk=reopening.pk)
    refuse_if(obstacles_to_ending(reopening.holds(by.at)))
    reopening.ended_at = by.at
    reopening.save(update_fields=["ended_at"])
    round = reopening.round
    tell(
        organizations=[reopening.organization_id],
        kind="round-closed-again",
        params={"round": round.label},
        by=by,
    )
    record("end-reopening", reopening, by=by, organization_id=reopening.organization_id)
    return reopening


def _locked_department(by: Actor) -> Organization:
    """Rounds are changed one at a time: the department's row stands for the calendar."""
    require_level(by, 1)
    return Organization.objects.select_for_update(no_key=True).get(pk=by.organization_id)


def _other_windows(round: Round | None) -> list[tuple[str, date, date]]:
    others = Round.objects.exclude(pk=round.pk) if round else Round.objects.all()
    return [(other.label, other.opens_on, other.closes_on) for other in others]


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
