"""docs/rules.md says what the rules say."""

import importlib.util
from types import ModuleType

import pytest
from django.utils import translation

from lec.students.rules import RULES
from tests.architecture.source import ROOT


def written_by() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rules_page", ROOT / "setup/rules.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date() -> None:
    writer = written_by()
    with translation.override("th"):
        assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), "run make rules"


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_says_what_it_finds_and_where_it_comes_from(code: str) -> None:
    rule = RULES[code]
    assert rule.code == code
    assert rule.sentence() and rule.example and rule.clause
    if rule.check is not None:
        assert rule.check.__doc__
        assert rule.check.__name__ == code.replace("-", "_")
