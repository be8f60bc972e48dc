"""What is right about a student of the register, and what is not (letter §4.3; DOMAIN, The register).

A rule looks at an `Entry` (what is or would be held) and the `Facts` around it and yields `Finding`s. An
error blocks saving through every door and blocks confirming; a warning needs a written explanation before
confirming; an info is only said. The same rules judge the form, the file, the API and the living register.
"""

from lec.students.rules.catalog import RULES, Rule, Scope, Severity, message_of
from lec.students.rules.entries import (
    CITIZEN_ID_TYPES,
    LONGEST,
    Entry,
    Facts,
    Finding,
    age_of,
    is_newcomer,
)
from lec.students.rules.judging import errors, judge
from lec.students.rules.merging import (
    faults_of_merging,
    obstacles_to_merging,
    obstacles_to_overtaken,
    obstacles_to_undoing_merge,
    require_merger,
    require_officer,
    taken_over,
)
from lec.students.rules.particulars import (
    PARTICULARS,
    SECTIONS,
    Kind,
    Particular,
    Section,
    of_kind,
    of_section,
    with_postal_codes,
)
from lec.students.rules.rolling import (
    Outcome,
    next_grade,
    obstacles_to_rolling,
    obstacles_to_undoing,
    outcome_of,
)
from lec.students.rules.tidying import tidy
from lec.students.rules.writing import (
    GONE,
    LONGEST_EXPLANATION,
    LONGEST_NOTE,
    OTHER,
    PRESENT,
    faults_of_explanation,
    faults_of_leaving,
    faults_of_mark,
    faults_of_protecting,
    obstacles_to_leaving,
    obstacles_to_returning,
    require_own_register,
    require_releaser,
)

__all__ = [
    "CITIZEN_ID_TYPES",
    "GONE",
    "LONGEST",
    "LONGEST_EXPLANATION",
    "LONGEST_NOTE",
    "OTHER",
    "PARTICULARS",
    "PRESENT",
    "RULES",
    "SECTIONS",
    "Entry",
    "Facts",
    "Finding",
    "Kind",
    "Outcome",
    "Particular",
    "Rule",
    "Scope",
    "Section",
    "Severity",
    "age_of",
    "errors",
    "faults_of_explanation",
    "faults_of_leaving",
    "faults_of_mark",
    "faults_of_merging",
    "faults_of_protecting",
    "is_newcomer",
    "judge",
    "message_of",
    "next_grade",
    "obstacles_to_leaving",
    "obstacles_to_merging",
    "obstacles_to_overtaken",
    "obstacles_to_returning",
    "obstacles_to_rolling",
    "obstacles_to_undoing",
    "obstacles_to_undoing_merge",
    "of_kind",
    "of_section",
    "outcome_of",
    "require_merger",
    "require_officer",
    "require_own_register",
    "require_releaser",
    "taken_over",
    "tidy",
    "with_postal_codes",
]
