"""Values as people type them: read, or refused with the reason and the way out."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from lec.facilities.rules.catalog import TEXTUAL, Asked, Kind
from lec.reference import places
from lec.refusals import Fault
from lec.thai import calendar, digits, names

Value = str | int | bool | Decimal | date | None

FIRST_YEAR = 2300  # BE; no school of the list is older
YES, NO = {"1", "true", "yes", "มี"}, {"0", "false", "no", "ไม่มี"}
LONGEST_SHOWN = 30
NAMED = 3


def read(
    catalog: Mapping[str, Asked], given: Mapping[str, Any], today: date
) -> tuple[dict[str, Value], list[Fault]]:
    """Values as they are kept, and what is wrong with the others. Empty is "" in text, else None."""
    values: dict[str, Value] = {}
    faults = []
    for name, raw in given.items():
        asked, text = catalog[name], names.tidy("" if raw is None else str(raw))
        read_one = READERS[asked.kind]
        try:
            values[name] = read_one(asked, text, today) if text else ("" if asked.kind in TEXTUAL else None)
        except _Wrong as wrong:
            faults.append(Fault(wrong.code, wrong.message, name))
    return values, faults


class _Wrong(Exception):
    """A value that cannot be kept; it becomes a Fault at its field."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message


def _text(asked: Asked, text: str, today: date) -> str:
    if len(text) > asked.longest:
        raise _Wrong("too-long", gettext("ยาวเกิน %(most)s ตัวอักษร") % {"most": asked.longest})
    return text


def _choice(asked: Asked, text: str, today: date) -> str:
    if text not in asked.choices:
        raise _Wrong(
            "code-unknown", gettext("ไม่มี “%(text)s” ในรายการ เลือกจากรายการ") % {"text": text[:LONGEST_SHOWN]}
        )
    return text


def _yes_no(asked: Asked, text: str, today: date) -> bool:
    if text.lower() not in YES | NO:
        raise _Wrong("value-unreadable", gettext("ตอบว่ามีหรือไม่มี หรือเว้นว่างถ้าไม่ทราบ"))
    return text.lower() in YES


def _whole(asked: Asked, text: str, today: date) -> int:
    plain = digits.to_arabic(text).replace(",", "")
    if not re.fullmatch(r"[0-9]{1,9}", plain) or not asked.least <= int(plain) <= asked.most:
        words = {"least": f"{asked.least:,}", "most": f"{asked.most:,}"}
        raise _Wrong("out-of-range", gettext("กรอกเป็นเลขจำนวนเต็ม %(least)s ถึง %(most)s") % words)
    return int(plain)


def _year(asked: Asked, text: str, today: date) -> int:
    plain, this_year = digits.to_arabic(text), calendar.be_year(today.year)
    if not re.fullmatch(r"[0-9]{4}", plain) or not FIRST_YEAR <= int(plain) <= this_year:
        words = {"least": FIRST_YEAR, "most": this_year}
        raise _Wrong("year-impossible", gettext("กรอกเป็นปี พ.ศ. สี่หลัก %(least)s ถึง %(most)s") % words)
    return int(plain)


def _day(asked: Asked, text: str, today: date) -> date:
    parsed = calendar.parse_date(text)
    if parsed.value is None or parsed.day_unknown:
        words = {"text": text[:LONGEST_SHOWN]}
        raise _Wrong(
            "value-unreadable",
            gettext("ไม่มีวันที่ “%(text)s” ในปฏิทิน พิมพ์วัน/เดือน/ปี พ.ศ. เช่น 8/11/2564") % words,
        )
    if parsed.value > today:
        raise _Wrong("day-in-future", gettext("วันที่ยังมาไม่ถึง บันทึกเมื่อถึงวันนั้น"))
    return parsed.value


def _degrees(asked: Asked, text: str, today: date) -> Decimal:
    try:
        degrees = Decimal(digits.to_arabic(text))
        if asked.least <= degrees <= asked.most:
            return degrees.quantize(Decimal("0.000001"))
    except InvalidOperation:
        pass
    words = {"label": asked.label, "least": asked.least, "most": asked.most}
    raise _Wrong(
        "out-of-range", gettext("%(label)sในประเทศไทยเป็นเลขทศนิยม %(least)s ถึง %(most)s เช่นจากแผนที่") % words
    )


def _phone(asked: Asked, text: str, today: date) -> str:
    number = "".join(char for char in digits.to_arabic(text) if char not in " -.()")
    if not re.fullmatch(r"0[0-9]{8,9}", number):
        raise _Wrong("phone-format", gettext("เบอร์โทรศัพท์ต้องขึ้นต้นด้วย 0 และมี 9–10 หลัก"))
    return number


def _email(asked: Asked, text: str, today: date) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text) or len(text) > asked.longest:
        raise _Wrong("email-format", gettext("อีเมลต้องอยู่ในรูป ชื่อ@หน่วยงาน เช่น school@example.go.th"))
    return text


def _website(asked: Asked, text: str, today: date) -> str:
    """Kept with its scheme, so that it can be a link and never a script."""
    address = text if re.match(r"https?://", text) else f"https://{text}"
    if (
        not re.fullmatch(r"https?://[^\s/@:.]+(\.[^\s/@:.]+)+(:\d+)?(/\S*)?", address)
        or len(address) > asked.longest
    ):
        raise _Wrong("website-format", gettext("เว็บไซต์ต้องอยู่ในรูป www.example.go.th ไม่มีช่องว่าง"))
    return address


def _subdistrict(asked: Asked, text: str, today: date) -> str:
    plain = digits.to_arabic(text)
    code = plain if places.name_of(plain) else places.code_of(plain)
    if code:
        return code
    found = places.find(text, NAMED)
    if found:
        words = {"names": " / ".join(name for _code, name in found)}
        raise _Wrong(
            "place-ambiguous", gettext("มีตำบลชื่อนี้หลายแห่ง เช่น %(names)s พิมพ์อำเภอและจังหวัดต่อท้าย") % words
        )
    raise _Wrong(
        "place-unknown",
        gettext("ไม่พบตำบล “%(text)s” พิมพ์ชื่อตำบล อำเภอ จังหวัด เว้นวรรคระหว่างชื่อ") % {"text": text[:LONGEST_SHOWN]},
    )


def _postal_code(asked: Asked, text: str, today: date) -> str:
    plain = digits.to_arabic(text)
    if not re.fullmatch(r"[0-9]{5}", plain):
        raise _Wrong("postal-code-format", gettext("รหัสไปรษณีย์ต้องเป็นเลข 5 หลัก"))
    return plain


READERS: dict[Kind, Callable[[Asked, str, date], Value]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.WHOLE: _whole,
    Kind.YEAR: _year,
    Kind.DAY: _day,
    Kind.DEGREES: _degrees,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.WEBSITE: _website,
    Kind.SUBDISTRICT: _subdistrict,
    Kind.POSTAL_CODE: _postal_code,
}
