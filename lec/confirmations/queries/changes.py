"""What changed since a confirmation that was taken back, for whoever is to give it again (letter §8): counts,
the units below that confirmed anew, and the students in and out.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from lec.actor import Actor
from lec.confirmations.models import ConfirmedCount, ConfirmedStudent, Receipt
from lec.confirmations.queries.ledger import (
    counts_to_confirm,
    frozen_counts,
    latest_receipt,
    standing_below,
)
from lec.confirmations.receipts import Counts
from lec.headcounts.models import Headcount, OtherSchool
from lec.organizations.models import Level, Organization
from lec.rounds.models import Round, Subject
from lec.scoping import sees_persons
from lec.students.models import Placement
from lec.students.queries import names_of_stays
from lec.thai import collation

Grades = dict[int, str]


@dataclass(frozen=True)
class UnitChange:
    """A unit below, or an other school: its total then and now; None where it had none, or has not confirmed
    again. Its students are compared once it has.
    """

    name: str
    subject: str
    before: int | None
    now: int | None


@dataclass(frozen=True)
class Moved:
    """A student who is in another grade now."""

    name: str
    before: str
    now: str


@dataclass(frozen=True)
class Changes:
    """Everything that differs from `since`. Of students only those the actor may see are named; `unnamed`
    are another's by now.
    """

    since: Receipt
    before: Counts
    now: Counts
    units: list[UnitChange] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    unnamed: int = 0

    @property
    def whole(self) -> bool:
        """Whether every unit below has confirmed anew, so that counts can be compared at all."""
        return all(unit.now is not None for unit in self.units)

    @property
    def none(self) -> bool:
        """Whether the same would be confirmed again."""
        students = (self.entered, self.left, self.moved, self.unnamed)
        return self.before == self.now and not self.units and not any(students)


def changes_since(actor: Actor, organization: Organization, subject: str, round: Round) -> Changes | None:
    """What differs from the organization's last confirmation in the round; None if it stands, or if there is
    none.
    """
    since = latest_receipt(actor, organization, subject)
    if since is None or since.confirmation.round_id != round.pk or since.confirmation.stands:
        return None
    counts = frozen_counts(since), counts_to_confirm(organization, subject, round)
    if subject == Subject.HEADCOUNTS:
        return Changes(since, *counts, units=_schools(since, organization, round))
    if organization.level == Level.INSTITUTION:
        then, now = _frozen([since.confirmation_id]), _living(organization)
        return Changes(since, *counts, **_students(actor, then, now))
    old, new = _anew(since, organization, round)
    units = _units(old, new)
    if not sees_persons(actor):
        return Changes(since, *counts, units=units)
    again = {r.confirmation.organization_id for r in new}
    old = [r for r in old if r.confirmation.organization_id in again]
    then, now = (_frozen([r.confirmation_id for r in receipts]) for receipts in (old, new))
    return Changes(since, *counts, units=units, **_students(actor, then, now))


def _anew(since: Receipt, organization: Organization, round: Round) -> tuple[list[Receipt], list[Receipt]]:
    """What the overview stood on and no longer would, and what it would stand on instead."""
    then = {r.pk: r for r in since.basis.select_related("confirmation__organization")}
    rows = standing_below(organization, round).select_related("confirmation__organization")
    now = {r.pk: r for r in rows}
    return [r for pk, r in then.items() if pk not in now], [r for pk, r in now.items() if pk not in then]


def _units(old: list[Receipt], new: list[Receipt]) -> list[UnitChange]:
    then, now = (
        {(r.confirmation.organization_id, r.confirmation.subject): r for r in receipts}
        for receipts in (old, new)
    )
    keys = sorted(
        then.keys() | now.keys(), key=lambda key: (then | now)[key].confirmation.organization.sort_key
    )
    return [
        UnitChange(
            name=(then | now)[key].confirmation.organization.name,
            subject=key[1],
            before=then[key].total if key in then else None,
            now=now[key].total if key in now else None,
        )
        for key in keys
    ]


def _schools(since: Receipt, lao: Organization, round: Round) -> list[UnitChange]:
    """Other schools whose grid is another than the one confirmed."""
    frozen = ConfirmedCount.objects.filter(confirmation=since.confirmation_id)
    then = dict(frozen.values_list("school").annotate(total=Sum("count")))
    given = Headcount.objects.filter(school__lao=lao, round=round).order_by()
    now = dict(given.values_list("school").annotate(total=Sum("count")))
    cells = ("school_id", "grade", "sex", "count")
    differing = {
        school for school, *_cell in set(frozen.values_list(*cells)) ^ set(given.values_list(*cells))
    }
    return [
        UnitChange(school.name, Subject.HEADCOUNTS, then.get(school.pk), now.get(school.pk))
        for school in OtherSchool.objects.filter(pk__in=differing)
    ]


def _frozen(confirmations: Collection[int]) -> Grades:
    rows = ConfirmedStudent.objects.filter(confirmation__in=confirmations)
    return dict(rows.values_list("enrollment_id", "grade"))


def _living(institution: Organization) -> Grades:
    rows = Placement.objects.filter(classroom__institution=institution, ends_on=None)
    return dict(rows.values_list("enrollment_id", "classroom__grade"))


def _students(actor: Actor, then: Grades, now: Grades) -> dict[str, Any]:
    moved = {stay for stay in then.keys() & now.keys() if then[stay] != now[stay]}
    differing = (then.keys() ^ now.keys()) | moved
    names = sorted(names_of_stays(actor, differing).items(), key=lambda named: collation.sort_key(named[1]))
    return {
        "entered": [name for stay, name in names if stay not in then],
        "left": [name for stay, name in names if stay not in now],
        "moved": [Moved(name, then[stay], now[stay]) for stay, name in names if stay in moved],
        "unnamed": len(differing) - len(names),
    }
