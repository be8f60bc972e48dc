"""Who can sign in to the synthetic nation: officers of organizations, class teachers of rooms."""

from collections import Counter
from datetime import datetime
from itertools import count

from django.contrib.auth.hashers import make_password

from lec.accounts.models import ApiToken, Membership, User
from lec.accounts.queries import digest_of
from lec.actor import Role
from lec.organizations.models import Level, Organization
from lec.simulation.accounts import HOURS, PASSWORD, Account
from lec.simulation.bulk import Table, Tables
from lec.simulation.crowd import Crowd
from lec.students.models import ClassTeacher


class Staff:
    """Appoints in bulk. One password for all, hashed once, and tokens that follow from the seed: whoever may
    build such a nation may be anybody in it.
    """

    def __init__(self, crowd: Crowd, seed: int, at: datetime) -> None:
        self.crowd, self.seed, self.at = crowd, seed, at
        self.password = make_password(PASSWORD, salt=f"{seed:022}")
        self.ids = count(1)
        self.numbers: Counter[str] = Counter()
        self.accounts: list[Account] = []
        self.officers: dict[int, User] = {}
        self.users = Table(User, "id", "password", "username", "name", "phone", "phone_hours", "created_at")
        self.members = Table(
            Membership, "id", "user_id", "organization_id", "role", "appointed_from", "order_number"
        )
        self.tokens = Table(ApiToken, "membership_id", "digest", "label", "created_at")
        self.teachers = Table(ClassTeacher, "classroom_id", "membership_id")
        self.tables = Tables(self.users, self.members, self.tokens, self.teachers)

    def officer(self, organization: Organization) -> None:
        """Who answers for it: department, province1, lao1, school1, center1 and so on."""
        word = organization.kind if organization.level == Level.INSTITUTION else organization.level
        self.officers[organization.pk] = self._appoint(organization, word, Role.OFFICER)

    def teacher(self, institution: Organization, room: int) -> None:
        """Who teaches a room: teacher1 and so on."""
        self.teachers.add(room, self._appoint(institution, "teacher", Role.TEACHER).pk)

    def _appoint(self, organization: Organization, word: str, role: Role) -> User:
        """A user and the membership of the same number."""
        pk = next(self.ids)
        self.numbers[word] += 1
        username = word if organization.level == Level.DEPARTMENT else f"{word}{self.numbers[word]}"
        user = User(pk=pk, username=username, name=self.crowd.adult())
        token = f"lec_{digest_of(f'{self.seed} {username}')}"
        self.users.add(pk, self.password, username, user.name, self.crowd.phone(), HOURS, self.at)
        self.members.add(pk, pk, organization.pk, role.value, self.at.date(), "")
        self.tokens.add(pk, digest_of(token), "simulate", self.at)
        self.accounts.append(
            Account(username, role, organization.level, organization.code, organization.name, token, False)
        )
        return user
