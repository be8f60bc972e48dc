"""Keeping lists and limits: the department's (letter §2.1), so that a new label needs no release."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from lec.actor import Actor
from lec.audit.actions import record
from lec.reference.models import AgeLimit, Code, CodeList, Setting
from lec.reference.rules import (
    CodeEntry,
    faults_of_age_limits,
    faults_of_code,
    faults_of_place,
    faults_of_setting,
    require_department,
)
from lec.refusals import NotVisible, refuse_if_wrong


@transaction.atomic
def keep_code(*, list_name: str, entry: CodeEntry, by: Actor) -> Code:
    """Add a choice to a list, or change the one of that key: label, days, order, the codes of others.

    A key is never changed nor taken away, since the register keeps it; a choice ends by its last day.
    """
    require_department(by)
    if list_name not in CodeList.values:
        raise NotVisible
    rows = Code.objects.select_for_update().filter(list_name=list_name).order_by("position", "pk")
    codes = {code.key: code for code in rows}
    refuse_if_wrong([*faults_of_code(entry), *faults_of_place(entry, codes)])
    last = max((code.position for code in codes.values()), default=0)
    code = codes.get(entry.key) or Code(list_name=list_name, position=last + 1)
    before = _kept(code) if code.pk else {}
    values = asdict(entry) | {"label": entry.label.strip()}
    after = values.pop("after")
    for name, value in values.items():
        setattr(code, name, value)
    if after is not None:
        _put(code, after, list(codes.values()))
    code.save()
    record("keep-code", code, by=by, organization_id=by.organization_id, before=before, after=_kept(code))
    return code


def _put(code: Code, after: str, codes: list[Code]) -> None:
    """Number the list anew, from 1, with the choice after the one of that key."""
    order = [other for other in codes if other.key != code.key]
    order.insert(next((n for n, other in enumerate(order, 1) if other.key == after), 0), code)
    for position, each in enumerate(order, 1):
        each.position = position
    Code.objects.bulk_update([each for each in order if each.pk], ["position"])


def _kept(code: Code) -> dict[str, Any]:
    values = model_to_dict(code, exclude=["id"])
    return {name: value if value is None else str(value) for name, value in values.items()}


@transaction.atomic
def set_age_limits(
    *, institution_kind: str, academic_year: int, limits: Mapping[str, tuple[int, int]], by: Actor
) -> None:
    """Set the usual ages by grade from an academic year (BE) on; grade "" is the institution as a whole.

    Years before keep their own; a later year that has rows of its own is not touched.
    """
    require_department(by)
    refuse_if_wrong(faults_of_age_limits(academic_year, limits))
    rows = AgeLimit.objects.filter(institution_kind=institution_kind, from_academic_year=academic_year)
    before = {row.grade: [row.least, row.most] for row in rows.select_for_update()}
    rows.delete()
    kept = AgeLimit.objects.bulk_create(
        AgeLimit(
            institution_kind=institution_kind,
            grade=grade,
            from_academic_year=academic_year,
            least=least,
            most=most,
        )
        for grade, (least, most) in limits.items()
    )
    after: dict[str, Any] = {grade: list(pair) for grade, pair in limits.items()}
    year = {"institution_kind": institution_kind, "academic_year": academic_year}
    if kept:
        record(
            "set-age-limits",
            kept[0],
            by=by,
            organization_id=by.organization_id,
            before=before,
            after=year | after,
        )


@transaction.atomic
def set_setting(*, name: str, value: int, by: Actor) -> Setting:
    """Change one of the department's numbers; it holds from now on, what was counted by the old one stays."""
    require_department(by)
    setting = Setting.objects.select_for_update().filter(name=name).first()
    if setting is None:
        raise NotVisible
    refuse_if_wrong(faults_of_setting(value, setting.least, setting.most))
    before, setting.value = setting.value, value
    setting.save(update_fields=["value"])
    record(
        "set-setting",
        setting,
        by=by,
        organization_id=by.organization_id,
        before={name: before},
        after={name: value},
    )
    return setting
