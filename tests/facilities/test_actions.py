"""Filling the databases beside the register: by the institution, on any day, whole or not at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from lec.audit.models import AuditEntry
from lec.confirmations.actions import confirm
from lec.facilities.actions import (
    end_building,
    end_staff_member,
    keep_building,
    keep_profile,
    keep_staff_member,
    return_building,
    return_staff_member,
)
from lec.facilities.models import Building, Profile, StaffMember
from lec.refusals import Blocked, Forbidden, Invalid, NotVisible
from tests.cast import Cast, attest_all
from tests.facilities.filled import BUILDING, PERSON, building, person


def test_the_basics_begin_once_and_change_field_by_field(cast: Cast) -> None:
    keep_profile(institution=cast.school, given={"subdistrict": "วังทอง พิษณุโลก"}, by=cast.somsri)
    keep_profile(institution=cast.school, given={"has_water": "1"}, by=cast.somsri)

    profile = Profile.objects.get()
    assert (profile.institution, profile.subdistrict, profile.postal_code) == (cast.school, "650801", "65130")
    assert profile.has_water is True
    assert profile.has_electricity is None, "what is not known is not no"


def test_each_change_is_in_the_trail_with_what_changed_only(cast: Cast) -> None:
    keep_profile(institution=cast.school, given={"latitude": "16.8", "longitude": "100.2"}, by=cast.somsri)
    keep_profile(institution=cast.school, given={"latitude": "16.9"}, by=cast.somsri)
    keep_profile(institution=cast.school, given={"latitude": "16.9"}, by=cast.somsri)

    first, second = AuditEntry.objects.filter(action="keep-profile").order_by("pk")
    assert (first.before, first.after) == ({}, {"latitude": "16.800000", "longitude": "100.200000"})
    assert (second.before, second.after) == ({"latitude": "16.800000"}, {"latitude": "16.900000"})
    assert second.organization == cast.school


def test_a_building_is_added_changed_and_taken_off_the_list(cast: Cast) -> None:
    held = building(cast.school, cast.somsri)
    keep_building(institution=cast.school, given={"condition": "needs_repair"}, by=cast.somsri, building=held)
    end_building(building=held, on=date(2021, 11, 1), by=cast.somsri)

    row = Building.objects.get()
    assert (row.name, row.condition, row.ended_on) == ("อาคาร 1", "needs_repair", date(2021, 11, 1))
    acts = AuditEntry.objects.filter(subject="facilities.building").order_by("pk")
    assert [act.action for act in acts] == ["keep-building", "keep-building", "end-building"]
    assert acts[2].after == {"ended_on": "2021-11-01"}


def test_somebody_is_added_changed_and_leaves(cast: Cast) -> None:
    held = person(cast.school, cast.somsri, appointed_on="16/5/2560")
    assert held.sex == "F", "as the title says"
    keep_staff_member(
        institution=cast.school, given={"position": "ครู คศ.2"}, by=cast.somsri, staff_member=held
    )
    end_staff_member(staff_member=held, on=date(2021, 9, 30), by=cast.somsri)

    row = StaffMember.objects.get()
    assert (row.position, row.appointed_on, row.left_on) == (
        "ครู คศ.2",
        date(2017, 5, 16),
        date(2021, 9, 30),
    )


def test_everything_wrong_is_said_at_once_and_nothing_is_written(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        keep_building(
            institution=cast.school, given={"name": "อาคาร 1", "rooms": "มาก", "kind": "x"}, by=cast.somsri
        )

    assert {(fault.field, fault.code) for fault in refused.value.faults} == {
        ("rooms", "out-of-range"),
        ("kind", "code-unknown"),
        ("condition", "value-missing"),
    }
    assert not Building.objects.exists()
    assert not AuditEntry.objects.filter(action="keep-building").exists()


def test_a_name_that_was_known_cannot_be_emptied(cast: Cast) -> None:
    held = building(cast.school, cast.somsri)
    with pytest.raises(Invalid):
        keep_building(institution=cast.school, given={"name": " "}, by=cast.somsri, building=held)


def test_what_has_ended_is_not_changed_and_does_not_end_again(cast: Cast) -> None:
    held, left = building(cast.school, cast.somsri), person(cast.school, cast.somsri)
    end_building(building=held, on=cast.somsri.today, by=cast.somsri)
    end_staff_member(staff_member=left, on=cast.somsri.today, by=cast.somsri)

    with pytest.raises(Blocked) as refused:
        keep_building(institution=cast.school, given={"name": "อื่น"}, by=cast.somsri, building=held)
    assert [obstacle.code for obstacle in refused.value.obstacles] == ["already-ended"]
    with pytest.raises(Blocked):
        end_staff_member(staff_member=left, on=cast.somsri.today, by=cast.somsri)


def test_what_was_taken_off_by_mistake_comes_back(cast: Cast) -> None:
    held, left = building(cast.school, cast.somsri), person(cast.school, cast.somsri)
    end_building(building=held, on=cast.somsri.today, by=cast.somsri)
    end_staff_member(staff_member=left, on=cast.somsri.today, by=cast.somsri)

    return_building(building=held, by=cast.somsri)
    return_staff_member(staff_member=left, by=cast.somsri)
    assert Building.objects.get().ended_on is None
    assert StaffMember.objects.get().left_on is None
    act = AuditEntry.objects.get(action="return-building")
    assert (act.before, act.after) == ({"ended_on": cast.somsri.today.isoformat()}, {})
    with pytest.raises(Blocked) as refused:
        return_building(building=held, by=cast.somsri)
    assert [obstacle.code for obstacle in refused.value.obstacles] == ["not-ended"]


def test_nobody_leaves_before_they_came_nor_tomorrow(cast: Cast) -> None:
    held = person(cast.school, cast.somsri, appointed_on="16/5/2560")
    for day in (date(2017, 5, 15), cast.somsri.today + timedelta(days=1)):
        with pytest.raises(Invalid):
            end_staff_member(staff_member=held, on=day, by=cast.somsri)
    assert StaffMember.objects.get().left_on is None


@pytest.mark.parametrize("who", ["teacher", "wichai", "malee", "decha", "center_officer", "stranger"])
def test_nobody_else_writes(cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    held, works = building(cast.school, cast.somsri), person(cast.school, cast.somsri)
    acts = (
        lambda: keep_profile(institution=cast.school, given={"has_water": "1"}, by=by),
        lambda: keep_building(institution=cast.school, given=BUILDING, by=by),
        lambda: end_building(building=held, on=by.today, by=by),
        lambda: keep_staff_member(institution=cast.school, given=PERSON, by=by),
        lambda: end_staff_member(staff_member=works, on=by.today, by=by),
        lambda: return_building(building=held, by=by),
        lambda: return_staff_member(staff_member=works, by=by),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_anothers_building_is_not_taken_over(cast: Cast) -> None:
    held = building(cast.center, cast.center_officer)
    with pytest.raises(NotVisible):
        keep_building(institution=cast.school, given={"name": "ของเรา"}, by=cast.somsri, building=held)


def test_a_confirmation_does_not_stand_in_the_way(cast: Cast) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    after_closing = replace(cast.somsri, at=cast.somsri.at + timedelta(days=90))

    building(cast.school, cast.somsri)
    person(cast.school, after_closing)

    assert (Building.objects.count(), StaffMember.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Building, {"kind": "castle"}),
        (Building, {"condition": "?"}),
        (StaffMember, {"sex": "X"}),
        (StaffMember, {"employment": "?"}),
        (StaffMember, {"education": "?"}),
        (StaffMember, {"appointed_on": date(2021, 1, 2), "left_on": date(2021, 1, 1)}),
        (Profile, {"latitude": 16}),
        (Profile, {"longitude": 100}),
    ],
)
def test_the_database_refuses_what_must_never_be(cast: Cast, model: type, change: dict) -> None:
    building(cast.school, cast.somsri)
    person(cast.school, cast.somsri)
    keep_profile(institution=cast.school, given={"has_water": "1"}, by=cast.somsri)

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)
