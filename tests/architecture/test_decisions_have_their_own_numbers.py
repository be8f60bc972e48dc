"""Decision records are cited by number, so a number means one of them, and the list names them all."""

import re

from tests.architecture.source import ROOT

DECISIONS = ROOT / "docs/decisions"


def test_numbers_run_from_one_without_gap_or_repetition() -> None:
    numbers = sorted(int(path.name[:4]) for path in DECISIONS.glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_title_carries_the_number() -> None:
    wrong = [
        path.name
        for path in DECISIONS.glob("[0-9]*.md")
        if not path.read_text(encoding="utf-8").startswith(f"# {path.name[:4]} ")
    ]
    assert not wrong


def test_the_list_names_every_record() -> None:
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (DECISIONS / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
