"""Questions about the tree."""

from django.db.models import Q, QuerySet

from lec.actor import Actor
from lec.organizations.models import Level, Organization
from lec.organizations.rules import common_path, identity


def organizations_for(actor: Actor) -> QuerySet[Organization]:
    """The own organization and everything below it."""
    return Organization.objects.visible_to(actor).select_related("parent")


def organizations_named_to(actor: Actor) -> QuerySet[Organization]:
    """Those the actor may see, and the own ancestors, whose names are shown to everyone below."""
    above = [int(part) for part in actor.path.strip("/").split("/")]
    return Organization.objects.filter(Q(path__startswith=actor.path) | Q(pk__in=above)).select_related(
        "parent"
    )


def matching(
    organizations: QuerySet[Organization], *, level: str = "", parent: str = "", text: str = ""
) -> QuerySet[Organization]:
    """Those of one level, those right below the one of a code, those whose name or code holds a text."""
    if level:
        organizations = organizations.filter(level=level)
    if parent:
        organizations = organizations.filter(parent__code=parent)
    if text:
        organizations = organizations.filter(Q(name__icontains=text) | Q(code__icontains=text))
    return organizations


def acting_for(actor: Actor) -> Organization:
    """The organization the actor acts for."""
    return Organization.objects.select_related("parent").get(pk=actor.organization_id)


def ancestors(organization: Organization) -> list[Organization]:
    """The organizations above, nearest first: their names are shown to everyone below."""
    ids = [int(part) for part in organization.path.strip("/").split("/")][:-1]
    return list(Organization.objects.filter(pk__in=ids).order_by("-path"))


def nearest_common(first: Organization, second: Organization) -> Organization:
    """The nearest organization above both: who decides between them."""
    return Organization.objects.get(path=common_path(first.path, second.path))


def children(actor: Actor, organization: Organization) -> QuerySet[Organization]:
    """The direct children, in Thai alphabetical order."""
    return organizations_for(actor).filter(parent=organization)


def same_as(actor: Actor, level: str, code: str) -> Organization | None:
    """The organization that a code means already, if any: an LAO's kind may have been raised since."""
    alike = organizations_for(actor).filter(level=level, code__endswith=code[-6:])
    return next((o for o in alike if identity(level, o.code) == identity(level, code)), None)


def department() -> Organization | None:
    """The one department, or None in an empty installation."""
    return Organization.objects.filter(level=Level.DEPARTMENT).first()
