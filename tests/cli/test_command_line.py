"""What `lec` offers, and how it says no: 0 done, 1 refused (reason on stderr), 2 wrong usage (API.md)."""

import argparse
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from lec.cli import main, parser
from tests.cast import Cast

COMMANDS = {
    "demo": [],
    "serve": [],
    "migrate": [],
    "tick": [],
    "worker": [],
    "simulate": [],
    "account": ["add"],
    "load": ["organizations", "other-schools", "institutions"],
    "ledger": ["verify"],
    "backup": [],
    "restore": [],
}


def subparsers(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    actions = [action for action in of._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(actions[0].choices) if actions else {}


def lines() -> Iterator[list[str]]:
    yield []
    for command, within in COMMANDS.items():
        yield [command]
        yield from ([command, name] for name in within)


def test_the_commands_are_these() -> None:
    found = {name: list(subparsers(command)) for name, command in subparsers(parser()).items()}
    assert found == COMMANDS


@pytest.mark.parametrize("line", list(lines()), ids=" ".join)
def test_each_command_explains_itself(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main([*line, "--help"])
    assert ending.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: {' '.join(['lec', *line])} ")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "fly",
        "load",
        "load organizations",
        "load organizations nowhere.csv",
        "demo --port 0",
        "demo --port eight",
        "simulate --provinces 77",
        "simulate --students none",
        "serve --workers 0",
        "account add --level lao --organization 1 --role king --username u",
    ],
)
def test_wrong_usage(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(line.split())
    assert ending.value.code == 2
    assert "usage: lec" in capsys.readouterr().err


def test_a_database_of_another_version_is_refused(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    MigrationRecorder(connection).record_unapplied("confirmations", "0001_initial")
    assert main(["ledger", "verify"]) == 1
    assert "[database-not-up-to-date]" in capsys.readouterr().err


def test_a_database_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("lec.cli.migrate.migrate", broken)
    assert main(["migrate"]) == 1
    assert "unable to open database file" in capsys.readouterr().err


@pytest.mark.django_db
def test_migrate_is_safe_to_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert "up to date" in capsys.readouterr().out
