"""Hiding where a child is from everybody but its own institution and the levels above it (DOMAIN)."""

from django.db import transaction

from lec.actor import Actor
from lec.audit.actions import record
from lec.refusals import NotVisible, refuse_if_wrong
from lec.students.actions.parts import lock
from lec.students.models import Enrollment
from lec.students.rules import faults_of_protecting, require_own_register


@transaction.atomic
def protect(*, enrollment: Enrollment, protected: bool = True, because: str, by: Actor) -> None:
    """Mark a student protected, or not any more, with a reason; whether the round is open does not matter.

    Who asks for the child elsewhere is then told no place, only which level decides.
    """
    require_own_register(by, enrollment.institution_id, officer=True)
    lock(enrollment.institution, by)
    held = Enrollment.objects.select_related("student").filter(pk=enrollment.pk, left_on=None).first()
    if held is None:
        raise NotVisible
    refuse_if_wrong(faults_of_protecting(because))
    before, held.student.protected = held.student.protected, protected
    held.student.save(update_fields=["protected"])
    record(
        "protect",
        held,
        by=by,
        organization_id=held.institution_id,
        because=because.strip(),
        before={"protected": before},
        after={"protected": protected},
    )
