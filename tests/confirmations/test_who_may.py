"""Whose it is to confirm and to revoke: said by rules that action, button and API share (letter §6-§9)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lec.actor import Actor
from lec.confirmations.actions import confirm, revoke
from lec.confirmations.rules import LONGEST_REASON, NotYours
from lec.refusals import Invalid
from tests.cast import NOW, Cast, attest_all


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
