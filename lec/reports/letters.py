"""Letters to those below who have not confirmed yet: one page each, what is missing in words, whom to call.

A letter goes out from the organization one acts for to the units right below it, in the name of the office.
Its number is left to the registry of the sender.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from django.utils import translation

from lec.accounts.models import User
from lec.accounts.queries import officers_of
from lec.actor import Actor
from lec.confirmations.rules import State
from lec.headcounts.queries import schools_for
from lec.organizations.models import Level, Organization
from lec.organizations.queries import children, organizations_for
from lec.refusals import Obstacle
from lec.reports.documents import compile_pdf, joined
from lec.reports.official import SYSTEM, foot, head_of, place_of, round_words, set_digits
from lec.reports.queries import Progress, progress
from lec.rounds.models import Round, Subject
from lec.thai import calendar

TEMPLATE = "letter.typ"
DUE = (State.WAITING, State.READY)
FEW = 6  # units that are named in lines of their own
AT_ONCE = 50  # letters set by one run of typst, so that its memory stays small
ROOM = 1000  # letters of names that leave a letter on one page
LISTED = {
    "institutions-unconfirmed": "สถานศึกษายังไม่ยืนยันข้อมูล {count:,} แห่ง ได้แก่ ",
    "headcounts-missing": "โรงเรียนสังกัดอื่นยังไม่มีจำนวนนักเรียน {count:,} แห่ง (ถ้าไม่มีให้กรอก 0) ได้แก่ ",
    "laos-unconfirmed": "องค์กรปกครองส่วนท้องถิ่นยังยืนยันไม่ครบ {count:,} แห่ง ได้แก่ ",
}
WHAT = {
    (Level.INSTITUTION, Subject.STUDENTS): "ข้อมูลนักเรียน",
    (Level.LAO, Subject.STUDENTS): "ภาพรวมนักเรียนในสังกัด",
    (Level.LAO, Subject.HEADCOUNTS): "จำนวนนักเรียนสังกัดอื่น",
    (Level.PROVINCE, Subject.STUDENTS): "ภาพรวมระดับจังหวัด",
}


def letters_pdf(actor: Actor, sender: Organization, round: Round, arabic: bool = False) -> bytes:
    """A letter to each unit below that is still due, one behind the other; nothing where none is."""
    with translation.override("th"):
        data = letters_data(actor, sender, round, arabic)
        if not data["letters"]:
            return b""
        parts = [
            data["letters"][start : start + AT_ONCE] for start in range(0, len(data["letters"]), AT_ONCE)
        ]
        return joined([compile_pdf(TEMPLATE, data | {"letters": part}) for part in parts])


def letters_data(actor: Actor, sender: Organization, round: Round, arabic: bool) -> dict[str, Any]:
    """What stands in the letters: what all share, and each with its own. In a fixed number of queries."""
    due = units_due(actor, sender, round)
    names = names_of(actor, due)
    officers = officers_of([sender.pk, *(rows[0].organization.pk for rows in due)], actor.today)
    contact = next((user for user in officers.get(sender.pk, []) if user.pk == actor.user_id), None)
    words = round_words(round)
    data = {
        "title": f"หนังสือติดตามการยืนยันข้อมูล {words}",
        "from": [sender.name, place_of(sender)],
        "date": calendar.format_long(actor.today),
        "subject": f"ติดตามการยืนยันข้อมูลในระบบสารสนเทศทางการศึกษาท้องถิ่น {words}",
        "closing": "จึงเรียนมาเพื่อทราบและดำเนินการต่อไป",
        "regards": "ขอแสดงความนับถือ",
        "head": head_of(sender),
        "contact": _contact(sender, contact),
        "letters": [
            {
                **_letter(actor, sender, round, rows),
                "missing": missing_in_words(rows, names),
                "known": _known(officers.get(rows[0].organization.pk, [])),
            }
            for rows in due
        ],
        "foot": foot("", actor.at),
        "arabic": arabic,
    }
    set_in_digits: dict[str, Any] = set_digits(data, arabic)
    return set_in_digits


def units_due(actor: Actor, sender: Organization, round: Round) -> list[list[Progress]]:
    """The units right below that owe a confirmation, each with every subject it still owes."""
    units = list(children(actor, sender))
    owed: dict[int, list[Progress]] = {unit.pk: [] for unit in units}
    for subject in Subject.values:
        for row in progress(actor, units, subject, round, actor.at):
            if row.state in DUE:
                owed[row.organization.pk].append(row)
    return [rows for rows in owed.values() if rows]


def _letter(actor: Actor, sender: Organization, round: Round, owed: Sequence[Progress]) -> dict[str, Any]:
    unit, due_on = owed[0].organization, calendar.format_long(owed[0].due_on)
    what = " และ".join(WHAT[Level(unit.level), Subject(row.subject)] for row in owed)
    late = any(row.late for row in owed)
    return {
        "to": head_of(unit),
        "reference": f"{round.key}/{unit.code}",
        "opening": f"ตามที่กรมส่งเสริมการปกครองท้องถิ่นได้เปิด{SYSTEM} {round_words(round)} ระหว่างวันที่ "
        f"{calendar.format_long(round.opens_on)} ถึงวันที่ {calendar.format_long(round.closes_on)} "
        f"และกำหนดให้{Level(unit.level).label}ยืนยันข้อมูลให้แล้วเสร็จภายในวันที่ {due_on} นั้น",
        "found": f"{sender.name}ได้ตรวจสอบข้อมูลในระบบเมื่อวันที่ {calendar.format_long(actor.today)} "
        f"เวลา {calendar.format_time(actor.at)} พบว่า {unit.name} ยังไม่ได้ยืนยัน{what}"
        + (" ซึ่งพ้นกำหนดแล้ว" if late else "")
        + " โดยมีเรื่องที่ต้องดำเนินการ ดังนี้",
        "asked": f"จึงขอให้ดำเนินการและยืนยันข้อมูลในระบบ{'โดยด่วน' if late else f'ภายในวันที่ {due_on}'} "
        "เนื่องจากจำนวนที่ยืนยันแล้วเท่านั้นที่ใช้เป็นฐานข้อมูลการจัดสรรงบประมาณ",
    }


def missing_in_words(owed: Sequence[Progress], names: Mapping[str, str]) -> list[str]:
    """What is in the way, as the board says it; many units of one kind in one line that names them."""
    by_code: dict[str, dict[str, Obstacle]] = {}
    for obstacle in (obstacle for row in owed for obstacle in row.in_the_way):
        by_code.setdefault(obstacle.code, {})[obstacle.message] = obstacle
    many = [code for code in by_code if code in LISTED and len(by_code[code]) > FEW]
    words: list[str] = []
    for code, obstacles in by_code.items():
        if code in many:
            called = [names.get(obstacle.organization, "") for obstacle in obstacles.values()]
            words.append(LISTED[code].format(count=len(called)) + _named(called, ROOM // len(many)))
        else:
            words += obstacles
    whats = (WHAT[Level(row.organization.level), Subject(row.subject)] for row in owed if not row.in_the_way)
    return words + [f"{what}ครบถ้วนแล้ว เหลือเพียงการกดยืนยันในระบบ" for what in whats]


def _named(names: Sequence[str], room: int) -> str:
    """Names one after the other, as far as there is room, and how many more there are."""
    taken = accumulate(len(name) + 2 for name in names)
    shown = [name for name, letters in zip(names, taken, strict=True) if letters <= room]
    left = len(names) - len(shown)
    return ", ".join(shown) + (f" และอีก {left:,} แห่ง ตามที่แสดงในระบบ" if left else "")


def names_of(actor: Actor, due: Sequence[Sequence[Progress]]) -> dict[str, str]:
    """What those are called, by code, that stand in the way of others."""
    codes = {obstacle.organization for rows in due for row in rows for obstacle in row.in_the_way}
    names = dict(schools_for(actor).filter(code__in=codes).values_list("code", "name"))
    return names | dict(organizations_for(actor).filter(code__in=codes).values_list("code", "name"))


def _known(officers: Sequence[User]) -> str:
    if not officers:
        return "ทั้งนี้ ในระบบยังไม่มีผู้รับผิดชอบของหน่วยงานท่าน จึงขอให้แจ้งชื่อผู้รับผิดชอบมาด้วย"
    names = ", ".join(officer.name for officer in officers)
    return f"ทั้งนี้ ผู้รับผิดชอบของหน่วยงานท่านตามที่มีในระบบ คือ {names}"


def _contact(sender: Organization, officer: User | None) -> list[str]:
    """Lower left, as letters have it: the office, whom to ask, the telephone."""
    phone = (officer.phone if officer else "") or sender.phone
    hours = officer.phone_hours if officer and officer.phone else ""
    return [
        sender.name,
        f"ผู้ประสานงาน {officer.name}" if officer else "",
        f"โทร {phone}{f' ({hours})' if hours else ''}" if phone else "",
    ]
