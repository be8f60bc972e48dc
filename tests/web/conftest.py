"""Pages are tested as a person at a desk: signed in, on the day of the cast."""

import html
import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from lec.accounts.models import User
from lec.actor import Actor
from tests.cast import NOW

SignIn = Callable[[Actor], Client]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Requests arrive in the second round of 2564; called with another moment, they arrive then."""

    def arrive(at: datetime) -> None:
        monkeypatch.setattr("lec.web.acting.timezone.now", lambda: at)

    arrive(NOW)
    return arrive


@pytest.fixture
def sign_in() -> SignIn:
    """A browser signed in as somebody of the cast."""

    def browser_of(actor: Actor) -> Client:
        client, user = Client(), User.objects.get(pk=actor.user_id)
        session = client.session
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    return browser_of


def text_of(response: Any) -> str:
    """What a page says: its words alone, with plain spaces."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", response.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).replace("\u00a0", " ").split())
