"""What a file may do to the register (letter §4.3; DOMAIN, Excel in): judged by the very rules of the form.

A cell left blank says nothing and changes nothing; a student missing from the file has not left.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lec.refusals import Fault
from lec.students.rules import PARTICULARS, Entry, Finding, Severity

NO_PARTICULARS: Mapping[str, Any] = {}
MOST_ROWS_SHOWN = 20

NAMES = [f.name for f in fields(Entry) if f.name not in ("unread", "particulars")]


@dataclass(frozen=True)
class ReadRow:
    """A row of a workbook as the reader understood it; `values` holds only the columns the file has."""

    number: int
    values: dict[str, Any]
    repairs: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def entry_from(
    values: dict[str, Any], held: Entry | None = None, particulars: Mapping[str, Any] = NO_PARTICULARS
) -> Entry:
    """The entry a row means: what it says, and for the rest what the register holds."""
    given = {name: values[name] for name in NAMES if values.get(name) not in (None, "")}
    if "citizen_id" in given and "citizen_id_type" not in given:
        given["citizen_id_type"] = ""
    kept = {name: getattr(held, name) for name in NAMES} if held else {}
    return Entry(**{**kept, **given}, particulars=particulars)


def only_what_differs(entry: Entry, told: Mapping[str, Any]) -> Entry:
    """The entry with those particulars alone that are not held so already."""
    differing = {name: value for name, value in entry.particulars.items() if told.get(name) != value}
    return replace(entry, particulars=differing)


def without_unreadable(entry: Entry, judged: Sequence[Finding]) -> tuple[Entry, list[Finding]]:
    """The entry without the particulars that have errors, and what is said of each instead: a wrong blood
    group keeps nobody from the register. A guardian who is nobody's relative is left out whole.
    """
    wrong = {f.field for f in judged if f.severity == Severity.ERROR and f.field in PARTICULARS}
    if not wrong:
        return entry, list(judged)
    if any(finding.code == "relation-missing" for finding in judged):
        wrong |= {name for name in entry.particulars if name.startswith("guardian_")}
    unread = dict(entry.unread)
    left = {name: value for name, value in entry.particulars.items() if name not in wrong}
    said = [
        Finding(
            "not-taken",
            Severity.INFO,
            name,
            {"text": str(entry.particulars.get(name) or unread.get(name, ""))},
        )
        for name in PARTICULARS
        if name in wrong & (entry.particulars.keys() | unread.keys())
    ]
    return (
        replace(entry, particulars=left, unread=tuple(pair for pair in entry.unread if pair[0] not in wrong)),
        [*(finding for finding in judged if finding.field not in wrong), *said],
    )


def faults_of_meanings(meanings: Mapping[str, str], known: Collection[str]) -> Iterator[Fault]:
    """What is wrong with meanings given to headings: no such field, or one field for two headings."""
    times = Counter(field for field in meanings.values() if field)
    for heading, name in meanings.items():
        if name and name not in known:
            yield Fault("heading-field-unknown", _("ไม่มีช่องข้อมูลนี้ เลือกจากรายการ"), heading)
        elif times[name] > 1:
            yield Fault("heading-field-twice", _("เลือกช่องข้อมูลนี้ไว้สองคอลัมน์ เหลือไว้คอลัมน์เดียว"), heading)


def entry_of_row(kept: Mapping[str, Any]) -> Entry:
    """The entry that `as_json` kept with its row, without its particulars."""
    values: dict[str, Any] = {name: kept[name] for name in NAMES if kept.get(name) is not None}
    for name in {"birth_date", "entered_on"} & values.keys():
        values[name] = date.fromisoformat(values[name])
    return Entry(**values)


def read_as_json(row: ReadRow) -> dict[str, Any]:
    """What a row itself says, as it is kept; `read_from_json` gives it back."""
    values = {name: _shown(value) for name, value in row.values.items()}
    return {"values": values, "findings": [asdict(finding) for finding in row.findings]}


def read_from_json(number: int, kept: Mapping[str, Any], repairs: list[dict[str, Any]]) -> ReadRow:
    """A row as it was read."""
    values = dict(kept["values"])
    for name in {"birth_date", "entered_on"} & values.keys():
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    found = [Finding(**{**one, "severity": Severity(one["severity"])}) for one in kept["findings"]]
    return ReadRow(number, values, repairs, found)


def join_findings(reading: Sequence[Finding], judged: Sequence[Finding]) -> list[Finding]:
    """What the reader could not read outweighs what the rules then miss in the same field."""
    unread = {finding.field for finding in reading if finding.severity == Severity.ERROR}
    return [*reading, *(finding for finding in judged if finding.field not in unread)]


def duplicates(rows: Sequence[ReadRow]) -> dict[int, Finding]:
    """Every occurrence of a citizen ID that stands in more than one row, by row number."""
    places: dict[str, list[int]] = {}
    for row in rows:
        if number := row.values.get("citizen_id"):
            places.setdefault(number, []).append(row.number)
    return {
        number: Finding("duplicate-in-file", Severity.ERROR, "citizen_id", {"rows": _listed(numbers)})
        for numbers in places.values()
        for number in numbers
        if len(numbers) > 1
    }


def differs(what: str, text: str) -> Finding:
    """The file speaks of another institution or another year: said of the file, not of a row."""
    return Finding(f"{what}-differs", Severity.WARNING, what, {"text": text})


def left_aside(sheets: Sequence[str], rows: Sequence[int]) -> list[Finding]:
    """What of a file was not read: other sheets that look like lists, and rows that are no students."""
    found = []
    if sheets:
        found.append(_note("sheets-unread", "sheet", ", ".join(f"“{name}”" for name in sheets)))
    if rows:
        found.append(_note("rows-skipped", "row", _listed(rows)))
    return found


def _note(code: str, what: str, text: str) -> Finding:
    return Finding(code, Severity.INFO, what, {"text": text})


def _listed(rows: Sequence[int]) -> str:
    """Row numbers as a sentence names them; of very many the first."""
    shown = [str(number) for number in rows[:MOST_ROWS_SHOWN]]
    return ", ".join(shown + ["…"] * (len(rows) > len(shown)))


def plain_name(text: str) -> str:
    """An institution's name without spaces and its kind, which every office abbreviates its own way."""
    name = "".join(text.split())
    for kind in ("โรงเรียน", "รร.", "ศูนย์พัฒนาเด็กเล็ก", "ศพด."):
        name = name.removeprefix(kind)
    return name


def difference(held: Entry, entry: Entry, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What applying would change, field by field; `told` are the particulars held of the student."""
    pairs = [(name, getattr(held, name), getattr(entry, name)) for name in NAMES]
    pairs += [(name, told.get(name), value) for name, value in entry.particulars.items()]
    return [
        {"field": name, "before": _shown(before), "after": _shown(after)}
        for name, before, after in pairs
        if before != after
    ]


def as_json(entry: Entry) -> dict[str, Any]:
    """An entry as it is kept with its row, particulars among the rest."""
    values = {name: getattr(entry, name) for name in NAMES} | dict(entry.particulars)
    return {name: _shown(value) for name, value in values.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
