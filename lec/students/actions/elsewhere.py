"""A child active elsewhere: who to talk to there, and the record of having said so (letter §4.3.2(1))."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from lec.actor import Actor
from lec.audit.actions import entry as audit_entry
from lec.audit.actions import record_all
from lec.organizations.models import Organization
from lec.refusals import Blocked
from lec.students.models import (
    Enrollment,
)
from lec.students.queries import elsewhere as queries


@dataclass(frozen=True)
class Holder:
    """Where a child is active instead: who to talk to, never the other's record (letter §4.3.2(1))."""

    code: str
    name: str
    lao: str
    phone: str


@dataclass(eq=False)
class HeldElsewhere(Blocked):
    """At least one of the children is active at another institution; `told` are the stays it gave away."""

    told: list[Enrollment] = field(default_factory=list)


def holder_of(stay: Enrollment) -> Holder | None:
    """Who to talk to; of a protected child nobody is told (DOMAIN, The register)."""
    if stay.student.protected:
        return None
    at = stay.institution
    return Holder(at.code, at.name, at.parent.name if at.parent else "", at.phone)


@transaction.atomic
def tell_holders(*, institution: Organization, stays: Sequence[Enrollment], by: Actor) -> None:
    """Record that an institution was told where children are: each such answer is, and they are counted
    (DOMAIN, The register). Of a protected child the trail keeps no place either.
    """
    record_all(
        audit_entry(
            queries.TELL,
            stay.student,
            by=by,
            organization_id=institution.pk,
            after={"holder": "" if stay.student.protected else stay.institution.code},
        )
        for stay in stays
    )
