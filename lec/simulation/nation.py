"""The synthetic nation: as many fictitious children, places and officers as wanted; one seed, one nation.

Its tree, rounds and schools of other affiliations come by the very actions the department uses. Accounts,
children and the past come in bulk: nobody acted in them, so the trail does not name them. Round 2 of the year
is open, nobody is attested in it and nothing confirmed; with `years` before this one, every earlier round is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar

from django.db import transaction

from lec.actor import Actor, Role
from lec.confirmations.actions import open_institutions, seal_days
from lec.headcounts.actions import keep_schools
from lec.headcounts.models import OtherSchool
from lec.organizations.actions import found_department, keep_organizations
from lec.organizations.models import Organization
from lec.organizations.rules import OrganizationEntry
from lec.rounds.actions import plan_round
from lec.rounds.models import Round
from lec.rounds.rules import RoundDates
from lec.simulation.accounts import Account
from lec.simulation.bulk import HELD, Tables
from lec.simulation.crowd import Crowd
from lec.simulation.living import Register
from lec.simulation.past import Given, Ledger
from lec.simulation.places import DEPARTMENT
from lec.simulation.staff import Staff
from lec.simulation.tree import Institution, Tree, plan
from lec.simulation.year import at_nine, past_dates, round_dates
from lec.students.actions import review
from lec.thai import calendar

T = TypeVar("T")
Tell = Callable[[str], None]
Known = tuple[Sequence[OrganizationEntry], Sequence[OrganizationEntry]]
FOUNDED_BEFORE = timedelta(days=365)


@dataclass(frozen=True)
class Scale:
    """How large a nation, which of them, and how many years before this one it has."""

    provinces: int
    students: int
    seed: int = 1
    years: int = 0


@transaction.atomic
def simulate(scale: Scale, at: datetime, tell: Tell, known: Known | None = None) -> list[Account]:
    """Write it into an empty database; everybody who can sign in. `known`: provinces and LAOs from a list."""
    random = Random(scale.seed)
    tree = plan(scale.provinces, scale.students, random, known)
    rounds = list(_dates(scale.years, calendar.today(at)))
    founder = _found(tree, at_nine(rounds[0].opens_on) - FOUNDED_BEFORE)
    *past, current = [plan_round(dates=dates, by=founder) for dates in rounds]
    tell(f"{len(tree.laos):,} LAOs, {len(tree.institutions):,} institutions founded")
    nation = _Nation(tree, scale, past, current, founder.at)
    nation.write(tell)
    by = replace(founder, at=at)
    for organization in Organization.objects.filter(pk__in=nation.register.faulty):
        review(organization, current, by.today)
    seal_days(by=by)
    return nation.staff.accounts


def _dates(years: int, today: date) -> Iterator[RoundDates]:
    first, second = round_dates(today)
    if years:
        for year in range(first.academic_year - years, first.academic_year):
            yield from past_dates(year)
        yield first
    yield second


def _found(tree: Tree, at: datetime) -> Actor:
    nobody = Actor(0, 0, "/", Role.OFFICER, at)
    department = found_department(code=DEPARTMENT[0], name=DEPARTMENT[1], by=nobody)
    founder = Actor(0, department.pk, department.path, Role.OFFICER, at)
    keep_organizations(entries=tree.provinces, by=founder)
    keep_organizations(entries=tree.laos, by=founder)
    open_institutions(entries=[place.entry for place in tree.institutions], by=founder)
    keep_schools(entries=[entry for entry, _grades in tree.other_schools], by=founder)
    return founder


class _Nation:
    """Goes through the tree from below: an institution's children, its LAO, its province."""

    def __init__(
        self, tree: Tree, scale: Scale, past: Sequence[Round], current: Round, founded: datetime
    ) -> None:
        crowd = Crowd(scale.seed)
        self.tree = tree
        self.staff = Staff(crowd, scale.seed, founded)
        latest = current.opens_on - timedelta(days=1)
        self.register = Register(crowd, current.academic_year, scale.years, latest)
        self.ledger = Ledger(crowd.random, past, self.staff.officers)
        everybody = list(Organization.objects.order_by("pk"))
        self.by_code = {organization.code: organization for organization in everybody}
        self.by_pk = {organization.pk: organization for organization in everybody}
        self.tables = Tables(
            *self.staff.tables.tables, *self.register.tables.tables, *self.ledger.tables.tables
        )

    def write(self, tell: Tell) -> None:
        """Everything, some hundred thousand rows at a time."""
        for organization in self.by_pk.values():
            self.staff.officer(organization)
        laos = _grouped((lao.parent, lao) for lao in self.tree.laos)
        places = _grouped((place.entry.parent, place) for place in self.tree.institutions)
        kept = {school.code: school for school in OtherSchool.objects.all()}
        schools = _grouped(
            (entry.lao, (kept[entry.code], grades)) for entry, grades in self.tree.other_schools
        )
        for n, province in enumerate(self.tree.provinces, 1):
            overviews, headcounts = [], []
            for lao in laos.get(province.code, []):
                given = [self._institution(place) for place in places.get(lao.code, [])]
                if given:
                    overviews.append(self.ledger.overview(self._line(lao.code), given))
                if lao.code in schools:
                    headcounts.append(self.ledger.headcounts(self._line(lao.code), schools[lao.code]))
                self.tables.write(HELD)
            self.ledger.overview(self._line(province.code), overviews, headcounts)
            tell(f"{n}/{len(self.tree.provinces)} {province.name}: {self.register.crowd.serial:,} children")
        self.tables.write()
        self.tables.tell_planner()
        self.tables.count_on()

    def _institution(self, place: Institution) -> list[Given]:
        line = self._line(place.entry.code)
        stays, rooms = self.register.fill(place, line[0])
        for room in rooms:
            self.staff.teacher(line[0], room)
        return self.ledger.institution(line, stays)

    def _line(self, code: str) -> list[Organization]:
        """An organization and those above it, upwards."""
        path = self.by_code[code].path
        return [self.by_pk[int(pk)] for pk in reversed(path.strip("/").split("/"))]


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
