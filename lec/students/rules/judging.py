"""One rule for each thing that can be wrong with a student of the register."""

from collections.abc import Callable, Iterator

from lec.reference.grades import CENTER_GRADES, GRADES
from lec.students.rules.entries import CITIZEN_ID_TYPES, LONGEST, Entry, Facts, Finding, Severity, age_of
from lec.students.rules.particulars import judge_guardian, judge_particulars
from lec.students.rules.writing import OTHER
from lec.thai import citizen_id, names


def judge(entry: Entry, facts: Facts) -> list[Finding]:
    """All findings about a tidied entry, errors first."""
    found = [finding for rule in RULES for finding in rule(entry, facts)]
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def errors(findings: list[Finding]) -> list[Finding]:
    """Those that block."""
    return [finding for finding in findings if finding.severity == Severity.ERROR]


def judge_citizen_id_type(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """A type we do not know cannot be checked, nor kept."""
    if entry.citizen_id_type not in CITIZEN_ID_TYPES:
        yield Finding("citizen-id-type-unknown", Severity.ERROR, "citizen_id_type")


def judge_citizen_id(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Identity by type; 13 digits carry a check digit, also where they begin with 0 (DOMAIN, Identity)."""
    number, kind = entry.citizen_id, entry.citizen_id_type
    if kind == "none":
        if not entry.citizen_id_missing_because:
            yield Finding("citizen-id-missing", Severity.ERROR, "citizen_id_missing_because")
    elif not number:
        yield Finding("citizen-id-missing", Severity.ERROR, "citizen_id")
    elif kind == "g_code":
        if not (number[0] == "G" and number[1:].isdecimal() and len(number) == 13):
            yield Finding("citizen-id-format", Severity.ERROR, "citizen_id")
    elif kind == "passport":
        if not (number.isascii() and number.isalnum() and 5 <= len(number) <= 20):
            yield Finding("citizen-id-format", Severity.ERROR, "citizen_id")
    elif not (number.isdecimal() and len(number) == 13):
        yield Finding("citizen-id-length", Severity.ERROR, "citizen_id", {"length": len(number)})
    elif not citizen_id.is_valid(number):
        yield Finding("citizen-id-check-digit", Severity.ERROR, "citizen_id")


def judge_name(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Everybody has a first and a last name."""
    for name in ("first_name", "last_name"):
        if not getattr(entry, name):
            yield Finding("name-missing", Severity.ERROR, name)


def judge_sex(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Sex is counted, so it must be known; a prefix that says otherwise needs an explanation."""
    if entry.sex not in ("M", "F"):
        yield Finding("sex-missing", Severity.ERROR, "sex")
    elif names.sex_of(entry.prefix) not in ("", entry.sex):
        yield Finding("sex-prefix-mismatch", Severity.WARNING, "sex", {"prefix": entry.prefix})


def judge_birth_date(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """A birth date is known, if only by its year, and lies in the past."""
    text = dict(entry.unread).get("birth_date")
    if text is not None:
        yield Finding("birth-date-impossible", Severity.ERROR, "birth_date", {"text": text})
    elif entry.birth_date is None:
        yield Finding("birth-date-missing", Severity.ERROR, "birth_date")
    elif entry.birth_date > facts.today:
        yield Finding("birth-date-future", Severity.ERROR, "birth_date")
    elif entry.birth_day_unknown:
        yield Finding("birth-day-unknown", Severity.INFO, "birth_date")


def judge_entry_day(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Nobody enters in the future or before being born (DOMAIN: neither date is ever in the future)."""
    text = dict(entry.unread).get("entered_on")
    if text is not None:
        yield Finding("entered-on-impossible", Severity.ERROR, "entered_on", {"text": text})
    elif entry.entered_on is None:
        return
    elif entry.entered_on > facts.today:
        yield Finding("entered-on-future", Severity.ERROR, "entered_on")
    elif entry.birth_date and entry.entered_on < entry.birth_date:
        yield Finding("entered-before-birth", Severity.ERROR, "entered_on")


def judge_grade(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """The grade exists and the institution offers it."""
    if entry.grade not in GRADES:
        yield Finding("grade-unknown", Severity.ERROR, "grade", {"grade": entry.grade})
    elif entry.grade not in (
        facts.grades or (CENTER_GRADES if facts.institution_kind == "center" else GRADES)
    ):
        yield Finding("grade-not-offered", Severity.WARNING, "grade", {"grade": entry.grade})


def judge_age(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Letter §4.3.2(1): a center's new child has reached the set age; other mismatches are explained."""
    if entry.birth_date is None or entry.birth_date > facts.today or entry.grade not in GRADES:
        return
    age = age_of(entry.birth_date, facts.academic_year)
    least_here, most_here = facts.age_limits.get("", (0, 99))
    if age < least_here and facts.newcomer and facts.institution_kind == "center":
        yield Finding("age-below-minimum", Severity.ERROR, "birth_date", {"age": age, "least": least_here})
        return
    least, most = facts.age_limits.get(entry.grade, (0, 99))
    most = min(most, most_here)
    if not least <= age <= most:
        params = {"age": age, "grade": entry.grade, "least": least, "most": most}
        yield Finding("age-grade-mismatch", Severity.WARNING, "birth_date", params)


def judge_elsewhere(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """A child listed elsewhere must be released there first (letter §4.3.2(1))."""
    if facts.held_at:
        yield Finding("held-elsewhere", Severity.ERROR, "citizen_id", {"holder": facts.held_at})


def judge_twin(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Without an ID, the same name and birth date may be the same child (DOMAIN, The register)."""
    if facts.twin:
        yield Finding("same-name-and-birth-date", Severity.WARNING, "first_name")


def judge_lengths(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """What is kept has room for what is usual; more is a slip of the columns."""
    for name, most in LONGEST.items():
        if len(getattr(entry, name)) > most:
            yield Finding("too-long", Severity.ERROR, name, {"most": most})


def judge_attestation(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """ "Other" (206) needs a written explanation to stay enrolled (T2)."""
    if facts.attested == OTHER:
        yield Finding("attested-other", Severity.WARNING, "attestation")


def judge_year(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Nobody is counted in last year's grade (DOMAIN, New year)."""
    if 0 < facts.seated_in < facts.academic_year:
        yield Finding("not-rolled-over", Severity.ERROR, "grade", {"year": facts.seated_in})


RULES: tuple[Callable[[Entry, Facts], Iterator[Finding]], ...] = (
    judge_citizen_id_type,
    judge_citizen_id,
    judge_name,
    judge_sex,
    judge_birth_date,
    judge_entry_day,
    judge_grade,
    judge_age,
    judge_elsewhere,
    judge_twin,
    judge_lengths,
    judge_attestation,
    judge_year,
    judge_particulars,
    judge_guardian,
)
