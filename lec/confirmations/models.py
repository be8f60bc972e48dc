"""What a confirmation froze, and the receipt it gave (letter §4.3.1(5), §6.3, §7; DESIGN, idea 3).

Only an institution's confirmation and an LAO's headcount confirmation own frozen rows. An overview's receipt
lists the receipts it stands on, and its counts are their sum. A ticket asks that a confirmation be revoked.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lec.confirmations.rules import TicketState, TicketStepKind
from lec.headcounts.models import OtherSchool
from lec.organizations.models import Organization
from lec.rounds.models import Confirmation
from lec.scoping import ScopedQuerySet
from lec.students.models import Enrollment, Student


class ConfirmedCount(models.Model):
    """How many of one grade and sex were confirmed; per other school (`school`) for headcounts."""

    SCOPE = "confirmation__organization__path"

    confirmation = models.ForeignKey(Confirmation, models.PROTECT, related_name="counts")
    school = models.ForeignKey(OtherSchool, models.PROTECT, null=True, related_name="+")
    grade = models.CharField(max_length=3)
    sex = models.CharField(max_length=1)
    count = models.PositiveIntegerField()

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["confirmation", "grade", "sex"],
                condition=Q(school=None),
                name="one_confirmed_count_per_cell",
            ),
            models.UniqueConstraint(
                fields=["confirmation", "school", "grade", "sex"],
                condition=~Q(school=None),
                name="one_confirmed_headcount_per_cell",
            ),
        ]


class ConfirmedStudent(models.Model):
    """Who was counted, with what counts and money need to know of them, as it was at that moment.

    `student` is frozen beside the stay: a merge may find later that the stay was somebody else's too.
    """

    SCOPE = "confirmation__organization__path"
    PERSONAL = "enrollment__placements__classroom"
    PERSONAL_WHERE: ClassVar = {"enrollment__placements__ends_on": None}

    confirmation = models.ForeignKey(Confirmation, models.PROTECT, related_name="students")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+", db_index=False)
    grade = models.CharField(max_length=3)
    room = models.CharField(max_length=20)
    sex = models.CharField(max_length=1)
    birth_date = models.DateField(null=True)
    citizen_id_type = models.CharField(max_length=8)
    disadvantage = models.CharField(max_length=20, blank=True)
    disability = models.CharField(max_length=20, blank=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["confirmation", "enrollment"], name="a_student_is_counted_once")
        ]


class Receipt(models.Model):
    """The proof of a confirmation: anyone with it can check that what was confirmed is what is counted.

    `hash` covers number, round, organization, subject, moment, signer, counts, the digest of the counted rows
    and the hash of the organization's receipt before (`receipts.content_of`), so that nothing can be changed
    afterwards without `lec ledger verify` naming it. Names are kept as they were.
    """

    SCOPE = "confirmation__organization__path"

    confirmation = models.OneToOneField(Confirmation, models.PROTECT, related_name="receipt")
    number = models.CharField(max_length=40, unique=True)
    organization_code = models.CharField(max_length=20)
    organization_name = models.CharField(max_length=200)
    parents = models.JSONField(default=list)
    signer_name = models.CharField(max_length=120)
    zero_because = models.CharField(max_length=500, blank=True)
    total = models.PositiveIntegerField()
    rows_digest = models.CharField(max_length=64)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    hash = models.CharField(max_length=64)
    basis: "models.ManyToManyField[Receipt, models.Model]" = models.ManyToManyField(
        "self", symmetrical=False, related_name="stood_on_by"
    )

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.number


class DailyRoot(models.Model):
    """One hash over all receipts of a day and the root before; published (`receipts.root_of`). A day without
    receipts has none.
    """

    day = models.DateField(unique=True)
    receipts = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-day"]


class UnlockTicket(models.Model):
    """Somebody confirmed asks that it be taken back, to correct something (letter §8.1, §8.2, §4.2(4)).

    Whose turn it is follows from the ledger (`queries.turn_of`): who is above the highest confirmation that
    stands on it. `students` are the stays that are to be changed and no others, none named means all.
    """

    SCOPE = "confirmation__organization__path"

    confirmation = models.ForeignKey(Confirmation, models.PROTECT, related_name="tickets")
    because = models.CharField(max_length=500)
    students = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=TicketState.OPEN.value)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["confirmation"], condition=Q(state="open"), name="one_open_ticket_per_confirmation"
            ),
            models.CheckConstraint(condition=Q(state__in=sorted(TicketState)), name="ticket_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & ~Q(closed_at=None)),
                name="ticket_is_closed_or_open",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="ticket_says_why"),
        ]


class TicketStep(models.Model):
    """One thing that was done about a ticket, in order; the clock's where nobody acts."""

    SCOPE = "ticket__confirmation__organization__path"

    ticket = models.ForeignKey(UnlockTicket, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    revoked = models.ForeignKey(Confirmation, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=500, blank=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["ticket", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=sorted(TicketStepKind)), name="ticket_step_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="revoked", revoked__isnull=False) | (~Q(kind="revoked") & Q(revoked=None)),
                name="ticket_step_names_what_was_revoked",
            ),
        ]
