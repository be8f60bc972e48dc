"""`lec worker` as processes beside the test, on the test's own database and a mail server that waits."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from lec.accounts.actions import mail_code
from lec.accounts.models import User
from lec.accounts.queries import nobody
from tests import database
from tests.cast import build
from tests.cli.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[[list[str]], subprocess.Popen[str]]
PYTHON, LEC = [sys.executable, "-c"], [sys.executable, "-m", "lec.cli"]
WORKER = [*LEC, "worker"]
BEGIN = """
import os, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "lec.settings"
django.setup()
"""
QUEUED = "SELECT status, (SELECT count(*) FROM accounts_onetimecode) FROM django_tasks_database_dbtaskresult"
SERVER = f"""{BEGIN}
from lec.cli.worker import start_worker
start_worker()
time.sleep(60)
"""


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server
        server.shutdown()


@pytest.fixture
def installation(transactional_db: None, mails: MailServer, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation with a code to be mailed in its queue."""
    User.objects.filter(pk=build().somsri.user_id).update(email="somsri@school.example")
    mail_code(username="somsri", page="http://x/", by=nobody(timezone.now()))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEC_", "PYTEST"))}
    own = {"LEC_VAR": str(tmp_path), "LEC_DATABASE_URL": url(tmp_path), "LEC_EMAIL_URL": mails.url}
    return {**kept, **own}


def url(folder: Path) -> str:
    """The test's database as other processes reach it; the one in memory is written to a file first."""
    if database.KIND == "sqlite":
        with closing(sqlite3.connect(folder / "x.sqlite3")) as file:
            connection.connection.backup(file)
        return f"sqlite:///{folder / 'x.sqlite3'}"
    return f"{os.environ['LEC_DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"


@pytest.fixture
def start(installation: dict[str, str]) -> Iterator[Start]:
    """Start a process of the installation; none outlives the test, however that ends."""
    begun: list[subprocess.Popen[str]] = []

    def begin(command: list[str]) -> subprocess.Popen[str]:
        given = {"env": installation, "text": True, "start_new_session": True}
        command = ["setpriv", "--pdeathsig=TERM", *command]
        begun.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **given))
        return begun[-1]

    yield begin
    for process in begun:
        kill_group(process, signal.SIGKILL)
        process.communicate()


def kill_group(process: subprocess.Popen[str], number: int) -> None:
    """As a terminal or systemd does: every process of it is told."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def state(installation: dict[str, str]) -> tuple[str, int]:
    """Of the job, and how many codes there are: asked beside everybody who works on it."""
    at = installation["LEC_DATABASE_URL"]
    known = (
        sqlite3.connect(at.removeprefix("sqlite:///")) if database.KIND == "sqlite" else psycopg.connect(at)
    )
    with closing(known):
        [answer] = known.execute(QUEUED).fetchall()
    return answer


def soon(true: Callable[[], object], within: float = 60) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("whole", [True, False], ids=["machine stops", "hand dies"])
def test_killed_in_the_middle_the_letter_is_sent_by_the_next(
    start: Start, installation: dict[str, str], mails: MailServer, whole: bool
) -> None:
    first = start(WORKER)
    assert mails.reached.wait(60)
    [hand] = children(first.pid)
    mails.reached.clear()
    if whole:
        kill_group(first, signal.SIGKILL)
        start(WORKER)
    else:
        os.kill(hand, signal.SIGKILL)
    assert mails.reached.wait(60)
    mails.takes.set()
    assert soon(lambda: mails.letters)
    assert soon(lambda: state(installation) == ("SUCCESSFUL", 1))
    assert len(mails.letters) == 1


@pytest.mark.once
def test_told_to_stop_twice_it_finishes_the_job_in_hand(
    start: Start, installation: dict[str, str], mails: MailServer
) -> None:
    worker = start(WORKER)
    assert mails.reached.wait(60)
    kill_group(worker, signal.SIGTERM)
    time.sleep(0.3)
    kill_group(worker, signal.SIGINT)
    mails.takes.set()
    assert worker.wait(20) == 0
    assert state(installation) == ("SUCCESSFUL", 1)
    assert len(mails.letters) == 1


def test_another_waits_until_the_first_has_ended(start: Start, mails: MailServer) -> None:
    mails.takes.set()
    first = start(WORKER)
    assert soon(lambda: children(first.pid))
    second = start(WORKER)
    assert second.stderr is not None
    assert "waiting for it to end" in second.stderr.readline()
    assert not children(second.pid)
    first.terminate()
    assert first.wait(20) == 0
    assert soon(lambda: children(second.pid))


@pytest.mark.once
def test_it_ends_with_the_server_however_that_ends(start: Start, mails: MailServer) -> None:
    mails.takes.set()
    server = start([*PYTHON, SERVER])
    assert soon(lambda: children(server.pid) and children(children(server.pid)[0]))
    [worker] = children(server.pid)
    [hand] = children(worker)
    server.kill()
    server.wait()
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in (worker, hand)))
