"""Organizations of the cast brought to where they stand confirmed, for tests that begin there."""

from datetime import datetime

from lec.confirmations.actions import confirm
from lec.headcounts.actions import enter
from lec.headcounts.models import OtherSchool
from lec.headcounts.rules import Cell
from lec.organizations.models import Level, Organization
from lec.rounds.models import Confirmation, Round
from tests.cast import NOW, Cast, attest_all, officer_of


def stand(
    organization: Organization, round: Round, subject: str = "students", at: datetime = NOW
) -> Confirmation:
    """One confirmation, with what it needs of its own: everybody attested, every other school entered."""
    by = officer_of(organization, at)
    if organization.level == Level.INSTITUTION:
        attest_all(organization, round)
    if subject == "headcounts":
        for school in OtherSchool.objects.filter(lao=organization):
            enter(school=school, round=round, cells=[Cell("P1", "M", 7), Cell("M1", "F", 4)], by=by)
    return confirm(organization=organization, round=round, subject=subject, by=by)


def stand_below(lao: Organization, round: Round) -> list[Confirmation]:
    """Every institution of an LAO."""
    return [stand(institution, round) for institution in lao.children.order_by("code")]


def stand_whole(lao: Organization, round: Round) -> Confirmation:
    """An LAO's overview and all below it."""
    stand_below(lao, round)
    return stand(lao, round)


def north_stands(cast: Cast) -> Confirmation:
    """The whole province North, headcounts included: 9 + 6 + 3 students, 22 in other schools."""
    stand_whole(cast.mali, cast.round)
    stand_whole(cast.bua, cast.round)
    stand(cast.mali, cast.round, "headcounts")
    return stand(cast.north, cast.round)
