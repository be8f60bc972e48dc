"""Boards and reports: what each level sees of those below, and what it never sees."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lec.actor import Actor
from lec.confirmations.actions import confirm
from lec.organizations.models import Kind, Level
from tests.cast import Cast, attest_all, organization

BOARD = reverse("boards:board")
REPORT = reverse("reports:counts")

SignIn = Callable[[Actor], Client]


def confirm_school(cast: Cast) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)


def test_an_lao_sees_which_institution_is_waiting_and_why(cast: Cast, sign_in: SignIn) -> None:
    confirm_school(cast)

    page = sign_in(cast.wichai).get(BOARD).content.decode()

    assert "ยืนยันแล้ว 1 จาก 2 แห่ง" in page
    assert "ยังไม่ได้ตรวจสอบตัวตน 6 คน" in page


def test_a_province_sees_which_laos_are_missing(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.malee).get(BOARD).content.decode()

    assert "เหลือ 2 จาก 2 อปท." in page
    assert cast.phu.name not in page


def test_the_department_sees_the_sum_of_the_receipts_and_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.decha)
    assert "ยืนยันแล้ว 0 คน" in browser.get(REPORT).content.decode()

    confirm_school(cast)

    assert "ยืนยันแล้ว 9 คน" in browser.get(REPORT).content.decode()


def test_only_an_lao_is_led_from_the_board_to_the_register(cast: Cast, sign_in: SignIn) -> None:
    board, register = (
        reverse(page, args=[cast.school.code]) for page in ("boards:unit", "students:of_institution")
    )

    assert register in sign_in(cast.wichai).get(board).content.decode()
    assert register not in sign_in(cast.malee).get(board).content.decode()


@pytest.mark.parametrize("page", ["boards:unit", "reports:counts_of"])
def test_a_guessed_code_of_another_province_does_not_exist(cast: Cast, sign_in: SignIn, page: str) -> None:
    address = reverse(page, args=[cast.school.code])

    assert sign_in(cast.malee).get(address).status_code == 200
    assert sign_in(cast.stranger).get(address).status_code == 404


@pytest.mark.parametrize("who", ["somsri", "teacher"])
def test_boards_are_for_those_who_oversee(cast: Cast, sign_in: SignIn, who: str) -> None:
    assert sign_in(getattr(cast, who)).get(BOARD).status_code == 403


def test_boards_ask_no_more_questions_for_more_units(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        code = f"9909{number:06}"
        organization(
            Level.INSTITUTION, code, f"ศพด.ทดสอบ {number}", cast.mali, kind=Kind.CENTER, grades=["K1"]
        )

    for who in (cast.wichai, cast.malee, cast.decha):
        browser = sign_in(who)
        with django_assert_max_num_queries(40):
            assert browser.get(BOARD).status_code == 200
