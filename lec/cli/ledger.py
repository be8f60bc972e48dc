"""`lec ledger verify`: whether every receipt still says what it said when it was given (letter §4.3.1(5))."""

from django.utils.translation import gettext as _

from lec.cli.installation import refuse, require_up_to_date
from lec.confirmations.models import Receipt
from lec.confirmations.queries import first_broken_receipt


def verify() -> None:
    """Refuse with the first receipt that does not hold, and what does not: chain, total, rows or hash."""
    require_up_to_date()
    broken = first_broken_receipt()
    if broken:
        receipt, what = broken
        message = _("ใบรับเลขที่ %(number)s ไม่ตรงกับข้อมูลที่เก็บไว้ (%(what)s)") % {
            "number": receipt.number,
            "what": what,
        }
        raise refuse("ledger-broken", message)
    print(f"All {Receipt.objects.count():,} receipts hold.")
