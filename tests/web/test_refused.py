"""A refusal says what, why, who can help, and that nothing was changed; every error has a page in Thai."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from lec.actor import Actor
from lec.confirmations.actions import confirm
from lec.refusals import Blocked, Fault, Forbidden, Invalid, NotVisible, Obstacle
from lec.web.acting import refusal_page
from lec.web.headers import HEADERS
from tests.cast import NOW, Cast

SignIn = Callable[[Actor], Client]
ROUNDS = reverse("rounds:list")


@pytest.fixture
def posted(rf: RequestFactory):
    request = rf.post("/people/", headers={"Referer": "http://testserver/people/97/"})
    request.arrived_at, request.actor, request.user, request.session = NOW, None, None, {}
    return request


@pytest.mark.parametrize(
    ("refusal", "status", "said"),
    [
        (Blocked([Obstacle("students-not-attested", "เหลือ 40 คน", who="ครู ป.4/1")]), 409, "มี 1 เรื่องต้องแก้ก่อน"),
        (Invalid([Fault("name-missing", "ไม่มีชื่อ-นามสกุล", "name")]), 422, "ไม่มีชื่อ-นามสกุล"),
        (Forbidden("บัญชีนี้ดูแลโดยหน่วยงานที่เหนือขึ้นไป"), 403, "บัญชีนี้ดูแลโดยหน่วยงานที่เหนือขึ้นไป"),
        (NotVisible(), 404, "ไม่พบหน้าที่ท่านเปิด"),
    ],
)
def test_each_refusal_has_its_status_and_sentence(posted, refusal: Exception, status: int, said: str) -> None:
    posted.user = type("Anonymous", (), {"is_authenticated": False})()
    answer = refusal_page(posted, refusal)

    page = answer.content.decode()
    assert answer.status_code == status
    assert said in page
    assert "ยังไม่มีอะไรถูกบันทึก ข้อมูลเดิมอยู่ครบ" in page
    assert 'href="http://testserver/people/97/"' in page, "the way back to the form"


def test_an_obstacle_names_who_can_remove_it(cast: Cast, posted) -> None:
    posted.user = type("Anonymous", (), {"is_authenticated": False})()
    with pytest.raises(Blocked) as blocked:
        confirm(organization=cast.mali, round=cast.round, subject="students", by=cast.wichai)

    page = refusal_page(posted, blocked.value).content.decode()

    assert cast.school.name in page
    assert "institutions-unconfirmed" in page
    assert reverse("boards:unit", args=[cast.school.code]) in page


@pytest.mark.parametrize("who", ["somsri", "teacher", "wichai", "malee"])
def test_a_page_of_another_level_is_refused(cast: Cast, sign_in: SignIn, who: str) -> None:
    answer = sign_in(getattr(cast, who)).get(ROUNDS)

    assert answer.status_code == 403
    assert "หน้านี้ไม่ใช่หน้าที่ของท่าน" in answer.content.decode()


def test_an_address_that_is_none(cast: Cast, sign_in: SignIn) -> None:
    for client in (Client(), sign_in(cast.somsri)):
        answer = client.get("/no/such/page/")
        assert answer.status_code == 404
        assert "ไม่พบหน้าที่ท่านเปิด" in answer.content.decode()


def test_a_form_from_before_signing_in_again(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x", "password": "y"})

    assert answer.status_code == 403
    assert "ยังไม่มีอะไรถูกบันทึก" in answer.content.decode()


def test_the_page_of_our_own_failure_needs_nothing() -> None:
    """It is drawn without a request, when perhaps neither database nor session answer."""
    assert "ระบบขัดข้อง" in render_to_string("500.html")
    assert "อ่านคำขอนี้ไม่ได้" in render_to_string("400.html")


def test_every_answer_forbids_foreign_code_and_copies(cast: Cast, sign_in: SignIn) -> None:
    for answer in (
        Client().get(reverse("account_login")),
        sign_in(cast.decha).get(ROUNDS),
        Client().get("/none/"),
    ):
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Permissions-Policy"] == HEADERS["Permissions-Policy"]
