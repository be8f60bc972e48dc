"""The department's numbers: seeded, changed by it alone, within bounds."""

import pytest
from django.db import IntegrityError, transaction

from lec.audit.models import AuditEntry
from lec.reference.actions import set_setting
from lec.reference.models import Setting
from lec.reference.queries import setting
from lec.refusals import Forbidden, Invalid, NotVisible
from tests.cast import Cast


def test_the_department_changes_a_number_and_the_trail_keeps_both(cast: Cast) -> None:
    before = setting("claim-days")
    set_setting(name="claim-days", value=before + 2, by=cast.decha)
    assert setting("claim-days") == before + 2
    kept = AuditEntry.objects.get(action="set-setting")
    assert (kept.before, kept.after) == ({"claim-days": before}, {"claim-days": before + 2})


def test_nobody_else_does(cast: Cast) -> None:
    for actor in (cast.malee, cast.wichai, cast.somsri, cast.teacher):
        with pytest.raises(Forbidden):
            set_setting(name="claim-days", value=5, by=actor)


@pytest.mark.parametrize("value", [0, 31])
def test_a_number_out_of_bounds_is_refused(cast: Cast, value: int) -> None:
    with pytest.raises(Invalid) as refused:
        set_setting(name="claim-days", value=value, by=cast.decha)
    assert [(fault.code, fault.field) for fault in refused.value.faults] == [("out-of-range", "value")]


def test_a_name_nobody_knows_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        set_setting(name="claim-hours", value=5, by=cast.decha)


def test_the_database_holds_the_bounds(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="setting_within_bounds"), transaction.atomic():
        Setting.objects.filter(name="claim-days").update(value=99)
