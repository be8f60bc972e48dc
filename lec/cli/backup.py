"""`lec backup` and `lec restore`: the whole store in one file, by the database's own means.

A backup is one moment of the store, taken while people work: SQLite's backup, or PostgreSQL's dump. It is
named as asked only once it is whole, and readable by its owner alone: it holds every child's name.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from lec.cli.installation import refuse
from lec.confirmations.models import Receipt
from lec.organizations.models import Organization
from lec.students.models import Student

MAGIC = {b"SQLite format 3\0": "sqlite", b"PGDMP": "postgresql"}


def backup(*, file: Path) -> None:
    """Write the store to a new file. Refuses to write over one, and where the database's tool is missing."""
    if file.exists():
        raise refuse("file-exists", _("มีไฟล์ %(file)s อยู่แล้ว ใช้ชื่ออื่น") % {"file": file})
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        TO_FILE[connection.vendor](unfinished)
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"{file}: {file.stat().st_size:,} bytes. {_contents()}")


def restore(*, file: Path, replace: bool = False) -> None:
    """Read a store from a file into the database, all of it or nothing. Stop the server before.

    Refuses a file that is no backup or of another kind of database, and a store that holds something unless
    `replace`.
    """
    kind = _kind_of(file)
    if kind != connection.vendor:
        words = {"kind": kind, "own": connection.vendor}
        raise refuse("other-database", _("ไฟล์นี้สำรองจาก %(kind)s กู้คืนลง %(own)s ไม่ได้") % words)
    if not replace and _holds_something():
        raise refuse("store-not-empty", _("ฐานข้อมูลมีข้อมูลอยู่แล้ว ถ้าต้องการแทนที่ทั้งหมด ใส่ --replace"))
    FROM_FILE[kind](file)
    print(f"Restored. {_contents()}\nNext: lec migrate, then lec ledger verify.")


def _contents() -> str:
    found = (Organization.objects.count(), Student.objects.count(), Receipt.objects.count())
    return "{:,} organizations, {:,} students, {:,} receipts.".format(*found)


def _kind_of(file: Path) -> str:
    with file.open("rb") as opened:
        start = opened.read(16)
    for magic, kind in MAGIC.items():
        if start.startswith(magic):
            return kind
    raise refuse("no-backup", _("%(file)s ไม่ใช่ไฟล์ที่ lec backup เขียน") % {"file": file})


def _holds_something() -> bool:
    tables = connection.introspection.table_names()
    return Organization._meta.db_table in tables and Organization.objects.exists()


def _sqlite_to(file: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _sqlite_from(file: Path) -> None:
    with closing(sqlite3.connect(f"file:{file.resolve()}?mode=ro", uri=True)) as copy:
        try:
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError:
            sound = False
        if not sound:
            raise refuse("backup-broken", _("ไฟล์สำรองเสียหาย ไม่ได้กู้คืน ใช้ไฟล์อื่น"))
        connection.ensure_connection()
        copy.backup(connection.connection)


def _postgresql_to(file: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def _postgresql_from(file: Path) -> None:
    connection.close()
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")
    _run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(file))


def _run(tool: str, *options: str) -> None:
    """The address and the password go by the environment, where no list of processes shows them."""
    if shutil.which(tool) is None:
        raise refuse("tool-missing", _("ไม่มีโปรแกรม %(tool)s ติดตั้ง postgresql-client ก่อน") % {"tool": tool})
    held = connection.settings_dict
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    given = {name: str(held[key]) for name, key in names.items() if held[key]}
    done = subprocess.run(  # noqa: S603
        [tool, *options], env=os.environ | given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = {
            "tool": tool,
            "said": done.stderr.strip().splitlines()[0] if done.stderr else done.returncode,
        }
        raise refuse("tool-failed", _("%(tool)s ทำไม่สำเร็จ: %(said)s") % words)


TO_FILE = {"sqlite": _sqlite_to, "postgresql": _postgresql_to}
FROM_FILE = {"sqlite": _sqlite_from, "postgresql": _postgresql_from}
