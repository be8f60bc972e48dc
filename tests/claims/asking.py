"""Claims of the cast, for tests that begin with one."""

from datetime import date, datetime, timedelta

from lec.actor import Actor
from lec.claims.actions import file_claim
from lec.claims.models import Claim
from lec.organizations.models import Organization
from lec.students.models import Enrollment
from lec.students.rules import Entry
from tests.cast import NOW, Cast, entry, officer_of

LATER = NOW + timedelta(hours=2)
DUE = NOW + timedelta(days=3)
AFTER_CLOSING = datetime(2021, 11, 13, 9, 0, tzinfo=NOW.tzinfo)

# Whom the claims are about: of each holder a child by serial number and grade, as tests/cast.py made it.
OF_PHU, OF_CENTER, OF_SCHOOL = (400, "P1"), (210, "K1"), (110, "P1")


def typed(child: tuple[int, str], grade: str = "", **more: object) -> Entry:
    """What a claimant knows of a child: the number, the birth date, and where it is to sit."""
    held = entry(*child)
    values = {"room": "1", "entered_on": date(2021, 11, 8), **more}
    return Entry(
        citizen_id_type="thai",
        citizen_id=held.citizen_id,
        birth_date=held.birth_date,
        grade=grade or held.grade,
        **values,  # type: ignore[arg-type]
    )


def ask(claimant: Organization, child: tuple[int, str], grade: str = "", at: datetime = NOW) -> Claim:
    """The claimant's officer files a claim."""
    return file_claim(claimant=claimant, entry=typed(child, grade), by=officer_of(claimant, at))


def across_provinces(cast: Cast) -> Claim:
    """The school in North asks for a child of the school in South: the department decides."""
    return ask(cast.school, OF_PHU)


def inside_a_province(cast: Cast) -> Claim:
    """Bua's center asks for a child of Mali's: the province decides."""
    return ask(cast.bua_center, OF_CENTER)


def inside_an_lao(cast: Cast) -> Claim:
    """Mali's school asks for a child of Mali's center: the LAO decides."""
    return ask(cast.school, OF_CENTER, "K2")


def where(child: tuple[int, str]) -> list[str]:
    """The codes of the institutions at which a child is: one, whatever happens."""
    stays = Enrollment.objects.filter(student__citizen_id=entry(*child).citizen_id, left_on=None)
    return list(stays.values_list("institution__code", flat=True))


def clock(cast: Cast, at: datetime) -> Actor:
    """Who `lec tick` acts as."""
    return Actor(0, cast.department.pk, cast.department.path, cast.decha.role, at)
