"""The document by which an organization vouches on paper for what it confirmed (letter §4.3.1(5), §7, §9).

An institution's has its counts by grade and sex, an LAO's its institutions and the other schools it pays, a
province's its LAOs. The numbers are the frozen ones, as on the receipts it names.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from lec.actor import Actor
from lec.confirmations.models import Receipt
from lec.confirmations.queries import basis_of
from lec.organizations.models import Level
from lec.refusals import Obstacle, refuse_if
from lec.reports.documents import compile_pdf
from lec.reports.official import SYSTEM, foot, place_of, qr_code, round_words, set_digits
from lec.reports.queries import receipt_of, schools_counted
from lec.reports.receipt import (
    counts_table,
    number,
    signatures,
    what_was_confirmed,
    what_was_done,
    when,
    whose,
)
from lec.rounds.models import Subject
from lec.thai.calendar import format_long
from lec.thai.spoken import in_words

TEMPLATE = "certificate.typ"


def certificate_pdf(actor: Actor, receipt: Receipt, address: str, by: str, arabic: bool = False) -> bytes:
    """The document of a confirmation that stands. Raises Blocked if it was revoked: nobody vouches for it."""
    refuse_if(_obstacles(receipt))
    with translation.override("th"):
        return compile_pdf(TEMPLATE, certificate_data(actor, receipt, address, by, arabic))


def certificate_data(actor: Actor, receipt: Receipt, address: str, by: str, arabic: bool) -> dict[str, Any]:
    """What stands on the document."""
    confirmation = receipt.confirmation
    organization = confirmation.organization
    act = what_was_confirmed(receipt)
    data = {
        "title": f"หนังสือรับรองการ{act}",
        "round": round_words(confirmation.round),
        "from": [receipt.organization_name, place_of(organization)],
        "opening": "หนังสือฉบับนี้ให้ไว้เพื่อรับรองว่า",
        "whose": whose(receipt),
        "said": f"{what_was_done(receipt)}ใน{SYSTEM} {round_words(confirmation.round)} {when(receipt)}",
        "amount": f"{receipt.total:,} คน",
        "in_words": f"{in_words(receipt.total)}คน",
        "zero_because": receipt.zero_because,
        "number": receipt.number,
        "tables": list(_tables(actor, receipt)),
        "vouched": "ข้าพเจ้าขอรับรองว่าข้อมูลข้างต้นถูกต้องตรงตามจริง",
        "given": f"ให้ไว้ ณ วันที่ {format_long(actor.today)}",
        "qr": qr_code(address),
        "signatures": signatures(receipt),
        "foot": foot(by, actor.at),
        "arabic": arabic,
    }
    set_in_digits: dict[str, Any] = set_digits(data, arabic)
    return set_in_digits


def _obstacles(receipt: Receipt) -> Iterable[Obstacle]:
    if not receipt.confirmation.stands:
        text = translation.gettext("การยืนยันนี้ถูกยกเลิกแล้ว จึงออกหนังสือรับรองไม่ได้ พิมพ์ใบรับซึ่งแสดงว่ายกเลิกแล้วแทนได้")
        yield Obstacle("not-confirmed", text, receipt.organization_code)


def _tables(actor: Actor, receipt: Receipt) -> Iterable[dict[str, Any]]:
    level, subject = receipt.confirmation.organization.level, receipt.confirmation.subject
    if level == Level.INSTITUTION:
        yield {"caption": "", **counts_table(receipt)}
    elif subject == Subject.HEADCOUNTS:
        yield _schools(receipt)
    elif level == Level.LAO:
        yield _institutions(receipt)
        headcounts = receipt_of(
            actor, receipt.confirmation.organization, receipt.confirmation.round, Subject.HEADCOUNTS
        )
        if headcounts is not None:
            yield _schools(headcounts)
    else:
        yield _laos(receipt)


def _institutions(receipt: Receipt) -> dict[str, Any]:
    parts = basis_of(receipt)
    return {
        "caption": f"สถานศึกษาในสังกัด {len(parts):,} แห่ง",
        "kinds": ["place", "text", "code", "number"],
        "headings": ["ที่", "สถานศึกษา", "ใบรับเลขที่", "นักเรียน (คน)"],
        "rows": [
            [f"{n:,}", part.organization_name, {"number": part.number}, number(part.total)]
            for n, part in enumerate(parts, start=1)
        ],
        "total": ["", "รวม", "", number(receipt.total)],
    }


def _schools(receipt: Receipt) -> dict[str, Any]:
    rows = [
        [f"{n:,}", school.name, school.affiliation, number(count)]
        for n, (school, count) in enumerate(schools_counted(receipt), start=1)
    ]
    return {
        "caption": f"โรงเรียนสังกัดอื่นที่เบิกจ่ายให้ {len(rows):,} แห่ง ตามใบรับเลขที่",
        "number": receipt.number,
        "kinds": ["place", "text", "code", "number"],
        "headings": ["ที่", "โรงเรียน", "สังกัด", "นักเรียน (คน)"],
        "rows": rows,
        "total": ["", "รวม", "", number(receipt.total)],
    }


def _laos(receipt: Receipt) -> dict[str, Any]:
    """Each LAO with its own students and those of the other schools it pays; "–" where it owes none."""
    listed: dict[int, dict[str, Any]] = {}
    for part in basis_of(receipt):
        row = listed.setdefault(part.confirmation.organization_id, {"name": part.organization_name})
        row[part.confirmation.subject] = part.total
    rows = list(listed.values())
    subjects = (Subject.STUDENTS, Subject.HEADCOUNTS)
    return {
        "caption": f"องค์กรปกครองส่วนท้องถิ่น {len(rows):,} แห่ง",
        "kinds": ["place", "text", "number", "number"],
        "headings": ["ที่", "องค์กรปกครองส่วนท้องถิ่น", "นักเรียนในสังกัด (คน)", "นักเรียนสังกัดอื่น (คน)"],
        "rows": [
            [f"{n:,}", row["name"], *(number(row[s]) if s in row else "–" for s in subjects)]
            for n, row in enumerate(rows, start=1)
        ],
        "total": ["", "รวม", *(number(sum(row.get(s, 0) for row in rows)) for s in subjects)],
    }
