"""Entering headcounts, and keeping the list of other schools (letter §4.2(3), §7.3)."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record, record_all
from lec.headcounts.models import Headcount, OtherSchool
from lec.headcounts.rules import Cell, SchoolEntry, faults_of_cells, faults_of_school, require_payer
from lec.organizations.models import Level, Organization
from lec.organizations.rules import require_level
from lec.refusals import Fault, Obstacle, refuse_if, refuse_if_wrong
from lec.rounds.models import Confirmation, Round
from lec.rounds.queries import current_round, window_for
from lec.rounds.rules import obstacles_to_writing
from lec.thai import collation


@transaction.atomic
def enter(*, school: OtherSchool, round: Round, cells: Sequence[Cell], by: Actor) -> None:
    """Replace a school's grid for the round (T7). No cells at all makes it "not entered" again.

    Raises Invalid naming each cell that cannot be, Blocked if round or confirmation forbid.
    """
    require_payer(by, school.lao_id)
    lao = Organization.objects.select_for_update(no_key=True).get(pk=school.lao_id)
    school = OtherSchool.objects.get(pk=school.pk)
    require_payer(by, school.lao_id)
    refuse_if_wrong(faults_of_cells(cells))
    refuse_if(obstacles_to_writing(window_for(lao, by.at, "headcounts", round)))
    held = Headcount.objects.filter(school=school, round=round)
    before = {f"{grade}-{sex}": count for grade, sex, count in held.values_list("grade", "sex", "count")}
    held.delete()
    Headcount.objects.bulk_create(
        [Headcount(school=school, round=round, grade=c.grade, sex=c.sex, count=c.count) for c in cells]
    )
    after = {f"{cell.grade}-{cell.sex}": cell.count for cell in cells}
    record("enter-headcounts", school, by=by, organization_id=lao.pk, before=before, after=after)


@transaction.atomic
def keep_schools(*, entries: Sequence[SchoolEntry], by: Actor) -> tuple[int, int]:
    """Bring the department's list of other schools in line with `entries`; (added, changed). Idempotent.

    A school never moves to or away from an LAO that stands confirmed, nor below a confirmed province. Raises
    Invalid with a fault per row, numbered from 1, and writes nothing then.
    """
    require_level(by, 1)
    held = {school.code: school for school in OtherSchool.objects.all()}
    laos = {o.code: o for o in Organization.objects.filter(level=Level.LAO)}
    refuse_if_wrong(_faults(entries, laos))
    new = [e for e in entries if e.code not in held]
    moved = [e for e in entries if e.code in held and held[e.code].lao_id != laos[e.lao].pk]
    touched = {laos[e.lao].pk for e in (*new, *moved)} | {held[e.code].lao_id for e in moved}
    _lock(touched)
    refuse_if(_obstacles_to_moving(touched, by))
    rows = [_fill(OtherSchool(code=e.code), e, laos) for e in new]
    OtherSchool.objects.bulk_create(rows, 1000)
    changed = [
        _fill(held[e.code], e, laos) for e in entries if e.code in held and _differs(held[e.code], e, laos)
    ]
    OtherSchool.objects.bulk_update(changed, ["name", "sort_key", "affiliation", "lao"], 500)
    record_all(
        audit_entry(
            "keep-other-school", school, by=by, organization_id=school.lao_id, after={"code": school.code}
        )
        for school in (*rows, *changed)
    )
    return len(rows), len(changed)


def _faults(entries: Sequence[SchoolEntry], laos: dict[str, Organization]) -> Iterable[Fault]:
    times = Counter(entry.code for entry in entries)
    for row, entry in enumerate(entries, 1):
        yield from faults_of_school(entry, row)
        if times[entry.code] > 1:
            yield Fault("duplicate-in-file", _("รหัสโรงเรียนซ้ำในไฟล์ เหลือไว้แถวเดียว"), "code", row)
        if entry.lao not in laos:
            yield Fault("lao-unknown", _("ไม่มี อปท. รหัส %(code)s ในระบบ") % {"code": entry.lao}, "lao", row)


def _differs(school: OtherSchool, entry: SchoolEntry, laos: dict[str, Organization]) -> bool:
    held = (school.name, school.affiliation, school.lao_id)
    return held != (entry.name, entry.affiliation, laos[entry.lao].pk)


def _fill(school: OtherSchool, entry: SchoolEntry, laos: dict[str, Organization]) -> OtherSchool:
    school.name, school.affiliation, school.lao = entry.name, entry.affiliation, laos[entry.lao]
    school.sort_key = collation.sort_key(entry.name)
    return school


def _lock(laos: set[int]) -> None:
    """Provinces and LAOs, top down, in one query ordered by path."""
    both = Organization.objects.filter(pk__in=laos) | Organization.objects.filter(children__in=laos)
    ids = list(both.values_list("pk", flat=True).distinct())
    list(Organization.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("path"))


def _obstacles_to_moving(laos: set[int], by: Actor) -> Iterable[Obstacle]:
    round = current_round(by.at)
    standing = Confirmation.objects.filter(round=round, revoked_at=None).select_related("organization")
    for confirmation in standing.filter(organization__in=laos, subject="headcounts"):
        lao = confirmation.organization
        yield Obstacle(
            "already-confirmed",
            _("%(lao)s ยืนยันจำนวนสังกัดอื่นแล้ว ต้องยกเลิกการยืนยันก่อน") % {"lao": lao.name},
            lao.code,
        )
    for confirmation in standing.filter(organization__children__in=laos).distinct():
        province = confirmation.organization
        yield Obstacle(
            "confirmed-above",
            _("%(name)s ยืนยันแล้ว ต้องยกเลิกการยืนยันก่อน") % {"name": province.name},
            province.code,
        )
