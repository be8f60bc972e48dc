"""The fields beyond identity and room: read, judged, kept, recorded, and left alone where nothing is said."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.refusals import Invalid
from lec.students.actions import Change, change, enroll
from lec.students.models import Enrollment, Particulars
from lec.students.queries import particulars_of
from lec.students.rules import PARTICULARS, SECTIONS, Entry, Facts, Kind, judge, of_section, tidy
from tests.cast import NOW, Cast, entry, officer_of

CODES = {"religion": {"buddhism": "พุทธ"}, "relation": {"grandmother": "ย่า ยาย"}}
PLACES = {"650801": ("65180", "65181")}


def read(**given: Any) -> Entry:
    return tidy(Entry(particulars=given))


def found(held: dict[str, Any] | None = None, **given: Any) -> set[tuple[str, str]]:
    facts = Facts(NOW.date(), 2564, "school", codes=CODES, places=PLACES, particulars=held or {})
    return {(f.field, f.code) for f in judge(read(**given), facts) if f.field in PARTICULARS}


def test_every_field_has_a_column_of_its_kind_and_every_column_a_field() -> None:
    columns = {column.name: column for column in Particulars._meta.get_fields() if column.concrete}
    assert list(columns)[2:] == list(PARTICULARS)
    kinds = {
        Kind.YES_NO: models.BooleanField,
        Kind.MEASURE: models.DecimalField,
        Kind.WHOLE: models.PositiveIntegerField,
    }
    for name, particular in PARTICULARS.items():
        assert type(columns[name]) is kinds.get(particular.kind, models.CharField), name


def test_every_field_stands_in_one_section() -> None:
    assert [p for section in SECTIONS for p in of_section(section)] and set(SECTIONS) == {
        particular.section for particular in PARTICULARS.values()
    }


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("height", "๑๒๓.๔", Decimal("123.4")),
        ("height", 120, Decimal("120.0")),
        ("height", "", None),
        ("height", None, None),
        ("father_monthly_income", "12,500", 12500),
        ("father_phone", "081-234 5678", "0812345678"),
        ("lacks_lunch", "ขาดแคลน", True),
        ("lacks_lunch", "0", False),
        ("lacks_lunch", False, False),
        ("tuition_refunded", " ", None),
        ("mother_first_name", " มะลิ  ", "มะลิ"),
        ("religion", " buddhism ", "buddhism"),
    ],
)
def test_values_are_read_as_they_are_written(name: str, text: Any, value: Any) -> None:
    assert read(**{name: text}).particulars == {name: value}


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("height", "สูง", "value-unreadable"),
        ("height", "nan", "value-unreadable"),
        ("height", "1e99", "value-unreadable"),
        ("height", "29.9", "out-of-range"),
        ("height", "230.1", "out-of-range"),
        ("weight", "1450", "out-of-range"),
        ("travel_minutes", "12.5", "value-unreadable"),
        ("travel_minutes", "-1", "out-of-range"),
        ("lacks_lunch", "อาจจะ", "value-unreadable"),
        ("religion", "พุทธ", "code-unknown"),
        ("current_subdistrict", "999999", "place-unknown"),
        ("current_postal_code", "6518", "postal-code-format"),
        ("father_phone", "12345", "phone-format"),
        ("father_phone", "912345678", "phone-format"),
        ("current_house_number", "1" * 21, "too-long"),
    ],
)
def test_what_is_wrong_is_named(name: str, text: str, code: str) -> None:
    assert found(**{name: text}) == {(name, code)}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("height", "30"),
        ("height", "230"),
        ("religion", "buddhism"),
        ("current_subdistrict", "650801"),
        ("father_phone", "055123456"),
        ("current_house_number", "1" * 20),
    ],
)
def test_what_is_right_is_not(name: str, text: str) -> None:
    assert found(**{name: text}) == set()


def test_a_guardian_is_somebody_to_the_child() -> None:
    missing = {("guardian_relation", "relation-missing")}
    assert found(guardian_first_name="บุญมา") == missing
    assert found(guardian_first_name="บุญมา", guardian_relation="grandmother") == set()
    assert found({"guardian_relation": "grandmother"}, guardian_first_name="บุญมา") == set()
    assert found({"guardian_first_name": "บุญมา"}, guardian_relation="") == missing
    assert found({"guardian_first_name": "บุญมา"}, height=120) == set()


def first(cast: Cast) -> Enrollment:
    return cast.school.enrollments.filter(left_on=None).order_by("pk")[0]


def save(cast: Cast, enrollment: Enrollment, by: Actor | None = None, **given: Any) -> None:
    wanted = Change(enrollment.pk, Entry(particulars=given), fields=frozenset({"particulars"}))
    change(institution=cast.school, changes=[wanted], by=by or officer_of(cast.school, NOW))


def test_a_section_is_saved_beside_the_others(cast: Cast) -> None:
    student = first(cast)
    save(cast, student, height="121.5", weight="23")
    save(cast, student, mother_first_name="สมใจ", lacks_lunch=True)
    held = particulars_of([student.student_id])[student.student_id]
    assert {name: value for name, value in held.items() if value is not None} == {
        "height": Decimal("121.5"),
        "weight": Decimal("23.0"),
        "mother_first_name": "สมใจ",
        "lacks_lunch": True,
    }


def test_what_is_taken_back_is_unknown_again(cast: Cast) -> None:
    student = first(cast)
    save(cast, student, height="121.5", mother_first_name="สมใจ")
    save(cast, student, height="", mother_first_name=None)
    assert set(particulars_of([student.student_id])[student.student_id].values()) == {None}


def test_the_trail_holds_what_changed_and_nothing_else(cast: Cast) -> None:
    student = first(cast)
    save(cast, student, height="121.5", weight="23")
    save(cast, student, height="122", weight="23")
    last = AuditEntry.objects.filter(action="change", subject_id=student.pk).latest("pk")
    assert (last.before, last.after) == ({"height": "121.5"}, {"height": "122.0"})


def test_saying_the_same_again_is_no_change(cast: Cast) -> None:
    student = first(cast)
    save(cast, student, height="121.5")
    before = AuditEntry.objects.count(), Enrollment.objects.get(pk=student.pk).student.version
    save(cast, student, height="121.5")
    assert (AuditEntry.objects.count(), Enrollment.objects.get(pk=student.pk).student.version) == before


def test_one_wrong_value_and_nothing_is_kept(cast: Cast) -> None:
    student = first(cast)
    with pytest.raises(Invalid) as refusal:
        save(cast, student, weight="23", height="1215")
    assert [(fault.field, fault.code) for fault in refusal.value.faults] == [("height", "out-of-range")]
    assert particulars_of([student.student_id]) == {}


def test_a_newcomer_brings_them_along(cast: Cast) -> None:
    newcomer = entry(801, "P1", particulars={"weight": "20", "lacks_uniform": "ไม่ขาดแคลน"})
    [enrollment] = enroll(institution=cast.school, entries=[newcomer], by=officer_of(cast.school, NOW))
    held = particulars_of([enrollment.student_id])[enrollment.student_id]
    assert (held["weight"], held["lacks_uniform"]) == (Decimal("20.0"), False)


def test_who_says_nothing_of_them_leaves_them_and_asks_nothing(cast: Cast) -> None:
    student = first(cast)
    save(cast, student, height="121.5")
    wanted = Change(student.pk, Entry(first_name="ชื่อใหม่"), fields=frozenset({"first_name"}))
    with CaptureQueriesContext(connection) as asked:
        change(institution=cast.school, changes=[wanted], by=officer_of(cast.school, NOW))
    assert not [query for query in asked if "particulars" in query["sql"]]
    assert particulars_of([student.student_id])[student.student_id]["height"] == Decimal("121.5")
