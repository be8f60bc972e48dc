"""Questions to the register. Facts for a whole file are gathered in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lec.accounts.models import Membership
from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.audit.queries import entries_for
from lec.organizations.models import Organization
from lec.reference.grades import ORDER
from lec.reference.queries import age_limits
from lec.rounds.models import Round
from lec.rounds.queries import current_round
from lec.students.models import (
    Attestation,
    Classroom,
    ClassTeacher,
    Enrollment,
    Placement,
    RecordedFinding,
    Student,
)
from lec.students.rules import GONE, Entry, Facts, Severity
from lec.thai import calendar, citizen_id, names

LEAST_DIGITS = 4
UNSETTLED = Q(severity=Severity.ERROR) | Q(severity=Severity.WARNING, explanation="")


def academic_year(at: datetime) -> int:
    """The academic year (BE) the register works in: the current round's, else the one that contains today."""
    round = current_round(at)
    return round.academic_year if round else calendar.academic_year_of(calendar.today(at))


def register(actor: Actor, institution: Organization, round: Round | None = None) -> QuerySet[Placement]:
    """The students now in the rooms of an institution, as far as the actor may see them.

    Each row has `attested`, the code of the given round or "". Ordered by enrollment, for paging.
    """
    return with_attestation(
        Placement.objects.visible_to(actor).filter(classroom__institution=institution, ends_on=None), round
    ).order_by("enrollment_id")


def class_list(actor: Actor, classroom: Classroom, round: Round | None) -> list[Placement]:
    """The students of one room in Thai alphabetical order, boys first as class rolls have them."""
    rows = with_attestation(
        Placement.objects.visible_to(actor).filter(classroom=classroom, ends_on=None), round
    )
    return list(rows.order_by("-enrollment__student__sex", "enrollment__student__sort_key"))


def with_attestation(placements: QuerySet[Placement], round: Round | None) -> QuerySet[Placement]:
    """Placements with student and room at hand and this round's attestation code as `attested`."""
    code = Attestation.objects.filter(round=round, enrollment=OuterRef("enrollment")).values("code")
    return placements.select_related("enrollment__student", "classroom").annotate(
        attested=Coalesce(Subquery(code), Value(""))
    )


def enrollments_for(actor: Actor) -> QuerySet[Enrollment]:
    """Stays the actor may see, active or ended."""
    return Enrollment.objects.visible_to(actor).select_related("student", "institution")


def active_enrollment(actor: Actor, student_id: int) -> Enrollment | None:
    """The stay of a student the actor may see, or None to strangers."""
    return enrollments_for(actor).filter(student_id=student_id, left_on=None).first()


def placement_for(actor: Actor, enrollment_id: int, round: Round | None) -> Placement | None:
    """Where a student sits whom the actor may see, with this round's attestation; None for who has left."""
    rows = Placement.objects.visible_to(actor).filter(enrollment=enrollment_id, ends_on=None)
    return with_attestation(rows, round).select_related("classroom__institution").first()


def open_placement(enrollment: Enrollment) -> Placement | None:
    """Where the student sits now; None once the stay has ended."""
    return enrollment.placements.filter(ends_on=None).select_related("classroom").first()


def left_enrollments(actor: Actor, institution: Organization, since: date) -> QuerySet[Enrollment]:
    """Stays that ended since a day, the latest first, so that a leave can be undone.

    Each row has `last_grade` and `last_room`, where the student would be back.
    """
    last = Placement.objects.filter(enrollment=OuterRef("pk")).order_by("-starts_on", "-pk")
    return (
        Enrollment.objects.visible_to(actor)
        .filter(institution=institution, left_on__gte=since)
        .select_related("student")
        .annotate(
            last_grade=Subquery(last.values("classroom__grade")[:1]),
            last_room=Subquery(last.values("classroom__room")[:1]),
        )
        .order_by("-left_on", "student__sort_key")
    )


def register_by_name(
    actor: Actor, institution: Organization, round: Round | None, classroom: Classroom | None = None
) -> QuerySet[Placement]:
    """The register in Thai alphabetical order, for reading; of one room if given."""
    rows = register(actor, institution, round)
    if classroom is not None:
        rows = rows.filter(classroom=classroom)
    return rows.order_by("enrollment__student__sort_key", "enrollment_id")


def search(actor: Actor, institution: Organization, round: Round | None, text: str) -> QuerySet[Placement]:
    """Those whose name holds every word, or whose citizen ID or student number holds the digits.

    A title before the name does not count. An ID needs four digits, else the few typed would find everybody.
    """
    rows = register_by_name(actor, institution, round)
    number = citizen_id.clean(text)
    if any(char.isdecimal() for char in number):
        found = Q(enrollment__student_number=number)
        if len(number) >= LEAST_DIGITS:
            found |= Q(enrollment__student__citizen_id__contains=number)
        return rows.filter(found)
    words = names.split_title(text)[1].split()
    if not words:
        return rows.none()
    for word in words:
        rows = rows.filter(
            Q(enrollment__student__first_name__icontains=word)
            | Q(enrollment__student__last_name__icontains=word)
        )
    return rows


def history(actor: Actor, enrollment: Enrollment) -> QuerySet[AuditEntry]:
    """What was done about a stay, the latest first; ask it with a stay the actor may see."""
    acts = entries_for(actor).filter(subject=Enrollment._meta.label_lower, subject_id=enrollment.pk)
    return acts.order_by("-at", "-pk")


def classroom_for(actor: Actor, pk: int) -> Classroom | None:
    """A room the actor may see, with its institution."""
    return Classroom.objects.visible_to(actor).select_related("institution").filter(pk=pk).first()


def gone_enrolled(actor: Actor, institution: Organization, round: Round | None) -> QuerySet[Placement]:
    """Who was reported gone (201-205) and is still in the register: to be taken out before confirming."""
    return register_by_name(actor, institution, round).filter(
        enrollment__attestations__round=round, enrollment__attestations__code__in=GONE
    )


def teachers_of(classroom: Classroom) -> list[str]:
    """The names of those who teach a room; the caller has seen to it that the actor may see the room."""
    rows = ClassTeacher.objects.filter(classroom=classroom, membership__appointed_to=None)
    return list(rows.values_list("membership__user__name", flat=True))


def attestations_of(actor: Actor, classroom: Classroom, round: Round | None) -> list[Attestation]:
    """What has been said in a round of those now in a room, the latest first, with who said it."""
    rows = Attestation.objects.visible_to(actor).filter(
        round=round, enrollment__placements__classroom=classroom, enrollment__placements__ends_on=None
    )
    return list(rows.select_related("attested_by").order_by("-attested_at"))


def explained_marks(actor: Actor, classroom: Classroom) -> dict[int, str]:
    """Why those of a room who were found to be "other" (206) stay enrolled, by stay."""
    rows = RecordedFinding.objects.visible_to(actor).filter(
        code="attested-other",
        enrollment__placements__classroom=classroom,
        enrollment__placements__ends_on=None,
    )
    return dict(rows.values_list("enrollment_id", "explanation"))


@dataclass(frozen=True)
class ClassroomState:
    """One room on a board: how many are there and how many are still to be attested."""

    classroom: Classroom
    students: int
    unattested: int
    teachers: list[str]


def classrooms(
    actor: Actor, institution: Organization, round: Round | None, year: int
) -> list[ClassroomState]:
    """The rooms of an institution in the academic year that the actor may see, in the order of schooling."""
    rooms = {
        room.pk: room
        for room in Classroom.objects.visible_to(actor).filter(institution=institution, academic_year=year)
    }
    students = _count_by("classroom_id", Placement.objects.filter(classroom__in=rooms, ends_on=None))
    attested = _count_by(
        "classroom_id",
        Placement.objects.filter(classroom__in=rooms, ends_on=None, enrollment__attestations__round=round),
    )
    teachers: dict[int, list[str]] = {}
    for row in ClassTeacher.objects.filter(classroom__in=rooms, membership__appointed_to=None).values_list(
        "classroom_id", "membership__user__name"
    ):
        teachers.setdefault(row[0], []).append(row[1])
    ordered = sorted(rooms.values(), key=lambda room: (ORDER[room.grade], len(room.room), room.room))
    return [
        ClassroomState(
            room,
            students.get(room.pk, 0),
            students.get(room.pk, 0) - attested.get(room.pk, 0),
            teachers.get(room.pk, []),
        )
        for room in ordered
    ]


@dataclass(frozen=True)
class RegisterState:
    """What stands between a register and its confirmation, as counts."""

    students: int = 0
    unattested: int = 0
    gone_enrolled: int = 0
    errors: int = 0
    unexplained: int = 0


@dataclass(frozen=True)
class Readiness:
    """Every student of a register in one of four parts, so that the parts add up to the whole."""

    ready: int
    explain: int
    fix: int
    unchecked: int

    @property
    def students(self) -> int:
        """All of them."""
        return self.ready + self.explain + self.fix + self.unchecked


def readiness(actor: Actor, institution: Organization, round: Round | None) -> Readiness:
    """How much of a register is ready: who has several things to be done counts where the heaviest is.

    To fix is an error, and being enrolled though reported gone (T2).
    """
    findings = RecordedFinding.objects.filter(enrollment=OuterRef("pk"))
    said = Attestation.objects.filter(enrollment=OuterRef("pk"), round=round)
    rows = Enrollment.objects.visible_to(actor).filter(institution=institution, left_on=None)
    parts = rows.annotate(
        part=Case(
            When(Exists(findings.filter(severity=Severity.ERROR)), then=Value("fix")),
            When(Exists(said.filter(code__in=GONE)), then=Value("fix")),
            When(Exists(findings.filter(severity=Severity.WARNING, explanation="")), then=Value("explain")),
            When(~Exists(said), then=Value("unchecked")),
            default=Value("ready"),
        )
    )
    counts = dict(parts.values_list("part").annotate(number=Count("pk")).values_list("part", "number"))
    return Readiness(**{part: counts.get(part, 0) for part in ("ready", "explain", "fix", "unchecked")})


def register_states(institutions: Iterable[int], round: Round | None) -> dict[int, RegisterState]:
    """The state of many registers by institution id, in three queries whatever their number."""
    ids = list(institutions)
    students = _count_by("institution_id", Enrollment.objects.filter(institution__in=ids, left_on=None))
    attested = {
        row["enrollment__institution_id"]: row
        for row in Attestation.objects.filter(
            round=round, enrollment__institution__in=ids, enrollment__left_on=None
        )
        .values("enrollment__institution_id")
        .annotate(all=Count("pk"), gone=Count("pk", filter=Q(code__in=GONE)))
    }
    found = {
        row["enrollment__institution_id"]: row
        for row in RecordedFinding.objects.filter(enrollment__institution__in=ids, enrollment__left_on=None)
        .values("enrollment__institution_id")
        .annotate(
            errors=Count("pk", filter=Q(severity=Severity.ERROR)),
            unexplained=Count("pk", filter=Q(severity=Severity.WARNING, explanation="")),
        )
    }
    nothing: dict[str, int] = {}
    return {
        pk: RegisterState(
            students=students.get(pk, 0),
            unattested=students.get(pk, 0) - attested.get(pk, nothing).get("all", 0),
            gone_enrolled=attested.get(pk, nothing).get("gone", 0),
            errors=found.get(pk, nothing).get("errors", 0),
            unexplained=found.get(pk, nothing).get("unexplained", 0),
        )
        for pk in ids
    }


def findings_for(actor: Actor, institution: Organization) -> QuerySet[RecordedFinding]:
    """Findings of the living register, unexplained and heavy ones first."""
    return (
        RecordedFinding.objects.visible_to(actor)
        .filter(enrollment__institution=institution, enrollment__left_on=None)
        .select_related("enrollment__student")
        .order_by("severity", "explanation", "code", "enrollment__student__sort_key")
    )


def findings_of_kind(actor: Actor, institution: Organization, code: str) -> QuerySet[RecordedFinding]:
    """Findings of one kind, those without explanation first; each with `grade` and `room` of its student."""
    seat = Placement.objects.filter(enrollment=OuterRef("enrollment"), ends_on=None)
    return (
        findings_for(actor, institution)
        .filter(code=code)
        .select_related("explained_by")
        .annotate(
            grade=Subquery(seat.values("classroom__grade")[:1]),
            room=Subquery(seat.values("classroom__room")[:1]),
            settled=Case(When(UNSETTLED, then=Value(0)), default=Value(1)),
        )
        .order_by("settled", "enrollment__student__sort_key", "pk")
    )


def findings_of(actor: Actor, enrollments: Iterable[int]) -> dict[int, list[RecordedFinding]]:
    """Findings by stay, errors first, then what is still to be explained."""
    found: dict[int, list[RecordedFinding]] = {}
    rows = RecordedFinding.objects.visible_to(actor).filter(enrollment__in=list(enrollments))
    for row in sorted(rows.select_related("explained_by"), key=_heaviest_first):
        found.setdefault(row.enrollment_id, []).append(row)
    return found


def _heaviest_first(finding: RecordedFinding) -> tuple[int, bool, int]:
    return list(Severity).index(Severity(finding.severity)), bool(finding.explanation), finding.pk


@dataclass(frozen=True)
class FindingKind:
    """Findings of one kind in a register: how many there are, how many stand in the way of confirming."""

    code: str
    severity: str
    count: int
    unsettled: int


def finding_kinds(actor: Actor, institution: Organization) -> list[FindingKind]:
    """What the register's findings are, errors first, in one query."""
    rows = RecordedFinding.objects.visible_to(actor).filter(
        enrollment__institution=institution, enrollment__left_on=None
    )
    counted = rows.values_list("code", "severity").annotate(
        count=Count("pk"), unsettled=Count("pk", filter=UNSETTLED)
    )
    kinds = [FindingKind(*row) for row in counted]
    return sorted(kinds, key=lambda kind: (list(Severity).index(Severity(kind.severity)), kind.code))


def unsettled_by_room(actor: Actor, institution: Organization, round: Round | None) -> dict[int, int]:
    """How many students of each room stand in the way of confirming: an error, a warning without explanation,
    enrolled though reported gone.
    """
    findings = RecordedFinding.objects.filter(UNSETTLED, enrollment=OuterRef("enrollment"))
    gone = Attestation.objects.filter(round=round, code__in=GONE, enrollment=OuterRef("enrollment"))
    rows = Placement.objects.visible_to(actor).filter(
        Exists(findings) | Exists(gone), classroom__institution=institution, ends_on=None
    )
    return _count_by("classroom_id", rows)


def with_errors(actor: Actor, institution: Organization) -> list[int]:
    """The stays that hold an error, in the order of the rooms' lists, to be mended one after another."""
    rows = RecordedFinding.objects.visible_to(actor).filter(
        enrollment__institution=institution, enrollment__left_on=None, severity=Severity.ERROR
    )
    keys = ("enrollment__student__sort_key", "enrollment_id")
    return list(dict.fromkeys(rows.order_by(*keys).values_list("enrollment_id", flat=True)))


def finding_by_id(actor: Actor, pk: int) -> RecordedFinding | None:
    """One finding the actor may see, with its student and institution."""
    rows = RecordedFinding.objects.visible_to(actor).select_related("enrollment__institution")
    return rows.filter(pk=pk, enrollment__left_on=None).first()


def counts_by_grade_and_sex(institution: Organization) -> dict[tuple[str, str], int]:
    """How many are in the living register by (grade, sex): what a confirmation would freeze now."""
    rows = (
        Placement.objects.filter(classroom__institution=institution, ends_on=None)
        .values_list("classroom__grade", "enrollment__student__sex")
        .annotate(number=Count("pk"))
    )
    return {(grade, sex): number for grade, sex, number in rows}


def rooms_taught_by(membership: Membership) -> set[int]:
    """The rooms a class teacher has, by id."""
    rooms = ClassTeacher.objects.filter(membership=membership).values_list("classroom_id", flat=True)
    return set(rooms)


def own_rooms(actor: Actor, year: int) -> set[tuple[str, str]]:
    """(grade, room) of the rooms the actor teaches in the academic year."""
    rooms = Classroom.objects.visible_to(actor).filter(
        institution_id=actor.organization_id, academic_year=year
    )
    return set(rooms.values_list("grade", "room"))


@dataclass(frozen=True)
class Surroundings:
    """All that the nation's register says and bears on a list of entries: gathered once, asked per entry."""

    base: Facts
    institution_id: int
    active: dict[str, Enrollment]
    known: dict[str, Student]
    namesakes: dict[tuple[str, str, date | None], list[tuple[int, str]]]

    def facts_for(
        self, entry: Entry, student_id: int | None = None, newcomer: bool = True, attested: str = ""
    ) -> Facts:
        """The facts around one entry; `student_id` is the student it would change, if any."""
        told = self.told(entry)
        untold = _("วันเกิดไม่ตรงกัน ตรวจเลขและวันเกิดอีกครั้ง") if self.elsewhere(entry) else ""
        return Facts(
            **{
                **vars(self.base),
                "newcomer": newcomer,
                "held_at": told.institution.name if told else untold,
                "twin": self._has_twin(entry, student_id),
                "attested": attested,
            }
        )

    def elsewhere(self, entry: Entry) -> Enrollment | None:
        """Where the person is active instead, at another institution."""
        stay = self.active.get(entry.citizen_id)
        return stay if stay is not None and stay.institution_id != self.institution_id else None

    def told(self, entry: Entry) -> Enrollment | None:
        """The same, for those who may be told: who knows the birth date too (DOMAIN, The register)."""
        stay = self.elsewhere(entry)
        return stay if stay is not None and stay.student.birth_date == entry.birth_date else None

    def _has_twin(self, entry: Entry, student_id: int | None) -> bool:
        others = self.namesakes.get((entry.first_name, entry.last_name, entry.birth_date), [])
        return any(pk != student_id and "none" in (kind, entry.citizen_id_type) for pk, kind in others)


def surroundings(
    institution: Organization, entries: Sequence[Entry], today: date, year: int, *, held: bool = False
) -> Surroundings:
    """Gather the facts for a list of tidied entries in four queries.

    `held` says that the entries are the institution's own register, so nobody can hold their IDs elsewhere.
    """
    ids = [] if held else [entry.citizen_id for entry in entries if entry.citizen_id]
    active = Enrollment.objects.filter(student__citizen_id__in=ids, left_on=None).select_related(
        "student", "institution__parent"
    )
    namesakes: dict[tuple[str, str, date | None], list[tuple[int, str]]] = {}
    twins = Student.objects.filter(
        birth_date__in={entry.birth_date for entry in entries if entry.birth_date},
        first_name__in={entry.first_name for entry in entries},
        enrollments__left_on=None,
        enrollments__isnull=False,
    ).values_list("first_name", "last_name", "birth_date", "pk", "citizen_id_type")
    for first, last, born, pk, kind in twins:
        namesakes.setdefault((first, last, born), []).append((pk, kind))
    return Surroundings(
        base=Facts(
            today=today,
            academic_year=year,
            institution_kind=institution.kind,
            grades=tuple(institution.grades),
            age_limits=age_limits(institution.kind, year),
        ),
        institution_id=institution.pk,
        active={row.student.citizen_id or "": row for row in active},
        known={row.citizen_id or "": row for row in Student.objects.filter(citizen_id__in=ids)},
        namesakes=namesakes,
    )


def entry_of(placement: Placement) -> Entry:
    """What the register holds of a student, as the rules see it."""
    student, enrollment = placement.enrollment.student, placement.enrollment
    return Entry(
        citizen_id_type=student.citizen_id_type,
        citizen_id=student.citizen_id or "",
        citizen_id_missing_because=student.citizen_id_missing_because,
        prefix=student.prefix,
        first_name=student.first_name,
        last_name=student.last_name,
        sex=student.sex,
        birth_date=student.birth_date,
        birth_day_unknown=student.birth_day_unknown,
        grade=placement.classroom.grade,
        room=placement.classroom.room,
        student_number=enrollment.student_number,
        entered_on=enrollment.entered_on,
    )


def _count_by(name: str, rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.values_list(name).annotate(number=Count("pk")).values_list(name, "number"))
