"""A building and somebody who works there, as an officer would give them."""

from typing import Any

from lec.actor import Actor
from lec.facilities.actions import keep_building, keep_staff_member
from lec.facilities.models import Building, StaffMember
from lec.organizations.models import Organization

BUILDING = {"kind": "classroom", "name": "อาคาร 1", "condition": "good"}
PERSON = {
    "prefix": "นาง",
    "first_name": "วารี",
    "last_name": "ใจเย็น",
    "position": "ครู คศ.1",
    "employment": "civil_service",
}


def building(at: Organization, by: Actor, **more: Any) -> Building:
    return keep_building(institution=at, given=BUILDING | more, by=by)


def person(at: Organization, by: Actor, **more: Any) -> StaffMember:
    return keep_staff_member(institution=at, given=PERSON | more, by=by)
