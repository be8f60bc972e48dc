"""Imports go down only; the order itself stands in pyproject.toml, where the linter reads it."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.source import LEC, ROOT

LINTER = Path(sys.executable).parent / "lint-imports"


def test_imports_go_down_only() -> None:
    linter = subprocess.run([LINTER, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert linter.returncode == 0, linter.stdout + linter.stderr


def test_every_folder_of_a_noun_is_held_to_actions_queries_models() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    held = set(contracts[1]["containers"])
    faces = {"api", "cli", "simulation", "web"}
    nouns = {f"lec.{path.name}" for path in LEC.iterdir() if (path / "__init__.py").exists()} - {"lec.thai"}
    assert held == nouns - {f"lec.{face}" for face in faces}
