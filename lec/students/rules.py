"""What is right about a student of the register, and what is not (letter §4.3; DOMAIN, The register).

A rule looks at an `Entry` (what is or would be held) and the `Facts` around it and yields `Finding`s. An
error blocks saving through every door and blocks confirming; a warning needs a written explanation before
confirming; an info is only said. The same rules judge the form, the file, the API and the living register.
"""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.reference.grades import CENTER_GRADES, GRADES, short
from lec.refusals import Fault, Forbidden, Obstacle
from lec.thai import calendar, citizen_id, names

PRESENT = "100"
GONE = ("201", "202", "203", "204", "205")
OTHER = "206"

CITIZEN_ID_TYPES = ("thai", "zero", "g_code", "passport", "none")
LONGEST = {
    "citizen_id_missing_because": 200,
    "prefix": 30,
    "first_name": 80,
    "last_name": 80,
    "room": 20,
    "student_number": 13,
}
LONGEST_NOTE = 300
LONGEST_EXPLANATION = 500


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Entry:
    """One student as typed, read from a file, or held. Empty text means nothing was given.

    `unread` holds, as (field, text), what was given for a date and is none.
    """

    citizen_id_type: str = ""
    citizen_id: str = ""
    citizen_id_missing_because: str = ""
    prefix: str = ""
    first_name: str = ""
    last_name: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_day_unknown: bool = False
    grade: str = ""
    room: str = ""
    student_number: str = ""
    entered_on: date | None = None
    unread: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Facts:
    """What a judgement needs to know besides the entry itself.

    `age_limits`: grade code -> (least, most) full years on 16 May; the key "" is for the institution's kind.
    `newcomer`: the stay begins in this academic year. `held_at`: where the person is active instead.
    `twin`: somebody else of this name and birth date is active. `attested`: this round's code.
    """

    today: date
    academic_year: int
    institution_kind: str
    grades: tuple[str, ...] = ()
    age_limits: dict[str, tuple[int, int]] = dataclasses.field(default_factory=dict)
    newcomer: bool = True
    held_at: str = ""
    twin: bool = False
    attested: str = ""


@dataclass(frozen=True)
class Finding:
    """What a rule says of a student: code, weight, field, and the values its sentence needs."""

    code: str
    severity: Severity
    field: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        """The Thai sentence: what, why, and the way out."""
        return message_of(self.code, self.params)

    def as_fault(self, row: int | None = None) -> Fault:
        """The finding as a refusal names it."""
        return Fault(self.code, self.message, self.field, row)


def tidy(entry: Entry) -> Entry:
    """The entry as it is kept: spaces and marks mended, the ID bare, its type and the sex filled in."""
    number = citizen_id.clean(entry.citizen_id)
    prefix = names.full_prefix(names.tidy(entry.prefix))
    kind = entry.citizen_id_type
    if kind in ("", "thai", "zero"):
        kind = citizen_id.type_of(number) or kind or "thai"
    return Entry(
        citizen_id_type=kind,
        citizen_id="" if kind == "none" else number,
        citizen_id_missing_because=entry.citizen_id_missing_because.strip() if kind == "none" else "",
        prefix=prefix,
        first_name=names.tidy(entry.first_name),
        last_name=names.tidy(entry.last_name),
        sex=entry.sex or names.sex_of(prefix),
        birth_date=entry.birth_date,
        birth_day_unknown=entry.birth_day_unknown,
        grade=entry.grade,
        room=names.tidy(entry.room) or "1",
        student_number=entry.student_number.strip(),
        entered_on=entry.entered_on,
        unread=entry.unread,
    )


def judge(entry: Entry, facts: Facts) -> list[Finding]:
    """All findings about a tidied entry, errors first."""
    found = [finding for rule in RULES for finding in rule(entry, facts)]
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def errors(findings: list[Finding]) -> list[Finding]:
    """Those that block."""
    return [finding for finding in findings if finding.severity == Severity.ERROR]


def judge_citizen_id_type(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """A type we do not know cannot be checked, nor kept."""
    if entry.citizen_id_type not in CITIZEN_ID_TYPES:
        yield Finding("citizen-id-type-unknown", Severity.ERROR, "citizen_id_type")


def judge_citizen_id(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Identity by type; 13 digits carry a check digit, also where they begin with 0 (DOMAIN, Identity)."""
    number, kind = entry.citizen_id, entry.citizen_id_type
    if kind == "none":
        if not entry.citizen_id_missing_because:
            yield Finding("citizen-id-missing", Severity.ERROR, "citizen_id_missing_because")
    elif not number:
        yield Finding("citizen-id-missing", Severity.ERROR, "citizen_id")
    elif kind == "g_code":
        if not (number[0] == "G" and number[1:].isdecimal() and len(number) == 13):
            yield Finding("citizen-id-format", Severity.ERROR, "citizen_id")
    elif kind == "passport":
        if not (number.isascii() and number.isalnum() and 5 <= len(number) <= 20):
            yield Finding("citizen-id-format", Severity.ERROR, "citizen_id")
    elif not (number.isdecimal() and len(number) == 13):
        yield Finding("citizen-id-length", Severity.ERROR, "citizen_id", {"length": len(number)})
    elif not citizen_id.is_valid(number):
        yield Finding("citizen-id-check-digit", Severity.ERROR, "citizen_id")


def judge_name(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Everybody has a first and a last name."""
    for name in ("first_name", "last_name"):
        if not getattr(entry, name):
            yield Finding("name-missing", Severity.ERROR, name)


def judge_sex(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Sex is counted, so it must be known; a prefix that says otherwise needs an explanation."""
    if entry.sex not in ("M", "F"):
        yield Finding("sex-missing", Severity.ERROR, "sex")
    elif names.sex_of(entry.prefix) not in ("", entry.sex):
        yield Finding("sex-prefix-mismatch", Severity.WARNING, "sex", {"prefix": entry.prefix})


def judge_birth_date(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """A birth date is known, if only by its year, and lies in the past."""
    text = dict(entry.unread).get("birth_date")
    if text is not None:
        yield Finding("birth-date-impossible", Severity.ERROR, "birth_date", {"text": text})
    elif entry.birth_date is None:
        yield Finding("birth-date-missing", Severity.ERROR, "birth_date")
    elif entry.birth_date > facts.today:
        yield Finding("birth-date-future", Severity.ERROR, "birth_date")
    elif entry.birth_day_unknown:
        yield Finding("birth-day-unknown", Severity.INFO, "birth_date")


def judge_entry_day(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Nobody enters in the future or before being born (DOMAIN: neither date is ever in the future)."""
    text = dict(entry.unread).get("entered_on")
    if text is not None:
        yield Finding("entered-on-impossible", Severity.ERROR, "entered_on", {"text": text})
    elif entry.entered_on is None:
        return
    elif entry.entered_on > facts.today:
        yield Finding("entered-on-future", Severity.ERROR, "entered_on")
    elif entry.birth_date and entry.entered_on < entry.birth_date:
        yield Finding("entered-before-birth", Severity.ERROR, "entered_on")


def judge_grade(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """The grade exists and the institution offers it."""
    if entry.grade not in GRADES:
        yield Finding("grade-unknown", Severity.ERROR, "grade", {"grade": entry.grade})
    elif entry.grade not in (
        facts.grades or (CENTER_GRADES if facts.institution_kind == "center" else GRADES)
    ):
        yield Finding("grade-not-offered", Severity.WARNING, "grade", {"grade": entry.grade})


def judge_age(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Letter §4.3.2(1): a center's new child has reached the set age; other mismatches are explained."""
    if entry.birth_date is None or entry.birth_date > facts.today or entry.grade not in GRADES:
        return
    age = age_of(entry.birth_date, facts.academic_year)
    least_here, most_here = facts.age_limits.get("", (0, 99))
    if age < least_here and facts.newcomer and facts.institution_kind == "center":
        yield Finding("age-below-minimum", Severity.ERROR, "birth_date", {"age": age, "least": least_here})
        return
    least, most = facts.age_limits.get(entry.grade, (0, 99))
    most = min(most, most_here)
    if not least <= age <= most:
        params = {"age": age, "grade": entry.grade, "least": least, "most": most}
        yield Finding("age-grade-mismatch", Severity.WARNING, "birth_date", params)


def judge_elsewhere(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """A child listed elsewhere must be released there first (letter §4.3.2(1))."""
    if facts.held_at:
        yield Finding("held-elsewhere", Severity.ERROR, "citizen_id", {"holder": facts.held_at})


def judge_twin(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """Without an ID, the same name and birth date may be the same child (DOMAIN, The register)."""
    if facts.twin:
        yield Finding("same-name-and-birth-date", Severity.WARNING, "first_name")


def judge_lengths(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """What is kept has room for what is usual; more is a slip of the columns."""
    for name, most in LONGEST.items():
        if len(getattr(entry, name)) > most:
            yield Finding("too-long", Severity.ERROR, name, {"most": most})


def judge_attestation(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """ "Other" (206) needs a written explanation to stay enrolled (T2)."""
    if facts.attested == OTHER:
        yield Finding("attested-other", Severity.WARNING, "attestation")


RULES: tuple[Callable[[Entry, Facts], Iterator[Finding]], ...] = (
    judge_citizen_id_type,
    judge_citizen_id,
    judge_name,
    judge_sex,
    judge_birth_date,
    judge_entry_day,
    judge_grade,
    judge_age,
    judge_elsewhere,
    judge_twin,
    judge_lengths,
    judge_attestation,
)


def age_of(birth_date: date, academic_year: int) -> int:
    """Full years on 16 May of the academic year (BE), the day by which the nation counts ages."""
    return calendar.age_on(birth_date, date(calendar.ce_year(academic_year), 5, 16))


def is_newcomer(entered_on: date, academic_year: int) -> bool:
    """Whether a stay begins in the academic year (BE) or later."""
    return calendar.academic_year_of(entered_on) >= academic_year


def message_of(code: str, params: dict[str, Any]) -> str:
    """The sentence of a finding: what is wrong, why, and the way out."""
    grade = str(params.get("grade", ""))
    spoken = grade if get_language() == "en" else short(grade)
    return MESSAGES[code]() % {**params, "grade": spoken}


MESSAGES: dict[str, Callable[[], str]] = {
    "citizen-id-missing": lambda: _("ไม่มีเลขประจำตัวประชาชน หากไม่มีเลขจริง ให้เลือกประเภท “ไม่มีเลข” และระบุเหตุ"),
    "citizen-id-length": lambda: _("เลขประจำตัวประชาชนต้องมี 13 หลัก ที่กรอกมี %(length)s หลัก ตรวจจากบัตรหรือสูติบัตร"),
    "citizen-id-check-digit": lambda: _("หลักสุดท้ายของเลขประจำตัวไม่ถูกต้อง มักเกิดจากพิมพ์สลับกัน เทียบกับบัตรทีละหลัก"),
    "citizen-id-format": lambda: _("รูปแบบเลขไม่ตรงกับประเภท รหัส G คือ G ตามด้วยเลข 12 หลัก"),
    "citizen-id-type-unknown": lambda: _("ไม่รู้จักประเภทเลขประจำตัว เลือกจากรายการ"),
    "citizen-id-scientific": lambda: _(
        "Excel ตัดเลขท้ายทิ้งแล้ว ระบบเดาให้ไม่ได้ ตั้งช่องเป็น “ข้อความ” แล้วพิมพ์ 13 หลักใหม่"
    ),
    "duplicate-in-file": lambda: _("เลขประจำตัวนี้มีมากกว่าหนึ่งแถวในไฟล์ (แถว %(rows)s) เหลือไว้แถวเดียว"),
    "name-missing": lambda: _("ไม่มีชื่อหรือนามสกุล ตรวจจากสูติบัตรหรือทะเบียนบ้าน"),
    "sex-missing": lambda: _("ไม่ทราบเพศ เลือกชายหรือหญิง หรือใส่คำนำหน้าให้ถูกต้อง"),
    "sex-prefix-mismatch": lambda: _("เพศไม่ตรงกับคำนำหน้า “%(prefix)s” แก้ไขให้ตรงกัน หรือเขียนคำชี้แจง"),
    "birth-date-missing": lambda: _("ไม่มีวันเกิด ตรวจจากสูติบัตรหรือทะเบียนบ้าน"),
    "birth-date-impossible": lambda: _("ไม่มีวันที่ “%(text)s” ในปฏิทิน ตรวจจากสูติบัตรหรือทะเบียนบ้าน"),
    "birth-date-future": lambda: _("วันเกิดเป็นวันในอนาคต ตรวจปี พ.ศ. อีกครั้ง"),
    "birth-day-unknown": lambda: _("ไม่ทราบวันเดือนเกิด ระบบใช้ 1 มกราคมของปีนั้น"),
    "entered-on-future": lambda: _("วันที่เข้าศึกษาเป็นวันในอนาคต"),
    "entered-on-impossible": lambda: _("ไม่มีวันที่ “%(text)s” ในปฏิทิน ตรวจวันที่เข้าศึกษาอีกครั้ง"),
    "entered-before-birth": lambda: _("วันที่เข้าศึกษาอยู่ก่อนวันเกิด"),
    "grade-unknown": lambda: _("ไม่รู้จักชั้น “%(grade)s” ใช้เช่น อ.2 ป.4 ม.1"),
    "grade-not-offered": lambda: _("สถานศึกษานี้ไม่ได้เปิดสอนชั้น %(grade)s แก้ชั้นให้ถูกต้อง หรือเขียนคำชี้แจง"),
    "age-below-minimum": lambda: _("อายุ %(age)s ปี ณ 16 พ.ค. ยังไม่ถึงเกณฑ์รับเข้า %(least)s ปี"),
    "age-grade-mismatch": lambda: _(
        "อายุ %(age)s ปี ปกติ %(grade)s อายุ %(least)s–%(most)s ปี แก้ไขให้ถูกต้อง หรือเขียนคำชี้แจง"
    ),
    "held-elsewhere": lambda: _("มีชื่ออยู่ที่อื่น (%(holder)s) ต้องให้สถานศึกษาเดิมนำออกก่อน"),
    "too-long": lambda: _("ข้อความยาวเกิน %(most)s ตัวอักษร ตรวจว่ากรอกตรงช่อง"),
    "same-name-and-birth-date": lambda: _("ชื่อและวันเกิดซ้ำกับนักเรียนคนอื่น ตรวจว่าเป็นคนละคน แล้วเขียนคำชี้แจง"),
    "attested-other": lambda: _("ตรวจสอบตัวตนได้ผล “อื่น ๆ” เขียนคำชี้แจงว่าเพราะเหตุใดจึงยังอยู่ในทะเบียน"),
    "institution-differs": lambda: _("ไฟล์เป็นของ “%(text)s” ไม่ตรงกับสถานศึกษาของท่าน"),
    "year-differs": lambda: _("ไฟล์เป็นของปีการศึกษา %(text)s ไม่ตรงกับปีปัจจุบัน"),
}


def obstacles_to_returning(left: bool, organization: str) -> Iterator[Obstacle]:
    """Why a leave cannot be undone: there is nothing to undo."""
    if not left:
        yield Obstacle("not-left", _("นักเรียนยังอยู่ในทะเบียน จึงไม่มีอะไรต้องคืน"), organization)


def faults_of_leaving(
    reason: str, reasons: list[str], on: date | None, entered_on: date, today: date, note: str = ""
) -> Iterator[Fault]:
    """What is wrong with a leave: an unknown reason, a day in the future or before the stay began."""
    if reason not in reasons:
        yield Fault("leaving-reason-unknown", _("เลือกเหตุผลที่นำออกจากระบบ"), "reason")
    if on is None:
        yield Fault("left-on-missing", _("ระบุวันที่ออก"), "on")
    elif on > today:
        yield Fault("left-on-future", _("วันที่ออกเป็นวันในอนาคต"), "on")
    elif on < entered_on:
        yield Fault(
            "left-before-entered",
            _("วันที่ออกอยู่ก่อนวันที่เข้าศึกษา (%(day)s)") % {"day": calendar.format_short(entered_on)},
            "on",
        )
    if len(note) > LONGEST_NOTE:
        yield Fault("too-long", message_of("too-long", {"most": LONGEST_NOTE}), "note")


def obstacles_to_leaving(left: bool, organization: str) -> Iterator[Obstacle]:
    """Who has left cannot leave again; the day and the reason given first stand."""
    if left:
        yield Obstacle("already-left", _("นำออกจากทะเบียนไปแล้ว"), organization)


def faults_of_mark(code: str, because: str, row: int | None = None) -> Iterator[Fault]:
    """What is wrong with one result of the existence check."""
    if code not in (PRESENT, *GONE, OTHER):
        yield Fault("attestation-unknown", _("ไม่รู้จักผลการตรวจสอบตัวตน"), "code", row)
    if len(because) > LONGEST_EXPLANATION:
        yield Fault("too-long", message_of("too-long", {"most": LONGEST_EXPLANATION}), "because", row)


def faults_of_explanation(because: str, severities: set[str]) -> Iterator[Fault]:
    """Warnings are explained, in 1-500 characters; an error is not talked away."""
    if severities - {Severity.WARNING}:
        yield Fault("not-a-warning", _("เขียนคำชี้แจงได้เฉพาะคำเตือน ข้อผิดพลาดต้องแก้ไขข้อมูล"), "severity")
    if not 1 <= len(because.strip()) <= LONGEST_EXPLANATION:
        yield Fault("because-missing", _("เขียนคำชี้แจง 1–500 ตัวอักษร"), "because")


def require_own_register(by: Actor, institution_id: int, *, officer: bool = False) -> None:
    """Only the institution writes students, some steps only its responsible person (DOMAIN, Levels)."""
    if by.organization_id != institution_id:
        raise Forbidden(_("แก้ไขทะเบียนได้เฉพาะสถานศึกษาเอง"))
    if officer and not by.is_officer:
        raise Forbidden(_("ผู้รับผิดชอบของสถานศึกษาเป็นผู้ทำขั้นตอนนี้"))
