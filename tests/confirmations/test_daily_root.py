"""The daily root: one hash over the receipts of a day, chained, published; what belies it is found."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lec.audit.models import AuditEntry
from lec.cli import main
from lec.confirmations.actions import revoke, seal_days
from lec.confirmations.models import DailyRoot, Receipt
from lec.confirmations.queries import first_broken_day, first_broken_receipt
from lec.confirmations.receipts import root_of
from lec.refusals import Forbidden
from lec.rounds.models import Confirmation
from lec.thai import calendar
from tests.api.conftest import call
from tests.cast import NOW, Cast, officer_of
from tests.confirmations.standing import stand
from tests.web.conftest import text_of

__all__ = ["call"]

DAY = timedelta(days=1)
TODAY = NOW.date()


def seal(cast: Cast, days: float) -> int:
    """The clock strikes that many days from now."""
    return seal_days(by=officer_of(cast.department, NOW + days * DAY))


@pytest.fixture
def two_days(cast: Cast) -> list[DailyRoot]:
    """Two receipts on the first day, one on the third, both days sealed."""
    stand(cast.school, cast.round)
    stand(cast.center, cast.round)
    stand(cast.bua_center, cast.round, at=NOW + 2 * DAY)
    seal(cast, 3.5)
    return list(DailyRoot.objects.order_by("day"))


def test_anybody_can_write_down_what_a_root_is_over() -> None:
    content = {"version": 1, "day": "2021-11-08", "previous": "ab", "receipts": ["cd", "ef"]}
    written = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    assert root_of(TODAY, "ab", ["ef", "cd"]) == sha256(written).hexdigest()


def test_each_day_with_receipts_has_one_chained_to_the_day_before(
    cast: Cast, two_days: list[DailyRoot]
) -> None:
    assert [(row.day, row.receipts) for row in two_days] == [(TODAY, 2), (TODAY + 2 * DAY, 1)]
    assert [row.previous for row in two_days] == ["", two_days[0].root]
    assert seal(cast, 3.6) == 0
    assert AuditEntry.objects.filter(action="seal-day").count() == 2
    assert first_broken_day() is None


def test_a_day_is_sealed_an_hour_after_it_is_over(cast: Cast) -> None:
    last = calendar.end_of_day(TODAY) - timedelta(seconds=1)
    stand(cast.school, cast.round, at=last)
    assert seal_days(by=officer_of(cast.department, last + timedelta(minutes=59))) == 0
    assert seal_days(by=officer_of(cast.department, last + timedelta(minutes=61))) == 1


def test_only_the_department_seals(cast: Cast) -> None:
    for actor in (cast.malee, cast.wichai, cast.somsri):
        with pytest.raises(Forbidden):
            seal_days(by=actor)


def erase(confirmation: Confirmation) -> None:
    """As somebody with the database's password would: without a trace in the organization's own chain."""
    confirmation.receipt.delete()
    confirmation.students.all().delete()
    confirmation.counts.all().delete()
    confirmation.delete()


def smuggle(cast: Cast) -> None:
    stand(cast.phu_school, cast.round, at=NOW + DAY)


BELIED: dict[str, tuple[Callable[[Cast], object], date]] = {
    "a receipt is gone": (lambda c: erase(Confirmation.objects.get(organization=c.center)), TODAY),
    "a receipt was put in": (lambda c: stand(c.phu_school, c.round), TODAY),
    "one was put into a day without": (smuggle, TODAY + 2 * DAY),
    "a root was changed": (
        lambda c: DailyRoot.objects.filter(day=TODAY).update(root="0" * 64),
        TODAY,
    ),
    "a day is gone": (lambda c: DailyRoot.objects.filter(day=TODAY).delete(), TODAY + 2 * DAY),
}


@pytest.mark.usefixtures("two_days")
@pytest.mark.parametrize("what", BELIED)
def test_what_belies_a_root_is_found(cast: Cast, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    change, day = BELIED[what]
    change(cast)
    assert first_broken_receipt() is None, "the chains of the organizations say nothing"
    assert first_broken_day() == day
    assert main(["ledger", "verify"]) == 1
    said = capsys.readouterr().err
    assert calendar.format_short(day) in said
    assert "[root-broken]" in said


def test_taking_back_belies_nothing(cast: Cast, two_days: list[DailyRoot]) -> None:
    given = Confirmation.objects.get(organization=cast.school)
    revoke(confirmation=given, because="แก้ไข", by=officer_of(cast.mali, NOW + 4 * DAY))
    assert first_broken_day() is None
    assert Receipt.objects.count() == 3


def test_the_clock_seals(cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    stand(cast.school, cast.round)
    monkeypatch.setattr("lec.cli.tick.timezone.now", lambda: NOW + DAY)
    for sealed in (1, 0):
        assert main(["tick"]) == 0
        assert f"Days: {sealed} sealed" in capsys.readouterr().out


def test_everybody_reads_them_without_signing_in(
    two_days: list[DailyRoot], cast: Cast, call: Any, client: Client
) -> None:
    page = text_of(client.get(reverse("confirmations:roots")))
    assert all(row.root in page for row in two_days)
    assert "10 พ.ย. 2564" in page
    answer = client.get("/api/v1/ledger/roots").json()
    assert [row["root"] for row in answer["items"]] == [row.root for row in reversed(two_days)]
    assert answer["items"][0]["previous"] == two_days[0].root


def test_before_the_first_there_are_none(cast: Cast, client: Client) -> None:
    assert "ยังไม่มีรหัสประจำวัน" in text_of(client.get(reverse("confirmations:roots")))
