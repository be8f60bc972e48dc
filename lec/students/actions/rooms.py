"""Who teaches which room (DOMAIN, Levels)."""

from collections.abc import Sequence

from django.db import transaction

from lec.accounts.models import Membership
from lec.actor import Actor
from lec.audit.actions import record
from lec.refusals import NotVisible
from lec.students.models import (
    Classroom,
    ClassTeacher,
)
from lec.students.rules import (
    require_own_register,
)


@transaction.atomic
def assign_rooms(*, membership: Membership, classrooms: Sequence[Classroom], by: Actor) -> None:
    """Set which rooms a class teacher has; the responsible person assigns (DOMAIN, Levels)."""
    require_own_register(by, membership.organization_id, officer=True)
    if any(room.institution_id != membership.organization_id for room in classrooms):
        raise NotVisible
    before = sorted(ClassTeacher.objects.filter(membership=membership).values_list("classroom_id", flat=True))
    ClassTeacher.objects.filter(membership=membership).exclude(classroom__in=classrooms).delete()
    ClassTeacher.objects.bulk_create(
        [ClassTeacher(membership=membership, classroom=room) for room in classrooms], ignore_conflicts=True
    )
    record(
        "assign-rooms",
        membership,
        by=by,
        organization_id=membership.organization_id,
        before={"classrooms": before},
        after={"classrooms": sorted(room.pk for room in classrooms)},
    )
