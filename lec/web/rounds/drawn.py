"""A round as days: what is past, today and due, and how long is left in words."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.rounds.models import Round
from lec.rounds.rules import RoundDates, RoundState
from lec.thai import calendar

MOST_DAYS = 40
LEVELS = (
    ("institution", gettext_lazy("สถานศึกษา"), "pencil-square"),
    ("lao", gettext_lazy("อปท."), "building"),
    ("province", gettext_lazy("จังหวัด"), "geo-alt"),
)


def days(opens_on: date, closes_on: date, due: set[date], today: date) -> list[dict[str, str]]:
    """A cell a day, as `ui.ruler` draws them."""
    all_days = [opens_on + timedelta(days=n) for n in range((closes_on - opens_on).days + 1)]
    return [{"kind": _kind(day, today, due), "label": str(day.day)} for day in all_days[:MOST_DAYS]]


def _kind(day: date, today: date, due: set[date]) -> str:
    if day == today:
        return "today"
    if day in due:
        return "due"
    return "past" if day < today else "ahead"


def left(round: Round, at: datetime, due_on: date) -> str:
    """How long until a due date, in words."""
    state = round.state(at)
    if state == RoundState.PLANNED:
        return _("เปิด %(day)s") % {"day": calendar.format_short(round.opens_on)}
    if state == RoundState.CLOSED:
        return _("ปิดแล้ว")
    remaining = (due_on - calendar.today(at)).days
    if remaining < 0:
        return _("เลยกำหนด %(days)s วัน") % {"days": -remaining}
    return _("วันสุดท้าย") if remaining == 0 else _("เหลือ %(days)s วัน") % {"days": remaining}


def coming(round: Round, at: datetime) -> dict[str, Any]:
    """The round for those who have not signed in, or look at it as a whole: every level's due date."""
    due = {round.due_on(level) for level, _label, _icon in LEVELS}
    return {
        "round": round,
        "state": round.state(at).value,
        "ruler": {
            "cells": days(round.opens_on, round.closes_on, due, calendar.today(at)),
            "title": round.label,
        },
        "dues": [_due(round, at, day) for day in sorted(due)],
    }


def _due(round: Round, at: datetime, day: date) -> dict[str, Any]:
    """Who is due on a day; levels that share it stand in one line."""
    together = [(label, icon) for level, label, icon in LEVELS if round.due_on(level) == day]
    return {
        "who": _(" และ ").join(str(label) for label, _icon in together),
        "icon": together[0][1],
        "on": day,
        "left": left(round, at, day),
        "late": calendar.today(at) > day,
    }


def preview(dates: RoundDates, today: date) -> dict[str, Any]:
    """The ruler of dates not yet saved; they must be in order."""
    due = {dates.institution_due_on, dates.lao_due_on, dates.province_due_on}
    return {"cells": days(dates.opens_on, dates.closes_on, due, today)}
