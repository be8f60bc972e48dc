"""`lec ledger verify`: whether every receipt still says what it said when it was given (letter §4.3.1(5))."""

from django.utils.translation import gettext as _

from lec.cli.installation import refuse, require_up_to_date
from lec.confirmations.models import Receipt
from lec.confirmations.queries import first_broken_day, first_broken_receipt
from lec.thai import calendar


def verify() -> None:
    """Refuse with the first receipt that does not hold, and what does not: chain, total, rows or hash; then
    with the first day whose published root does not.
    """
    require_up_to_date()
    broken = first_broken_receipt()
    if broken:
        receipt, what = broken
        message = _("ใบรับเลขที่ %(number)s ไม่ตรงกับข้อมูลที่เก็บไว้ (%(what)s)") % {
            "number": receipt.number,
            "what": what,
        }
        raise refuse("ledger-broken", message)
    day = first_broken_day()
    if day:
        message = _("ใบรับของวันที่ %(day)s ไม่ตรงกับรหัสประจำวันที่เผยแพร่") % {"day": calendar.format_short(day)}
        raise refuse("root-broken", message)
    print(f"All {Receipt.objects.count():,} receipts hold.")
