"""Whose it is to confirm and to revoke: said by rules that action, button and API share (letter §6-§9)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lec.actor import Actor
from lec.confirmations.actions import confirm, revoke
from lec.confirmations.rules import LONGEST_REASON, NotYours
from lec.reference.actions import set_setting
from lec.refusals import Invalid
from tests.cast import NOW, Cast, attest_all
from tests.web.conftest import at_the_desk, sign_in

__all__ = ["at_the_desk", "sign_in"]


def later(actor: Actor) -> Actor:
    return replace(actor, at=NOW + timedelta(days=30))


def test_who_may_not_confirm_is_told_by_its_obstacle(cast: Cast) -> None:
    for stranger in (cast.wichai, cast.teacher, cast.decha):
        with pytest.raises(NotYours) as refusal:
            confirm(organization=cast.school, round=cast.round, subject="students", by=later(stranger))
        [obstacle] = refusal.value.obstacles
        assert (obstacle.code, obstacle.organization) == ("not-yours", cast.school.code)


def test_a_reason_too_long_for_the_receipt_is_refused_before_the_state_is_looked_at(cast: Cast) -> None:
    long = "ย" * (LONGEST_REASON + 1)
    with pytest.raises(Invalid):
        confirm(
            organization=cast.school,
            round=cast.round,
            subject="students",
            by=later(cast.somsri),
            zero_because=long,
        )


def test_the_level_above_revokes_and_an_institution_itself(cast: Cast) -> None:
    attest_all(cast.school, cast.round)
    given = confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    for stranger in (cast.malee, cast.decha, cast.buntham, cast.teacher):
        with pytest.raises(NotYours):
            revoke(confirmation=given, because="", by=stranger)
    revoke(confirmation=given, because="พิมพ์ผิด", by=cast.somsri)


def test_the_department_may_leave_it_to_the_lao_alone(cast: Cast, sign_in: Callable[[Actor], Client]) -> None:
    attest_all(cast.school, cast.round)
    given = confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    page = reverse("confirmations:receipt", args=[given.receipt.number])
    take_back = reverse("confirmations:revoke", args=[given.receipt.number])
    assert take_back in sign_in(cast.somsri).get(page).text
    set_setting(name="institution-may-revoke", value=0, by=cast.decha)
    with pytest.raises(NotYours):
        revoke(confirmation=given, because="พิมพ์ผิด", by=cast.somsri)
    answer = sign_in(cast.somsri).get(page).text
    assert take_back not in answer
    assert reverse("tickets:file", args=[given.receipt.number]) in answer, "the way out is to ask"
    revoke(confirmation=given, because="พิมพ์ผิด", by=cast.wichai)
