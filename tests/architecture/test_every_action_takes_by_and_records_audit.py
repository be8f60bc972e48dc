"""Every write says who acts, is whole or absent, and leaves a record (DESIGN, Shape)."""

import ast
from pathlib import Path

import pytest

from tests.architecture import source


def functions_of(path: Path) -> list[ast.FunctionDef]:
    return [node for node in source.tree(path).body if isinstance(node, ast.FunctionDef)]


EXEMPT: dict[str, str] = {}  # "students/actions.py:name": why
RECORDS = {"record", "record_all"}
WRITERS = [path for path in source.files(named="actions.py") if path.parent.name != "audit"]
ACTIONS = [
    pytest.param(path, function, id=f"{source.name_of(path)}:{function.name}")
    for path in WRITERS
    for function in functions_of(path)
    if not function.name.startswith("_") and f"{source.name_of(path)}:{function.name}" not in EXEMPT
]
each_action = pytest.mark.parametrize(("path", "action"), ACTIONS)


@each_action
def test_action_is_keyword_only_and_takes_by(path: Path, action: ast.FunctionDef) -> None:
    positional = [*action.args.posonlyargs, *action.args.args, action.args.vararg]
    assert positional == [None], "arguments of an action are keyword-only"
    by = next((argument for argument in action.args.kwonlyargs if argument.arg == "by"), None)
    assert by is not None, "an action takes `by`"
    assert by.annotation is not None, "`by` is an Actor"
    assert ast.unparse(by.annotation) == "Actor"


@each_action
def test_action_is_one_transaction(path: Path, action: ast.FunctionDef) -> None:
    opened = [
        item.context_expr for node in ast.walk(action) if isinstance(node, ast.With) for item in node.items
    ]
    assert any(is_atomic(node) for node in (*action.decorator_list, *opened)), "an action is atomic"


@each_action
def test_action_records_audit(path: Path, action: ast.FunctionDef) -> None:
    """Directly, or through a function of the same module."""
    own = {function.name: function for function in functions_of(path)}
    reached: set[str] = set()
    waiting = {action.name}
    while waiting:
        reached |= waiting
        called = {name for function in waiting for name in calls(own[function])}
        if called & RECORDS:
            return
        waiting = (called & own.keys()) - reached
    pytest.fail("nothing it calls in its module is audit's record()")


def test_exemptions_exist() -> None:
    functions = {f"{source.name_of(path)}:{node.name}" for path in WRITERS for node in functions_of(path)}
    assert EXEMPT.keys() <= functions


def is_atomic(node: ast.expr) -> bool:
    return ast.unparse(node).split("(")[0] in ("transaction.atomic", "atomic")


def calls(function: ast.FunctionDef) -> set[str]:
    """Every name a function calls or hands on: `record(...)`, `audit.record(...)`, `map(enroll, ...)`."""
    nodes = list(ast.walk(function))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {
        node.func.attr
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
