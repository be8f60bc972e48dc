"""Who is in the register, and who was (letter §4.3)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.audit.queries import entries_for
from lec.organizations.models import Level, Organization
from lec.reference.grades import GRADES
from lec.rounds.models import Round
from lec.rounds.queries import current_round
from lec.rounds.rules import RoundState
from lec.students.models import (
    Attestation,
    Classroom,
    Enrollment,
    FormerId,
    Particulars,
    Placement,
    Student,
)
from lec.students.rules import GONE, PARTICULARS, Entry
from lec.thai import calendar, citizen_id, names

LEAST_DIGITS = 4


def academic_year(at: datetime, round: Round | None = None) -> int:
    """The academic year (BE) the register works in: the open round's, else the one that contains today.

    A round that was opened for a year to come, or is still open for one that is over, works in its own.
    `round` is the current one where it is at hand.
    """
    round = round or current_round(at)
    open_now = round is not None and round.state(at) == RoundState.OPEN
    return round.academic_year if round and open_now else calendar.academic_year_of(calendar.today(at))


def register(actor: Actor, institution: Organization, round: Round | None = None) -> QuerySet[Placement]:
    """The students now in the rooms of an institution, as far as the actor may see them.

    Each row has `attested`, the code of the given round or "". Ordered by enrollment, for paging.
    """
    return with_attestation(
        Placement.objects.visible_to(actor).filter(classroom__institution=institution, ends_on=None), round
    ).order_by("enrollment_id")


def register_by_name(
    actor: Actor, institution: Organization, round: Round | None, classroom: Classroom | None = None
) -> QuerySet[Placement]:
    """The register in Thai alphabetical order, for reading; of one room if given."""
    rows = register(actor, institution, round)
    if classroom is not None:
        rows = rows.filter(classroom=classroom)
    return rows.order_by("enrollment__student__sort_key", "enrollment_id")


def class_list(actor: Actor, classroom: Classroom, round: Round | None) -> QuerySet[Placement]:
    """The students of one room in Thai alphabetical order, boys first as class rolls have them."""
    rows = Placement.objects.visible_to(actor).filter(classroom=classroom, ends_on=None)
    return with_attestation(rows, round).order_by(
        "-enrollment__student__sex", "enrollment__student__sort_key"
    )


class Listed(NamedTuple):
    """A student as a list shows it: plain values, not four objects a row, for a list holds hundreds."""

    enrollment_id: int
    prefix: str
    first_name: str
    last_name: str
    citizen_id: str | None
    birth_date: date | None
    grade: str
    room: str
    institution_code: str
    institution_name: str
    attested: str

    @property
    def label(self) -> str:
        """ "ป.4/1", as teachers say it."""
        return f"{GRADES[self.grade].short}/{self.room}"


LISTED = (
    "enrollment_id",
    *(f"enrollment__student__{name}" for name in Listed._fields[1:6]),
    "classroom__grade",
    "classroom__room",
    "classroom__institution__code",
    "classroom__institution__name",
    "attested",
)


def listed(rows: QuerySet[Placement]) -> list[Listed]:
    """The rows of a question of this chapter, for showing."""
    return [Listed._make(row) for row in rows.values_list(*LISTED)]


def search(actor: Actor, organization: Organization, round: Round | None, text: str) -> QuerySet[Placement]:
    """Those of an institution, or of all below an organization, whose name holds every word, or whose citizen
    ID, held now or before, or student number holds the digits; in Thai alphabetical order.

    A title before the name does not count, nor do tone marks. An ID needs four digits, else the few typed
    would find everybody.
    """
    rows = Placement.objects.visible_to(actor).filter(ends_on=None)
    if organization.level == Level.INSTITUTION:
        rows = rows.filter(classroom__institution=organization)
    else:
        rows = rows.filter(classroom__institution__path__startswith=organization.path)
    return _matching(with_attestation(rows, round), text).order_by(
        "enrollment__student__sort_key", "enrollment_id"
    )


def _matching(rows: QuerySet[Placement], text: str) -> QuerySet[Placement]:
    number = citizen_id.clean(text)
    if any(char.isdecimal() for char in number):
        found = Q(enrollment__student_number=number)
        if len(number) >= LEAST_DIGITS:
            found |= Q(enrollment__student__citizen_id__contains=number)
            before = FormerId.objects.filter(citizen_id__contains=number)
            found |= Q(enrollment__student__in=before.values("student"))
        return rows.filter(found)
    words = names.search_key(names.split_title(text)[1]).split()
    if not words:
        return rows.none()
    for word in words:
        rows = rows.filter(enrollment__student__search_key__contains=word)
    return rows


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


def active_beyond(actor: Actor) -> QuerySet[Enrollment]:
    """Active stays outside of what the actor sees; the child's record is another's by now."""
    return Enrollment.objects.filter(left_on=None).exclude(institution__path__startswith=actor.path)


def left_enrollments(actor: Actor, institution: Organization, since: date) -> QuerySet[Enrollment]:
    """Stays that ended since a day, the latest first, so that a leave can be undone.

    Each row has `last_grade` and `last_room`, where the student would be back, and `is_beyond`: whether
    another institution has the child now.
    """
    last = Placement.objects.filter(enrollment=OuterRef("pk")).order_by("-starts_on", "-pk")
    return (
        Enrollment.objects.visible_to(actor)
        .filter(institution=institution, left_on__gte=since)
        .select_related("student")
        .annotate(
            last_grade=Subquery(last.values("classroom__grade")[:1]),
            last_room=Subquery(last.values("classroom__room")[:1]),
            is_beyond=Exists(active_beyond(actor).filter(student=OuterRef("student"))),
        )
        .order_by("-left_on", "student__sort_key")
    )


def history(actor: Actor, enrollment: Enrollment) -> QuerySet[AuditEntry]:
    """What was done about a stay, the latest first; ask it with a stay the actor may see."""
    acts = entries_for(actor).filter(subject=Enrollment._meta.label_lower, subject_id=enrollment.pk)
    return acts.order_by("-at", "-pk")


def history_of(actor: Actor, student: Student, claims: Iterable[int] = ()) -> QuerySet[AuditEntry]:
    """What was done about a child, the latest first: on its stays, on the child itself under each row it
    had before a merge, and on the claims given; as far as the actor may see.
    """
    stays = Enrollment.objects.visible_to(actor).filter(student=student)
    about = Q(subject=Enrollment._meta.label_lower, subject_id__in=stays.values("pk"))
    about |= Q(subject=Student._meta.label_lower, subject_id__in=rows_of_person(student).values("pk"))
    about |= Q(subject="claims.claim", subject_id__in=list(claims))
    return entries_for(actor).filter(about).order_by("-at", "-pk")


def rows_of_person(student: Student) -> QuerySet[Student]:
    """The row of a student and those that were merged into it."""
    return Student.objects.filter(Q(pk=student.pk) | Q(merged_into=student))


def names_of_stays(actor: Actor, enrollments: Iterable[int]) -> dict[int, str]:
    """Whose the stays are; not of a child that is at an institution beyond the actor by now, whose name may
    have been changed there.
    """
    beyond = active_beyond(actor).filter(student=OuterRef("student"))
    rows = Enrollment.objects.visible_to(actor).filter(~Exists(beyond), pk__in=list(enrollments))
    parts = (f"student__{name}" for name in ("prefix", "first_name", "last_name"))
    return {pk: f"{prefix}{first} {last}" for pk, prefix, first, last in rows.values_list("pk", *parts)}


def gone_enrolled(actor: Actor, institution: Organization, round: Round | None) -> QuerySet[Placement]:
    """Who was reported gone (201-205) and is still in the register: to be taken out before confirming."""
    return register_by_name(actor, institution, round).filter(
        enrollment__attestations__round=round, enrollment__attestations__code__in=GONE
    )


def counts_by_grade_and_sex(institution: Organization) -> dict[tuple[str, str], int]:
    """How many are in the living register by (grade, sex): what a confirmation would freeze now."""
    rows = (
        Placement.objects.filter(classroom__institution=institution, ends_on=None)
        .values_list("classroom__grade", "enrollment__student__sex")
        .annotate(number=Count("pk"))
    )
    return {(grade, sex): number for grade, sex, number in rows}


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


def particulars_of(students: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What else is held of students, by student and field, None for unknown; the caller may see them."""
    rows = Particulars.objects.filter(student__in=list(students)).values("student_id", *PARTICULARS)
    return {row.pop("student_id"): {name: _known(value) for name, value in row.items()} for row in rows}


def _known(value: Any) -> Any:
    return None if value == "" else value
