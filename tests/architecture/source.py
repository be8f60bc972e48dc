"""The source as the architecture tests read it: parsed, not run."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LEC = ROOT / "lec"


def files(*folders: str, named: str = "*.py") -> list[Path]:
    """The Python files under lec, or under these folders of it; migrations are Django's own writing."""
    roots = [LEC / folder for folder in folders] or [LEC]
    found = (path for root in roots for path in root.rglob(named))
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """lec/rounds/rules.py as the test's name and message call it: "rounds/rules.py"."""
    return path.relative_to(LEC).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports; `from lec.rounds import rules` imports lec.rounds.rules."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            modules = (f"{module}.{alias.name}" for alias in node.names)
            yield from (inner if file_of(inner) else module for inner in modules)


def file_of(module: str) -> Path | None:
    """The file of one of our modules; None for everything else."""
    path = ROOT / module.replace(".", "/")
    found = (
        candidate for candidate in (path.with_suffix(".py"), path / "__init__.py") if candidate.is_file()
    )
    return next(found, None) if module.split(".")[0] == "lec" else None


def is_standard(module: str) -> bool:
    return module.split(".")[0] in sys.stdlib_module_names
