"""Two rows of one name beside each other: seen by whom, merged with one button, undone from the same page."""

from dataclasses import replace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from lec.students.actions import enroll, leave, merge, protect
from lec.students.models import Enrollment, Merge, Student
from lec.students.queries import class_list, entry_of
from lec.thai import citizen_id
from tests.cast import NOW, Cast, entry
from tests.confirmations.standing import stand
from tests.students.twins import CHILD, NUMBER, again, first, take_out, twice_at_school, twice_in_lao
from tests.web.conftest import SignIn, text_of

BECAUSE = "ตรวจสูติบัตรแล้วเป็นคนเดียวกัน"
OTHER = citizen_id.synthetic(900)
NUMBERED = {"citizen_id_type": "thai", "citizen_id": OTHER, "citizen_id_missing_because": ""}
MERGE, UNDO = "รวม 2 รายการเป็นคนเดียว", "ยกเลิกการรวม"
OUTSIDE = "อีกรายการหนึ่งอยู่นอกสถานศึกษาของท่าน"


def mine() -> Enrollment:
    return first().enrollments.order_by("pk")[0]


def page(stay: Enrollment | None = None) -> str:
    return f"/students/{(stay or mine()).pk}/twins/"


def joined(cast: Cast, second: Enrollment) -> Merge:
    return merge(kept=first(), merged=second.student, because=BECAUSE, by=cast.somsri)


def sent(second: Enrollment, **more: Any) -> dict[str, Any]:
    return {"other": second.student_id, "kept": first().pk, "because": BECAUSE, **more}


def test_both_rows_stand_beside_each_other_with_numbers_masked(cast: Cast, sign_in: SignIn) -> None:
    twice_at_school(cast, **NUMBERED)
    response = sign_in(cast.somsri).get(page())
    said = text_of(response)
    assert "รายการนี้" in said
    assert "อีกรายการหนึ่ง" in said
    assert f"{cast.school.name} 14 มิ.ย. 2564 – 8 พ.ย. 2564 (บันทึกผิดหรือซ้ำ)" in said
    for number in (NUMBER, OTHER):
        assert citizen_id.mask(number) in said
        assert number not in response.text
    assert MERGE in said


def test_one_button_merges_and_the_page_then_offers_to_undo(cast: Cast, sign_in: SignIn) -> None:
    second, browser = twice_at_school(cast, **NUMBERED), sign_in(cast.somsri)
    response = browser.post(page(), sent(second))
    assert (response.status_code, response["Location"]) == (302, page())
    said = text_of(browser.get(page()))
    assert "รวมประวัติ 2 รายการเป็นคนเดียวแล้ว" in said
    assert BECAUSE in said
    assert citizen_id.mask(OTHER) in said
    assert first().enrollments.count() == 2
    [done] = Merge.objects.all()
    response = browser.post(f"/students/merges/{done.pk}/undo/", {"next": page()})
    assert (response.status_code, response["Location"]) == (302, page())
    assert first().enrollments.count() == 1
    assert MERGE in text_of(browser.get(page()))


def test_which_number_stays_is_chosen(cast: Cast, sign_in: SignIn) -> None:
    second = twice_at_school(cast, **NUMBERED)
    sign_in(cast.somsri).post(page(), sent(second, kept=second.student_id))
    kept = Student.objects.get(citizen_id=OTHER)
    assert [former.citizen_id for former in kept.former_ids.all()] == [NUMBER]
    assert kept.enrollments.count() == 2


def test_where_one_has_no_number_there_is_nothing_to_choose(cast: Cast, sign_in: SignIn) -> None:
    second, browser = twice_at_school(cast), sign_in(cast.somsri)
    assert browser.get(page()).text.count('name="kept"') == 1
    refused = browser.post(page(), sent(second, kept=second.student_id))
    assert refused.status_code == 422
    assert "เลือกเลขที่จะเก็บไว้" in text_of(refused)


def test_what_was_typed_stays_where_the_reason_or_the_choice_is_missing(cast: Cast, sign_in: SignIn) -> None:
    second, browser = twice_at_school(cast, **NUMBERED), sign_in(cast.somsri)
    refused = browser.post(page(), sent(second, because=" ", kept=second.student_id))
    assert refused.status_code == 422
    assert "เขียนเหตุผล 1–500 ตัวอักษร" in text_of(refused)
    assert f'value="{second.student_id}" id="id_{second.student_id}_kept_1" checked' in refused.text
    refused = browser.post(page(), {"other": second.student_id, "because": BECAUSE})
    assert refused.status_code == 422
    assert BECAUSE in refused.text
    assert not Merge.objects.exists()


def test_while_both_are_active_the_locked_button_says_why_and_leads_to_taking_one_out(
    cast: Cast, sign_in: SignIn
) -> None:
    second, browser = again(cast.school), sign_in(cast.somsri)
    response = browser.get(page())
    assert "ทั้งสองรายการยังอยู่ในทะเบียน" in text_of(response)
    assert "button-locked" in response.text
    assert f"/students/leave/?enrollment={second.pk}&amp;next={page()}" in response.text
    refused = browser.post(page(), sent(second))
    assert refused.status_code == 409
    assert BECAUSE in refused.text


def test_a_confirmed_register_locks_merging_and_undoing(cast: Cast, sign_in: SignIn) -> None:
    second, browser = twice_at_school(cast), sign_in(cast.somsri)
    done = joined(cast, second)
    stand(cast.school, cast.round)
    said = text_of(browser.get(page()))
    assert "จึงแก้ไขไม่ได้" in said
    assert browser.post(f"/students/merges/{done.pk}/undo/").status_code == 409


def test_a_twin_the_institution_may_not_see_is_named_by_who_decides_alone(
    cast: Cast, sign_in: SignIn
) -> None:
    cast.mali.phone = "09-9000-0009"
    cast.mali.save()
    second = again(cast.center, "K3")
    response = sign_in(cast.somsri).get(page())
    said = text_of(response)
    assert OUTSIDE in said
    assert f"{cast.mali.name}เห็นทั้งสองรายการ และเป็นผู้รวมประวัติ 09-9000-0009" in said
    assert cast.center.name not in said
    assert MERGE not in said
    assert sign_in(cast.somsri).post(page(), sent(second)).status_code == 404


def test_across_laos_nobody_merges_and_the_way_out_is_said(cast: Cast, sign_in: SignIn) -> None:
    second = again(cast.phu_school)
    protect(enrollment=second, because="คำสั่งศาล", by=cast.phu_officer)
    said = text_of(sign_in(cast.somsri).get(page()))
    assert "อยู่คนละ อปท." in said
    for place in (cast.phu_school, cast.phu, cast.south):
        assert place.name not in said


def test_the_lao_merges_what_lies_at_two_of_its_institutions(cast: Cast, sign_in: SignIn) -> None:
    second, browser = twice_in_lao(cast), sign_in(cast.wichai)
    said = text_of(browser.get(page()))
    assert cast.center.name in said
    assert cast.school.name in said
    browser.post(page(), sent(second))
    assert first().enrollments.count() == 2
    assert UNDO in text_of(browser.get(page()))


def test_the_lao_reads_what_is_the_institutions_to_merge(cast: Cast, sign_in: SignIn) -> None:
    second, browser = twice_at_school(cast), sign_in(cast.wichai)
    said = text_of(browser.get(page()))
    assert f"{cast.school.name}เป็นผู้รวมประวัติ" in said
    assert MERGE not in said
    assert browser.post(page(), sent(second)).status_code == 403
    done = joined(cast, second)
    said = text_of(browser.get(page()))
    assert f"{cast.school.name}เป็นผู้ยกเลิกได้" in said
    assert browser.post(f"/students/merges/{done.pk}/undo/").status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [("teacher", 403), ("malee", 403), ("decha", 403), ("phu_officer", 404), ("buntham", 404)],
)
def test_nobody_else_opens_it(cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    second, browser = twice_at_school(cast), sign_in(getattr(cast, who))
    assert browser.get(page()).status_code == status
    assert browser.post(page(), sent(second)).status_code == status
    undo = f"/students/merges/{joined(cast, second).pk}/undo/"
    assert browser.post(undo).status_code == status


def test_undoing_is_posted_and_what_is_not_there_is_404(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.somsri)
    assert browser.get("/students/merges/1/undo/").status_code == 405
    assert browser.post("/students/merges/999999/undo/").status_code == 404
    assert browser.get("/students/999999/twins/").status_code == 404
    assert browser.post(page(), {"other": 999_999, "because": BECAUSE}).status_code == 404


def test_who_has_no_twin_is_told_so(cast: Cast, sign_in: SignIn) -> None:
    assert "ไม่พบผู้ที่ชื่อและวันเกิดเดียวกัน" in text_of(sign_in(cast.somsri).get(page()))


def test_the_finding_leads_here_for_who_may(cast: Cast, sign_in: SignIn) -> None:
    second = again(cast.school)
    link = f'href="{page(second)}"'
    form = f"/students/{second.pk}/"
    assert link in sign_in(cast.somsri).get(form).text
    assert link not in sign_in(cast.teacher).get(form).text
    assert link in sign_in(cast.wichai).get(f"/students/of/{cast.school.code}/").text


def test_the_students_page_shows_numbers_of_before_and_leads_to_what_was_merged(
    cast: Cast, sign_in: SignIn
) -> None:
    joined(cast, twice_at_school(cast, **NUMBERED))
    response = sign_in(cast.somsri).get(f"/students/{mine().pk}/")
    said = text_of(response)
    assert f"เลขเดิม {citizen_id.mask(OTHER)}" in said
    assert f'href="{page()}"' in response.text
    assert f"รวมประวัติ · {BECAUSE}" in said


def test_many_twins_are_all_shown_and_cost_few_queries(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for serial in range(5):
        born = entry(*CHILD).birth_date
        name = {"first_name": first().first_name, "last_name": first().last_name, "birth_date": born}
        take_out(again(cast.school, **name, student_number=str(serial)))
    browser = sign_in(cast.somsri)
    with django_assert_max_num_queries(50):
        said = text_of(browser.get(page()))
    assert said.count(MERGE) == 5
    assert "5 รายการ" in said


def test_who_took_a_child_out_reads_no_more_of_it_once_another_has_it(cast: Cast, sign_in: SignIn) -> None:
    """DOMAIN, The register: never the other's record."""
    seat = class_list(cast.somsri, cast.p1, cast.round)[0]
    stay, held = seat.enrollment, entry_of(seat)
    why = {"reason": "moved_school", "on": NOW.date(), "by": cast.somsri}
    leave(institution=cast.school, enrollments=[stay.pk], **why)  # type: ignore[arg-type]
    client = sign_in(cast.somsri)
    assert held.first_name in text_of(client.get("/students/left/"))
    enroll(institution=cast.phu_school, entries=[replace(held, last_name="ชื่อใหม่")], by=cast.phu_officer)
    page = text_of(client.get("/students/left/"))
    assert "อยู่ในทะเบียนของสถานศึกษาอื่นแล้ว" in page
    assert (held.first_name in page, "ชื่อใหม่" in page) == (False, False)
    assert client.get(f"/students/{stay.pk}/twins/").status_code == 404
