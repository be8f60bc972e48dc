"""Rooms, who teaches them, and how far their check is."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from lec.accounts.models import Membership
from lec.actor import Actor
from lec.organizations.models import Organization
from lec.reference.grades import ORDER
from lec.rounds.models import Round
from lec.students.models import (
    Attestation,
    Classroom,
    ClassTeacher,
    Placement,
)
from lec.students.queries.standing import count_by


def classroom_for(actor: Actor, pk: int) -> Classroom | None:
    """A room the actor may see, with its institution."""
    return Classroom.objects.visible_to(actor).select_related("institution").filter(pk=pk).first()


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


def rooms_of(actor: Actor, institution: Organization, year: int) -> list[Classroom]:
    """The rooms of an institution that the actor may see, in the order of schooling.

    Those of the academic year, and of years before those whose students have not been rolled over.
    """
    seated = Placement.objects.filter(classroom=OuterRef("pk"), ends_on=None)
    held = Classroom.objects.visible_to(actor).filter(institution=institution)
    rooms = held.filter(Q(academic_year=year) | Exists(seated))
    return sorted(rooms, key=lambda room: (ORDER[room.grade], len(room.room), room.room))


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
    """The rooms of `rooms_of`, with how far each is."""
    rooms = rooms_of(actor, institution, year)
    students = count_by("classroom_id", Placement.objects.filter(classroom__in=rooms, ends_on=None))
    attested = count_by(
        "classroom_id",
        Placement.objects.filter(classroom__in=rooms, ends_on=None, enrollment__attestations__round=round),
    )
    teachers: dict[int, list[str]] = {}
    for row in ClassTeacher.objects.filter(classroom__in=rooms, membership__appointed_to=None).values_list(
        "classroom_id", "membership__user__name"
    ):
        teachers.setdefault(row[0], []).append(row[1])
    return [
        ClassroomState(
            room,
            students.get(room.pk, 0),
            students.get(room.pk, 0) - attested.get(room.pk, 0),
            teachers.get(room.pk, []),
        )
        for room in rooms
    ]


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
