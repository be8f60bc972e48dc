"""What seed and list make of the synthetic nation; each test builds its own."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import transaction

from lec.confirmations.models import Receipt
from lec.organizations.models import Kind, Level, Organization
from lec.organizations.rules import OrganizationEntry
from lec.simulation.accounts import Account
from lec.simulation.nation import Scale, simulate
from lec.students.models import Placement, RecordedFinding, Student
from tests.simulation.test_nation import NOW

pytestmark = pytest.mark.django_db
Entries = Sequence[OrganizationEntry]


@contextmanager
def built(scale: Scale, known: tuple[Entries, Entries] | None = None) -> Iterator[list[Account]]:
    """A nation, gone at the end."""
    with transaction.atomic():
        yield simulate(scale, NOW, lambda _line: None, known)
        transaction.set_rollback(True)


def fingerprint(scale: Scale) -> str:
    """Everything that is told of a nation, but for the numbers the database gave its places."""
    with built(scale) as accounts:
        told = [
            *accounts,
            *Student.objects.order_by("pk").values_list(
                *("citizen_id", "first_name", "last_name", "birth_date", "enrollments__institution__code"),
                *("enrollments__entered_on", "enrollments__left_on", "particulars__disadvantage"),
            ),
            *Placement.objects.order_by("pk").values_list("classroom__grade", "classroom__room", "starts_on"),
            *Receipt.objects.order_by("pk").values_list(
                "number", "organization_code", "rows_digest", "total"
            ),
            *Organization.objects.order_by("code").values_list("code", "name", "grades"),
        ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def test_one_seed_one_nation() -> None:
    small = Scale(1, 150, seed=3, years=1)
    assert fingerprint(small) == fingerprint(small) != fingerprint(Scale(1, 150, seed=5, years=1))


def test_faults_of_every_kind_befall_children() -> None:
    """Errors and warnings stand where they are to be mended."""
    with built(Scale(1, 2000)):
        codes = set(RecordedFinding.objects.values_list("code", flat=True))
    assert codes >= {
        "birth-date-missing",
        "citizen-id-check-digit",
        "sex-prefix-mismatch",
        "age-grade-mismatch",
    }


def test_a_list_of_laos_is_taken_as_it_is() -> None:
    tops = [OrganizationEntry(Level.PROVINCE, code, f"จังหวัด{code}", "DLA") for code in ("97", "98")]
    laos = [
        OrganizationEntry(Level.LAO, f"0697010{n}", f"อบต. {n}", "97", Kind.SAO, district="เมือง")
        for n in (1, 2, 3)
    ]
    laos.append(OrganizationEntry(Level.LAO, "02980101", "อบจ. 98", "98", Kind.PAO, district="เมือง"))
    with built(Scale(1, 200), (tops, laos)):
        assert set(Organization.objects.filter(level="lao").values_list("code", flat=True)) == {
            lao.code for lao in laos[:3]
        }
