"""What the counts bring, on a page: the preview moves with the register, and says that it is one."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lec.actor import Actor
from lec.budgets.models import BudgetRate
from lec.students.actions import enroll
from tests.cast import Cast, entry
from tests.confirmations.standing import north_stands, stand
from tests.web.conftest import text_of

SignIn = Callable[[Actor], Client]
MONEY = reverse("budgets:money")


def test_the_preview_moves_with_the_register_and_says_what_it_is(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.center_officer)
    before = text_of(client.get(MONEY))
    assert "ถ้ายืนยันตอนนี้ ปีงบประมาณ 2565 ได้ 56,000 บาท" in before
    assert "ยังไม่ใช่จำนวนที่ยืนยัน" in before
    assert "21 บาท × 245 วัน" in before
    assert "มติ ครม. 9 ก.พ. 2564 · ตรงกับงบประมาณที่ประกาศ" in before
    enroll(institution=cast.center, entries=[entry(901, "PRE")], by=cast.center_officer)
    assert "ได้ 64,900 บาท" in text_of(client.get(MONEY))


def test_confirmed_it_is_of_the_receipts(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.center_officer)
    assert "ยังไม่มีจำนวนให้คิดเงิน" in text_of(client.get(MONEY, {"basis": "confirmed"}))
    stand(cast.center, cast.round)
    page = text_of(client.get(MONEY, {"basis": "confirmed"}))
    assert "ปีงบประมาณ 2565 จากจำนวนที่ยืนยันแล้ว 56,000 บาท" in page
    assert "1 แห่งยืนยันแล้วรอบเดียว" in page


def test_what_has_no_rate_is_listed_and_not_summed(cast: Cast, sign_in: SignIn) -> None:
    page = text_of(sign_in(cast.center_officer).get(MONEY, {"year": "2567"}))
    assert "ยังไม่มีอัตรา 4 รายการ จึงไม่รวมในยอด" in page
    assert "ยังไม่มีอัตราของปีงบประมาณนี้: ค่ากิจกรรมพัฒนาคุณภาพผู้เรียน (เด็กในศูนย์ฯ อายุ 3–5 ปี) · " in page


def test_who_is_near_another_rate_of_lunch_is_told(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.center_officer)
    assert "ใกล้ขอบอัตรา" not in text_of(client.get(MONEY, {"year": "2566"}))
    newcomers = [entry(serial, "K1") for serial in range(901, 934)]
    enroll(institution=cast.center, entries=newcomers, by=cast.center_officer)
    assert "1 แห่งมีจำนวนใกล้ขอบอัตราค่าอาหารกลางวัน" in text_of(client.get(MONEY, {"year": "2566"}))
    assert "ใกล้ขอบอัตรา" not in text_of(client.get(MONEY, {"year": "2565"})), "one rate for all sizes"


def test_above_the_lao_units_are_added_and_opened(cast: Cast, sign_in: SignIn) -> None:
    north_stands(cast)
    page = sign_in(cast.malee).get(MONEY)
    assert "ตัวอย่างจากทะเบียน" not in text_of(page)
    assert reverse("budgets:money_of", args=[cast.mali.code]) in page.text
    whole = sign_in(cast.decha).get(MONEY)
    assert reverse("budgets:money_of", args=[cast.north.code]) in whole.text
    lao = sign_in(cast.malee).get(reverse("budgets:money_of", args=[cast.mali.code]))
    assert "ถ้ายืนยันตอนนี้" in text_of(lao)


@pytest.mark.parametrize("year", ["", "x", "1", "99999", "๒๕๖๕"])
def test_a_year_that_is_none_is_the_present_one(cast: Cast, sign_in: SignIn, year: str) -> None:
    assert "ปีงบประมาณ 2565" in text_of(sign_in(cast.somsri).get(MONEY, {"year": year}))


def test_a_fixed_number_of_questions(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(cast.somsri)
    client.get(MONEY)
    with django_assert_num_queries(13):
        client.get(MONEY)


RATES = reverse("budgets:rates")
GIVEN = {
    "line": "teaching",
    "group": "center_children",
    "from_fiscal_year": "๒๕๖๗",
    "amount": "1836",
    "status": "published",
    "source": "หนังสือ มท 1",
}


def test_the_department_keeps_the_rates_on_a_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    assert RATES in client.get(reverse("reference:lists")).text
    assert "บันทึกอัตราแล้ว" in text_of(client.post(RATES, GIVEN, follow=True))
    assert "หนังสือ มท 1" in text_of(client.get(RATES))
    held = BudgetRate.objects.get(line="teaching", group="center_children", from_fiscal_year=2567)
    assert 'value="1836.00"' in client.get(RATES, {"rate": held.pk}).text
    assert "1836 บาท" in text_of(sign_in(cast.center_officer).get(MONEY, {"year": "2567"}))
    for actor in (cast.malee, cast.wichai, cast.somsri):
        assert sign_in(actor).get(RATES).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "0"}, "อัตราต้องมากกว่า 0 บาท"),
        ({"line": "books"}, "กลุ่มนี้ไม่ได้รับเงินรายการนี้"),
        ({"from_fiscal_year": "2023"}, "ปีงบประมาณเป็นปี พ.ศ."),
        ({"source": ""}, "เขียนที่มาของอัตรา"),
    ],
)
def test_a_wrong_rate_comes_back_as_typed(
    cast: Cast, sign_in: SignIn, wrong: dict[str, str], said: str
) -> None:
    answer = sign_in(cast.decha).post(RATES, GIVEN | wrong)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not BudgetRate.objects.filter(from_fiscal_year=2567).exists()
