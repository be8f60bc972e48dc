"""Every act that is recorded anywhere has words, which stand in one place."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lec.web.audit.words import ACTS
from tests.architecture.source import LEC, files, name_of, tree

RECORDING = {"record", "entry", "audit_entry"}
NEVER = {"end-profile", "return-profile"}  # spelled by a verb and a noun that do not meet
WRITERS = [
    path
    for path in files()
    if path.parent != LEC / "audit" and "from lec.audit.actions import" in path.read_text(encoding="utf-8")
]


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", "")


def acts_of(path: Path) -> Iterator[str]:
    """What a module records, worked out from how it calls `record` and `entry`."""
    module = importlib.import_module(f"lec.{name_of(path).removesuffix('.py').replace('/', '.')}")
    for function in [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]:
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and called(node) in RECORDING:
                yield from spelled(node.args[0], function, module, tree(path))


def spelled(node: ast.expr, function: ast.FunctionDef, module: ModuleType, whole: ast.Module) -> list[str]:
    """Everything an expression may come to."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [
            *spelled(node.body, function, module, whole),
            *spelled(node.orelse, function, module, whole),
        ]
    if isinstance(node, ast.JoinedStr):
        return joined([spelled(part, function, module, whole) for part in node.values])
    if isinstance(node, ast.FormattedValue):
        return spelled(node.value, function, module, whole)
    if isinstance(node, ast.Subscript):
        held: dict[Any, str] = getattr(module, ast.unparse(node.value))
        return list(held.values())
    names = [argument.arg for argument in function.args.args]
    if isinstance(node, ast.Name) and node.id in names:
        return [
            act
            for caller in [one for one in ast.walk(whole) if isinstance(one, ast.FunctionDef)]
            for call in ast.walk(caller)
            if isinstance(call, ast.Call) and called(call) == function.name
            for act in spelled(call.args[names.index(node.id)], caller, module, whole)
        ]
    return [str(eval(ast.unparse(node), vars(module)))]


def joined(parts: list[list[str]]) -> list[str]:
    texts = [""]
    for part in parts:
        texts = [text + end for text in texts for end in part]
    return texts


@pytest.mark.parametrize("path", WRITERS, ids=name_of)
def test_every_act_that_is_recorded_has_words(path: Path) -> None:
    found = set(acts_of(path)) - NEVER
    assert found
    assert found <= ACTS.keys()


def test_no_words_are_kept_for_acts_that_nobody_records() -> None:
    assert {act for path in WRITERS for act in acts_of(path)} - NEVER == ACTS.keys()
