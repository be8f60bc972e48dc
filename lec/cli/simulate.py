"""`lec simulate`: a synthetic nation to try LEC at size and to measure it."""

import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lec.cli.demo import write_accounts
from lec.cli.installation import make_empty_database
from lec.cli.load import provinces_and_laos
from lec.organizations.models import Level, Organization
from lec.simulation.accounts import PASSWORD
from lec.simulation.nation import Scale
from lec.simulation.nation import simulate as build
from lec.simulation.places import DEPARTMENT
from lec.simulation.tree import PROVINCES, STUDENTS
from lec.students.models import Enrollment

ACCOUNTS = "simulated-accounts.json"


def simulate(*, provinces: int, students: int | None, seed: int, years: int, laos: Path | None) -> None:
    """Write the nation into an empty database, all of it or nothing, and its accounts beside."""
    started = time.perf_counter()
    known = provinces_and_laos(laos, DEPARTMENT[0]) if laos else None
    if known:
        provinces = min(provinces, len(known[0]))
    if students is None:
        students = round(STUDENTS * provinces / PROVINCES)
    settings.VAR.mkdir(parents=True, exist_ok=True)
    make_empty_database()

    def tell(line: str) -> None:
        print(f"{time.perf_counter() - started:6.0f} s  {line}", file=sys.stderr, flush=True)

    accounts = build(Scale(provinces, students, seed, years), timezone.now(), tell, known)
    _settle()
    path = settings.VAR / ACCOUNTS
    write_accounts(accounts, path)
    path.chmod(0o600)
    numbers = [f"{Organization.objects.filter(level=level).count():,} {level}s" for level in Level.values[1:]]
    print(f"{', '.join(numbers)}, {Enrollment.objects.filter(left_on=None).count():,} students.")
    print(f"Sign in with the password {PASSWORD}; {len(accounts):,} accounts, with API tokens: {path}")


def _settle() -> None:
    """PostgreSQL takes note of what it holds, which it does in no transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
