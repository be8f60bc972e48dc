"""Who acts: one person, for one organization, in one role, at one moment.

Letter §3: each organization appoints its officers, and one person may serve several organizations. What
may be seen and done follows from the organization acted for, never from the person alone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lec.thai import calendar


class Role(StrEnum):
    """What a membership lets its holder do in the organization (letter §4.3.1)."""

    OFFICER = "officer"
    TEACHER = "teacher"


@dataclass(frozen=True)
class Actor:
    """The `by` of every action and the eye of every question.

    `path` is the path of the organization acted for; `at` is the moment the request arrived and the only
    "now" of the code: a request counts by its arrival (DOMAIN, Rounds).
    """

    user_id: int
    organization_id: int
    path: str
    role: Role
    at: datetime

    @property
    def today(self) -> date:
        """The day in Thailand at the moment of acting."""
        return calendar.today(self.at)

    @property
    def is_officer(self) -> bool:
        """Officers keep, confirm and revoke; teachers check their own rooms (letter §4.3.1(1))."""
        return self.role == Role.OFFICER
