"""Who can sign in to the demo world: one officer per organization, and class teachers with their rooms."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from lec.accounts.actions import appoint, issue_token
from lec.accounts.models import Membership, User
from lec.accounts.queries import actor_of
from lec.accounts.rules import AccountEntry
from lec.actor import Actor, Role
from lec.organizations.models import Level, Organization
from lec.simulation.people import People
from lec.thai import calendar

PASSWORD = "lec-demo-only"  # noqa: S105 - it opens fictitious people to whoever builds them
HOURS = "08.30–16.30 น."


@dataclass(frozen=True)
class Account:
    """What somebody needs to try the demo; `name` is the organization's, `faulty` that it has faults."""

    username: str
    role: str
    level: str
    organization: str
    name: str
    token: str
    faulty: bool


class Accounts:
    """Appoints and remembers: department, province1, lao1, school1, center1, teacher1 and so on."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.numbers: Counter[str] = Counter()
        self.officers: dict[str, Membership] = {}
        self.teachers: dict[str, list[Membership]] = {}

    def officer(self, organization: str, at: datetime) -> Actor:
        """Who answers for the organization of this code, acting at a moment."""
        return actor_of(self.officers[organization], at)

    def add_officer(self, organization: Organization, by: Actor) -> None:
        """One for each organization."""
        word = organization.kind if organization.level == Level.INSTITUTION else organization.level
        self.officers[organization.code] = self._add(organization, word, Role.OFFICER, by)

    def add_teacher(self, institution: Organization, at: datetime) -> Membership:
        """The responsible person keeps the class teachers."""
        teacher = self._add(institution, "teacher", Role.TEACHER, self.officer(institution.code, at))
        self.teachers.setdefault(institution.code, []).append(teacher)
        return teacher

    def also(self, officer: str, organization: str, by: Actor) -> None:
        """The officer of one organization becomes responsible for another too (letter §3)."""
        user, place = self.officers[officer].user, self.officers[organization].organization
        entry = AccountEntry(user.username, user.name, Role.OFFICER, order_number=_order(by))
        appoint(organization=place, entry=entry, by=by)

    def _add(self, organization: Organization, word: str, role: Role, by: Actor) -> Membership:
        self.numbers[word] += 1
        entry = AccountEntry(
            word if organization.level == Level.DEPARTMENT else f"{word}{self.numbers[word]}",
            self.people.adult(),
            role,
            phone=self.people.phone(),
            phone_hours=HOURS,
            order_number=_order(by),
        )
        return appoint(organization=organization, entry=entry, by=by)[0]

    def hand_out(self, at: datetime, faulty: Collection[str]) -> list[Account]:
        """One password for all, hashed once because that is slow by design, and a token each."""
        User.objects.update(password=make_password(PASSWORD))
        everybody = [*self.officers.values(), *(t for teachers in self.teachers.values() for t in teachers)]
        return [self._account(membership, at, faulty) for membership in everybody]

    def _account(self, membership: Membership, at: datetime, faulty: Collection[str]) -> Account:
        organization = membership.organization
        return Account(
            membership.user.username,
            membership.role,
            organization.level,
            organization.code,
            organization.name,
            issue_token(membership=membership, label="demo", by=actor_of(membership, at)),
            organization.code in faulty,
        )


def _order(by: Actor) -> str:
    """The number of the order of appointment (letter §3)."""
    return f"1/{calendar.be_year(by.today.year)}"
