"""After the soak: the promises, the receipts, and every acknowledged act in the store and in the trail."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone

from lec.actor import Actor, Role
from lec.audit.models import AuditEntry
from lec.claims.models import Claim
from lec.confirmations.models import Receipt
from lec.confirmations.queries import first_broken_receipt
from lec.organizations.models import Organization
from lec.rounds.models import Confirmation, Reopening
from lec.rounds.queries import current_round
from lec.students.models import Attestation, Enrollment, Student
from lec.uploads.models import Upload
from tests.confirmations.promises import PROMISES
from tests.soak.people import World

MOST_SHOWN = 20


def what_does_not_hold(world: World) -> Iterator[str]:
    """A line for each; the first of many of a kind."""
    round = current_round(timezone.now())
    assert round is not None
    department = Organization.objects.get(level="department")
    by = Actor(0, department.pk, department.path, Role.OFFICER, timezone.now())
    for promise in PROMISES:
        try:
            promise(round, by)
        except AssertionError as broken:
            yield f"broken: {promise.__name__}: {broken}"
    receipt = first_broken_receipt()
    if receipt:
        yield f"receipt {receipt[0].number} does not hold: {receipt[1]}"
    lost = [one for one in world.acknowledged if not KEPT[one.act](**one.found)]
    for one in lost[:MOST_SHOWN]:
        yield f"lost: {one}"
    counted = Counter(one.act for one in world.acknowledged)
    standing = Confirmation.objects.filter(revoked_at=None).count()
    print(f"{dict(counted)}; {Receipt.objects.count():,} receipts, {standing} standing; {len(lost)} lost")


def in_trail(action: str, **about: Any) -> bool:
    return AuditEntry.objects.filter(action=action, **about).exists()


def kept_attestations(enrollments: list[int]) -> bool:
    held = Attestation.objects.filter(enrollment__in=enrollments).values("enrollment").distinct().count()
    return held == len(enrollments)


KEPT: dict[str, Callable[..., bool]] = {
    "enroll": lambda enrollment, citizen_id: (
        Enrollment.objects.filter(pk=enrollment, student__citizen_id=citizen_id).exists()
        and in_trail("enroll", subject_id=enrollment)
    ),
    "change": lambda enrollment, first_name: in_trail(
        "change", subject_id=enrollment, after__first_name=first_name
    ),
    "attest": kept_attestations,
    "leave": lambda enrollment: in_trail("leave", subject_id=enrollment),
    "confirm": lambda confirmation, receipt: (
        Receipt.objects.filter(number=receipt, confirmation=confirmation).exists()
        and in_trail("confirm", subject_id=confirmation)
    ),
    "revoke": lambda confirmation: (
        Confirmation.objects.filter(pk=confirmation).exclude(revoked_at=None).exists()
        and in_trail("revoke", subject_id=confirmation)
    ),
    "enter-headcounts": lambda school: in_trail("enter-headcounts", subject="headcounts.otherschool"),
    "apply": lambda upload, citizen_ids: (
        Upload.objects.filter(pk=upload, state="applied").exists()
        and Student.objects.filter(citizen_id__in=citizen_ids).count() == len(citizen_ids)
        and in_trail("apply-upload", subject_id=upload)
    ),
    "claim": lambda claim, state: Claim.objects.filter(
        pk=claim, **({"state": state} if state else {})
    ).exists(),
    "reopen": lambda reopening: (
        Reopening.objects.filter(pk=reopening).exists() and in_trail("reopen-round", subject_id=reopening)
    ),
}
