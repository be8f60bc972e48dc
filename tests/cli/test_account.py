"""`lec account add`: the first account of an installation, and any other."""

import re

import pytest
from django.utils import timezone

from lec.accounts.actions import redeem_code
from lec.accounts.models import Membership, User
from lec.actor import Actor, Role
from lec.audit.models import AuditEntry
from lec.organizations.models import Organization
from tests.cast import Cast
from tests.cli.typed import lec


def add(level: str, organization: str, role: str, username: str) -> int:
    return lec(
        f"account add --level {level} --organization {organization} --role {role} --username {username}"
    )


@pytest.mark.django_db
def test_the_first_account_makes_the_department(capsys: pytest.CaptureFixture[str]) -> None:
    assert add("department", "DLA", "officer", "dla.first") == 0
    department = Organization.objects.get()
    assert (department.level, department.code, department.path) == ("department", "DLA", f"/{department.pk}/")
    assert set(AuditEntry.objects.values_list("action", "user")) == {
        ("found-department", None),
        ("appoint", None),
    }
    code = re.search(r"One-time code: (\S+)", capsys.readouterr().out)
    assert code is not None
    nobody = Actor(0, 0, "/", Role.OFFICER, timezone.now())
    redeem_code(username="dla.first", code=code[1], password="ทะเบียน-นักเรียน-2564", by=nobody)
    assert User.objects.get().check_password("ทะเบียน-นักเรียน-2564")


@pytest.mark.django_db
def test_a_refused_account_leaves_no_department(capsys: pytest.CaptureFixture[str]) -> None:
    assert add("department", "DLA", "officer", "ผู้ใช้") == 1
    assert "[username-invalid]" in capsys.readouterr().err
    assert not Organization.objects.exists()


@pytest.mark.django_db
def test_without_a_department_nobody_else_is_appointed(capsys: pytest.CaptureFixture[str]) -> None:
    assert add("province", "97", "officer", "north.two") == 1
    assert "[department-missing]" in capsys.readouterr().err


def test_the_department_is_made_once(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert add("department", "DLA2", "officer", "dla.second") == 1
    assert "[organization-unknown]" in capsys.readouterr().err
    assert add("department", "DLA", "officer", "dla.second") == 0
    assert Organization.objects.filter(level="department").count() == 1


@pytest.mark.parametrize(
    ("level", "organization", "role", "code"),
    [
        ("lao", "9900000001", "officer", "organization-unknown"),
        ("lao", "05970101", "teacher", "role-unknown"),
    ],
)
def test_what_cannot_be_is_refused(
    cast: Cast, capsys: pytest.CaptureFixture[str], level: str, organization: str, role: str, code: str
) -> None:
    assert add(level, organization, role, "somebody") == 1
    assert f"[{code}]" in capsys.readouterr().err
    assert not User.objects.filter(username="somebody").exists()


def test_a_known_person_gets_a_further_role_and_no_code(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add("institution", cast.center.code, "officer", "wichai") == 0
    assert "One-time code" not in capsys.readouterr().out
    assert Membership.objects.filter(user__username="wichai").count() == 2
    assert add("institution", cast.center.code, "officer", "wichai") == 1
    assert "[already-appointed]" in capsys.readouterr().err
