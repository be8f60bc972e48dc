"""Sessions end, the work stays; and one acts for an organization that one chose."""

import time
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lec.accounts.models import Membership, User
from lec.actor import Actor
from lec.web.sessions import ABSOLUTE, BEGAN, IDLE, NOTED_EVERY, SEEN
from tests.cast import Cast

LOGIN, HOME, SWITCH, KEPT = map(reverse, ("account_login", "home", "accounts:switch", "accounts:kept"))
PROFILE = reverse("accounts:profile")
PASSWORD = "invented-for-tests-7"
SignIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def passwords(db: None) -> None:
    cache.clear()


def away(client: Client, key: str, seconds: float) -> None:
    """As if the last sign of the person lay so far back."""
    client.get(PROFILE)
    session = client.session
    session[key] -= seconds
    session.save()


@pytest.fixture
def somsri(cast: Cast, sign_in: SignIn) -> Client:
    User.objects.update(password=make_password(PASSWORD))
    return sign_in(cast.somsri)


def sign_in_again(client: Client, username: str, onward: str):
    return client.post(LOGIN, {"login": username, "password": PASSWORD, "next": onward}, follow=True)


@pytest.mark.parametrize(("key", "limit"), [(SEEN, IDLE), (BEGAN, ABSOLUTE)])
def test_a_session_ends(somsri: Client, key: str, limit: int) -> None:
    away(somsri, key, limit - 5)
    assert somsri.get(PROFILE).status_code == 200

    away(somsri, key, limit + 5)
    answer = somsri.get(PROFILE + "?tab=1")

    assert answer["Location"] == f"{LOGIN}?next=%2Fprofile%2F%3Ftab%3D1"
    page = somsri.get(answer["Location"]).content.decode()
    assert "หมดเวลาการใช้งาน" in page
    assert "somsri" in page
    assert "งานของท่านยังอยู่" not in page, "nothing was in the works"


def test_working_keeps_a_session_alive_without_a_write_each_time(somsri: Client) -> None:
    away(somsri, SEEN, 60)
    seen = somsri.session[SEEN]
    somsri.get(PROFILE)
    assert somsri.session[SEEN] == seen

    away(somsri, SEEN, NOTED_EVERY)
    somsri.get(PROFILE)
    assert somsri.session[SEEN] == pytest.approx(time.time(), abs=5)


def test_a_form_that_came_too_late_is_sent_after_signing_in(somsri: Client) -> None:
    away(somsri, SEEN, IDLE + 5)
    late = somsri.post(PROFILE, {"phone": "09-9000-0042", "phone_hours": "เช้า", "email": "", "password": "x"})
    assert "งานของท่านยังอยู่" in somsri.get(late["Location"]).content.decode()

    page = sign_in_again(somsri, "somsri", KEPT).content.decode()

    assert 'action="/profile/"' in page
    assert 'name="phone" value="09-9000-0042"' in page
    assert 'name="password"' not in page
    assert User.objects.get(username="somsri").phone == "09-9000-0000", "not sent by itself"
    somsri.post(PROFILE, {"phone": "09-9000-0042", "phone_hours": "เช้า", "email": ""})
    assert User.objects.get(username="somsri").phone == "09-9000-0042"


def test_nobody_else_at_that_computer_sees_what_was_kept(somsri: Client) -> None:
    away(somsri, SEEN, IDLE + 5)
    somsri.post(PROFILE, {"phone": "09-9000-0042"})

    page = sign_in_again(somsri, "buntham", KEPT)

    assert "09-9000-0042" not in unescape(page.content.decode())
    assert page.redirect_chain[-1][0] != KEPT


def test_what_was_kept_can_be_thrown_away(somsri: Client) -> None:
    away(somsri, SEEN, IDLE + 5)
    somsri.post(PROFILE, {"phone": "09-9000-0042"})
    sign_in_again(somsri, "somsri", KEPT)

    somsri.post(KEPT)

    assert somsri.get(KEPT)["Location"] == HOME


def test_not_you_starts_afresh(somsri: Client) -> None:
    away(somsri, SEEN, IDLE + 5)
    somsri.get(PROFILE)

    page = somsri.get(LOGIN + "?other").content.decode()

    assert "somsri" not in page
    assert 'id="id_login"' in page


def test_a_late_form_of_somebody_signed_out_leads_back_to_its_page(cast: Cast) -> None:
    answer = Client(headers={"Referer": "http://testserver/people/"}).post("/people/member/1/end/")

    assert answer["Location"] == f"{LOGIN}?next=http%3A//testserver/people/"


@pytest.fixture
def wichai(cast: Cast, sign_in: SignIn) -> Client:
    """An LAO's officer who also answers for its center (letter §3)."""
    Membership.objects.create(
        user_id=cast.wichai.user_id, organization=cast.center, role="officer", appointed_from=date(2021, 1, 1)
    )
    return sign_in(cast.wichai)


def test_who_serves_two_organizations_chooses_first(cast: Cast, wichai: Client) -> None:
    answer = wichai.get(PROFILE)
    assert answer["Location"] == f"{SWITCH}?next=/profile/"
    page = wichai.get(answer["Location"]).content.decode()
    assert cast.mali.name in page
    assert cast.center.name in page

    center = Membership.objects.get(user_id=cast.wichai.user_id, organization=cast.center)
    answer = wichai.post(SWITCH, {"membership": center.pk, "next": PROFILE})

    assert answer["Location"] == PROFILE
    assert f"<strong>{cast.center.name}</strong>" in wichai.get(PROFILE).content.decode()


def test_nobody_switches_into_anothers_role(cast: Cast, wichai: Client) -> None:
    foreign = Membership.objects.get(user_id=cast.decha.user_id)

    answer = wichai.post(SWITCH, {"membership": foreign.pk})

    assert answer.status_code == 200
    assert wichai.get(PROFILE).status_code == 302, "still not chosen"


def test_an_ended_role_is_no_longer_acted_in(cast: Cast, wichai: Client) -> None:
    center = Membership.objects.get(user_id=cast.wichai.user_id, organization=cast.center)
    wichai.post(SWITCH, {"membership": center.pk})
    center.appointed_to = date(2021, 11, 7)
    center.save()

    assert f"<strong>{cast.mali.name}</strong>" in wichai.get(PROFILE).content.decode()


def test_who_serves_nobody_is_told_so_and_can_leave(cast: Cast, sign_in: SignIn) -> None:
    Membership.objects.filter(user_id=cast.somsri.user_id).update(appointed_to=date(2021, 11, 7))

    answer = sign_in(cast.somsri).get(HOME, follow=True)

    assert "บัญชีนี้ยังไม่มีหน้าที่ในหน่วยงานใด" in answer.content.decode()
    assert reverse("account_logout") in answer.content.decode()


def test_a_page_of_a_bad_next_is_ours(cast: Cast, wichai: Client) -> None:
    mine = Membership.objects.get(user_id=cast.wichai.user_id, organization=cast.mali)

    answer = wichai.post(SWITCH, {"membership": mine.pk, "next": "//elsewhere.example"})

    assert answer["Location"] == HOME
