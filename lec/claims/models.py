"""A child listed elsewhere: what is asked for, of whom, and everything that was said (letter §4.3.2(1))."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lec.claims.rules import PENDING, ClaimState, StepKind
from lec.organizations.models import Organization
from lec.scoping import ScopedQuerySet
from lec.students.models import Enrollment, Student

STATES = [state.value for state in ClaimState]
KINDS = [kind.value for kind in StepKind]


class Claim(models.Model):
    """The claimant asks the holder of a child to release it; until decided the child counts where it is.

    `decider` is the nearest organization above both as they stood when the claim was filed; what identifies
    the child is kept as the claimant typed it. `received` is the stay at the claimant that a release began.
    `place_hidden`: the child was protected, and the claimant is never told where it was. Both sides and the
    decider see a claim, a class teacher those they filed.
    """

    SCOPE = "claimant__path"
    OTHER_SIDE = "stay__institution__path"
    DECIDER = "decider"
    FILED_BY = "filed_by"
    PERSONAL = ""

    student = models.ForeignKey(Student, models.PROTECT, related_name="claims")
    stay = models.ForeignKey(Enrollment, models.PROTECT, related_name="claims")
    claimant = models.ForeignKey(Organization, models.PROTECT, related_name="claims")
    decider = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    citizen_id_type = models.CharField(max_length=8)
    citizen_id = models.CharField(max_length=20)
    birth_date = models.DateField()
    grade = models.CharField(max_length=3)
    room = models.CharField(max_length=20)
    entered_on = models.DateField()
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    place_hidden = models.BooleanField(default=False)
    state = models.CharField(max_length=9)
    contested_because = models.CharField(max_length=500, blank=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    received = models.ForeignKey(Enrollment, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["student", "claimant"],
                condition=Q(state__in=PENDING),
                name="one_pending_claim_per_student_and_claimant",
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="claim_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=PENDING, closed_at=None) | (~Q(state__in=PENDING) & ~Q(closed_at=None)),
                name="claim_is_closed_or_pending",
            ),
            models.CheckConstraint(
                condition=(Q(state="released") & ~Q(received=None))
                | (~Q(state="released") & Q(received=None)),
                name="released_claim_has_received",
            ),
            models.CheckConstraint(
                condition=Q(contested_because="", escalated_at=None)
                | (~Q(state="open") & (Q(contested_because="") | Q(escalated_at=None))),
                name="open_claim_is_unanswered",
            ),
            models.CheckConstraint(
                condition=~Q(state="contested") | ~Q(contested_because=""), name="contested_claim_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="escalated") | ~Q(escalated_at=None), name="escalated_claim_says_when"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(state__in=PENDING), name="pending_claims_by_due_day")
        ]

    @property
    def holder(self) -> Organization:
        """Who held the child when the claim was filed."""
        return self.stay.institution


class ClaimStep(models.Model):
    """One thing that was done about a claim, in order; together they are the whole story.

    Nobody acts where the clock does. `because` is what both sides are told.
    """

    SCOPE = "claim__claimant__path"
    OTHER_SIDE = "claim__stay__institution__path"
    DECIDER = "claim__decider"
    FILED_BY = "claim__filed_by"
    PERSONAL = ""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=500, blank=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["claim", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="claim_step_kind_is_known"),
            models.CheckConstraint(
                condition=Q(by=None, organization=None) | (~Q(by=None) & ~Q(organization=None)),
                name="claim_step_is_somebodys_or_the_clocks",
            ),
        ]
