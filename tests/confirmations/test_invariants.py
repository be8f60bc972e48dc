"""The promises of DOMAIN "Confirmation", kept whatever anybody does in whatever order.

A machine plays officers, teachers and the clock at random; most of what they try is refused, and after every
step the promises are looked up in the database itself, not asked of the code that keeps them.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lec.actor import Actor
from lec.claims.actions import contest, decide, escalate, file_claim, release, settle
from lec.claims.models import Claim
from lec.confirmations.actions import (
    approve_ticket,
    confirm,
    expire_ticket,
    file_ticket,
    open_institutions,
    refuse_ticket,
    revoke,
    withdraw_ticket,
)
from lec.confirmations.models import UnlockTicket
from lec.confirmations.queries import first_broken_receipt, to_expire, turn_of
from lec.headcounts.actions import enter, keep_schools
from lec.headcounts.models import OtherSchool
from lec.headcounts.rules import Cell, SchoolEntry
from lec.organizations.models import Organization
from lec.organizations.rules import OrganizationEntry
from lec.refusals import Refusal
from lec.rounds.actions import end_reopening, reopen
from lec.rounds.models import Confirmation, Reopening, Round
from lec.rounds.queries import current_round
from lec.students.actions import Mark, attest, enroll, leave, return_to_class
from lec.students.models import Enrollment, Placement
from lec.students.queries import entry_of
from tests.cast import NOW, Cast, build, entry, officer_of
from tests.confirmations.promises import PROMISES, standing

PLACES = ("school", "center", "bua_center", "phu_school")
LAOS = ("mali", "bua", "phu")
PROVINCES = ("north", "south")
SCHOOLS = ("border_school", "private_school", "phu_other_school")
AFTER_CLOSING = datetime(2021, 11, 13, 9, 0, tzinfo=NOW.tzinfo)
NEXT_ROUND = datetime(2022, 6, 2, 9, 0, tzinfo=NOW.tzinfo)


class Offices(RuleBasedStateMachine):
    """Everybody at work at once. `cast` is set by the test; every run starts from it and is rolled back."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.at, self.serial, self.acts, self.looked_at = NOW, 9000, 0, -1
        self.rounds: dict[datetime, Round] = {}

    def teardown(self) -> None:
        """A receipt that does not hold never holds again, so once a run is often enough."""
        broken = first_broken_receipt()
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        assert broken is None

    def by(self, organization: Organization) -> Actor:
        return officer_of(organization, self.at)

    def round(self) -> Round:
        if self.at not in self.rounds:
            round = current_round(self.at)
            assert round is not None
            self.rounds[self.at] = round
        return self.rounds[self.at]

    def attempt(self, act: Callable[..., object], **arguments: object) -> None:
        """Try it; a refusal is an answer, anything else a failure."""
        with suppress(Refusal), transaction.atomic():
            act(**arguments)
            self.acts += 1

    @initialize(height=st.integers(0, 4), asked=st.integers(0, 3))
    def work_has_gone_so_far(self, height: int, asked: int = 0) -> None:
        """From nobody attested (0) to every province confirmed (4): what can be broken must stand first.

        Then some have asked for their confirmation to be taken back, and the first of them was answered.
        """
        for place in PLACES if height else ():
            self.a_school_attests(place, "100")
        for school in SCHOOLS if height else ():
            self.headcounts_are_entered(school, 5, False)
        for level in (PLACES, LAOS, PROVINCES)[: max(height - 1, 0)]:
            for who in level:
                self.somebody_confirms(who, "students")
                self.somebody_confirms(who, "headcounts")
        for nth in range(asked):
            self.a_ticket_is_asked(nth, nth != 1)
        for _level in range(asked):
            self.a_ticket_is_answered(asked - 1, "approve")

    @rule(place=st.sampled_from(PLACES), grade=st.sampled_from(["K1", "K2", "P1"]), again=st.booleans())
    def a_child_is_enrolled(self, place: str, grade: str, again: bool) -> None:
        self.serial += 0 if again else 1
        institution = getattr(self.cast, place)
        child = entry(self.serial, grade, entered_on=self.at.date())
        self.attempt(enroll, institution=institution, entries=[child], by=self.by(institution))

    @rule(
        place=st.sampled_from(PLACES), nth=st.integers(0, 8), reason=st.sampled_from(["moved_school", "died"])
    )
    def a_child_leaves(self, place: str, nth: int, reason: str) -> None:
        institution = getattr(self.cast, place)
        here = list(Enrollment.objects.filter(institution=institution, left_on=None).order_by("pk"))
        if here:
            gone = [here[nth % len(here)].pk]
            self.attempt(
                leave,
                institution=institution,
                enrollments=gone,
                reason=reason,
                on=self.at.date(),
                by=self.by(institution),
            )

    @rule(place=st.sampled_from(PLACES))
    def a_leave_is_undone(self, place: str) -> None:
        institution = getattr(self.cast, place)
        left = Enrollment.objects.filter(institution=institution).exclude(left_on=None).first()
        if left is not None:
            self.attempt(return_to_class, enrollment=left, by=self.by(institution))

    @rule(place=st.sampled_from(PLACES), of=st.sampled_from(PLACES), nth=st.integers(0, 8))
    def a_child_is_claimed(self, place: str, of: str, nth: int) -> None:
        claimant = getattr(self.cast, place)
        seats = Placement.objects.filter(enrollment__institution=getattr(self.cast, of), ends_on=None)
        held = list(seats.select_related("enrollment__student", "classroom").order_by("pk"))
        if held:
            wanted = entry_of(held[nth % len(held)])
            self.attempt(file_claim, claimant=claimant, entry=wanted, by=self.by(claimant))

    @rule(
        nth=st.integers(0, 5), answer=st.sampled_from(["release", "release", "contest", "claimant", "holder"])
    )
    def a_claim_is_answered(self, nth: int, answer: str) -> None:
        claims = list(
            Claim.objects.select_related("claimant", "stay__institution", "decider").order_by("-pk")
        )
        if claims:
            claim = claims[nth % len(claims)]
            if answer == "release":
                self.attempt(release, claim=claim, by=self.by(claim.holder))
            elif answer == "contest":
                self.attempt(contest, claim=claim, because="ยังอยู่", by=self.by(claim.holder))
            else:
                by = self.by(claim.decider)
                self.attempt(decide, claim=claim, in_favor_of=answer, because="ตรวจแล้ว", by=by)

    @rule()
    def the_clock_ticks(self) -> None:
        for claim in Claim.objects.select_related("claimant", "stay__institution"):
            for act in (settle, escalate):
                self.attempt(act, claim=claim, by=self.by(self.cast.department))
        for ticket in to_expire(self.at):
            self.attempt(expire_ticket, ticket=ticket, by=self.by(self.cast.department))

    @rule(place=st.sampled_from(PLACES), code=st.sampled_from(["100", "100", "100", "201", "206"]))
    def a_school_attests(self, place: str, code: str) -> None:
        institution = getattr(self.cast, place)
        here = list(Enrollment.objects.filter(institution=institution, left_on=None).order_by("pk"))
        marks = [Mark(e.pk, code if n == 0 else "100", "มีเหตุ") for n, e in enumerate(here)]
        arguments = {"institution": institution, "round": self.round(), "marks": marks}
        self.attempt(attest, **arguments, by=self.by(institution))

    @rule(who=st.sampled_from(PLACES + LAOS + PROVINCES), subject=st.sampled_from(["students", "headcounts"]))
    def somebody_confirms(self, who: str, subject: str) -> None:
        organization = getattr(self.cast, who)
        arguments = {"organization": organization, "round": self.round(), "subject": subject}
        self.attempt(confirm, **arguments, by=self.by(organization), zero_because="ไม่มีเด็ก")

    @rule(nth=st.integers(0, 5), own=st.booleans())
    def somebody_revokes(self, nth: int, own: bool) -> None:
        standing = list(Confirmation.objects.filter(revoked_at=None).select_related("organization__parent"))
        if standing:
            confirmation = standing[nth % len(standing)]
            organization = confirmation.organization
            above = organization if own else organization.parent
            self.attempt(revoke, confirmation=confirmation, because="แก้ไข", by=self.by(above or organization))

    @rule(nth=st.integers(0, 5), named=st.booleans())
    def a_ticket_is_asked(self, nth: int, named: bool) -> None:
        standing = list(Confirmation.objects.filter(revoked_at=None).select_related("organization__parent"))
        if standing:
            confirmation = standing[nth % len(standing)]
            students = list(confirmation.students.values_list("enrollment", flat=True)[: int(named)])
            arguments = {"confirmation": confirmation, "because": "สะกดผิด", "students": students}
            self.attempt(file_ticket, **arguments, by=self.by(confirmation.organization))

    @rule(nth=st.integers(0, 5), answer=st.sampled_from(["approve", "approve", "refuse", "withdraw"]))
    def a_ticket_is_answered(self, nth: int, answer: str) -> None:
        tickets = list(UnlockTicket.objects.select_related("confirmation__organization").order_by("-pk"))
        if tickets:
            ticket = tickets[nth % len(tickets)]
            if answer == "withdraw":
                self.attempt(withdraw_ticket, ticket=ticket, by=self.by(ticket.confirmation.organization))
            else:
                act = approve_ticket if answer == "approve" else refuse_ticket
                whose = self.by(turn_of(ticket).organization)
                self.attempt(act, ticket=ticket, because="พิจารณาแล้ว", by=whose)

    @rule(school=st.sampled_from(SCHOOLS), number=st.integers(0, 9), blank=st.booleans())
    def headcounts_are_entered(self, school: str, number: int, blank: bool) -> None:
        held = OtherSchool.objects.get(pk=getattr(self.cast, school).pk)
        cells = [] if blank else [Cell("P1", "M", number)]
        self.attempt(enter, school=held, round=self.round(), cells=cells, by=self.by(held.lao))

    @rule(school=st.sampled_from(SCHOOLS), lao=st.sampled_from(LAOS))
    def a_school_is_paid_by_another_lao(self, school: str, lao: str) -> None:
        held = getattr(self.cast, school)
        moved = SchoolEntry(held.code, held.name, held.affiliation, getattr(self.cast, lao).code)
        self.attempt(keep_schools, entries=[moved], by=self.by(self.cast.department))

    @rule(lao=st.sampled_from(LAOS))
    def an_institution_opens(self, lao: str) -> None:
        self.serial += 1
        new = OrganizationEntry(
            "institution", f"99{self.serial:08}", "ศพด.เปิดใหม่", getattr(self.cast, lao).code, "center"
        )
        self.attempt(open_institutions, entries=[new], by=self.by(self.cast.department))

    @rule(who=st.sampled_from(PLACES + LAOS + PROVINCES), days=st.integers(1, 9), ends=st.booleans())
    def the_round_is_opened_again_for_some(self, who: str, days: int, ends: bool) -> None:
        by = self.by(self.cast.department)
        held = Reopening.objects.first()
        if ends and held is not None:
            self.attempt(end_reopening, reopening=held, by=by)
            return
        arguments = {"round": self.round(), "organization": getattr(self.cast, who)}
        until = self.at + timedelta(days=days)
        self.attempt(reopen, **arguments, until=until, because="น้ำท่วม", by=by)

    @rule(step=st.sampled_from([timedelta(hours=1), timedelta(days=1), AFTER_CLOSING, NEXT_ROUND]))
    def time_passes(self, step: timedelta | datetime) -> None:
        self.at = self.at + step if isinstance(step, timedelta) else max(self.at, step)
        self.acts += 1

    @invariant()
    def the_promises_hold(self) -> None:
        """Looked up once something was done: what is refused is rolled back."""
        if self.looked_at != self.acts:
            for promise in PROMISES:
                promise(self.round(), self.by(self.cast.department))
            self.looked_at = self.acts


@pytest.fixture
def offices(db: None) -> type[Offices]:
    """The machine on the cast, with the next round already planned."""
    Offices.cast = build()
    days = [date(2022, 6, 1), date(2022, 6, 10), date(2022, 6, 10), date(2022, 6, 11), date(2022, 6, 15)]
    names = ("opens_on", "institution_due_on", "lao_due_on", "province_due_on", "closes_on")
    Round.objects.create(academic_year=2565, number=1, **dict(zip(names, days, strict=True)))
    return Offices


def test_the_promises_hold_whatever_anybody_does(offices: type[Offices]) -> None:
    run_state_machine_as_test(
        offices,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # shrinking takes minutes: set it back to read a failure
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_machine_reaches_a_confirmed_province(offices: type[Offices]) -> None:
    """The promises are worth nothing if the machine never gets as far as what they are about."""
    machine = offices()
    machine.work_has_gone_so_far(4)
    assert len(standing(machine.round(), "students", "province")) == 2
    machine.teardown()
