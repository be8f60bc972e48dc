"""`lec worker` as processes, each with a database and mail server of its own: none takes a job along."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tests import database
from tests.cli.mail_server import MailServer

pytestmark = pytest.mark.django_db

Start = Callable[[list[str]], subprocess.Popen[str]]
PYTHON, LEC = [sys.executable, "-c"], [sys.executable, "-m", "lec.cli"]
WORKER = [*LEC, "worker"]
BEGIN = """
import os, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "lec.settings"
django.setup()
"""
QUEUE = f"""{BEGIN}
from django.utils import timezone
from lec.accounts.actions import mail_code
from lec.accounts.models import OneTimeCode, User
from lec.accounts.queries import nobody
from django_tasks_db.models import DBTaskResult
DBTaskResult.objects.all().delete()
OneTimeCode.objects.all().delete()
User.objects.update(email="somsri@school.example")
mail_code(username="somsri", page="http://x/", by=nobody(timezone.now()))
"""
QUEUED = f"""{BEGIN}
from django_tasks_db.models import DBTaskResult
from lec.accounts.models import OneTimeCode
print(*DBTaskResult.objects.values_list("status", flat=True), OneTimeCode.objects.count())
"""
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


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of an installation with one officer."""
    home = tmp_path_factory.mktemp("installation")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEC_", "PYTEST"))}
    with own_database(home) as url:
        env = {**kept, "LEC_VAR": str(home), "LEC_DATABASE_URL": url}
        account = "account add --level department --organization DLA --role officer --username somsri"
        for command in ("migrate", account):
            subprocess.run([*LEC, *command.split()], env=env, check=True, capture_output=True)
        yield env


@pytest.fixture
def installation(migrated: dict[str, str], mails: MailServer) -> dict[str, str]:
    """With a code to be mailed in its queue."""
    env = {**migrated, "LEC_EMAIL_URL": mails.url}
    subprocess.run([*PYTHON, QUEUE], env=env, check=True, capture_output=True)
    return env


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    if database.KIND == "sqlite":
        yield f"sqlite:///{folder / 'x.sqlite3'}"
        return
    url, name = os.environ["LEC_DATABASE_URL"], f"worker_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


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


def state(installation: dict[str, str]) -> str:
    """Of the job, and how many codes there are."""
    run = {"env": installation, "text": True, "check": True, "capture_output": True}
    return subprocess.run([*PYTHON, QUEUED], **run).stdout.strip()


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
    assert soon(lambda: state(installation) == "SUCCESSFUL 1")
    assert len(mails.letters) == 1


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
    assert state(installation) == "SUCCESSFUL 1"
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


def test_it_ends_with_the_server_however_that_ends(start: Start, mails: MailServer) -> None:
    mails.takes.set()
    server = start([*PYTHON, SERVER])
    assert soon(lambda: children(server.pid) and children(children(server.pid)[0]))
    [worker] = children(server.pid)
    [hand] = children(worker)
    server.kill()
    server.wait()
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in (worker, hand)))
