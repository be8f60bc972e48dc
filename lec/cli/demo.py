"""`lec demo`: a fresh demo world, and a server to try it on."""

import json
import socket
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from lec.actor import Role
from lec.cli.demo_database import demo_file
from lec.cli.installation import make_empty_database, refuse
from lec.cli.serve import run_gunicorn
from lec.cli.worker import start_worker
from lec.simulation.accounts import PASSWORD, Account
from lec.simulation.demo import build

HOST = "127.0.0.1"
ACCOUNTS = "demo-accounts.json"


def demo(*, port: int, serve: bool, worker: bool) -> None:
    """Build the world and serve it by one process with a few threads: whoever tries it out is alone."""
    if serve:
        _require_free(port)
    settings.VAR.mkdir(parents=True, exist_ok=True)
    _begin_anew()
    accounts = build(timezone.now())
    path = settings.VAR / ACCOUNTS
    write_accounts(accounts, path)
    print(table_of(accounts, path))
    if serve:
        print(f"LEC is served at http://{HOST}:{port}/ until Ctrl+C.")
        if worker:
            start_worker()
        run_gunicorn(HOST, port, "--worker-class=gthread", "--threads=4", "--log-level=warning")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            message = _("พอร์ต %(port)s มีโปรแกรมอื่นใช้อยู่ เลือกพอร์ตอื่นด้วย --port") % {"port": port}
            raise refuse("port-in-use", message) from None


def _begin_anew() -> None:
    """Our own file anew; a database that somebody named is not touched if it holds anything."""
    own = demo_file()
    if settings.DATABASES["default"]["NAME"] == str(own):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{own}{suffix}").unlink(missing_ok=True)
    make_empty_database()


def write_accounts(accounts: Sequence[Account], path: Path) -> None:
    """Who can sign in, as the contract has it (API.md, Set-up)."""
    listed = [
        {
            "username": account.username,
            "password": PASSWORD,
            "role": account.role,
            "level": account.level,
            "organization": account.organization,
            "token": account.token,
            **({"faulty": True} if account.faulty else {}),
        }
        for account in accounts
    ]
    path.write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def table_of(accounts: Sequence[Account], path: Path) -> str:
    """Who to sign in as: every officer, and the first class teacher for all the others."""
    shown = [
        account for account in accounts if account.role == Role.OFFICER or account.username == "teacher1"
    ]
    wide = max(len(account.username) for account in shown)
    notes = {True: "  (errors and warnings to mend)", False: ""}
    lines = [f"  {account.username:{wide}}  {account.name}{notes[account.faulty]}" for account in shown]
    return "\n".join(
        [
            f"Sign in with the password {PASSWORD} as",
            *lines,
            f"All {len(accounts)} accounts, with API tokens: {path}",
        ]
    )
