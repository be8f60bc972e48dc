"""The page of confirming, the receipt, and revoking, at every level."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lec.actor import Actor
from lec.confirmations.actions import confirm
from lec.rounds.models import Confirmation
from tests.cast import Cast, attest_all

CONFIRM = reverse("confirmations:confirm", args=["students"])

SignIn = Callable[[Actor], Client]


def confirmed_school(cast: Cast) -> Confirmation:
    attest_all(cast.school, cast.round)
    return confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)


def receipt_of(confirmation: Confirmation, page: str = "receipt") -> str:
    return reverse(f"confirmations:{page}", args=[confirmation.receipt.number])


def test_the_page_says_what_is_in_the_way_and_locks_the_button(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.somsri).get(CONFIRM).content.decode()

    assert "ยังไม่ได้ตรวจสอบตัวตน 9 คน" in page
    assert 'aria-disabled="true"' in page


def test_pressing_too_early_is_refused_with_the_reasons_and_confirms_nothing(
    cast: Cast, sign_in: SignIn
) -> None:
    answer = sign_in(cast.somsri).post(CONFIRM)

    assert answer.status_code == 409
    assert "ยังไม่ได้ตรวจสอบตัวตน 9 คน" in answer.content.decode()
    assert not Confirmation.objects.exists()


def test_confirming_leads_to_the_receipt_and_a_second_press_to_the_same_one(
    cast: Cast, sign_in: SignIn
) -> None:
    attest_all(cast.school, cast.round)
    browser = sign_in(cast.somsri)

    first, second = browser.post(CONFIRM), browser.post(CONFIRM)

    confirmation = Confirmation.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == receipt_of(confirmation)
    assert "ยืนยันข้อมูลแล้ว 9 คน" in browser.get(receipt_of(confirmation)).content.decode()


def test_zero_students_need_a_reason_which_the_receipt_shows(cast: Cast, sign_in: SignIn) -> None:
    from lec.students.actions import leave
    from lec.students.models import Enrollment

    here = list(Enrollment.objects.filter(institution=cast.bua_center).values_list("pk", flat=True))
    leave(
        institution=cast.bua_center,
        enrollments=here,
        reason="resigned",
        on=cast.bua_officer.today,
        by=cast.bua_officer,
    )
    browser = sign_in(cast.bua_officer)

    assert browser.post(CONFIRM).status_code == 409
    answer = browser.post(CONFIRM, {"zero_because": "ปิดปรับปรุงอาคาร"}, follow=True)

    assert "ปิดปรับปรุงอาคาร" in answer.content.decode()


@pytest.mark.parametrize("who", ["teacher", "decha"])
def test_who_confirms_nothing_has_no_such_page(cast: Cast, sign_in: SignIn, who: str) -> None:
    assert sign_in(getattr(cast, who)).get(CONFIRM).status_code == 403


def test_the_public_reads_totals_by_stage_and_no_person(cast: Cast) -> None:
    answer = Client().get(receipt_of(confirmed_school(cast)))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert cast.school.name in page
    assert "นางสมศรี" not in page


def test_an_unknown_receipt_does_not_exist(cast: Cast) -> None:
    assert Client().get(reverse("confirmations:receipt", args=["2564-2-0000-0000-0000"])).status_code == 404


def test_an_lao_revokes_with_a_reason_that_all_can_read(cast: Cast, sign_in: SignIn) -> None:
    confirmation = confirmed_school(cast)
    browser = sign_in(cast.wichai)
    address = receipt_of(confirmation, "revoke")

    refused = browser.post(address, {"because": " "})
    assert refused.status_code == 422
    assert "เขียนเหตุผล" in refused.content.decode()

    browser.post(address, {"because": "รับย้ายนักเรียน ป.1 หนึ่งคน"})
    page = sign_in(cast.somsri).get(receipt_of(confirmation)).content.decode()
    assert "รับย้ายนักเรียน ป.1 หนึ่งคน" in page
    assert not Confirmation.objects.get().stands


def test_what_is_confirmed_above_cannot_be_revoked_and_the_page_says_so(cast: Cast, sign_in: SignIn) -> None:
    confirmation = confirmed_school(cast)
    attest_all(cast.center, cast.round)
    confirm(organization=cast.center, round=cast.round, subject="students", by=cast.center_officer)
    confirm(organization=cast.mali, round=cast.round, subject="students", by=cast.wichai)

    browser = sign_in(cast.somsri)
    assert "ต้องยกเลิกการยืนยันของ" in browser.get(receipt_of(confirmation)).content.decode()
    assert browser.post(receipt_of(confirmation, "revoke"), {"because": "แก้"}).status_code == 409
    assert Confirmation.objects.get(organization=cast.school).stands


def test_a_stranger_cannot_revoke_what_is_not_below(cast: Cast, sign_in: SignIn) -> None:
    confirmation = confirmed_school(cast)

    answer = sign_in(cast.stranger).post(receipt_of(confirmation, "revoke"), {"because": "แก้"})

    assert answer.status_code == 404
