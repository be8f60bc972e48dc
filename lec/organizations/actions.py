"""Keeping the tree: the department's (letter §2.1). Institutions come through `confirmations.actions`, which
first asks whether a confirmation stands in the way.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record, record_all
from lec.organizations.models import LEVELS_DOWNWARD, Level, Organization
from lec.organizations.rules import OrganizationEntry, faults_of_organization, identity, require_level
from lec.refusals import Fault, Invalid, refuse_if_wrong
from lec.thai import collation

KEPT = ("kind", "code", "name", "sort_key", "district", "tambon", "phone", "grades")
GIVEN_OR_KEPT = ("district", "tambon", "phone")


@transaction.atomic
def found_department(*, code: str, name: str, by: Actor) -> Organization:
    """The first organization of an installation, from which all others hang. There is one (letter §2.1)."""
    if Organization.objects.filter(level=Level.DEPARTMENT).exists():
        raise Invalid([Fault("department-exists", _("มีหน่วยงานระดับกรมในระบบแล้ว"), "level")])
    entry = OrganizationEntry(Level.DEPARTMENT, code, name, parent="")
    refuse_if_wrong(faults_of_organization(entry))
    department = _fill(Organization(level=Level.DEPARTMENT), entry)
    _insert([department])
    record("found-department", department, by=by, organization_id=department.pk, after={"code": code})
    return department


@transaction.atomic
def keep_organizations(*, entries: Sequence[OrganizationEntry], by: Actor) -> tuple[int, int]:
    """Bring organizations of one level in line with `entries`; (added, changed). Idempotent, all or nothing.

    An LAO is the same one if its code is, or if only its kind was raised: then the last six digits of the
    code stay, and its history stays with it. Raises Invalid with a fault per row, numbered from 1.
    """
    require_level(by, 1)
    list(Organization.objects.select_for_update(no_key=True).filter(pk=by.organization_id))
    parents = {o.code: o for o in Organization.objects.filter(code__in={e.parent for e in entries})}
    held = _held(entries)
    refuse_if_wrong(_faults(entries, parents, held))
    new = [
        _fill(Organization(level=e.level, parent=parents.get(e.parent)), e)
        for e in entries
        if e.code not in held
    ]
    changed = [o for e in entries if e.code in held and (o := _changed(held[e.code], e)) is not None]
    _insert(new)
    Organization.objects.bulk_update(changed, KEPT, 500)
    record_all(
        audit_entry(
            "keep-organization",
            o,
            by=by,
            organization_id=o.pk,
            after={name: getattr(o, name) for name in KEPT},
        )
        for o in (*new, *changed)
    )
    return len(new), len(changed)


def _held(entries: Sequence[OrganizationEntry]) -> dict[str, Organization]:
    """The organization each entry's code means, where there is one already."""
    rows = Organization.objects.filter(level__in={entry.level for entry in entries})
    held = {(row.level, identity(row.level, row.code)): row for row in rows}
    return {e.code: row for e in entries if (row := held.get((e.level, identity(e.level, e.code))))}


def _faults(
    entries: Sequence[OrganizationEntry], parents: dict[str, Organization], held: dict[str, Organization]
) -> Iterable[Fault]:
    times = Counter(identity(e.level, e.code) for e in entries)
    taken = set(
        Organization.objects.filter(code__in=[e.code for e in entries])
        .exclude(level__in={e.level for e in entries})
        .values_list("code", flat=True)
    )
    for row, entry in enumerate(entries, 1):
        yield from faults_of_organization(entry, row)
        if times[identity(entry.level, entry.code)] > 1:
            yield Fault(
                "duplicate-in-file",
                _("รหัส %(code)s หมายถึงหน่วยงานเดียวกับอีกแถวในไฟล์ (อปท. เทียบที่หกหลักท้าย) เหลือไว้แถวเดียว")
                % {"code": entry.code},
                "code",
                row,
            )
        if entry.code in taken:
            yield Fault(
                "code-taken", _("รหัส %(code)s เป็นของหน่วยงานระดับอื่น") % {"code": entry.code}, "code", row
            )
        yield from _faults_of_parent(entry, parents.get(entry.parent), held.get(entry.code), row)


def _faults_of_parent(
    entry: OrganizationEntry, parent: Organization | None, held: Organization | None, row: int
) -> Iterable[Fault]:
    if entry.level not in LEVELS_DOWNWARD[1:]:
        return
    above = LEVELS_DOWNWARD[LEVELS_DOWNWARD.index(Level(entry.level)) - 1]
    if parent is None or parent.level != above:
        yield Fault(
            "parent-unknown",
            _("ไม่มีหน่วยงานต้นสังกัดรหัส “%(code)s” ในระบบ") % {"code": entry.parent},
            "parent",
            row,
        )
    elif held is not None and held.parent_id != parent.pk:
        yield Fault("parent-differs", _("หน่วยงานนี้อยู่ในสังกัดอื่นแล้ว การย้ายสังกัดทำในไฟล์ไม่ได้"), "parent", row)


def _fill(organization: Organization, entry: OrganizationEntry) -> Organization:
    organization.kind, organization.code, organization.name = entry.kind, entry.code, entry.name.strip()
    organization.sort_key = collation.sort_key(organization.name)
    for name in GIVEN_OR_KEPT:
        given = getattr(entry, name)
        if given is not None:
            setattr(organization, name, given)
    if entry.grades is not None:
        organization.grades = list(entry.grades)
    return organization


def _changed(held: Organization, entry: OrganizationEntry) -> Organization | None:
    before = [getattr(held, name) for name in KEPT]
    after = _fill(held, entry)
    return after if [getattr(after, name) for name in KEPT] != before else None


def _insert(organizations: list[Organization]) -> None:
    """Insert, then give each its path: the parent's path and the own id, which exists only now."""
    for organization in organizations:
        organization.path = f"new:{organization.code}"
    Organization.objects.bulk_create(organizations, 1000)
    for organization in organizations:
        organization.path = f"{organization.parent.path if organization.parent else '/'}{organization.pk}/"
    Organization.objects.bulk_create(
        organizations, 1000, update_conflicts=True, unique_fields=["id"], update_fields=["path"]
    )
