"""What institutions keep of themselves besides the register: basics, buildings, personnel (letter, preface).

May be changed on any day, whatever the round. A field left out of a PATCH stays as it is; null empties it.
"""

from datetime import date
from typing import Any

from ninja import Query, Router, Schema
from pydantic import ConfigDict

from lec.actor import Actor
from lec.api.access import ApiRequest, organization_seen, require_persons
from lec.api.given import GivenModel, Sent, Text, dates_of
from lec.api.paging import Page, Paging, page_of_rows
from lec.facilities import actions, queries
from lec.facilities.models import Building, StaffMember
from lec.facilities.rules import PROFILE, require_own, require_personnel
from lec.organizations.models import Level, Organization
from lec.refusals import NotVisible

router = Router(tags=["facilities"])

Plain = str | int | float | bool | None


class ShownProfile(Schema):
    """The basics of an institution; null is "not known". `subdistrict` is a DOPA code, years are BE."""

    english_name: str | None
    founded_year: int | None
    head_prefix: str | None
    head_first_name: str | None
    head_last_name: str | None
    head_phone: str | None
    email: str | None
    website: str | None
    house_number: str | None
    village_number: str | None
    street: str | None
    subdistrict: str | None
    postal_code: str | None
    latitude: float | None
    longitude: float | None
    has_electricity: bool | None
    has_water: bool | None
    has_internet: bool | None
    toilets_boys: int | None
    toilets_girls: int | None
    computers: int | None


class ShownBuilding(Schema):
    """A building; `ended_on` is the day it was taken off the list."""

    id: int
    kind: str
    name: str
    year_built: int | None
    rooms: int | None
    condition: str
    note: str
    ended_on: date | None


class ShownStaffMember(Schema):
    """Somebody who works, or worked, at an institution. No citizen ID is held."""

    id: int
    prefix: str
    first_name: str
    last_name: str
    sex: str
    position: str
    employment: str
    education: str
    phone: str
    appointed_on: date | None
    left_on: date | None


class BuildingCount(Schema):
    """How many buildings of one kind are in one condition."""

    kind: str
    condition: str
    count: int


class PersonnelCount(Schema):
    """How many people of one employment and sex work there."""

    employment: str
    sex: str
    count: int


class Facilities(Schema):
    """Sums at and below an organization, for every level."""

    buildings: list[BuildingCount]
    personnel: list[PersonnelCount]


class FieldsGiven(GivenModel):
    """Values in any usual spelling, judged by the rules; a name that is unknown is refused."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """What was sent."""
        sent: dict[str, Any] = self.dict(exclude_unset=True)
        return sent


class ProfileGiven(FieldsGiven):
    """Basics as sent."""

    english_name: Plain = None
    founded_year: Plain = None
    head_prefix: Plain = None
    head_first_name: Plain = None
    head_last_name: Plain = None
    head_phone: Plain = None
    email: Plain = None
    website: Plain = None
    house_number: Plain = None
    village_number: Plain = None
    street: Plain = None
    subdistrict: Plain = None
    postal_code: Plain = None
    latitude: Plain = None
    longitude: Plain = None
    has_electricity: Plain = None
    has_water: Plain = None
    has_internet: Plain = None
    toilets_boys: Plain = None
    toilets_girls: Plain = None
    computers: Plain = None


class BuildingGiven(FieldsGiven):
    """A building as sent."""

    kind: Plain = None
    name: Plain = None
    year_built: Plain = None
    rooms: Plain = None
    condition: Plain = None
    note: Plain = None


class StaffMemberGiven(FieldsGiven):
    """Somebody as sent; a title says the sex where none is given."""

    prefix: Plain = None
    first_name: Plain = None
    last_name: Plain = None
    sex: Plain = None
    position: Plain = None
    employment: Plain = None
    education: Plain = None
    phone: Plain = None
    appointed_on: Plain = None


class EndGiven(GivenModel):
    """On which day a building or somebody left the list."""

    on: Text = ""


class Ended(Paging):
    """Those on the list, or those who left it."""

    ended: bool = False


@router.get("/organizations/{code}/facilities", response=Facilities)
def facilities(request: ApiRequest, code: str) -> Facilities:
    """How many buildings and people there are at and below an organization."""
    organization = organization_seen(request.auth, code)
    buildings = queries.buildings_by_kind(request.auth, organization)
    personnel = queries.personnel_by_employment(request.auth, organization)
    return Facilities(
        buildings=[
            BuildingCount(kind=k, condition=c, count=count) for (k, c), count in sorted(buildings.items())
        ],
        personnel=[
            PersonnelCount(employment=e, sex=s, count=count) for (e, s), count in sorted(personnel.items())
        ],
    )


@router.get("/institutions/{code}/profile", response=ShownProfile)
def profile(request: ApiRequest, code: str) -> dict[str, Any]:
    """The basics of an institution."""
    return _profile(request.auth, _institution(request.auth, code))


@router.patch("/institutions/{code}/profile", response=ShownProfile)
def keep_profile(request: ApiRequest, code: str, body: Sent[ProfileGiven]) -> dict[str, Any]:
    """Change the basics that are sent."""
    institution = _own(request.auth, code)
    actions.keep_profile(institution=institution, given=body.read().given(), by=request.auth)
    return _profile(request.auth, institution)


@router.get("/institutions/{code}/buildings", response=Page[ShownBuilding])
def buildings(request: ApiRequest, code: str, asked: Query[Ended]) -> Page[Any]:
    """The buildings of an institution."""
    institution = _institution(request.auth, code)
    rows = queries.buildings_for(request.auth, ended=asked.ended).filter(institution=institution)
    found, following = page_of_rows(rows, asked, "pk")
    return Page[Any](items=found, next=following)


@router.post("/institutions/{code}/buildings", response={201: ShownBuilding})
def add_building(request: ApiRequest, code: str, body: Sent[BuildingGiven]) -> Building:
    """Add a building."""
    institution = _own(request.auth, code)
    given = body.read().given()
    return actions.keep_building(institution=institution, given=given, by=request.auth)


@router.patch("/buildings/{row:id}", response=ShownBuilding)
def change_building(request: ApiRequest, id: int, body: Sent[BuildingGiven]) -> Building:
    """Change what is sent of a building."""
    held = _own_building(request.auth, id)
    given = body.read().given()
    return actions.keep_building(institution=held.institution, given=given, by=request.auth, building=held)


@router.post("/buildings/{row:id}/end", response=ShownBuilding)
def end_building(request: ApiRequest, id: int, body: Sent[EndGiven]) -> Building:
    """Take a building off the list; nothing is deleted."""
    held = _own_building(request.auth, id)
    day = dates_of({"on": body.read().on})["on"]
    return actions.end_building(building=held, on=day, by=request.auth)


@router.post("/buildings/{row:id}/return", response=ShownBuilding)
def return_building(request: ApiRequest, id: int) -> Building:
    """Put a building back that was taken off by mistake."""
    return actions.return_building(building=_own_building(request.auth, id), by=request.auth)


@router.get("/institutions/{code}/personnel", response=Page[ShownStaffMember])
def personnel(request: ApiRequest, code: str, asked: Query[Ended]) -> Page[Any]:
    """Who works at an institution: for its officer and its LAO's."""
    institution = _institution(request.auth, code)
    require_persons(request.auth)
    require_personnel(request.auth)
    rows = queries.personnel_for(request.auth, left=asked.ended).filter(institution=institution)
    found, following = page_of_rows(rows, asked, "pk")
    return Page[Any](items=found, next=following)


@router.post("/institutions/{code}/personnel", response={201: ShownStaffMember})
def add_staff_member(request: ApiRequest, code: str, body: Sent[StaffMemberGiven]) -> StaffMember:
    """Add somebody to the personnel."""
    institution = _own(request.auth, code)
    given = body.read().given()
    return actions.keep_staff_member(institution=institution, given=given, by=request.auth)


@router.patch("/personnel/{row:id}", response=ShownStaffMember)
def change_staff_member(request: ApiRequest, id: int, body: Sent[StaffMemberGiven]) -> StaffMember:
    """Change what is sent of somebody."""
    held = _own_staff_member(request.auth, id)
    given = body.read().given()
    return actions.keep_staff_member(
        institution=held.institution, given=given, by=request.auth, staff_member=held
    )


@router.post("/personnel/{row:id}/end", response=ShownStaffMember)
def end_staff_member(request: ApiRequest, id: int, body: Sent[EndGiven]) -> StaffMember:
    """Somebody leaves; nothing is deleted."""
    held = _own_staff_member(request.auth, id)
    day = dates_of({"on": body.read().on})["on"]
    return actions.end_staff_member(staff_member=held, on=day, by=request.auth)


@router.post("/personnel/{row:id}/return", response=ShownStaffMember)
def return_staff_member(request: ApiRequest, id: int) -> StaffMember:
    """Put somebody back who was taken off by mistake."""
    return actions.return_staff_member(staff_member=_own_staff_member(request.auth, id), by=request.auth)


def _institution(by: Actor, code: str) -> Organization:
    institution = organization_seen(by, code)
    if institution.level != Level.INSTITUTION:
        raise NotVisible
    return institution


def _own(by: Actor, code: str) -> Organization:
    institution = _institution(by, code)
    require_own(by, institution.pk)
    return institution


def _own_building(by: Actor, pk: int) -> Building:
    held = queries.building_seen(by, pk)
    if held is None:
        raise NotVisible
    require_own(by, held.institution_id)
    return held


def _own_staff_member(by: Actor, pk: int) -> StaffMember:
    held = queries.staff_member_seen(by, pk)
    if held is None:
        raise NotVisible
    require_own(by, held.institution_id)
    return held


def _profile(by: Actor, institution: Organization) -> dict[str, Any]:
    held = queries.profile_of(by, institution)
    values = {name: getattr(held, name, None) for name in PROFILE}
    return {name: None if value == "" else value for name, value in values.items()}
