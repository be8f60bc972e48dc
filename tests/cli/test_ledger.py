"""`lec ledger verify` names the receipt that no longer says what it said."""

import pytest

from lec.cli import main
from lec.confirmations.actions import confirm
from lec.confirmations.models import ConfirmedCount, Receipt
from tests.cast import Cast, attest_all


def test_it_names_the_receipt_whose_count_was_changed(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    assert main(["ledger", "verify"]) == 0
    assert "All 1 receipts hold." in capsys.readouterr().out

    ConfirmedCount.objects.filter(grade="P1", sex="M").update(count=3)

    assert main(["ledger", "verify"]) == 1
    assert Receipt.objects.get().number in capsys.readouterr().err
