"""`lec worker`: does what was queued, and every quarter of an hour what is due by the clock.

One worker a machine (a lock under LEC_VAR); another waits until that one has ended, so that a server started
anew has one. Told to stop it finishes the job in hand, however often it is told: whoever stops a whole group
of processes tells each of them.
"""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import close_old_connections, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from lec.cli.installation import require_up_to_date
from lec.cli.jobs import do_next, take_up_again
from lec.cli.tick import tick

PAUSE, BETWEEN_TICKS = 1.0, 15 * 60
PR_SET_PDEATHSIG = 1


def worker() -> None:
    """Work until told to stop. The work is done by a child, which is replaced when it dies of it."""
    require_up_to_date()
    _leave_the_database()
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda given, _frame: stopped.append(given))
    lock = _wait_to_be_the_one(stopped)
    while not stopped:
        child = os.fork()
        if not child:
            _end_with_parent()
            work(stopped)
            os._exit(0)
        _wait(child, stopped)
        time.sleep(0 if stopped else PAUSE)
    os.close(lock)


def start_worker() -> None:
    """A worker beside the server that this process becomes; it ends with it."""
    subprocess.Popen([sys.executable, "-m", "lec.cli", "worker"], preexec_fn=_end_with_parent)


def work(stopped: Sequence[int] = (), rounds: int = 0) -> None:
    """The queue and the clock, until told to stop or so many rounds."""
    name = f"{socket.gethostname()}:{settings.VAR}"[-64:]
    take_up_again(name)
    next_tick, done = time.monotonic(), 0
    while not stopped and (not rounds or done < rounds):
        while not stopped and do_next(name):
            pass
        if not stopped and time.monotonic() >= next_tick:
            _apart(tick)
            next_tick = time.monotonic() + BETWEEN_TICKS
        done += 1
        if not stopped and done != rounds:
            _rest()


def _rest() -> None:
    """A connection that broke meanwhile is not met again."""
    time.sleep(PAUSE)
    close_old_connections()


def _apart(act: Callable[[], object]) -> None:
    """What fails by the clock is said, and keeps nobody from the queue."""
    try:
        act()
    except Exception as error:
        print(f"tick: {type(error).__name__}", file=sys.stderr)


def _leave_the_database() -> None:
    """A connection shared with a child outlives it: the next would commit what that one left half done."""
    connections.close_all()
    for connection in connections.all(initialized_only=True):
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def _wait_to_be_the_one(stopped: Sequence[int]) -> int:
    settings.VAR.mkdir(parents=True, exist_ok=True)
    lock = os.open(settings.VAR / "worker.lock", os.O_CREAT | os.O_RDWR, 0o600)
    if not _is_ours(lock):
        print("Another lec worker is at work on this machine: waiting for it to end.", file=sys.stderr)
    while not stopped and not _is_ours(lock):
        time.sleep(PAUSE)
    return lock


def _is_ours(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(child: int, stopped: Sequence[int]) -> None:
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if stopped:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
            return
        time.sleep(0.1)


def _end_with_parent() -> None:
    """However the parent ends, this process is told (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
