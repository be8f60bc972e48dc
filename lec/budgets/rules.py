"""Education money from head counts, to the baht (DOMAIN, Money). Pure, in decimals; no number of the law
stands here: rates, days and bands are rows.

The chapter in short. A line (teaching, lunch, ...) is given to groups of children. Centers have all their
children, and among them those aged 3 to 5, who alone count for books, equipment, uniform and activities.
Schools have their stages; lunch and milk end with primary school. An amount is heads x rate, x days where
the rate is a day's, and is rounded up to 100 baht once per unit (an LAO), line and group, however many
schools make up the group; above the LAO amounts are added and never rounded again. Where the rate of lunch
goes by the size of the school, each school's heads take the rate of its size. What has no rate is missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.refusals import Fault

HUNDRED = Decimal(100)
MOST_HEADS = 9_999_999
FISCAL_YEARS = range(2550, 2700)
NEAR_EDGE = 5
MOST_AMOUNT = Decimal("999999.99")
MOST_DAYS = 366
LONGEST_SOURCE = 300


class Line(StrEnum):
    """What the money is for."""

    TEACHING = "teaching"
    BOOKS = "books"
    EQUIPMENT = "equipment"
    UNIFORM = "uniform"
    ACTIVITIES = "activities"
    LUNCH = "lunch"
    MILK = "milk"


class Group(StrEnum):
    """Whose it is. Children of 3 to 5 are part of the center's children."""

    CENTER = "center_children"
    CENTER_3_5 = "center_children_3_5"
    PREPRIMARY = "school_preprimary"
    PRIMARY = "school_primary"
    LOWER_SECONDARY = "school_lower_secondary"
    UPPER_SECONDARY = "school_upper_secondary"


LINES = {
    Line.TEACHING: gettext_lazy("ค่าจัดการเรียนการสอน"),
    Line.BOOKS: gettext_lazy("ค่าหนังสือเรียน"),
    Line.EQUIPMENT: gettext_lazy("ค่าอุปกรณ์การเรียน"),
    Line.UNIFORM: gettext_lazy("ค่าเครื่องแบบนักเรียน"),
    Line.ACTIVITIES: gettext_lazy("ค่ากิจกรรมพัฒนาคุณภาพผู้เรียน"),
    Line.LUNCH: gettext_lazy("ค่าอาหารกลางวัน"),
    Line.MILK: gettext_lazy("ค่าอาหารเสริม (นม)"),
}
GROUPS = {
    Group.CENTER: gettext_lazy("เด็กในศูนย์พัฒนาเด็กเล็ก"),
    Group.CENTER_3_5: gettext_lazy("เด็กในศูนย์ฯ อายุ 3–5 ปี"),
    Group.PREPRIMARY: gettext_lazy("ก่อนประถมศึกษา"),
    Group.PRIMARY: gettext_lazy("ประถมศึกษา"),
    Group.LOWER_SECONDARY: gettext_lazy("มัธยมศึกษาตอนต้น"),
    Group.UPPER_SECONDARY: gettext_lazy("มัธยมศึกษาตอนปลาย"),
}
FED = (Group.CENTER, Group.PREPRIMARY, Group.PRIMARY)
TAUGHT = (Group.PREPRIMARY, Group.PRIMARY, Group.LOWER_SECONDARY, Group.UPPER_SECONDARY)
DUE: dict[Line, tuple[Group, ...]] = {
    Line.TEACHING: (Group.CENTER, *TAUGHT),
    **dict.fromkeys((Line.BOOKS, Line.EQUIPMENT, Line.UNIFORM, Line.ACTIVITIES), (Group.CENTER_3_5, *TAUGHT)),
    **dict.fromkeys((Line.LUNCH, Line.MILK), FED),
}


STATUSES = {
    "proved": gettext_lazy("ตรงกับงบประมาณที่ประกาศ"),
    "published": gettext_lazy("ประกาศแล้ว"),
    "unproved": gettext_lazy("ยังไม่มีหลักฐาน"),
}


@dataclass(frozen=True)
class Rate:
    """Baht for a head, and a day if `days` are given, in fiscal years (BE) from and to, both included;
    `to_year` None is until another begins. `least` and `most` bound the size of the school (heads fed there).
    """

    line: str
    group: str
    from_year: int
    to_year: int | None
    amount: Decimal
    days: int | None
    source: str
    least: int = 0
    most: int | None = None
    status: str = ""

    def holds(self, year: int) -> bool:
        """Whether it is the rate of a fiscal year."""
        return self.from_year <= year and (self.to_year is None or year <= self.to_year)

    def fits(self, size: int) -> bool:
        """Whether it is for a school of this size."""
        return self.least <= size and (self.most is None or size <= self.most)

    @property
    def by_size(self) -> bool:
        """Whether schools of another size have another rate."""
        return self.least > 0 or self.most is not None


@dataclass(frozen=True)
class RateEntry:
    """A rate as the department gives it."""

    line: str
    group: str
    from_fiscal_year: int
    to_fiscal_year: int | None
    amount: Decimal
    days: int | None
    least: int
    most: int | None
    status: str
    source: str


@dataclass(frozen=True)
class School:
    """The heads of one institution by group; `share` is the part of the year they stand for, 1 or a half, and
    `lines` what it is paid by this LAO: of other affiliations lunch and milk only.
    """

    groups: dict[Group, int]
    share: Decimal = Decimal(1)
    lines: frozenset[Line] = frozenset(Line)

    @property
    def size(self) -> int:
        """How many are fed: what the bands of lunch go by."""
        return sum(self.groups.get(group, 0) for group in FED)


@dataclass(frozen=True)
class Part:
    """Heads that take one rate: all of a group, or those of schools of one size."""

    count: int
    rate: Rate
    share: Decimal

    @property
    def amount(self) -> Decimal:
        """Unrounded."""
        return self.count * self.rate.amount * (self.rate.days or 1) * self.share


@dataclass(frozen=True)
class Amount:
    """What one line gives one group of a unit; `amount` is whole hundreds of baht."""

    line: Line
    group: Group
    parts: tuple[Part, ...] = field(default_factory=tuple)

    @property
    def count(self) -> int:
        """The heads of a whole year: two halves are one year, so the greater of them where they differ."""
        halves = [part for part in self.parts if part.share != 1]
        whole = sum(part.count for part in self.parts if part.share == 1)
        return whole + -(-sum(part.count for part in halves) // 2)

    @property
    def amount(self) -> Decimal:
        """Rounded up once for all its schools."""
        return round_up_to_hundred(sum((part.amount for part in self.parts), Decimal(0)))

    @property
    def rates(self) -> list[Rate]:
        """The rates it takes, each once."""
        return list(dict.fromkeys(part.rate for part in self.parts))


@dataclass(frozen=True)
class Missing:
    """A line that is due to a group with heads, and why it has no amount."""

    line: Line
    group: Group
    why: str


@dataclass(frozen=True)
class Estimate:
    """All lines of one unit."""

    lines: tuple[Amount, ...]
    missing: tuple[Missing, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the rounded lines."""
        return sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class Added:
    """One line of one group over several units: amounts are added as they were rounded."""

    line: Line
    group: Group
    amounts: tuple[Amount, ...]

    @property
    def count(self) -> int:
        """The heads of all units."""
        return sum(amount.count for amount in self.amounts)

    @property
    def amount(self) -> Decimal:
        """In baht."""
        return sum((amount.amount for amount in self.amounts), Decimal(0))

    @property
    def rates(self) -> list[Rate]:
        """The rates taken, each once."""
        return list(dict.fromkeys(rate for amount in self.amounts for rate in amount.rates))

    @property
    def heads_by_rate(self) -> dict[Rate, int]:
        """How many take which rate."""
        found: dict[Rate, int] = {}
        for part in (part for amount in self.amounts for part in amount.parts):
            found[part.rate] = found.get(part.rate, 0) + part.count
        return found


def added(estimates: Iterable[Estimate]) -> tuple[list[Added], list[Missing]]:
    """The lines of several units together, and what any of them misses, each once."""
    lines: dict[tuple[Line, Group], list[Amount]] = {}
    missing: dict[tuple[Line, Group], Missing] = {}
    for estimate in estimates:
        for amount in estimate.lines:
            lines.setdefault((amount.line, amount.group), []).append(amount)
        missing |= {(gap.line, gap.group): gap for gap in estimate.missing}
    order = [(line, group) for line, groups in DUE.items() for group in groups]
    summed = [Added(*key, tuple(lines[key])) for key in order if key in lines]
    return summed, [missing[key] for key in order if key in missing]


def round_up_to_hundred(amount: Decimal) -> Decimal:
    """As the published budgets round: up to 100 baht, once per LAO, line and group."""
    return (amount / HUNDRED).quantize(Decimal(1), ROUND_CEILING) * HUNDRED


def compute(rates: Sequence[Rate], schools: Sequence[School], *, sizes_known: bool = True) -> Estimate:
    """The money of one unit from the rates of its fiscal year (`rates_of`) and its institutions.

    Where `sizes_known` is not given, the heads are of no particular school, and what goes by size is missing.
    """
    lines, missing = [], []
    for line, groups in DUE.items():
        for group in groups:
            paid = [school for school in schools if line in school.lines and school.groups.get(group)]
            if not paid:
                continue
            parts, why = _parts(line, group, rates, paid, sizes_known)
            if why:
                missing.append(Missing(line, group, why))
            else:
                lines.append(Amount(line, group, tuple(parts)))
    return Estimate(tuple(lines), tuple(missing))


def _parts(
    line: Line, group: Group, rates: Sequence[Rate], schools: Sequence[School], sizes_known: bool
) -> tuple[list[Part], str]:
    known = [rate for rate in rates if (rate.line, rate.group) == (line, group)]
    if not known:
        return [], _("ยังไม่มีอัตราของปีงบประมาณนี้")
    if not sizes_known and any(rate.by_size for rate in known):
        return [], _("อัตราขึ้นกับขนาดโรงเรียน ต้องระบุจำนวนเป็นรายแห่ง")
    counted: dict[tuple[Rate, Decimal], int] = {}
    for school in schools:
        rate = next((rate for rate in known if rate.fits(school.size)), None)
        if rate is None:
            return [], _("ไม่มีอัตราของโรงเรียนขนาด %(size)s คน") % {"size": f"{school.size:,}"}
        counted[rate, school.share] = counted.get((rate, school.share), 0) + school.groups[group]
    return [Part(count, rate, share) for (rate, share), count in counted.items()], ""


def rates_of(rates: Iterable[Rate], year: int) -> list[Rate]:
    """The rates of a fiscal year (BE); of several that hold, those that began last."""
    holding = [rate for rate in rates if rate.holds(year)]
    began: dict[tuple[str, str], int] = {}
    for rate in holding:
        key = (rate.line, rate.group)
        began[key] = max(began.get(key, 0), rate.from_year)
    return [rate for rate in holding if rate.from_year == began[rate.line, rate.group]]


def is_near_edge(rates: Iterable[Rate], size: int) -> bool:
    """Whether a few children more or fewer put a school in another band of lunch."""
    edges = {rate.most for rate in rates if rate.line == Line.LUNCH and rate.most is not None}
    return any(-NEAR_EDGE < size - edge <= NEAR_EDGE for edge in edges)


def faults_of_groups(groups: dict[str, int], row: int | None = None) -> Iterator[Fault]:
    """What is wrong with heads as given: group unknown, number impossible, more of 3 to 5 than all."""
    for name, count in groups.items():
        if name not in list(Group):
            yield Fault("group-unknown", _("ไม่รู้จักกลุ่ม “%(group)s”") % {"group": name[:40]}, name[:40], row)
        elif not 0 <= count <= MOST_HEADS:
            yield Fault("count-out-of-range", _("จำนวนต้องเป็นเลขจำนวนเต็มตั้งแต่ 0"), name, row)
    if groups.get(Group.CENTER_3_5, 0) > groups.get(Group.CENTER, 0):
        message = _("เด็กอายุ 3–5 ปีเป็นส่วนหนึ่งของเด็กทั้งศูนย์ฯ จึงมากกว่าไม่ได้")
        yield Fault("more-than-all", message, Group.CENTER_3_5, row)


def faults_of_rate(entry: RateEntry) -> Iterator[Fault]:
    """What is wrong with a rate: not due, years or sizes out of order, nothing to pay, or no source."""
    if entry.line not in list(Line) or entry.group not in DUE.get(Line(entry.line), ()):
        yield Fault("group-not-due", _("กลุ่มนี้ไม่ได้รับเงินรายการนี้"), "group")
    years = (entry.from_fiscal_year, entry.to_fiscal_year or entry.from_fiscal_year)
    if any(year not in FISCAL_YEARS for year in years) or years[1] < years[0]:
        yield Fault("fiscal-year", _("ปีงบประมาณเป็นปี พ.ศ. และปีสุดท้ายต้องไม่ก่อนปีแรก"), "from_fiscal_year")
    if not 0 < entry.amount <= MOST_AMOUNT:
        yield Fault("amount-out-of-range", _("อัตราต้องมากกว่า 0 บาท ถ้าไม่มีอัตราไม่ต้องเพิ่ม"), "amount")
    if entry.days is not None and not 1 <= entry.days <= MOST_DAYS:
        yield Fault("days-out-of-range", _("จำนวนวันต้องอยู่ระหว่าง 1 ถึง 366 ถ้าเป็นอัตราต่อปีให้เว้นว่าง"), "days")
    if entry.least < 0 or (entry.most is not None and entry.most < entry.least):
        yield Fault("sizes-not-in-order", _("ขนาดโรงเรียน จำนวนมากสุดต้องไม่น้อยกว่าน้อยสุด"), "most")
    if entry.status not in STATUSES:
        yield Fault("status-unknown", _("เลือกสถานะของหลักฐาน"), "status")
    if not 1 <= len(entry.source.strip()) <= LONGEST_SOURCE:
        yield Fault("source-missing", _("เขียนที่มาของอัตรา 1–300 ตัวอักษร เช่น เลขที่หนังสือ มติ ครม."), "source")


def faults_of_year(year: int) -> Iterator[Fault]:
    """A fiscal year is a Buddhist one."""
    if year not in FISCAL_YEARS:
        yield Fault("fiscal-year", _("ปีงบประมาณเป็นปี พ.ศ. เช่น 2570"), "fiscal_year")
