"""Documents rot where they name files, functions, obstacles and buttons: held against the source."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.architecture.source import LEC, ROOT, file_of, tree

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
GUIDES = sorted(ROOT.glob("docs/guides/*.md"))
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
FILE = re.compile(r"`((?:[\w-]+/)+[\w-]+\.py)`")
NAME = re.compile(r"`((?:[a-z_]+\.)+\w+)(?:\([^`]*\))?`")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
STRESSED = {"ทุกแห่ง", "ทีละคน", "ทั้งสถานศึกษาด้วย Excel"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert not [link for link in links if not (document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_named_files_exist(document: Path) -> None:
    files = FILE.findall(document.read_text(encoding="utf-8"))
    assert not [file for file in files if not ((ROOT / file).exists() or (LEC / file).exists())]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_named_functions_exist(document: Path) -> None:
    names = NAME.findall(document.read_text(encoding="utf-8"))
    ours = [named for named in names if (LEC / named.split(".")[0]).is_dir()]
    assert not [named for named in ours if not is_defined(named)]


def test_the_workflow_lists_every_obstacle_of_confirming() -> None:
    table = (ROOT / "docs/workflow.md").read_text(encoding="utf-8")
    rules = (LEC / "confirmations/rules.py", LEC / "rounds/rules.py")
    calls = [node for path in rules for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    codes = {
        node.args[0].value
        for node in calls
        if isinstance(node.func, ast.Name)
        and node.func.id == "Obstacle"
        and isinstance(node.args[0], ast.Constant)
    }
    assert codes == {code for code in codes if f"| `{code}` |" in table}


@pytest.mark.parametrize("guide", GUIDES, ids=name)
def test_what_a_guide_tells_to_press_is_on_the_screen(guide: Path) -> None:
    with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        sentences = [str(message.id) for message in read_po(file) if message.id]
    pressed = set(BOLD.findall(guide.read_text(encoding="utf-8"))) - STRESSED
    spoken = [re.sub(r"%\(\w+\)s", "", sentence) for sentence in sentences]
    assert not [
        words for words in pressed if not any(words in sentence for sentence in (*sentences, *spoken))
    ]


def is_defined(named: str) -> bool:
    """Whether `students.actions.enroll` is a function, class or value there, or one its front names."""
    module, _, last = named.rpartition(".")
    path = file_of(f"lec.{module}")
    if path is None:
        return file_of(f"lec.{named}") is not None
    tops = [node for node in tree(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Assign)]
    assigned = {
        target.id
        for n in tops
        if isinstance(n, ast.Assign)
        for target in n.targets
        if isinstance(target, ast.Name)
    }
    fronted = {
        alias.asname or alias.name
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if path.name == "__init__.py"
    }
    return last in assigned | fronted | {node.name for node in tops if not isinstance(node, ast.Assign)}
