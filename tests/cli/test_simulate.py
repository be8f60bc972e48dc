"""`lec simulate` as one types it."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from lec.organizations.models import Organization
from lec.students.models import Enrollment
from tests.cli.typed import lec

LIST = """code,kind,name,province_code,province,district
06970101,SAO,องค์การบริหารส่วนตำบลต้นงิ้ว,97,เหนือสมมติ,เมือง
05970102,SUBDISTRICT,เทศบาลตำบลต้นไทร,97,เหนือสมมติ,เมือง
"""


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VAR", tmp_path)


@pytest.mark.django_db(transaction=True)
def test_it_writes_a_nation_and_its_accounts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On PostgreSQL the planner is told outside of any transaction, so the test commits for real."""
    laos = tmp_path / "laos.csv"
    laos.write_text(LIST, encoding="utf-8")
    assert lec(f"simulate --students 120 --seed 2 --years 1 --laos {laos}") == 0
    assert Enrollment.objects.filter(left_on=None).count() == 120
    assert set(Organization.objects.filter(level="lao").values_list("code", flat=True)) == {
        "06970101",
        "05970102",
    }
    file = tmp_path / "simulated-accounts.json"
    assert file.stat().st_mode & 0o777 == 0o600
    accounts = json.loads(file.read_text())
    assert accounts[0].keys() == {"username", "password", "role", "level", "organization", "token"}
    said = capsys.readouterr().out
    assert "1 provinces, 2 laos, 2 institutions, 120 students." in said
    assert f"{len(accounts)} accounts" in said
    assert lec("ledger verify") == 0
    assert lec("simulate --students 120") == 1
    assert "[database-not-empty]" in capsys.readouterr().err
