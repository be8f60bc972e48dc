"""Round 2/2564 from a class's list to the confirmed count of the nation, through the pages, in one story.

After every step the department's report, by province, grade and sex, is the sum of the receipts that stand,
read from the receipts' own pages (DESIGN, idea 3).
"""

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lec.confirmations.models import Receipt
from lec.organizations.models import Organization
from lec.rounds.models import Subject
from lec.rounds.queries import standing
from tests.cast import Cast
from tests.journeys.test_class_to_confirmation import (
    attest_all_rooms,
    attest_room,
    enroll_by_file,
    enroll_by_form,
    stays_of,
)
from tests.web import test_organizations, test_people, test_rounds
from tests.web.conftest import SignIn, text_of

STUDENTS, HEADCOUNTS = "/confirm/students/", "/confirm/headcounts/"
PASSWORD = "quiet-river-7"
NEW_CENTER = "9900000077"
GIVEN = {"code": NEW_CENTER, "name": "ศพด.บ้านใหม่", "kind": "center", "grades": ["K1", "K2"]}

COUNTED = re.compile(
    r'<th scope="row">([^<]+)</th><td class="num">([\d,]+)</td><td class="num">([\d,]+)</td>'
)
UNIT = re.compile(r'class="c-name"><a [^>]+>([^<]+)</a></td><td class="num total c-figure">([\d,]+)</td>')


@dataclass(frozen=True)
class Desks:
    """Everybody's browser, signed in."""

    teacher: Client
    school: Client
    lao: Client
    province: Client
    department: Client


@pytest.fixture
def at(cast: Cast, sign_in: SignIn) -> Desks:
    cache.clear()
    people = (cast.teacher, cast.somsri, cast.wichai, cast.malee, cast.decha)
    return Desks(*(sign_in(actor) for actor in people))


def test_round_two_of_2564(cast: Cast, at: Desks, sign_in: SignIn) -> None:
    """Steps 1 to 5, each by whom it is for."""
    missing = the_teacher_checks_the_own_room_and_adds_a_newcomer(cast, at)
    the_school_completes_its_register_and_confirms(cast, at, missing)
    the_nation_is_the_sum_of_the_receipts(cast, at, students=20)

    the_lao_waits_for_its_center_and_confirms(cast, at, sign_in)
    the_nation_is_the_sum_of_the_receipts(cast, at, students=26)
    the_lao_enters_and_confirms_the_headcounts(cast, at)
    the_nation_is_the_sum_of_the_receipts(cast, at, students=26, headcounts=24)

    the_province_waits_for_an_lao_and_confirms(cast, at, sign_in)
    the_nation_is_the_sum_of_the_receipts(cast, at, students=29, headcounts=24)

    it_is_opened_from_the_top_down_and_in_no_other_order(cast, at)
    the_nation_is_the_sum_of_the_receipts(cast, at, students=9, headcounts=24)
    the_school_corrects_and_every_level_confirms_again(cast, at)
    the_nation_is_the_sum_of_the_receipts(cast, at, students=30, headcounts=24)

    the_department_opens_and_moves_rounds(cast, at)
    newcomer = the_department_adds_a_center_and_its_person(cast, at)
    the_other_province_waits_for_the_new_center_and_confirms(cast, newcomer, sign_in)
    the_nation_is_the_sum_of_the_receipts(cast, at, students=36, headcounts=30)
    assert "จังหวัดยืนยันแล้ว 2 จาก 2" in text_of(at.department.get("/"))


def the_teacher_checks_the_own_room_and_adds_a_newcomer(cast: Cast, at: Desks) -> int:
    """Step 1; answers with the stay of who was not found."""
    home = at.teacher.get("/")
    assert f"/check/{cast.p1.pk}/" in home.text
    assert cast.p2.label not in text_of(home)
    for foreign in (f"/check/{cast.p2.pk}/", f"/students/room/{cast.p2.pk}/"):
        assert at.teacher.get(foreign).status_code == 404
    assert at.teacher.get(STUDENTS).status_code == 403

    missing = stays_of(cast, cast.somsri)[0]
    attest_room(at.teacher, cast, {missing: "201"})
    assert enroll_by_form(at.teacher, 960, "P2/1") == 403
    assert enroll_by_form(at.teacher, 960, "P1/1") == 302
    attest_room(at.teacher, cast, {missing: "201"})
    assert "ตรวจสอบตัวตนครบแล้วทั้ง 1 ห้อง" in text_of(at.teacher.get("/"))
    return missing


def the_school_completes_its_register_and_confirms(cast: Cast, at: Desks, missing: int) -> None:
    """Step 2: out, in by form, in by file; what is in the way is said until nothing is."""
    for reason in ("ยังไม่ได้ตรวจสอบตัวตน 6 คน", "ไม่มีตัวตนแต่ยังอยู่ในทะเบียน 1 คน"):
        said_when_refused(at.school, STUDENTS, reason)
    why = {"reason": "not_found", "on": "8/11/2564", "enrollment": missing, "listed": missing}
    assert at.school.post("/students/leave/", why).status_code == 302
    assert enroll_by_form(at.school, 961, "P2/1", birth_date="3/1/2553") == 302
    enroll_by_file(at.school, range(970, 980))
    attest_all_rooms(at.school, cast)

    said_when_refused(at.school, STUDENTS, "คำเตือน 1 รายการยังไม่มีคำชี้แจง")
    finding = re.search(r'name="finding" value="(\d+)"', at.school.get("/students/findings/").text)
    assert finding
    explained = {"finding": finding[1], "because": "หยุดเรียนเพราะรักษาตัว มีใบรับรองแพทย์"}
    assert at.school.post("/students/findings/explain/", explained).status_code == 302
    receipt = at.school.post(STUDENTS, follow=True)
    assert "ยืนยันข้อมูลแล้ว 20 คน" in text_of(receipt)
    assert enroll_by_form(at.teacher, 962, "P1/1") == 409


def the_lao_waits_for_its_center_and_confirms(cast: Cast, at: Desks, sign_in: SignIn) -> None:
    """Step 3: who is open is named, with the way there."""
    assert "ยืนยันแล้ว 1 จาก 2 แห่ง" in text_of(at.lao.get("/board/"))
    way = said_when_refused(at.lao, STUDENTS, cast.center.name, link=board_of(cast.center))
    assert "ยังไม่ได้ตรวจสอบตัวตน 6 คน" in text_of(at.lao.get(way))

    center = sign_in(cast.center_officer)
    attest_all_rooms(center, cast)
    assert "พร้อมยืนยัน" in text_of(at.lao.get("/board/"))
    assert center.post(STUDENTS).status_code == 302
    assert at.lao.post(STUDENTS).status_code == 302


def the_lao_enters_and_confirms_the_headcounts(cast: Cast, at: Desks) -> None:
    """Step 3, for the schools of another affiliation it pays for."""
    for other in (cast.border_school, cast.private_school):
        way = said_when_refused(at.lao, HEADCOUNTS, other.name, link=f"/headcounts/{other.code}/")
        assert at.lao.post(way, {"P1-M": "7", "P1-F": "5", "M1-M": ""}).status_code == 302
    assert at.lao.post(HEADCOUNTS).status_code == 302


def the_province_waits_for_an_lao_and_confirms(cast: Cast, at: Desks, sign_in: SignIn) -> None:
    """Step 4, upwards."""
    assert "เหลือ 1 จาก 2 อปท." in text_of(at.province.get("/board/"))
    said_when_refused(at.province, STUDENTS, cast.bua.name, link=board_of(cast.bua))

    center, lao = sign_in(cast.bua_officer), sign_in(cast.buntham)
    attest_all_rooms(center, cast)
    for client in (center, lao, at.province):
        assert client.post(STUDENTS).status_code == 302


def it_is_opened_from_the_top_down_and_in_no_other_order(cast: Cast, at: Desks) -> None:
    """Step 4, downwards: whoever stands under a standing confirmation is told whose must fall first."""
    for client, below in ((at.lao, cast.school), (at.province, cast.mali)):
        assert revoke(cast, client, below, "นับขาดหนึ่งคน") == 409
    assert revoke(cast, at.province, cast.north, "นับขาดหนึ่งคน") == 403
    assert revoke(cast, at.department, cast.north, "นับขาดหนึ่งคน") == 302
    assert revoke(cast, at.province, cast.mali, " ") == 422
    assert revoke(cast, at.province, cast.mali, "รับย้ายนักเรียน ป.1 หนึ่งคน") == 302
    assert revoke(cast, at.lao, cast.school, "เพิ่มนักเรียนที่ตกหล่น") == 302
    assert "“รับย้ายนักเรียน ป.1 หนึ่งคน”" in text_of(at.lao.get(last_receipt(cast.mali)))
    assert "“เพิ่มนักเรียนที่ตกหล่น”" in text_of(at.school.get("/"))


def the_school_corrects_and_every_level_confirms_again(cast: Cast, at: Desks) -> None:
    """Step 4, upwards again; nobody overtakes the level below."""
    assert enroll_by_form(at.school, 963, "P1/1") == 302
    said_when_refused(at.lao, STUDENTS, cast.school.name, link=board_of(cast.school))
    said_when_refused(at.school, STUDENTS, "ยังไม่ได้ตรวจสอบตัวตน 1 คน")
    attest_all_rooms(at.school, cast)
    for client in (at.school, at.lao, at.province):
        assert client.post(STUDENTS).status_code == 302


def the_department_opens_and_moves_rounds(cast: Cast, at: Desks) -> None:
    """Step 5: what the department moves, everybody sees."""
    assert at.department.post(test_rounds.NEW, test_rounds.GIVEN).status_code == 302
    assert "1/2565" in text_of(at.department.get(test_rounds.LIST))
    assert at.department.post(test_rounds.EDIT, test_rounds.MOVED).status_code == 302
    assert "13 พ.ย. 2564" in text_of(at.lao.get("/"))
    assert at.lao.post(test_rounds.EDIT, test_rounds.MOVED).status_code == 403


def the_department_adds_a_center_and_its_person(cast: Cast, at: Desks) -> Client:
    """Step 5; answers with the browser of the new person, who came in by the code on the slip."""
    below_a_confirmed_lao = at.department.post(test_organizations.new(cast.mali.code), GIVEN)
    assert below_a_confirmed_lao.status_code == 409
    assert at.department.post(test_organizations.new(cast.phu.code), GIVEN).status_code == 302
    appointed = at.department.post(test_people.appoint_at(NEW_CENTER), test_people.GIVEN)
    [code] = test_people.CODE.findall(appointed.text)

    newcomer, username = Client(), "new.person"
    first = {"username": username, "code": code, "password1": PASSWORD, "password2": PASSWORD}
    assert newcomer.post(reverse("accounts:redeem"), first).status_code == 302
    home = newcomer.post(reverse("account_login"), {"login": username, "password": PASSWORD}, follow=True)
    assert "ศพด.บ้านใหม่" in text_of(home)
    return newcomer


def the_other_province_waits_for_the_new_center_and_confirms(
    cast: Cast, newcomer: Client, sign_in: SignIn
) -> None:
    """What was added counts at once: its LAO waits for it, empty as it is."""
    school, lao, province = sign_in(cast.phu_officer), sign_in(cast.prasit), sign_in(cast.stranger)
    attest_all_rooms(school, cast)
    assert school.post(STUDENTS).status_code == 302
    said_when_refused(lao, STUDENTS, "ศพด.บ้านใหม่", link=f"/board/{GIVEN['code']}/")
    assert newcomer.post(STUDENTS).status_code == 409
    assert newcomer.post(STUDENTS, {"zero_because": "ยังไม่เปิดรับเด็ก"}).status_code == 302
    assert lao.post(STUDENTS).status_code == 302
    assert lao.post(f"/headcounts/{cast.phu_other_school.code}/", {"P2-M": "6"}).status_code == 302
    assert lao.post(HEADCOUNTS).status_code == 302
    assert province.post(STUDENTS).status_code == 302


def said_when_refused(client: Client, path: str, words: str, link: str = "") -> str:
    """Pressing too early is refused in these words, with this way out, which leads somewhere."""
    refused = client.post(path)
    assert refused.status_code == 409
    assert words in text_of(refused)
    if link:
        assert f'href="{link}"' in refused.text
        assert client.get(link).status_code == 200
    return link or path


def board_of(organization: Organization) -> str:
    return reverse("boards:unit", args=[organization.code])


def last_receipt(organization: Organization) -> str:
    """Where the newest receipt of an organization's students is read."""
    newest = Receipt.objects.filter(
        confirmation__organization=organization, confirmation__subject=Subject.STUDENTS
    ).latest("pk")
    return reverse("confirmations:receipt", args=[newest.number])


def revoke(cast: Cast, client: Client, organization: Organization, because: str) -> int:
    """Press the button; what is refused leaves the confirmation as it was."""
    status = client.post(f"{last_receipt(organization)}revoke/", {"because": because}).status_code
    assert (standing(cast.round, organization) is None) == (status == 302)
    return status


def the_nation_is_the_sum_of_the_receipts(cast: Cast, at: Desks, students: int, headcounts: int = 0) -> None:
    """Page against pages: nothing here asks the queries that the report asks."""
    for subject, level, total in (
        (Subject.STUDENTS, "institution", students),
        (Subject.HEADCOUNTS, "lao", headcounts),
    ):
        report = at.department.get("/reports/", {"subject": subject, "round": "2564-2"})
        cells: Counter[tuple[str, str]] = Counter()
        provinces: Counter[str] = Counter()
        for receipt in Receipt.objects.filter(
            confirmation__revoked_at=None,
            confirmation__subject=subject,
            confirmation__organization__level=level,
        ):
            counted = cells_of(at.department.get(f"/receipts/{receipt.number}/").text)
            cells += counted
            path = receipt.confirmation.organization.path
            [province] = [p for p in (cast.north, cast.south) if path.startswith(p.path)]
            provinces[province.name] += counted.total()
        assert cells_of(report.text) == cells
        assert {name: int(held) for name, held in UNIT.findall(report.text)} == dict(provinces)
        assert provinces.total() == total
        assert f"ยืนยันแล้ว {total} คน" in text_of(report)


def cells_of(page: str) -> Counter[tuple[str, str]]:
    """What the last table of counts on a page says by grade and sex."""
    body = page.rpartition('<table class="ledger counts">')[2].partition("</tbody>")[0]
    cells: Counter[tuple[str, str]] = Counter()
    for grade, male, female in COUNTED.findall(body):
        cells |= Counter({(grade, "M"): int(male), (grade, "F"): int(female)})
    return +cells
