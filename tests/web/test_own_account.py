"""What one keeps of oneself: where one can be reached, and tokens."""

import re
import time
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lec.accounts.actions import issue_token
from lec.accounts.models import ApiToken, Membership, User
from lec.accounts.queries import membership_by_token
from lec.actor import Actor
from tests.cast import NOW, Cast

SignIn = Callable[[Actor], Client]
PROFILE, TOKENS = reverse("accounts:profile"), reverse("accounts:tokens")
TOKEN = re.compile(r'class="token">(lec_[\w-]+)<')


def test_the_own_number_is_seen_up_and_down(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.wichai)

    answer = client.post(PROFILE, {"phone": "09-9000-0042", "phone_hours": "เช้า", "email": ""}, follow=True)

    assert "ผู้อื่นติดต่อท่านได้ที่ 09-9000-0042" in answer.content.decode()
    for neighbor in (cast.somsri, cast.malee):
        assert "09-9000-0042" in sign_in(neighbor).get(reverse("organizations:list")).content.decode()


def test_mail_is_sent_to_who_asks_for_it_and_no_longer_to_who_does_not(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.wichai)
    for sent, wants in (({"wants_mail": "on"}, True), ({}, False)):
        client.post(PROFILE, {"phone": "09-9000-0042", "email": "w@lao.example", **sent})
        assert User.objects.get(pk=cast.wichai.user_id).wants_mail is wants


def test_a_wrong_address_is_said_and_kept(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.teacher).post(PROFILE, {"phone": "09-9000-0042", "email": "none"})

    assert answer.status_code == 422
    assert 'value="none"' in answer.content.decode()
    assert User.objects.get(pk=cast.teacher.user_id).phone == "09-9000-0000"


@pytest.fixture
def somsri(cast: Cast, sign_in: SignIn) -> Client:
    cache.clear()
    User.objects.update(password=make_password("present-one-1"))
    return sign_in(cast.somsri)


def test_a_token_needs_the_password_once_more_and_is_shown_once(cast: Cast, somsri: Client) -> None:
    asked = somsri.post(TOKENS, {"label": "โปรแกรมทะเบียน"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()
    wrong = somsri.post(asked["Location"], {"password": "no"})
    assert "รหัสผ่านไม่ถูกต้อง" in wrong.content.decode()

    page = somsri.post(asked["Location"], {"password": "present-one-1", "next": TOKENS}).content.decode()

    [token] = TOKEN.findall(page)
    assert membership_by_token(token, NOW).user.username == "somsri"
    assert token not in ApiToken.objects.get().digest
    again = somsri.get(TOKENS).content.decode()
    assert token not in again
    assert "โปรแกรมทะเบียน" in again


def test_a_token_is_withdrawn_by_its_owner_only(cast: Cast, sign_in: SignIn, somsri: Client) -> None:
    membership = Membership.objects.get(user_id=cast.somsri.user_id)
    token = issue_token(membership=membership, label="x", by=cast.somsri)
    address = reverse("accounts:withdraw_token", args=[ApiToken.objects.get().pk])

    assert sign_in(cast.wichai).post(address).status_code == 404
    assert somsri.get(address).status_code == 405
    assert membership_by_token(token, NOW) is not None
    assert somsri.post(address).status_code == 302
    assert membership_by_token(token, NOW) is None


def test_a_token_without_a_purpose_is_not_given(somsri: Client) -> None:
    session = somsri.session
    user = User.objects.get(username="somsri")
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()

    answer = somsri.post(TOKENS, {"label": ""})

    assert answer.status_code == 422
    assert not ApiToken.objects.exists()
