"""Questions about claims: those of each side, what each may know, and the whole story."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from lec.actor import Actor
from lec.claims.models import Claim, ClaimStep
from lec.claims.rules import PENDING, ClaimState, Standing, StepKind, state_now
from lec.organizations.models import Level, Organization
from lec.prepared import Prepared
from lec.reference.queries import setting
from lec.refusals import Obstacle
from lec.rounds.models import Confirmation, Subject
from lec.rounds.queries import current_round, window_for
from lec.rounds.rules import RoundState, obstacles_to_writing
from lec.scoping import sees_persons
from lec.students.models import Enrollment, Student
from lec.students.queries import rows_of_person
from lec.thai import citizen_id


def claims_for(actor: Actor, role: str = "") -> QuerySet[Claim]:
    """Claims the actor may see, the latest first; `role` narrows them to those on one side, or to decide.

    A level above stands on the side of its institutions.
    """
    rows = _with_register(Claim.objects.visible_to(actor)).order_by("-pk")
    if role == "decider":
        return rows.filter(decider=actor.organization_id)
    if role == "claimant":
        return rows.filter(claimant__path__startswith=actor.path)
    return rows.filter(stay__institution__path__startswith=actor.path) if role == "holder" else rows


def claims_about(actor: Actor, student: Student) -> list[Claim]:
    """Claims on one child that the actor may see, under whichever row it was claimed, the latest first."""
    return list(claims_for(actor).filter(student__in=rows_of_person(student)))


def claim_for(actor: Actor, pk: int) -> Claim | None:
    """One claim the actor may see."""
    return claims_for(actor).filter(pk=pk).first()


def pending_for(actor: Actor) -> QuerySet[Claim]:
    """What waits for the actor's own organization: answers of the holder, decisions of the decider."""
    return claims_for(actor).filter(_waiting_for(actor)).order_by("due_on", "pk")


def count_pending(actor: Actor) -> int:
    """How many those are: on every page, so asked without all that is shown of them."""
    return WAITING.count(actor) if actor.is_officer else 0


def _waiting_for(actor: Actor) -> Q:
    answers = Q(state=ClaimState.OPEN, stay__institution=actor.organization_id)
    decides = Q(state__in=[ClaimState.CONTESTED, ClaimState.ESCALATED], decider=actor.organization_id)
    return answers | decides


WAITING = Prepared(lambda actor: Claim.objects.filter(_waiting_for(actor)).values("pk"))


def claim_anew(pk: int) -> Claim:
    """The claim as it stands; ask it with both institutions locked."""
    return _with_register(Claim.objects.all()).get(pk=pk)


def _with_register(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with both sides at hand, and `active_at`: the institution at which the child is now, or None."""
    active = Enrollment.objects.filter(student=OuterRef("student"), left_on=None)
    sides = ("student", "stay__institution__parent", "claimant__parent", "decider")
    return claims.select_related(*sides).annotate(active_at=Subquery(active.values("institution")[:1]))


def state_of(claim: Claim) -> str:
    """The state a claim is really in: the register may have moved since the claim was last touched."""
    active_at: int | None = claim.active_at  # type: ignore[attr-defined]
    return state_now(claim.state, active_at, claim.stay.institution_id, claim.claimant_id)


def is_held(claim: Claim) -> bool:
    """Whether the child is still at the holder; if it is nowhere, the claimant may simply enroll it."""
    return bool(claim.active_at == claim.stay.institution_id)  # type: ignore[attr-defined]


def holder_shown(claim: Claim, actor: Actor) -> Organization | None:
    """Who held the child, unless that is hidden from the actor (DOMAIN: a child marked protected)."""
    hidden = claim.place_hidden or claim.student.protected
    return None if hidden and not _knows_the_place(claim, actor) else claim.holder


def _knows_the_place(claim: Claim, actor: Actor) -> bool:
    return claim.holder.path.startswith(actor.path) or claim.decider_id == actor.organization_id


def name_shown(claim: Claim, actor: Actor) -> str:
    """The child's name to who holds it, and to the claimant only after the release; "" else: what the
    claimant typed is all it may know before (DOMAIN: never the other's record).
    """
    holds = claim.holder.path.startswith(actor.path)
    received = state_of(claim) == ClaimState.RELEASED and claim.claimant.path.startswith(actor.path)
    if not sees_persons(actor) or not (holds or received):
        return ""
    return f"{claim.student.prefix}{claim.student.first_name} {claim.student.last_name}"


def citizen_id_shown(claim: Claim, actor: Actor) -> str:
    """The number as it was typed, masked where single students are not shown (DOMAIN, Levels)."""
    return claim.citizen_id if sees_persons(actor) else citizen_id.mask(claim.citizen_id)


@dataclass(frozen=True)
class Told:
    """One step of the story; no organization where the clock acted, or where a place is hidden."""

    kind: str
    at: datetime
    organization: Organization | None
    because: str


def story_of(claims: Sequence[Claim], actor: Actor) -> dict[int, list[Told]]:
    """What was done about claims the actor may see, by claim, first to last, in one query.

    Where the place of a protected child is hidden, so is who acted there and what they wrote.
    """
    shown = {claim.pk: holder_shown(claim, actor) is not None for claim in claims}
    holders = {claim.pk: claim.stay.institution_id for claim in claims}
    found: dict[int, list[Told]] = {claim.pk: [] for claim in claims}
    for step in ClaimStep.objects.filter(claim__in=shown).select_related("organization"):
        if shown[step.claim_id] or step.organization_id != holders[step.claim_id]:
            told = Told(step.kind, step.at, step.organization, step.because)
        else:
            told = Told(step.kind, step.at, None, "")
        found[step.claim_id].append(told)
    return found


def standing_in_the_way(claim: Claim, at: datetime) -> list[Standing]:
    """The confirmations below which a release would write: of both sides as far as the round is open for
    them, the institutions' first. Ask it with both institutions locked.
    """
    ids = [
        int(part)
        for side in (claim.holder, claim.claimant)
        if (window := window_for(side, at)) is not None and window.state == RoundState.OPEN
        for part in side.path.strip("/").split("/")
    ]
    rows = Confirmation.objects.filter(
        round=current_round(at), organization__in=ids, subject=Subject.STUDENTS, revoked_at=None
    ).select_related("organization__parent")
    found = sorted((row.organization for row in rows), key=lambda o: (-o.path.count("/"), o.path))
    return [
        Standing(o.code, o.name, o.level == Level.INSTITUTION, o.parent.name if o.parent else "")
        for o in found
    ]


def opened_for_others(claim: Claim, at: datetime) -> list[Obstacle]:
    """Whether a side's confirmation was taken back for other children only: then nobody comes or goes."""
    sides: tuple[tuple[Organization, Collection[int] | None], ...] = (
        (claim.holder, {claim.stay_id}),
        (claim.claimant, None),
    )
    return [
        obstacle
        for side, touched in sides
        for obstacle in obstacles_to_writing(window_for(side, at), touched)
        if obstacle.code == "opened-for-others"
    ]


def is_claimed(student: Student, claimant: Organization) -> bool:
    """Whether the institution's claim on a child is pending."""
    return Claim.objects.filter(student=student, claimant=claimant, state__in=PENDING).exists()


def rivals_of(claim: Claim) -> list[Claim]:
    """The other pending claims on the same child against the same holder."""
    rows = Claim.objects.filter(
        student=claim.student_id, stay__institution=claim.stay.institution_id, state__in=PENDING
    )
    return list(rows.exclude(pk=claim.pk).select_related("claimant", "decider").order_by("pk"))


def overtaken(today: date) -> list[Claim]:
    """Pending claims on children that are not at the holder any more, as far as that is not written down."""
    active = Enrollment.objects.filter(student=OuterRef("student"), left_on=None)
    held = active.filter(institution=OuterRef("stay__institution"))
    told = ClaimStep.objects.filter(claim=OuterRef("pk"), kind=StepKind.LEFT)
    news = Q(Exists(active)) | Q(due_on__lte=today) | ~Q(Exists(told))
    rows = Claim.objects.filter(news, ~Exists(held), state__in=PENDING)
    return list(_with_register(rows).order_by("pk"))


def to_remind(today: date) -> list[Claim]:
    """Claims the holder has not answered, has not been reminded of, and will lose in the set days."""
    until = today + timedelta(days=setting("claim-reminder-days"))
    return list(_unanswered(until).filter(due_on__gt=today, reminded_at=None))


def to_escalate(today: date) -> list[Claim]:
    """Claims the holder has not answered by the due day."""
    return list(_unanswered(today))


def _unanswered(until: date) -> QuerySet[Claim]:
    rows = Claim.objects.filter(state=ClaimState.OPEN, due_on__lte=until)
    return _with_register(rows).order_by("due_on", "pk")
