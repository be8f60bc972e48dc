"""The first two steps of the road in a real browser, on a laptop and on a phone, with and without JavaScript.

A class teacher checks the own room and adds a newcomer; the responsible person takes out who was not found
and confirms. On every page axe finds nothing, nothing is wider than the screen, and the console stays silent.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from lec.accounts.models import User
from lec.actor import Actor
from lec.rounds.queries import standing
from lec.students.models import Attestation, Enrollment
from lec.students.queries import class_list
from lec.thai import citizen_id
from tests.cast import NOW, Cast, attest_all, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LAPTOP, PHONE = (1366, 768), (390, 844)
PASSWORD = "สวนสาธารณะ-ยามเช้า-2564"
Open = Callable[..., "Person"]


class Person:
    """Somebody at a screen, who notices whatever is wrong with a page."""

    def __init__(self, page: Page, server: str, scripts: bool) -> None:
        self.page, self.server, self.scripts = page, server, scripts
        self.said: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def sign_in(self, actor: Actor) -> None:
        """As one does: on the page of sign-in, with name and password."""
        user = User.objects.get(pk=actor.user_id)
        User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
        self.go("/")
        self.page.fill("input[name=login]", user.username)
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.press("input[name=password]", "Enter")
        self.look()

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        self.page.goto(self.server + path)
        self.look()

    def press(self, label: str) -> None:
        """Press the button of this name, wait for the page it leads to, and look at that."""
        self.follow(self.page.get_by_role("button", name=re.compile(label)))

    def follow(self, way: Locator) -> None:
        """Click what leads to another page; without waiting for it, the page left would be looked at."""
        with self.page.expect_navigation():
            way.first.click()
        self.look()

    def look(self) -> None:
        """Nothing is in the way of anybody."""
        where = self.page.url
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"], where  # type: ignore[index]
        assert self.said == [], where
        if self.scripts:
            found = Axe().run(self.page).response["violations"]
            assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], where

    def text(self) -> str:
        """What the page says, with plain spaces."""
        return " ".join(self.page.inner_text("main").replace("\u00a0", " ").split())


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast, committed, so that the server's threads see it; requests arrive on its day."""
    monkeypatch.setattr("lec.web.acting.timezone.now", lambda: NOW)
    return build()


@pytest.fixture(
    params=[
        pytest.param((LAPTOP, True), id="laptop"),
        pytest.param((PHONE, True), id="phone", marks=pytest.mark.once),
        pytest.param((LAPTOP, False), id="no scripts", marks=pytest.mark.once),
    ]
)
def person(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, world: Cast
) -> Iterator[Person]:
    """A new browser window."""
    (width, height), scripts = request.param
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, locale="th-TH", java_script_enabled=scripts)
    yield Person(context.new_page(), live_server.url, scripts)
    context.close()


def test_a_teacher_checks_the_own_room_and_adds_a_newcomer(person: Person, world: Cast) -> None:
    person.sign_in(world.teacher)
    assert "เหลือนักเรียน 3 คน ที่ท่านยังไม่ได้ตรวจสอบตัวตน" in person.text()
    assert "ป.2/1" not in person.text()

    person.go(f"/check/{world.p1.pk}/")
    missing = class_list(world.teacher, world.p1, world.round)[0]
    item = person.page.locator(".roll-item").first
    item.locator("summary").click()
    item.locator("label", has_text="ไม่พบตัวตน").click()
    close = item.get_by_role("button", name="ใช้เหตุผลนี้") if person.scripts else item.locator("summary")
    close.click(position=None if person.scripts else {"x": 2, "y": 2})
    person.press("^บันทึก")
    codes = dict(Attestation.objects.values_list("enrollment", "code"))
    assert codes.pop(missing.enrollment_id) == "201"
    assert set(codes.values()) == {"100"}

    person.go(f"/students/new/?room={world.p1.pk}")
    typed = {
        "citizen_id": citizen_id.synthetic(960),
        "first_name": "ฟ้าใส",
        "last_name": "ใจเย็น",
        "birth_date": "12/5/2558",
    }
    for name, value in typed.items():
        person.page.fill(f"[name={name}]", value)
    person.page.select_option("[name=prefix]", "เด็กหญิง")
    person.press("เพิ่มนักเรียน")
    assert Enrollment.objects.filter(student__citizen_id=citizen_id.synthetic(960)).exists()
    assert "เพิ่มนักเรียน 1 คนแล้ว" in person.text()


def test_the_responsible_person_takes_out_who_was_not_found_and_confirms(person: Person, world: Cast) -> None:
    attest_all(world.school, world.round)
    missing = class_list(world.somsri, world.p1, world.round)[0].enrollment_id
    Attestation.objects.filter(enrollment=missing).update(code="201")
    person.sign_in(world.somsri)
    assert "นำผู้ไม่มีตัวตนออก 1 คน" in person.text()

    person.go("/confirm/students/")
    assert "ยังยืนยันไม่ได้" in person.text()
    person.go("/students/leave/")
    person.page.fill("[name=on]", "8/11/2564")
    person.press("^นำออก")
    assert Enrollment.objects.get(pk=missing).left_on == NOW.date()

    person.go("/confirm/students/")
    person.press("^ยืนยัน")
    held = standing(world.round, world.school)
    assert held is not None
    assert held.receipt.number in person.text()
    assert held.receipt.total == Enrollment.objects.filter(institution=world.school, left_on=None).count()
