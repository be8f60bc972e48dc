"""Taking out: a reason and a day, for one or many; a refusal loses nothing of what was typed."""

from typing import Any

import pytest
from django.test import Client

from lec.confirmations.actions import confirm
from lec.rounds.models import Subject
from lec.students.actions import Mark, attest
from lec.students.models import Enrollment
from lec.students.queries import class_list
from tests.cast import Cast, attest_all
from tests.web.conftest import SignIn, text_of

WHY = {"reason": "not_found", "on": "8/11/2564", "note": "ย้ายตามผู้ปกครอง"}


def stays(cast: Cast) -> list[int]:
    return [row.enrollment_id for row in class_list(cast.somsri, cast.p1, cast.round)]


def take_out(client: Client, chosen: list[int], **changed: str) -> Any:
    return client.post("/students/leave/", WHY | {"enrollment": chosen, "listed": chosen} | changed)


def report(cast: Cast, *codes: str) -> list[int]:
    """The first of the room reported with these codes, the others present."""
    listed = stays(cast)
    marks = [Mark(pk, code) for pk, code in zip(listed, [*codes, "100", "100", "100"], strict=False)]
    attest(institution=cast.school, round=cast.round, marks=marks, by=cast.teacher)
    return listed[: len(codes)]


def test_one_is_taken_out_with_reason_and_day(cast: Cast, sign_in: SignIn) -> None:
    client, pk = sign_in(cast.somsri), stays(cast)[0]
    page = client.get(f"/students/leave/?enrollment={pk}")
    assert "นำออกจากระบบ 1 คน" in text_of(page)
    assert 'value="8/11/2564"' in page.text
    response = take_out(client, [pk], reason="resigned", on="๕ พ.ย. ๒๕๖๔")
    assert response.url == "/students/left/"
    stay = Enrollment.objects.get(pk=pk)
    assert (str(stay.left_on), stay.leaving_reason, stay.leaving_note) == (
        "2021-11-05",
        "resigned",
        "ย้ายตามผู้ปกครอง",
    )


def test_who_was_reported_gone_is_offered_together_with_a_fitting_reason(cast: Cast, sign_in: SignIn) -> None:
    gone = report(cast, "201", "205")
    client = sign_in(cast.somsri)
    response = client.get("/students/leave/")
    page = text_of(response)
    assert "ไม่มีตัวตนแต่ยังอยู่ในทะเบียน 2 คน" in page
    assert "ครูประจำชั้นตรวจแล้ว: ไม่พบตัวตน" in page
    assert response.text.count('<option value="not_found" selected>') == 1
    assert response.text.count('<option value="died" selected>') == 1
    take_out(client, gone)
    assert "ไม่มีใครต้องนำออก" in text_of(client.get("/students/leave/"))


def test_some_of_a_room_can_be_chosen_and_the_reported_are_ticked(cast: Cast, sign_in: SignIn) -> None:
    gone = report(cast, "201")
    page = sign_in(cast.somsri).get(f"/students/leave/?room={cast.p1.pk}").text
    assert page.count('name="enrollment"') == 3
    assert f'name="enrollment" value="{gone[0]}" checked' in page
    assert page.count(" checked") == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"on": "31/2/2564"}, "ไม่มีวันที่ “31/2/2564” ในปฏิทิน"),
        ({"on": ""}, "ระบุวันที่"),
        ({"on": "9/11/2564"}, "วันที่ออกเป็นวันในอนาคต"),
        ({"on": "1/5/2564"}, "วันที่ออกอยู่ก่อนวันที่เข้าศึกษา"),
        ({"reason": ""}, "เลือกเหตุผลที่นำออกจากระบบ"),
        ({"reason": "vanished"}, "เลือกเหตุผลที่นำออกจากระบบ"),
        ({"note": "ก" * 301}, "ข้อความยาวเกิน 300 ตัวอักษร"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, sign_in: SignIn, changed: dict[str, str], sentence: str
) -> None:
    chosen = stays(cast)[:2]
    response = take_out(sign_in(cast.somsri), chosen, **changed)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert response.text.count(" checked") == 2
    assert f'value="{(WHY | changed)["note"]}"' in response.text
    assert not Enrollment.objects.filter(pk__in=chosen, left_on__isnull=False).exists()


def test_nobody_chosen_is_nobody_taken_out(cast: Cast, sign_in: SignIn) -> None:
    response = take_out(sign_in(cast.somsri), [], listed=str(stays(cast)[0]))
    assert response.status_code == 422
    assert "เลือกนักเรียนที่จะนำออกอย่างน้อย 1 คน" in text_of(response)


def test_who_is_not_ones_own_cannot_be_taken_out(cast: Cast, sign_in: SignIn) -> None:
    assert take_out(sign_in(cast.phu_officer), stays(cast)).status_code == 404
    for who in (cast.teacher, cast.wichai):
        assert take_out(sign_in(who), stays(cast)).status_code == 403
    assert Enrollment.objects.filter(institution=cast.school, left_on=None).count() == 9


def test_a_confirmed_register_lets_nobody_out(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject=Subject.STUDENTS, by=cast.somsri)
    client = sign_in(cast.somsri)
    page = client.get(f"/students/leave/?enrollment={stays(cast)[0]}")
    assert 'aria-disabled="true"' in page.text
    assert "จึงแก้ไขไม่ได้" in text_of(page)
    assert take_out(client, stays(cast)).status_code == 409


def test_the_way_back_is_never_another_site(cast: Cast, sign_in: SignIn) -> None:
    response = take_out(sign_in(cast.somsri), stays(cast)[:1], next="https://example.org/")
    assert response.url == "/students/left/"
    page = take_out(sign_in(cast.somsri), [], next="javascript:alert(1)")
    assert "javascript:" not in page.text
