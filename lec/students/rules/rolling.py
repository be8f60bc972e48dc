"""What becomes of each student when the academic year turns (DOMAIN, New year).

Promoted to the next grade the institution offers, kept back where the responsible person says so, graduated
from its top grade. Once the new year has begun, and undone until its first round opens.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from django.utils.translation import gettext as _

from lec.reference.grades import CENTER_GRADES, GRADES, Stage, in_order
from lec.refusals import Obstacle


class Outcome(StrEnum):
    """What the turn of the year does with a student."""

    PROMOTED = "promoted"
    KEPT_BACK = "kept_back"
    GRADUATED = "graduated"


def next_grade(grade: str, offered: Sequence[str], institution_kind: str) -> str:
    """The grade after this one as far as it is offered here; "" where this one is the last.

    General and vocational education are two roads: ม.6 does not go on to ปวช.1.
    """
    grades = list(offered) or list(CENTER_GRADES if institution_kind == "center" else GRADES)
    road = [code for code in in_order([*grades, grade]) if _is_vocational(code) == _is_vocational(grade)]
    following = road[road.index(grade) + 1 :]
    codes = list(GRADES)
    return following[0] if following and codes.index(following[0]) == codes.index(grade) + 1 else ""


def _is_vocational(grade: str) -> bool:
    return GRADES[grade].stage == Stage.VOCATIONAL


def outcome_of(grade: str, offered: Sequence[str], institution_kind: str, kept_back: bool) -> Outcome:
    """What becomes of a student of this grade."""
    if kept_back:
        return Outcome.KEPT_BACK
    return Outcome.PROMOTED if next_grade(grade, offered, institution_kind) else Outcome.GRADUATED


def obstacles_to_rolling(waiting: int, rolled: bool, organization: str) -> Iterator[Obstacle]:
    """Why there is nothing to roll over: the new year has not begun, or nobody is left in the old one."""
    if not waiting and not rolled:
        message = _("ไม่มีนักเรียนที่ต้องเลื่อนชั้น ปีการศึกษาใหม่เริ่ม 16 พ.ค. หรือทุกคนอยู่ในชั้นปีปัจจุบันแล้ว")
        yield Obstacle("nothing-to-roll-over", message, organization)


def obstacles_to_undoing(rolled: bool, first_round_opened: bool, organization: str) -> Iterator[Obstacle]:
    """A rollover is undone until the first round of its year opens."""
    if not rolled:
        yield Obstacle("not-rolled-over", _("ปีนี้ยังไม่ได้เลื่อนชั้น จึงไม่มีอะไรต้องย้อนกลับ"), organization)
    elif first_round_opened:
        message = _("รอบที่ 1 ของปีการศึกษานี้เปิดแล้ว จึงย้อนการเลื่อนชั้นทั้งหมดไม่ได้ แก้ไขรายคนแทน")
        yield Obstacle("first-round-opened", message, organization)
