"""`lec worker`: what was queued is done, once the act stands, and not lost with whoever was doing it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from lec.accounts.actions import mail_code
from lec.accounts.models import OneTimeCode, User
from lec.accounts.queries import nobody
from lec.cli.tick import ATTEMPTS, tick
from lec.cli.worker import take_up_again, work
from lec.notices.actions import post_notice, tell
from lec.notices.models import Notice
from tests.cast import Cast
from tests.cli.typed import lec

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sends(settings: Settings) -> None:
    settings.EMAIL_SENDS = True


@pytest.fixture
def reached(cast: Cast) -> Cast:
    """Somsri has an address and wants to be told."""
    User.objects.filter(pk=cast.somsri.user_id).update(email="somsri@school.example", wants_mail=True)
    return cast


def told(cast: Cast, kind: str = "claim-withdrawn") -> Notice:
    tell(organizations=[cast.school.pk], kind=kind, params={"claimant": "โรงเรียนภูผา"}, by=cast.wichai)
    return Notice.objects.latest("pk")


def test_a_notice_is_mailed_to_the_officers_who_want_it(reached: Cast) -> None:
    notice = told(reached)
    assert not mail.outbox
    work(rounds=1)
    [letter] = mail.outbox
    assert letter.to == ["somsri@school.example"]
    assert "โรงเรียนภูผา ถอนคำขอรับย้ายแล้ว" in letter.body
    notice.refresh_from_db()
    assert notice.mailed_at


def test_who_did_not_ask_for_mail_gets_none(cast: Cast) -> None:
    User.objects.filter(pk=cast.somsri.user_id).update(email="somsri@school.example")
    told(cast)
    work(rounds=1)
    assert not mail.outbox


def test_a_job_that_runs_twice_mails_once(reached: Cast) -> None:
    notice = told(reached)
    work(rounds=1)
    post_notice.call(notice_id=notice.pk)
    assert len(mail.outbox) == 1


def test_without_a_mail_server_nothing_is_queued(reached: Cast, settings: Settings) -> None:
    settings.EMAIL_SENDS = False
    told(reached)
    assert not DBTaskResult.objects.exists()


def test_an_act_that_does_not_stand_mails_nothing(reached: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told(reached)
        raise ZeroDivisionError
    work(rounds=1)
    assert not mail.outbox


def test_no_code_lies_in_the_queue_and_none_is_made_if_it_cannot_be_sent(
    reached: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_code(username="somsri", page="http://x/", by=nobody(timezone.now()))
    [job] = DBTaskResult.objects.all()
    assert job.args_kwargs == {"args": [], "kwargs": {"user_id": reached.somsri.user_id, "page": "http://x/"}}

    def refuse(*_given: object) -> int:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        work(rounds=1)
    assert not OneTimeCode.objects.exists()
    tick()
    work(rounds=1)
    assert len(mail.outbox) == 1
    assert OneTimeCode.objects.count() == 1


def test_what_fails_is_tried_again_and_then_left(reached: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def refuse(*_given: object) -> int:
        tries.append(1)
        raise OSError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    told(reached)
    for _n in range(ATTEMPTS + 2):
        work(rounds=1)
        tick()
    assert len(tries) == ATTEMPTS
    assert DBTaskResult.objects.get().status == "FAILED"


def test_what_a_dead_worker_had_in_hand_is_queued_again(reached: Cast) -> None:
    told(reached)
    job = DBTaskResult.objects.get()
    job.claim("me")
    assert take_up_again("another") == 0
    assert take_up_again("me") == 1
    job.refresh_from_db()
    assert job.status == "READY"
    for _n in range(ATTEMPTS):
        job.claim("me")
    assert take_up_again("me") == 1
    job.refresh_from_db()
    assert job.status == "FAILED"


def test_serve_starts_one_unless_told_not_to(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    started: list[str] = []
    monkeypatch.setattr("lec.cli.serve.start_worker", lambda: started.append("worker"))
    monkeypatch.setattr("lec.cli.serve.run_gunicorn", lambda *_given: started.append("gunicorn"))
    assert lec("serve --no-worker") == 0
    assert lec("serve") == 0
    assert started == ["gunicorn", "worker", "gunicorn"]


@pytest.fixture
def installation(tmp_path: Path) -> dict[str, str]:
    """A database of its own, migrated, for processes of their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEC_", "PYTEST"))}
    env = {**kept, "LEC_VAR": str(tmp_path), "LEC_DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}"}
    subprocess.run([sys.executable, "-m", "lec.cli", "migrate"], env=env, check=True, capture_output=True)
    return env


WORKER = [sys.executable, "-m", "lec.cli", "worker"]


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def soon(true: object, within: float = 20) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


def test_one_worker_replaces_its_dead_hand_and_ends_when_told(installation: dict[str, str]) -> None:
    first = subprocess.Popen(WORKER, env=installation, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert soon(lambda: children(first.pid))
        [hand] = children(first.pid)
        os.kill(hand, signal.SIGKILL)
        assert soon(lambda: children(first.pid) not in ([], [hand]))
        second = subprocess.run(WORKER, env=installation, capture_output=True, timeout=30, check=False)
        assert second.returncode == 1
        assert b"worker-running" in second.stderr
        [hand] = children(first.pid)
        first.terminate()
        assert first.wait(20) == 0
        assert soon(lambda: not Path(f"/proc/{hand}").exists())
    finally:
        first.kill()
        first.wait()
