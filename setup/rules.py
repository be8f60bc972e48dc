"""Write docs/rules.md: the catalog of rules as a page, from the rules themselves (`make rules`)."""

import re
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parent.parent / "docs/rules.md"
COLUMNS = ("Code", "Severity", "Scope", "What is said", "For example", "Clause")
HEAD = """# Rules

What LEC says of a student, and why. Made from `lec/students/rules` by `make rules`; do not edit.

An **error** blocks saving and confirming, a **warning** needs a written explanation before confirming, an
**info** is only said. The scope is how far one has to look to judge. A code never changes.

"""


def page() -> str:
    """The page as it should be."""
    from lec.students.rules import RULES

    rows = [
        (f"`{rule.code}`", rule.severity, rule.scope, _spoken(rule.sentence()), rule.example, rule.clause)
        for rule in sorted(RULES.values(), key=lambda rule: rule.code)
    ]
    lines = [COLUMNS, ("---",) * len(COLUMNS), *rows]
    return HEAD + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _spoken(sentence: str) -> str:
    """The sentence with its places to fill as a reader sees them."""
    return re.sub(r"%\((\w+)\)s", r"‹\1›", sentence)


if __name__ == "__main__":
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
