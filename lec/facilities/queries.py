"""Questions about institutions' basics, buildings and personnel."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, F, Model, Q, QuerySet, When

from lec.actor import Actor
from lec.facilities.models import Building, Profile, StaffMember
from lec.organizations.models import LEVELS_DOWNWARD, Level, Organization
from lec.organizations.queries import organizations_for

Counts = dict[tuple[str, str], int]


def profile_of(actor: Actor, institution: Organization) -> Profile | None:
    """The basics of one institution, if they were begun."""
    return Profile.objects.visible_to(actor).filter(institution=institution).first()


def buildings_for(actor: Actor, *, ended: bool = False) -> QuerySet[Building]:
    """The buildings that stand, those to be repaired first; or those taken off the list."""
    rows = Building.objects.visible_to(actor).filter(ended_on__isnull=not ended)
    rest_after = Case(When(Q(condition="needs_repair"), then=0), default=1)
    return rows.select_related("institution").order_by(rest_after, "sort_key", "pk")


def personnel_for(actor: Actor, *, left: bool = False) -> QuerySet[StaffMember]:
    """Those who work there, or those who left; nobody to province, department and class teachers."""
    rows = StaffMember.objects.visible_to(actor).select_related("institution")
    return rows.filter(left_on__isnull=not left)


def building_seen(actor: Actor, pk: int) -> Building | None:
    """One building, standing or not."""
    return Building.objects.visible_to(actor).select_related("institution").filter(pk=pk).first()


def staff_member_seen(actor: Actor, pk: int) -> StaffMember | None:
    """One of the personnel, still there or not."""
    return StaffMember.objects.visible_to(actor).select_related("institution").filter(pk=pk).first()


def buildings_by_kind(actor: Actor, organization: Organization) -> Counts:
    """How many buildings stand at and below an organization, by (kind, condition)."""
    return _counted(_standing(Building, actor, organization), "kind", "condition")


def personnel_by_employment(actor: Actor, organization: Organization) -> Counts:
    """How many people work at and below an organization, by (employment, sex): numbers, for all above."""
    return _counted(_standing(StaffMember, actor, organization), "employment", "sex")


@dataclass(frozen=True)
class Below:
    """A unit right below, and what its institutions hold."""

    organization: Organization
    institutions: int
    profiles: int
    buildings: int
    in_need: int
    personnel: int


def summary_below(actor: Actor, organization: Organization, children: Iterable[Organization]) -> list[Below]:
    """Each of the units right below with the sums over its institutions, in five queries."""
    steps = 3 - LEVELS_DOWNWARD.index(Level(organization.level))
    unit = "__".join(["parent"] * (steps - 1) + ["pk"])
    institutions = organizations_for(actor).filter(
        level=Level.INSTITUTION, path__startswith=organization.path
    )
    places = _by_unit(institutions, unit)
    of_unit = f"institution__{unit}"
    profiles = _by_unit(_standing(Profile, actor, organization), of_unit)
    buildings = _standing(Building, actor, organization)
    standing, in_need = (
        _by_unit(rows, of_unit) for rows in (buildings, buildings.filter(condition="needs_repair"))
    )
    personnel = _by_unit(_standing(StaffMember, actor, organization), of_unit)
    found = (places, profiles, standing, in_need, personnel)
    return [Below(child, *(counts.get(child.pk, 0) for counts in found)) for child in children]


ENDS: dict[type[Model], dict[str, None]] = {
    Profile: {},
    Building: {"ended_on": None},
    StaffMember: {"left_on": None},
}


def _standing(model: type[Model], actor: Actor, organization: Organization) -> QuerySet:
    """The rows to be counted at and below an organization in the actor's reach. Numbers reach further than
    names (DOMAIN, Levels): therefore by the organization, not by who may see the single row.
    """
    reach = organizations_for(actor).filter(path__startswith=organization.path)
    return model._default_manager.filter(institution__in=reach, **ENDS[model])


def _counted(rows: QuerySet, first: str, second: str) -> Counts:
    found = rows.order_by().values_list(first, second).annotate(Count("pk"))
    return {(one, other): count for one, other, count in found}


def _by_unit(rows: QuerySet, unit: str) -> dict[int, int]:
    found = rows.order_by().values_list(F(unit)).annotate(Count("pk"))
    return dict(found)
