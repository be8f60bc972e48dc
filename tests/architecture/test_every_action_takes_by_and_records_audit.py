"""Every write says who acts, is whole or absent, and leaves a record (DESIGN, Shape)."""

import ast
from pathlib import Path

import pytest

from tests.architecture import source


def functions_of(path: Path) -> list[ast.FunctionDef]:
    return [node for node in source.tree(path).body if isinstance(node, ast.FunctionDef)]


def is_offered(path: Path, name: str) -> bool:
    """Of a folder of actions, those that its front names; the rest are parts of them."""
    front = path.parent / "__init__.py"
    return path.name == "actions.py" or name in {
        alias.name
        for node in source.tree(front).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def is_job(function: ast.FunctionDef) -> bool:
    """The rest of an act that has recorded already, done by the worker: nobody acts then."""
    return "task()" in map(ast.unparse, function.decorator_list)


EXEMPT = {
    "notices/actions.py:tell": "a part of the act that is told of, which records",
    "notices/actions.py:mark_seen": "reading changes nothing but that it was read",
    "students/actions/findings.py:review": "keeps what is derived; a part of confirming, which records",
}
RECORDS = {"record", "record_all"}
WRITERS = [
    path
    for path in source.files()
    if (path.name == "actions.py" and path.parent.name != "audit")
    or (path.parent.name == "actions" and path.name != "__init__.py")
]
FUNCTIONS = {
    f"{source.name_of(path)}:{node.name}": (path, node) for path in WRITERS for node in functions_of(path)
}
ACTIONS = {
    key: (path, function)
    for key, (path, function) in FUNCTIONS.items()
    if not function.name.startswith("_") and is_offered(path, function.name)
    if key not in EXEMPT and not is_job(function)
}
each_action = pytest.mark.parametrize(("path", "action"), ACTIONS.values(), ids=ACTIONS)


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
    """Directly, through a function of the same module, or by handing the whole to another action."""
    enough = RECORDS | actions_imported_by(path)
    own = {function.name: function for function in functions_of(path)}
    reached: set[str] = set()
    waiting = {action.name}
    while waiting:
        reached |= waiting
        called = {name for function in waiting for name in calls(own[function])}
        if called & enough:
            return
        waiting = (called & own.keys()) - reached
    pytest.fail("neither it nor what it calls in its module records")


def test_exemptions_exist() -> None:
    assert EXEMPT.keys() <= FUNCTIONS.keys()


def actions_imported_by(path: Path) -> set[str]:
    """What a module calls the actions of other nouns, each of which is held to this same test."""
    imports = [node for node in ast.walk(source.tree(path)) if isinstance(node, ast.ImportFrom)]
    return {
        alias.asname or alias.name
        for node in imports
        if (file := source.file_of(node.module or ""))
        for alias in node.names
        if any(
            key.endswith(f":{alias.name}") and (path == file or path.parent == file.parent)
            for key, (path, _function) in ACTIONS.items()
        )
    }


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
