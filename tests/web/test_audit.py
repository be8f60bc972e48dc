"""The trail as officers read it: of their organization and below, narrowed, page by page, nothing personal
where single students are not shown.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lec.accounts.models import Membership
from lec.audit.models import AuditEntry
from lec.confirmations.actions import revoke
from lec.students.actions import Change, change
from lec.students.models import Enrollment
from lec.students.queries import class_list
from lec.students.rules import Entry
from lec.uploads.actions import stage
from lec.uploads.queries import template
from lec.web.audit.words import PERSONAL
from tests.cast import NOW, Cast
from tests.claims.asking import across_provinces
from tests.confirmations.standing import stand
from tests.scoping.world import fill_everything
from tests.web.conftest import SignIn, text_of


def first(cast: Cast) -> Enrollment:
    return class_list(cast.somsri, cast.p1, cast.round)[0].enrollment


def tell(cast: Cast, at: timedelta = timedelta(), **particulars: str) -> None:
    told = Change(first(cast).pk, Entry(particulars=particulars), None, frozenset({"particulars"}))
    change(institution=cast.school, changes=[told], by=replace(cast.somsri, at=NOW + at))


def rows(client: Client, **asked: str | int) -> list[str]:
    """What the trail lists: the words of each row."""
    table = client.get("/audit/", asked).text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [text_of(Said(row)) for row in table.split("<tr>")[1:]]


class Said:
    def __init__(self, text: str) -> None:
        self.text = text


def test_an_institution_reads_its_own_the_newest_first(cast: Cast, sign_in: SignIn) -> None:
    tell(cast, height="133")
    found = rows(sign_in(cast.somsri))
    assert found[0].startswith("แก้ไข ")
    assert "ส่วนสูง เดิม – ใหม่ 133" in found[0]
    assert "นางสมศรี บ้านมะลิ" in found[0]
    assert "8 พ.ย. 2564 10.00 น." in found[0]
    assert len(found) == 10
    assert all(row.startswith("เพิ่มเข้าทะเบียน ") for row in found[1:])


def test_a_child_is_named_and_leads_to_its_history(cast: Cast, sign_in: SignIn) -> None:
    tell(cast, height="133")
    stay = first(cast)
    page = sign_in(cast.somsri).get("/audit/").text
    assert f'href="/students/{stay.pk}/history/">{stay.student.prefix}{stay.student.first_name}' in page


def test_a_confirmation_leads_to_its_receipt_and_who_acted_for_whom_is_said(
    cast: Cast, sign_in: SignIn
) -> None:
    confirmation = stand(cast.school, cast.round)
    revoke(confirmation=confirmation, because="ขอแก้ชื่อ", by=cast.wichai)
    page = sign_in(cast.somsri).get("/audit/")
    [taken_back, given] = rows(sign_in(cast.somsri))[:2]
    number = confirmation.receipt.number
    assert page.text.count(f'href="/receipts/{number}/"') == 2
    assert "ยกเลิกการยืนยัน" in taken_back
    assert "ขอแก้ชื่อ" in taken_back
    assert "นายวิชัย มะลิ ในนามเทศบาลตำบลมะลิ" in taken_back
    assert "จำนวนนักเรียน 9" in given
    assert "ในนาม" not in given


def test_files_claims_and_people_lead_on(cast: Cast, sign_in: SignIn) -> None:
    claim = across_provinces(cast)
    sheet = template(cast.somsri, cast.school)
    upload = stage(institution=cast.school, data=sheet, filename="ป.1.xlsx", by=cast.somsri)
    page = sign_in(cast.somsri).get("/audit/").text
    assert f'href="/claims/{claim.pk}/"' in page
    assert f'href="/uploads/{upload.pk}/">ป.1.xlsx' in page
    above = sign_in(cast.wichai).get("/audit/").text
    assert "ป.1.xlsx" in above
    assert f'href="/uploads/{upload.pk}/"' not in above


def test_those_above_read_all_below_and_whose_it_was(cast: Cast, sign_in: SignIn) -> None:
    found = rows(sign_in(cast.wichai))
    assert {name for name in (cast.school.name, cast.center.name) for row in found if name in row} == {
        cast.school.name,
        cast.center.name,
    }
    assert not [row for row in found if cast.bua_center.name in row]
    client = sign_in(cast.malee)
    everything, below = rows(client), rows(client, organization=cast.bua.code)
    assert [row for row in everything if cast.bua.name in row] == below


def test_nothing_personal_is_read_where_single_students_are_not_shown(cast: Cast, sign_in: SignIn) -> None:
    fill_everything(cast)
    words = [str(acts) for _title, group in PERSONAL for acts in group.values()]
    for who in (cast.malee, cast.decha):
        client = sign_in(who)
        found = rows(client)
        assert found
        assert not [row for row in found for act in words if row.startswith(f"{act} ")]
        kinds = client.get("/audit/").text.partition('name="action"')[2].partition("</select>")[0]
        assert "ตรวจสอบตัวตน" not in kinds
        assert "ยืนยันข้อมูล" in kinds


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"action": "change"}, 2),
        ({"begins": "9/11/2564"}, 1),
        ({"ends": "8/11/2564", "action": "change"}, 1),
        ({"begins": "๙/๑๑/๒๕๖๔", "ends": "9/11/2564"}, 1),
        ({"begins": "10/11/2564"}, 0),
    ],
)
def test_it_is_narrowed_by_kind_and_days(
    cast: Cast, sign_in: SignIn, asked: dict[str, str], expected: int
) -> None:
    tell(cast, height="133")
    tell(cast, timedelta(days=1), height="134")
    client = sign_in(cast.somsri)
    assert len(rows(client, **asked)) == expected
    assert ("ไม่มีบันทึกตามที่เลือก" in text_of(client.get("/audit/", asked))) == (expected == 0)


def test_it_is_narrowed_to_one_person_of_the_own_organization(cast: Cast, sign_in: SignIn) -> None:
    told = Change(first(cast).pk, Entry(particulars={"height": "133"}), None, frozenset({"particulars"}))
    change(institution=cast.school, changes=[told], by=cast.teacher)
    client = sign_in(cast.somsri)
    teacher = Membership.objects.get(user=cast.teacher.user_id)
    [row] = rows(client, person=teacher.pk)
    assert "นางสาวพิมพ์ลดา" in row
    other = Membership.objects.get(user=cast.phu_officer.user_id)
    refused = client.get("/audit/", {"person": other.pk})
    assert refused.status_code == 422
    assert "นายภูมิ" not in text_of(refused)


def test_a_day_that_is_none_comes_back_as_typed_with_the_way_out(cast: Cast, sign_in: SignIn) -> None:
    wrong = sign_in(cast.somsri).get("/audit/", {"begins": "31/2/2564", "action": "change"})
    assert wrong.status_code == 422
    assert "ไม่มีวันที่ “31/2/2564” ในปฏิทิน" in text_of(wrong)
    assert 'value="31/2/2564"' in wrong.text
    assert '<option value="change" selected>' in wrong.text


def test_older_acts_follow_page_by_page_each_once_and_filters_go_along(cast: Cast, sign_in: SignIn) -> None:
    for height in range(100, 170):
        tell(cast, height=str(height))
    client = sign_in(cast.somsri)
    first_page = client.get("/audit/", {"action": "change"})
    older = first_page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(f"/audit/{older}")
    said = f"{text_of(first_page)} {text_of(second)}"
    assert all(said.count(f"ใหม่ {height}") == 1 for height in range(100, 170))
    assert "เพิ่มเข้าทะเบียน " not in text_of(second).partition("สิ่งที่ทำ")[2]
    assert 'href="?action=change"' in second.text
    assert 'rel="next"' not in second.text


def test_what_is_no_number_is_no_page(cast: Cast, sign_in: SignIn) -> None:
    for before in ("x", "", "9" * 30, "-1", "0"):
        assert sign_in(cast.somsri).get("/audit/", {"before": before}).status_code == 200


def test_an_entry_of_another_tells_nothing_as_a_page_to_begin_at(cast: Cast, sign_in: SignIn) -> None:
    foreign = AuditEntry.objects.filter(organization=cast.phu_school).order_by("pk").first()
    assert foreign is not None
    client = sign_in(cast.somsri)
    assert rows(client, before=foreign.pk) == rows(client)


def test_it_costs_the_same_with_many_rows_and_never_counts(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill_everything(cast)
    for height in range(100, 130):
        tell(cast, height=str(height))
    for who, most in ((cast.somsri, 19), (cast.wichai, 19), (cast.malee, 18), (cast.decha, 17)):
        client = sign_in(who)
        with django_assert_max_num_queries(most) as asked:
            client.get("/audit/")
        assert not [q for q in asked.captured_queries if "COUNT" in q["sql"] and "audit_" in q["sql"]]


def test_it_is_for_officers_and_strangers_find_no_organization(cast: Cast, sign_in: SignIn) -> None:
    address = f"/audit/?organization={cast.school.code}"
    assert sign_in(cast.teacher).get("/audit/").status_code == 403
    assert sign_in(cast.stranger).get(address).status_code == 404
    assert sign_in(cast.buntham).get(address).status_code == 404
    assert sign_in(cast.somsri).get(f"/audit/?organization={cast.mali.code}").status_code == 404
    assert Client().get("/audit/").status_code == 302


def test_an_empty_trail_says_so(cast: Cast, sign_in: SignIn) -> None:
    assert rows(sign_in(cast.buntham), organization=cast.bua.code)
    assert "ยังไม่มีบันทึก" in text_of(sign_in(cast.stranger).get("/audit/"))


def test_the_page_of_people_leads_to_it(cast: Cast, sign_in: SignIn) -> None:
    assert 'href="/audit/"' in sign_in(cast.somsri).get("/people/").text
