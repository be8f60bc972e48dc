"""Basics, buildings and personnel over the API: the officer's to change, the levels' above to read."""

from typing import Any

import pytest

from lec.api.facilities import BuildingGiven, ProfileGiven, ShownProfile, StaffMemberGiven
from lec.facilities.models import Building, StaffMember
from lec.facilities.rules import BUILDING, PROFILE, STAFF_MEMBER
from tests.cast import Cast
from tests.facilities import filled

BASICS = "institutions/9900000001/profile"
BUILDINGS = "institutions/9900000001/buildings"
PERSONNEL = "institutions/9900000001/personnel"


def test_what_may_be_sent_is_what_the_catalogs_ask() -> None:
    assert list(ProfileGiven.model_fields) == list(ShownProfile.model_fields) == list(PROFILE)
    assert list(BuildingGiven.model_fields) == list(BUILDING)
    assert list(StaffMemberGiven.model_fields) == list(STAFF_MEMBER)


def test_the_basics_are_changed_field_by_field(cast: Cast, call: Any) -> None:
    school = call(cast.somsri)
    assert set(school.get(BASICS).body.values()) == {None}, "nothing is known before"

    school.patch(BASICS, {"subdistrict": "650801", "has_water": False, "latitude": 16.8, "longitude": 100.2})
    answer = school.patch(BASICS, {"computers": 12, "has_internet": True, "website": "www.example.go.th"})

    assert answer.status == 200
    known = {name: value for name, value in answer.body.items() if value is not None}
    assert known == {
        "subdistrict": "650801",
        "postal_code": "65130",
        "has_water": False,
        "has_internet": True,
        "latitude": 16.8,
        "longitude": 100.2,
        "computers": 12,
        "website": "https://www.example.go.th",
    }
    assert school.patch(BASICS, {"computers": None}).body["computers"] is None
    assert call(cast.decha).get(BASICS).body == school.get(BASICS).body


def test_everything_wrong_is_named_at_once(cast: Cast, call: Any) -> None:
    answer = call(cast.somsri).patch(BASICS, {"founded_year": 1999, "latitude": "เหนือ", "email": "x"})
    assert answer.status == 422
    assert answer.faults == {
        ("founded_year", "year-impossible"),
        ("latitude", "out-of-range"),
        ("email", "email-format"),
    }
    unknown = call(cast.somsri).patch(BASICS, {"director": "x"})
    assert (unknown.status, unknown.faults) == (422, {("director", "field-unknown")})


def test_a_building_from_its_beginning_to_its_end(cast: Cast, call: Any) -> None:
    school = call(cast.somsri)
    made = school.post(BUILDINGS, filled.BUILDING | {"rooms": 8})
    assert made.status == 201
    path = f"buildings/{made.body['id']}"

    changed = school.patch(path, {"condition": "needs_repair"})
    assert (changed.body["condition"], changed.body["rooms"]) == ("needs_repair", 8)
    assert school.post(f"{path}/end", {"on": "2021-11-09"}).codes == {"day-in-future"}
    assert school.post(f"{path}/end", {"on": "2021-11-01"}).body["ended_on"] == "2021-11-01"

    again = school.patch(path, {"name": "อื่น"})
    assert (again.status, again.codes) == (409, {"already-ended"})
    assert school.everything(BUILDINGS) == []
    assert [row["id"] for row in school.everything(BUILDINGS, ended=True)] == [made.body["id"]]


def test_somebody_from_their_first_day_to_their_last(cast: Cast, call: Any) -> None:
    school = call(cast.somsri)
    made = school.post(PERSONNEL, filled.PERSON | {"appointed_on": "2017-05-16"})
    assert (made.status, made.body["sex"], made.body["appointed_on"]) == (201, "F", "2017-05-16")
    path = f"personnel/{made.body['id']}"

    assert school.patch(path, {"phone": "081-234-5678"}).body["phone"] == "0812345678"
    assert school.post(f"{path}/end", {"on": "2017-05-15"}).codes == {"ends-before-beginning"}
    assert school.post(f"{path}/end", {"on": "2021-09-30"}).body["left_on"] == "2021-09-30"
    assert school.post(f"{path}/return").body["left_on"] is None
    assert school.post(f"{path}/return").codes == {"not-ended"}
    school.post(f"{path}/end", {"on": "2021-09-30"})
    assert school.everything(PERSONNEL) == []
    assert len(call(cast.wichai).everything(PERSONNEL, ended=True)) == 1
    assert school.post(PERSONNEL, {}).codes == {"value-missing"}


def test_long_lists_come_in_pages(cast: Cast, call: Any) -> None:
    for number in range(5):
        filled.building(cast.school, cast.somsri, name=f"อาคาร {9 - number}")
    names = [row["name"] for row in call(cast.malee).everything(BUILDINGS, limit=2)]
    assert names == [f"อาคาร {9 - number}" for number in range(5)]


@pytest.mark.parametrize(
    ("who", "status"),
    [("wichai", 200), ("malee", 403), ("decha", 403), ("teacher", 403), ("stranger", 404), ("buntham", 404)],
)
def test_names_are_for_the_institution_and_its_lao(cast: Cast, call: Any, who: str, status: int) -> None:
    filled.person(cast.school, cast.somsri)
    assert call(getattr(cast, who)).get(PERSONNEL).status == status


def test_numbers_are_for_all_above(cast: Cast, call: Any) -> None:
    filled.building(cast.school, cast.somsri)
    filled.person(cast.school, cast.somsri)
    for who, code in ((cast.wichai, cast.mali.code), (cast.malee, "97"), (cast.decha, cast.school.code)):
        assert call(who).get(f"organizations/{code}/facilities").body == {
            "buildings": [{"kind": "classroom", "condition": "good", "count": 1}],
            "personnel": [{"employment": "civil_service", "sex": "F", "count": 1}],
        }
    assert call(cast.stranger).get(f"organizations/{cast.school.code}/facilities").status == 404
    assert call(cast.decha).get("organizations/98/facilities").body == {"buildings": [], "personnel": []}


@pytest.mark.parametrize(("who", "status"), [("wichai", 403), ("teacher", 403), ("center_officer", 404)])
def test_nobody_else_changes_anything(cast: Cast, call: Any, who: str, status: int) -> None:
    held, works = filled.building(cast.school, cast.somsri), filled.person(cast.school, cast.somsri)
    caller = call(getattr(cast, who))
    for method, path, body in (
        ("PATCH", BASICS, {"has_water": True}),
        ("POST", BUILDINGS, filled.BUILDING),
        ("POST", PERSONNEL, filled.PERSON),
        ("PATCH", f"buildings/{held.pk}", {"name": "x"}),
        ("POST", f"buildings/{held.pk}/end", {"on": "2021-11-01"}),
        ("POST", f"buildings/{held.pk}/return", {}),
    ):
        assert caller.ask(method, path, body).status == status, path
    assert caller.post(f"personnel/{works.pk}/end", {"on": "2021-11-01"}).status in (403, 404)
    assert (Building.objects.get().ended_on, StaffMember.objects.get().left_on) == (None, None)


def test_an_lao_has_no_basics_of_this_kind(cast: Cast, call: Any) -> None:
    assert call(cast.wichai).get(f"institutions/{cast.mali.code}/profile").status == 404
