"""Keeping the tree from a list: the same list twice changes nothing, one wrong row keeps all out."""

from dataclasses import replace

import pytest

from lec.audit.models import AuditEntry
from lec.organizations.actions import found_department, keep_organizations
from lec.organizations.models import Organization
from lec.organizations.rules import OrganizationEntry
from lec.refusals import Invalid
from tests.cast import Cast

NEW = OrganizationEntry("lao", "06970301", "อบต.ทุ่งหญ้า", "97", kind="SAO", district="เมือง")


def faults(refusal: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, int | None]]:
    return {(fault.code, fault.row) for fault in refusal.value.faults}


def test_new_organizations_hang_below_their_parents(cast: Cast) -> None:
    south = replace(NEW, code="06980301", parent="98")
    assert keep_organizations(entries=[NEW, south], by=cast.decha) == (2, 0)
    for code, parent in (("06970301", cast.north), ("06980301", cast.south)):
        lao = Organization.objects.get(code=code)
        assert (lao.parent, lao.path) == (parent, f"{parent.path}{lao.pk}/")
    assert AuditEntry.objects.filter(action="keep-organization").count() == 2
    assert keep_organizations(entries=[NEW, south], by=cast.decha) == (0, 0)


def test_an_lao_raised_to_a_town_keeps_its_row_and_its_history(cast: Cast) -> None:
    raised = OrganizationEntry("lao", "04970101", "เทศบาลเมืองมะลิ", "97", kind="TOWN")
    assert keep_organizations(entries=[raised], by=cast.decha) == (0, 1)
    mali = Organization.objects.get(code="04970101")
    assert (mali.pk, mali.path, mali.kind) == (cast.mali.pk, cast.mali.path, "TOWN")
    assert not Organization.objects.filter(code="05970101").exists()
    assert keep_organizations(entries=[raised], by=cast.decha) == (0, 0)


def test_two_codes_for_one_lao_are_refused_and_both_rows_named(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        keep_organizations(entries=[NEW, replace(NEW, code="05970301", kind="SUBDISTRICT")], by=cast.decha)
    assert faults(refusal) == {("duplicate-in-file", 1), ("duplicate-in-file", 2)}
    assert not Organization.objects.filter(code="06970301").exists()


def test_codes_are_opaque_but_for_the_eight_digits(cast: Cast) -> None:
    pattaya = replace(NEW, code="PATTAYA", kind="PATTAYA")
    short = replace(NEW, code="970301")
    assert keep_organizations(entries=[NEW, pattaya, short], by=cast.decha) == (3, 0)


def test_what_a_list_does_not_know_stays(cast: Cast) -> None:
    keep_organizations(entries=[replace(NEW, phone="09-9000-0009", tambon="ทุ่งหญ้า")], by=cast.decha)
    assert keep_organizations(entries=[NEW], by=cast.decha) == (0, 0)
    assert Organization.objects.get(code=NEW.code).phone == "09-9000-0009"
    assert keep_organizations(entries=[replace(NEW, phone="")], by=cast.decha) == (0, 1)
    assert Organization.objects.get(code=NEW.code).phone == ""


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code": "06 970301"}, "code-invalid"),
        ({"name": " "}, "name-missing"),
        ({"name": "ก" * 201}, "too-long"),
        ({"kind": "VILLAGE"}, "kind-unknown"),
        ({"parent": "96"}, "parent-unknown"),
        ({"code": "97"}, "code-taken"),
        ({"code": "05970101", "kind": "SUBDISTRICT", "parent": "98"}, "parent-differs"),
    ],
)
def test_one_wrong_row_keeps_all_others_out(cast: Cast, wrong: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        keep_organizations(entries=[NEW, replace(NEW, **{"code": "06970302", **wrong})], by=cast.decha)
    assert faults(refusal) == {(code, 2)}
    assert not Organization.objects.filter(code=NEW.code).exists()


def test_there_is_one_department(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        found_department(code="DLA2", name="กรมที่สอง", by=cast.decha)
    assert faults(refusal) == {("department-exists", None)}
