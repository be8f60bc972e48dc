"""What a headcount may be (letter §4.2(3); DOMAIN, Headcounts of other affiliations)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lec.actor import Actor
from lec.reference.grades import GRADES
from lec.refusals import Fault, Forbidden

MOST = 9_999
LONGEST = {"code": 20, "name": 200, "affiliation": 40}

AFFILIATIONS = {
    "สพป.": gettext_lazy("สังกัดสำนักงานเขตพื้นที่การศึกษาประถมศึกษา (สพป.)"),
    "สพม.": gettext_lazy("สังกัดสำนักงานเขตพื้นที่การศึกษามัธยมศึกษา (สพม.)"),
    "เอกชน": gettext_lazy("สังกัดสำนักงานคณะกรรมการส่งเสริมการศึกษาเอกชน (เอกชน)"),
    "ตชด.": gettext_lazy("สังกัดกองบัญชาการตำรวจตระเวนชายแดน (ตชด.)"),
    "พศ.": gettext_lazy("สังกัดสำนักงานพระพุทธศาสนาแห่งชาติ (พศ.)"),
    "สาธิต": gettext_lazy("โรงเรียนสาธิต สังกัดกระทรวงการอุดมศึกษาฯ (สาธิต)"),
    "สศศ.": gettext_lazy("สังกัดสำนักบริหารงานการศึกษาพิเศษ (สศศ.)"),
}


def affiliation_label(affiliation: str) -> str:
    """The wording of the picker; an affiliation we do not know is shown as it was loaded."""
    return str(AFFILIATIONS.get(affiliation, affiliation))


@dataclass(frozen=True)
class Cell:
    """The number of one grade and sex at a school."""

    grade: str
    sex: str
    count: int


@dataclass(frozen=True)
class SchoolEntry:
    """A school of another affiliation as a file gives it. `lao` is the code of the LAO that pays it."""

    code: str
    name: str
    affiliation: str
    lao: str


def faults_of_school(entry: SchoolEntry, row: int | None = None) -> Iterator[Fault]:
    """What is wrong with a school as given; whether its LAO exists is the action's question."""
    for name, longest in LONGEST.items():
        value = getattr(entry, name)
        if not value:
            yield Fault("value-missing", _("ไม่มีรหัส ชื่อ หรือสังกัดของโรงเรียน"), name, row)
        elif len(value) > longest:
            yield Fault("too-long", _("ยาวเกิน %(most)s ตัวอักษร") % {"most": longest}, name, row)
    if entry.code and not (entry.code.isascii() and entry.code.isalnum()):
        yield Fault("code-invalid", _("รหัสต้องเป็นตัวเลขหรืออักษรอังกฤษ ไม่เกิน 20 ตัว"), "code", row)


def require_payer(by: Actor, lao_id: int) -> None:
    """Only the LAO writes other schools' counts (DOMAIN, Levels). Raises Forbidden."""
    if by.organization_id != lao_id or not by.is_officer:
        raise Forbidden(_("กรอกได้เฉพาะ อปท. ที่เป็นหน่วยเบิกจ่ายของโรงเรียนนี้"))


def faults_of_cells(cells: Sequence[Cell]) -> Iterator[Fault]:
    """What is wrong with a grid: unknown grade or sex, a cell twice, a number that cannot be."""
    times = Counter((cell.grade, cell.sex) for cell in cells)
    for cell in cells:
        where = f"{cell.grade}-{cell.sex}"
        if cell.grade not in GRADES:
            yield Fault("grade-unknown", _("ไม่รู้จักชั้น “%(grade)s”") % {"grade": cell.grade}, where)
        elif cell.sex not in ("M", "F"):
            yield Fault("sex-unknown", _("เพศต้องเป็น M หรือ F"), where)
        elif times[cell.grade, cell.sex] > 1:
            yield Fault("cell-twice", _("ช่องนี้มีมากกว่าหนึ่งค่า"), where)
        elif not 0 <= cell.count <= MOST:
            yield Fault(
                "count-out-of-range",
                _("จำนวนต้องเป็นเลขจำนวนเต็ม 0–%(most)s ช่องว่างไม่ใช่ 0") % {"most": f"{MOST:,}"},
                where,
            )


def is_large_change(now: int, last: int) -> bool:
    """Whether a number differs from last round's so much that it is shown with a mark: half and ten."""
    return abs(now - last) >= max(10, last / 2)
