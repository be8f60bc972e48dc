"""`lec worker`: what was queued is done, and not lost with whoever was doing it."""

import signal
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from lec.accounts.actions import mail_code
from lec.accounts.models import OneTimeCode, User
from lec.accounts.queries import nobody
from lec.cli.jobs import ATTEMPTS, TAKES_AT_MOST, do_next, take_up_again, try_again
from lec.cli.tick import tick
from lec.cli.worker import work
from tests.cast import Cast
from tests.cli.typed import lec

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(cast: Cast) -> DBTaskResult:
    """A one-time code to be mailed."""
    User.objects.filter(pk=cast.somsri.user_id).update(email="somsri@school.example")
    mail_code(username="somsri", page="http://x/", by=nobody(timezone.now()))
    return DBTaskResult.objects.get()


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often a mail server was asked that refuses."""
    asked: list[int] = []

    def refuse(*_given: object) -> int:
        asked.append(1)
        raise OSError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return asked


def test_no_code_lies_in_the_queue(cast: Cast, job: DBTaskResult) -> None:
    assert job.args_kwargs == {"args": [], "kwargs": {"user_id": cast.somsri.user_id, "page": "http://x/"}}
    assert not OneTimeCode.objects.exists()
    work(rounds=1)
    [letter] = mail.outbox
    code = OneTimeCode.objects.get()
    assert letter.to == ["somsri@school.example"]
    job.refresh_from_db()
    assert (job.status, job.return_value) == ("SUCCESSFUL", None)
    assert code.digest not in letter.body


@pytest.mark.usefixtures("tries")
def test_a_code_that_could_not_be_sent_was_never_made(job: DBTaskResult) -> None:
    work(rounds=1)
    assert not OneTimeCode.objects.exists()


def test_what_fails_is_tried_again_and_then_left(
    job: DBTaskResult, tries: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(ATTEMPTS + 2):
        assert do_next("me") == (n < ATTEMPTS)
        tick()
    assert len(tries) == ATTEMPTS
    job.refresh_from_db()
    assert job.status == "FAILED"
    assert "Jobs: 0 to be tried again, 1 given up" in capsys.readouterr().out


def test_what_a_dead_worker_had_in_hand_is_queued_again(job: DBTaskResult) -> None:
    job.claim("me")
    assert take_up_again("another") == 0
    assert take_up_again("me") == 1
    job.refresh_from_db()
    assert job.status == "READY"
    for _n in range(ATTEMPTS):
        job.claim("me")
    assert take_up_again("me") == 0, "what kills every worker is not given to a fourth"
    job.refresh_from_db()
    assert job.status == "FAILED"


def test_what_a_machine_had_in_hand_that_never_came_back_is_queued_again(job: DBTaskResult) -> None:
    job.claim("a machine of yesterday")
    assert try_again() == (0, 0)
    DBTaskResult.objects.update(started_at=timezone.now() - TAKES_AT_MOST)
    assert try_again() == (1, 0)


def test_old_jobs_are_swept_away(job: DBTaskResult) -> None:
    do_next("me")
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=15))
    try_again()
    assert not DBTaskResult.objects.exists()


def test_what_fails_by_the_clock_keeps_nobody_from_the_queue(
    job: DBTaskResult, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lec.cli.worker.tick", lambda: 1 / 0)
    work(rounds=1)
    assert "tick: ZeroDivisionError" in capsys.readouterr().err
    assert len(mail.outbox) == 1


def test_told_to_stop_it_finishes_the_job_in_hand_and_begins_no_other(
    job: DBTaskResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_code(username="somsri", page="http://x/", by=nobody(timezone.now()))
    stopped: list[int] = []
    monkeypatch.setattr(EmailBackend, "send_messages", lambda *_given: stopped.append(signal.SIGTERM) or 1)
    work(stopped)
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]
    assert len(stopped) == 1


def test_serve_starts_one_unless_told_not_to(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    started: list[str] = []
    monkeypatch.setattr("lec.cli.serve.start_worker", lambda: started.append("worker"))
    monkeypatch.setattr("lec.cli.serve.run_gunicorn", lambda *_given: started.append("gunicorn"))
    assert lec("serve --no-worker") == 0
    assert lec("serve") == 0
    assert started == ["gunicorn", "worker", "gunicorn"]
