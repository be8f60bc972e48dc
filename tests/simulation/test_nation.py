"""The synthetic nation: as large as asked for, the same for the same seed, and nothing in it out of order."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from lec.accounts.models import Membership
from lec.accounts.queries import actor_of, membership_by_token
from lec.actor import Actor, Role
from lec.confirmations.actions import confirm
from lec.confirmations.models import ConfirmedStudent, Receipt
from lec.confirmations.queries import daily_roots, first_broken_day, first_broken_receipt, situation_of
from lec.confirmations.rules import State, state_of
from lec.headcounts.models import OtherSchool
from lec.organizations.models import Kind, Level, Organization
from lec.rounds.models import Confirmation, Round, Subject
from lec.simulation.accounts import Account
from lec.simulation.crowd import Crowd
from lec.simulation.nation import Scale, simulate
from lec.simulation.tree import BIRTHS, PROVINCES, apportion, plan
from lec.students.actions import Mark, attest, enroll, review
from lec.students.models import (
    Attestation,
    Classroom,
    ClassTeacher,
    Enrollment,
    Placement,
    RecordedFinding,
    Student,
)
from lec.students.rules import Entry
from lec.thai import citizen_id
from lec.thai.calendar import BANGKOK

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=BANGKOK)
SCALE = Scale(provinces=2, students=1200, seed=4, years=1)


@pytest.fixture(scope="module")
def accounts(django_db_setup: None, django_db_blocker) -> Iterator[list[Account]]:
    """One nation for the module; each test works in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield simulate(SCALE, NOW, lambda _line: None)
        transaction.set_rollback(True)


@pytest.fixture
def nation(accounts: list[Account], db: None) -> list[Account]:
    return accounts


@pytest.fixture
def current(nation: list[Account]) -> Round:
    return Round.objects.get(academic_year=2569, number=2)


def officer(organization: Organization) -> Actor:
    return actor_of(Membership.objects.get(organization=organization, role=Role.OFFICER), NOW)


def test_it_is_as_large_as_asked_for(nation: list[Account]) -> None:
    levels = {level: Organization.objects.filter(level=level).count() for level in Level.values}
    assert (levels["department"], levels["province"]) == (1, 2)
    assert levels["lao"] >= 2 * 3
    assert levels["institution"] == round(20_290 * 1200 / 1_400_000)
    assert Enrollment.objects.filter(left_on=None).count() == 1200
    assert {account.level for account in nation} == set(Level.values)
    assert OtherSchool.objects.count() == round(29_479 * 1200 / 1_400_000)


def test_everybody_is_fictitious(nation: list[Account]) -> None:
    numbers = Student.objects.exclude(citizen_id=None).values_list("citizen_id", flat=True)
    assert {number[1:3] for number in numbers} == {"99"}
    assert {Organization.objects.get(level="department").code} == {"DLA"}


def test_every_child_sits_in_a_room_with_a_teacher(nation: list[Account]) -> None:
    seats = Placement.objects.filter(ends_on=None, classroom__academic_year=2569)
    assert seats.filter(enrollment__left_on=None).count() == seats.count() == 1200
    taught = ClassTeacher.objects.filter(classroom__academic_year=2569).values("classroom")
    assert not seats.exclude(classroom__in=taught).exists()


def test_nothing_is_done_in_the_round_that_is_open(nation: list[Account], current: Round) -> None:
    assert not Attestation.objects.exists()
    assert not Confirmation.objects.filter(round=current).exists()
    school = Organization.objects.filter(level="institution").first()
    assert school is not None
    assert state_of(situation_of(school, Subject.STUDENTS, current, NOW)) == State.WAITING


def test_everybody_had_confirmed_every_round_before(nation: list[Account]) -> None:
    for round in Round.objects.exclude(academic_year=2569, number=2):
        for subject, level in ((Subject.STUDENTS, "institution"), (Subject.STUDENTS, "province")):
            given = Confirmation.objects.filter(round=round, subject=subject, organization__level=level)
            assert given.count() == Organization.objects.filter(level=level).count()
        payers = OtherSchool.objects.values("lao").distinct().count()
        assert Confirmation.objects.filter(round=round, subject=Subject.HEADCOUNTS).count() == payers
        top = Receipt.objects.filter(confirmation__round=round, confirmation__organization__level="province")
        counted = ConfirmedStudent.objects.filter(confirmation__round=round).count()
        assert sum(receipt.total for receipt in top) == counted > 1000


def test_every_receipt_and_every_day_proves_itself(nation: list[Account]) -> None:
    assert first_broken_receipt() is None
    assert first_broken_day() is None
    assert daily_roots().count() > 3


def test_what_boards_say_is_what_the_rules_say(nation: list[Account], current: Round) -> None:
    """Faults are there, and judged: judging everything again finds nothing else."""
    listed = ("enrollment_id", "code", "field", "severity")
    before = set(RecordedFinding.objects.values_list(*listed))
    for institution in Organization.objects.filter(level="institution"):
        review(institution, current, NOW.date())
    assert set(RecordedFinding.objects.values_list(*listed)) == before


def test_an_institution_can_be_confirmed_and_takes_newcomers(nation: list[Account], current: Round) -> None:
    faulty = RecordedFinding.objects.values("enrollment__institution")
    school = Organization.objects.filter(level="institution").exclude(pk__in=faulty).first()
    assert school is not None
    by = officer(school)
    room = Classroom.objects.filter(institution=school, academic_year=2569).first()
    assert room is not None
    newcomer = Entry(
        citizen_id_type="thai",
        citizen_id=citizen_id.synthetic(999_999_999),
        prefix="เด็กหญิง",
        first_name="ฟ้าใส",
        last_name="ใจเย็น",
        sex="F",
        birth_date=Crowd(1).child(room.grade, 2569).birth_date,
        grade=room.grade,
        room=room.room,
        entered_on=NOW.date(),
    )
    enroll(institution=school, entries=[newcomer], by=by)
    here = Enrollment.objects.filter(institution=school, left_on=None).values_list("pk", flat=True)
    attest(institution=school, round=current, marks=[Mark(pk, "100") for pk in here], by=by)
    given = confirm(organization=school, round=current, subject=Subject.STUDENTS, by=by)
    assert given.receipt.previous is not None
    assert first_broken_receipt() is None


def test_every_account_can_sign_in(nation: list[Account]) -> None:
    for account in (nation[0], nation[-1]):
        membership = membership_by_token(account.token, NOW)
        assert membership is not None
        assert membership.user.username == account.username
        assert membership.user.check_password("lec-demo-only")


def test_the_whole_nation_is_planned_in_its_sizes() -> None:
    tree = plan(PROVINCES, 1_400_000, Random(1))
    assert len(BIRTHS.split()) == len(tree.provinces) == PROVINCES
    assert (len(tree.laos), len(tree.institutions)) == (pytest.approx(7_850, abs=60), 20_290)
    schools = [place for place in tree.institutions if place.entry.kind == Kind.SCHOOL]
    assert len(schools) == 1_750
    assert sum(sum(place.sizes.values()) for place in tree.institutions) == 1_400_000
    stages = [0, 0, 0]
    for place in schools:
        for grade, size in place.sizes.items():
            stages["KPM".index(grade[0])] += size
    assert [round(100 * stage / sum(stages)) for stage in stages] == pytest.approx([27, 43, 30], abs=4)
    assert len({place.entry.code for place in tree.institutions}) == 20_290


@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=30))
def test_shares_add_up(total: int, weights: list[float]) -> None:
    shares = apportion(total, weights)
    assert sum(shares) == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(share - part) <= 1.001 for share, part in zip(shares, exact, strict=True))


def test_no_two_are_called_alike() -> None:
    crowd = Crowd(1)
    children = [crowd.child("P1", 2569) for _n in range(5000)]
    assert len({(child.first_name, child.last_name) for child in children}) == 5000
    assert {child.citizen_id_type for child in children} == {"thai", "zero", "g_code", "none"}
