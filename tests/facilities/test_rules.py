"""What institutions tell of themselves is read as people write it, or refused with the way out."""

from datetime import date
from decimal import Decimal

import pytest

from lec.actor import Actor, Role
from lec.facilities.rules import (
    BUILDING,
    PROFILE,
    STAFF_MEMBER,
    completed,
    faults_of,
    faults_of_end,
    in_counting_order,
    read,
    require_own,
)
from lec.refusals import Forbidden
from lec.thai.calendar import BANGKOK
from tests.cast import NOW

TODAY = date(2021, 11, 8)


def value_of(catalog: dict, name: str, text: object) -> object:
    values, faults = read(catalog, {name: text}, TODAY)
    assert not faults
    return values[name]


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("founded_year", "๒๔๘๑", 2481),
        ("founded_year", 2564, 2564),
        ("computers", "1,250", 1250),
        ("has_water", "มี", True),
        ("has_water", "0", False),
        ("has_water", False, False),
        ("head_phone", "081-234 5678", "0812345678"),
        ("website", "www.example.go.th", "https://www.example.go.th"),
        ("website", "http://example.go.th/a?b=1", "http://example.go.th/a?b=1"),
        ("email", "a.b@example.go.th", "a.b@example.go.th"),
        ("latitude", "๑๖.๘๒๑๔๕", Decimal("16.821450")),
        ("subdistrict", "วังทอง พิษณุโลก", "650801"),
        ("subdistrict", "650801", "650801"),
        ("postal_code", "๖๕๑๓๐", "65130"),
        ("english_name", "  Ban   Mali ", "Ban Mali"),
        ("english_name", "", ""),
        ("founded_year", "", None),
        ("has_internet", None, None),
    ],
)
def test_basics_are_read_as_people_write_them(name: str, text: object, kept: object) -> None:
    assert value_of(PROFILE, name, text) == kept


def test_a_day_is_read_in_the_buddhist_era() -> None:
    assert value_of(STAFF_MEMBER, "appointed_on", "16 พ.ค. 60") == date(2017, 5, 16)


@pytest.mark.parametrize(
    ("catalog", "name", "text", "code"),
    [
        (PROFILE, "founded_year", "1999", "year-impossible"),
        (PROFILE, "founded_year", "2565", "year-impossible"),
        (PROFILE, "founded_year", "64", "year-impossible"),
        (PROFILE, "computers", "-1", "out-of-range"),
        (PROFILE, "computers", "10000", "out-of-range"),
        (PROFILE, "computers", "9999999999999999", "out-of-range"),
        (PROFILE, "computers", "0000000001234567", "out-of-range"),
        (PROFILE, "computers", "²", "out-of-range"),
        (PROFILE, "has_water", "บ้าง", "value-unreadable"),
        (PROFILE, "head_phone", "12345", "phone-format"),
        (PROFILE, "email", "school", "email-format"),
        (PROFILE, "website", "javascript:alert(1)", "website-format"),
        (PROFILE, "website", "https://user@example.go.th", "website-format"),
        (PROFILE, "website", "ไม่มี", "website-format"),
        (PROFILE, "latitude", "100.26", "out-of-range"),
        (PROFILE, "latitude", "NaN", "out-of-range"),
        (PROFILE, "longitude", "เหนือ", "out-of-range"),
        (PROFILE, "subdistrict", "ในเมือง", "place-ambiguous"),
        (PROFILE, "subdistrict", "วังทอ ไม่มีที่", "place-unknown"),
        (PROFILE, "postal_code", "6513", "postal-code-format"),
        (PROFILE, "english_name", "a" * 201, "too-long"),
        (BUILDING, "kind", "castle", "code-unknown"),
        (STAFF_MEMBER, "appointed_on", "31/2/2564", "value-unreadable"),
        (STAFF_MEMBER, "appointed_on", "2564", "value-unreadable"),
        (STAFF_MEMBER, "appointed_on", "9/11/2564", "day-in-future"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(catalog: dict, name: str, text: str, code: str) -> None:
    values, faults = read(catalog, {name: text}, TODAY)

    assert [(fault.field, fault.code) for fault in faults] == [(name, code)]
    assert name not in values


def test_a_place_brings_its_postal_code_unless_another_is_given() -> None:
    old = {"postal_code": "10200"}

    assert completed({"subdistrict": "650801"}, old)["postal_code"] == "65130"
    assert completed({"subdistrict": "650801", "postal_code": "65000"}, old)["postal_code"] == "65000"
    assert completed({"english_name": "Ban Mali"}, old) == {"english_name": "Ban Mali"}


def test_a_title_says_the_sex_where_none_is_given() -> None:
    assert completed({"prefix": "น.ส."}, {}) == {"prefix": "นางสาว", "sex": "F"}
    assert completed({"prefix": "นาย", "sex": ""}, {})["sex"] == "M"
    assert completed({"prefix": "ดร."}, {"sex": "F"}) == {"prefix": "ดร."}


def codes(catalog: dict, values: dict) -> set[tuple[str, str]]:
    return {(fault.field, fault.code) for fault in faults_of(catalog, values)}


def test_what_must_be_known_is_asked_for() -> None:
    assert codes(BUILDING, {"name": "อาคาร 1"}) == {("kind", "value-missing"), ("condition", "value-missing")}
    assert codes(PROFILE, {}) == set(), "of the basics nothing is required"
    said = {fault.field: fault.message for fault in faults_of(BUILDING, {})}
    assert (said["kind"], said["name"]) == ("เลือกประเภทอาคาร", "กรอกชื่ออาคาร")


def test_a_position_is_two_numbers_or_none() -> None:
    assert codes(PROFILE, {"latitude": Decimal("16.8")}) == {("longitude", "position-half")}
    assert codes(PROFILE, {"longitude": Decimal("100.2")}) == {("latitude", "position-half")}
    assert codes(PROFILE, {"latitude": Decimal("16.8"), "longitude": Decimal("100.2")}) == set()


def test_sex_and_title_do_not_contradict() -> None:
    person = {
        "first_name": "ก",
        "last_name": "ข",
        "position": "ครู",
        "employment": "other",
        "prefix": "นาย",
        "sex": "F",
    }
    assert codes(STAFF_MEMBER, person) == {("sex", "sex-differs")}
    assert codes(STAFF_MEMBER, person | {"prefix": "ดร."}) == set()


def test_an_end_lies_between_the_beginning_and_today() -> None:
    began = date(2021, 5, 16)

    assert [fault.code for fault in faults_of_end(date(2021, 11, 9), began, TODAY)] == ["day-in-future"]
    assert [fault.code for fault in faults_of_end(date(2021, 5, 15), began, TODAY)] == [
        "ends-before-beginning"
    ]
    assert not list(faults_of_end(began, began, TODAY))
    assert not list(faults_of_end(TODAY, None, TODAY))


def test_building_two_stands_before_building_ten() -> None:
    assert in_counting_order("อาคาร ๒") < in_counting_order("อาคาร 10")


@pytest.mark.parametrize(
    ("organization_id", "role"), [(5, Role.TEACHER), (6, Role.OFFICER), (1, Role.OFFICER)]
)
def test_only_the_institutions_officer_fills(organization_id: int, role: Role) -> None:
    by = Actor(1, organization_id, "/1/2/3/5/", role, NOW.astimezone(BANGKOK))
    with pytest.raises(Forbidden):
        require_own(by, 5)
    require_own(Actor(1, 5, "/1/2/3/5/", Role.OFFICER, NOW), 5)
