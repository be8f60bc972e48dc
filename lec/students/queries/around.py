"""The facts around entries, gathered for a whole file in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lec.organizations.models import Organization
from lec.reference.places import postal_codes
from lec.reference.queries import age_limits, all_codes
from lec.students.models import Enrollment, FormerId, Student
from lec.students.queries.elsewhere import beyond_limit, place_shown, place_withheld
from lec.students.queries.register import particulars_of
from lec.students.rules import Entry, Facts, Kind, of_kind, with_postal_codes

DAYS_AT_ONCE = 250


@dataclass(frozen=True)
class Surroundings:
    """All that the nation's register says and bears on a list of entries: gathered once, asked per entry.

    `withheld` are students about whom the institution has asked too much today.
    """

    base: Facts
    institution_id: int
    path: str
    active: dict[str, Enrollment]
    known: dict[str, Student]
    namesakes: dict[tuple[str, str, date | None], list[tuple[int, str]]]
    particulars: dict[int, dict[str, Any]] = field(default_factory=dict)
    withheld: frozenset[int] = frozenset()
    numbered: dict[str, set[int]] = field(default_factory=dict)
    numbers_given: Counter[str] = field(default_factory=Counter)
    formerly: dict[str, set[int]] = field(default_factory=dict)

    def facts_for(
        self, entry: Entry, student_id: int | None = None, newcomer: bool = True, attested: str = ""
    ) -> Facts:
        """The facts around one entry; `student_id` is the student it would change, if any."""
        held = self.particulars.get(student_id, {}) if student_id else {}
        return Facts(
            **{
                **vars(self.base),
                "newcomer": newcomer,
                "held_at": self._held_at(entry),
                "id_taken": self._is_id_taken(entry, student_id),
                "id_was_anothers": self._was_anothers(entry, student_id),
                "twin": self._has_twin(entry, student_id),
                "attested": attested,
                "particulars": held,
                "number_taken": self._is_number_taken(entry, student_id),
            }
        )

    def completed(self, entry: Entry) -> Entry:
        """The entry with what follows from it: postal codes from subdistricts."""
        if not entry.particulars:
            return entry
        return replace(entry, particulars=with_postal_codes(entry.particulars, self.base.places))

    def elsewhere(self, entry: Entry) -> Enrollment | None:
        """Where the person is active instead, at another institution."""
        stay = self.active.get(entry.citizen_id)
        return stay if stay is not None and stay.institution_id != self.institution_id else None

    def told(self, entry: Entry) -> Enrollment | None:
        """The same, for those who may be told: who knows the birth date too, and has not asked too much
        (DOMAIN, The register).
        """
        stay = self.elsewhere(entry)
        return stay if stay is not None and _is_known(stay, entry) and not self._withholds(stay) else None

    def _withholds(self, stay: Enrollment) -> bool:
        return stay.student_id in self.withheld

    def _held_at(self, entry: Entry) -> str:
        """Where the person is active instead, or why that is not said; "" if nowhere."""
        stay = self.elsewhere(entry)
        if stay is None:
            return ""
        if not _is_known(stay, entry):
            return _("วันเกิดไม่ตรงกัน ตรวจเลขและวันเกิดอีกครั้ง")
        return place_withheld() if self._withholds(stay) else place_shown(stay, self.path)

    def _is_id_taken(self, entry: Entry, student_id: int | None) -> bool:
        owner = self.known.get(entry.citizen_id) if entry.citizen_id else None
        return owner is not None and student_id not in (None, owner.pk)

    def _was_anothers(self, entry: Entry, student_id: int | None) -> bool:
        before = self.formerly.get(entry.citizen_id, set())
        return bool(before - {student_id}) and not self._is_id_taken(entry, student_id)

    def _is_number_taken(self, entry: Entry, student_id: int | None) -> bool:
        number = entry.student_number
        return self.numbers_given[number] > 1 or bool(self.numbered.get(number, set()) - {student_id})

    def _has_twin(self, entry: Entry, student_id: int | None) -> bool:
        others = self.namesakes.get((entry.first_name, entry.last_name, entry.birth_date), [])
        return any(pk != student_id and "none" in (kind, entry.citizen_id_type) for pk, kind in others)


def surroundings(
    institution: Organization,
    entries: Sequence[Entry],
    today: date,
    year: int,
    *,
    held: bool = False,
    students: Iterable[int] = (),
) -> Surroundings:
    """Gather the facts for a list of tidied entries in four queries; one more if they hold citizen IDs,
    one if student numbers, three if particulars, two if somebody is active elsewhere, and one more for each
    250 birth days, so of 10,000 some twenty.

    `held` says that the entries are the institution's own register, so nobody can hold their IDs elsewhere;
    `students` are those that the entries would change.
    """
    ids = [] if held else [entry.citizen_id for entry in entries if entry.citizen_id]
    active = Enrollment.objects.filter(student__citizen_id__in=ids, left_on=None).select_related(
        "student", "institution__parent"
    )
    known = {row.citizen_id or "": row for row in Student.objects.filter(citizen_id__in=ids)}
    detailed = any(entry.particulars for entry in entries)
    found = {row.student.citizen_id or "": row for row in active}
    changed = set(students)
    return Surroundings(
        base=Facts(
            today=today,
            academic_year=year,
            institution_kind=institution.kind,
            grades=tuple(institution.grades),
            age_limits=age_limits(institution.kind, year),
            codes=all_codes(today) if detailed else {},
            places=_places(entries),
        ),
        institution_id=institution.pk,
        path=institution.path,
        active=found,
        withheld=beyond_limit(institution.pk, _asked_about(institution, entries, found), today),
        known=known,
        namesakes=_namesakes(entries),
        particulars=particulars_of([*changed, *(s.pk for s in known.values())]) if detailed else {},
        numbered={} if held else _numbered(institution, entries, changed),
        formerly=_formerly(entries),
        numbers_given=Counter(entry.student_number for entry in entries if entry.student_number),
    )


def _asked_about(
    institution: Organization, entries: Sequence[Entry], active: dict[str, Enrollment]
) -> list[Enrollment]:
    """The stays elsewhere that the entries know well enough to be told of, in their order."""
    stays = ((active.get(entry.citizen_id), entry) for entry in entries)
    return [s for s, e in stays if s is not None and s.institution_id != institution.pk and _is_known(s, e)]


def _is_known(stay: Enrollment, entry: Entry) -> bool:
    return bool(stay.student.birth_date == entry.birth_date)


def _namesakes(entries: Sequence[Entry]) -> dict[tuple[str, str, date | None], list[tuple[int, str]]]:
    """Who is active under the same name and birth date: (student, type of citizen ID).

    Asked day by day, many days at once: every name with every day would find a good part of the nation.
    """
    called: dict[date, set[tuple[str, str]]] = {}
    for entry in entries:
        if entry.birth_date:
            called.setdefault(entry.birth_date, set()).add((entry.first_name, entry.last_name))
    asked = [
        Q(
            birth_date=day,
            first_name__in={first for first, _last in names},
            last_name__in={last for _first, last in names},
        )
        for day, names in sorted(called.items())
    ]
    found: dict[tuple[str, str, date | None], list[tuple[int, str]]] = {}
    for start in range(0, len(asked), DAYS_AT_ONCE):
        twins = Student.objects.filter(
            reduce(or_, asked[start : start + DAYS_AT_ONCE]),
            enrollments__left_on=None,
            enrollments__isnull=False,
        ).values_list("first_name", "last_name", "birth_date", "pk", "citizen_id_type")
        for first, last, born, pk, kind in twins:
            found.setdefault((first, last, born), []).append((pk, kind))
    return found


def _formerly(entries: Sequence[Entry]) -> dict[str, set[int]]:
    """Who had one of the citizen IDs before."""
    ids = [entry.citizen_id for entry in entries if entry.citizen_id]
    found: dict[str, set[int]] = {}
    for number, student in FormerId.objects.filter(citizen_id__in=ids).values_list("citizen_id", "student"):
        found.setdefault(number, set()).add(student)
    return found


def _numbered(institution: Organization, entries: Sequence[Entry], changed: set[int]) -> dict[str, set[int]]:
    """Who of the institution has one of the student numbers already and is not about to change it."""
    numbers = {entry.student_number for entry in entries if entry.student_number}
    found: dict[str, set[int]] = {}
    if numbers:
        rows = Enrollment.objects.filter(institution=institution, left_on=None, student_number__in=numbers)
        for number, student in rows.exclude(student__in=changed).values_list("student_number", "student"):
            found.setdefault(number, set()).add(student)
    return found


def _places(entries: Sequence[Entry]) -> dict[str, tuple[str, ...]]:
    """The postal codes of the subdistricts the entries name, of those that are on the map."""
    fields = of_kind(Kind.SUBDISTRICT)
    named = {entry.particulars[name] for entry in entries for name in fields if entry.particulars.get(name)}
    return {code: found for code in named if (found := postal_codes(code))}
