"""A number once held leads to its student for ever, and warns whoever takes it up (DOMAIN, Identity)."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lec.refusals import Invalid
from lec.students.actions import Change, change, enroll, explain, leave, review
from lec.students.models import Enrollment, FormerId
from lec.students.queries import entry_of, open_placement, search, surroundings
from lec.students.rules import judge
from lec.thai import calendar, citizen_id
from lec.uploads.actions import apply, stage
from tests.cast import NOW, Cast, entry
from tests.uploads.sheets import register, student

CHILD = (110, "P1")
NUMBER = entry(*CHILD).citizen_id
NEW = citizen_id.synthetic(900)
FORMERLY = "id-formerly-of-another"


def child() -> Enrollment:
    return Enrollment.objects.get(student__citizen_id=NUMBER)


def renumber(cast: Cast, stay: Enrollment, **values: Any) -> None:
    wanted = Change(stay.pk, replace(entry(*CHILD), **values), fields=frozenset(values))
    change(institution=cast.school, changes=[wanted], by=cast.somsri)


def former() -> list[tuple[str, str]]:
    return list(FormerId.objects.order_by("pk").values_list("citizen_id_type", "citizen_id"))


def found(cast: Cast, text: str) -> list[int]:
    return [seat.enrollment_id for seat in search(cast.somsri, cast.school, cast.round, text)]


def codes(stay: Enrollment) -> set[str]:
    return set(stay.findings.values_list("code", flat=True))


def test_a_number_that_is_replaced_is_kept_with_when_and_by_whom(cast: Cast) -> None:
    stay = child()
    renumber(cast, stay, citizen_id=NEW)
    [kept] = FormerId.objects.all()
    assert (kept.student, kept.citizen_id_type, kept.citizen_id) == (stay.student, "thai", NUMBER)
    assert (kept.replaced_at, kept.replaced_by_id) == (NOW, cast.somsri.user_id)


def test_it_is_kept_too_where_no_number_takes_its_place(cast: Cast) -> None:
    none = {"citizen_id_type": "none", "citizen_id": "", "citizen_id_missing_because": "เลขไม่ใช่ของเด็ก"}
    renumber(cast, child(), **none)
    assert former() == [("thai", NUMBER)]


def test_numbers_replaced_one_after_another_are_all_kept(cast: Cast) -> None:
    stay = child()
    renumber(cast, stay, citizen_id=NEW)
    renumber(cast, stay, citizen_id_type="g_code", citizen_id="G999900000001")
    assert former() == [("thai", NUMBER), ("thai", NEW)]


def test_what_leaves_the_number_as_it_is_keeps_nothing(cast: Cast) -> None:
    renumber(cast, child(), last_name="ใจงาม")
    none = {"citizen_id_type": "none", "citizen_id": "", "citizen_id_missing_because": "เกิดต่างประเทศ"}
    [stay] = enroll(institution=cast.school, entries=[entry(901, "P1", **none)], by=cast.somsri)
    renumber(cast, stay, citizen_id_type="thai", citizen_id=NEW)
    assert former() == []


def test_a_change_that_is_refused_keeps_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid):
        renumber(cast, child(), citizen_id=entry(111, "P1").citizen_id)
    assert former() == []


def test_a_file_that_replaces_a_number_keeps_it_as_well(cast: Cast) -> None:
    person = child().student
    born = calendar.format_short(person.birth_date)
    cells = {"first_name": person.first_name, "last_name": person.last_name, "birth_date": born}
    data = register(student(900, **cells))
    upload = stage(institution=cast.school, data=data, filename="ก.xlsx", by=cast.somsri)
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    person.refresh_from_db()
    assert person.citizen_id == NEW
    assert former() == [("thai", NUMBER)]


def test_search_finds_by_the_number_of_before_and_says_everybody_once(cast: Cast) -> None:
    stay = child()
    renumber(cast, stay, citizen_id=NEW)
    renumber(cast, stay, citizen_id=citizen_id.synthetic(902))
    renumber(cast, stay, citizen_id=NEW)
    for number in (NUMBER, NEW, NUMBER[-5:]):
        assert found(cast, number) == [stay.pk]
    assert list(search(cast.center_officer, cast.center, cast.round, NUMBER)) == []


def test_who_takes_up_anothers_former_number_is_warned_until_explained(cast: Cast) -> None:
    renumber(cast, child(), citizen_id=NEW)
    [stay] = enroll(institution=cast.school, entries=[entry(*CHILD, last_name="อื่น")], by=cast.somsri)
    assert codes(stay) == {FORMERLY}
    said = [row.pk for row in stay.findings.all()]
    explain(institution=cast.school, findings=said, because="ตรวจกับบัตรแล้ว", by=cast.somsri)
    review(cast.school, cast.round, NOW.date())
    assert stay.findings.get(code=FORMERLY).explanation == "ตรวจกับบัตรแล้ว"


def test_who_takes_up_their_own_former_number_is_not(cast: Cast) -> None:
    stay = child()
    renumber(cast, stay, citizen_id=NEW)
    renumber(cast, stay, citizen_id=NUMBER)
    assert codes(stay) == set()


def test_a_number_that_was_anothers_and_is_a_third_ones_now_is_taken_and_no_more(cast: Cast) -> None:
    renumber(cast, child(), citizen_id=NEW)
    enroll(institution=cast.school, entries=[entry(*CHILD, last_name="อื่น")], by=cast.somsri)
    third = Enrollment.objects.get(student__citizen_id=entry(111, "P1").citizen_id)
    with pytest.raises(Invalid):
        renumber(cast, third, citizen_id=NUMBER)
    wanted = entry(111, "P1", citizen_id=NUMBER)
    around = surroundings(cast.school, [wanted], NOW.date(), 2564, students=[third.student_id])
    found = judge(wanted, around.facts_for(wanted, third.student_id))
    assert [finding.code for finding in found if finding.field == "citizen_id"] == ["citizen-id-taken"]


def test_who_returns_to_the_register_with_their_own_number_is_not_warned(cast: Cast) -> None:
    stay = child()
    renumber(cast, stay, citizen_id=NEW)
    leave(institution=cast.school, enrollments=[stay.pk], reason="resigned", on=NOW.date(), by=cast.somsri)
    [again] = enroll(institution=cast.school, entries=[entry(*CHILD, citizen_id=NEW)], by=cast.somsri)
    assert again.student == stay.student
    assert codes(again) == set()


def test_former_numbers_are_asked_for_in_one_query_and_only_where_there_are_numbers(cast: Cast) -> None:
    def asked(entries: list[Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            surroundings(cast.school, entries, NOW.date(), 2564, held=True)
        return len([q for q in queries if FormerId._meta.db_table in q["sql"]])

    seat = open_placement(child())
    assert seat is not None
    held = entry_of(seat)
    bare = replace(held, citizen_id_type="none", citizen_id="")
    assert [asked([held]), asked([held] * 40), asked([bare])] == [1, 1, 0]
