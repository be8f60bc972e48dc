"""A child listed elsewhere, through the pages: asked for with one button (letter §4.3.2(1))."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lec.actor import Actor
from lec.claims.actions import contest, file_claim
from lec.claims.models import Claim
from lec.notices.queries import unseen_for
from tests.cast import Cast, entry, officer_of
from tests.claims.asking import OF_CENTER, OF_PHU, across_provinces, inside_an_lao, typed, where
from tests.claims.test_actions import hide
from tests.confirmations.standing import stand
from tests.web.conftest import SignIn, text_of
from tests.web.test_student_form import NEWCOMER

HELD = entry(*OF_PHU)
BORN = f"{HELD.birth_date.day}/{HELD.birth_date.month}/{HELD.birth_date.year + 543}"  # type: ignore[union-attr]
ASKED = NEWCOMER | {"citizen_id": HELD.citizen_id, "birth_date": BORN}
WHY = "เด็กยังมาเรียนทุกวัน"


def press(client: Client, step: str, claim: Claim, **given: str) -> Any:
    return client.post(f"/claims/{claim.pk}/{step}/", given)


def read(client: Client, claim: Claim) -> str:
    response = client.get(f"/claims/{claim.pk}/")
    assert response.status_code == 200
    return text_of(response)


def new_for(actor: Actor) -> int:
    """The one notice an organization has not read."""
    return unseen_for(actor).get().pk


def test_the_refused_newcomer_is_asked_for_with_one_button(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    refused = client.post("/students/new/", ASKED)
    assert refused.status_code == 409
    assert 'formaction="/claims/file/"' in refused.text
    filed = client.post("/claims/file/", ASKED)
    claim = Claim.objects.get()
    assert filed.url == f"/claims/{claim.pk}/"
    page = read(client, claim)
    assert "ยื่นคำขอรับย้ายแล้ว" in page
    assert "รอสถานศึกษาเดิมตอบ" in page
    assert (HELD.first_name in page, cast.phu_school.name in page) == (False, True)


def test_a_class_teacher_asks_for_the_own_room_and_takes_it_back(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.teacher)
    client.post("/claims/file/", ASKED)
    assert press(client, "withdraw", Claim.objects.get()).status_code == 302
    assert "ถอนคำขอแล้ว" in read(client, Claim.objects.get())


def test_what_hinders_asking_is_said_above_the_form_and_nothing_typed_is_lost(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.somsri)
    wrong = client.post("/claims/file/", ASKED | {"birth_date": "1/1/2558"})
    assert wrong.status_code == 422
    assert "ไม่พบเด็กที่เลขประจำตัวและวันเกิดตรงกัน" in text_of(wrong)
    assert 'value="ฟ้าใส"' in wrong.text
    client.post("/claims/file/", ASKED)
    again = client.post("/claims/file/", ASKED)
    assert again.status_code == 409
    assert "ยื่นคำขอรับย้ายเด็กคนนี้ไว้แล้ว" in text_of(again)
    assert Claim.objects.count() == 1


def test_where_a_protected_child_is_no_page_says(cast: Cast, sign_in: SignIn) -> None:
    hide(cast)
    client = sign_in(cast.somsri)
    refused = text_of(client.post("/students/new/", ASKED))
    client.post("/claims/file/", ASKED)
    pages = [refused, read(client, Claim.objects.get()), text_of(client.get("/claims/?role=claimant"))]
    assert [cast.phu_school.name in page for page in pages] == [False, False, False]
    assert "ปกปิดสถานที่" in pages[1]


def test_the_holder_lets_go_and_the_child_has_moved(cast: Cast, sign_in: SignIn) -> None:
    claim, client = across_provinces(cast), sign_in(cast.phu_officer)
    listed = text_of(client.get("/claims/"))
    assert "คำขอย้ายรอท่าน 1 เรื่อง" in listed
    assert HELD.first_name in listed
    assert "ให้ย้าย 1 คน" in read(client, claim)
    assert press(client, "release", claim).url == f"/claims/{claim.pk}/"
    assert where(OF_PHU) == [cast.school.code]
    assert "ให้ย้ายแล้ว" in read(client, claim)
    assert "ไม่มีคำขอย้ายรอท่าน" in text_of(client.get("/claims/"))


def test_contesting_needs_a_reason_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    claim, client = across_provinces(cast), sign_in(cast.phu_officer)
    too_long = press(client, "contest", claim, because="ก" * 501)
    assert too_long.status_code == 422
    assert "เขียนเหตุผล 1–500 ตัวอักษร" in text_of(too_long)
    assert "ก" * 501 in too_long.text
    press(client, "contest", claim, because=WHY)
    assert f"“{WHY}”" in read(sign_in(cast.somsri), claim)


def test_the_department_decides_what_is_contested_across_provinces(cast: Cast, sign_in: SignIn) -> None:
    claim, client = across_provinces(cast), sign_in(cast.decha)
    assert "คำวินิจฉัยของท่าน" not in read(client, claim)
    contest(claim=claim, because=WHY, by=cast.phu_officer)
    page = read(client, claim)
    assert "ให้ท่านพิจารณาคำขอย้าย" in page
    assert (HELD.first_name in page, HELD.citizen_id in page.replace("-", "")) == (False, False)
    assert press(client, "decide", claim, because="", **{"for": "claimant"}).status_code == 422
    press(client, "decide", claim, because="ย้ายตามผู้ปกครอง", **{"for": "claimant"})
    assert where(OF_PHU) == [cast.school.code]


def test_what_stands_confirmed_is_named_with_who_can_revoke_it(cast: Cast, sign_in: SignIn) -> None:
    claim = across_provinces(cast)
    stand(cast.phu_school, cast.round)
    refused = press(sign_in(cast.phu_officer), "release", claim)
    assert refused.status_code == 409
    assert "ยืนยันข้อมูลแล้ว" in text_of(refused)
    assert where(OF_PHU) == [cast.phu_school.code]


@pytest.mark.parametrize("step", ["release", "contest", "withdraw", "decide"])
def test_nobody_takes_a_step_that_is_anothers(cast: Cast, sign_in: SignIn, step: str) -> None:
    claim = inside_an_lao(cast)
    given = {"because": WHY, "for": "claimant"}
    may = {"release": "center_officer", "contest": "center_officer", "withdraw": "somsri", "decide": "wichai"}
    for name in ("somsri", "center_officer", "wichai", "phu_officer", "prasit", "malee"):
        if name != may[step]:
            assert press(sign_in(getattr(cast, name)), step, claim, **given).status_code in (403, 404)
    assert Claim.objects.get().state == "open"
    assert sign_in(getattr(cast, may[step])).get(f"/claims/{claim.pk}/{step}/").status_code == 405


def test_a_stranger_finds_no_claim(cast: Cast, sign_in: SignIn) -> None:
    claim = inside_an_lao(cast)
    assert sign_in(cast.phu_officer).get(f"/claims/{claim.pk}/").status_code == 404
    assert sign_in(cast.teacher).get(f"/claims/{claim.pk}/").status_code == 404


def test_each_side_has_its_list_and_a_level_above_both(cast: Cast, sign_in: SignIn) -> None:
    inside_an_lao(cast)
    client = sign_in(cast.wichai)
    named = {
        role: cast.center.name in text_of(client.get(f"/claims/?role={role}"))
        for role in ("claimant", "holder")
    }
    assert named == {"claimant": True, "holder": True}
    assert cast.center.name not in text_of(sign_in(cast.somsri).get("/claims/?role=holder"))


def test_the_menu_counts_what_waits(cast: Cast, sign_in: SignIn) -> None:
    across_provinces(cast)
    assert 'คำขอ <span class="count">1</span>' in " ".join(sign_in(cast.phu_officer).get("/").text.split())
    assert 'คำขอ <span class="count">' not in " ".join(sign_in(cast.somsri).get("/").text.split())


def test_a_notice_leads_to_its_claim_and_is_new_until_it_is_read(cast: Cast, sign_in: SignIn) -> None:
    claim, client = across_provinces(cast), sign_in(cast.phu_officer)
    page = client.get("/notices/")
    assert "เรื่องแจ้งใหม่ 1 เรื่อง" in text_of(page)
    assert f'href="/claims/{claim.pk}/"' in page.text
    assert HELD.first_name not in page.text
    client.post("/notices/", {"notice": ["x", "9" * 40, new_for(cast.phu_officer)]})
    assert "ไม่มีเรื่องแจ้งใหม่" in text_of(client.get("/notices/"))


def test_nobody_reads_or_ticks_off_what_others_were_told(cast: Cast, sign_in: SignIn) -> None:
    across_provinces(cast)
    sign_in(cast.somsri).post("/notices/", {"notice": new_for(cast.phu_officer)})
    assert "เรื่องแจ้งใหม่ 1 เรื่อง" in text_of(sign_in(cast.phu_officer).get("/notices/"))
    assert sign_in(cast.teacher).get("/notices/").status_code == 403


def test_a_long_list_asks_a_fixed_number_of_questions(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for child in (OF_PHU, (401, "P1"), OF_CENTER):
        press_in = typed(child, "P1" if child != OF_CENTER else "K2")
        file_claim(claimant=cast.school, entry=press_in, by=officer_of(cast.school))
    client = sign_in(cast.somsri)
    with django_assert_max_num_queries(14):
        assert "รอสถานศึกษาเดิมตอบ" in text_of(client.get("/claims/?role=claimant"))
