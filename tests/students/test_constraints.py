"""What the database itself refuses of the register, whoever writes: the actions are not asked here."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from lec.accounts.models import Membership
from lec.organizations.models import Organization
from lec.students.models import (
    Attestation,
    Classroom,
    ClassTeacher,
    Enrollment,
    FormerId,
    Merge,
    Placement,
    RecordedFinding,
    RolledStudent,
    Rollover,
    Student,
)
from lec.thai import citizen_id
from tests.cast import NOW, Cast

ENTERED, DAY_BEFORE, TODAY = date(2021, 6, 14), date(2021, 6, 13), date(2021, 11, 8)


def student(serial: int = 900, **more: Any) -> Student:
    return Student(
        **{
            "citizen_id_type": "thai",
            "citizen_id": citizen_id.synthetic(serial),
            "prefix": "เด็กชาย",
            "first_name": "กิตติ",
            "last_name": "ใจเย็น",
            "sex": "M",
            "birth_date": date(2015, 3, 1),
            **more,
        }
    )


def unnumbered(**more: Any) -> Student:
    return student(citizen_id_type="none", **{"citizen_id": None, **more})


def sitting(cast: Cast) -> Placement:
    """Somebody who sits in a room of the school."""
    return Placement.objects.filter(classroom=cast.p1, ends_on=None).order_by("pk")[0]


def here(cast: Cast) -> Enrollment:
    return sitting(cast).enrollment


def stay(cast: Cast, at: Organization | None = None, of: Student | None = None, **more: Any) -> Enrollment:
    """Another stay of somebody who is at the school."""
    of = of or here(cast).student
    return Enrollment(student=of, institution=at or cast.center, **{"entered_on": ENTERED, **more})


def past(cast: Cast, **more: Any) -> Enrollment:
    return stay(cast, **{"left_on": ENTERED, "leaving_reason": "resigned", **more})


def newcomer(cast: Cast) -> Student:
    [new] = Student.objects.bulk_create([student()])
    return new


def seat(cast: Cast, **more: Any) -> Placement:
    return Placement(enrollment=here(cast), classroom=cast.p2, **{"starts_on": ENTERED, **more})


def room(cast: Cast, **more: Any) -> Classroom:
    key = {"institution": cast.school, "academic_year": 2564, "grade": "P1", "room": "1"}
    return Classroom(**{**key, **more})


def teaching(cast: Cast, classroom: Classroom) -> ClassTeacher:
    return ClassTeacher(classroom=classroom, membership=Membership.objects.get(user_id=cast.teacher.user_id))


def mark(cast: Cast, **more: Any) -> Attestation:
    return Attestation(
        round=cast.round,
        attested_at=NOW,
        attested_by_id=cast.teacher.user_id,
        **{"enrollment": here(cast), "code": "100", **more},
    )


def finding(cast: Cast, **more: Any) -> RecordedFinding:
    key = {"enrollment": here(cast), "code": "too-long", "field": "first_name"}
    return RecordedFinding(severity="error", **{**key, **more})


def rollover(cast: Cast, **more: Any) -> Rollover:
    return Rollover(
        institution=cast.school,
        rolled_at=NOW,
        rolled_by_id=cast.somsri.user_id,
        **{"academic_year": 2565, **more},
    )


def undone(cast: Cast) -> dict[str, Any]:
    return {"undone_at": NOW, "undone_by_id": cast.somsri.user_id}


def rolled(cast: Cast, by: Rollover | None = None, **more: Any) -> RolledStudent:
    if by is None:
        [by] = Rollover.objects.bulk_create([rollover(cast)])
    at = sitting(cast)
    usual = {"outcome": "promoted", "seat": at}
    return RolledStudent(rollover=by, enrollment=at.enrollment, seat_before=at, **{**usual, **more})


def rolled_twice(cast: Cast, *rollovers: Rollover) -> list[RolledStudent]:
    kept = Rollover.objects.bulk_create(rollovers)
    return [rolled(cast, kept[0]), rolled(cast, kept[-1])]


def former(cast: Cast, **more: Any) -> FormerId:
    usual = {"citizen_id_type": "thai", "citizen_id": citizen_id.synthetic(901)}
    return FormerId(student=here(cast).student, replaced_at=NOW, **{**usual, **more})


def merge(cast: Cast, **more: Any) -> Merge:
    usual = {"kept": here(cast).student, "merged": cast.center.enrollments.all()[0].student, "because": "ซ้ำ"}
    return Merge(
        organization=cast.mali,
        merged_at=NOW,
        merged_by_id=cast.wichai.user_id,
        taken={},
        **{**usual, **more},
    )


Rows = Callable[[Cast], list[Any]]

# By constraint: rows that break it, and the nearest that do not.
CASES: dict[str, list[tuple[str, Rows, Rows]]] = {
    "citizen_id": [
        (
            "one number is one person's, and any number of people have none",
            lambda c: [student(900), student(900, first_name="อื่น")],
            lambda c: [student(900), student(901), unnumbered(), unnumbered()],
        ),
        (
            "also that of somebody who is in the register already",
            lambda c: [student(citizen_id=here(c).student.citizen_id)],
            lambda c: [student()],
        ),
    ],
    "no_citizen_id_where_type_is_none": [
        (
            "a number beside the type that says there is none",
            lambda c: [unnumbered(citizen_id=citizen_id.synthetic(900))],
            lambda c: [unnumbered(), student()],
        )
    ],
    "citizen_id_is_null_not_empty": [
        ("an empty number", lambda c: [student(citizen_id="")], lambda c: [student(citizen_id=None)])
    ],
    "sex_is_known": [
        ("no sex", lambda c: [student(sex="")], lambda c: [student(sex="F")]),
        ("a sex nobody counts", lambda c: [student(sex="X")], lambda c: [student(sex="M")]),
    ],
    "citizen_id_type_is_known": [
        (
            "an unknown type",
            lambda c: [student(citizen_id_type="card")],
            lambda c: [student(citizen_id_type="zero")],
        )
    ],
    "merged_student_has_no_citizen_id": [
        (
            "merged, and the number still held",
            lambda c: [student(merged_into=here(c).student)],
            lambda c: [student(merged_into=here(c).student, citizen_id=None), student()],
        )
    ],
    "former_id_is_a_number": [
        ("an empty number", lambda c: [former(c, citizen_id="")], lambda c: [former(c), former(c)])
    ],
    "former_id_type_is_known": [
        ("no number", lambda c: [former(c, citizen_id_type="none")], lambda c: [former(c)]),
        (
            "an unknown type",
            lambda c: [former(c, citizen_id_type="card")],
            lambda c: [former(c, citizen_id_type="passport")],
        ),
    ],
    "merged_into_one_at_a_time": [
        (
            "into two others",
            lambda c: [merge(c), merge(c, kept=newcomer(c))],
            lambda c: [merge(c), merge(c, merged=newcomer(c)), merge(c, **undone(c))],
        )
    ],
    "nobody_is_merged_with_themselves": [
        ("with themselves", lambda c: [merge(c, merged=here(c).student)], lambda c: [merge(c)])
    ],
    "merge_says_why": [("for no reason", lambda c: [merge(c, because="")], lambda c: [merge(c)])],
    "undoing_a_merge_is_whole": [
        ("undone by nobody", lambda c: [merge(c, undone_at=NOW)], lambda c: [merge(c, **undone(c))]),
        (
            "undone at no time",
            lambda c: [merge(c, undone_by_id=c.somsri.user_id)],
            lambda c: [merge(c)],
        ),
    ],
    "one_active_enrollment_per_student": [
        ("active at two institutions", lambda c: [stay(c)], lambda c: [past(c)]),
        ("active twice at one", lambda c: [stay(c, c.school)], lambda c: [past(c), past(c)]),
        (
            "both written at once",
            lambda c: [stay(c, c.school, of=(new := newcomer(c))), stay(c, c.center, of=new)],
            lambda c: [stay(c, c.school, of=newcomer(c))],
        ),
    ],
    "leaving_is_whole": [
        ("a day without a reason", lambda c: [past(c, leaving_reason="")], lambda c: [past(c)]),
        (
            "a reason without a day",
            lambda c: [stay(c, of=newcomer(c), leaving_reason="died")],
            lambda c: [stay(c, of=newcomer(c))],
        ),
        (
            "a reason that is none",
            lambda c: [past(c, leaving_reason="bored")],
            lambda c: [past(c, leaving_reason="other")],
        ),
    ],
    "left_not_before_entered": [
        (
            "left the day before",
            lambda c: [past(c, left_on=DAY_BEFORE)],
            lambda c: [past(c, left_on=ENTERED)],
        )
    ],
    "one_classroom_per_grade_and_room": [
        (
            "ป.1/1 of 2564 twice",
            lambda c: [room(c)],
            lambda c: [
                room(c, room="2"),
                room(c, academic_year=2565),
                room(c, grade="P3"),
                room(c, institution=c.center),
            ],
        )
    ],
    "classroom_grade_is_known": [("ป.7", lambda c: [room(c, grade="P7")], lambda c: [room(c, grade="P6")])],
    "one_row_per_teacher_and_classroom": [
        ("the same room twice", lambda c: [teaching(c, c.p1)], lambda c: [teaching(c, c.p2)])
    ],
    "one_open_placement_per_enrollment": [
        ("in two rooms", lambda c: [seat(c)], lambda c: [seat(c, ends_on=ENTERED)])
    ],
    "placement_days_in_order": [
        (
            "out before in",
            lambda c: [seat(c, ends_on=DAY_BEFORE)],
            lambda c: [seat(c, ends_on=ENTERED), seat(c, ends_on=TODAY)],
        )
    ],
    "one_attestation_per_round": [
        (
            "present and not found in one round",
            lambda c: [mark(c), mark(c, code="201")],
            lambda c: [mark(c), mark(c, enrollment=c.center.enrollments.all()[0])],
        )
    ],
    "attestation_code_is_known": [("207", lambda c: [mark(c, code="207")], lambda c: [mark(c, code="206")])],
    "one_finding_per_code_and_field": [
        (
            "said twice of one field",
            lambda c: [finding(c), finding(c)],
            lambda c: [finding(c), finding(c, field="last_name"), finding(c, code="name-missing")],
        )
    ],
    "one_rollover_per_institution_and_year": [
        (
            "rolled over twice",
            lambda c: [rollover(c), rollover(c)],
            lambda c: [rollover(c, **undone(c)), rollover(c), rollover(c, academic_year=2566)],
        )
    ],
    "undoing_a_rollover_is_whole": [
        (
            "undone by nobody",
            lambda c: [rollover(c, undone_at=NOW)],
            lambda c: [rollover(c, **undone(c))],
        ),
        (
            "undone at no time",
            lambda c: [rollover(c, undone_by_id=c.somsri.user_id)],
            lambda c: [rollover(c)],
        ),
    ],
    "a_student_is_rolled_once": [
        (
            "twice by one rollover",
            lambda c: rolled_twice(c, rollover(c)),
            lambda c: rolled_twice(c, rollover(c, **undone(c)), rollover(c)),
        )
    ],
    "graduates_have_no_seat": [
        (
            "a graduate who sits",
            lambda c: [rolled(c, outcome="graduated")],
            lambda c: [rolled(c, outcome="graduated", seat=None)],
        ),
        ("promoted to nowhere", lambda c: [rolled(c, seat=None)], lambda c: [rolled(c)]),
        (
            "an outcome nobody knows",
            lambda c: [rolled(c, outcome="expelled")],
            lambda c: [rolled(c, outcome="kept_back")],
        ),
    ],
}

each_case = pytest.mark.parametrize(
    ("name", "broken", "sound"),
    [
        pytest.param(name, broken, sound, id=f"{name}: {why}")
        for name, cases in CASES.items()
        for why, broken, sound in cases
    ],
)


def columns_of(name: str) -> str:
    """What SQLite calls a unique constraint: its columns."""
    if name == "citizen_id":
        return "students_student.citizen_id"
    model, constraint = declared()[name]
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    return ", ".join(f"{model._meta.db_table}.{columns[n]}" for n in getattr(constraint, "fields", ()))


def declared() -> dict[str, tuple[type[models.Model], models.BaseConstraint]]:
    return {
        constraint.name: (model, constraint)
        for model in apps.get_app_config("students").get_models()
        for constraint in model._meta.constraints
    }


def write(rows: list[Any]) -> None:
    """Past the actions and past the model: bulk_create asks nobody but the database."""
    with transaction.atomic():
        type(rows[0]).objects.bulk_create(rows)


@each_case
def test_the_database_refuses_it_by_the_constraint_that_says_so(
    cast: Cast, name: str, broken: Rows, sound: Rows
) -> None:
    rows = broken(cast)
    kept = type(rows[0]).objects.count()
    with pytest.raises(IntegrityError) as refusal:
        write(rows)
    said = str(refusal.value)
    assert name in said or (connection.vendor == "sqlite" and said.endswith(f"failed: {columns_of(name)}"))
    assert type(rows[0]).objects.count() == kept


@each_case
def test_the_nearest_that_is_right_is_taken(cast: Cast, name: str, broken: Rows, sound: Rows) -> None:
    write(sound(cast))


def test_an_update_of_many_is_held_to_it_as_well(cast: Cast) -> None:
    """Two stays that are past are not both taken up again, whatever query does it."""
    twice = newcomer(cast)
    Enrollment.objects.bulk_create([past(cast, of=twice), past(cast, of=twice, at=cast.school)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.filter(student=twice).update(left_on=None, leaving_reason="")
    assert not Enrollment.objects.filter(student=twice, left_on=None).exists()


def test_nothing_that_others_lean_on_can_be_deleted(cast: Cast) -> None:
    """Nothing is ever deleted (DOMAIN, The register): not the person, the stay, nor the room."""
    seated = sitting(cast)
    for row in (seated.enrollment.student, seated.enrollment, seated.classroom, cast.school):
        with pytest.raises(models.ProtectedError):
            row.delete()


def test_every_constraint_of_the_register_has_a_case_here() -> None:
    assert CASES.keys() - {"citizen_id"} == declared().keys()
