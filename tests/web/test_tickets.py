"""Unlock tickets through the pages: asked from the receipt, answered a level at a time (letter §8)."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from lec.claims.actions import release
from lec.claims.models import Claim
from lec.confirmations.actions import file_ticket, revoke
from lec.confirmations.models import UnlockTicket
from lec.confirmations.queries import latest_receipt
from lec.rounds.models import Confirmation
from lec.rounds.queries import standing
from lec.students.models import Enrollment
from tests.cast import Cast, officer_of
from tests.claims.asking import across_provinces
from tests.confirmations.standing import north_stands, stand, stand_whole
from tests.web.conftest import SignIn, text_of

WHY = "สะกดชื่อเด็กผิดหนึ่งคน"


def number_of(confirmation: Confirmation) -> str:
    return str(confirmation.receipt.number)


def asked(confirmation: Confirmation, students: list[int] | None = None) -> UnlockTicket:
    by = officer_of(confirmation.organization)
    return file_ticket(confirmation=confirmation, because=WHY, students=students or [], by=by)


def of_school(cast: Cast) -> Confirmation:
    found = standing(cast.round, cast.school)
    assert found is not None
    return found


def test_a_school_asks_from_its_receipt_and_every_level_answers_with_one_button(
    cast: Cast, sign_in: SignIn
) -> None:
    north_stands(cast)
    number = number_of(of_school(cast))
    school = sign_in(cast.somsri)
    assert f'href="/tickets/for/{number}/"' in school.get(f"/receipts/{number}/").text
    assert "ขอยกเลิกการยืนยัน 9 คน" in text_of(school.get(f"/tickets/for/{number}/"))
    filed = school.post(f"/tickets/for/{number}/", {"because": WHY})
    ticket = UnlockTicket.objects.get()
    assert filed.url == f"/tickets/{ticket.pk}/"
    assert "กรมส่งเสริมการปกครองท้องถิ่นเป็นผู้พิจารณาขั้นต่อไป" in text_of(school.get(filed.url))
    for by in (cast.decha, cast.malee, cast.wichai):
        client = sign_in(by)
        assert 'คำขอ <span class="count">1</span>' in " ".join(client.get("/claims/").text.split())
        page = text_of(client.get("/tickets/"))
        assert "คำขอยกเลิกการยืนยันรอท่าน 1 เรื่อง" in page
        assert WHY in page
        assert client.post(f"/tickets/{ticket.pk}/approve/").url == filed.url
        assert "ไม่มีคำขอยกเลิกการยืนยันรอท่าน" in text_of(client.get("/tickets/"))
    page = text_of(school.get(filed.url))
    assert page.count("ยกเลิกการยืนยัน: ") == 3
    assert standing(cast.round, cast.school) is None
    assert "/tickets/for/" not in school.get(f"/receipts/{number}/").text


def test_who_may_revoke_itself_is_not_told_to_ask(cast: Cast, sign_in: SignIn) -> None:
    number = number_of(stand(cast.school, cast.round))
    assert "/tickets/for/" not in sign_in(cast.somsri).get(f"/receipts/{number}/").text


@pytest.mark.parametrize("because", ["", "ก" * 501])
def test_without_a_reason_nothing_is_asked_and_what_was_typed_stays(
    cast: Cast, sign_in: SignIn, because: str
) -> None:
    stand_whole(cast.mali, cast.round)
    client = sign_in(cast.somsri)
    response = client.post(f"/tickets/for/{number_of(of_school(cast))}/", {"because": because})
    assert response.status_code == 422
    assert "เขียนเหตุผลที่ขอยกเลิกการยืนยัน" in text_of(response)
    assert f">{because}</textarea>" in response.text
    assert not UnlockTicket.objects.exists()


def test_asked_twice_says_so(cast: Cast, sign_in: SignIn) -> None:
    stand_whole(cast.mali, cast.round)
    client, number = sign_in(cast.somsri), number_of(of_school(cast))
    ticket = asked(of_school(cast))
    assert f'href="/tickets/{ticket.pk}/"' in client.get(f"/tickets/for/{number}/").text
    refused = client.post(f"/tickets/for/{number}/", {"because": WHY})
    assert refused.status_code == 409
    assert "ขอยกเลิกการยืนยันไว้แล้ว" in text_of(refused)


def test_a_refusal_needs_a_reason_and_the_asker_reads_it(cast: Cast, sign_in: SignIn) -> None:
    stand_whole(cast.mali, cast.round)
    ticket = asked(of_school(cast))
    client = sign_in(cast.malee)
    assert client.post(f"/tickets/{ticket.pk}/refuse/", {"because": " "}).status_code == 422
    assert client.post(f"/tickets/{ticket.pk}/refuse/", {"because": "แก้รอบหน้า"}).status_code == 302
    page = text_of(sign_in(cast.somsri).get(f"/tickets/{ticket.pk}/"))
    assert "ไม่ยกเลิก" in page
    assert "แก้รอบหน้า" in page
    assert client.post(f"/tickets/{ticket.pk}/approve/").status_code == 409


def test_the_asker_takes_it_back(cast: Cast, sign_in: SignIn) -> None:
    ticket = asked(stand(cast.school, cast.round))
    client = sign_in(cast.somsri)
    assert client.post(f"/tickets/{ticket.pk}/withdraw/").status_code == 302
    assert "ถอนคำขอแล้ว" in text_of(client.get(f"/tickets/{ticket.pk}/"))


def test_students_named_are_shown_to_who_may_see_them(cast: Cast, sign_in: SignIn) -> None:
    stand_whole(cast.mali, cast.round)
    stay = Enrollment.objects.filter(institution=cast.school).earliest("pk")
    client, number = sign_in(cast.somsri), number_of(of_school(cast))
    assert stay.student.last_name in text_of(client.get(f"/tickets/for/{number}/?enrollment={stay.pk}"))
    ticket = asked(of_school(cast), [stay.pk])
    named = {
        by.organization_id: stay.student.first_name in text_of(sign_in(by).get(f"/tickets/{ticket.pk}/"))
        for by in (cast.somsri, cast.wichai, cast.malee)
    }
    assert list(named.values()) == [True, True, False]


def test_others_do_not_find_it(cast: Cast, sign_in: SignIn) -> None:
    stand_whole(cast.mali, cast.round)
    ticket = asked(of_school(cast))
    for by in (cast.center_officer, cast.stranger, cast.buntham):
        assert sign_in(by).get(f"/tickets/{ticket.pk}/").status_code == 404
    assert sign_in(cast.center_officer).get(f"/tickets/for/{number_of(of_school(cast))}/").status_code == 404
    assert sign_in(cast.teacher).get("/tickets/").status_code == 403
    assert sign_in(cast.wichai).post(f"/tickets/{ticket.pk}/approve/").status_code == 403


def test_after_it_only_the_named_child_can_be_opened_for_writing(cast: Cast, sign_in: SignIn) -> None:
    stand(cast.school, cast.round)
    named, other = Enrollment.objects.filter(institution=cast.school).order_by("pk")[:2]
    asked(of_school(cast), [named.pk])
    revoke(confirmation=of_school(cast), because="ตามคำขอ", by=cast.wichai)
    client = sign_in(cast.somsri)
    assert "เพื่อแก้ไขนักเรียน 1 คน" not in text_of(client.get(f"/students/{named.pk}/"))
    for page in (f"/students/{other.pk}/", "/students/new/"):
        assert "เพื่อแก้ไขนักเรียน 1 คน" in text_of(client.get(page))


def test_a_confirmed_holder_asks_from_the_claim_and_lets_the_child_go_afterwards(
    cast: Cast, sign_in: SignIn
) -> None:
    claim = across_provinces(cast)
    stand_whole(cast.phu, cast.round)
    client = sign_in(cast.phu_officer)
    page = client.get(f"/claims/{claim.pk}/")
    receipt = latest_receipt(cast.phu_officer, cast.phu_school, "students")
    assert receipt is not None
    ask = f"/tickets/for/{receipt.number}/?enrollment={claim.stay_id}"
    assert f'href="{ask}"' in page.text
    assert "เทศบาลเมืองภูผา ยืนยันข้อมูลแล้ว" in text_of(page)
    client.post(ask, {"because": "เด็กย้ายไปแล้ว"})
    ticket = UnlockTicket.objects.get()
    assert ticket.students == [claim.stay_id]
    for by in (cast.stranger, cast.prasit):
        sign_in(by).post(f"/tickets/{ticket.pk}/approve/")
    release(claim=Claim.objects.get(), by=cast.phu_officer)
    assert Claim.objects.get().state == "released"


def test_a_confirmed_claimant_asks_for_its_own_and_is_told_of_no_other(cast: Cast, sign_in: SignIn) -> None:
    claim = across_provinces(cast)
    stand(cast.phu_school, cast.round)
    assert "ขอยกเลิกการยืนยันของท่าน" not in text_of(sign_in(cast.somsri).get(f"/claims/{claim.pk}/"))
    stand(cast.school, cast.round)
    page = text_of(sign_in(cast.somsri).get(f"/claims/{claim.pk}/"))
    assert "ขอยกเลิกการยืนยันของท่าน" in page
    assert "โรงเรียนภูผา ยืนยันข้อมูลแล้ว" not in page


def test_the_list_asks_a_fixed_number_of_questions(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stand_whole(cast.mali, cast.round)
    client: Any = sign_in(cast.malee)
    for institution in (cast.school, cast.center):
        found = standing(cast.round, institution)
        assert found is not None
        asked(found)
        with django_assert_max_num_queries(17):
            client.get("/tickets/")
