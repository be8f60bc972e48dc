"""Notices by e-mail: to the officers who asked for it, once each, with the sentence and nobody's name."""

import smtplib
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from lec.accounts.models import Membership, User
from lec.actor import Role
from lec.cli.jobs import ATTEMPTS, do_next, try_again
from lec.notices.actions import post_notice, tell
from lec.notices.models import Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db

SOMSRI, CAREFUL = "somsri@school.example", "a-typing-mistake@school.example"


@pytest.fixture(autouse=True)
def sends(settings: Settings) -> None:
    settings.EMAIL_SENDS, settings.SITE = True, "https://lec.example/"


@pytest.fixture
def reached(cast: Cast) -> Cast:
    """Somsri has an address and wants to be told."""
    User.objects.filter(pk=cast.somsri.user_id).update(email=SOMSRI, wants_mail=True)
    return cast


@pytest.fixture
def refused(reached: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Beside her, before her in the alphabet, an officer whose address no mail server takes."""
    fields = {"name": "สมคิด", "email": CAREFUL, "wants_mail": True, "created_at": reached.somsri.at}
    user = User.objects.create(username="somkid", **fields)
    held = Membership.objects.get(user_id=reached.somsri.user_id, organization=reached.school)
    held.pk, held.user, held.role = None, user, Role.OFFICER
    held.save()
    send = EmailBackend.send_messages

    def judge(self: EmailBackend, letters: list[mail.EmailMessage]) -> int:
        if CAREFUL in letters[0].to:
            raise smtplib.SMTPRecipientsRefused({CAREFUL: (550, b"unknown")})
        return send(self, letters)

    monkeypatch.setattr(EmailBackend, "send_messages", judge)
    return


def told(cast: Cast) -> Notice:
    params = {"claimant": "โรงเรียนภูผา"}
    tell(organizations=[cast.school.pk], kind="claim-withdrawn", params=params, by=cast.wichai)
    return Notice.objects.latest("pk")


def work() -> None:
    while do_next("me"):
        pass


def test_an_officer_who_wants_it_is_mailed_the_sentence_and_where_to_sign_in(reached: Cast) -> None:
    notice = told(reached)
    assert not mail.outbox, "the act does not wait for the mail server"
    work()
    [letter] = mail.outbox
    assert letter.to == [SOMSRI]
    assert "โรงเรียนภูผา ถอนคำขอรับย้ายแล้ว" in letter.body
    assert "https://lec.example/" in letter.body
    notice.refresh_from_db()
    assert notice.mailed_to == [reached.somsri.user_id]


def test_who_did_not_ask_for_mail_gets_none(cast: Cast) -> None:
    User.objects.filter(pk=cast.somsri.user_id).update(email=SOMSRI)
    told(cast)
    assert not DBTaskResult.objects.exists()


def test_who_changes_their_mind_before_it_goes_gets_none(reached: Cast) -> None:
    told(reached)
    User.objects.filter(pk=reached.somsri.user_id).update(wants_mail=False)
    work()
    assert not mail.outbox


def test_a_job_that_runs_twice_mails_once(reached: Cast) -> None:
    notice = told(reached)
    work()
    post_notice.call(notice_id=notice.pk, user_id=reached.somsri.user_id)
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("refused")
def test_an_address_that_is_refused_is_in_nobody_elses_way(reached: Cast) -> None:
    told(reached)
    for _n in range(ATTEMPTS + 1):
        work()
        try_again()
    assert [letter.to for letter in mail.outbox] == [[SOMSRI]]


@pytest.mark.usefixtures("refused")
def test_neither_the_log_nor_the_queue_holds_the_address(
    reached: Cast, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    told(reached)
    work()
    failed = DBTaskResult.objects.get(status="FAILED")
    out, err = capfd.readouterr()
    assert "failed: SMTPRecipientsRefused" in err
    assert "judge" in failed.traceback, "where it failed can be found"
    for text in (out, err, caplog.text, failed.traceback, str(failed.args_kwargs)):
        assert CAREFUL not in text


def test_without_a_mail_server_nothing_is_queued(reached: Cast, settings: Settings) -> None:
    settings.EMAIL_SENDS = False
    told(reached)
    assert not DBTaskResult.objects.exists()


def test_an_act_that_does_not_stand_mails_nothing(reached: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told(reached)
        raise ZeroDivisionError
    assert not DBTaskResult.objects.exists()


def test_telling_many_asks_once_who_wants_mail(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = [cast.school.pk, cast.mali.pk, cast.center.pk, cast.wichai.organization_id]
    params = {"claimant": "โรงเรียนภูผา"}
    with django_assert_max_num_queries(4):  # a savepoint, the notices, the officers, the release
        tell(organizations=many, kind="claim-withdrawn", params=params, by=cast.decha)
