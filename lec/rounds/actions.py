"""Opening and changing rounds: the department's (letter §2.1)."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import record
from lec.organizations.models import Organization
from lec.organizations.rules import require_level
from lec.refusals import Fault, Invalid, refuse_if_wrong
from lec.rounds.models import Round
from lec.rounds.rules import RoundDates, faults_of_closing, faults_of_dates


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


def _locked_department(by: Actor) -> Organization:
    """Rounds are changed one at a time: the department's row stands for the calendar."""
    require_level(by, 1)
    return Organization.objects.select_for_update(no_key=True).get(pk=by.organization_id)


def _other_windows(round: Round | None) -> list[tuple[str, date, date]]:
    others = Round.objects.exclude(pk=round.pk) if round else Round.objects.all()
    return [(other.label, other.opens_on, other.closes_on) for other in others]


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
