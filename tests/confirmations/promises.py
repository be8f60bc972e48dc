"""The promises of DOMAIN "Confirmation", looked up in the database itself and not asked of the code that
keeps them. Each is asked with a round and an actor of the department; AssertionError says what does not hold.
"""

from collections.abc import Callable

from django.db.models import Sum

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.claims.models import Claim
from lec.confirmations.models import ConfirmedCount, ConfirmedStudent, Receipt, UnlockTicket
from lec.headcounts.models import Headcount
from lec.organizations.models import Organization
from lec.reports.queries import totals
from lec.rounds.models import Confirmation, Round
from lec.rounds.rules import RoundState
from lec.students.models import Enrollment, Placement

Promise = Callable[[Round, Actor], None]


def standing(round: Round, subject: str, level: str) -> list[Organization]:
    rows = Confirmation.objects.filter(
        round=round, subject=subject, revoked_at=None, organization__level=level
    )
    return [row.organization for row in rows.select_related("organization")]


def confirmation(round: Round, organization: Organization, subject: str) -> Confirmation | None:
    return Confirmation.objects.filter(
        round=round, organization=organization, subject=subject, revoked_at=None
    ).first()


def a_confirmed_lao_has_no_unconfirmed_institution(round: Round, by: Actor) -> None:
    for lao in standing(round, "students", "lao"):
        for institution in Organization.objects.filter(parent=lao):
            assert confirmation(round, institution, "students"), (
                f"{lao.name}: {institution.name} does not stand"
            )


def a_confirmed_province_has_no_lao_that_owes(round: Round, by: Actor) -> None:
    for province in standing(round, "students", "province"):
        for lao in Organization.objects.filter(parent=province):
            if lao.children.exists():
                assert confirmation(round, lao, "students"), f"{province.name}: {lao.name} owes its overview"
            if lao.other_schools.exists():
                assert confirmation(round, lao, "headcounts"), f"{province.name}: {lao.name} owes headcounts"


def nothing_is_written_below_a_standing_confirmation(round: Round, by: Actor) -> None:
    for institution in standing(round, "students", "institution"):
        held = confirmation(round, institution, "students")
        counted = set(
            ConfirmedStudent.objects.filter(confirmation=held).values_list("enrollment_id", "grade")
        )
        moved = moved_after_closing(round, institution)
        assert {row for row in living(institution) ^ counted if row[0] not in moved} == set()
    for lao in standing(round, "headcounts", "lao"):
        given = Headcount.objects.filter(school__lao=lao, round=round)
        frozen = ConfirmedCount.objects.filter(confirmation=confirmation(round, lao, "headcounts"))
        columns = ("school_id", "grade", "sex", "count")
        assert set(given.values_list(*columns)) == set(frozen.values_list(*columns))


def living(institution: Organization) -> set[tuple[int, str]]:
    """Stays with their grades, as they are now."""
    here = Placement.objects.filter(classroom__institution=institution, ends_on=None)
    return set(here.values_list("enrollment_id", "classroom__grade"))


def moved_after_closing(round: Round, institution: Organization) -> set[int | None]:
    """Stays that releases ended or began when the round was closed: then they are always possible."""
    moves = AuditEntry.objects.filter(action__in=["release", "receive"], organization=institution)
    return {move.subject_id for move in moves if round.state(move.at) == RoundState.CLOSED}


def a_claim_is_what_its_facts_say(round: Round, by: Actor) -> None:
    for claim in Claim.objects.filter(state="released").select_related("received"):
        assert claim.received is not None
        known = (claim.received.student_id, claim.received.institution_id)
        assert known == (claim.student_id, claim.claimant_id)


def a_ticket_is_open_while_what_it_asks_for_stands(round: Round, by: Actor) -> None:
    for ticket in UnlockTicket.objects.select_related("confirmation"):
        if ticket.state == "open":
            assert ticket.confirmation.stands
        if ticket.state == "approved":
            assert not ticket.confirmation.stands


def where_students_are_named_the_others_are_as_they_were_confirmed(round: Round, by: Actor) -> None:
    for institution in Organization.objects.filter(level="institution"):
        given = Confirmation.objects.filter(round=round, organization=institution)
        latest = given.order_by("-pk").first()
        if latest is None or not latest.opened_for:
            continue
        counted = set(latest.students.values_list("enrollment_id", "grade"))
        free = moved_after_closing(round, institution) | set(latest.opened_for)
        assert {row for row in living(institution) ^ counted if row[0] not in free} == set()


def what_is_reported_is_what_is_confirmed(round: Round, by: Actor) -> None:
    department = Organization.objects.get(pk=by.organization_id)
    for subject, level in (("students", "institution"), ("headcounts", "lao")):
        receipts = Receipt.objects.filter(
            confirmation__round=round,
            confirmation__subject=subject,
            confirmation__revoked_at=None,
            confirmation__organization__level=level,
        )
        confirmed = receipts.aggregate(sum=Sum("total"))["sum"] or 0
        assert sum(totals(by, department, round, subject).values()) == confirmed


def a_child_is_in_one_place(round: Round, by: Actor) -> None:
    active = list(Enrollment.objects.filter(left_on=None).values_list("student_id", flat=True))
    assert len(active) == len(set(active))


PROMISES: tuple[Promise, ...] = (
    a_confirmed_lao_has_no_unconfirmed_institution,
    a_confirmed_province_has_no_lao_that_owes,
    nothing_is_written_below_a_standing_confirmation,
    a_claim_is_what_its_facts_say,
    a_ticket_is_open_while_what_it_asks_for_stands,
    where_students_are_named_the_others_are_as_they_were_confirmed,
    what_is_reported_is_what_is_confirmed,
    a_child_is_in_one_place,
)
