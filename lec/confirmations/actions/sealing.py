"""The daily root: one hash over all receipts of a day, published, so that none can be taken away or put in
afterwards without everybody seeing it (DOMAIN, Receipt).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from lec.actor import Actor
from lec.audit.actions import record
from lec.confirmations.models import DailyRoot, Receipt
from lec.confirmations.receipts import root_of
from lec.organizations.models import Organization
from lec.organizations.rules import require_level
from lec.thai import calendar

REST = timedelta(hours=1)  # a request that arrived before midnight has its receipt long before


@transaction.atomic
def seal_days(*, by: Actor) -> int:
    """Give every day that is over and has receipts its root; how many. Safe to run twice."""
    require_level(by, 1)
    department = Organization.objects.select_for_update(no_key=True).get(pk=by.organization_id)
    last = DailyRoot.objects.order_by("-day").first()
    until = calendar.start_of_day(calendar.today(by.at - REST))
    receipts = Receipt.objects.filter(confirmation__confirmed_at__lt=until)
    if last is not None:
        receipts = receipts.filter(confirmation__confirmed_at__gte=calendar.end_of_day(last.day))
    previous = last.root if last else ""
    days = _by_day(receipts.values_list("confirmation__confirmed_at", "hash"))
    for day, hashes in sorted(days.items()):
        root = root_of(day, previous, hashes)
        sealed = DailyRoot.objects.create(
            day=day, receipts=len(hashes), root=root, previous=previous, sealed_at=by.at
        )
        after = {"day": day.isoformat(), "receipts": len(hashes), "root": root}
        record("seal-day", sealed, by=by, organization_id=department.pk, after=after)
        previous = root
    return len(days)


def _by_day(receipts: Iterable[tuple[datetime, str]]) -> dict[date, list[str]]:
    days: dict[date, list[str]] = {}
    for at, digest in receipts:
        days.setdefault(calendar.today(at), []).append(digest)
    return days
