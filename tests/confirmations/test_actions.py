"""Confirming and revoking, level by level (letter §6-§9)."""

import pytest

from lec.confirmations.actions import confirm, revoke
from lec.confirmations.queries import first_broken_receipt
from lec.headcounts.actions import enter
from lec.headcounts.rules import Cell
from lec.refusals import Blocked, Forbidden
from lec.reports.queries import coverage, totals
from lec.rounds.models import Confirmation
from tests.cast import Cast, attest_all


def confirm_school(cast: Cast) -> Confirmation:
    attest_all(cast.school, cast.round)
    return confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)


def codes(refusal: pytest.ExceptionInfo[Blocked]) -> set[str]:
    return {obstacle.code for obstacle in refusal.value.obstacles}


def test_a_school_confirms_once_everyone_is_attested(cast: Cast) -> None:
    with pytest.raises(Blocked) as refusal:
        confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    assert codes(refusal) == {"students-not-attested"}

    confirmation = confirm_school(cast)

    assert confirmation.receipt.total == 9
    assert confirmation.counts.count() == 6
    assert confirmation.students.count() == 9


def test_only_its_own_officer_confirms(cast: Cast) -> None:
    for stranger in (cast.wichai, cast.teacher, cast.decha, cast.stranger):
        with pytest.raises(Forbidden):
            confirm(organization=cast.school, round=cast.round, subject="students", by=stranger)


def test_the_road_up_and_down(cast: Cast) -> None:
    confirm_school(cast)
    with pytest.raises(Blocked) as refusal:
        confirm(organization=cast.mali, round=cast.round, subject="students", by=cast.wichai)
    assert [(o.code, o.organization) for o in refusal.value.obstacles] == [
        ("institutions-unconfirmed", cast.center.code)
    ]
    for institution in (cast.center, cast.bua_center):
        attest_all(institution, cast.round)
        confirm(
            organization=institution, round=cast.round, subject="students", by=cast.officer_of(institution)
        )
    confirm(organization=cast.mali, round=cast.round, subject="students", by=cast.wichai)
    confirm(organization=cast.bua, round=cast.round, subject="students", by=cast.buntham)
    for school in (cast.border_school, cast.private_school):
        enter(school=school, round=cast.round, cells=[Cell("P1", "M", 7), Cell("P1", "F", 0)], by=cast.wichai)
    with pytest.raises(Blocked) as refusal:
        confirm(organization=cast.north, round=cast.round, subject="students", by=cast.malee)
    assert [(o.code, o.organization) for o in refusal.value.obstacles] == [
        ("laos-unconfirmed", cast.mali.code)
    ]
    confirm(organization=cast.mali, round=cast.round, subject="headcounts", by=cast.wichai)
    province = confirm(organization=cast.north, round=cast.round, subject="students", by=cast.malee)

    assert province.receipt.total == 9 + 6 + 3
    assert sum(totals(cast.decha, cast.department, cast.round, "students").values()) == 18
    assert coverage(cast.decha, cast.department, cast.round, "students").confirmed == 3
    assert first_broken_receipt() is None

    lao = Confirmation.objects.get(organization=cast.mali, subject="students")
    with pytest.raises(Blocked) as refusal:
        revoke(confirmation=lao, because="แก้ไข", by=cast.malee)
    assert codes(refusal) == {"confirmed-above"}
    revoke(confirmation=province, because="แก้ไข", by=cast.decha)
    revoke(confirmation=lao, because="แก้ไข", by=cast.malee)
    revoke(confirmation=cast.school.confirmations.get(), because="แก้ไข", by=cast.wichai)
    assert sum(totals(cast.decha, cast.department, cast.round, "students").values()) == 9
    again = confirm_school(cast)
    assert again.receipt.previous is not None
    assert first_broken_receipt() is None
