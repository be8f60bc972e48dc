"""Students of one name and birth date, beside each other; who decides whether they are one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.refusals import Obstacle
from lec.rounds.queries import window_for
from lec.rounds.rules import obstacles_to_writing
from lec.students.models import Enrollment, FormerId, Merge, Student
from lec.students.queries.register import active_beyond
from lec.students.rules import obstacles_to_merging, obstacles_to_undoing_merge

NONE = "none"


@dataclass(frozen=True)
class Row:
    """A student as far as the actor may see: the person, the stays, the numbers of before."""

    student: Student
    stays: list[Enrollment]
    former_ids: list[FormerId]


@dataclass(frozen=True)
class Twin:
    """Another of the same name and birth date; no `row` where it is not the actor's to see.

    `merger` may make the two one, None where their LAOs differ and so nobody may.
    """

    row: Row | None
    merger: Organization | None
    obstacles: list[Obstacle]


def student_seen(actor: Actor, pk: int) -> Student | None:
    """A student with a stay that the actor may see, active or ended, and none that began elsewhere since:
    who took a child out reads no more of it than it knew (DOMAIN, The register).
    """
    stays = Enrollment.objects.visible_to(actor).filter(student=pk)
    beyond = active_beyond(actor).filter(student=OuterRef("pk"))
    return Student.objects.filter(~Exists(beyond), pk__in=stays.values("student")).first()


def stays_of(*students: int) -> list[Enrollment]:
    """Every stay of students wherever it is: what is decided about them concerns all of it."""
    rows = Enrollment.objects.filter(student__in=students).select_related("institution__parent", "student")
    return list(rows.order_by("entered_on", "pk"))


def merger_of(stays: Iterable[Enrollment]) -> Organization | None:
    """The institution that has all the stays, else the LAO above all of them, else nobody."""
    institutions = {stay.institution_id: stay.institution for stay in stays}
    laos = {institution.parent_id: institution.parent for institution in institutions.values()}
    found = institutions if len(institutions) == 1 else laos
    return next(iter(found.values())) if len(found) == 1 else None


def are_twins(first: Student, second: Student) -> bool:
    """Whether two bear the same name and were born on the same day."""
    born = first.birth_date is not None and first.birth_date == second.birth_date
    return born and (first.first_name, first.last_name) == (second.first_name, second.last_name)


def twins_of(actor: Actor, student: Student) -> list[Twin]:
    """Who may be the same person. Of those the actor may not see only what a finding says of them already:
    that there is one, active, and one of the two without a number.
    """
    own = row_of(actor, student)
    twins = [_twin(actor, own, other) for other in _namesakes_of(student)]
    return [twin for twin in twins if twin is not None]


def _namesakes_of(student: Student) -> QuerySet[Student]:
    if student.birth_date is None:
        return Student.objects.none()
    rows = Student.objects.filter(
        birth_date=student.birth_date, first_name=student.first_name, last_name=student.last_name
    )
    return rows.filter(merged_into=None, enrollments__isnull=False).exclude(pk=student.pk).distinct()


def _twin(actor: Actor, own: Row, other: Student) -> Twin | None:
    row, stays = row_of(actor, other), stays_of(own.student.pk, other.pk)
    merger = merger_of(stays)
    active = [stay for stay in stays if stay.student_id == other.pk and stay.is_active]
    if row.stays and all(stay.institution.path.startswith(actor.path) for stay in active):
        kept, merged = in_order(own.student, other)
        return Twin(row, merger, obstacles_now_to_merging(kept, merged, stays, actor.at))
    numberless = NONE in (own.student.citizen_id_type, other.citizen_id_type)
    return Twin(None, merger, []) if active and numberless else None


def row_of(actor: Actor, student: Student) -> Row:
    """A student, the stays the actor may see, and the numbers of before, the latest first."""
    stays = Enrollment.objects.visible_to(actor).filter(student=student).select_related("institution")
    return Row(student, list(stays.order_by("-entered_on", "-pk").distinct()), former_ids(student))


def former_ids(student: Student) -> list[FormerId]:
    """The numbers a student bore before, the latest first; the caller may see the student."""
    return list(FormerId.objects.filter(student=student).order_by("-replaced_at", "-pk"))


def in_order(first: Student, second: Student) -> tuple[Student, Student]:
    """(who is best kept, who is merged): a number is kept before none, the older row before the younger."""
    kept, merged = sorted((first, second), key=lambda student: (student.citizen_id is None, student.pk))
    return kept, merged


def obstacles_now_to_merging(
    kept: Student, merged: Student, stays: Sequence[Enrollment], at: datetime
) -> list[Obstacle]:
    """What stands in the way of moving the merged one's stays; in an action ask it with the locks held."""
    active = [stay for stay in stays if stay.is_active]
    touched = [stay for stay in stays if stay.student_id == merged.pk or stay.is_active]
    own = obstacles_to_merging([stay.institution.name for stay in active], is_claimed(kept, merged))
    return [*own, *obstacles_to_touching(touched, at)]


def obstacles_to_touching(stays: Iterable[Enrollment], at: datetime) -> list[Obstacle]:
    """Which of the registers cannot be written now, and whose they are."""
    institutions = {stay.institution_id: stay.institution for stay in stays}
    return [
        replace(obstacle, who=institution.name)
        for _pk, institution in sorted(institutions.items())
        for obstacle in obstacles_to_writing(window_for(institution, at))
    ]


def stays_at_merging(merge: Merge) -> list[Enrollment]:
    """The stays of both as they were when they were merged."""
    known = [*merge.taken["moved"], *merge.taken["own"]]
    return list(Enrollment.objects.filter(pk__in=known).select_related("institution__parent").order_by("pk"))


def obstacles_now_to_undoing(merge: Merge, stays: Sequence[Enrollment], at: datetime) -> list[Obstacle]:
    """Why a merge cannot be taken apart; `stays` are all that both have now."""
    taken, number = merge.taken, merge.taken["citizen_id"]
    known = {*taken["moved"], *taken["own"]}
    own = obstacles_to_undoing_merge(
        undone=merge.undone_at is not None,
        merged_on=merge.kept.merged_into_id is not None,
        new_stays_at=[stay.institution.name for stay in stays if stay.pk not in known],
        number_given=number is not None and Student.objects.filter(citizen_id=number).exists(),
        claimed=is_claimed(merge.kept, merge.merged),
    )
    touched = [stay for stay in stays if stay.pk in taken["moved"] or (stay.pk in known and stay.is_active)]
    if merge.undone_at is not None:
        return list(own)
    return [*own, *obstacles_to_touching(touched, at)]


def is_claimed(*students: Student) -> bool:
    """Whether an institution waits for one of them (lec.claims, whose table leans on this one)."""
    pending = Q(claims__isnull=False, claims__closed_at=None)
    return Student.objects.filter(pending, pk__in=[student.pk for student in students]).exists()


def merges_of(actor: Actor, student: Student) -> QuerySet[Merge]:
    """The merges that stand into a student, the latest first."""
    return _merges(actor).filter(kept=student, undone_at=None).order_by("-pk")


def merge_by_id(actor: Actor, pk: int) -> Merge | None:
    """One merge the actor may see."""
    return _merges(actor).filter(pk=pk).first()


def _merges(actor: Actor) -> QuerySet[Merge]:
    return Merge.objects.visible_to(actor).select_related("kept", "merged", "merged_by", "organization")
