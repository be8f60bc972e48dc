"""Pages are tested as a person at a desk: signed in, on the day of the cast."""

from collections.abc import Callable

import pytest
from django.test import Client

from lec.accounts.models import User
from lec.actor import Actor
from tests.cast import NOW

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests arrive in the second round of 2564."""
    monkeypatch.setattr("lec.web.acting.timezone.now", lambda: NOW)


@pytest.fixture
def sign_in() -> Callable[[Actor], Client]:
    """A browser signed in as somebody of the cast."""

    def browser_of(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)
        return client

    return browser_of
