"""Two rows of one person: who may make them one, what stands in the way, and what is taken over
(DOMAIN, The register: a person is one student in the nation).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.refusals import Fault, Forbidden, Obstacle
from lec.students.rules.particulars import Section, of_section
from lec.students.rules.writing import LONGEST_EXPLANATION

ADDRESSES = (Section.REGISTERED_ADDRESS, Section.CURRENT_ADDRESS)


def require_officer(by: Actor) -> None:
    """Whether two are one person is not a class teacher's to say."""
    if not by.is_officer:
        raise Forbidden(_("ผู้รับผิดชอบของสถานศึกษา หรือเจ้าหน้าที่ อปท. เป็นผู้รวมประวัติ"))


def require_merger(by: Actor, merger: str | None) -> None:
    """`merger` is the path of who decides: the institution that has every stay, else the LAO above all."""
    require_officer(by)
    if by.path != merger:
        raise Forbidden(_("สถานศึกษารวมได้เมื่อทุกรายการอยู่ในสถานศึกษาของตน ถ้าอยู่หลายแห่ง อปท. ที่อยู่เหนือทุกแห่งเป็นผู้รวม"))


def faults_of_merging(because: str, *, twins: bool, number_lost: bool) -> Iterator[Fault]:
    """What is wrong in itself: no reason, two who are not alike, or the only number thrown away."""
    if not 1 <= len(because.strip()) <= LONGEST_EXPLANATION:
        yield Fault("because-missing", _("เขียนเหตุผล 1–500 ตัวอักษร"), "because")
    if not twins:
        message = _("ชื่อหรือวันเกิดไม่ตรงกัน ถ้าเป็นคนเดียวกัน แก้ไขให้ตรงกันก่อน แล้วจึงรวม")
        yield Fault("not-twins", message, "merged")
    if number_lost:
        yield Fault("number-would-be-lost", _("เลขที่เลือกไว้คือไม่มีเลข เลือกเก็บรายการที่มีเลขประจำตัว"), "merged")


def obstacles_to_merging(active_at: Sequence[str], claimed: bool) -> Iterator[Obstacle]:
    """Nobody is in two places: where both are active, one is taken out first."""
    if len(active_at) > 1:
        message = _("ทั้งสองรายการยังอยู่ในทะเบียน (%(places)s) นำรายการที่ซ้ำออกก่อน ด้วยเหตุ “บันทึกผิดหรือซ้ำ”")
        places = ", ".join(dict.fromkeys(active_at))
        yield Obstacle("both-active", message % {"places": places}, who=places)
    if claimed:
        yield _claim_pending()


def obstacles_to_overtaken(overtaken: bool) -> Iterator[Obstacle]:
    """A stay began or a row was merged away while it was decided."""
    if overtaken:
        message = _("มีผู้แก้ไขข้อมูลของนักเรียนนี้ก่อนท่าน ตรวจอีกครั้ง แล้วทำรายการใหม่")
        yield Obstacle("changed-before-you", message)


def obstacles_to_undoing_merge(
    *, undone: bool, merged_on: bool, new_stays_at: Sequence[str], number_given: bool, claimed: bool
) -> Iterator[Obstacle]:
    """What was merged is taken apart only where every stay and number can still be told whose it was."""
    if undone:
        yield Obstacle("already-undone", _("ยกเลิกการรวมไปแล้ว จึงไม่มีอะไรต้องย้อนกลับ"))
        return
    if merged_on:
        yield Obstacle("merged-on", _("รายการนี้ถูกรวมต่อไปอีกครั้ง ยกเลิกการรวมครั้งหลังก่อน"))
    if new_stays_at:
        message = _("หลังการรวม มีการเข้าศึกษาใหม่ที่%(places)s ซึ่งแยกไม่ได้ว่าเป็นของรายการใด จึงยกเลิกการรวมไม่ได้")
        yield Obstacle("stays-since", message % {"places": ", ".join(dict.fromkeys(new_stays_at))})
    if number_given:
        message = _("เลขเดิมมีนักเรียนคนอื่นใช้แล้ว จึงคืนให้ไม่ได้ ตรวจเลขของคนนั้นก่อน")
        yield Obstacle("number-given-away", message)
    if claimed:
        yield _claim_pending()


def _claim_pending() -> Obstacle:
    return Obstacle("claim-pending", _("มีคำขอย้ายที่ยังไม่เสร็จ ตอบหรือถอนคำขอย้ายก่อน"))


def taken_over(kept: Mapping[str, Any], merged: Mapping[str, Any]) -> dict[str, Any]:
    """The particulars the kept one lacks and the merged one has; an address comes whole or not at all."""
    known = {
        field.name
        for section in ADDRESSES
        if any(kept.get(field.name) is not None for field in of_section(section))
        for field in of_section(section)
    }
    return {
        name: value
        for name, value in merged.items()
        if value is not None and kept.get(name) is None and name not in known
    }
