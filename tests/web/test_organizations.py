"""The directory: contacts up and down for everybody, kept by the department."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lec.actor import Actor
from lec.confirmations.actions import confirm
from lec.organizations.models import Kind, Level, Organization
from tests.cast import Cast, attest_all, organization

SignIn = Callable[[Actor], Client]
LIST = reverse("organizations:list")


def unit(code: str) -> str:
    return reverse("organizations:unit", args=[code])


def edit(code: str) -> str:
    return reverse("organizations:edit", args=[code])


def new(code: str) -> str:
    return reverse("organizations:new", args=[code])


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("who", ["somsri", "teacher"])
def test_an_institution_finds_everybody_above(cast: Cast, sign_in: SignIn, who: str) -> None:
    page = text(sign_in(getattr(cast, who)).get(LIST))

    for above in (cast.mali.name, "นายวิชัย มะลิ", cast.north.name, "นางมาลี", cast.department.name, "นายเดชา"):
        assert above in page
    assert "09-9000-0000" in page
    assert cast.center.name not in page, "a neighbor is nobody to advise"


def test_a_province_finds_its_laos_and_nobody_elses(cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in(cast.malee).get(LIST))

    assert "ดูแล 2 อปท." in page
    assert "นายวิชัย มะลิ" in page
    assert cast.phu.name not in page
    assert "แก้ข้อมูลหน่วยงาน" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("decha", 200), ("malee", 200), ("wichai", 200), ("stranger", 404), ("buntham", 404), ("somsri", 403)],
)
def test_whose_page_opens(cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    assert sign_in(getattr(cast, who)).get(unit(cast.school.code)).status_code == status


def test_searching_looks_through_all_levels_below(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)

    assert "พบ “มะลิ” 3 แห่ง" in text(client.get(LIST, {"q": "มะลิ"}))
    assert cast.bua.name in text(client.get(LIST, {"q": "0697010"}))
    assert "ไม่พบ “ฟ้า”" in text(client.get(LIST, {"q": "ฟ้า"}))
    assert cast.school.name not in text(sign_in(cast.stranger).get(LIST, {"q": "มะลิ"}))


def test_a_long_list_has_pages_and_few_queries(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(120):
        organization(
            Level.LAO, f"0597{5000 + number}", f"เทศบาลตำบลดอน {number}", cast.north, kind=Kind.SUBDISTRICT
        )
    client = sign_in(cast.malee)
    client.get(LIST)

    with django_assert_max_num_queries(13):
        page = text(client.get(LIST + "?page=3"))

    assert "หน้า 3 จาก 3" in page
    assert 'href="?page=2"' in page


def test_the_department_adds_and_changes_an_lao(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    given = {
        "code": "05970203",
        "name": "เทศบาลตำบลจันทร์",
        "kind": "SUBDISTRICT",
        "district": "เมือง",
        "phone": "",
    }

    answer = client.post(new(cast.north.code), given, follow=True)

    assert "บันทึกเทศบาลตำบลจันทร์แล้ว" in text(answer)
    added = Organization.objects.get(code="05970203")
    assert (added.parent, added.level) == (cast.north, Level.LAO)
    client.post(edit("05970203"), given | {"code": "04970203", "name": "เทศบาลเมืองจันทร์", "kind": "TOWN"})
    raised = Organization.objects.get(pk=added.pk)
    assert (raised.code, raised.kind, raised.name) == ("04970203", "TOWN", "เทศบาลเมืองจันทร์")


def test_the_department_adds_a_center_and_changes_its_phone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    given = {
        "code": "9900000077",
        "name": "ศพด.จันทร์",
        "kind": "center",
        "tambon": "",
        "phone": "",
        "grades": [],
    }

    client.post(new(cast.mali.code), given)
    client.post(edit("9900000077"), given | {"phone": "09-9000-0077", "grades": ["K1", "K2"]})

    center = Organization.objects.get(code="9900000077")
    assert (center.phone, center.grades) == ("09-9000-0077", ["K1", "K2"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "รหัส"}, "รหัสต้องเป็นตัวเลขหรืออักษรอังกฤษ"),
        ({"code": "05970101"}, "รหัสนี้เป็นของ เทศบาลตำบลมะลิ อยู่แล้ว"),
        ({"code": "04970101"}, "รหัสนี้เป็นของ เทศบาลตำบลมะลิ อยู่แล้ว"),
        ({"code": "97"}, "รหัส 97 เป็นของหน่วยงานระดับอื่น"),
        ({"name": " "}, "กรุณากรอกช่องนี้"),
        ({"kind": "school"}, "กรุณาเลือกจากรายการ"),
        ({"name": "ก" * 300}, "ยาวเกิน"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    cast: Cast, sign_in: SignIn, wrong: dict[str, str], said: str
) -> None:
    given = {
        "code": "05970203",
        "name": "เทศบาลตำบลจันทร์",
        "kind": "SUBDISTRICT",
        "district": "บ้านใหม่",
        "phone": "",
    }
    before = Organization.objects.count()

    answer = sign_in(cast.decha).post(new(cast.north.code), given | wrong)

    page = text(answer)
    assert answer.status_code == 422
    assert said in page
    assert 'value="บ้านใหม่"' in page
    assert Organization.objects.count() == before


def test_an_lao_keeps_the_last_six_digits(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.decha).post(
        edit(cast.mali.code),
        {"code": "05970999", "name": "x", "kind": "SUBDISTRICT", "district": "", "phone": ""},
    )

    assert answer.status_code == 422
    assert "หกหลักท้ายต้องเหมือนเดิม" in text(answer)


def test_an_institution_keeps_its_code(cast: Cast, sign_in: SignIn) -> None:
    given = {
        "code": "9900000999",
        "name": "โรงเรียนใหม่",
        "kind": "school",
        "tambon": "",
        "phone": "",
        "grades": ["P1"],
    }
    sign_in(cast.decha).post(edit(cast.school.code), given)

    assert not Organization.objects.filter(code="9900000999").exists()
    assert Organization.objects.get(pk=cast.school.pk).name == "โรงเรียนใหม่"


def test_no_institution_is_added_below_a_confirmed_lao(cast: Cast, sign_in: SignIn) -> None:
    for institution in (cast.school, cast.center):
        attest_all(institution, cast.round)
        confirm(
            organization=institution, round=cast.round, subject="students", by=cast.officer_of(institution)
        )
    confirm(organization=cast.mali, round=cast.round, subject="students", by=cast.wichai)
    given = {
        "code": "9900000077",
        "name": "ศพด.จันทร์",
        "kind": "center",
        "tambon": "",
        "phone": "",
        "grades": [],
    }

    answer = sign_in(cast.decha).post(new(cast.mali.code), given)

    assert answer.status_code == 409
    assert "ต้องยกเลิกการยืนยันก่อนจึงเพิ่มสถานศึกษาได้" in text(answer)


@pytest.mark.parametrize("who", ["malee", "wichai", "somsri"])
def test_only_the_department_keeps_them(cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))

    assert client.get(edit(cast.school.code)).status_code == 403
    assert client.post(new(cast.mali.code), {"code": "1", "name": "x"}).status_code == 403


def test_there_is_nothing_below_an_institution_and_nothing_above_the_department(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.decha)

    assert client.get(new(cast.school.code)).status_code == 404
    assert client.get(edit(cast.department.code)).status_code == 404
