"""Rules judge values: they ask no database, no settings and no clock of their own (DESIGN, Shape)."""

import ast
from pathlib import Path

import pytest

from tests.architecture import source

RULES = [path for path in source.files() if "rules" in (path.stem, path.parent.name)]
NOUNS = {"actions", "models", "queries"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
}


@pytest.mark.parametrize("path", RULES, ids=source.name_of)
def test_rules_import_values_and_gettext_only(path: Path) -> None:
    impure = {f"{source.name_of(file)} imports {name}" for file, name in reach(path) if not is_value(name)}
    assert not impure


@pytest.mark.parametrize("path", RULES, ids=source.name_of)
def test_rules_read_no_clock(path: Path) -> None:
    """The actor's `at` is the only "now"."""
    calls = [node.func for node in ast.walk(source.tree(path)) if isinstance(node, ast.Call)]
    attributes = [call for call in calls if isinstance(call, ast.Attribute)]
    read = [
        f"line {call.lineno}" for call in attributes if (getattr(call.value, "id", ""), call.attr) in CLOCKS
    ]
    assert not read


def reach(path: Path) -> set[tuple[Path, str]]:
    """What a file imports, and what the values of ours that it imports go on to import."""
    found: set[tuple[Path, str]] = set()
    waiting = [path]
    while waiting:
        file = waiting.pop()
        new = {(file, name) for name in source.imports(file)} - found
        found |= new
        waiting += [inner for _, name in new if is_value(name) and (inner := source.file_of(name))]
    return found


def is_value(module: str) -> bool:
    """What a rule may import: the standard library, gettext, the map, and our own values and rules."""
    if not module.startswith("lec."):
        return source.is_standard(module) or module.startswith(("django.utils.translation", "geothai"))
    _, folder, *rest = module.split(".")
    if folder in ("thai", "actor", "refusals"):
        return True
    return rest[:1] == ["rules"] or (folder == "reference" and bool(rest) and rest[0] not in NOUNS)
