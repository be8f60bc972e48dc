"""Rules about identity, entry and grade: what must be right for a student to be counted."""

from django.utils.translation import gettext as _

from lec.reference.grades import CENTER_GRADES, GRADES
from lec.students.rules import particulars
from lec.students.rules.catalog import Found, Scope, Severity, rule
from lec.students.rules.entries import CITIZEN_ID_TYPES, LONGEST, Entry, Facts, age_of
from lec.students.rules.writing import OTHER
from lec.thai import citizen_id, names

IDENTITY = "DOMAIN, Identity"
REGISTER = "DOMAIN, The register"
ONCE = "§4.3.2(1)"


@rule(
    "citizen-id-type-unknown",
    Severity.ERROR,
    lambda: _("ไม่รู้จักประเภทเลขประจำตัว เลือกจากรายการ"),
    example="ประเภท “ใบขับขี่”",
    clause=IDENTITY,
)
def citizen_id_type_unknown(entry: Entry, facts: Facts) -> Found:
    """A type we do not know cannot be checked, nor kept."""
    if entry.citizen_id_type not in CITIZEN_ID_TYPES:
        yield "citizen_id_type", {}


@rule(
    "citizen-id-missing",
    Severity.ERROR,
    lambda: _("ไม่มีเลขประจำตัวประชาชน หากไม่มีเลขจริง ให้เลือกประเภท “ไม่มีเลข” และระบุเหตุ"),
    example="ช่องเลขประจำตัวว่าง หรือเลือก “ไม่มีเลข” แต่ไม่ระบุเหตุ",
    clause=IDENTITY,
)
def citizen_id_missing(entry: Entry, facts: Facts) -> Found:
    """Everybody has a number, or a reason for having none, and is followed up."""
    if entry.citizen_id_type == "none":
        if not entry.citizen_id_missing_because:
            yield "citizen_id_missing_because", {}
    elif not entry.citizen_id:
        yield "citizen_id", {}


@rule(
    "citizen-id-format",
    Severity.ERROR,
    lambda: _("รูปแบบเลขไม่ตรงกับประเภท รหัส G คือ G ตามด้วยเลข 12 หลัก"),
    example="รหัส G ที่มีเลขไม่ครบ 12 หลัก",
    clause=IDENTITY,
)
def citizen_id_format(entry: Entry, facts: Facts) -> Found:
    """G codes and passports have a form and no check digit."""
    looks_right = {"g_code": _is_g_code, "passport": _is_passport}.get(entry.citizen_id_type)
    if entry.citizen_id and looks_right and not looks_right(entry.citizen_id):
        yield "citizen_id", {}


def _is_g_code(number: str) -> bool:
    return number[0] == "G" and number[1:].isdecimal() and len(number) == 13


def _is_passport(number: str) -> bool:
    return number.isascii() and number.isalnum() and 5 <= len(number) <= 20


def _digits(entry: Entry) -> str:
    """The number where it should have 13 digits: of every other type."""
    return "" if entry.citizen_id_type in ("none", "g_code", "passport") else entry.citizen_id


def _is_13_digits(number: str) -> bool:
    return number.isdecimal() and len(number) == 13


@rule(
    "citizen-id-length",
    Severity.ERROR,
    lambda: _("เลขประจำตัวประชาชนต้องมี 13 หลัก ที่กรอกมี %(length)s หลัก ตรวจจากบัตรหรือสูติบัตร"),
    example="กรอกเพียง 12 หลัก",
    clause=IDENTITY,
)
def citizen_id_length(entry: Entry, facts: Facts) -> Found:
    """Thai numbers have 13 digits, also where they begin with 0."""
    number = _digits(entry)
    if number and not _is_13_digits(number):
        yield "citizen_id", {"length": len(number)}


@rule(
    "citizen-id-check-digit",
    Severity.ERROR,
    lambda: _("หลักสุดท้ายของเลขประจำตัวไม่ถูกต้อง มักเกิดจากพิมพ์สลับกัน เทียบกับบัตรทีละหลัก"),
    example="1 9900 00000 00 0 (หลักสุดท้ายไม่ตรงกับ 12 หลักแรก)",
    clause=IDENTITY,
)
def citizen_id_check_digit(entry: Entry, facts: Facts) -> Found:
    """The last digit follows from the others: (11 - s mod 11) mod 10."""
    number = _digits(entry)
    if _is_13_digits(number) and not citizen_id.is_valid(number):
        yield "citizen_id", {}


@rule(
    "name-missing",
    Severity.ERROR,
    lambda: _("ไม่มีชื่อหรือนามสกุล ตรวจจากสูติบัตรหรือทะเบียนบ้าน"),
    example="มีชื่อแต่ไม่มีนามสกุล",
    clause=REGISTER,
)
def name_missing(entry: Entry, facts: Facts) -> Found:
    """Everybody has a first and a last name."""
    for name in ("first_name", "last_name"):
        if not getattr(entry, name):
            yield name, {}


@rule(
    "sex-missing",
    Severity.ERROR,
    lambda: _("ไม่ทราบเพศ เลือกชายหรือหญิง หรือใส่คำนำหน้าให้ถูกต้อง"),
    example="ไม่มีทั้งเพศและคำนำหน้า",
    clause="§6.3",
)
def sex_missing(entry: Entry, facts: Facts) -> Found:
    """Sex is counted, so it must be known."""
    if entry.sex not in ("M", "F"):
        yield "sex", {}


@rule(
    "sex-prefix-mismatch",
    Severity.WARNING,
    lambda: _("เพศไม่ตรงกับคำนำหน้า “%(prefix)s” แก้ไขให้ตรงกัน หรือเขียนคำชี้แจง"),
    example="เด็กหญิง แต่เพศชาย",
    clause="§6.3",
)
def sex_prefix_mismatch(entry: Entry, facts: Facts) -> Found:
    """A prefix that says otherwise needs an explanation."""
    if entry.sex in ("M", "F") and names.sex_of(entry.prefix) not in ("", entry.sex):
        yield "sex", {"prefix": entry.prefix}


@rule(
    "birth-date-impossible",
    Severity.ERROR,
    lambda: _("ไม่มีวันที่ “%(text)s” ในปฏิทิน ตรวจจากสูติบัตรหรือทะเบียนบ้าน"),
    example="31 เมษายน 2558",
    clause=REGISTER,
)
def birth_date_impossible(entry: Entry, facts: Facts) -> Found:
    """What was given for a birth date is a day of the calendar."""
    for name, text in entry.unread:
        if name == "birth_date":
            yield "birth_date", {"text": text}


def _born_unread(entry: Entry) -> bool:
    return any(name == "birth_date" for name, _text in entry.unread)


@rule(
    "birth-date-missing",
    Severity.ERROR,
    lambda: _("ไม่มีวันเกิด ตรวจจากสูติบัตรหรือทะเบียนบ้าน"),
    example="ช่องวันเกิดว่าง",
    clause=REGISTER,
)
def birth_date_missing(entry: Entry, facts: Facts) -> Found:
    """A birth date is known, if only by its year."""
    if entry.birth_date is None and not _born_unread(entry):
        yield "birth_date", {}


@rule(
    "birth-date-future",
    Severity.ERROR,
    lambda: _("วันเกิดเป็นวันในอนาคต ตรวจปี พ.ศ. อีกครั้ง"),
    example="เกิดปี 2654",
    clause=REGISTER,
)
def birth_date_future(entry: Entry, facts: Facts) -> Found:
    """Nobody is born tomorrow."""
    if entry.birth_date is not None and entry.birth_date > facts.today and not _born_unread(entry):
        yield "birth_date", {}


@rule(
    "birth-day-unknown",
    Severity.INFO,
    lambda: _("ไม่ทราบวันหรือเดือนเกิดที่แน่นอน ระบบนับอายุจากวันแรกของเดือนหรือปีที่ทราบ"),
    example="00/00/2560",
    clause="DOMAIN, Excel in",
)
def birth_day_unknown(entry: Entry, facts: Facts) -> Found:
    """Some are registered by their year alone."""
    known = entry.birth_date is not None and entry.birth_date <= facts.today
    if known and entry.birth_day_unknown and not _born_unread(entry):
        yield "birth_date", {}


@rule(
    "entered-on-impossible",
    Severity.ERROR,
    lambda: _("ไม่มีวันที่ “%(text)s” ในปฏิทิน ตรวจวันที่เข้าศึกษาอีกครั้ง"),
    example="30 กุมภาพันธ์ 2564",
    clause=REGISTER,
)
def entered_on_impossible(entry: Entry, facts: Facts) -> Found:
    """What was given for a day of entry is a day of the calendar."""
    for name, text in entry.unread:
        if name == "entered_on":
            yield "entered_on", {"text": text}


@rule(
    "entered-on-future",
    Severity.ERROR,
    lambda: _("วันที่เข้าศึกษาเป็นวันในอนาคต"),
    example="วันที่เข้าศึกษาเป็นพรุ่งนี้",
    clause=REGISTER,
)
def entered_on_future(entry: Entry, facts: Facts) -> Found:
    """Nobody has entered tomorrow."""
    if entry.entered_on is not None and entry.entered_on > facts.today:
        yield "entered_on", {}


@rule(
    "entered-before-birth",
    Severity.ERROR,
    lambda: _("วันที่เข้าศึกษาอยู่ก่อนวันเกิด"),
    example="เกิด 2560 เข้าศึกษา 2559",
    clause=REGISTER,
)
def entered_before_birth(entry: Entry, facts: Facts) -> Found:
    """Nobody enters before being born."""
    entered, born = entry.entered_on, entry.birth_date
    if entered is not None and born is not None and entered < born and entered <= facts.today:
        yield "entered_on", {}


@rule(
    "grade-unknown",
    Severity.ERROR,
    lambda: _("ไม่รู้จักชั้น “%(grade)s” ใช้เช่น อ.2 ป.4 ม.1"),
    example="ชั้น “ป.7”",
    clause=REGISTER,
)
def grade_unknown(entry: Entry, facts: Facts) -> Found:
    """Students are counted by grade."""
    if entry.grade not in GRADES:
        yield "grade", {"grade": entry.grade}


@rule(
    "grade-not-offered",
    Severity.WARNING,
    lambda: _("สถานศึกษานี้ไม่ได้เปิดสอนชั้น %(grade)s แก้ชั้นให้ถูกต้อง หรือเขียนคำชี้แจง"),
    example="ม.1 ในโรงเรียนที่เปิดถึง ป.6",
    clause=REGISTER,
    scope=Scope.INSTITUTION,
)
def grade_not_offered(entry: Entry, facts: Facts) -> Found:
    """The institution offers the grade."""
    offered = facts.grades or (CENTER_GRADES if facts.institution_kind == "center" else tuple(GRADES))
    if entry.grade in GRADES and entry.grade not in offered:
        yield "grade", {"grade": entry.grade}


def _age(entry: Entry, facts: Facts) -> int | None:
    """Full years on 16 May, where birth and grade are good enough to ask for them."""
    if entry.birth_date is None or entry.birth_date > facts.today or entry.grade not in GRADES:
        return None
    return age_of(entry.birth_date, facts.academic_year)


def _is_below_minimum(age: int, facts: Facts) -> bool:
    least, _most = facts.age_limits.get("", (0, 99))
    return age < least and facts.newcomer and facts.institution_kind == "center"


@rule(
    "age-below-minimum",
    Severity.ERROR,
    lambda: _("อายุ %(age)s ปี ณ 16 พ.ค. ยังไม่ถึงเกณฑ์รับเข้า %(least)s ปี"),
    example="เด็กใหม่ของ ศพด. อายุ 1 ปี 11 เดือน ณ 16 พ.ค.",
    clause=ONCE,
)
def age_below_minimum(entry: Entry, facts: Facts) -> Found:
    """A center's new child has reached the age set for the year."""
    age = _age(entry, facts)
    if age is not None and _is_below_minimum(age, facts):
        yield "birth_date", {"age": age, "least": facts.age_limits[""][0]}


@rule(
    "age-grade-mismatch",
    Severity.WARNING,
    lambda: _("อายุ %(age)s ปี ปกติ %(grade)s อายุ %(least)s–%(most)s ปี แก้ไขให้ถูกต้อง หรือเขียนคำชี้แจง"),
    example="อายุ 12 ปี เรียน ป.1",
    clause=ONCE,
)
def age_grade_mismatch(entry: Entry, facts: Facts) -> Found:
    """Any other age that is unusual for the grade is explained."""
    age = _age(entry, facts)
    if age is None or _is_below_minimum(age, facts):
        return
    least, most = facts.age_limits.get(entry.grade, (0, 99))
    most = min(most, facts.age_limits.get("", (0, 99))[1])
    if not least <= age <= most:
        yield "birth_date", {"age": age, "grade": entry.grade, "least": least, "most": most}


@rule(
    "held-elsewhere",
    Severity.ERROR,
    lambda: _("มีชื่ออยู่ที่อื่น (%(holder)s) ต้องให้สถานศึกษาเดิมนำออกก่อน"),
    example="เลขประจำตัวนี้กำลังศึกษาที่สถานศึกษาอื่น",
    clause=ONCE,
    scope=Scope.NATION,
)
def held_elsewhere(entry: Entry, facts: Facts) -> Found:
    """A child listed elsewhere must be released there first."""
    if facts.held_at:
        yield "citizen_id", {"holder": facts.held_at}


@rule(
    "citizen-id-taken",
    Severity.ERROR,
    lambda: _("เลขประจำตัวนี้เป็นของนักเรียนคนอื่นในระบบแล้ว ตรวจจากบัตรทีละหลัก"),
    example="แก้เลขของนักเรียนเป็นเลขของอีกคนหนึ่ง",
    clause=IDENTITY,
    scope=Scope.NATION,
)
def citizen_id_taken(entry: Entry, facts: Facts) -> Found:
    """A number is one person's; who bears it already is not overwritten."""
    if facts.id_taken:
        yield "citizen_id", {}


@rule(
    "id-formerly-of-another",
    Severity.WARNING,
    lambda: _("เลขประจำตัวนี้เคยเป็นของนักเรียนคนอื่น ตรวจจากบัตรทีละหลัก ถ้าถูกต้องแล้ว เขียนคำชี้แจง"),
    example="เลขที่นักเรียนอีกคนเคยใช้ก่อนแก้เป็นเลขใหม่",
    clause=IDENTITY,
    scope=Scope.NATION,
)
def id_formerly_of_another(entry: Entry, facts: Facts) -> Found:
    """A number given up by one student and taken up by another: a slip of one of them, or the same child."""
    if facts.id_was_anothers:
        yield "citizen_id", {}


@rule(
    "same-name-and-birth-date",
    Severity.WARNING,
    lambda: _("ชื่อและวันเกิดซ้ำกับนักเรียนคนอื่น ตรวจว่าเป็นคนละคน แล้วเขียนคำชี้แจง"),
    example="คนไม่มีเลขชื่อและวันเกิดเดียวกันสองคน",
    clause=REGISTER,
    scope=Scope.NATION,
)
def same_name_and_birth_date(entry: Entry, facts: Facts) -> Found:
    """Without an ID, the same name and birth date may be the same child."""
    if facts.twin:
        yield "first_name", {}


@rule(
    "student-number-taken",
    Severity.ERROR,
    lambda: _("เลขประจำตัวนักเรียน %(number)s ซ้ำกับคนอื่นในสถานศึกษา ตรวจจากทะเบียนนักเรียน"),
    example="สองคนใช้เลขประจำตัวนักเรียน 00123",
    clause=REGISTER,
    scope=Scope.INSTITUTION,
)
def student_number_taken(entry: Entry, facts: Facts) -> Found:
    """A student number is one student's, within an institution."""
    if facts.number_taken:
        yield "student_number", {"number": entry.student_number}


@rule(
    "too-long",
    Severity.ERROR,
    lambda: _("ข้อความยาวเกิน %(most)s ตัวอักษร ตรวจว่ากรอกตรงช่อง"),
    example="ที่อยู่ทั้งบรรทัดในช่องชื่อ",
    clause=REGISTER,
)
def too_long(entry: Entry, facts: Facts) -> Found:
    """What is kept has room for what is usual; more is a slip of the columns."""
    for name, most in LONGEST.items():
        if len(getattr(entry, name)) > most:
            yield name, {"most": most}
    yield from particulars.too_long(entry)


@rule(
    "attested-other",
    Severity.WARNING,
    lambda: _("ตรวจสอบตัวตนได้ผล “อื่น ๆ” เขียนคำชี้แจงว่าเพราะเหตุใดจึงยังอยู่ในทะเบียน"),
    example="ครูประจำชั้นตรวจแล้วได้รหัส 206",
    clause="§6.3",
)
def attested_other(entry: Entry, facts: Facts) -> Found:
    """ "Other" (206) needs a written explanation to stay enrolled (T2)."""
    if facts.attested == OTHER:
        yield "attestation", {}


@rule(
    "not-rolled-over",
    Severity.ERROR,
    lambda: _("ยังอยู่ในชั้นของปีการศึกษา %(year)s ทำการเลื่อนชั้นที่หน้า “เลื่อนชั้นปีใหม่” ก่อน"),
    example="รอบที่ 1/2565 เปิดแล้ว แต่ยังอยู่ ป.1 ของปี 2564",
    clause="DOMAIN, New year",
)
def not_rolled_over(entry: Entry, facts: Facts) -> Found:
    """Nobody is counted in last year's grade."""
    if 0 < facts.seated_in < facts.academic_year:
        yield "grade", {"year": facts.seated_in}
