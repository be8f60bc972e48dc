"""A file is read within bounds: the gate has counted what it holds, and should it have been deceived, the
process is not eaten up with it (issue, Hostile files).
"""

import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lec.uploads.workbook.refused import NotAWorkbook

MOST = 1 << 30  # bytes beyond what the process holds already; the largest file let in takes about half
STATM = Path("/proc/self/statm")
_one_at_a_time = threading.Lock()


@contextmanager
def bounded() -> Iterator[None]:
    """Read one file at a time in this process, within `MOST` bytes. Raises NotAWorkbook beyond them."""
    with _one_at_a_time:
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if STATM.exists():
            held = int(STATM.read_text().split()[0]) * resource.getpagesize()
            limits = [held + MOST, *(limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY)]
            resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
        try:
            yield
        except MemoryError as error:
            raise NotAWorkbook("too-heavy") from error
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
