"""`lec demo`: a fresh world each time, in its own file, served at once."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from lec.cli.demo_database import demo_file
from lec.organizations.models import Organization
from tests.architecture.source import ROOT
from tests.cast import Cast
from tests.cli.typed import lec

LEC = Path(sys.executable).parent / "lec"
KEYS = {"username", "password", "role", "level", "organization", "token"}


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(tmp_path: Path, free_port: int) -> Iterator[tuple[str, str]]:
    """What `lec demo` said, and where it serves; what lay in its file before is gone."""
    (tmp_path / "demo.sqlite3").write_text("left over from another day")
    told = {name: value for name, value in os.environ.items() if not name.startswith("LEC_")}
    told |= {"LEC_VAR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [LEC, "demo", "--port", str(free_port)]
    server = subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    said = ""
    for line in server.stdout:
        said += line
        if "is served at" in line:
            break
    yield said, f"http://127.0.0.1:{free_port}"
    server.terminate()
    server.wait(timeout=10)
    server.stdout.close()


def fetch(url: str) -> bytes:
    """The answer, once the server has come up."""
    until = time.monotonic() + 30
    while True:
        try:
            return urllib.request.urlopen(url, timeout=30).read()
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_it_builds_tells_and_serves(served: tuple[str, str], tmp_path: Path) -> None:
    said, address = served
    accounts = json.loads((tmp_path / "demo-accounts.json").read_text(encoding="utf-8"))
    assert all(account.keys() - {"faulty"} == KEYS for account in accounts)
    assert {account["organization"] for account in accounts if account.get("faulty")} == {"9899030202"}
    assert accounts[0]["password"] in said
    listed = re.findall(r"^  (\w+)  +\S", said, re.MULTILINE)
    officers = [account["username"] for account in accounts if account["role"] == "officer"]
    assert listed == [*officers, "teacher1"]
    assert f"{address}/" in said
    assert fetch(f"{address}/static/lec.css") == (ROOT / "lec/web/static/lec.css").read_bytes()


def test_a_database_that_holds_data_is_left_as_it_is(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    before = Organization.objects.count()
    assert lec("demo --no-serve") == 1
    assert "[database-not-empty]" in capsys.readouterr().err
    assert Organization.objects.count() == before


@pytest.mark.django_db
def test_a_port_in_use_is_said_before_anything_is_built(
    free_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lec.cli.demo.run_gunicorn", lambda *_given: None)
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        assert lec(f"demo --port {free_port}") == 1
    assert "[port-in-use]" in capsys.readouterr().err
    assert not Organization.objects.exists()


def test_its_file_lies_where_the_settings_say() -> None:
    assert demo_file().parent == settings.VAR
