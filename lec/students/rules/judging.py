"""Judging an entry by every rule of the catalog."""

from lec.students.rules import particulars, reading, register
from lec.students.rules.catalog import RULES, Severity
from lec.students.rules.entries import Entry, Facts, Finding

SHELVES = (register, particulars, reading)


def judge(entry: Entry, facts: Facts) -> list[Finding]:
    """All findings about a tidied entry, errors first."""
    found = [
        Finding(rule.code, rule.severity, field, params)
        for rule in RULES.values()
        if rule.check is not None
        for field, params in rule.check(entry, facts)
    ]
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def errors(findings: list[Finding]) -> list[Finding]:
    """Those that block."""
    return [finding for finding in findings if finding.severity == Severity.ERROR]
