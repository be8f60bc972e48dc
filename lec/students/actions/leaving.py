"""Taking students out, and undoing it (letter §4.3.1(2))."""

from collections.abc import Sequence
from datetime import date
from itertools import chain

from django.db import IntegrityError, transaction
from django.db.models import DateField, Value
from django.db.models.functions import Greatest

from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record, record_all
from lec.organizations.models import Organization
from lec.refusals import NotVisible, Obstacle, refuse_if, refuse_if_wrong
from lec.students import queries
from lec.students.actions.elsewhere import HeldElsewhere, holder_of, tell_holders
from lec.students.actions.parts import lock, obstacles_now
from lec.students.models import (
    Enrollment,
    LeavingReason,
    Placement,
)
from lec.students.rules import (
    faults_of_leaving,
    message_of,
    obstacles_to_leaving,
    obstacles_to_returning,
    require_own_register,
)


@transaction.atomic
def leave(
    *, institution: Organization, enrollments: Sequence[int], reason: str, on: date, note: str = "", by: Actor
) -> None:
    """Take students out with a reason and a day (letter §4.3.1(2)); undone by `return_to_class`."""
    require_own_register(by, institution.pk, officer=True)
    lock(institution, by)
    stays = list(Enrollment.objects.visible_to(by).filter(pk__in=enrollments, institution=institution))
    if len(stays) != len(set(enrollments)):
        raise NotVisible
    reasons = list(LeavingReason.values)
    refuse_if_wrong(
        fault
        for stay in stays
        for fault in faults_of_leaving(reason, reasons, on, stay.entered_on, by.today, note)
    )
    left = (o for stay in stays for o in obstacles_to_leaving(not stay.is_active, institution.code))
    refuse_if(chain(obstacles_now(institution, by, touched=set(enrollments)), left))
    seats = Placement.objects.filter(enrollment__in=stays, ends_on=None)
    seats.update(ends_on=Greatest(Value(on, DateField()), "starts_on"))
    Enrollment.objects.filter(pk__in=enrollments).update(left_on=on, leaving_reason=reason, leaving_note=note)
    record_all(
        audit_entry(
            "leave",
            stay,
            by=by,
            organization_id=institution.pk,
            because=note,
            after={"left_on": on.isoformat(), "leaving_reason": reason},
        )
        for stay in stays
    )


def return_to_class(*, enrollment: Enrollment, by: Actor) -> Enrollment:
    """Undo a leave: the student is back in the room they left (DOMAIN, Existence check).

    Raises HeldElsewhere if the child is active at another institution; telling where is recorded.
    """
    institution = enrollment.institution
    require_own_register(by, institution.pk, officer=True)
    with transaction.atomic():
        lock(institution, by)
        try:
            with transaction.atomic():
                return _return(institution, enrollment, by)
        except HeldElsewhere as refusal:
            tell_holders(institution=institution, stays=refusal.told, by=by)
            held = refusal
    raise held


def _return(institution: Organization, enrollment: Enrollment, by: Actor) -> Enrollment:
    enrollment = Enrollment.objects.select_related("student").get(pk=enrollment.pk)
    active = _active(enrollment)
    left = enrollment.left_on is not None and (active is None or active.institution_id != institution.pk)
    refuse_if(
        chain(
            obstacles_now(institution, by, touched={enrollment.pk}),
            obstacles_to_returning(left, institution.code),
        )
    )
    _refuse_if_held(active, institution, by)
    before = {"left_on": str(enrollment.left_on), "leaving_reason": enrollment.leaving_reason}
    enrollment.left_on, enrollment.leaving_reason, enrollment.leaving_note = None, "", ""
    try:
        with transaction.atomic():
            enrollment.save(update_fields=["left_on", "leaving_reason", "leaving_note"])
    except IntegrityError as race:
        _refuse_if_held(_active(enrollment), institution, by)
        raise race
    last = enrollment.placements.order_by("-starts_on", "-pk").first()
    if last is not None:
        last.ends_on = None
        last.save(update_fields=["ends_on"])
    record("return", enrollment, by=by, organization_id=institution.pk, before=before)
    return enrollment


def _active(enrollment: Enrollment) -> Enrollment | None:
    """The other stay of the same student that lasts, if there is one."""
    others = Enrollment.objects.filter(student=enrollment.student, left_on=None).exclude(pk=enrollment.pk)
    return others.select_related("student", "institution__parent").first()


def _refuse_if_held(stay: Enrollment | None, institution: Organization, by: Actor) -> None:
    if stay is None:
        return
    told = not queries.beyond_limit(institution.pk, [stay], by.today)
    place = queries.place_shown(stay, institution.path) if told else queries.place_withheld()
    raise HeldElsewhere(
        [Obstacle("held-elsewhere", message_of("held-elsewhere", {"holder": place}))],
        holder_of(stay) if told else None,
        [stay] if told else [],
    )
