"""Keeping lists and limits: the department's (letter §2.1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import record
from lec.reference.models import Setting
from lec.reference.rules import faults_of_setting
from lec.refusals import Forbidden, NotVisible, refuse_if_wrong
from lec.scoping import depth

DEPARTMENT_DEPTH = 1


@transaction.atomic
def set_setting(*, name: str, value: int, by: Actor) -> Setting:
    """Change one of the department's numbers; it holds from now on, what was counted by the old one stays."""
    if not by.is_officer or depth(by.path) != DEPARTMENT_DEPTH:
        raise Forbidden(_("หน้าที่นี้เป็นของกรมฯ"))
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
