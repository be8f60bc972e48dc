"""What is installed is fixed by its hash, never by the host one of us happened to fetch it from."""

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.architecture.source import ROOT

ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links")
REQUIREMENTS = sorted((ROOT / "requirements").iterdir())


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_name_no_address(path: Any) -> None:
    assert not ADDRESS.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "path", [path for path in REQUIREMENTS if path.suffix == ".lock"], ids=lambda path: path.name
)
def test_every_requirement_has_a_hash(path: Any) -> None:
    pinned = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8"))
    assert not [line.split()[0] for line in pinned if "==" in line and "--hash=sha256:" not in line]


def test_package_lock_names_no_address() -> None:
    """But for the pages on which its authors ask for support."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert not [value for value in texts(lock) if ADDRESS.search(value)]


def test_locks_that_name_hosts_are_not_kept() -> None:
    kept = subprocess.run(
        ["git", "ls-files", "uv.lock", "pylock.toml"], cwd=ROOT, capture_output=True, text=True
    )
    assert kept.stdout == ""


def texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from texts(item)
        case dict():
            for key, item in value.items():
                if key != "funding":
                    yield from texts(item)
