"""What a rule is, and all of them by code (docs/rules.md is made from here).

A rule is a function that looks at an `Entry` and the `Facts` around it and yields (field, params) for each
place where it does not hold. Its code never changes; its sentence says what is wrong, why, and the way out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language

from lec.reference.grades import short

Found = Iterator[tuple[str, dict[str, Any]]]
Check = Callable[[Any, Any], Found]


class Severity(StrEnum):
    """How much a finding weighs: an error blocks, a warning is explained, an info is only said."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Scope(StrEnum):
    """How far one has to look to judge: at the student, the institution's register, the nation's, a file."""

    STUDENT = "student"
    INSTITUTION = "institution"
    NATION = "nation"
    FILE = "file"


@dataclass(frozen=True)
class Rule:
    """One rule. `example` shows what it finds; `clause` is where it comes from; `check` is None where reading
    a file finds it, before there is an entry to judge.
    """

    code: str
    severity: Severity
    sentence: Callable[[], str]
    example: str
    clause: str
    scope: Scope
    check: Check | None = None


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    severity: Severity,
    sentence: Callable[[], str],
    *,
    example: str,
    clause: str,
    scope: Scope = Scope.STUDENT,
) -> Callable[[Check], Check]:
    """Enter a function into the catalog under its code."""

    def enter(check: Check) -> Check:
        RULES[code] = Rule(code, severity, sentence, example, clause, scope, check)
        return check

    return enter


def found_by_reading(
    code: str, severity: Severity, sentence: Callable[[], str], *, example: str, clause: str
) -> None:
    """Enter what only the reader of a file can find."""
    RULES[code] = Rule(code, severity, sentence, example, clause, Scope.FILE)


def message_of(code: str, params: dict[str, Any]) -> str:
    """The sentence of a finding: what is wrong, why, and the way out."""
    grade = str(params.get("grade", ""))
    spoken = grade if get_language() == "en" else short(grade)
    return RULES[code].sentence() % {**params, "grade": spoken}
