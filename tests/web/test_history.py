"""Everything that was done about a child, and the trail of an organization."""

import ast
from dataclasses import replace

from pytest_django import DjangoAssertNumQueries

from lec.claims.actions import contest
from lec.confirmations.actions import revoke
from lec.students.actions import Change, Mark, attest, change, explain, protect
from lec.students.models import Enrollment, RecordedFinding
from lec.students.queries import class_list, entry_of
from lec.students.rules import Entry
from lec.web.audit.words import ACTS
from tests.architecture.source import LEC, tree
from tests.cast import Cast
from tests.claims.asking import across_provinces
from tests.confirmations.standing import stand
from tests.web.conftest import SignIn, text_of

RECORDING = ("record", "entry", "audit_entry", "_record")


def first(cast: Cast) -> Enrollment:
    return class_list(cast.somsri, cast.p1, cast.round)[0].enrollment


def tell(cast: Cast, **particulars: str) -> None:
    told = Change(first(cast).pk, Entry(particulars=particulars), None, frozenset({"particulars"}))
    change(institution=cast.school, changes=[told], by=cast.somsri)


def acts_of(page: str) -> str:
    """What the trail lists, without its head and filters."""
    return page.split("ทุกการแก้ไขที่เกี่ยวกับหน่วยงานนี้")[1].rsplit("แสดง", 1)[1]


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
    tell(cast, height="120", travel="walk")
    page = text_of(sign_in(cast.somsri).get(f"/students/{first(cast).pk}/history/"))
    assert "ส่วนสูง" in page
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
    for words in ("โต้แย้งคำขอรับย้าย", "ยังมาเรียนทุกวัน", "เขียนคำชี้แจง", "เข้าเรียนช้า", "ปกปิดสถานที่ของเด็ก"):
        assert words in page


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
    with django_assert_max_num_queries(15):
        client.get(f"/students/{pk}/history/")


def test_the_trail_is_of_one_organization_the_newest_first(cast: Cast, sign_in: SignIn) -> None:
    stand(cast.school, cast.round)
    page = text_of(sign_in(cast.somsri).get("/audit/"))
    assert "บันทึกการใช้งานของโรงเรียนบ้านมะลิ" in page
    acts = acts_of(page)
    assert acts.strip().startswith("ยืนยันข้อมูล")
    assert acts.index("ตรวจสอบตัวตน") < acts.index("เพิ่มเข้าทะเบียน")


def test_it_is_narrowed_by_kind_and_day(cast: Cast, sign_in: SignIn) -> None:
    stand(cast.school, cast.round)
    client = sign_in(cast.somsri)
    acts = acts_of(text_of(client.get("/audit/?action=confirm")))
    assert "ยืนยันข้อมูล" in acts
    assert "เพิ่มเข้าทะเบียน" not in acts
    assert "ไม่มีบันทึกตามที่เลือก" in text_of(client.get("/audit/?until=7/11/2564"))
    wrong = client.get("/audit/?until=31/2/2564")
    assert "ไม่มีวันที่นี้" in text_of(wrong)
    assert 'value="31/2/2564"' in wrong.text


def test_older_acts_follow_page_by_page_without_counting(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for height in range(100, 170):
        tell(cast, height=str(height))
    client = sign_in(cast.somsri)
    with django_assert_max_num_queries(13):
        response = client.get("/audit/")
    assert "เพิ่มเข้าทะเบียน" not in acts_of(text_of(response))
    older = response.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "เพิ่มเข้าทะเบียน" in acts_of(text_of(client.get(f"/audit/{older}")))


def test_levels_above_read_what_lies_below_and_no_childs_values(cast: Cast, sign_in: SignIn) -> None:
    tell(cast, height="133")
    address = f"/audit/?organization={cast.school.code}"
    seen = ["133" in text_of(sign_in(by).get(address)) for by in (cast.wichai, cast.malee)]
    assert seen == [True, False]
    assert sign_in(cast.stranger).get(address).status_code == 404
    assert sign_in(cast.teacher).get("/audit/").status_code == 403
    assert sign_in(cast.somsri).get(f"/audit/?organization={cast.mali.code}").status_code == 404


def test_who_acted_for_another_organization_is_named_with_it(cast: Cast, sign_in: SignIn) -> None:
    revoke(confirmation=stand(cast.school, cast.round), because="แก้ไข", by=cast.wichai)
    assert "นายวิชัย มะลิ ในนามเทศบาลตำบลมะลิ" in text_of(sign_in(cast.somsri).get("/audit/"))


def test_every_recorded_act_has_words() -> None:
    recorded = {
        node.args[0].value
        for path in LEC.rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in RECORDING
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(recorded) > 40
    assert recorded - {"keep", "end"} <= ACTS.keys()
