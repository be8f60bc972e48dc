"""A child listed elsewhere must be released there first (letter §4.3.2(1)).

The chapter in short. The claimant asks. The holder releases, contests with a reason, or stays silent: it is
reminded, and on the due day the claim goes to the decider, the nearest organization above both. A contested
or escalated claim is decided there; the holder may still release, the claimant withdraw. Until then the child
counts where it is. What stands confirmed in an open round is not written below: the release waits until the
confirmation named is revoked. When the round is closed a release is always possible (DOMAIN, Rounds).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.refusals import Fault, Forbidden, Obstacle
from lec.students.rules import Finding, errors
from lec.thai import calendar

LONGEST_REASON = 500
TYPED = ("citizen_id_type", "citizen_id", "birth_date", "grade", "room", "entered_on")
SIDES = ("claimant", "holder")


class ClaimState(StrEnum):
    """How far a claim is (API.md)."""

    OPEN = "open"
    CONTESTED = "contested"
    ESCALATED = "escalated"
    RELEASED = "released"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


PENDING = (ClaimState.OPEN.value, ClaimState.CONTESTED.value, ClaimState.ESCALATED.value)


class StepKind(StrEnum):
    """What can happen to a claim. `left`: the holder took the child out by itself, so that the claimant may
    enroll it; `enrolled`: it did; `moved-on`: another institution did; `gone`: nobody did by the due day.
    """

    FILED = "filed"
    REMINDED = "reminded"
    CONTESTED = "contested"
    ESCALATED = "escalated"
    RELEASED = "released"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    ENROLLED = "enrolled"
    MOVED_ON = "moved-on"
    GONE = "gone"


BY_CLOCK = (
    StepKind.REMINDED,
    StepKind.ESCALATED,
    StepKind.LEFT,
    StepKind.ENROLLED,
    StepKind.MOVED_ON,
    StepKind.GONE,
)


@dataclass(frozen=True)
class Standing:
    """A confirmation in the way of a release: whose it is, and who may revoke it."""

    code: str
    name: str
    institution: bool
    above: str


def require_officer_of(by: Actor, organization_id: int) -> None:
    """Each step has its side, whose responsible person takes it. Raises Forbidden."""
    if by.organization_id != organization_id or not by.is_officer:
        raise Forbidden(_("ขั้นตอนนี้เป็นของผู้รับผิดชอบของอีกหน่วยงานหนึ่ง"))


def require_claimant(by: Actor, claimant_id: int, filed_by: int) -> None:
    """The claimant takes its claim back, a class teacher only what they filed. Raises Forbidden."""
    if by.organization_id != claimant_id or not (by.is_officer or by.user_id == filed_by):
        raise Forbidden(_("ผู้ถอนคำขอได้คือผู้รับผิดชอบของสถานศึกษาผู้ขอ หรือผู้ยื่นคำขอเอง"))


def faults_of_filing(
    findings: list[Finding], *, has_id: bool, is_known: bool, is_here: bool
) -> Iterator[Fault]:
    """What is wrong with a claim as typed. Whether there is no such child or only the birth date differs is
    not said: who does not know the child learns nothing (DOMAIN, The register).
    """
    wrong = [f for f in errors(findings) if f.field in TYPED and f.code != "held-elsewhere"]
    yield from (finding.as_fault() for finding in wrong)
    if not has_id:
        yield Fault("citizen-id-missing", _("ยื่นคำขอได้เมื่อทราบเลขประจำตัวของเด็ก"), "citizen_id")
    elif not is_known and not wrong:
        yield Fault(
            "child-unknown",
            _("ไม่พบเด็กที่เลขประจำตัวและวันเกิดตรงกัน ตรวจจากบัตรหรือสูติบัตร ถ้าถูกต้องแล้ว เพิ่มเข้าทะเบียนได้เลย"),
            "citizen_id",
        )
    elif is_here:
        yield Fault("citizen-id-taken", _("มีชื่ออยู่ในสถานศึกษาของท่านแล้ว ค้นหาในทะเบียนเพื่อแก้ไข"), "citizen_id")


def faults_of_reason(because: str) -> Iterator[Fault]:
    """Who contests or decides says why, in 1-500 characters; both sides read it."""
    if not 1 <= len(because.strip()) <= LONGEST_REASON:
        yield Fault("because-missing", _("เขียนเหตุผล 1–500 ตัวอักษร ทั้งสองฝ่ายจะเห็น"), "because")


def faults_of_decision(in_favor_of: str, because: str) -> Iterator[Fault]:
    """It is decided for one of the two sides."""
    if in_favor_of not in SIDES:
        yield Fault("side-unknown", _("ระบุ claimant (ผู้ขอ) หรือ holder (สถานศึกษาเดิม)"), "for")
    yield from faults_of_reason(because)


def obstacles_to_filing(*, is_held: bool, is_claimed: bool, claimant: str) -> Iterator[Obstacle]:
    """Why there is nothing to claim: the child is nowhere, or has been claimed already."""
    if not is_held:
        yield Obstacle("not-held-elsewhere", _("เด็กไม่มีชื่ออยู่ที่ใด เพิ่มเข้าทะเบียนได้เลย ไม่ต้องยื่นคำขอ"), claimant)
    if is_claimed:
        yield Obstacle("already-claimed", _("ยื่นคำขอรับย้ายเด็กคนนี้ไว้แล้ว ติดตามได้ที่รายการคำขอ"), claimant)


def obstacles_of_state(
    state: str, due_on: date, allowed: Iterable[str], waits_for: str
) -> Iterator[Obstacle]:
    """Why a step cannot be taken now: the claim is closed, or it is somebody else's turn."""
    if state not in PENDING:
        yield Obstacle("claim-closed", _("คำขอนี้สิ้นสุดแล้ว ดูผลในรายการคำขอ"))
    elif state not in allowed and state == ClaimState.OPEN:
        day = calendar.format_short(due_on)
        message = _("สถานศึกษาเดิมยังมีเวลาตอบก่อนวันที่ %(day)s หลังจากนั้นจึงพิจารณาได้") % {"day": day}
        yield Obstacle("claim-with-holder", message, waits_for)
    elif state not in allowed:
        message = _("คำขอนี้อยู่ระหว่างการพิจารณาของหน่วยงานเหนือขึ้นไปแล้ว")
        yield Obstacle("claim-with-decider", message, waits_for)


def obstacles_to_moving(is_held: bool, holder: str, standing: Iterable[Standing]) -> Iterator[Obstacle]:
    """Why the child cannot be moved now: it has left already, or confirmations stand in an open round, each
    to be revoked by whoever may, from the top down (DOMAIN, T4, T6, T11).
    """
    if not is_held:
        message = _("สถานศึกษาเดิมนำเด็กออกไปแล้ว ผู้ขอเพิ่มเข้าทะเบียนได้เลย")
        yield Obstacle("already-left", message, holder)
    for one in standing:
        text = _("%(name)s ยืนยันข้อมูลแล้ว ต้องยกเลิกการยืนยันของ%(name)sก่อนจึงย้ายได้") % {"name": one.name}
        own = _("%(name)s หรือสถานศึกษาเอง") % {"name": one.above}
        code = "already-confirmed" if one.institution else "confirmed-above"
        yield Obstacle(code, text, one.code, own if one.institution else one.above)


def state_now(state: str, active_at: int | None, holder: int, claimant: int) -> str:
    """The state a claim is really in, whatever the register has moved since it was written down.

    A child that left the holder and was taken in by the claimant is released, one taken in by another
    institution has moved on. Active nowhere, the claim waits for the claimant to enroll.
    """
    if state not in PENDING or active_at in (holder, None):
        return state
    return ClaimState.RELEASED if active_at == claimant else ClaimState.REFUSED
