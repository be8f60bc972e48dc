"""A prepared question finds for everybody what its queryset finds, whoever asked it first."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from lec.accounts import queries as accounts
from lec.accounts.models import Membership
from lec.actor import Actor
from lec.claims import queries as claims
from lec.confirmations import queries as confirmations
from lec.notices import queries as notices
from tests.cast import Cast
from tests.scoping.world import fill_everything

pytestmark = pytest.mark.django_db

EVERYBODY = (
    "teacher",
    "somsri",
    "center_officer",
    "phu_officer",
    "wichai",
    "prasit",
    "malee",
    "stranger",
    "decha",
)
Answer = tuple[int, int, int, str]


def answers(by: Actor) -> Answer:
    """What the frame of every page shows of what waits, and who answers."""
    contact = accounts.contact_above(by)
    return (
        claims.count_pending(by),
        confirmations.count_waiting(by),
        notices.count_unseen(by),
        contact.name if contact else "",
    )


def asked_plainly(by: Actor) -> Answer:
    above = Membership.objects.get(user=by.user_id, organization=by.organization_id).organization.parent_id
    officers = accounts.officers_of([above], by.today)[above] if above else []
    return (
        claims.pending_for(by).count() if by.is_officer else 0,
        confirmations.waiting_for(by).count(),
        notices.unseen_for(by).count(),
        officers[0].name if officers else "",
    )


def test_everybody_is_answered_as_if_asked_plainly(cast: Cast) -> None:
    fill_everything(cast)
    people: list[Actor] = [getattr(cast, name) for name in EVERYBODY]
    found = {name: answers(by) for name, by in zip(EVERYBODY, people, strict=True)}
    assert found == {name: asked_plainly(by) for name, by in zip(EVERYBODY, people, strict=True)}
    for column in range(4):
        assert len({answer[column] for answer in found.values()}) > 1, "the world answers everybody alike"


def test_the_day_of_asking_counts(cast: Cast) -> None:
    Membership.objects.filter(organization=cast.mali).update(appointed_to=cast.somsri.today)
    tomorrow = Actor(**{**vars(cast.somsri), "at": cast.somsri.at + timedelta(days=1)})
    assert accounts.contact_above(cast.somsri)
    assert accounts.contact_above(tomorrow) is None


def test_it_is_one_statement(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for by in (cast.somsri, cast.phu_officer):
        with django_assert_num_queries(1):
            notices.count_unseen(by)
