"""The receipt on paper: what the receipt's page shows, for those who file it (DOMAIN, Receipt).

Whoever holds the number gets what the public page shows, totals by stage and no person; who may see the
organization gets it whole, with lines to sign.
"""

from datetime import datetime
from typing import Any

from django.utils import translation

from lec.actor import Actor
from lec.confirmations.models import Receipt
from lec.confirmations.queries import basis_of, frozen_counts, public_totals
from lec.organizations.models import Level, Organization
from lec.reference.grades import GRADES, Stage
from lec.reports.documents import compile_pdf
from lec.reports.official import (
    SYSTEM,
    foot,
    grouped,
    head_of,
    province_name,
    qr_code,
    responsible_for,
    round_words,
    set_digits,
)
from lec.reports.queries import in_grade_order
from lec.rounds.models import Subject
from lec.thai import calendar
from lec.thai.spoken import in_words

TEMPLATE = "receipt.typ"


def receipt_pdf(
    actor: Actor | None, receipt: Receipt, address: str, at: datetime, by: str = "", arabic: bool = False
) -> bytes:
    """The receipt; whole for an actor, who was found to see it, and as the public sees it for none."""
    with translation.override("th"):
        return compile_pdf(TEMPLATE, receipt_data(actor, receipt, address, at, by, arabic))


def receipt_data(
    actor: Actor | None, receipt: Receipt, address: str, at: datetime, by: str, arabic: bool
) -> dict[str, Any]:
    """What stands on the receipt."""
    confirmation = receipt.confirmation
    data = {
        "title": f"ใบรับการ{what_was_confirmed(receipt)}",
        "system": SYSTEM,
        "owner": "กรมส่งเสริมการปกครองท้องถิ่น",
        "number": receipt.number,
        "round": round_words(confirmation.round),
        "whose": whose(receipt),
        "said": f"{what_was_done(receipt)} {when(receipt)}",
        "amount": f"{receipt.total:,} คน",
        "in_words": f"{in_words(receipt.total)}คน",
        "zero_because": receipt.zero_because,
        "table": counts_table(receipt) if actor else stages_table(receipt),
        "stands": confirmation.stands,
        "standing": standing_of(receipt, actor),
        "facts": _facts(receipt, actor),
        "hash": grouped(receipt.hash),
        "previous": receipt.previous.number if receipt.previous else "",
        "qr": qr_code(address),
        "signatures": signatures(receipt) if actor and confirmation.stands else [],
        "foot": foot(by if actor else "", at),
        "arabic": arabic,
    }
    set_in_digits: dict[str, Any] = set_digits(data, arabic)
    return set_in_digits


def what_was_confirmed(receipt: Receipt) -> str:
    """The act, as a heading goes on after "ใบรับการ"."""
    level = receipt.confirmation.organization.level
    if receipt.confirmation.subject == Subject.HEADCOUNTS:
        return "ยืนยันจำนวนนักเรียนสังกัดอื่น"
    words = {Level.INSTITUTION: "ยืนยันข้อมูลนักเรียน", Level.LAO: "ยืนยันภาพรวมนักเรียนในสังกัด"}
    return words.get(level, "ยืนยันภาพรวมระดับจังหวัด")  # type: ignore[call-overload]


def what_was_done(receipt: Receipt) -> str:
    """The act, as a sentence says it."""
    if receipt.confirmation.organization.level == Level.INSTITUTION:
        return "ได้ตรวจสอบตัวตนนักเรียนและยืนยันข้อมูล"
    return f"ได้{what_was_confirmed(receipt)}"


def whose(receipt: Receipt) -> list[str]:
    """The organization and those above it, called as they were when it confirmed."""
    above = {each["level"]: each["name"] for each in receipt.parents}
    parts = [receipt.organization_name]
    if Level.LAO in above:
        parts.append(f"สังกัด{above[Level.LAO]}")
    if Level.PROVINCE in above:
        parts.append(province_name(above[Level.PROVINCE]))
    return parts


def when(receipt: Receipt) -> str:
    """ "เมื่อวันอังคารที่ 9 พฤศจิกายน 2564 เวลา 10.07 น."."""
    moment = receipt.confirmation.confirmed_at
    day = calendar.today(moment)
    weekday = calendar.WEEKDAYS[day.weekday()]
    return f"เมื่อวัน{weekday} {calendar.format_long(day)} เวลา {calendar.format_time(moment)}"


def counts_table(receipt: Receipt) -> dict[str, Any]:
    """The frozen counts by grade and sex, summed both ways."""
    counts = frozen_counts(receipt)
    rows = []
    for grade in in_grade_order(counts):
        male, female = counts.get((grade, "M"), 0), counts.get((grade, "F"), 0)
        rows.append((GRADES[grade].name, male, female, male + female))
    sums = [sum(row[place] for row in rows) for place in (1, 2, 3)]  # type: ignore[misc]
    return {
        "kinds": ["text", "number", "number", "number"],
        "headings": ["ชั้น", "ชาย", "หญิง", "รวม (คน)"],
        "rows": [[name, *map(number, numbers)] for name, *numbers in rows],
        "total": ["รวม", *map(number, sums)],
    }


def stages_table(receipt: Receipt) -> dict[str, Any]:
    """Totals by stage as the public page shows them."""
    rows = [
        [", ".join(Stage(stage).label for stage in row["stages"]), number(row["count"])]
        for row in public_totals(receipt)
    ]
    return {
        "kinds": ["text", "number"],
        "headings": ["ระดับ", "จำนวน (คน)"],
        "rows": rows,
        "total": ["รวม", number(receipt.total)],
    }


def number(value: int) -> str:
    """A number with its thousands set apart."""
    return f"{value:,}"


def standing_of(receipt: Receipt, actor: Actor | None) -> str:
    """Whether it held when it was printed; who took it back and why is for who may see the organization."""
    confirmation = receipt.confirmation
    if confirmation.revoked_at is None:
        return "สถานะ ณ เวลาที่พิมพ์: ยืนยันแล้ว มีผลอยู่"
    moment = calendar.format_moment(confirmation.revoked_at)
    if actor is None or confirmation.revoked_by is None:
        return f"สถานะ ณ เวลาที่พิมพ์: ถูกยกเลิกเมื่อ {moment} ใช้อ้างอิงไม่ได้"
    by, because = confirmation.revoked_by.name, confirmation.revoked_because
    return f"สถานะ ณ เวลาที่พิมพ์: ถูกยกเลิกเมื่อ {moment} โดย{by} เพราะ “{because}” ใช้อ้างอิงไม่ได้"


def _facts(receipt: Receipt, actor: Actor | None) -> list[str]:
    if actor is None:
        return ["เอกสารนี้ไม่แสดงข้อมูลรายบุคคล ระดับที่มีจำนวนน้อยแสดงรวมกัน"]
    parts = len(basis_of(receipt))
    facts = [f"ผู้ยืนยัน {receipt.signer_name}"]
    return [*facts, f"รวมจากใบรับ {parts:,} ใบ"] if parts else facts


def signatures(receipt: Receipt) -> list[dict[str, str]]:
    """Lines for who confirmed and for the head, whose name is written by hand."""
    organization: Organization = receipt.confirmation.organization
    return [
        {"name": receipt.signer_name, "role": responsible_for(organization)},
        {"name": "", "role": head_of(organization)},
    ]
