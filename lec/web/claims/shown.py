"""Claims as each side may see them: in words, with what that side can do next."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.actor import Actor
from lec.claims import queries
from lec.claims.models import Claim
from lec.claims.rules import PENDING, ClaimState, StepKind, obstacles_to_moving
from lec.confirmations.queries import latest_receipt
from lec.organizations.models import Organization
from lec.reference.grades import short
from lec.rounds.models import Subject
from lec.thai import citizen_id

# state -> (look of the chip, words)
STATES = {
    ClaimState.OPEN: ("waiting", gettext_lazy("รอสถานศึกษาเดิมตอบ")),
    ClaimState.CONTESTED: ("warning", gettext_lazy("มีข้อโต้แย้ง รอพิจารณา")),
    ClaimState.ESCALATED: ("warning", gettext_lazy("เลยกำหนดตอบ รอพิจารณา")),
    ClaimState.RELEASED: ("done", gettext_lazy("ย้ายแล้ว")),
    ClaimState.REFUSED: ("not_applicable", gettext_lazy("ไม่ได้ย้าย")),
    ClaimState.WITHDRAWN: ("not_applicable", gettext_lazy("ถอนคำขอแล้ว")),
}
STEPS = {
    StepKind.FILED: gettext_lazy("ยื่นคำขอรับย้าย"),
    StepKind.REMINDED: gettext_lazy("เตือนสถานศึกษาเดิม ใกล้ครบกำหนดตอบ"),
    StepKind.CONTESTED: gettext_lazy("โต้แย้ง"),
    StepKind.ESCALATED: gettext_lazy("ครบกำหนดแล้วไม่มีคำตอบ ส่งให้พิจารณา"),
    StepKind.RELEASED: gettext_lazy("ให้ย้าย"),
    StepKind.REFUSED: gettext_lazy("ไม่ให้ย้าย"),
    StepKind.WITHDRAWN: gettext_lazy("ถอนคำขอ"),
    StepKind.LEFT: gettext_lazy("สถานศึกษาเดิมนำออกแล้ว ผู้ขอเพิ่มเข้าทะเบียนได้"),
    StepKind.ENROLLED: gettext_lazy("สถานศึกษาเดิมนำออกแล้ว และผู้ขอเพิ่มเข้าทะเบียนแล้ว"),
    StepKind.MOVED_ON: gettext_lazy("เด็กย้ายไปสถานศึกษาอื่นแล้ว"),
    StepKind.GONE: gettext_lazy("สถานศึกษาเดิมนำออกแล้ว แต่ไม่มีสถานศึกษาใดรับไว้"),
}


@dataclass(frozen=True)
class Side:
    """One of the two institutions; nothing of it where the place of a child is hidden."""

    name: str
    lao: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Step:
    """One line of the story."""

    at: object
    what: str
    who: str
    because: str


@dataclass(frozen=True)
class ShownClaim:
    """A claim for a page; `may` are the steps the reader can take now."""

    claim: Claim
    state: tuple[str, str]
    pending: bool
    child: str
    number: str
    seat: str
    claimant: Side
    holder: Side
    left: bool
    may: frozenset[str]

    @property
    def waits(self) -> bool:
        """Whether it is the reader's turn, as `queries.pending_for` counts it."""
        return bool(self.may & {"contest", "decide"})


def claim_shown(claim: Claim, by: Actor) -> ShownClaim:
    """What the reader may know of the claim, and do about it."""
    state = queries.state_of(claim)
    look, words = STATES[ClaimState(state)]
    holder = queries.holder_shown(claim, by)
    return ShownClaim(
        claim=claim,
        state=(look, str(words)),
        pending=state in PENDING,
        child=queries.name_shown(claim, by),
        number=citizen_id.format(queries.citizen_id_shown(claim, by)),
        seat=f"{short(claim.grade)}/{claim.room}",
        claimant=_side(claim.claimant),
        holder=_side(holder) if holder else Side(_("ปกปิดสถานที่")),
        left=state in PENDING and not queries.is_held(claim),
        may=_steps(claim, state, by),
    )


@dataclass(frozen=True)
class Unlock:
    """The confirmations in the way of moving the child, in words, and where one's own can be asked back."""

    reasons: list[str]
    ask_url: str


def unlock_shown(claim: Claim, state: ShownClaim, by: Actor) -> Unlock | None:
    """What must be unlocked before the child can move, None if nothing; to the claimant only its own."""
    if not state.pending or not by.is_officer or not queries.is_held(claim):
        return None
    standing = queries.standing_in_the_way(claim, by.at)
    own = next((one for one in standing if one.code == _own_code(claim, by)), None)
    seen = standing if {"release", "decide"} & state.may else [own] if own else []
    if not seen:
        return None
    receipt = latest_receipt(by, _own(claim, by), Subject.STUDENTS) if own else None
    named = f"?enrollment={claim.stay_id}" if by.organization_id == claim.stay.institution_id else ""
    return Unlock(
        [obstacle.message for obstacle in obstacles_to_moving(True, claim.holder.code, seen)],
        reverse("tickets:file", args=[receipt.number]) + named if receipt else "",
    )


def _own(claim: Claim, by: Actor) -> Organization:
    return claim.holder if by.organization_id == claim.stay.institution_id else claim.claimant


def _own_code(claim: Claim, by: Actor) -> str:
    own = _own(claim, by)
    return own.code if own.pk == by.organization_id else ""


def story_shown(claim: Claim, by: Actor) -> list[Step]:
    """Everything that was done about it, first to last."""
    return [
        Step(
            at=told.at,
            what=str(STEPS[StepKind(told.kind)]),
            who=told.organization.name if told.organization else _("ระบบ"),
            because=told.because,
        )
        for told in queries.story_of([claim], by)[claim.pk]
    ]


def _side(institution: Organization) -> Side:
    return Side(institution.name, institution.parent.name if institution.parent else "", institution.phone)


def _steps(claim: Claim, state: str, by: Actor) -> frozenset[str]:
    """What the reader's side can do now; the action judges it again."""
    if state not in PENDING:
        return frozenset()
    steps = set()
    if by.organization_id == claim.claimant_id and (by.is_officer or by.user_id == claim.filed_by_id):
        steps.add("withdraw")
    if by.is_officer and by.organization_id == claim.stay.institution_id and queries.is_held(claim):
        steps |= {"release", "contest"} if state == ClaimState.OPEN else {"release"}
    if by.is_officer and by.organization_id == claim.decider_id and state != ClaimState.OPEN:
        steps.add("decide")
    return frozenset(steps)
