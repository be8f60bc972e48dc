"""Pages are tested as a person at a desk: signed in, on the day of the cast."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
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
        client, user = Client(), User.objects.get(pk=actor.user_id)
        session = client.session
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    return browser_of
