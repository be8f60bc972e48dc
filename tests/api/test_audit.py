"""The trail over the API: read by officers, downward (API.md: audit)."""

from typing import Any

from lec.confirmations.actions import confirm, revoke
from tests.cast import Cast, attest_all


def test_an_officer_reads_who_did_what_for_whom_and_why(cast: Cast, call: Any) -> None:
    attest_all(cast.school, cast.round)
    given = confirm(organization=cast.school, round=cast.round, subject="students", by=cast.somsri)
    revoke(confirmation=given, because="ลืมนักเรียนหนึ่งคน", by=cast.wichai)
    query = {"organization": cast.school.code, "subject": "confirmation"}
    for actor in (cast.somsri, cast.wichai, cast.malee, cast.decha):
        items = call(actor).everything("audit", **query)
        assert [item["action"] for item in items] == ["revoke", "confirm"], "the newest first"
        assert items[0] == {
            "id": items[0]["id"],
            "at": "2021-11-08T10:00:00+07:00",
            "user": {"username": "wichai", "name": "นายวิชัย มะลิ"},
            "acting_for": cast.mali.code,
            "organization": cast.school.code,
            "action": "revoke",
            "subject": "rounds.confirmation",
            "subject_id": given.pk,
            "because": "ลืมนักเรียนหนึ่งคน",
            "before": {"round": "2564-2", "subject": "students"},
            "after": {},
        }


def test_the_trail_shows_what_changed(cast: Cast, call: Any) -> None:
    student = call(cast.somsri).get(f"institutions/{cast.school.code}/students").body["items"][0]
    call(cast.somsri).patch(f"students/{student['id']}", {"first_name": "ใหม่"})
    item = call(cast.wichai).get("audit", organization=cast.school.code, subject="students.enrollment")
    newest = item.body["items"][0]
    assert newest["before"] == {"first_name": student["first_name"]}
    assert newest["after"] == {"first_name": "ใหม่"}


def test_acts_on_students_are_as_private_as_students(cast: Cast, call: Any) -> None:
    for actor in (cast.malee, cast.decha):
        assert call(actor).everything("audit", subject="enrollment") == []
    assert len(call(cast.wichai).everything("audit", subject="enrollment", limit=4)) == 15


def test_teachers_and_strangers_do_not_read_it(cast: Cast, call: Any) -> None:
    assert call(cast.teacher).get("audit").status == 403
    assert call(cast.stranger).get("audit", organization=cast.school.code).status == 404
    assert call(cast.teacher).get("audit", organization=cast.bua.code).status == 404
    assert call(cast.somsri).get("audit", organization=cast.mali.code).status == 403


def test_the_trail_costs_the_same_however_long(cast: Cast, call: Any, django_assert_num_queries: Any) -> None:
    caller = call(cast.wichai)
    with django_assert_num_queries(2):
        assert len(caller.get("audit").body["items"]) > 10
