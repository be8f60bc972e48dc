"""Jobs as they lie in the database: taken up, done, tried again, left (docs/decisions/0020)."""

import sys
import traceback
from datetime import timedelta

from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

ATTEMPTS, KEPT_DAYS = 3, 14
TAKES_AT_MOST = timedelta(hours=1)
READY, FAILED = "READY", "FAILED"


def do_next(name: str) -> bool:
    """Do the job that has waited longest, as the worker `name`; whether there was one."""
    with transaction.atomic():
        job = DBTaskResult.objects.ready().get_locked()
        if job is not None:
            job.claim(name)
    if job is not None:
        _do(job)
    return job is not None


def _do(job: DBTaskResult) -> None:
    """What an error says may be an address or a row of the register: kept is what failed, and where."""
    try:
        job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
    except Exception as error:
        kind = type(error)
        job.status, job.finished_at = FAILED, timezone.now()
        job.exception_class_path = f"{kind.__module__}.{kind.__qualname__}"
        job.traceback = "".join(traceback.format_tb(error.__traceback__))
        job.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
        print(f"Job {job.id} ({job.task_path}) failed: {kind.__name__}", file=sys.stderr)
    else:
        job.set_successful(None)


def take_up_again(name: str) -> int:
    """Queue again what a worker of this name had in hand when it ended; how many. No other has the name."""
    left = [job.pk for job in DBTaskResult.objects.running() if job.worker_ids[-1:] == [name]]
    return _queue_again(_failed(DBTaskResult.objects.filter(pk__in=left)))


def try_again() -> tuple[int, int]:
    """Queue once more what failed, or whose machine is gone; how many, and how many are given up by now."""
    call_command("prune_db_task_results", min_age_days=KEPT_DAYS, verbosity=0)
    _failed(DBTaskResult.objects.running().filter(started_at__lte=timezone.now() - TAKES_AT_MOST))
    again = _queue_again(DBTaskResult.objects.all())
    return again, DBTaskResult.objects.failed().count()


def _failed(jobs: QuerySet[DBTaskResult]) -> QuerySet[DBTaskResult]:
    jobs.update(status=FAILED, finished_at=timezone.now())
    return jobs


def _queue_again(jobs: QuerySet[DBTaskResult]) -> int:
    """Each name in `worker_ids` is an attempt."""
    tried_less = {f"worker_ids__{ATTEMPTS - 1}__isnull": True}
    return jobs.filter(status=FAILED, **tried_less).update(status=READY)
