"""The grid of another school's headcounts (letter §4.2(3))."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lec.actor import Actor
from lec.headcounts.models import Headcount
from lec.rounds.models import Confirmation
from tests.cast import Cast

SignIn = Callable[[Actor], Client]


def grid_of(school: object) -> str:
    return reverse("headcounts:school", args=[school.code])  # type: ignore[attr-defined]


def test_the_grid_is_saved_and_blank_is_not_zero(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.wichai).post(grid_of(cast.border_school), {"P1-M": "๗", "P1-F": "0", "P2-M": ""})

    held = {(h.grade, h.sex): h.count for h in Headcount.objects.all()}
    assert held == {("P1", "M"): 7, ("P1", "F"): 0}


@pytest.mark.parametrize("typed", ["-3", "เจ็ด", "1.5", "10000"])
def test_what_is_no_number_is_named_at_its_cell_and_nothing_is_saved(
    cast: Cast, sign_in: SignIn, typed: str
) -> None:
    answer = sign_in(cast.wichai).post(grid_of(cast.border_school), {"P1-M": typed, "P1-F": "5"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="e-P1-M"' in page and f'value="{typed}"' in page
    assert not Headcount.objects.exists()


def test_save_and_next_leads_to_the_next_school_without_a_value(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.wichai).post(grid_of(cast.border_school), {"P1-M": "1", "next": "1"})

    assert answer.headers["Location"] == grid_of(cast.private_school)


def test_a_school_of_another_lao_does_not_exist(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.wichai).get(grid_of(cast.phu_other_school)).status_code == 404
    assert sign_in(cast.prasit).get(grid_of(cast.phu_other_school)).status_code == 200


def test_complete_headcounts_are_confirmed_and_then_locked(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.wichai)
    for school in (cast.border_school, cast.private_school):
        browser.post(grid_of(school), {"P1-M": "4", "P1-F": "5"})

    browser.post(reverse("confirmations:confirm", args=["headcounts"]))

    assert Confirmation.objects.get().receipt.total == 18
    assert browser.post(grid_of(cast.border_school), {"P1-M": "9"}).status_code == 409
    assert Headcount.objects.filter(count=9).count() == 0
    assert "disabled" in browser.get(grid_of(cast.border_school)).content.decode()
