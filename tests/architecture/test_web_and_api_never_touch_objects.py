"""Fetching is authorizing: the faces ask queries or `visible_to`, never a manager (DESIGN, idea 5)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import source

FACES = source.files("web", "api")
MANAGERS = {"objects", "_default_manager", "_base_manager"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}


@pytest.mark.parametrize("path", FACES, ids=source.name_of)
def test_faces_never_touch_objects(path: Path) -> None:
    assert not list(touches(source.tree(path)))


def test_templates_never_touch_objects() -> None:
    templates = (path for path in (source.LEC / "web").rglob("templates/**/*") if path.is_file())
    assert not [source.name_of(path) for path in templates if ".objects" in path.read_text(encoding="utf-8")]


def touches(tree: ast.AST) -> Iterator[str]:
    """A manager by name or by string, or a shortcut that takes one from a model class."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if name in MANAGERS:
                yield f"line {node.lineno}: .{name}"
            case ast.Constant(value=str(name)) if name in MANAGERS:
                yield f'line {node.lineno}: "{name}"'
            case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=model), *_]) if name in SHORTCUTS:
                if model[0].isupper():
                    yield f"line {node.lineno}: {name}({model}, ...)"
