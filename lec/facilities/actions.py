"""Keeping an institution's databases beside the register (letter, preface: "other databases").

No round and no confirmation stands in the way: what is collected and confirmed is the count of students, so
these may be put right on any day. Given are the fields that change; the others stay as they are held.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import record
from lec.facilities.models import Building, Profile, StaffMember
from lec.facilities.rules import (
    BUILDING,
    PROFILE,
    STAFF_MEMBER,
    Asked,
    completed,
    faults_of,
    faults_of_end,
    in_counting_order,
    read,
    require_own,
)
from lec.organizations.models import Organization
from lec.refusals import Blocked, NotVisible, Obstacle, refuse_if_wrong
from lec.thai import collation

Kept = TypeVar("Kept", Profile, Building, StaffMember)


@transaction.atomic
def keep_profile(*, institution: Organization, given: Mapping[str, Any], by: Actor) -> Profile:
    """Change the basics of the institution; the first time, begin them. Raises Invalid."""
    require_own(by, institution.pk)
    _lock(institution.pk)
    profile = Profile.objects.filter(institution=institution).first() or Profile(institution=institution)
    return _keep(profile, PROFILE, given, by)


@transaction.atomic
def keep_building(
    *, institution: Organization, given: Mapping[str, Any], by: Actor, building: Building | None = None
) -> Building:
    """Change a building, or add one where none is named. Raises Invalid, or Blocked if it has ended."""
    require_own(by, institution.pk)
    _lock(institution.pk)
    held = _standing(building, institution) if building else Building(institution=institution)
    return _keep(held, BUILDING, given, by)


@transaction.atomic
def end_building(*, building: Building, on: date, by: Actor) -> Building:
    """Take a building off the list on a day; it stays in the records. Raises Invalid, Blocked."""
    require_own(by, building.institution_id)
    _lock(building.institution_id)
    held = _standing(building, building.institution)
    refuse_if_wrong(faults_of_end(on, None, by.today))
    return _end(held, "ended_on", on, by)


@transaction.atomic
def return_building(*, building: Building, by: Actor) -> Building:
    """Undo that a building was taken off: it stands on the list again. Raises Blocked if it does already."""
    require_own(by, building.institution_id)
    _lock(building.institution_id)
    return _return(building, "ended_on", by)


@transaction.atomic
def keep_staff_member(
    *, institution: Organization, given: Mapping[str, Any], by: Actor, staff_member: StaffMember | None = None
) -> StaffMember:
    """Change what is held of somebody, or add them. Raises Invalid, or Blocked if they have left."""
    require_own(by, institution.pk)
    _lock(institution.pk)
    held = _standing(staff_member, institution) if staff_member else StaffMember(institution=institution)
    return _keep(held, STAFF_MEMBER, given, by)


@transaction.atomic
def end_staff_member(*, staff_member: StaffMember, on: date, by: Actor) -> StaffMember:
    """Somebody leaves on a day; their row stays. Raises Invalid, Blocked."""
    require_own(by, staff_member.institution_id)
    _lock(staff_member.institution_id)
    held = _standing(staff_member, staff_member.institution)
    refuse_if_wrong(faults_of_end(on, held.appointed_on, by.today))
    return _end(held, "left_on", on, by)


@transaction.atomic
def return_staff_member(*, staff_member: StaffMember, by: Actor) -> StaffMember:
    """Undo that somebody left. Raises Blocked if they are there already."""
    require_own(by, staff_member.institution_id)
    _lock(staff_member.institution_id)
    return _return(staff_member, "left_on", by)


def _lock(institution_id: int) -> None:
    """Whoever keeps the same institution waits, so that nobody's change is lost and no basics begin twice."""
    Organization.objects.select_for_update(no_key=True).get(pk=institution_id)


def _standing(row: Kept, institution: Organization) -> Kept:
    """The row as it is now. Raises NotVisible if it is another institution's, Blocked if it has ended."""
    held = type(row).objects.filter(pk=row.pk, institution=institution).first()
    if held is None:
        raise NotVisible
    ended = getattr(held, "ended_on", None) or getattr(held, "left_on", None)
    if ended:
        raise Blocked([Obstacle("already-ended", _("รายการนี้นำออกแล้ว แก้ไขไม่ได้ นำกลับเข้ารายการก่อน"))])
    return held


def _keep(row: Kept, catalog: Mapping[str, Asked], given: Mapping[str, Any], by: Actor) -> Kept:
    before = {name: getattr(row, name) for name in catalog}
    values, faults = read(catalog, given, by.today)
    values = completed(values, before)
    unread = {fault.field for fault in faults}
    faults += [fault for fault in faults_of(catalog, before | values) if fault.field not in unread]
    refuse_if_wrong(faults)
    changed = {name: value for name, value in values.items() if value != before[name]}
    if row.pk and not changed:
        return row
    for name, value in changed.items():
        setattr(row, name, value)
    if isinstance(row, StaffMember):
        row.sort_key = collation.sort_key(f"{row.first_name} {row.last_name}")
    elif isinstance(row, Building):
        row.sort_key = collation.sort_key(in_counting_order(row.name))
    row.save()
    _record("keep", row, by, {name: before[name] for name in changed}, changed)
    return row


def _end(row: Kept, name: str, on: date, by: Actor) -> Kept:
    setattr(row, name, on)
    row.save(update_fields=[name])
    _record("end", row, by, {}, {name: on})
    return row


def _return(row: Kept, name: str, by: Actor) -> Kept:
    held = type(row).objects.get(pk=row.pk)
    ended: date | None = getattr(held, name)
    if ended is None:
        raise Blocked([Obstacle("not-ended", _("รายการนี้อยู่ในรายการแล้ว ไม่ต้องนำกลับ"))])
    setattr(held, name, None)
    held.save(update_fields=[name])
    _record("return", held, by, {name: ended}, {})
    return held


def _record(act: str, row: Kept, by: Actor, before: dict[str, Any], after: dict[str, Any]) -> None:
    """What changed, as JSON has it: empty is left out, days and degrees are text."""
    record(
        f"{act}-{NAMES[type(row)]}",
        row,
        by=by,
        organization_id=row.institution_id,
        before=_plain(before),
        after=_plain(after),
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int) else str(value)
        for name, value in values.items()
        if value not in (None, "")
    }


NAMES: dict[type, str] = {Profile: "profile", Building: "building", StaffMember: "staff-member"}
