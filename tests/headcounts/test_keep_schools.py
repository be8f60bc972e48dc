"""The department's list of other schools: idempotent, whole or not at all, and never below a confirmation."""

from dataclasses import replace

import pytest

from lec.confirmations.actions import confirm
from lec.headcounts.actions import enter, keep_schools
from lec.headcounts.models import OtherSchool
from lec.headcounts.rules import Cell, SchoolEntry
from lec.refusals import Blocked, Invalid
from tests.cast import Cast

PHU = SchoolEntry("9801000001", "โรงเรียนวัดภูผา", "สพป.", "04980101")
NEW = SchoolEntry("9801000002", "โรงเรียนบ้านดอนเมฆ", "สพป.", "04980101")


def confirm_headcounts_of_phu(cast: Cast) -> None:
    enter(school=cast.phu_other_school, round=cast.round, cells=[Cell("P1", "M", 3)], by=cast.prasit)
    confirm(organization=cast.phu, round=cast.round, subject="headcounts", by=cast.prasit)


def test_the_same_list_twice_changes_nothing(cast: Cast) -> None:
    assert keep_schools(entries=[PHU, NEW], by=cast.decha) == (1, 0)
    assert keep_schools(entries=[PHU, NEW], by=cast.decha) == (0, 0)


def test_a_school_does_not_move_away_from_a_confirmed_lao(cast: Cast) -> None:
    confirm_headcounts_of_phu(cast)
    for entries in ([NEW], [replace(PHU, lao=cast.mali.code)]):
        with pytest.raises(Blocked) as refusal:
            keep_schools(entries=entries, by=cast.decha)
        assert [(o.code, o.organization) for o in refusal.value.obstacles] == [
            ("already-confirmed", "04980101")
        ]


def test_a_school_gets_its_new_name_whoever_is_confirmed(cast: Cast) -> None:
    confirm_headcounts_of_phu(cast)
    assert keep_schools(entries=[replace(PHU, name="โรงเรียนวัดภูผาใหญ่")], by=cast.decha) == (0, 1)
    assert OtherSchool.objects.get(code=PHU.code).name == "โรงเรียนวัดภูผาใหญ่"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code": ""}, "value-missing"),
        ({"code": "98/1"}, "code-invalid"),
        ({"name": "ก" * 201}, "too-long"),
        ({"affiliation": ""}, "value-missing"),
        ({"lao": "00000000"}, "lao-unknown"),
    ],
)
def test_one_wrong_row_keeps_all_others_out(cast: Cast, wrong: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        keep_schools(entries=[NEW, replace(NEW, **{"code": "9801000003", **wrong})], by=cast.decha)
    assert [(fault.code, fault.row) for fault in refusal.value.faults] == [(code, 2)]
    assert not OtherSchool.objects.filter(code=NEW.code).exists()


def test_a_code_twice_is_marked_at_every_row(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        keep_schools(entries=[NEW, PHU, NEW], by=cast.decha)
    assert [(fault.code, fault.row) for fault in refusal.value.faults] == [
        ("duplicate-in-file", 1),
        ("duplicate-in-file", 3),
    ]
