"""`lec tick`: what is due by the clock. Run it as often as you like; what is done is not done again."""

from collections.abc import Callable, Iterable

from django.utils import timezone

from lec.actor import Actor
from lec.claims import actions, queries
from lec.claims.models import Claim
from lec.cli.installation import operator
from lec.cli.jobs import try_again
from lec.confirmations.actions import expire_ticket, seal_days
from lec.confirmations.queries import to_expire


def tick() -> None:
    """Settle claims the register has overtaken, remind holders, give deciders what was not answered, end
    tickets that lead to nothing, seal the receipts of days that are over, and try failed jobs again.
    """
    by = operator(timezone.now())
    again, left = try_again()
    done = {
        "settled": _each(queries.overtaken(by.today), actions.settle, by),
        "reminded": _each(queries.to_remind(by.today), actions.remind, by),
        "escalated": _each(queries.to_escalate(by.today), actions.escalate, by),
    }
    print("Claims:", ", ".join(f"{number:,} {what}" for what, number in done.items()))
    expired = sum(expire_ticket(ticket=ticket, by=by) for ticket in to_expire(by.at))
    print(f"Tickets: {expired:,} expired")
    print(f"Days: {seal_days(by=by):,} sealed")
    print(f"Jobs: {again:,} to be tried again, {left:,} given up")


def _each(claims: Iterable[Claim], act: Callable[..., bool], by: Actor) -> int:
    """One transaction a claim: nobody waits for the whole nation's."""
    return sum(act(claim=claim, by=by) for claim in claims)
