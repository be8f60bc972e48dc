"""Everything that was done about a child: who, when, and each value before and after."""

from dataclasses import replace
from datetime import date

from pytest_django import DjangoAssertNumQueries

from lec.claims.actions import contest, release
from lec.students.actions import Change, Mark, attest, change, explain, merge, protect
from lec.students.models import Enrollment, RecordedFinding, Student
from lec.students.queries import class_list, entry_of
from lec.students.rules import Entry
from lec.thai import citizen_id
from tests.cast import Cast
from tests.claims.asking import across_provinces
from tests.students.twins import first as child_with_number
from tests.students.twins import twice_at_school
from tests.web.conftest import SignIn, text_of


def first(cast: Cast) -> Enrollment:
    return class_list(cast.somsri, cast.p1, cast.round)[0].enrollment


def tell(cast: Cast, **particulars: str) -> None:
    told = Change(first(cast).pk, Entry(particulars=particulars), None, frozenset({"particulars"}))
    change(institution=cast.school, changes=[told], by=cast.somsri)


def test_each_change_says_who_when_and_both_values_in_words(cast: Cast, sign_in: SignIn) -> None:
    seat = class_list(cast.somsri, cast.p1, cast.round)[0]
    corrected = replace(entry_of(seat), last_name="แก้แล้ว", grade="P2")
    change(institution=cast.school, changes=[Change(seat.enrollment_id, corrected)], by=cast.somsri)
    marks = [Mark(seat.enrollment_id, "100")]
    attest(institution=cast.school, round=cast.round, marks=marks, by=cast.somsri)
    page = text_of(sign_in(cast.somsri).get(f"/students/{seat.enrollment_id}/history/"))
    for words in ("เพิ่มเข้าทะเบียน", "แก้ไข", "แก้แล้ว", "ป.2", "ตรวจสอบตัวตน", "นางสมศรี บ้านมะลิ", "8 พ.ย. 2564"):
        assert words in page
    assert page.rindex("มีตัวตน") < page.rindex("แก้แล้ว") < page.rindex("เพิ่มเข้าทะเบียน")


def test_particulars_are_named_by_their_labels(cast: Cast, sign_in: SignIn) -> None:
    tell(cast, height="120", travel="walk", father_first_name="สมชาย")
    page = text_of(sign_in(cast.somsri).get(f"/students/{first(cast).pk}/history/"))
    assert "ส่วนสูง เดิม – ใหม่ 120" in page
    assert "ชื่อ (บิดา) เดิม – ใหม่ สมชาย" in page
    assert "เดิน" in page
    assert "walk" not in page
    assert "ชั้น/ห้อง" not in page


def test_a_citizen_id_is_never_spelled_out(cast: Cast, sign_in: SignIn) -> None:
    seat = class_list(cast.somsri, cast.p1, cast.round)[0]
    number = str(seat.enrollment.student.citizen_id)
    without = replace(entry_of(seat), citizen_id="", citizen_id_type="none", citizen_id_missing_because="รอ")
    change(institution=cast.school, changes=[Change(seat.enrollment_id, without)], by=cast.somsri)
    page = sign_in(cast.somsri).get(f"/students/{seat.enrollment_id}/history/").text
    assert number not in page
    assert f"{number[10:12]}-{number[12]}" in page


def test_claims_explanations_and_protection_are_told_too(cast: Cast, sign_in: SignIn) -> None:
    claim = across_provinces(cast)
    contest(claim=claim, because="ยังมาเรียนทุกวัน", by=cast.phu_officer)
    finding = RecordedFinding.objects.create(
        enrollment=claim.stay, code="age-grade-mismatch", field="birth_date", severity="warning", params={}
    )
    explain(institution=cast.phu_school, findings=[finding.pk], because="เข้าเรียนช้า", by=cast.phu_officer)
    protect(enrollment=claim.stay, because="คำสั่งศาล", by=cast.phu_officer)
    page = text_of(sign_in(cast.phu_officer).get(f"/students/{claim.stay_id}/history/"))
    for words in ("โต้แย้งคำขอรับย้าย", "ยังมาเรียนทุกวัน", "เขียนคำชี้แจง", "เข้าเรียนช้า", "เปลี่ยนการปกปิดสถานที่ของเด็ก"):
        assert words in page
    assert (
        f'href="/claims/{claim.pk}/"'
        in sign_in(cast.phu_officer).get(f"/students/{claim.stay_id}/history/").text
    )


def test_the_student_page_leads_to_it(cast: Cast, sign_in: SignIn) -> None:
    pk = first(cast).pk
    assert f'href="/students/{pk}/history/"' in sign_in(cast.somsri).get(f"/students/{pk}/").text


def test_a_class_teacher_reads_the_own_rooms_and_strangers_nothing(cast: Cast, sign_in: SignIn) -> None:
    pk, other = first(cast).pk, class_list(cast.somsri, cast.p2, cast.round)[0].enrollment_id
    teacher = sign_in(cast.teacher)
    assert teacher.get(f"/students/{pk}/history/").status_code == 200
    assert teacher.get(f"/students/{other}/history/").status_code == 404
    assert sign_in(cast.center_officer).get(f"/students/{pk}/history/").status_code == 404


def test_the_history_asks_a_fixed_number_of_questions(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, pk = sign_in(cast.somsri), first(cast).pk
    for height in range(100, 130):
        tell(cast, height=str(height))
    with django_assert_max_num_queries(18):
        client.get(f"/students/{pk}/history/")


def test_a_long_history_comes_in_pages(cast: Cast, sign_in: SignIn) -> None:
    for height in range(100, 170):
        tell(cast, height=str(height))
    client, address = sign_in(cast.somsri), f"/students/{first(cast).pk}/history/"
    assert "หน้า 1 จาก 2" in text_of(client.get(address))
    second = text_of(client.get(f"{address}?page=2"))
    assert "เพิ่มเข้าทะเบียน" in second
    assert "169" not in second


def test_an_explanation_stays_in_the_history_when_its_finding_is_mended(cast: Cast, sign_in: SignIn) -> None:
    seat = class_list(cast.somsri, cast.p1, cast.round)[0]
    old = replace(entry_of(seat), birth_date=date(2009, 3, 1))
    change(institution=cast.school, changes=[Change(seat.enrollment_id, old)], by=cast.somsri)
    found = RecordedFinding.objects.get(enrollment=seat.enrollment_id, code="age-grade-mismatch")
    explain(institution=cast.school, findings=[found.pk], because="เข้าเรียนช้า", by=cast.somsri)
    mended = replace(old, birth_date=date(2015, 3, 1))
    change(institution=cast.school, changes=[Change(seat.enrollment_id, mended)], by=cast.somsri)
    assert not RecordedFinding.objects.filter(pk=found.pk).exists()
    page = text_of(sign_in(cast.somsri).get(f"/students/{seat.enrollment_id}/history/"))
    assert "เขียนคำชี้แจง เข้าเรียนช้า" in page
    assert "เรื่องที่ชี้แจง อายุไม่ตรงกับชั้น" in page
    assert "วันเกิด เดิม 1 มี.ค. 2552" in page


def test_an_attestation_given_again_shows_both(cast: Cast, sign_in: SignIn) -> None:
    pk = first(cast).pk
    for code in ("100", "204"):
        attest(institution=cast.school, round=cast.round, marks=[Mark(pk, code)], by=cast.teacher)
    page = text_of(sign_in(cast.teacher).get(f"/students/{pk}/history/"))
    assert "ผลตรวจสอบตัวตน เดิม มีตัวตน ใหม่ ติดต่อไม่ได้" in page
    assert page.count("ผลตรวจสอบตัวตน") == 1


def test_a_merge_tells_which_number_was_given_up_masked(cast: Cast, sign_in: SignIn) -> None:
    number = citizen_id.synthetic(981)
    known = {"citizen_id_type": "thai", "citizen_id": number, "citizen_id_missing_because": ""}
    stay = twice_at_school(cast, **known)
    merge(kept=child_with_number(), merged=stay.student, because="ตรวจกับทะเบียนบ้าน", by=cast.somsri)
    response = sign_in(cast.somsri).get(f"/students/{stay.pk}/history/")
    page = text_of(response)
    assert "รวมประวัติ ตรวจกับทะเบียนบ้าน" in page
    assert f"เลขเดิม {citizen_id.mask(number)}" in page
    assert number not in response.text
    assert "รวมประวัติจาก 2 รายการ" in page


def test_who_took_the_child_out_reads_no_name_it_has_elsewhere(cast: Cast, sign_in: SignIn) -> None:
    claim = across_provinces(cast)
    release(claim=claim, by=cast.phu_officer)
    Student.objects.filter(pk=claim.student_id).update(last_name="ชื่อใหม่")
    page = text_of(sign_in(cast.phu_officer).get(f"/students/{claim.stay_id}/history/"))
    assert "ประวัติของนักเรียนที่อยู่สถานศึกษาอื่นแล้ว" in page
    assert "ชื่อใหม่" not in page
    assert "ให้ย้ายออก" in page


def test_what_another_did_about_the_child_is_not_told(cast: Cast, sign_in: SignIn) -> None:
    claim = across_provinces(cast)
    release(claim=claim, by=cast.phu_officer)
    received = Enrollment.objects.get(student=claim.student_id, left_on=None)
    page = text_of(sign_in(cast.officer_of(received.institution)).get(f"/students/{received.pk}/history/"))
    assert "รับย้ายเข้า" in page
    assert "ให้ย้ายออก" not in page


def test_an_officer_of_the_lao_reads_it_and_those_who_see_counts_do_not(cast: Cast, sign_in: SignIn) -> None:
    address = f"/students/{first(cast).pk}/history/"
    assert "เพิ่มเข้าทะเบียน" in text_of(sign_in(cast.wichai).get(address))
    assert sign_in(cast.buntham).get(address).status_code == 404
    for who in (cast.malee, cast.decha):
        assert sign_in(who).get(address).status_code == 403
    assert sign_in(cast.somsri).get("/students/999999/history/").status_code == 404
