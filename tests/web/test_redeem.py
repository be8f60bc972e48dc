"""The one-time code: the first password, and a new one without or with e-mail."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lec.accounts.actions import issue_code
from lec.accounts.models import Membership, OneTimeCode, User
from lec.actor import Actor
from lec.cli.worker import work
from tests.cast import Cast

REDEEM = reverse("accounts:redeem")
FORGOT = reverse("accounts:forgot")
GOOD = "quiet-river-7"
SignIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def no_rates_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def code(cast: Cast) -> str:
    return issue_code(membership=Membership.objects.get(user_id=cast.somsri.user_id), by=cast.wichai)


def redeem(code: str, username: str = "somsri", password: str = GOOD, again: str | None = None):
    given = {"username": username, "code": code, "password1": password, "password2": again or password}
    return Client().post(REDEEM, given)


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " ")])
def test_a_code_sets_the_password_once(cast: Cast, code: str, typed: Callable[[str], str]) -> None:
    assert redeem(typed(code)).status_code == 302
    assert User.objects.get(username="somsri").check_password(GOOD)

    again = redeem(code, password="other-river-8")

    assert again.status_code == 422
    assert "ใช้ไปแล้ว" in again.content.decode()
    assert User.objects.get(username="somsri").check_password(GOOD)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "รหัสผ่านสั้นเกินไป ต้องมีอย่างน้อย 8 ตัว"),
        ("12345678", "รหัสผ่านเป็นตัวเลขล้วน"),
        ("password", "รหัสผ่านนี้มีผู้ใช้บ่อยเกินไป"),
        ("somsri-1", "รหัสผ่านคล้ายกับชื่อผู้ใช้เกินไป"),
    ],
)
def test_a_weak_password_is_refused_in_thai_and_the_code_stays_good(
    code: str, password: str, why: str
) -> None:
    answer = redeem(code, password=password)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert why in page
    assert code in page, "what was typed stays"
    assert f'value="{password}"' not in page, "but for the password"
    assert redeem(code).status_code == 302


def test_two_different_passwords_are_told_apart(code: str) -> None:
    answer = redeem(code, again="quiet-river-8")

    assert answer.status_code == 422
    assert "พิมพ์ไม่ตรงกับช่องบน" in answer.content.decode()


@pytest.mark.parametrize("username", ["wichai", "nobody"])
def test_somebody_elses_code_and_an_unknown_name_get_one_answer(code: str, username: str) -> None:
    answer = redeem(code, username=username)

    assert answer.status_code == 422
    assert "ชื่อผู้ใช้หรือรหัสไม่ถูกต้อง" in answer.content.decode()


def test_codes_cannot_be_tried_without_end(cast: Cast, code: str) -> None:
    answers = [redeem("AAAA-BBBB-CCCC").status_code for _try in range(61)]

    assert answers[:60] == [422] * 60
    assert answers[60] == 429
    page = redeem("AAAA-BBBB-CCCC").content.decode()
    assert "กดถี่เกินไป" in page


@pytest.fixture
def mails(settings) -> None:
    settings.EMAIL_SENDS = True


def test_a_code_by_mail_leaves_the_printed_one_good(cast: Cast, code: str, mails: None) -> None:
    User.objects.filter(username="somsri").update(email="somsri@school.example")
    Client().post(FORGOT, {"username": "Somsri"})
    assert not mail.outbox, "no page waits for the mail server"
    work(rounds=1)

    [letter] = mail.outbox
    assert letter.to == ["somsri@school.example"]
    mailed = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", letter.body)[0]
    assert OneTimeCode.objects.filter(used_at=None).count() == 2
    assert redeem(mailed).status_code == 302
    assert redeem(code).status_code == 422, "a new password ends every code"


def test_asking_by_mail_never_tells_who_exists(cast: Cast, mails: None) -> None:
    answers = {
        name: Client().post(FORGOT, {"username": name}, follow=True).content.decode()
        for name in ("somsri", "nobody")
    }

    assert not mail.outbox
    said = {name: "ถ้าบัญชีนี้มีอีเมลในระบบ" in page for name, page in answers.items()}
    assert said == {"somsri": True, "nobody": True}


def test_without_a_mail_server_only_the_other_way_is_offered(db: None, settings) -> None:
    settings.EMAIL_SENDS = False

    assert "ให้ส่งทางอีเมล" not in Client().get(FORGOT).content.decode()
    assert Client().post(FORGOT, {"username": "somsri"}).status_code == 200


def test_the_password_is_changed_by_who_knows_it(cast: Cast, sign_in: SignIn) -> None:
    user = User.objects.get(pk=cast.somsri.user_id)
    user.set_password("present-one-1")
    user.save()
    here, elsewhere = sign_in(cast.somsri), sign_in(cast.somsri)
    address = reverse("accounts:password")

    wrong = here.post(address, {"current": "no", "password1": GOOD, "password2": GOOD})
    assert wrong.status_code == 422
    assert "รหัสผ่านปัจจุบันไม่ถูกต้อง" in wrong.content.decode()

    assert (
        here.post(address, {"current": "present-one-1", "password1": GOOD, "password2": GOOD}).status_code
        == 302
    )
    assert here.get(reverse("accounts:profile")).status_code == 200, "this session goes on"
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302, "every other ends"
