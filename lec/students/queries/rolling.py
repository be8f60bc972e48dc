"""What turning to a new academic year would do, and what it did (DOMAIN, New year)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lec.actor import Actor
from lec.organizations.models import Organization
from lec.reference.grades import ORDER
from lec.rounds.queries import round_by_key
from lec.students.models import Classroom, Placement, Rollover
from lec.students.rules import next_grade


@dataclass(frozen=True)
class ClassRolled:
    """One class of last year: who is in it, and which grade they go on to ("" for graduates)."""

    classroom: Classroom
    seats: list[Placement]
    becomes: str


def to_roll_over(institution: Organization, year: int) -> QuerySet[Placement]:
    """Who still sits in a room of an earlier academic year."""
    return Placement.objects.filter(
        classroom__institution=institution, classroom__academic_year__lt=year, ends_on=None
    ).select_related("enrollment__student", "classroom")


def rollover_preview(actor: Actor, institution: Organization, year: int) -> list[ClassRolled]:
    """The classes to be rolled over into the academic year, in the order of schooling."""
    seen = to_roll_over(institution, year) & Placement.objects.visible_to(actor)
    rows: dict[int, list[Placement]] = {}
    for seat in seen.order_by("enrollment__student__sort_key", "pk"):
        rows.setdefault(seat.classroom_id, []).append(seat)
    classes = [
        ClassRolled(seats[0].classroom, seats, _becomes(seats[0].classroom, institution))
        for seats in rows.values()
    ]
    return sorted(classes, key=lambda c: (ORDER[c.classroom.grade], len(c.classroom.room), c.classroom.room))


def standing_rollover(actor: Actor, institution: Organization, year: int) -> Rollover | None:
    """The rollover into the academic year that has not been undone, if the actor may see it."""
    rows = Rollover.objects.visible_to(actor).filter(
        institution=institution, academic_year=year, undone_at=None
    )
    return rows.select_related("rolled_by").first()


def first_round_opened(actor: Actor, year: int) -> bool:
    """Whether the first round of the academic year has begun, after which nothing is undone as a whole."""
    first = round_by_key(f"{year}-1")
    return first is not None and first.opens_on <= actor.today


def _becomes(classroom: Classroom, institution: Organization) -> str:
    return next_grade(classroom.grade, institution.grades, institution.kind)
