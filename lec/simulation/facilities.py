"""What the demo's institutions keep beside the register. One of them has begun nothing."""

from random import Random

from lec.actor import Actor
from lec.facilities.actions import keep_building, keep_profile, keep_staff_member
from lec.organizations.models import Organization
from lec.simulation.people import People
from lec.simulation.places import Place

BUILDINGS = (
    ("classroom", "อาคารเรียน 1", 8, "good", ""),
    ("classroom", "อาคารเรียน 2", 6, "needs_repair", "หลังคารั่วด้านทิศตะวันตก"),
    ("canteen", "โรงอาหาร", 1, "good", ""),
    ("multi_purpose", "อาคารอเนกประสงค์", 2, "good", ""),
    ("toilets", "ห้องน้ำนักเรียน", 6, "good", ""),
    ("toilets", "ห้องน้ำหลังเก่า", 3, "not_in_use", "รอรื้อถอน"),
)
OF_A_CENTER = (
    ("classroom", "อาคารศูนย์พัฒนาเด็กเล็ก", 3, "good", ""),
    ("toilets", "ห้องน้ำเด็ก", 4, "needs_repair", "ประตูชำรุด 1 ห้อง"),
)
POSITIONS = (
    ("ครู คศ.2", "civil_service", "master"),
    ("ครู คศ.1", "civil_service", "bachelor"),
    ("ผู้ช่วยครู", "mission_contract", "bachelor"),
    ("แม่บ้าน", "general_contract", "below_bachelor"),
)


def furnish(place: Place, institution: Organization, people: People, by: Actor) -> None:
    """The same for the same place, whatever came before."""
    chance = Random(place.code)
    school = institution.kind == "school"
    prefix, first_name, last_name = _name(people.adult())
    profile = {
        "founded_year": str(chance.randrange(2495, 2550)),
        "head_prefix": prefix,
        "head_first_name": first_name,
        "head_last_name": last_name,
        "head_phone": people.phone(),
        "house_number": str(chance.randrange(1, 300)),
        "village_number": str(chance.randrange(1, 12)),
        "has_electricity": "1",
        "has_water": "1",
        "has_internet": "1" if school else "0",
        "toilets_boys": "3" if school else "2",
        "toilets_girls": "3" if school else "2",
        "computers": str(chance.randrange(5, 30)) if school else "0",
    }
    keep_profile(institution=institution, given=profile, by=by)
    for kind, name, rooms, condition, note in BUILDINGS if school else OF_A_CENTER:
        year = str(chance.randrange(2530, 2562))
        given = {"kind": kind, "name": name, "rooms": str(rooms), "condition": condition, "note": note}
        keep_building(institution=institution, given=given | {"year_built": year}, by=by)
    for number in range(len(place.rooms) + 1):
        _appoint(number, institution, people, chance, by)


def _appoint(number: int, institution: Organization, people: People, chance: Random, by: Actor) -> None:
    prefix, first_name, last_name = _name(people.adult())
    position, employment, education = POSITIONS[number % len(POSITIONS)]
    given = {
        "prefix": prefix,
        "first_name": first_name,
        "last_name": last_name,
        "position": position,
        "employment": employment,
        "education": education,
        "phone": people.phone(),
        "appointed_on": f"16/5/{chance.randrange(2545, 2564)}",
    }
    keep_staff_member(institution=institution, given=given, by=by)


def _name(adult: str) -> tuple[str, str, str]:
    """ "นางสาวกาญจนา งามธารา" in its parts."""
    prefix = "นางสาว" if adult.startswith("นางสาว") else "นาย"
    first_name, _space, last_name = adult.removeprefix(prefix).partition(" ")
    return prefix, first_name, last_name
