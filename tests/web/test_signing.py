"""Confirming and revoking ask for the password again where the last time is long ago; then it is done."""

import time
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lec.accounts.models import User
from lec.actor import Actor
from lec.confirmations.actions import file_ticket
from lec.confirmations.models import UnlockTicket
from lec.rounds.queries import standing
from tests.cast import Cast, attest_all
from tests.confirmations.standing import stand

SignIn = Callable[[Actor], Client]
CONFIRM = reverse("confirmations:confirm", args=["students"])
AGAIN = reverse("account_reauthenticate")


@pytest.fixture
def hours_ago(cast: Cast, sign_in: SignIn) -> Callable[[Actor], Client]:
    """A browser in which somebody signed in 61 minutes ago and has worked since."""
    cache.clear()
    User.objects.update(password=make_password("present-one-1"))

    def browser_of(actor: Actor) -> Client:
        client = sign_in(actor)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 61 * 60}]
        session.save()
        return client

    return browser_of


def test_who_signed_in_within_the_hour_confirms_at_once(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    sign_in(cast.somsri).post(CONFIRM)
    assert standing(cast.round, cast.school) is not None


def test_later_the_password_comes_first_and_then_what_was_sent(cast: Cast, hours_ago: SignIn) -> None:
    attest_all(cast.school, cast.round)
    client = hours_ago(cast.somsri)
    assert client.get(CONFIRM).status_code == 200, "looking asks nothing"
    asked = client.post(CONFIRM)
    assert asked["Location"].startswith(AGAIN)
    assert standing(cast.round, cast.school) is None
    client.post(asked["Location"], {"password": "wrong", "next": CONFIRM})
    assert standing(cast.round, cast.school) is None
    done = client.post(asked["Location"], {"password": "present-one-1", "next": CONFIRM})
    given = standing(cast.round, cast.school)
    assert given is not None
    assert done["Location"] == reverse("confirmations:receipt", args=[given.receipt.number])


def test_revoking_and_answering_a_ticket_ask_too(cast: Cast, hours_ago: SignIn) -> None:
    given = stand(cast.school, cast.round)
    ticket = file_ticket(confirmation=given, because="สะกดผิด", by=cast.somsri)
    revoke = reverse("confirmations:revoke", args=[given.receipt.number])
    approve = reverse("tickets:approve", args=[ticket.pk])
    client = hours_ago(cast.wichai)
    for page in (revoke, approve):
        assert client.post(page, {"because": "แก้ไข"})["Location"].startswith(AGAIN)
    assert UnlockTicket.objects.get().state == "open"
    client.post(f"{AGAIN}?next={approve}", {"password": "present-one-1", "next": approve})
    assert UnlockTicket.objects.get().state == "approved"
    assert client.post(revoke, {"because": "แก้ไข"}).status_code == 409, "asked once, not again"
