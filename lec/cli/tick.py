"""`lec tick`: what is due by the clock. Run it as often as you like; what is done is not done again."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lec.actor import Actor
from lec.claims import actions, queries
from lec.claims.models import Claim
from lec.cli.installation import operator
from lec.confirmations.actions import expire_ticket
from lec.confirmations.queries import to_expire

ATTEMPTS, KEPT_DAYS = 3, 14


def tick() -> None:
    """Settle claims the register has overtaken, remind holders, give deciders what was not answered, end
    tickets of closed rounds, and try failed jobs again.
    """
    by = operator(timezone.now())
    done = {
        "settled": _each(queries.overtaken(by.today), actions.settle, by),
        "reminded": _each(queries.to_remind(by.today), actions.remind, by),
        "escalated": _each(queries.to_escalate(by.today), actions.escalate, by),
    }
    print("Claims:", ", ".join(f"{number:,} {what}" for what, number in done.items()))
    expired = sum(expire_ticket(ticket=ticket, by=by) for ticket in to_expire(by.today))
    print(f"Tickets: {expired:,} expired")
    print(f"Jobs: {_try_again():,} to be tried again")


def _try_again() -> int:
    """Queue what failed today once more, mails above all; how many. The rest of old jobs is swept away."""
    now = timezone.now()
    call_command("prune_db_task_results", min_age_days=KEPT_DAYS, verbosity=0)
    failed = DBTaskResult.objects.filter(status="FAILED", finished_at__gte=now - timedelta(days=1))
    again = [task for task in failed if len(task.worker_ids) < ATTEMPTS]
    return DBTaskResult.objects.filter(pk__in=[task.pk for task in again]).update(status="READY")


def _each(claims: Iterable[Claim], act: Callable[..., bool], by: Actor) -> int:
    """One transaction a claim: nobody waits for the whole nation's."""
    return sum(act(claim=claim, by=by) for claim in claims)
