"""The `lec` command (API.md, Set-up): what can be asked stands here, what is done in the module named.

Exit status 0: done. 1: refused, with the reason on stderr, in Thai and with its code, as everywhere in LEC.
2: wrong usage. What explains the command itself is in English, as is all that is written for technicians.
"""

import argparse
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import django
from django.db import OperationalError

from lec.cli.demo_database import choose_demo_database
from lec.cli.refusals import sentences_of
from lec.refusals import Refusal

LEVELS = ("department", "province", "lao", "institution")
ROLES = ("officer", "teacher")
LISTS = {
    "organizations": ("provinces and LAOs", "code, kind, name, province_code, province, district"),
    "other-schools": ("schools of other affiliations", "code, affiliation, name, disbursing_lao"),
    "institutions": (
        "schools and centers of LAOs",
        "code, kind, name, lao, tambon, phone, grades (K1-P6 or K1,K2)",
    ),
}

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line, make Django ready, do it; the exit status."""
    given = vars(parser().parse_args(argv))
    run, prepare = given.pop("run"), given.pop("prepare", None)
    if prepare:
        prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lec.settings")
    django.setup()
    try:
        pkgutil.resolve_name(run)(**given)
    except Refusal as refusal:
        print(*sentences_of(refusal), sep="\n", file=sys.stderr)
        return 1
    except OperationalError as broken:
        print(f"The database does not answer (lec migrate makes a new one): {broken}", file=sys.stderr)
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands."""
    top = argparse.ArgumentParser(
        prog="lec",
        description="LEC: the register of students and its count, confirmed level by level.",
        epilog="Environment: LEC_DATABASE_URL, LEC_SECRET_KEY, LEC_ALLOWED_HOSTS, LEC_DEBUG.",
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _declare_demo(commands)
    _declare_serve(commands)
    _declare(commands, "migrate", "bring the database up to date", run="lec.cli.migrate:migrate")
    _declare(
        commands,
        "tick",
        "do what is due by the clock",
        "Reminders and escalations of claims. Let cron run it, every hour or so: twice is as once.",
        run="lec.cli.tick:tick",
    )
    _declare(
        commands,
        "worker",
        "do what was queued: mails, and whatever takes longer than a page may",
        "lec serve and lec demo start one; one a machine is enough. It does what is due by the clock, too.",
        run="lec.cli.worker:worker",
    )
    _declare_simulate(commands)
    _declare_account(_declare_group(commands, "account", "accounts of officers and class teachers"))
    _declare_load(_declare_group(commands, "load", "the department's lists, from CSV files in UTF-8"))
    _declare_ledger(_declare_group(commands, "ledger", "the ledger of confirmations"))
    _declare_backup(commands)
    return top


def _declare_group(commands: Commands, name: str, does: str) -> Commands:
    return _declare(commands, name, does).add_subparsers(metavar="COMMAND", required=True)


def _declare(
    commands: Commands, name: str, does: str, more: str = "", **defaults: object
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}. {more}")
    command.set_defaults(**defaults)
    return command


def _declare_demo(commands: Commands) -> None:
    demo = _declare(
        commands,
        "demo",
        "build a fresh demo world of fictitious people and serve it",
        "It lives in var/demo.sqlite3, which is made anew each time, or in LEC_DATABASE_URL if that is set "
        "and empty. Accounts and API tokens are written to var/demo-accounts.json.",
        run="lec.cli.demo:demo",
        prepare=choose_demo_database,
    )
    demo.add_argument("--port", type=_port, default=8000, metavar="N", help="on 127.0.0.1 (default 8000)")
    _declare_worker(demo)
    demo.add_argument("--no-serve", dest="serve", action="store_false", help="build only")


def _declare_serve(commands: Commands) -> None:
    serve = _declare(
        commands,
        "serve",
        "serve pages and API from LEC_DATABASE_URL",
        "It speaks plain HTTP: TLS is the proxy's. Without LEC_SECRET_KEY it serves this machine only.",
        run="lec.cli.serve:serve",
    )
    serve.add_argument("--host", default="127.0.0.1", metavar="A", help="listen here (default 127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, metavar="N", help="default 8000")
    serve.add_argument(
        "--workers", type=_count, metavar="N", help="processes (default one per core, two at least)"
    )
    _declare_worker(serve)


def _declare_worker(command: argparse.ArgumentParser) -> None:
    command.add_argument("--no-worker", dest="worker", action="store_false", help="start no lec worker")


def _declare_account(account: Commands) -> None:
    add = _declare(
        account,
        "add",
        "appoint a person and print the one-time code by which they set their password",
        "A username that is known gets a further role and keeps its password. In an empty installation "
        "--level department makes the department first.",
        run="lec.cli.account:add",
    )
    add.add_argument("--level", required=True, choices=LEVELS)
    add.add_argument("--organization", required=True, metavar="CODE", help="DLA for the department")
    add.add_argument("--role", required=True, choices=ROLES)
    add.add_argument("--username", required=True, metavar="U")
    add.add_argument("--name", default="", metavar="NAME", help="first and last name (default the username)")


def _declare_load(load: Commands) -> None:
    for name, (does, columns) in LISTS.items():
        more = f"Columns: {columns}; others are left alone. The whole file or nothing, and twice is as once."
        file = _declare(load, name, does, more, run=f"lec.cli.load:{name.replace('-', '_')}")
        file.add_argument("file", type=_file, metavar="FILE.csv")


def _declare_simulate(commands: Commands) -> None:
    simulate = _declare(
        commands,
        "simulate",
        "write a synthetic nation into an empty database",
        "Its round 2 is open, nothing in it confirmed. One seed gives one nation on one day. "
        "Accounts and API tokens are written to var/simulated-accounts.json.",
        run="lec.cli.simulate:simulate",
    )
    simulate.add_argument("--provinces", type=_provinces, default=76, metavar="N", help="default 76")
    simulate.add_argument(
        "--students", type=_number, metavar="N", help="default the provinces' part of 1,400,000"
    )
    simulate.add_argument("--seed", type=_number, default=1, metavar="N", help="default 1")
    simulate.add_argument(
        "--years",
        type=_years,
        default=0,
        metavar="N",
        help="years before this one, confirmed whole (default 0)",
    )
    simulate.add_argument(
        "--laos", type=_file, metavar="FILE.csv", help="a list of LAOs, as for lec load organizations"
    )


def _declare_ledger(ledger: Commands) -> None:
    does = "recompute every receipt's hash and the chain, and name the first that fails"
    _declare(ledger, "verify", does, run="lec.cli.ledger:verify")


def _declare_backup(commands: Commands) -> None:
    backup = _declare(
        commands,
        "backup",
        "write the whole store to one new file, while people work",
        "It holds every child's name: keep it as you keep the register. PostgreSQL: by pg_dump.",
        run="lec.cli.backup:backup",
    )
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = _declare(
        commands,
        "restore",
        "read the whole store from a backup of the same kind of database",
        "Stop the server first. All of it or nothing.",
        run="lec.cli.backup:restore",
    )
    restore.add_argument("file", type=_file, metavar="FILE")
    restore.add_argument("--replace", action="store_true", help="a store that holds something is replaced")


def _port(text: str) -> int:
    return _between(text, 1, 65_535)


def _count(text: str) -> int:
    return _between(text, 1, 256)


def _provinces(text: str) -> int:
    return _between(text, 1, 76)


def _number(text: str) -> int:
    return _between(text, 1, 5_000_000)


def _years(text: str) -> int:
    return _between(text, 0, 5)


def _between(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
    return int(text)


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text!r}")
    return path
