"""Many to another class or room at once: ticked, moved in one step, and back again."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lec.audit.models import AuditEntry
from lec.confirmations.actions import confirm
from lec.rounds.models import Subject
from lec.students.actions import enroll
from lec.students.models import Classroom, Placement, RecordedFinding, Student
from lec.students.queries import class_list
from tests.cast import Cast, attest_all, entry
from tests.web.conftest import SignIn, text_of


def stays(cast: Cast, room: Classroom) -> list[int]:
    return [row.enrollment_id for row in class_list(cast.somsri, room, cast.round)]


def move(client: Client, room: Classroom, chosen: list[int], to: str = "P2/1", **more: object) -> Any:
    versions = {f"version-{pk}": "" for pk in chosen}
    return client.post(
        f"/students/move/?room={room.pk}", {"enrollment": chosen, "classroom": to} | versions | more
    )


def test_some_go_to_another_room_and_come_back(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    client, (first, second, third) = sign_in(cast.somsri), stays(cast, cast.p1)
    assert "ย้ายห้องหรือชั้นจาก ป.1/1" in text_of(client.get(f"/students/move/?room={cast.p1.pk}"))
    response = move(client, cast.p1, [first, second])
    assert response.url == f"/students/room/{cast.p1.pk}/"
    assert stays(cast, cast.p1) == [third]
    assert {first, second} <= set(stays(cast, cast.p2))
    assert all(row.attested == "100" for row in class_list(cast.somsri, cast.p2, cast.round))  # type: ignore[attr-defined]
    assert "ย้ายไป ป.2/1 แล้ว 2 คน" in text_of(client.get(response.url))
    acts = AuditEntry.objects.filter(action="change")
    assert [(act.before, act.after) for act in acts] == [({"grade": "P1"}, {"grade": "P2"})] * 2
    move(client, cast.p2, [first, second], "P1/1")
    assert len(stays(cast, cast.p1)) == 3
    assert Placement.objects.filter(enrollment=first, ends_on=None).count() == 1


def test_the_whole_room_with_one_tick(cast: Cast, sign_in: SignIn) -> None:
    listed = stays(cast, cast.p1)
    move(sign_in(cast.somsri), cast.p1, [], everyone="1", listed=listed)
    assert stays(cast, cast.p1) == []
    assert set(listed) <= set(stays(cast, cast.p2))


def test_a_new_room_is_opened_by_moving_into_it(cast: Cast, sign_in: SignIn) -> None:
    client, listed = sign_in(cast.somsri), stays(cast, cast.p1)
    page = client.get(f"/students/move/?room={cast.p1.pk}")
    assert '<option value="P1/2">' in page.text
    assert '<option value="P1/1">' not in page.text
    move(client, cast.p1, listed, "P1/2")
    assert stays(cast, Classroom.objects.get(institution=cast.school, grade="P1", room="2")) == listed


def test_what_is_wrong_elsewhere_keeps_nobody_from_moving(cast: Cast, sign_in: SignIn) -> None:
    listed = stays(cast, cast.p1)
    Student.objects.filter(enrollments=listed[0]).update(birth_date=None)
    assert move(sign_in(cast.somsri), cast.p1, listed).status_code == 302
    assert set(listed) <= set(stays(cast, cast.p2))
    assert RecordedFinding.objects.filter(enrollment=listed[0], code="birth-date-missing").exists()


@pytest.mark.parametrize(
    ("chosen", "to", "words"),
    [(0, "P2/1", "เลือกนักเรียนที่จะย้ายอย่างน้อย 1 คน"), (2, "", "เลือกห้องที่จะย้ายไป"), (2, "M6/1", "เลือกห้องที่จะย้ายไป")],
)
def test_what_cannot_be_done_is_said_and_the_ticks_stay(
    cast: Cast, sign_in: SignIn, chosen: int, to: str, words: str
) -> None:
    listed = stays(cast, cast.p1)
    response = move(sign_in(cast.somsri), cast.p1, listed[:chosen], to)
    assert response.status_code == 422
    assert words in text_of(response)
    assert response.text.count(" checked") == chosen
    assert stays(cast, cast.p1) == listed


def test_who_was_changed_meanwhile_is_looked_at_again(cast: Cast, sign_in: SignIn) -> None:
    listed = stays(cast, cast.p1)
    response = move(sign_in(cast.somsri), cast.p1, listed, **{f"version-{listed[0]}": "99"})
    assert response.status_code == 409
    assert "มีผู้แก้ไขข้อมูลนี้ก่อนท่าน" in text_of(response)
    assert stays(cast, cast.p1) == listed


def test_a_confirmed_register_stays(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject=Subject.STUDENTS, by=cast.somsri)
    client, listed = sign_in(cast.somsri), stays(cast, cast.p1)
    page = client.get(f"/students/move/?room={cast.p1.pk}")
    assert "button-locked" in page.text
    assert move(client, cast.p1, listed).status_code == 409
    assert stays(cast, cast.p1) == listed


def test_others_rooms_and_students_are_not_there(cast: Cast, sign_in: SignIn) -> None:
    elsewhere = Classroom.objects.filter(institution=cast.phu_school).first()
    assert elsewhere is not None
    client = sign_in(cast.somsri)
    assert client.get(f"/students/move/?room={elsewhere.pk}").status_code == 404
    assert client.get("/students/move/").status_code == 404
    theirs = list(Placement.objects.filter(classroom=elsewhere).values_list("enrollment", flat=True))
    assert move(client, cast.p1, theirs).status_code == 404
    assert sign_in(cast.teacher).get(f"/students/move/?room={cast.p1.pk}").status_code == 403


def test_it_asks_the_same_number_of_questions_for_three_and_for_sixty(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(cast.somsri)
    for more in (0, 57):
        newcomers = [entry(5000 + n, "P1") for n in range(more)]
        enroll(institution=cast.school, entries=newcomers, by=cast.somsri)
        listed = stays(cast, cast.p1)
        with django_assert_max_num_queries(15):
            client.get(f"/students/move/?room={cast.p1.pk}")
        with django_assert_max_num_queries(30):
            assert move(client, cast.p1, listed).status_code == 302
        move(client, cast.p2, listed, "P1/1")
