"""What an institution may be told of a child that is active elsewhere (DOMAIN, The register)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lec.audit.models import AuditEntry
from lec.organizations.models import LEVELS_DOWNWARD
from lec.organizations.rules import common_path
from lec.reference.queries import setting
from lec.scoping import depth
from lec.students.models import Enrollment, Student
from lec.thai import calendar

TELL = "tell-holder"
LIMIT = "holder-look-ups-per-day"


def beyond_limit(institution_id: int, stays: Iterable[Enrollment], today: date) -> frozenset[int]:
    """The students of these stays about whom the institution has asked too much for one day.

    Asking again about a child it was told of the same day does not count.
    """
    asked = dict.fromkeys(stay.student_id for stay in stays)
    if not asked:
        return frozenset()
    told = _told_on(institution_id, today)
    left = max(setting(LIMIT) - len(told), 0)
    return frozenset([student for student in asked if student not in told][left:])


def _told_on(institution_id: int, day: date) -> set[int]:
    rows = AuditEntry.objects.filter(
        action=TELL,
        subject=Student._meta.label_lower,
        organization=institution_id,
        at__gte=calendar.end_of_day(day - timedelta(days=1)),
    )
    return set(rows.values_list("subject_id", flat=True))


def place_shown(stay: Enrollment, path: str) -> str:
    """Where the child is, as the institution at `path` may be told: of a protected child who would decide."""
    if not stay.student.protected:
        return str(stay.institution.name)
    level = LEVELS_DOWNWARD[depth(common_path(path, stay.institution.path)) - 1]
    return _("ปกปิดสถานที่ ผู้พิจารณาคือระดับ%(level)s") % {"level": level.label}


def place_withheld() -> str:
    """What is said in place of where, to who has asked too much."""
    return _("วันนี้สอบถามครบจำนวนครั้งแล้ว สอบถามใหม่ได้พรุ่งนี้")
