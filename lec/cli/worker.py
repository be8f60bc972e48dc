"""`lec worker`: does what was queued, and every quarter of an hour what is due by the clock.

One worker a machine (a lock under LEC_VAR). What it had in hand when it was killed is queued again when the
next one starts, and what failed is tried again by `lec tick`; after `ATTEMPTS` it is left, to be looked at.
"""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from lec.cli.installation import refuse, require_up_to_date
from lec.cli.tick import ATTEMPTS, tick

PAUSE, BETWEEN_TICKS = 1.0, 15 * 60
PR_SET_PDEATHSIG = 1
RUNNING, READY, FAILED = "RUNNING", "READY", "FAILED"


def worker() -> None:
    """Work until told to stop; the job in hand is finished. A process that dies at its work is replaced."""
    require_up_to_date()
    lock = _only_one()
    connections.close_all()
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda given, _frame: stopped.append(given))
    while not stopped:
        child = os.fork()
        if not child:
            _end_with_parent()
            work()
            os._exit(0)
        _wait(child, stopped)
        time.sleep(0 if stopped else PAUSE)
    os.close(lock)


def start_worker() -> None:
    """A worker beside the server that this process becomes; it ends with it."""
    subprocess.Popen([sys.executable, "-m", "lec.cli", "worker"], preexec_fn=_end_with_parent)


def work(rounds: int = 0) -> None:
    """The queue and the clock, for ever or so many rounds."""
    name = f"{socket.gethostname()}:{settings.VAR}"[-64:]
    take_up_again(name)
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    worker.configure_signals()
    next_tick, done = time.monotonic(), 0
    while worker.running and (not rounds or done < rounds):
        worker.run()
        if time.monotonic() >= next_tick:
            _apart(tick)
            next_tick = time.monotonic() + BETWEEN_TICKS
        done += 1
        time.sleep(PAUSE if not rounds else 0)


def take_up_again(name: str) -> int:
    """Queue again what a worker of this name had in hand when it ended; how many. No other has the name."""
    left = [task for task in DBTaskResult.objects.filter(status=RUNNING) if task.worker_ids[-1:] == [name]]
    for task in left:
        task.status = READY if len(task.worker_ids) < ATTEMPTS else FAILED
        task.save(update_fields=["status"])
    return len(left)


def _apart(act: Callable[[], object]) -> None:
    """What fails by the clock is said, and keeps nobody from the queue."""
    try:
        act()
    except Exception as error:
        print(f"tick: {type(error).__name__}", file=sys.stderr)


def _only_one() -> int:
    settings.VAR.mkdir(parents=True, exist_ok=True)
    lock = os.open(settings.VAR / "worker.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise refuse("worker-running", _("มี lec worker ทำงานอยู่แล้วในเครื่องนี้ ไม่ต้องเปิดอีก")) from None
    return lock


def _wait(child: int, stopped: list[int]) -> None:
    while True:
        ended, _status = os.waitpid(child, os.WNOHANG)
        if ended:
            return
        if stopped:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
            return
        time.sleep(0.1)


def _end_with_parent() -> None:
    """However the parent ends, this process is told (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
