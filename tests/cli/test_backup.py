"""The whole store in a file and back: nothing is missing, nothing is written over unasked."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from lec.cli import main
from lec.cli.backup import restore
from lec.confirmations.models import Receipt
from lec.refusals import Invalid
from tests import database
from tests.cast import Cast, build
from tests.confirmations.standing import stand_whole

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Cast:
    cast = build()
    stand_whole(cast.bua, cast.round)
    return cast


@pytest.fixture
def written(world: Cast, tmp_path: Path) -> Path:
    assert main(["backup", str(tmp_path / "store")]) == 0
    return tmp_path / "store"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """The address of another database, with nothing in it."""
    if database.KIND == "sqlite":
        yield f"sqlite:///{tmp_path / 'another.sqlite3'}"
        return
    url, name = os.environ["LEC_DATABASE_URL"], f"restored_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def lec_there(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lec.cli", *words]
    return subprocess.run(
        command, env=os.environ | {"LEC_DATABASE_URL": url}, capture_output=True, text=True, check=False
    )


def opened(url: str) -> Any:
    lite = database.KIND == "sqlite"
    return closing(sqlite3.connect(url.removeprefix("sqlite:///")) if lite else psycopg.connect(url))


def hashes_there(url: str) -> set[Any]:
    with opened(url) as known:
        return set(known.execute("SELECT number, hash FROM confirmations_receipt").fetchall())


def rows_there(url: str) -> dict[str, Any]:
    with opened(url) as known:
        found = [model._meta.db_table for model in models()]
        return {table: known.execute(f"SELECT count(*) FROM {table}").fetchone() for table in found}


def rows_here() -> dict[str, Any]:
    return {model._meta.db_table: (model._default_manager.count(),) for model in models()}


def models() -> list[Any]:
    return [model for model in apps.get_models() if model.__module__.startswith("lec.")]


def test_what_was_written_is_read_again_whole(written: Path, elsewhere: str) -> None:
    before = rows_here()
    assert before["confirmations_receipt"][0] > 0
    done = lec_there(elsewhere, "restore", str(written))
    assert done.returncode == 0, done.stderr
    assert rows_there(elsewhere) == before
    assert hashes_there(elsewhere) == set(Receipt.objects.values_list("number", "hash"))

    refused = lec_there(elsewhere, "restore", str(written))
    assert refused.returncode == 1
    assert "[store-not-empty]" in refused.stderr
    assert lec_there(elsewhere, "restore", "--replace", str(written)).returncode == 0
    assert rows_there(elsewhere) == before


def test_a_backup_is_its_owners_and_is_never_written_over(
    written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    before = written.read_bytes()
    assert main(["backup", str(written)]) == 1
    assert "[file-exists]" in capsys.readouterr().err
    assert written.read_bytes() == before


def test_what_could_not_be_finished_leaves_no_file(
    world: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_file: Path) -> None:
        raise OSError

    monkeypatch.setitem(vars(sys.modules["lec.cli.backup"])["TO_FILE"], connection.vendor, fail)
    with pytest.raises(OSError):
        main(["backup", str(tmp_path / "store")])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"PK\x03\x04", "no-backup"), (b"", "no-backup"), (b"PGDMP", "other"), (b"SQLite format 3\0", "other")],
)
def test_no_other_file_is_restored(world: Cast, tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Invalid) as refused:
        restore(file=tmp_path / "file", replace=False)
    own = {b"PGDMP": "postgresql", b"SQLite format 3\0": "sqlite"}.get(content) == connection.vendor
    expected = {"no-backup": "no-backup", "other": "store-not-empty" if own else "other-database"}[code]
    assert refused.value.faults[0].code == expected


@pytest.mark.skipif(database.KIND != "sqlite", reason="PostgreSQL's own dump checks itself")
def test_a_broken_backup_is_not_restored(written: Path, elsewhere: str) -> None:
    data = bytearray(written.read_bytes())
    data[8192:40960] = os.urandom(32768)
    written.write_bytes(data)
    done = lec_there(elsewhere, "restore", str(written))
    assert done.returncode == 1
    assert "[backup-broken]" in done.stderr
