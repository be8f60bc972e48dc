"""The ledger proves itself: what is changed afterwards is named (letter §4.3.1(5); DOMAIN, Confirmation)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from lec.confirmations.actions import revoke
from lec.confirmations.models import ConfirmedCount, ConfirmedStudent, Receipt
from lec.confirmations.queries import first_broken_receipt, frozen_counts, public_totals
from lec.confirmations.receipts import (
    ALPHABET,
    SMALLEST_CELL,
    Content,
    canonical,
    count_rows,
    digest_of_rows,
    hash_of,
    new_number,
    totals_by_stage,
)
from lec.reference.grades import GRADES
from lec.rounds.models import Confirmation, Round
from lec.students.models import Student
from tests.cast import NOW, Cast
from tests.confirmations.standing import north_stands, stand, stand_whole

CONTENT = Content(
    number="2564-2-0000-0000-0000",
    round="2564-2",
    place=[7, 3, 2],
    organization="9900000001",
    name="โรงเรียนบ้านมะลิ",
    parents=[{"level": "lao", "code": "05970101", "name": "เทศบาลตำบลมะลิ"}],
    subject="students",
    confirmed_at=NOW,
    signer="5 นางสมศรี บ้านมะลิ",
    zero_because="",
    counts={("P1", "F"): 1, ("P1", "M"): 2},
    rows_digest="00",
    basis=["b", "a"],
    previous="",
)


def test_the_hash_is_that_of_the_canonical_json_which_anybody_can_write_down() -> None:
    written = (
        '{"basis":["a","b"],"confirmed_at":"2021-11-08T03:00:00.000000+00:00",'
        '"counts":[{"count":2,"grade":"P1","sex":"M"},{"count":1,"grade":"P1","sex":"F"}],'
        '"name":"โรงเรียนบ้านมะลิ","number":"2564-2-0000-0000-0000","organization":"9900000001",'
        '"parents":[{"code":"05970101","level":"lao","name":"เทศบาลตำบลมะลิ"}],"place":[7,3,2],"previous":"",'
        '"round":"2564-2","rows_digest":"00","signer":"5 นางสมศรี บ้านมะลิ","subject":"students","version":1,'
        '"zero_because":""}'
    )
    assert hash_of(CONTENT) == hashlib.sha256(written.encode()).hexdigest()


def test_every_part_of_the_content_moves_the_hash() -> None:
    others: dict[str, Any] = {
        "number": "2564-2-0000-0000-0001",
        "round": "2564-1",
        "place": [7, 4, 2],
        "organization": "9900000002",
        "name": "โรงเรียนบ้านบัว",
        "parents": [],
        "subject": "headcounts",
        "confirmed_at": NOW + timedelta(microseconds=1),
        "signer": "6 นางสมศรี บ้านมะลิ",
        "zero_because": "ไม่มีเด็ก",
        "counts": {("P1", "F"): 2, ("P1", "M"): 1},
        "rows_digest": "01",
        "basis": ["a"],
        "previous": "a",
    }
    assert others.keys() == vars(CONTENT).keys()
    hashes = {hash_of(replace(CONTENT, **{name: value})) for name, value in others.items()}
    assert len(hashes | {hash_of(CONTENT)}) == len(others) + 1


def test_the_moment_is_the_same_in_whatever_zone_the_database_gives_it_back() -> None:
    assert hash_of(CONTENT) == hash_of(replace(CONTENT, confirmed_at=NOW.astimezone(UTC)))


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abcdefgh_", min_size=1), inner),
    )
)
def test_canonical_json_reads_back_and_knows_no_order_of_keys(value: Any) -> None:
    written = canonical({"b": value, "a": 1})
    assert json.loads(written) == {"a": 1, "b": value}
    assert written == canonical({"a": 1, "b": value})
    assert written.startswith(b'{"a":1,"b":')


def test_control_characters_are_escaped_as_rfc_8785_has_them() -> None:
    assert (
        canonical({"a": '\x08\t\n\x0c\r\x1f"\\/\x7fé'})
        == '{"a":"\\b\\t\\n\\f\\r\\u001f\\"\\\\/\x7fé"}'.encode()
    )


def test_the_digest_of_rows_knows_rows_but_no_order() -> None:
    rows = [(1, "P1", None), (2, "P1", "x")]
    assert digest_of_rows(rows) == digest_of_rows(rows[::-1])
    assert digest_of_rows(rows) != digest_of_rows(rows[:1])
    assert digest_of_rows(rows) != digest_of_rows([(1, "P1", "y"), (2, "P1", "x")])


def test_a_number_holds_sixty_random_bits_and_nothing_that_an_address_must_escape() -> None:
    numbers = {new_number("2564-2") for _ in range(200)}
    assert len(numbers) == 200
    assert len(ALPHABET) ** 12 == 2**60
    for number in numbers:
        prefix, *blocks = number.split("-")[1:]
        assert (number[:7], prefix) == ("2564-2-", "2")
        assert [len(block) for block in blocks] == [4, 4, 4]
        assert set("".join(blocks)) <= set(ALPHABET)


def test_receipts_of_one_organization_are_a_chain_whatever_they_are_about(cast: Cast) -> None:
    overview = stand_whole(cast.mali, cast.round)
    headcounts = stand(cast.mali, cast.round, "headcounts")
    revoke(confirmation=overview, because="แก้ไข", by=cast.malee)
    again = stand(cast.mali, cast.round)
    chain = [overview.receipt, headcounts.receipt, again.receipt]
    assert [receipt.previous for receipt in chain] == [None, overview.receipt, headcounts.receipt]
    assert first_broken_receipt() is None


def test_an_overview_counts_what_it_stands_on_and_lists_it(cast: Cast) -> None:
    province = north_stands(cast)
    assert province.receipt.total == 9 + 6 + 3
    below = {(r.organization_code, r.confirmation.subject) for r in province.receipt.basis.all()}
    assert below == {
        (cast.mali.code, "students"),
        (cast.mali.code, "headcounts"),
        (cast.bua.code, "students"),
    }
    summed: dict[tuple[str, str], int] = {}
    for institution in (cast.school, cast.center, cast.bua_center):
        for cell, count in frozen_counts(Receipt.objects.get(confirmation__organization=institution)).items():
            summed[cell] = summed.get(cell, 0) + count
    assert frozen_counts(province.receipt) == summed
    assert not ConfirmedCount.objects.filter(
        confirmation__organization__level__in=["lao"], school=None
    ).exists()


def test_an_older_overview_still_proves_itself_when_what_it_stood_on_was_confirmed_anew(cast: Cast) -> None:
    overview = stand_whole(cast.mali, cast.round)
    revoke(confirmation=overview, because="แก้ไข", by=cast.malee)
    revoke(confirmation=Confirmation.objects.get(organization=cast.school), because="แก้ไข", by=cast.wichai)
    stand(cast.school, cast.round)
    again = stand(cast.mali, cast.round)
    assert {r.pk for r in overview.receipt.basis.all()} != {r.pk for r in again.receipt.basis.all()}
    assert overview.receipt.total == again.receipt.total == 15
    assert first_broken_receipt() is None


def test_a_later_change_of_names_parents_and_students_breaks_no_receipt(cast: Cast) -> None:
    """A receipt holds what was; the world goes on."""
    north_stands(cast)
    Student.objects.update(birth_date="2014-01-01", sex="M", first_name="ใหม่")
    for organization in (cast.mali, cast.north, cast.school):
        organization.code, organization.name = f"9{organization.code}", "ชื่อใหม่"
        organization.save()
    assert first_broken_receipt() is None


Tamper = Callable[[Cast], object]


def of_school(cast: Cast) -> Receipt:
    return Receipt.objects.get(confirmation__organization=cast.school)


def receipts(cast: Cast, **values: object) -> int:
    return Receipt.objects.filter(pk=of_school(cast).pk).update(**values)


def confirmations(cast: Cast, **values: object) -> int:
    return Confirmation.objects.filter(organization=cast.school).update(**values)


def counts(cast: Cast) -> Any:
    return ConfirmedCount.objects.filter(confirmation__organization=cast.school)


def one_student(cast: Cast, **values: object) -> int:
    pk = ConfirmedStudent.objects.filter(confirmation__organization=cast.school, grade="P1", sex="M")[0].pk
    return ConfirmedStudent.objects.filter(pk=pk).update(**values)


def swap_two_counts(cast: Cast) -> None:
    counts(cast).filter(grade="P1", sex="M").update(count=1)
    counts(cast).filter(grade="P1", sex="F").update(count=2)


def slip_a_count_under_the_overview(cast: Cast) -> None:
    overview = Confirmation.objects.get(organization=cast.mali, subject="students")
    ConfirmedCount.objects.create(confirmation=overview, grade="P1", sex="M", count=50)


def count_a_student_of_another_school(cast: Cast) -> None:
    foreign = cast.phu_school.enrollments.first()
    given = Confirmation.objects.get(organization=cast.school)
    person = foreign.student_id
    ConfirmedStudent.objects.create(
        confirmation=given, enrollment=foreign, student_id=person, grade="P1", room="1", sex="M"
    )


def another_round(cast: Cast) -> Round:
    days = dict.fromkeys(
        ("opens_on", "institution_due_on", "lao_due_on", "province_due_on", "closes_on"), NOW.date()
    )
    return Round.objects.create(academic_year=2563, number=2, **days)


def basis_without_the_school(cast: Cast) -> None:
    Receipt.objects.get(confirmation__organization=cast.mali, confirmation__subject="students").basis.remove(
        of_school(cast)
    )


def basis_with_a_stranger(cast: Cast) -> None:
    overview = Receipt.objects.get(confirmation__organization=cast.mali, confirmation__subject="students")
    overview.basis.add(Receipt.objects.get(confirmation__organization=cast.bua_center))


def province_without_its_receipt(cast: Cast) -> None:
    receipt = Receipt.objects.get(confirmation__organization=cast.north)
    receipt.basis.clear()
    receipt.delete()


CHANGES: dict[str, tuple[Tamper, str, str]] = {
    "a count": (lambda c: counts(c).filter(grade="P1").update(count=F("count") + 1), "9900000001", "total"),
    "a count taken away": (lambda c: counts(c).filter(grade="P1").delete(), "9900000001", "total"),
    "two counts, the total as it was": (swap_two_counts, "9900000001", "rows"),
    "a headcount": (
        lambda c: ConfirmedCount.objects.filter(school=c.border_school, grade="M1").update(grade="M2"),
        "05970101",
        "rows",
    ),
    "a count under an overview": (slip_a_count_under_the_overview, "05970101", "rows"),
    "a student's grade": (lambda c: one_student(c, grade="P2"), "9900000001", "rows"),
    "a student's room": (lambda c: one_student(c, room="2"), "9900000001", "rows"),
    "a student's sex": (lambda c: one_student(c, sex="F"), "9900000001", "rows"),
    "a student's birth": (lambda c: one_student(c, birth_date="2015-01-01"), "9900000001", "rows"),
    "a student's kind of ID": (lambda c: one_student(c, citizen_id_type="zero"), "9900000001", "rows"),
    "a student's disadvantage": (lambda c: one_student(c, disadvantage="poor"), "9900000001", "rows"),
    "a student's disability": (lambda c: one_student(c, disability="visual"), "9900000001", "rows"),
    "who a student is": (
        lambda c: one_student(c, student=c.phu_school.enrollments.first().student_id),
        "9900000001",
        "rows",
    ),
    "a student more": (count_a_student_of_another_school, "9900000001", "rows"),
    "a student less": (
        lambda c: ConfirmedStudent.objects.filter(confirmation__organization=c.school)[0].delete(),
        "9900000001",
        "rows",
    ),
    "receipt: number": (lambda c: receipts(c, number="2564-2-AAAA-AAAA-AAAA"), "9900000001", "hash"),
    "receipt: code": (lambda c: receipts(c, organization_code="1"), "1", "hash"),
    "receipt: name": (lambda c: receipts(c, organization_name="อื่น"), "9900000001", "hash"),
    "receipt: parents": (lambda c: receipts(c, parents=[]), "9900000001", "hash"),
    "receipt: signer": (lambda c: receipts(c, signer_name="ผู้อื่น"), "9900000001", "hash"),
    "receipt: reason for zero": (lambda c: receipts(c, zero_because="x"), "9900000001", "hash"),
    "receipt: total": (lambda c: receipts(c, total=10), "9900000001", "total"),
    "receipt: digest": (lambda c: receipts(c, rows_digest="0" * 64), "9900000001", "rows"),
    "receipt: hash": (lambda c: receipts(c, hash="0" * 64), "9900000001", "hash"),
    "receipt: previous": (
        lambda c: receipts(c, previous=Receipt.objects.exclude(pk=of_school(c).pk).first()),
        "9900000001",
        "chain",
    ),
    "receipt: gone": (province_without_its_receipt, "", "missing"),
    "moment": (
        lambda c: confirmations(c, confirmed_at=F("confirmed_at") + timedelta(seconds=1)),
        "9900000001",
        "hash",
    ),
    "signer": (lambda c: confirmations(c, confirmed_by=c.decha.user_id), "9900000001", "hash"),
    "organization": (lambda c: confirmations(c, organization=c.phu_school), "9900000001", "hash"),
    "LAO": (lambda c: confirmations(c, lao=c.bua), "9900000001", "hash"),
    "province": (lambda c: confirmations(c, province=c.south), "9900000001", "hash"),
    "round": (lambda c: confirmations(c, round=another_round(c)), "9900000001", "hash"),
    "subject": (lambda c: confirmations(c, subject="headcounts"), "9900000001", "hash"),
    "basis less": (basis_without_the_school, "05970101", "total"),
    "basis more": (basis_with_a_stranger, "05970101", "total"),
}


def test_whatever_row_is_changed_afterwards_is_found_and_named(cast: Cast) -> None:
    north_stands(cast)
    assert first_broken_receipt() is None
    found = {}
    for name, (change, _organization, _what) in CHANGES.items():
        with transaction.atomic():
            change(cast)
            broken = first_broken_receipt()
            transaction.set_rollback(True)
        found[name] = (broken[0].organization_code, broken[1]) if broken else None
    assert found == {name: (organization, what) for name, (_change, organization, what) in CHANGES.items()}
    assert first_broken_receipt() is None


def test_a_receipt_taken_out_of_the_chain_is_missed(cast: Cast) -> None:
    first = stand(cast.school, cast.round)
    revoke(confirmation=first, because="แก้ไข", by=cast.wichai)
    second = stand(cast.school, cast.round)
    Receipt.objects.filter(pk=second.receipt.pk).update(previous=None)
    first.receipt.delete()
    first.students.all().delete()
    first.counts.all().delete()
    first.delete()
    assert first_broken_receipt() == (second.receipt, "hash")


stage_counts = st.dictionaries(
    st.tuples(st.sampled_from(list(GRADES)), st.sampled_from("MF")), st.integers(0, 12), max_size=12
)


@given(stage_counts)
def test_no_stage_of_fewer_than_five_is_shown_to_the_public_alone(
    given_counts: dict[tuple[str, str], int],
) -> None:
    shown = totals_by_stage(given_counts)
    whole = sum(given_counts.values())
    assert sum(row["count"] for row in shown) == (whole if whole >= SMALLEST_CELL else 0)
    assert all(row["count"] >= SMALLEST_CELL for row in shown)
    by_stage: dict[str, int] = {}
    for (grade, _sex), count in given_counts.items():
        by_stage[GRADES[grade].stage] = by_stage.get(GRADES[grade].stage, 0) + count
    small = {stage for stage, count in by_stage.items() if 0 < count < SMALLEST_CELL}
    assert not any(row["stages"] == [stage] for row in shown for stage in small)


def test_stages_too_few_to_be_named_alone_are_named_together_or_not_at_all(cast: Cast) -> None:
    assert public_totals(stand(cast.bua_center, cast.round).receipt) == [], "three children"
    together = [{"stages": ["preprimary", "primary"], "count": 9}]
    assert public_totals(stand(cast.school, cast.round).receipt) == together


def test_counts_are_listed_in_the_order_of_schooling_boys_first() -> None:
    rows = count_rows({("M1", "F"): 1, ("K2", "F"): 2, ("K2", "M"): 3, ("P6", "M"): 4})
    assert [(row["grade"], row["sex"]) for row in rows] == [
        ("K2", "M"),
        ("K2", "F"),
        ("P6", "M"),
        ("M1", "F"),
    ]


def test_a_receipt_is_dated_by_the_arrival_of_the_request(cast: Cast) -> None:
    last_moment = datetime(2021, 11, 12, 23, 59, 59, 999999, tzinfo=NOW.tzinfo)
    given = stand(cast.school, cast.round, at=last_moment)
    given.refresh_from_db()
    assert given.confirmed_at == last_moment
    assert first_broken_receipt() is None
