"""The nation that is measured: the synthetic one, with the rooms the goals name in its largest school."""

import time
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from lec.accounts.models import Membership
from lec.cli.simulate import simulate
from lec.organizations.models import Organization
from lec.simulation.tree import STUDENTS
from lec.students.models import Classroom, Enrollment, Placement
from lec.students.queries import academic_year

SMALL, LARGE = 40, 300


@dataclass(frozen=True)
class Scene:
    """A school, who answers for it, a room of 40 and one of 300, and a stay in the first."""

    school: Organization
    officer: Membership
    small: Classroom
    large: Classroom
    stay: Enrollment


def ready(students: int = STUDENTS) -> Scene:
    """Fill an empty database with so many students; the school to measure in."""
    if not connection.introspection.table_names() or not Organization.objects.exists():
        started = time.perf_counter()
        simulate(provinces=76, students=students, seed=1, years=0, laos=None)
        print(f"{students:,} students loaded in {time.perf_counter() - started:.0f} s")
    first_grade = Q(
        classrooms__grade="P1",
        classrooms__placements__ends_on=None,
        classrooms__placements__isnull=False,
    )
    school = Organization.objects.annotate(n=Count("pk", filter=first_grade)).order_by("-n", "pk")[0]
    officer = Membership.objects.select_related("organization", "user").get(
        organization=school, role="officer"
    )
    small, large = _room(school, SMALL), _room(school, LARGE)
    stay = Enrollment.objects.select_related("student").filter(placements__classroom=small).order_by("pk")[0]
    return Scene(school, officer, small, large, stay)


def _room(school: Organization, size: int) -> Classroom:
    """A room of the first grade with so many children, brought together from the other rooms."""
    year = academic_year(timezone.now())
    room, new = Classroom.objects.get_or_create(
        institution=school, academic_year=year, grade="P1", room=str(size)
    )
    if new:
        seats = Placement.objects.filter(classroom__institution=school, ends_on=None)
        free = seats.exclude(classroom__room__in=[str(SMALL), str(LARGE)]).order_by("classroom__grade", "pk")
        primary = free.filter(classroom__grade__in=["P1", "P2"])
        moved = list(primary.values_list("pk", flat=True)[:size])
        Placement.objects.filter(pk__in=moved).update(classroom=room)
    return room
