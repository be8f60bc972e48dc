"""`lec serve`: one sync worker per core, and the trial key for this machine only."""

import os
import sys

import pytest
from pytest_django.fixtures import Settings

from lec.cli.serve import is_loopback
from tests.cli.typed import lec

LOCAL = ["127.0.0.1", "localhost"]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, db: None) -> list[str]:
    """The command this process would become."""
    command: list[str] = []
    monkeypatch.setattr("lec.cli.serve.call_command", lambda *_given, **_options: None)
    monkeypatch.setattr("lec.cli.serve.connections.close_all", lambda: None)
    monkeypatch.setattr("lec.cli.serve.start_worker", lambda: None)
    monkeypatch.setattr(os, "execv", lambda _path, arguments: command.extend(arguments))
    return command


def test_it_becomes_gunicorn(started: list[str], settings: Settings) -> None:
    settings.TRIAL, settings.ALLOWED_HOSTS = True, LOCAL
    assert lec("serve --port 8123 --workers 5") == 0
    assert started[:4] == [sys.executable, "-m", "gunicorn", "lec.wsgi:application"]
    assert started[started.index("--bind") + 1] == "127.0.0.1:8123"
    assert {"--workers=5", "--worker-class=sync", "--no-control-socket"} <= set(started)


@pytest.mark.parametrize(("cores", "workers"), [(8, 8), (1, 2), (None, 2)])
def test_a_worker_for_each_core(
    started: list[str],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    cores: int | None,
    workers: int,
) -> None:
    settings.ALLOWED_HOSTS = LOCAL
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert lec("serve") == 0
    assert f"--workers={workers}" in started


@pytest.mark.parametrize(
    ("trial", "hosts", "address", "served"),
    [
        (True, LOCAL, "127.0.0.1", True),
        (True, LOCAL, "0.0.0.0", False),
        (True, LOCAL, "::", False),
        (True, [*LOCAL, "lec.example.go.th"], "127.0.0.1", False),
        (True, ["*"], "127.0.0.1", False),
        (False, ["lec.example.go.th"], "0.0.0.0", True),
    ],
)
def test_the_trial_key_is_for_this_machine_only(
    started: list[str],
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    trial: bool,
    hosts: list[str],
    address: str,
    served: bool,
) -> None:
    settings.TRIAL, settings.ALLOWED_HOSTS = trial, hosts
    assert lec(f"serve --host {address}") == (0 if served else 1)
    assert bool(started) == served
    assert ("[secret-key-missing]" in capsys.readouterr().err) != served


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("lec.localhost", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.example.com", False),
        ("", False),
        (".example.com", False),
        ("*", False),
    ],
)
def test_what_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert is_loopback(host) == loopback
