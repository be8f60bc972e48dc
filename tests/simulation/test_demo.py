"""The demo world as the contract has it (API.md, Set-up), and the whole road through it up to the top."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import transaction

from lec.accounts.models import Membership, User
from lec.accounts.queries import actor_of, membership_by_token
from lec.actor import Actor, Role
from lec.confirmations.actions import confirm
from lec.confirmations.models import Receipt
from lec.confirmations.queries import first_broken_receipt, situation_of
from lec.confirmations.rules import State, state_of
from lec.facilities.models import Building, Profile, StaffMember
from lec.facilities.rules import CONDITIONS
from lec.headcounts.actions import enter
from lec.headcounts.models import Headcount, OtherSchool
from lec.headcounts.rules import Cell
from lec.organizations.models import Organization
from lec.refusals import Blocked
from lec.rounds.models import Confirmation, Round
from lec.simulation.accounts import PASSWORD, Account
from lec.simulation.demo import build
from lec.simulation.places import PLACES
from lec.students.actions import Change, Mark, attest, change, explain
from lec.students.models import ClassTeacher, Enrollment, Placement, RecordedFinding, Student
from lec.students.queries import entry_of
from lec.thai import citizen_id
from lec.thai.calendar import BANGKOK

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=BANGKOK)
FAULTY = "9899030202"


@pytest.fixture(scope="module")
def accounts(django_db_setup: None, django_db_blocker) -> Iterator[list[Account]]:
    """One world for the module; each test works in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(NOW)
        transaction.set_rollback(True)


@pytest.fixture
def world(accounts: list[Account], db: None) -> list[Account]:
    return accounts


@pytest.fixture
def second(world: list[Account]) -> Round:
    return Round.objects.get(number=2)


def officer(code: str) -> Actor:
    membership = Membership.objects.filter(organization__code=code, role=Role.OFFICER).order_by("pk").first()
    assert membership is not None
    return actor_of(membership, NOW)


def confirmed(code: str, round: Round, subject: str = "students") -> Confirmation:
    place = Organization.objects.get(code=code)
    return confirm(organization=place, round=round, subject=subject, by=officer(code))


def attest_all(code: str, round: Round) -> None:
    institution = Organization.objects.get(code=code)
    active = Enrollment.objects.filter(institution=institution, left_on=None)
    marks = [Mark(pk, "100") for pk in active.values_list("pk", flat=True)]
    attest(institution=institution, round=round, marks=marks, by=officer(code))


def codes(refusal: pytest.ExceptionInfo[Blocked]) -> set[tuple[str, str]]:
    return {(obstacle.code, obstacle.organization) for obstacle in refusal.value.obstacles}


# Who is there


def test_all_but_one_have_begun_their_other_databases(world: list[Account]) -> None:
    assert Profile.objects.count() == len(PLACES) - 1
    assert not Profile.objects.filter(institution__code=FAULTY).exists()
    assert set(Building.objects.values_list("condition", flat=True)) == set(CONDITIONS)
    for place in PLACES:
        working = StaffMember.objects.filter(institution__code=place.code, left_on=None).count()
        assert (working > len(place.rooms)) is not place.faulty


def test_levels_and_kinds(world: list[Account]) -> None:
    assert Counter(Organization.objects.values_list("level", flat=True)) == {
        "department": 1,
        "province": 2,
        "lao": 6,
        "institution": 8,
    }
    provinces = Organization.objects.filter(level="province")
    assert min(provinces.values_list("code", flat=True)) > "96", "10 to 96 are real provinces"
    owners = set(Organization.objects.filter(level="institution").values_list("parent__code", flat=True))
    payers = set(OtherSchool.objects.values_list("lao__code", flat=True))
    for province in provinces:
        laos = set(province.children.values_list("code", flat=True))
        assert laos & (owners - payers), "one that only owns institutions"
        assert laos & (payers - owners), "one that only pays for others"
        assert laos & owners & payers, "one that does both"
        assert laos <= owners | payers
    assert OtherSchool.objects.filter(affiliation="ตชด.").exists()


def test_one_officer_account_for_each_organization(world: list[Account]) -> None:
    officers = [account for account in world if account.role == "officer"]
    listed = [(account.organization, account.level, account.name) for account in officers]
    assert sorted(listed) == sorted(Organization.objects.values_list("code", "level", "name"))


def test_every_room_has_a_class_teacher_with_an_account(world: list[Account]) -> None:
    rooms = set(Placement.objects.filter(ends_on=None).values_list("classroom", flat=True))
    taught = ClassTeacher.objects.filter(classroom__in=rooms)
    assert set(taught.values_list("classroom", flat=True)) == rooms
    teachers = {account.username for account in world if account.role == "teacher"}
    assert set(taught.values_list("membership__user__username", flat=True)) == teachers


def test_passwords_and_tokens_open_their_accounts(world: list[Account]) -> None:
    assert all(user.check_password(PASSWORD) for user in User.objects.all()[:3])
    assert User.objects.count() == len(world)
    for account in world:
        membership = membership_by_token(account.token, NOW)
        assert membership is not None
        assert (membership.user.username, membership.role, membership.organization.code) == (
            account.username,
            account.role,
            account.organization,
        )


def test_one_person_serves_an_lao_and_its_center(world: list[Account]) -> None:
    both = [user for user in User.objects.all() if user.memberships.count() == 2]
    assert [user.username for user in both] == ["lao5"]
    lao, center = (row.organization for row in both[0].memberships.order_by("pk"))
    assert (lao.level, center.kind, center.parent) == ("lao", "center", lao)


def test_all_citizen_ids_are_nobodys(world: list[Account]) -> None:
    numbers = Student.objects.exclude(citizen_id=None).values_list("citizen_id", flat=True)
    assert {number[1:3] for number in numbers} == {"99"}


# How things stand


def test_round_two_is_open_and_untouched(second: Round) -> None:
    assert (second.key, second.state(NOW)) == ("2569-2", "open")
    assert not Confirmation.objects.filter(round=second).exists()
    assert not Headcount.objects.filter(round=second).exists()
    for institution in Organization.objects.filter(level="institution"):
        situation = situation_of(institution, "students", second, NOW)
        assert 0 < situation.unattested <= (situation.students or 0)
        assert situation.gone_enrolled == 0


def test_some_classes_are_attested_by_their_teachers(second: Round) -> None:
    school = Organization.objects.get(code="9898010101")
    situation = situation_of(school, "students", second, NOW)
    assert 0.5 < 1 - situation.unattested / (situation.students or 0) < 0.7


def test_round_one_is_closed_confirmed_and_receipted(world: list[Account]) -> None:
    first = Round.objects.get(number=1)
    assert first.state(NOW) == "closed"
    for organization in Organization.objects.exclude(level="department"):
        for subject in ("students", "headcounts"):
            state = state_of(situation_of(organization, subject, first, NOW))
            assert state in (State.CONFIRMED, State.CONFIRMED_ABOVE, State.NOT_APPLICABLE)
    assert not OtherSchool.objects.exclude(headcounts__round=first).exists()
    assert first_broken_receipt() is None
    receipts = Receipt.objects.filter(confirmation__confirmed_at__lt=NOW)
    assert receipts.count() == Receipt.objects.count() == 8 + 4 + 4 + 2
    assert sum(receipts.filter(organization_code__in=("98", "99")).values_list("total", flat=True)) > 600


# The road to the top


@pytest.mark.parametrize("code", [place.code for place in PLACES if not place.faulty])
def test_an_institution_confirms_once_everybody_is_attested(second: Round, code: str) -> None:
    with pytest.raises(Blocked) as refusal:
        confirmed(code, second)
    assert codes(refusal) == {("students-not-attested", code)}
    attest_all(code, second)
    assert confirmed(code, second).receipt.total > 30


def test_the_faulty_one_has_errors_and_warnings(second: Round) -> None:
    attest_all(FAULTY, second)
    with pytest.raises(Blocked) as refusal:
        confirmed(FAULTY, second)
    assert codes(refusal) == {("errors-remain", FAULTY), ("warnings-unexplained", FAULTY)}
    found = RecordedFinding.objects.filter(enrollment__institution__code=FAULTY)
    assert Counter(found.values_list("code", flat=True)) == {
        "birth-date-missing": 2,
        "citizen-id-check-digit": 2,
        "name-missing": 1,
        "age-grade-mismatch": 1,
        "same-name-and-birth-date": 2,
        "sex-prefix-mismatch": 2,
    }
    assert RecordedFinding.objects.count() == found.count()
    last = Organization.objects.filter(level="province").order_by("code").last()
    assert Organization.objects.get(code=FAULTY).parent.parent == last


def test_the_whole_road(second: Round) -> None:
    places = [place.code for place in PLACES]
    for code in places:
        attest_all(code, second)
    for code in places:
        if code != FAULTY:
            confirmed(code, second)
    with pytest.raises(Blocked) as refusal:
        confirmed("06990302", second)
    assert codes(refusal) == {("institutions-unconfirmed", FAULTY)}
    mend()
    confirmed(FAULTY, second)
    for code in sorted({place.lao for place in PLACES}):
        confirmed(code, second)
    for school in OtherSchool.objects.select_related("lao"):
        cells = [Cell("P1", "M", 4), Cell("P1", "F", 3)]
        enter(school=school, round=second, cells=cells, by=officer(school.lao.code))
    for code in sorted(set(OtherSchool.objects.values_list("lao__code", flat=True))):
        confirmed(code, second, "headcounts")
    total = sum(confirmed(code, second).receipt.total for code in ("98", "99"))
    assert total == Enrollment.objects.filter(left_on=None).count()
    assert first_broken_receipt() is None


def mend() -> None:
    """Correct the errors through the door they are refused at, and explain the warnings."""
    institution, by = Organization.objects.get(code=FAULTY), officer(FAULTY)
    found = RecordedFinding.objects.filter(enrollment__institution=institution)
    correct = {
        "birth-date-missing": {"birth_date": NOW.date().replace(year=2018)},
        "citizen-id-check-digit": {"citizen_id": ""},
        "name-missing": {"last_name": "ทางตรง"},
    }
    for number, finding in enumerate(found.filter(severity="error"), 900_000):
        placement = Placement.objects.select_related("enrollment__student", "classroom").get(
            enrollment=finding.enrollment_id, ends_on=None
        )
        values = dict(correct[finding.code])
        if "citizen_id" in values:
            values["citizen_id"] = citizen_id.synthetic(number)
        entry = replace(entry_of(placement), **values)
        change(institution=institution, changes=[Change(finding.enrollment_id, entry)], by=by)
    warnings = found.filter(severity="warning").values_list("pk", flat=True)
    explain(institution=institution, findings=list(warnings), because="ตรวจกับทะเบียนบ้านแล้ว", by=by)
