"""The department keeps the rates: added, changed, never deleted, each with its source."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lec.audit.models import AuditEntry
from lec.budgets.actions import keep_rate
from lec.budgets.models import BudgetRate
from lec.budgets.queries import rates
from lec.budgets.rules import RateEntry
from lec.refusals import Forbidden, Invalid
from tests.cast import Cast

NEW = RateEntry(
    "teaching", "center_children", 2566, None, Decimal("1734"), None, 0, None, "published", "หนังสือ มท 1"
)


def teaching(year: int) -> list[Decimal]:
    known = [rate for rate in rates(year) if (rate.line, rate.group) == ("teaching", "center_children")]
    return [rate.amount for rate in known]


def test_a_new_rate_holds_from_its_first_year_and_the_old_one_before(cast: Cast) -> None:
    assert teaching(2566) == []
    keep_rate(entry=NEW, by=cast.decha)
    assert (teaching(2565), teaching(2566), teaching(2570)) == ([1700], [1734], [1734])
    keep_rate(entry=replace(NEW, from_fiscal_year=2568, amount=Decimal(1836)), by=cast.decha)
    assert (teaching(2567), teaching(2568)) == ([1734], [1836])


def test_the_same_key_changes_the_rate_and_the_trail_keeps_both(cast: Cast) -> None:
    keep_rate(entry=NEW, by=cast.decha)
    number = BudgetRate.objects.count()
    keep_rate(entry=replace(NEW, amount=Decimal("1735.50")), by=cast.decha)
    assert BudgetRate.objects.count() == number
    act = AuditEntry.objects.filter(action="keep-rate").latest("pk")
    assert (act.before["amount"], act.after["amount"]) == ("1734.00", "1735.50")


@pytest.mark.parametrize("who", ["malee", "wichai", "somsri", "teacher"])
def test_it_is_the_departments(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        keep_rate(entry=NEW, by=getattr(cast, who))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"line": "sweets"}, "group-not-due"),
        ({"line": "books"}, "group-not-due"),
        ({"from_fiscal_year": 2023}, "fiscal-year"),
        ({"to_fiscal_year": 2565}, "fiscal-year"),
        ({"amount": Decimal(0)}, "amount-out-of-range"),
        ({"days": 0}, "days-out-of-range"),
        ({"least": 9, "most": 8}, "sizes-not-in-order"),
        ({"status": "sure"}, "status-unknown"),
        ({"source": " "}, "source-missing"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(cast: Cast, changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(Invalid) as refused:
        keep_rate(entry=replace(NEW, **changed), by=cast.decha)
    assert [found.code for found in refused.value.faults] == [fault]
    assert not BudgetRate.objects.filter(from_fiscal_year=2566, line="teaching").exists()
