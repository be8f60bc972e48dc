"""When an organization may confirm, and when a confirmation may be revoked (letter §6-§9).

The chapter in short. An institution confirms its students once everyone is attested, nobody reported gone is
still enrolled, no error is left and every warning is explained (§6.3). Its LAO confirms the overview once
*every* institution stands confirmed (§7.1, §7.2), and, independently, the headcounts of the other schools it
pays for once every school has a value (§7.3). The province confirms once every LAO stands behind whatever
applies to it (§9.2). Going back runs the other way: only who is not confirmed above can be revoked, by the
level above (§8.1, §8.2), an institution also by itself (§4.3.1(5)). "Not applicable" is not "confirmed".
Whoever is confirmed may ask for that with a ticket: it lies with who is above the highest confirmation in the
way, and comes down a level with each revocation.

One function serves all levels: what differs is the `Situation`. The obstacles it yields gray the button,
refuse the action, fill the API's 409 and name the test.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.refusals import Fault, Forbidden, Obstacle
from lec.rounds.rules import RoundState, Window, obstacles_of_window

LONGEST_REASON = 500


class NotYours(Forbidden):
    """Somebody else's to confirm or revoke; carries the obstacle that says so."""

    def __init__(self, message: str, organization: str) -> None:
        super().__init__(message)
        self.obstacles = [Obstacle("not-yours", message, organization)]


class State(StrEnum):
    """A confirmation's state, always derived: a relation of an organization to its neighbors."""

    WAITING = "waiting"
    READY = "ready"
    CONFIRMED = "confirmed"
    CONFIRMED_ABOVE = "confirmed_above"
    NOT_APPLICABLE = "not_applicable"


class TicketState(StrEnum):
    """How far a request to take a confirmation back is."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class TicketStepKind(StrEnum):
    """What can happen to a ticket. `revoked`: a level revoked what stood in its hands."""

    FILED = "filed"
    REVOKED = "revoked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Below:
    """A unit below that is still in the way: an institution, an LAO, or an other school without a value."""

    code: str
    name: str
    what: str


@dataclass(frozen=True)
class Situation:
    """What is to be known of an organization and a subject to judge confirming and revoking.

    `own_data` says that the organization itself writes what it confirms (institution; an LAO's headcounts),
    so that the round must be open; an overview may be given after closing, until the next (`superseded`).
    """

    organization: str
    name: str
    applicable: bool
    own_data: bool
    window: Window | None
    superseded: bool = False
    confirmed: bool = False
    above_confirmed: str = ""
    above_code: str = ""
    students: int | None = None
    unattested: int = 0
    gone_enrolled: int = 0
    errors: int = 0
    unexplained: int = 0
    below: tuple[Below, ...] = ()


def require_signer(by: Actor, organization_id: int, code: str) -> None:
    """An organization's own officer confirms, nobody for it (letter §6-§9). Raises NotYours."""
    if by.organization_id != organization_id or not by.is_officer:
        raise NotYours(_("ท่านไม่ใช่ผู้รับผิดชอบของหน่วยงานนี้ จึงยืนยันแทนไม่ได้"), code)


def revokers(level: str, organization_id: int, parent_id: int | None, institution_may: bool) -> set[int]:
    """Who takes a confirmation back: the level above (§8.1, §8.2), and an institution its own (§4.3.1(5)) if
    the department's setting says so.
    """
    own = {organization_id} if level == "institution" and institution_may else set()
    return own | ({parent_id} if parent_id else set())


def require_revoker(by: Actor, who_may: Collection[int], code: str) -> None:
    """Only an officer of those who may (`revokers`). Raises NotYours."""
    if not by.is_officer or by.organization_id not in who_may:
        raise NotYours(_("ผู้ยกเลิกการยืนยันได้คือหน่วยงานที่อยู่เหนือขึ้นไปหนึ่งระดับ"), code)


def obstacles_to_confirming(s: Situation, zero_because: str = "") -> Iterator[Obstacle]:
    """Every reason why this confirmation cannot be given now (T2, T5, T8, T10)."""
    if not s.applicable:
        yield Obstacle("not-applicable", _("หน่วยงานนี้ไม่มีข้อมูลส่วนนี้ที่ต้องยืนยัน"), s.organization)
        return
    yield from obstacles_of_time(s)
    if s.confirmed:
        yield Obstacle("already-confirmed", _("ยืนยันข้อมูลไว้แล้ว ไม่ต้องยืนยันซ้ำ"), s.organization)
        return
    yield from obstacles_in_register(s, zero_because)
    for unit in s.below:
        yield obstacle_of_unit(unit)


def obstacles_of_time(s: Situation) -> Iterator[Obstacle]:
    """Own data needs the open round; an overview only that the round has begun and the next has not."""
    if s.own_data or s.window is None or s.window.state == RoundState.PLANNED:
        yield from obstacles_of_window(s.window)
    elif s.superseded:
        yield Obstacle("round-not-open", _("รอบถัดไปเปิดแล้ว รอบนี้จึงเปลี่ยนแปลงไม่ได้อีก"), s.organization)


def obstacles_in_register(s: Situation, zero_because: str) -> Iterator[Obstacle]:
    """What an institution itself still has to do (§6.3)."""
    officer, teacher = _("ผู้รับผิดชอบของสถานศึกษา"), _("ครูประจำชั้น หรือผู้รับผิดชอบ (จากใบรายชื่อ)")
    if s.students == 0 and not zero_because.strip():
        text = _("ไม่มีนักเรียนเลย หากไม่มีจริงต้องระบุเหตุผลเมื่อยืนยัน")
        yield Obstacle("no-students", text, s.organization, officer)
    if s.unattested:
        text = _("ยังไม่ได้ตรวจสอบตัวตน %(count)s คน") % {"count": f"{s.unattested:,}"}
        yield Obstacle("students-not-attested", text, s.organization, teacher, s.unattested)
    if s.gone_enrolled:
        text = _("ไม่มีตัวตนแต่ยังอยู่ในทะเบียน %(count)s คน ต้องนำออกจากระบบ") % {"count": f"{s.gone_enrolled:,}"}
        yield Obstacle("not-present-enrolled", text, s.organization, officer, s.gone_enrolled)
    if s.errors:
        text = _("ข้อผิดพลาด %(count)s รายการยังไม่ได้แก้") % {"count": f"{s.errors:,}"}
        yield Obstacle("errors-remain", text, s.organization, officer, s.errors)
    if s.unexplained:
        text = _("คำเตือน %(count)s รายการยังไม่มีคำชี้แจง") % {"count": f"{s.unexplained:,}"}
        yield Obstacle("warnings-unexplained", text, s.organization, officer, s.unexplained)


def obstacle_of_unit(unit: Below) -> Obstacle:
    """One blocking unit below, named, with who can act."""
    if unit.what == "institution":
        text = _("%(name)s ยังไม่ยืนยันข้อมูล") % {"name": unit.name}
        return Obstacle("institutions-unconfirmed", text, unit.code, _("ผู้รับผิดชอบของสถานศึกษานั้น"), 1)
    if unit.what == "other-school":
        text = _("%(name)s ยังไม่มีจำนวนนักเรียน ถ้าไม่มีให้กรอก 0") % {"name": unit.name}
        return Obstacle("headcounts-missing", text, unit.code, _("เจ้าหน้าที่ของ อปท."), 1)
    text = _("%(name)s ยังไม่ยืนยัน%(what)s") % {"name": unit.name, "what": unit.what}
    return Obstacle("laos-unconfirmed", text, unit.code, _("เจ้าหน้าที่ของ อปท. นั้น"), 1)


def obstacles_to_revoking(s: Situation) -> Iterator[Obstacle]:
    """Every reason why this confirmation cannot be revoked now (T4, T6, T9, T11)."""
    if not s.confirmed:
        yield Obstacle("not-confirmed", _("ไม่มีการยืนยันให้ยกเลิก อาจมีผู้ยกเลิกไปก่อนแล้ว"), s.organization)
    if s.above_confirmed:
        text = _("%(name)s ยืนยันแล้ว ต้องยกเลิกการยืนยันของ%(name)sก่อน") % {"name": s.above_confirmed}
        yield Obstacle("confirmed-above", text, s.above_code or s.organization, s.above_confirmed)
    if s.superseded:
        yield Obstacle("round-not-open", _("รอบถัดไปเปิดแล้ว รอบนี้จึงเปลี่ยนแปลงไม่ได้อีก"), s.organization)


def state_of(s: Situation) -> State:
    """The word for the board."""
    if not s.applicable:
        return State.NOT_APPLICABLE
    if s.confirmed:
        return State.CONFIRMED_ABOVE if s.above_confirmed else State.CONFIRMED
    return State.WAITING if any(obstacles_to_confirming(s)) else State.READY


def faults_of_zero_reason(zero_because: str) -> Iterator[Fault]:
    """The reason for having no students is kept on the receipt, which has room for 500 characters."""
    if len(zero_because.strip()) > LONGEST_REASON:
        yield Fault("too-long", _("เขียนเหตุผลไม่เกิน 500 ตัวอักษร"), "zero_because")


def faults_of_reason(because: str) -> Iterator[Fault]:
    """Who revokes says why, in 1-500 characters; it is read by those it concerns and kept."""
    if not 1 <= len(because.strip()) <= LONGEST_REASON:
        yield Fault("because-missing", _("เขียนเหตุผลที่ยกเลิกการยืนยัน 1–500 ตัวอักษร"), "because")


def require_turn(by: Actor, organization_id: int, code: str) -> None:
    """Whoever is above the highest confirmation on the way decides (letter §8.1, §8.2). Raises NotYours."""
    if by.organization_id != organization_id or not by.is_officer:
        raise NotYours(_("ขณะนี้หน่วยงานอื่นเป็นผู้พิจารณาคำขอนี้ ดูได้ที่หน้าคำขอ"), code)


def faults_of_ticket(because: str, students: Iterable[int], frozen: Collection[int]) -> Iterator[Fault]:
    """Who asks says why, in 1-500 characters; students named are among those that were confirmed."""
    if not 1 <= len(because.strip()) <= LONGEST_REASON:
        yield Fault("because-missing", _("เขียนเหตุผลที่ขอยกเลิกการยืนยัน 1–500 ตัวอักษร"), "because")
    if set(students) - set(frozen):
        yield Fault("student-unknown", _("มีนักเรียนที่ไม่ได้อยู่ในการยืนยันนี้ เลือกจากทะเบียนที่ยืนยัน"), "students")


def obstacles_to_asking(s: Situation, is_asked: bool) -> Iterator[Obstacle]:
    """Why there is nothing to ask for: nothing stands, it is too late, or it is asked for already."""
    if not s.confirmed:
        yield Obstacle("not-confirmed", _("ไม่มีการยืนยันให้ยกเลิก แก้ไขข้อมูลได้เลย"), s.organization)
    if is_asked:
        yield Obstacle("already-asked", _("ขอยกเลิกการยืนยันไว้แล้ว ติดตามได้ที่หน้าคำขอ"), s.organization)
    yield from obstacles_of_time(s)


def obstacles_of_ticket(state: str) -> Iterator[Obstacle]:
    """Why nothing more can be done about a ticket."""
    if state != TicketState.OPEN:
        yield Obstacle("ticket-closed", _("คำขอนี้สิ้นสุดแล้ว ดูผลในหน้าคำขอ"))
