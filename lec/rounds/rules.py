"""When a round is open, and what its dates must satisfy (letter heads, §7, §9; DOMAIN, Rounds).

`closes_on` is inclusive, until 24:00 in Thailand; a request counts by its arrival. Late but inside the
window is allowed and marked late.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from lec.refusals import Fault, Obstacle
from lec.thai import calendar


class RoundState(StrEnum):
    """What the dates say of a round at a moment."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


def state_of(opens_on: date, closes_on: date, closed_at: datetime | None, at: datetime) -> RoundState:
    """The state at a moment, from the dates and an optional earlier closing moment."""
    if calendar.today(at) < opens_on:
        return RoundState.PLANNED
    closing = min(filter(None, (calendar.end_of_day(closes_on), closed_at)))
    return RoundState.OPEN if at < closing else RoundState.CLOSED


@dataclass(frozen=True)
class RoundDates:
    """The dates of a round as given, not yet judged."""

    academic_year: int
    number: int
    opens_on: date
    institution_due_on: date
    lao_due_on: date
    province_due_on: date
    closes_on: date


def faults_of_dates(dates: RoundDates, windows: list[tuple[str, date, date]]) -> Iterator[Fault]:
    """What is wrong with a round's dates; `windows` are the other rounds as (label, opens_on, closes_on)."""
    if dates.number not in (1, 2):
        yield Fault("round-number", _("ครั้งที่ต้องเป็น 1 หรือ 2"), "number")
    if not 2500 <= dates.academic_year <= 2700:
        yield Fault("academic-year", _("ปีการศึกษาต้องเป็นปี พ.ศ. เช่น 2569"), "academic_year")
    steps = (
        (
            "institution_due_on",
            dates.opens_on,
            dates.institution_due_on,
            _("กำหนดของสถานศึกษาต้องไม่ก่อนวันเปิดระบบ"),
        ),
        (
            "lao_due_on",
            dates.institution_due_on,
            dates.lao_due_on,
            _("กำหนดของ อปท. ต้องไม่ก่อนกำหนดของสถานศึกษา"),
        ),
        ("province_due_on", dates.lao_due_on, dates.province_due_on, _("กำหนดของจังหวัดต้องไม่ก่อนกำหนดของ อปท.")),
        ("closes_on", dates.province_due_on, dates.closes_on, _("วันปิดระบบต้องไม่ก่อนกำหนดของจังหวัด")),
    )
    for name, before, after, message in steps:
        if after < before:
            yield Fault("dates-out-of-order", message, name)
    for label, opens_on, closes_on in windows:
        if dates.opens_on <= closes_on and opens_on <= dates.closes_on:
            yield Fault(
                "rounds-overlap",
                _("ช่วงเวลาซ้อนกับ%(round)s ซึ่งเปิดถึง %(day)s กรุณาเลื่อนวันเปิดหรือวันปิด")
                % {"round": label, "day": calendar.format_short(closes_on)},
                "opens_on",
            )


def faults_of_closing(closed_at: datetime | None, opens_on: date, closes_on: date) -> Iterator[Fault]:
    """A round is closed early at a moment of its own days; None lets it run to its last."""
    if closed_at is None:
        return
    opening = calendar.end_of_day(opens_on) - timedelta(days=1)
    if not opening <= closed_at <= calendar.end_of_day(closes_on):
        yield Fault("closing-outside-round", _("เวลาปิดก่อนกำหนดต้องอยู่ระหว่างวันเปิดกับวันปิดระบบ"), "closed_at")


LONGEST_REASON = 500


def last_moment(academic_year: int, next_opens_on: date | None) -> datetime:
    """How long a closed round may be open again: until the next one opens, and within its academic year (BE),
    since the register works in the next one then.
    """
    year_ends = date(calendar.ce_year(academic_year) + 1, *calendar.YEAR_STARTS)
    return calendar.start_of_day(min(filter(None, (year_ends, next_opens_on))))


def faults_of_reopening(until: datetime, because: str, at: datetime, last: datetime) -> Iterator[Fault]:
    """Until when is still to come and before the next round; why is said in 1-500 characters."""
    if not 1 <= len(because.strip()) <= LONGEST_REASON:
        yield Fault("because-missing", _("เขียนเหตุผลที่เปิดรอบให้ 1–500 ตัวอักษร"), "because")
    if until <= at:
        yield Fault("until-past", _("เวลาสิ้นสุดต้องเป็นเวลาที่ยังมาไม่ถึง"), "until")
    elif until > last:
        yield Fault(
            "until-too-late",
            _("เปิดได้ถึง %(moment)s เท่านั้น หลังจากนั้นเป็นรอบหรือปีการศึกษาถัดไป")
            % {"moment": calendar.format_moment(last)},
            "until",
        )


def obstacles_to_reopening(label: str, state: RoundState, superseded: bool) -> Iterator[Obstacle]:
    """Only the last closed round is opened again; one that is open or to come has its dates."""
    if superseded:
        yield Obstacle("round-not-open", _("รอบถัดไปเปิดแล้ว %(round)s จึงเปิดอีกไม่ได้") % {"round": label})
    elif state != RoundState.CLOSED:
        yield Obstacle("round-not-closed", _("%(round)s ยังไม่ปิด เลื่อนวันปิดระบบแทน") % {"round": label})


def obstacles_to_ending(holds: bool) -> Iterator[Obstacle]:
    """What has ended does not end again."""
    if not holds:
        yield Obstacle("already-ended", _("การเปิดรอบนี้สิ้นสุดแล้ว"))


@dataclass(frozen=True)
class Window:
    """What a write needs to know of the round: is it open for whom, and does a confirmation stand?

    `only_for` are the stays a confirmation was taken back for, none for all. `reopened_until` is set where
    the round is closed for others and `state` says open.
    """

    round_label: str
    state: RoundState
    opens_on: date
    closed_at: datetime
    confirmed: bool = False
    organization: str = ""
    only_for: frozenset[int] = frozenset()
    reopened_until: datetime | None = None


def obstacles_of_window(window: Window | None) -> Iterator[Obstacle]:
    """Why the round does not let the organization write, if so (T1, T2, T7, T8)."""
    if window is None:
        yield Obstacle("round-not-open", _("ขณะนี้ไม่มีรอบข้อมูลที่เปิดอยู่ กรมฯ เป็นผู้เปิดระบบ"))
    elif window.state == RoundState.PLANNED:
        yield Obstacle(
            "round-not-open",
            _("%(round)s ยังไม่เปิด จะเปิดวันที่ %(day)s")
            % {"round": window.round_label, "day": calendar.format_short(window.opens_on)},
            window.organization,
        )
    elif window.state == RoundState.CLOSED:
        yield Obstacle(
            "round-not-open",
            _("%(round)s ปิดแล้วเมื่อ %(moment)s หากจำเป็นต้องแก้ไข กรุณาติดต่อกรมฯ")
            % {"round": window.round_label, "moment": calendar.format_moment(window.closed_at)},
            window.organization,
        )


def obstacles_to_writing(
    window: Window | None, touched: Collection[int] | None = frozenset()
) -> Iterator[Obstacle]:
    """Why register or headcounts cannot be changed now (T1, T7): "no write below a standing confirmation".

    `touched` are the stays about to be changed, None where somebody new is to come in.
    """
    yield from obstacles_of_window(window)
    if window is None:
        return
    if window.only_for and (touched is None or not window.only_for.issuperset(touched)):
        yield Obstacle(
            "opened-for-others",
            _("การยืนยันถูกยกเลิกเพื่อแก้ไขนักเรียน %(count)s คนตามคำขอ แก้ไขคนอื่นได้เมื่อขอยกเลิกการยืนยันทั้งหมด")
            % {"count": len(window.only_for)},
            window.organization,
        )
    if window.confirmed:
        yield Obstacle(
            "already-confirmed",
            _("ยืนยันข้อมูล%(round)sแล้ว จึงแก้ไขไม่ได้ ต้องยกเลิกการยืนยันก่อน") % {"round": window.round_label},
            window.organization,
        )
