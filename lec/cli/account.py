"""`lec account add`: the first account of an installation, and any other (letter §3)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lec.accounts.actions import CODE_HOLDS, appoint
from lec.accounts.rules import AccountEntry
from lec.actor import Actor, Role
from lec.cli.installation import operator, refuse, require_up_to_date
from lec.organizations.actions import found_department
from lec.organizations.models import Level, Organization
from lec.organizations.queries import department


@transaction.atomic
def add(*, level: str, organization: str, role: str, username: str, name: str) -> None:
    """Appoint somebody. The code is shown once and nowhere kept."""
    at = timezone.now()
    require_up_to_date()
    if level == Level.DEPARTMENT and department() is None:
        _found(organization, at)
    by = operator(at)
    place = Organization.objects.filter(level=level, code=organization).first()
    if place is None:
        message = _("ไม่มีหน่วยงานรหัส %(code)s ในระดับนี้") % {"code": organization}
        raise refuse("organization-unknown", message)
    entry = AccountEntry(username, name or username, Role(role))
    _membership, code = appoint(organization=place, entry=entry, by=by)
    print(f"{username} is {role} of {place.name} ({place.code}).")
    if code:
        print(f"One-time code: {code}")
        where = reverse("accounts:redeem")
        print(f"Good for {CODE_HOLDS.days} days and one use: with it {username} sets a password at {where}")
    else:
        print("The account was there already and keeps its password.")


def _found(code: str, at: datetime) -> None:
    nobody = Actor(0, 0, "/", Role.OFFICER, at)
    found_department(code=code, name=str(Level.DEPARTMENT.label), by=nobody)
