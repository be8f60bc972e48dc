"""Signing in: what the page says before it, what a wrong password tells, and the pause after five of them."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lec.accounts.actions import issue_code
from lec.accounts.models import Membership, User
from lec.actor import Actor
from lec.web import access
from tests.cast import NOW, Cast

LOGIN = reverse("account_login")
REDEEM = reverse("accounts:redeem")
PASSWORD = "invented-for-tests-7"
SignIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def no_tries_yet(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is counted from another test, and axes looks at the same clock."""
    cache.clear()
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: timezone.now())


@pytest.fixture
def somsri(cast: Cast) -> User:
    user = User.objects.get(pk=cast.somsri.user_id)
    user.set_password(PASSWORD)
    user.save()
    return user


def try_password(client: Client, username: str, password: str, **more: str):
    return client.post(LOGIN, {"login": username, "password": password} | more)


def test_the_round_and_its_due_dates_stand_there_before_signing_in(cast: Cast) -> None:
    page = Client().get(LOGIN).content.decode()

    assert "ถึง พฤหัสบดีที่ 11 พ.ย. 2564" in page.replace("\xa0", " ")
    assert "สถานศึกษา และ อปท." in page
    assert "เหลือ 3 วัน" in page
    assert "เหลือ 4 วัน" in page


def test_without_a_round_there_is_still_a_door(db: None) -> None:
    assert "ยังไม่มีรอบข้อมูล" in Client().get(LOGIN).content.decode()


def test_thai_is_spoken_whatever_the_browser_asks_for(cast: Cast) -> None:
    client = Client(headers={"Accept-Language": "en-US"})
    assert "เข้าสู่ระบบ" in client.get(LOGIN).content.decode()

    client.post(reverse("set_language"), {"language": "en", "next": LOGIN})

    assert 'lang="en"' in client.get(LOGIN).content.decode()


@pytest.mark.parametrize("typed", ["somsri", "Somsri", " SOMSRI "])
def test_the_username_as_people_type_it(somsri: User, typed: str) -> None:
    answer = try_password(Client(), typed, PASSWORD, next=reverse("organizations:list"))

    assert (answer.status_code, answer["Location"]) == (302, reverse("organizations:list"))


def test_next_never_leads_to_another_site(somsri: User) -> None:
    answer = try_password(Client(), "somsri", PASSWORD, next="https://elsewhere.example/")

    assert answer["Location"] == reverse("home")


def test_a_wrong_password_says_how_many_tries_are_left_and_keeps_the_name(somsri: User) -> None:
    client = Client()
    try_password(client, "somsri", "wrong")

    page = try_password(client, "somsri", "wrong").content.decode()

    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in page
    assert "ลองได้อีก 3 ครั้ง ก่อนพักการเข้าใช้ 15 นาที" in page
    assert 'value="somsri"' in page
    assert "wrong" not in page


def test_it_says_the_same_whether_the_name_exists(somsri: User) -> None:
    def said(username: str) -> str:
        page = try_password(Client(), username, "wrong").content.decode()
        return page[page.index('<form class="panel') :].replace(username, "").partition('name="csrf')[2][90:]

    assert said("somsri") == said("nobody")


def test_five_wrong_passwords_pause_that_name_from_that_address_only(somsri: User) -> None:
    client = Client()
    for _try in range(5):
        answer = try_password(client, "somsri", "wrong")

    assert answer.status_code == 429
    page = answer.content.decode()
    assert "ลองใหม่ได้เวลา 10.15 น." in page.replace("\xa0", " ")
    assert "ขอรหัสใช้ครั้งเดียวจากผู้ดูแลบัญชี" in page
    assert try_password(client, "somsri", PASSWORD).status_code == 429
    assert try_password(client, "SOMSRI", PASSWORD).status_code == 429
    assert try_password(Client(REMOTE_ADDR="192.0.2.7"), "somsri", PASSWORD).status_code == 302
    assert try_password(client, "wichai", "wrong").status_code == 200


def test_trying_on_does_not_prolong_the_pause(somsri: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    for minute in (0, 0, 0, 0, 0, 10):
        moment = NOW + timedelta(minutes=minute)
        monkeypatch.setattr("lec.web.acting.timezone.now", lambda moment=moment: moment)
        try_password(client, "somsri", "wrong")
    monkeypatch.setattr("lec.web.acting.timezone.now", lambda: NOW + timedelta(minutes=16))

    assert try_password(client, "somsri", PASSWORD).status_code == 302


def test_a_new_code_ends_the_pause(cast: Cast, somsri: User) -> None:
    client = Client()
    for _try in range(5):
        try_password(client, "somsri", "wrong")
    membership = Membership.objects.get(user=somsri)
    code = issue_code(membership=membership, by=cast.wichai)

    given = {"username": "somsri", "code": code, "password1": "another-one-8", "password2": "another-one-8"}
    client.post(REDEEM, given)

    assert try_password(client, "somsri", "another-one-8").status_code == 302


def test_behind_our_proxy_the_client_counts_and_not_what_it_claims(
    somsri: User, settings: pytest.FixtureRequest
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        client = Client(headers={"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.9"})
        try_password(client, "somsri", "wrong")

    assert AccessAttempt.objects.values_list("ip_address", flat=True).distinct().get() == "192.0.2.9"
    assert try_password(client, "somsri", PASSWORD).status_code == 429


def test_neither_names_nor_passwords_come_into_logs(somsri: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for _try in range(5):
            try_password(Client(), "somsri", "my-secret-word")
        try_password(Client(REMOTE_ADDR="192.0.2.7"), "somsri", PASSWORD)

    said = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    assert "AXES" in said
    assert "somsri" not in said
    assert "my-secret-word" not in said
    kept = AccessAttempt.objects.get()
    assert "my-secret-word" not in kept.post_data
    assert "somsri" not in kept.post_data


def test_a_disabled_account_is_told_so_only_with_its_password(somsri: User) -> None:
    somsri.is_active = False
    somsri.save()
    client = Client()

    assert "ระงับ" not in try_password(client, "somsri", "wrong").content.decode()
    answer = client.post(LOGIN, {"login": "somsri", "password": PASSWORD}, follow=True)
    assert "บัญชีนี้ถูกระงับการใช้งาน" in answer.content.decode()


def test_signing_out_asks_by_get_and_is_done_by_post(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)

    assert "ออกจากระบบหรือไม่" in client.get(reverse("account_logout")).content.decode()
    assert client.post(reverse("account_logout"))["Location"] == LOGIN
    assert client.get(reverse("home"))["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    "closed", ["signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "login/code/"]
)
def test_no_other_door_of_allauth_is_open(db: None, closed: str) -> None:
    assert Client().get(f"/accounts/{closed}").status_code == 404


def test_every_page_of_ours_asks_for_signing_in(cast: Cast) -> None:
    open_to_all = {page for page, who in access.PAGES.items() if access.Who.EVERYONE in who}
    for page in set(access.PAGES) - open_to_all:
        try:
            address = reverse(page)
        except Exception:
            continue  # takes arguments; tested with its page
        assert Client().get(address)["Location"].startswith(LOGIN), page


def test_cookies_are_for_the_server_only(somsri: User) -> None:
    cookies = try_password(Client(), "somsri", PASSWORD).cookies

    session = cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert not session["max-age"], "closing the browser signs out"
