"""Claiming a child listed elsewhere, and everything that can be answered (letter §4.3.2(1)).

Each step locks claimant and holder, in one query ordered by path, before it looks: a save, a leave, an
enrollment or a confirmation of either side, and every other step on a claim against the same holder, wait for
it. Nothing wider is locked.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import record
from lec.claims import queries, rules
from lec.claims.models import Claim, ClaimStep
from lec.claims.rules import PENDING, ClaimState, StepKind
from lec.notices.actions import tell
from lec.organizations.models import Organization
from lec.organizations.queries import nearest_common
from lec.organizations.rules import require_level
from lec.reference.queries import setting
from lec.refusals import Blocked, Invalid, Obstacle, TooMany, refuse_if, refuse_if_wrong
from lec.students import queries as students
from lec.students.actions import Seat, tell_holders, transfer
from lec.students.actions.moving import lock_both
from lec.students.actions.parts import obstacles_now, require_own_rooms
from lec.students.models import Enrollment, Student
from lec.students.rules import Entry, judge, require_own_register, tidy
from lec.thai import calendar

PAGE = "claims:claim"


def file_claim(*, claimant: Organization, entry: Entry, by: Actor) -> Claim:
    """Ask for a child that is active elsewhere, by its ID and birth date; of the entry no more is read than
    that, grade, room and day of entry.

    The claimant's officer may, or the class teacher of the room. Raises Invalid alike for a child that is
    unknown and for one born on another day, Blocked where the claimant's register is closed or there is
    nothing to claim, TooMany where it has asked too much today. Telling who holds the child is recorded.
    """
    require_own_register(by, claimant.pk)
    entry = replace(tidy(entry), entered_on=entry.entered_on or by.today)
    year = students.academic_year(by.at)
    require_own_rooms(by, year, [entry])
    student, seen = _wanted(claimant, entry, by, year)
    with transaction.atomic():
        lock_both(claimant, seen.institution if seen else claimant)
        held = _claimable(claimant, student, seen, by)
        tell_holders(institution=claimant, stays=[held], by=by)
        return _file(claimant, entry, held, by)


def _wanted(claimant: Organization, entry: Entry, by: Actor, year: int) -> tuple[Student, Enrollment | None]:
    """The child that is meant, and where it is active. Raises Invalid for what was typed wrong."""
    around = students.surroundings(claimant, [entry], by.today, year)
    student, stay = around.known.get(entry.citizen_id), around.active.get(entry.citizen_id)
    known = student is not None and student.birth_date == entry.birth_date
    here = known and stay is not None and stay.institution_id == claimant.pk
    findings = judge(entry, around.facts_for(entry))
    has_id = bool(entry.citizen_id)
    faults = list(rules.faults_of_filing(findings, has_id=has_id, is_known=known, is_here=here))
    if faults or student is None:
        raise Invalid(faults)
    return student, stay


def _claimable(claimant: Organization, student: Student, seen: Enrollment | None, by: Actor) -> Enrollment:
    """The stay that is claimed, looked at with the locks in hand. Raises Blocked, and TooMany."""
    held = _stay_of(student)
    claimed = queries.is_claimed(student, claimant)
    obstacles = obstacles_now(claimant, by)
    obstacles += rules.obstacles_to_filing(
        is_held=held is not None, is_claimed=claimed, claimant=claimant.code
    )
    if held is not None and (seen is None or seen.institution_id != held.institution_id):
        message = _("เด็กเพิ่งย้ายไปเมื่อครู่นี้ ยื่นคำขออีกครั้ง")
        obstacles.append(Obstacle("changed-before-you", message, claimant.code))
    if obstacles or held is None:
        raise Blocked(obstacles)
    if students.beyond_limit(claimant.pk, [held], by.today):
        obstacle = Obstacle("too-many", students.place_withheld(), claimant.code)
        raise TooMany([obstacle], until=calendar.end_of_day(by.today))
    return held


def _stay_of(student: Student) -> Enrollment | None:
    stays = Enrollment.objects.filter(student=student, left_on=None)
    return stays.select_related("student", "institution__parent").first()


def _file(claimant: Organization, entry: Entry, held: Enrollment, by: Actor) -> Claim:
    claim = Claim.objects.create(
        student=held.student,
        stay=held,
        claimant=claimant,
        decider=nearest_common(claimant, held.institution),
        **{name: getattr(entry, name) for name in rules.TYPED},
        filed_at=by.at,
        filed_by_id=by.user_id,
        due_on=by.today + timedelta(days=setting("claim-days")),
        place_hidden=held.student.protected,
        state=ClaimState.OPEN,
    )
    _step(claim, StepKind.FILED, by)
    _tell(claim, "claim-filed", [claim.holder], by)
    after = {"grade": entry.grade, "room": entry.room, "due_on": str(claim.due_on)}
    record("file-claim", claim, by=by, organization_id=claimant.pk, after=after)
    return queries.claim_anew(claim.pk)


@transaction.atomic
def release(*, claim: Claim, by: Actor) -> Claim:
    """Let the child go: it leaves the holder and is enrolled at the claimant in one transaction.

    Raises Blocked naming the confirmations in the way while the round is open; the claim then stays as it is.
    """
    rules.require_officer_of(by, claim.stay.institution_id)
    claim = _locked(claim)
    _require_turn(claim, PENDING)
    return _move(claim, by)


@transaction.atomic
def contest(*, claim: Claim, because: str, by: Actor) -> Claim:
    """Say why the child stays; from then on the decider has it."""
    rules.require_officer_of(by, claim.stay.institution_id)
    refuse_if_wrong(rules.faults_of_reason(because))
    claim = _locked(claim)
    _require_turn(claim, [ClaimState.OPEN])
    claim.state, claim.contested_because = ClaimState.CONTESTED, because.strip()
    claim.save(update_fields=["state", "contested_because"])
    _step(claim, StepKind.CONTESTED, by, because)
    _tell(claim, "claim-contested", [claim.claimant], by)
    _tell(claim, "claim-to-decide", [claim.decider], by)
    record("contest-claim", claim, by=by, organization_id=claim.stay.institution_id, because=because.strip())
    return claim


@transaction.atomic
def withdraw(*, claim: Claim, by: Actor) -> Claim:
    """Take the claim back while nothing is decided; by the claimant, a class teacher those they filed."""
    rules.require_claimant(by, claim.claimant_id, claim.filed_by_id)
    claim = _locked(claim)
    _require_turn(claim, PENDING)
    concerned = [claim.holder] if claim.state == ClaimState.OPEN else [claim.holder, claim.decider]
    _close(claim, ClaimState.WITHDRAWN, StepKind.WITHDRAWN, by)
    _tell(claim, "claim-withdrawn", concerned, by)
    record("withdraw-claim", claim, by=by, organization_id=claim.claimant_id)
    return claim


@transaction.atomic
def decide(*, claim: Claim, in_favor_of: str, because: str, by: Actor) -> Claim:
    """Decide between the sides, with a reason: for the claimant the child is moved at once, for the holder it
    stays. What stands confirmed blocks the first as it blocks a release.
    """
    rules.require_officer_of(by, claim.decider_id)
    refuse_if_wrong(rules.faults_of_decision(in_favor_of, because))
    claim = _locked(claim)
    _require_turn(claim, [ClaimState.CONTESTED, ClaimState.ESCALATED])
    if in_favor_of == "claimant":
        return _move(claim, by, because)
    _close(claim, ClaimState.REFUSED, StepKind.REFUSED, by, because)
    _tell(claim, "claim-refused", [claim.claimant, claim.holder], by)
    record("refuse-claim", claim, by=by, organization_id=claim.claimant_id, because=because.strip())
    return claim


def _locked(claim: Claim) -> Claim:
    """The claim as it stands, with claimant and holder locked."""
    lock_both(claim.claimant, claim.holder)
    return queries.claim_anew(claim.pk)


def _require_turn(claim: Claim, allowed: Iterable[str]) -> None:
    state = queries.state_of(claim)
    waits_for = claim.holder if state == ClaimState.OPEN else claim.decider
    refuse_if(rules.obstacles_of_state(state, claim.due_on, list(allowed), waits_for.code))


def _move(claim: Claim, by: Actor, because: str = "") -> Claim:
    """Release and enrollment in one; whoever else claimed the child of this holder comes too late."""
    held, standing = queries.is_held(claim), queries.standing_in_the_way(claim, by.at)
    refuse_if(rules.obstacles_to_moving(held, claim.holder.code, standing))
    refuse_if(queries.opened_for_others(claim, by.at))
    claim.received = transfer(
        student=claim.student,
        holder=claim.holder,
        to=claim.claimant,
        seat=Seat(claim.grade, claim.room, claim.entered_on),
        by=by,
    )
    _close(claim, ClaimState.RELEASED, StepKind.RELEASED, by, because)
    _tell(claim, "claim-released", [claim.claimant, claim.holder], by)
    record("release-claim", claim, by=by, organization_id=claim.stay.institution_id, because=because.strip())
    for rival in queries.rivals_of(claim):
        _end_by_clock(rival, ClaimState.REFUSED, StepKind.MOVED_ON, by)
    return queries.claim_anew(claim.pk)


def _close(claim: Claim, state: ClaimState, kind: StepKind, by: Actor, because: str = "") -> None:
    claim.state, claim.closed_at = state, by.at
    claim.save(update_fields=["state", "closed_at", "received"])
    _step(claim, kind, by, because)


def _step(claim: Claim, kind: StepKind, by: Actor, because: str = "") -> None:
    """Somebody's, or the clock's where nobody is at the keys."""
    nobody = kind in rules.BY_CLOCK
    ClaimStep.objects.create(
        claim=claim,
        kind=kind,
        at=by.at,
        by_id=None if nobody else by.user_id,
        organization_id=None if nobody else by.organization_id,
        because=because.strip(),
    )


def _tell(claim: Claim, kind: str, whom: Iterable[Organization], by: Actor) -> None:
    """Organizations are named; never who holds a child, which not everybody who is told may know."""
    params = {
        "claimant": claim.claimant.name,
        "decider": claim.decider.name,
        "due_on": claim.due_on.isoformat(),
    }
    tell(
        organizations=[o.pk for o in whom],
        kind=kind,
        params=params,
        url_name="claims:claim",
        url_pk=claim.pk,
        by=by,
    )


def _end_by_clock(claim: Claim, state: ClaimState, kind: StepKind, by: Actor) -> None:
    """What the register settled, nobody having decided it."""
    _close(claim, state, kind, by)
    _tell(claim, f"claim-{kind}", [claim.claimant], by)
    record("settle-claim", claim, by=by, organization_id=claim.claimant_id, after={"state": state})


@transaction.atomic
def settle(*, claim: Claim, by: Actor) -> bool:
    """Write down what the register has done about a claim without a word; whether there was anything.

    The child left the holder: the claimant is told, and if nobody took it in by the due day the claim ends.
    The claimant enrolled it, or somebody else did: that is seen at reading before (`queries.state_of`).
    """
    require_level(by, 1)
    claim = _locked(claim)
    state = ClaimState(queries.state_of(claim))
    if claim.state not in PENDING or queries.is_held(claim):
        return False
    if state == ClaimState.RELEASED:
        claim.received = _stay_of(claim.student)
        _end_by_clock(claim, state, StepKind.ENROLLED, by)
    elif state == ClaimState.REFUSED:
        _end_by_clock(claim, state, StepKind.MOVED_ON, by)
    elif claim.due_on <= by.today:
        _end_by_clock(claim, ClaimState.REFUSED, StepKind.GONE, by)
    elif claim.steps.filter(kind=StepKind.LEFT).exists():
        return False
    else:
        _step(claim, StepKind.LEFT, by)
        _tell(claim, "claim-left", [claim.claimant], by)
        record("tell-left", claim, by=by, organization_id=claim.claimant_id)
    return True


@transaction.atomic
def remind(*, claim: Claim, by: Actor) -> bool:
    """Remind a holder who has not answered, once; whether it was."""
    require_level(by, 1)
    claim = _locked(claim)
    if claim.state != ClaimState.OPEN or claim.reminded_at or not queries.is_held(claim):
        return False
    claim.reminded_at = by.at
    claim.save(update_fields=["reminded_at"])
    _step(claim, StepKind.REMINDED, by)
    _tell(claim, "claim-reminder", [claim.holder], by)
    record("remind-holder", claim, by=by, organization_id=claim.stay.institution_id)
    return True


@transaction.atomic
def escalate(*, claim: Claim, by: Actor) -> bool:
    """Give the decider what the holder has not answered by the due day; whether it was."""
    require_level(by, 1)
    claim = _locked(claim)
    if claim.state != ClaimState.OPEN or claim.due_on > by.today or not queries.is_held(claim):
        return False
    claim.state, claim.escalated_at = ClaimState.ESCALATED, by.at
    claim.save(update_fields=["state", "escalated_at"])
    _step(claim, StepKind.ESCALATED, by)
    _tell(claim, "claim-escalated", [claim.claimant, claim.holder], by)
    _tell(claim, "claim-to-decide", [claim.decider], by)
    record("escalate-claim", claim, by=by, organization_id=claim.stay.institution_id)
    return True
