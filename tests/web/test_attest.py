"""The class check: one save for the whole room, exceptions only, nobody's work undone unseen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client

from lec.confirmations.actions import confirm
from lec.rounds.models import Subject
from lec.students.actions import Mark, attest
from lec.students.models import Attestation, ClassTeacher, RecordedFinding
from lec.students.queries import class_list
from tests.cast import NOW, Cast, attest_all, fill
from tests.web.conftest import SignIn, text_of

ENOUGH = 25


def roll(cast: Cast) -> list[int]:
    """The stays of room ป.1/1 in the order of its roll."""
    return [row.enrollment_id for row in class_list(cast.somsri, cast.p1, cast.round)]


def send(
    client: Client, cast: Cast, marks: dict[int, str], seen: dict[int, str] | None = None, **more: str
) -> Any:
    """What the page sends: everybody present but those marked, and what it had shown as recorded."""
    data = {f"code-{pk}": marks.get(pk, "100") for pk in roll(cast)}
    data |= {f"seen-{pk}": (seen or {}).get(pk, "") for pk in roll(cast)}
    return client.post(f"/check/{cast.p1.pk}/", data | more)


def codes(cast: Cast) -> list[str]:
    rows = Attestation.objects.filter(round=cast.round)
    held = dict(rows.values_list("enrollment_id", "code"))
    return [held.get(pk, "") for pk in roll(cast)]


def test_one_save_attests_the_whole_room(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.teacher)
    response = send(client, cast, {roll(cast)[1]: "201"})
    assert response.status_code == 302
    assert codes(cast) == ["100", "201", "100"]
    page = text_of(client.get(response.url))
    assert "ป.1/1 ตรวจสอบตัวตนครบแล้ว 3 คน" in page
    assert "มีตัวตน 2 คน ไม่มี 1 คน" in page


def test_an_attested_room_shows_what_was_said(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.teacher)
    send(client, cast, {roll(cast)[0]: "204"})
    page = client.get(f"/check/{cast.p1.pk}/").text
    assert f'name="code-{roll(cast)[0]}" value="204" checked' in page
    assert f'name="code-{roll(cast)[1]}" value="100" checked' in page


def test_the_officer_records_from_a_signed_roll_and_is_told_so(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    assert "จากใบรายชื่อที่ครูลงนามแล้ว" in text_of(client.get(f"/check/{cast.p1.pk}/"))
    send(client, cast, {})
    assert Attestation.objects.filter(from_paper=True).count() == 3
    assert "(จากใบรายชื่อที่ลงนาม)" in text_of(client.get(f"/check/{cast.p1.pk}/"))


def test_only_what_was_changed_is_recorded_anew(cast: Cast, sign_in: SignIn) -> None:
    send(sign_in(cast.teacher), cast, {})
    first = roll(cast)[0]
    send(sign_in(cast.somsri), cast, {first: "203"}, seen=dict.fromkeys(roll(cast), "100"))
    assert codes(cast) == ["203", "100", "100"]
    by_officer = Attestation.objects.filter(attested_by=cast.somsri.user_id)
    assert [row.enrollment_id for row in by_officer] == [first]


def test_what_a_colleague_recorded_meanwhile_is_not_undone_unseen(cast: Cast, sign_in: SignIn) -> None:
    first = roll(cast)[0]
    attest(institution=cast.school, round=cast.round, marks=[Mark(first, "201")], by=cast.somsri)
    client = sign_in(cast.teacher)
    response = send(client, cast, {})
    assert response.status_code == 409
    assert "มีผู้บันทึกก่อนท่าน" in text_of(response)
    assert "บันทึกไว้ว่า “ไม่พบตัวตน”" in text_of(response)
    assert codes(cast) == ["201", "", ""]
    assert f'name="seen-{first}" value="201"' in response.text
    send(client, cast, {}, seen={first: "201"})
    assert codes(cast) == ["100", "100", "100"]


def test_other_needs_a_written_reason_and_keeps_what_was_marked(cast: Cast, sign_in: SignIn) -> None:
    first, second, _third = roll(cast)
    client = sign_in(cast.teacher)
    response = send(client, cast, {first: "206", second: "204"})
    assert response.status_code == 422
    assert "เลือก “อื่น ๆ” ต้องเขียนว่าเพราะเหตุใด" in text_of(response)
    assert f'name="code-{second}" value="204" checked' in response.text
    assert codes(cast) == ["", "", ""]
    send(client, cast, {first: "206", second: "204"}, **{f"because-{first}": "รักษาตัวที่โรงพยาบาล"})
    assert RecordedFinding.objects.get(code="attested-other").explanation == "รักษาตัวที่โรงพยาบาล"
    assert 'value="รักษาตัวที่โรงพยาบาล"' in client.get(f"/check/{cast.p1.pk}/").text


def test_who_came_into_the_room_since_is_not_attested_unseen(cast: Cast, sign_in: SignIn) -> None:
    client, before = sign_in(cast.teacher), roll(cast)
    newcomer = fill(cast.school, ("P1",), 900, each=0)[0].pk
    data = {f"code-{pk}": "100" for pk in before} | {f"seen-{pk}": "" for pk in before}
    response = client.post(f"/check/{cast.p1.pk}/", data, follow=True)
    assert not Attestation.objects.filter(enrollment=newcomer).exists()
    assert "ตรวจสอบตัวตน ป.1/1 เหลือ 1 คน" in text_of(response)


def test_a_room_is_a_teachers_only_if_assigned(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.teacher)
    for page in ("", "roll.pdf"):
        assert client.get(f"/check/{cast.p2.pk}/{page}").status_code == 404
        assert sign_in(cast.phu_officer).get(f"/check/{cast.p1.pk}/{page}").status_code == 404
    assert client.post(f"/check/{cast.p2.pk}/", {}).status_code == 404


@pytest.mark.parametrize("path", ["/check/", "/check/{room}/", "/check/{room}/roll.pdf"])
def test_levels_above_do_not_attest(cast: Cast, sign_in: SignIn, path: str) -> None:
    for who in (cast.wichai, cast.malee, cast.decha):
        assert sign_in(who).get(path.format(room=cast.p1.pk)).status_code == 403


def test_once_confirmed_the_roll_is_locked_with_the_reason_and_the_way_out(
    cast: Cast, sign_in: SignIn
) -> None:
    attest_all(cast.school, cast.round)
    held = confirm(organization=cast.school, round=cast.round, subject=Subject.STUDENTS, by=cast.somsri)
    client = sign_in(cast.somsri)
    response = client.get(f"/check/{cast.p1.pk}/")
    assert 'aria-disabled="true"' in response.text
    assert 'type="radio"' not in response.text
    assert f"/receipts/{held.receipt.number}/" in response.text
    first = roll(cast)[0]
    refused = send(client, cast, {first: "201"}, seen=dict.fromkeys(roll(cast), "100"))
    assert refused.status_code == 409
    assert codes(cast) == ["100", "100", "100"]


def test_a_closed_round_locks_the_roll(
    cast: Cast, sign_in: SignIn, at_the_desk: Callable[[datetime], None]
) -> None:
    at_the_desk(NOW + timedelta(days=30))
    response = sign_in(cast.teacher).get(f"/check/{cast.p1.pk}/")
    assert "ปิดแล้วเมื่อ" in text_of(response)
    assert 'type="radio"' not in response.text


def test_a_teacher_of_one_room_is_taken_into_it(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.teacher).get("/check/").url == f"/check/{cast.p1.pk}/"


def test_unfinished_rooms_stand_first(cast: Cast, sign_in: SignIn) -> None:
    send(sign_in(cast.teacher), cast, {})
    page = text_of(sign_in(cast.somsri).get("/check/"))
    assert "เหลือ 6 คน ใน 2 ห้อง ยังไม่ได้ตรวจสอบตัวตน" in page
    assert page.index("ป.2/1") < page.index("ป.1/1")


def test_without_rooms_the_page_says_who_assigns_them(cast: Cast, sign_in: SignIn) -> None:
    ClassTeacher.objects.all().delete()
    assert "แจ้งผู้รับผิดชอบของสถานศึกษาให้มอบหมายห้อง" in text_of(sign_in(cast.teacher).get("/check/"))


def pages_of(response: Any) -> int:
    with pikepdf.Pdf.open(BytesIO(b"".join(response.streaming_content))) as document:
        return len(document.pages)


def test_the_roll_is_printed_as_pdf_a_page_a_class(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.teacher)
    response = client.get(f"/check/{cast.p1.pk}/roll.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    assert pages_of(response) == 1
    assert pages_of(client.get("/check/rolls.pdf")) == 1
    assert pages_of(sign_in(cast.somsri).get("/check/rolls.pdf")) == 3


def test_a_full_room_asks_a_fixed_number_of_questions(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    fill(cast.school, ("P1",) * 5, 500, each=8)
    client = sign_in(cast.teacher)
    for path in (f"/check/{cast.p1.pk}/", f"/check/{cast.p1.pk}/roll.pdf"):
        with django_assert_max_num_queries(ENOUGH):
            assert client.get(path).status_code == 200
