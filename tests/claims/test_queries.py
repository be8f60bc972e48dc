"""Who sees a claim, and what of it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from lec.actor import Actor
from lec.claims.actions import contest, decide, escalate, file_claim, release
from lec.claims.models import Claim, ClaimStep
from lec.claims.queries import (
    citizen_id_shown,
    claim_for,
    claims_for,
    holder_shown,
    name_shown,
    pending_for,
    story_of,
)
from lec.students.actions import protect
from tests.cast import Cast, entry
from tests.claims.asking import (
    DUE,
    OF_PHU,
    across_provinces,
    ask,
    clock,
    inside_a_province,
    inside_an_lao,
    typed,
)


def seen_by(actor: Actor, role: str = "") -> int:
    return claims_for(actor, role).count()


@pytest.mark.parametrize(
    ("begin", "seers"),
    [
        (across_provinces, {"somsri", "wichai", "phu_officer", "prasit", "decha"}),
        (inside_a_province, {"bua_officer", "buntham", "center_officer", "wichai", "malee"}),
        (inside_an_lao, {"somsri", "center_officer", "wichai"}),
    ],
)
def test_both_sides_their_laos_and_the_decider_see_a_claim_and_nobody_else(
    cast: Cast, begin: Callable[[Cast], Claim], seers: set[str]
) -> None:
    claim = begin(cast)
    people = {name: who for name, who in vars(cast).items() if isinstance(who, Actor)}
    assert {name for name, who in people.items() if seen_by(who)} == seers
    assert {name for name, who in people.items() if claim_for(who, claim.pk)} == seers
    assert {name for name, who in people.items() if ClaimStep.objects.visible_to(who).exists()} == seers


def test_a_class_teacher_sees_what_they_filed(cast: Cast) -> None:
    file_claim(claimant=cast.school, entry=typed((401, "P1")), by=cast.teacher)
    across_provinces(cast)
    assert seen_by(cast.teacher) == 1
    assert seen_by(cast.somsri) == 2


def test_a_role_narrows_to_one_side(cast: Cast) -> None:
    across_provinces(cast)
    inside_a_province(cast)
    inside_an_lao(cast)
    roles = ("claimant", "holder", "decider")
    assert [seen_by(cast.somsri, role) for role in roles] == [2, 0, 0]
    assert [seen_by(cast.center_officer, role) for role in roles] == [0, 2, 0]
    assert [seen_by(cast.wichai, role) for role in roles] == [2, 2, 1]
    assert [seen_by(cast.malee, role) for role in roles] == [1, 1, 1], "those it decides, both sides below it"
    assert [seen_by(cast.decha, "decider"), seen_by(cast.stranger)] == [1, 0]


def test_what_waits_for_an_organization_is_what_it_can_answer(cast: Cast) -> None:
    claim = inside_a_province(cast)
    assert [c.pk for c in pending_for(cast.center_officer)] == [claim.pk]
    assert not pending_for(cast.malee)
    assert not pending_for(cast.bua_officer)
    escalate(claim=claim, by=clock(cast, DUE))
    assert not pending_for(cast.center_officer)
    assert [c.pk for c in pending_for(cast.malee)] == [claim.pk]


def test_the_claimant_learns_the_name_only_with_the_child(cast: Cast) -> None:
    claim = across_provinces(cast)
    assert name_shown(claim, cast.phu_officer).startswith("เด็กชาย")
    assert name_shown(claim, cast.prasit)
    for actor in (cast.somsri, cast.wichai, cast.decha):
        assert name_shown(claim, actor) == ""
    released = release(claim=claim, by=cast.phu_officer)
    assert name_shown(released, cast.somsri) == name_shown(released, cast.phu_officer)
    assert name_shown(released, cast.decha) == "", "the department sees no single students"


def test_above_the_laos_the_number_is_masked(cast: Cast) -> None:
    claim, number = across_provinces(cast), entry(*OF_PHU).citizen_id
    assert citizen_id_shown(claim, cast.somsri) == number
    masked = citizen_id_shown(claim, cast.decha)
    assert masked != number
    assert number[:9] not in masked.replace("-", "")


def test_the_claimant_is_shown_what_it_typed_and_not_what_the_holder_holds(cast: Cast) -> None:
    claim = across_provinces(cast)
    other = entry(999, "P1").citizen_id
    type(claim.student).objects.filter(pk=claim.student_id).update(citizen_id=other)
    again = claim_for(cast.somsri, claim.pk)
    assert again is not None
    assert citizen_id_shown(again, cast.somsri) == entry(*OF_PHU).citizen_id


def test_the_whole_story_is_told_to_both_sides(cast: Cast) -> None:
    claim = contest(claim=across_provinces(cast), because="ยังเรียนอยู่", by=cast.phu_officer)
    claim = decide(claim=claim, in_favor_of="holder", because="ไปตรวจแล้ว", by=cast.decha)
    for actor in (cast.somsri, cast.phu_officer):
        story = story_of([claim], actor)[claim.pk]
        assert [(t.kind, t.organization, t.because) for t in story] == [
            ("filed", cast.school, ""),
            ("contested", cast.phu_school, "ยังเรียนอยู่"),
            ("refused", cast.department, "ไปตรวจแล้ว"),
        ]


def hidden(cast: Cast) -> Claim:
    held = across_provinces(cast)
    protect(enrollment=held.stay, because="คำสั่งคุ้มครอง", by=cast.phu_officer)
    return held


def test_the_place_of_a_protected_child_is_shown_to_its_side_and_to_the_decider(cast: Cast) -> None:
    found = claim_for(cast.somsri, hidden(cast).pk)
    assert found is not None
    shown = {
        name: holder_shown(found, getattr(cast, name)) is not None
        for name in ("somsri", "wichai", "phu_officer", "prasit", "decha")
    }
    assert shown == {"somsri": False, "wichai": False, "phu_officer": True, "prasit": True, "decha": True}


def test_the_story_of_a_protected_child_does_not_tell_where_it_is(cast: Cast) -> None:
    claim = contest(claim=hidden(cast), because="อยู่ที่โรงเรียนภูผา", by=cast.phu_officer)
    told = story_of([claim], cast.somsri)[claim.pk]
    assert [(t.kind, t.organization, t.because) for t in told] == [
        ("filed", cast.school, ""),
        ("contested", None, ""),
    ]
    assert story_of([claim], cast.decha)[claim.pk][1].because == "อยู่ที่โรงเรียนภูผา"


def test_once_hidden_a_place_stays_hidden_when_the_child_has_come(cast: Cast) -> None:
    """Else the new institution would take the protection away, and read where the child was."""
    protect(enrollment=across_provinces(cast).stay, because="คำสั่งคุ้มครอง", by=cast.phu_officer)
    claim = release(claim=ask(cast.center, OF_PHU, "K3"), by=cast.phu_officer)
    assert claim.received is not None
    protect(enrollment=claim.received, protected=False, because="x", by=cast.center_officer)
    again = claim_for(cast.center_officer, claim.pk)
    assert again is not None
    assert holder_shown(again, cast.center_officer) is None


def test_a_list_costs_the_same_however_long(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    across_provinces(cast)
    for serial in (401, 402, 410):
        ask(cast.school, (serial, "P4" if serial == 410 else "P1"))
    for actor in (cast.somsri, replace(cast.wichai), cast.decha):
        with django_assert_num_queries(2):
            claims = list(claims_for(actor))
            story_of(claims, actor)
            for claim in claims:
                assert claim.holder.parent
                assert claim.claimant.parent
                assert holder_shown(claim, actor)
        assert len(claims) == 4
