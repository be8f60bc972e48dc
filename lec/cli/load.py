"""`lec load`: the department's lists, each file whole or not at all, and twice as once (API.md, Set-up)."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.cli.installation import operator
from lec.cli.tables import Table, at_rows, read
from lec.confirmations.actions import open_institutions
from lec.headcounts.actions import keep_schools
from lec.headcounts.rules import SchoolEntry
from lec.organizations.actions import keep_organizations
from lec.organizations.models import Level, Organization
from lec.organizations.rules import OrganizationEntry
from lec.reference.grades import ORDER
from lec.refusals import Fault, Invalid, refuse_if_wrong

LAO_COLUMNS = ("code", "kind", "name", "province_code", "province", "district")
SCHOOL_COLUMNS = ("code", "affiliation", "name", "disbursing_lao")
PROVINCE = "จังหวัด"
INSTITUTION_COLUMNS = ("code", "kind", "name", "lao", "tambon", "phone", "grades")

Changes = tuple[int, int]


def organizations(*, file: Path) -> None:
    """Provinces, as the rows name them, then the LAOs: one transaction, so nothing is half loaded."""
    by = operator(timezone.now())
    table = read(file, LAO_COLUMNS)
    first_rows = _first_rows(table)
    above = Organization.objects.get(pk=by.organization_id).code
    provinces = [_province(table.rows[n], above) for n in first_rows]
    laos = [_lao(row) for row in table.rows]
    with transaction.atomic():
        faults = _faults_of_provinces(table)
        numbers = [table.numbers[n] for n in first_rows]
        of_provinces = _keep(keep_organizations, provinces, by, numbers, faults)
        orphans = bool(faults)
        of_laos = _keep(keep_organizations, laos, by, table.numbers, faults)
        _refuse(fault for fault in faults if not (orphans and fault.code == "parent-unknown"))
    _tell("provinces", provinces, of_provinces)
    _tell("LAOs", laos, of_laos)


def other_schools(*, file: Path) -> None:
    """Schools of other affiliations, each with the LAO that pays it."""
    by = operator(timezone.now())
    table = read(file, SCHOOL_COLUMNS)
    entries = [
        SchoolEntry(row["code"], row["name"], row["affiliation"], row["disbursing_lao"]) for row in table.rows
    ]
    faults: list[Fault] = []
    changes = _keep(keep_schools, entries, by, table.numbers, faults)
    _refuse(faults)
    _tell("other schools", entries, changes)


def institutions(*, file: Path) -> None:
    """Schools and centers, each below its LAO; refused below a confirmed overview."""
    by = operator(timezone.now())
    table = read(file, INSTITUTION_COLUMNS)
    entries = [_institution(row) for row in table.rows]
    faults: list[Fault] = []
    changes = _keep(open_institutions, entries, by, table.numbers, faults)
    _refuse(faults)
    _tell("institutions", entries, changes)


def provinces_and_laos(file: Path, above: str) -> tuple[list[OrganizationEntry], list[OrganizationEntry]]:
    """What a list of LAOs names, not yet judged; `above` is the department's code."""
    table = read(file, LAO_COLUMNS)
    return [_province(table.rows[n], above) for n in _first_rows(table)], [_lao(row) for row in table.rows]


def _first_rows(table: Table) -> list[int]:
    """Where each province is named first."""
    first: dict[str, int] = {}
    for n, row in enumerate(table.rows):
        first.setdefault(row["province_code"], n)
    return list(first.values())


def _province(row: dict[str, str], above: str) -> OrganizationEntry:
    name = row["province"]
    if name and not name.startswith(PROVINCE):
        name = f"{PROVINCE}{name}"
    return OrganizationEntry(Level.PROVINCE, row["province_code"], name, above)


def _faults_of_provinces(table: Table) -> list[Fault]:
    """One code, one name."""
    names: dict[str, str] = {}
    return [
        Fault(
            "province-differs",
            _("รหัสจังหวัด %(code)s ในแถวก่อนหน้าชื่อ “%(name)s”")
            % {"code": row["province_code"], "name": names[row["province_code"]]},
            "province",
            number,
        )
        for row, number in zip(table.rows, table.numbers, strict=True)
        if names.setdefault(row["province_code"], row["province"]) != row["province"]
    ]


def _lao(row: dict[str, str]) -> OrganizationEntry:
    return OrganizationEntry(
        Level.LAO, row["code"], row["name"], row["province_code"], row["kind"], district=row["district"]
    )


def _institution(row: dict[str, str]) -> OrganizationEntry:
    return OrganizationEntry(
        Level.INSTITUTION,
        row["code"],
        row["name"],
        row["lao"],
        row["kind"],
        tambon=row["tambon"],
        phone=row["phone"],
        grades=grades_of(row["grades"]),
    )


def grades_of(text: str) -> tuple[str, ...]:
    """ "K1-K3, P1-P6" -> ("K1", "K2", "K3", "P1", ...). What is no range of grades stays, to be refused."""
    order = list(ORDER)
    grades: list[str] = []
    for part in re.split(r"[,; ]+", re.sub(r" *- *", "-", text.upper())):
        first, _dash, last = part.partition("-")
        if ORDER.get(first, len(order)) <= ORDER.get(last, -1):
            grades += order[ORDER[first] : ORDER[last] + 1]
        elif part:
            grades.append(part)
    return tuple(dict.fromkeys(grades))


def _keep(
    action: Callable[..., Changes],
    entries: Sequence[object],
    by: Actor,
    numbers: Sequence[int],
    faults: list[Fault],
) -> Changes:
    """What was added and changed; if it is refused, `faults` grows by the reasons at the rows of the file."""
    try:
        return action(entries=entries, by=by)
    except Invalid as refusal:
        faults += at_rows(refusal, numbers)
        return 0, 0


def _refuse(faults: Iterable[Fault]) -> None:
    refuse_if_wrong(sorted(faults, key=lambda fault: fault.row or 0))


def _tell(what: str, entries: Sequence[object], changes: Changes) -> None:
    added, changed = changes
    result = f"{added:,} added, {changed:,} changed" if added or changed else "no change"
    print(f"{len(entries):,} {what}: {result}.")
