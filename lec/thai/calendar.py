"""The Buddhist calendar: stored as dates, shown and typed in the Buddhist era (BE = CE + 543), Bangkok time.

Screen: "11 พ.ย. 2564", "23.59 น."; paper: "๑๑ พฤศจิกายน ๒๕๖๔" (LOOK, Thai). Month names go through
gettext, so that an English page shows English ones; paper is always Thai.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lec.thai import digits, names

BANGKOK = ZoneInfo("Asia/Bangkok")
ERA = 543
YEAR_STARTS = (5, 16)

MONTHS = (
    gettext_noop("มกราคม"),
    gettext_noop("กุมภาพันธ์"),
    gettext_noop("มีนาคม"),
    gettext_noop("เมษายน"),
    gettext_noop("พฤษภาคม"),
    gettext_noop("มิถุนายน"),
    gettext_noop("กรกฎาคม"),
    gettext_noop("สิงหาคม"),
    gettext_noop("กันยายน"),
    gettext_noop("ตุลาคม"),
    gettext_noop("พฤศจิกายน"),
    gettext_noop("ธันวาคม"),
)
SHORT_MONTHS = (
    gettext_noop("ม.ค."),
    gettext_noop("ก.พ."),
    gettext_noop("มี.ค."),
    gettext_noop("เม.ย."),
    gettext_noop("พ.ค."),
    gettext_noop("มิ.ย."),
    gettext_noop("ก.ค."),
    gettext_noop("ส.ค."),
    gettext_noop("ก.ย."),
    gettext_noop("ต.ค."),
    gettext_noop("พ.ย."),
    gettext_noop("ธ.ค."),
)
WEEKDAYS = (
    gettext_noop("จันทร์ที่"),
    gettext_noop("อังคารที่"),
    gettext_noop("พุธที่"),
    gettext_noop("พฤหัสบดีที่"),
    gettext_noop("ศุกร์ที่"),
    gettext_noop("เสาร์ที่"),
    gettext_noop("อาทิตย์ที่"),
)


def be_year(year: int) -> int:
    """2021 -> 2564."""
    return year + ERA


def ce_year(year: int) -> int:
    """2564 -> 2021."""
    return year - ERA


def today(at: datetime) -> date:
    """The date in Bangkok at an aware moment."""
    return at.astimezone(BANGKOK).date()


def start_of_day(day: date) -> datetime:
    """Midnight in Thailand at which a day begins."""
    return datetime.combine(day, time(), BANGKOK)


def end_of_day(day: date) -> datetime:
    """24:00 in Bangkok: the first moment that no longer belongs to the day."""
    return datetime.combine(day + timedelta(days=1), time(), BANGKOK)


def academic_year_of(day: date) -> int:
    """The academic year (BE) of a day; a year starts on 16 May."""
    return be_year(day.year) - ((day.month, day.day) < YEAR_STARTS)


def age_on(birth: date, day: date) -> int:
    """Full years on a day. Born on 29 February, one turns on 1 March where there is none."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def format_slashed(day: date) -> str:
    """ "03/05/2559", as the template and RPT318 have it."""
    return f"{day:%d/%m}/{be_year(day.year)}"


def format_short(day: date) -> str:
    """ "11 พ.ย. 2564"."""
    return f"{day.day} {_(SHORT_MONTHS[day.month - 1])} {be_year(day.year)}"


def format_long(day: date) -> str:
    """ "11 พฤศจิกายน 2564"."""
    return f"{day.day} {_(MONTHS[day.month - 1])} {be_year(day.year)}"


def format_official(day: date) -> str:
    """ "๑๑ พฤศจิกายน ๒๕๖๔", as official letters have it."""
    return digits.to_thai(f"{day.day} {MONTHS[day.month - 1]} {be_year(day.year)}")


def format_weekday(day: date) -> str:
    """ "พฤหัสบดีที่ 11 พ.ย. 2564"."""
    return f"{_(WEEKDAYS[day.weekday()])} {format_short(day)}"


def format_time(at: datetime) -> str:
    """ "23.59 น.", in Bangkok."""
    return _("%(time)s น.") % {"time": f"{at.astimezone(BANGKOK):%H.%M}"}


def format_moment(at: datetime) -> str:
    """ "9 พ.ย. 2564 10.07 น.", in Bangkok."""
    return f"{format_short(today(at))} {format_time(at)}"


@dataclass(frozen=True)
class ParsedDate:
    """What was read of a date: the day, or why there is none ("missing", "impossible").

    `day_unknown`: only the year or the month was given, and the first day of it stands for the birth, as
    section 16 of the Civil and Commercial Code counts age.
    """

    value: date | None = None
    day_unknown: bool = False
    fault: str | None = None


MISSING = ParsedDate(fault="missing")
IMPOSSIBLE = ParsedDate(fault="impossible")

ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST = 1857  # BE 2400: below it a number is no year that anybody typed

_NOTHING = re.compile(r"[-–—./ ]*|[0/. -]+|ไม่(ทราบ|มี|ระบุ|ปรากฏ).*")
_CLOCK = re.compile(r"[ T]+\d{1,2}(:\d{2}(:\d{2}(\.\d+)?)?( ?น\.)?|\.\d{2} ?น\.)$")
_LEAD = re.compile(r"^.*ที่ *(?=\d)|^เกิด *(?=\d)")
_ERA = re.compile(r"([พค])\. ?ศ\. ?(?=\d)|([พค])ศ\.? ?(?=\d)")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})")
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2}|-) ?[-/., ] ?(?P<month>\d{1,2}|-) ?[-/., ] ?(?P<year>\d{4}|\d{2})", re.ASCII
)
_NAMED = re.compile(r"(?P<day>\d{1,2}|)[-/., ]*(?P<name>[^\d/, -][^\d/,-]*)[-/, ]*(?P<year>\d{4}|\d{2})")
_UNBROKEN = re.compile(r"(?P<day>\d{1,2})(?P<month>\d{2})(?P<year>(?:19|20|24|25)\d{2})")
_ISO_BASIC = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_YEAR_ALONE = re.compile(r"(?P<year>\d{4})")
_SPELLINGS = (_YEAR_FIRST, _DAY_FIRST, _NAMED, _UNBROKEN, _ISO_BASIC, _YEAR_ALONE)


def parse_date(text: str) -> ParsedDate:
    """Read a date as Thais type it: BE or CE, any digits or separators, months by number or name; or ISO.

    Years above 2400 are BE; two digits are 25xx. 00/00/2560 or a year alone is 1 January, the day unknown.
    Whether the day lies in the future is for others to judge.
    """
    text = _CLOCK.sub("", digits.to_arabic(names.tidy(text)).strip(" '"))
    if _NOTHING.fullmatch(text):
        return MISSING
    text = _ERA.sub(" ", _LEAD.sub("", text)).strip()
    found = next(filter(None, (spelling.fullmatch(text) for spelling in _SPELLINGS)), None)
    if found is None:
        return IMPOSSIBLE
    parts = found.groupdict()
    month = _month_called(parts["name"]) if "name" in parts else _number(parts.get("month"))
    return _on(_year(parts["year"]), month, _number(parts.get("day")))


def _on(year: int, month: int, day: int) -> ParsedDate:
    """The day, where 0 stands for an unknown month or day; a known day of an unknown month is none."""
    day_unknown = day == 0
    if year < EARLIEST or month < 0 or (month == 0 and not day_unknown):
        return IMPOSSIBLE
    try:
        return ParsedDate(date(year, month or 1, day or 1), day_unknown)
    except ValueError:
        return IMPOSSIBLE


def _number(text: str | None) -> int:
    return int(text) if text and text != "-" else 0


def _year(text: str) -> int:
    """The year CE: two digits are 25xx BE, above 2400 is BE whatever is written before it."""
    year = int(text) + (2500 if len(text) == 2 else 0)
    return ce_year(year) if year > be_year(EARLIEST) else year


def _month_called(name: str) -> int:
    """1-12 by full name, abbreviation or the beginning of a name; -1 where no month is meant."""
    wanted = _spelling(name)
    for number, (full, short, english) in enumerate(
        zip(MONTHS, SHORT_MONTHS, ENGLISH_MONTHS, strict=True), start=1
    ):
        if wanted == _spelling(short) or wanted[:3] == english:
            return number
        if len(wanted) >= 4 and _spelling(full).startswith(wanted):
            return number
    return -1


def _spelling(name: str) -> str:
    """As schools spell months: dots or none, ฏ for ฎ, ษ for ศ, the silent mark left out, "เดือน" before."""
    return re.sub(r"[. ]|์|^เดือน|ปี$", "", name.lower()).translate(str.maketrans("ฏศ", "ฎษ"))
