"""Appointing: many at once or none, a known person under the own name only, nobody above themselves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from lec.accounts.actions import (
    Invitation,
    appoint,
    appoint_all,
    change_contact,
    end_appointment,
    issue_code,
    set_active,
)
from lec.accounts.models import Membership, OneTimeCode, User
from lec.accounts.rules import AccountEntry
from lec.actor import Role
from lec.audit.models import AuditEntry
from lec.refusals import Blocked, Forbidden, Invalid
from tests.cast import NOW, Cast

ENTRY = AccountEntry("new.person", "นางสาวใหม่ ใจดี", Role.OFFICER, phone="09-9000-0009")


def of(cast: Cast, who: str) -> Membership:
    return Membership.objects.get(user__username=who)


def faults(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.row) for fault in refusal.value.faults]


def test_a_new_person_gets_an_account_a_role_and_a_code(cast: Cast) -> None:
    membership, code = appoint(organization=cast.school, entry=ENTRY, by=cast.wichai)

    assert len(code) == 14
    assert not membership.user.has_usable_password()
    assert AuditEntry.objects.get(action="appoint").subject_id == membership.pk
    assert OneTimeCode.objects.get().expires_at == NOW + timedelta(days=14)
    assert code.replace("-", "") not in OneTimeCode.objects.get().digest


def test_a_known_person_gets_a_further_role_and_keeps_the_password(cast: Cast) -> None:
    known = AccountEntry("wichai", "นายวิชัย  มะลิ", Role.OFFICER)

    membership, code = appoint(organization=cast.center, entry=known, by=cast.malee)

    assert (membership.user_id, code) == (cast.wichai.user_id, "")


def test_a_stranger_of_the_same_username_is_not_let_in(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        appoint(organization=cast.school, entry=replace(ENTRY, username="prasit"), by=cast.wichai)

    assert faults(refusal) == [("username-taken", None)]
    assert "ประสิทธิ์" not in refusal.value.faults[0].message


def test_all_of_a_list_or_none(cast: Cast) -> None:
    given = [
        Invitation(cast.school, ENTRY, 2),
        Invitation(cast.center, replace(ENTRY, username="Bad Name", email="no-address"), 3),
        Invitation(cast.center, replace(ENTRY, name="นายอื่น"), 4),
        Invitation(cast.school, ENTRY, 5),
        Invitation(cast.school, replace(ENTRY, username="third", name="ก" * 121), 6),
        Invitation(
            cast.school,
            replace(ENTRY, username="x.y", appointed_from=NOW.date(), appointed_to=date(2021, 1, 1)),
            7,
        ),
    ]

    with pytest.raises(Invalid) as refusal:
        appoint_all(invitations=given, by=cast.wichai)

    assert faults(refusal) == [
        ("username-invalid", 3),
        ("email-invalid", 3),
        ("username-taken", 4),
        ("already-appointed", 5),
        ("too-long", 6),
        ("dates-out-of-order", 7),
    ]
    assert not User.objects.filter(username="new.person").exists()


def test_one_person_of_two_rows_is_one_account(cast: Cast) -> None:
    slips = appoint_all(
        invitations=[Invitation(cast.school, ENTRY, 2), Invitation(cast.center, ENTRY, 3)], by=cast.wichai
    )

    assert len({slip.membership.user_id for slip in slips}) == 1
    assert len({slip.code for slip in slips}) == 1


def test_a_hundred_cost_what_one_costs(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = [Invitation(cast.school, replace(ENTRY, username=f"p{n:03}"), n) for n in range(100)]

    with django_assert_max_num_queries(108):  # a code each; all the rest together
        appoint_all(invitations=many, by=cast.wichai)


@pytest.mark.parametrize(
    ("who", "where", "role"),
    [
        ("wichai", "bua_center", Role.OFFICER),
        ("wichai", "mali", Role.OFFICER),
        ("somsri", "school", Role.OFFICER),
        ("somsri", "center", Role.TEACHER),
        ("teacher", "school", Role.TEACHER),
        ("malee", "phu", Role.OFFICER),
    ],
)
def test_nobody_appoints_beside_or_above_themselves(cast: Cast, who: str, where: str, role: Role) -> None:
    with pytest.raises(Forbidden):
        appoint(organization=getattr(cast, where), entry=replace(ENTRY, role=role), by=getattr(cast, who))


@pytest.mark.parametrize("take", ["code", "disable"])
def test_appointing_a_great_person_to_a_small_role_gives_no_hold_on_them(cast: Cast, take: str) -> None:
    """A school could else appoint the department's officer a class teacher and then take over the account."""
    bait = AccountEntry("decha", "นายเดชา กรมการ", Role.TEACHER)
    membership, _code = appoint(organization=cast.school, entry=bait, by=cast.somsri)

    with pytest.raises(Forbidden) as refusal:
        if take == "code":
            issue_code(membership=membership, by=cast.somsri)
        else:
            set_active(membership=membership, active=False, by=cast.somsri)

    assert "มีหน้าที่ในหน่วยงานอื่นด้วย" in str(refusal.value)
    assert User.objects.get(username="decha").is_active
    issue_code(membership=membership, by=cast.decha)
    end_appointment(membership=membership, by=cast.somsri)


def test_a_role_held_in_the_past_is_no_hold_either_way(cast: Cast) -> None:
    moved = of(cast, "somsri")
    Membership.objects.create(
        user=moved.user,
        organization=cast.phu_school,
        role=Role.OFFICER,
        appointed_from=date(2020, 1, 1),
        appointed_to=date(2021, 11, 7),
    )

    issue_code(membership=moved, by=cast.wichai)


def test_an_appointment_ends_at_once_and_once(cast: Cast) -> None:
    membership = of(cast, "somsri")

    end_appointment(membership=membership, by=cast.wichai)

    assert membership.appointed_to == date(2021, 11, 7)
    with pytest.raises(Blocked) as refusal:
        end_appointment(membership=membership, by=cast.wichai)
    assert refusal.value.obstacles[0].code == "already-ended"


def test_one_that_has_not_begun_never_begins(cast: Cast) -> None:
    later = replace(ENTRY, appointed_from=date(2021, 12, 1))
    membership, _code = appoint(organization=cast.school, entry=later, by=cast.wichai)

    end_appointment(membership=membership, by=cast.wichai)

    assert (membership.appointed_from, membership.appointed_to) == (date(2021, 11, 7), date(2021, 11, 7))


def test_a_new_code_ends_the_old_one(cast: Cast) -> None:
    membership = of(cast, "somsri")
    issue_code(membership=membership, by=cast.wichai)
    issue_code(membership=membership, by=cast.wichai)

    assert OneTimeCode.objects.filter(user=membership.user, used_at=None).count() == 1


def test_each_keeps_the_own_number(cast: Cast) -> None:
    change_contact(phone=" 09-9000-0042 ", phone_hours="เช้า", email="", by=cast.teacher)
    assert User.objects.get(pk=cast.teacher.user_id).phone == "09-9000-0042"

    with pytest.raises(Invalid) as refusal:
        change_contact(phone="0" * 61, phone_hours="", email="none", by=cast.teacher)
    assert faults(refusal) == [("email-invalid", None), ("too-long", None)]
