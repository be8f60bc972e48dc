"""What every command needs of the installation: a database that is up to date, and somebody to act as."""

from datetime import datetime

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from lec.actor import Actor, Role
from lec.organizations.queries import department
from lec.refusals import Fault, Invalid


def refuse(code: str, message: str) -> Invalid:
    """A refusal of one sentence."""
    return Invalid([Fault(code, message)])


def require_up_to_date() -> None:
    """Nothing is read or written in a database of another version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise refuse("database-not-up-to-date", _("ฐานข้อมูลยังไม่เป็นรุ่นปัจจุบัน สั่ง lec migrate ก่อน"))


def operator(at: datetime) -> Actor:
    """Whoever may type commands on the server acts for the department; the trail shows no person."""
    require_up_to_date()
    organization = department()
    if organization is None:
        raise refuse("department-missing", _("ยังไม่มีกรมฯ ในระบบ เริ่มด้วย lec account add --level department"))
    return Actor(0, organization.pk, organization.path, Role.OFFICER, at)
