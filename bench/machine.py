"""What a run costs: wall time of each request, processor time of the web workers and of the database."""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Milliseconds: median and 95th percentile of the wall time, processor time of web and of database."""

    p50: float
    p95: float
    web: float
    database: float

    @property
    def cpu(self) -> float:
        """Processor milliseconds per request, whoever spent them."""
        return self.web + self.database


def cost_of(act: Callable[[int], None], times: int, at_once: int, web: Iterable[int], database: int) -> Cost:
    """Do it so often, so many at once; `web` are processes of the web server, `database` the postmaster."""

    def timed(n: int) -> float:
        started = time.perf_counter()
        act(n)
        return (time.perf_counter() - started) * 1000

    web = list(web)
    before = sum(map(spent, web)), spent_by_all_below(database)
    if at_once == 1:
        walls = sorted(map(timed, range(times)))
    else:
        with ThreadPoolExecutor(at_once) as pool:
            walls = sorted(pool.map(timed, range(times)))
    after = sum(map(spent, web)), spent_by_all_below(database)
    in_web, in_database = ((b - a) * 1000 / times for a, b in zip(before, after, strict=True))
    return Cost(statistics.median(walls), walls[int(len(walls) * 0.95) - 1], in_web, in_database)


def spent(pid: int) -> float:
    """Seconds of processor time of a process, and of its children that have ended."""
    return sum(map(int, _stat(pid)[11:15])) / TICK


def spent_by_all_below(pid: int) -> float:
    """The same of a process and all its living children."""
    return spent(pid) + sum(_if_alive(child) for child in children(pid))


def children(pid: int) -> list[int]:
    """The processes a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _if_alive(pid: int) -> float:
    try:
        return sum(map(int, _stat(pid)[11:13])) / TICK
    except FileNotFoundError:
        return 0.0


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
