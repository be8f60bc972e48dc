"""Basics, buildings and personnel: filled by the institution, read above; people by its LAO only."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lec.actor import Actor
from lec.facilities.actions import end_building, keep_profile
from lec.facilities.models import Building, Profile, StaffMember
from tests.cast import Cast
from tests.facilities.filled import BUILDING, PERSON, building, person
from tests.web.conftest import text_of

SignIn = Callable[[Actor], Client]
SCHOOL = "9900000001"
BASICS, BUILDINGS, PERSONNEL = (
    reverse(f"facilities:{page}", args=[SCHOOL]) for page in ("of", "buildings", "personnel")
)
EDIT, NEW_BUILDING, NEW_PERSON = (
    reverse(f"facilities:{page}") for page in ("profile", "new_building", "new_staff_member")
)


def shown(client: Client, address: str) -> dict[str, str]:
    """What the form of a page would send if nothing were touched."""
    page = client.get(address).text
    form = page[page.index('<form method="post" class="panel form') :]
    fields = dict(
        re.findall(r'<input type="(?:text|hidden)" name="([\w-]+)"(?: class="[^"]*")? value="([^"]*)"', form)
    )
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def test_an_institution_finds_its_databases_from_its_menu(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.somsri).get(reverse("organizations:list"))
    assert f'href="{BASICS}"' in page.text
    assert BASICS not in sign_in(cast.teacher).get(reverse("organizations:list")).text


def test_levels_above_find_them_from_the_unit(cast: Cast, sign_in: SignIn) -> None:
    for who in (cast.wichai, cast.malee, cast.decha):
        assert f'href="{BASICS}"' in sign_in(who).get(reverse("organizations:unit", args=[SCHOOL])).text


def test_the_basics_are_filled_and_shown(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    assert "ยังไม่ได้กรอกข้อมูลพื้นฐาน" in text_of(client.get(BASICS))

    given = {
        "subdistrict": "วังทอง พิษณุโลก",
        "house_number": "99",
        "village_number": "4",
        "has_water": "0",
        "toilets_boys": "๔",
        "website": "www.example.go.th",
    }
    page = client.post(EDIT, shown(client, EDIT) | given, follow=True)

    words = text_of(page)
    assert page.redirect_chain[-1][0] == BASICS
    assert "บันทึกแล้ว" in words
    assert "99 ม.4 ต.วังทอง อ.วังทอง จ.พิษณุโลก 65130" in words
    assert "น้ำประปา ไม่มี" in words
    assert "ไฟฟ้า–" in words
    assert "ห้องส้วมชาย4 ห้อง" in words
    assert 'href="https://www.example.go.th"' in page.text


def test_what_is_wrong_comes_back_as_typed(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.somsri).post(
        EDIT, {"founded_year": "1999", "subdistrict": "ในเมือง", "email": "a@b.th"}
    )

    words = text_of(page)
    assert page.status_code == 422
    assert "กรอกเป็นปี พ.ศ. สี่หลัก 2300 ถึง 2564" in words
    assert "มีตำบลชื่อนี้หลายแห่ง" in words
    for typed in ("1999", "ในเมือง", "a@b.th"):
        assert f'value="{typed}"' in page.text, "nothing typed is lost"
    assert not Profile.objects.exists()


def test_a_save_keeps_what_another_changed_elsewhere(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    seen = shown(client, EDIT)
    keep_profile(institution=cast.school, given={"email": "new@example.go.th"}, by=cast.somsri)

    client.post(EDIT, seen | {"house_number": "7"})

    profile = Profile.objects.get()
    assert (profile.email, profile.house_number) == ("new@example.go.th", "7")


def test_a_save_over_anothers_shows_both_first(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    seen = shown(client, EDIT)
    keep_profile(institution=cast.school, given={"house_number": "8"}, by=cast.somsri)

    page = client.post(EDIT, seen | {"house_number": "7"})

    assert page.status_code == 409
    assert "มีผู้แก้ก่อนท่าน" in text_of(page)
    assert "ท่านกรอก “7”" in text_of(page)
    assert Profile.objects.get().house_number == "8"
    client.post(EDIT, seen | {"initial-house_number": "8", "house_number": "7"})
    assert Profile.objects.get().house_number == "7"


def test_a_building_is_added_changed_and_taken_off(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    assert "ยังไม่มีรายการอาคาร" in text_of(client.get(BUILDINGS))

    assert client.post(NEW_BUILDING, BUILDING)["Location"] == BUILDINGS
    held = Building.objects.get()
    address = reverse("facilities:building", args=[held.pk])
    client.post(
        address, {**{f"initial-{k}": v for k, v in BUILDING.items()}, **BUILDING, "condition": "needs_repair"}
    )
    words = text_of(client.get(BUILDINGS))
    assert "อาคาร 1 หลัง ต้องซ่อมแซม 1 หลัง" in words

    end = reverse("facilities:end_building", args=[held.pk])
    assert "วันที่รื้อถอนหรือเลิกใช้" in text_of(client.get(end))
    client.post(end, {"on": "1/11/2564"})
    assert "อาคารที่นำออกแล้ว 1 หลัง" in text_of(client.get(BUILDINGS, {"show": "ended"}))
    assert "นำออก 1 พ.ย. 2564" in text_of(client.get(BUILDINGS, {"show": "ended"}))
    assert client.get(address).status_code == 404, "what has ended is read in the list only"

    back = reverse("facilities:return_building", args=[held.pk])
    assert f'action="{back}"' in client.get(BUILDINGS, {"show": "ended"}).text
    assert client.get(back).status_code == 405
    assert "นำอาคาร 1กลับเข้ารายการแล้ว" in text_of(client.post(back, follow=True))
    assert client.get(address).status_code == 200
    assert client.post(back).status_code == 404, "it is back already"


def test_somebody_is_added_and_leaves(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    assert client.post(NEW_PERSON, PERSON)["Location"] == PERSONNEL
    held = StaffMember.objects.get()
    words = text_of(client.get(PERSONNEL))
    assert "บุคลากร 1 คน" in words
    assert "วารี ใจเย็น" in words

    end = reverse("facilities:end_staff_member", args=[held.pk])
    late = client.post(end, {"on": "9/11/2564"})
    assert late.status_code == 422
    assert "วันที่ยังมาไม่ถึง" in text_of(late)
    assert 'value="9/11/2564"' in late.text
    client.post(end, {"on": "8/11/2564"})
    client.get(PERSONNEL)  # reads the message away, which names her
    assert "วารี" not in client.get(PERSONNEL).text
    assert "พ้นจากหน้าที่แล้ว 1 คน" in text_of(client.get(PERSONNEL, {"show": "left"}))

    client.post(reverse("facilities:return_staff_member", args=[held.pk]))
    assert "บุคลากร 1 คน" in text_of(client.get(PERSONNEL))


def test_everything_missing_is_named(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.somsri).post(NEW_PERSON, {"first_name": "วารี", "phone": "12"})

    words = text_of(page)
    assert page.status_code == 422
    for said in ("กรอกนามสกุล", "เลือกเพศ", "กรอกตำแหน่ง", "เลือกประเภทการจ้าง", "ขึ้นต้นด้วย 0 และมี 9–10 หลัก"):
        assert said in words
    assert 'value="วารี"' in page.text
    assert not StaffMember.objects.exists()


def test_the_lao_reads_names_and_writes_nothing(cast: Cast, sign_in: SignIn) -> None:
    held, works = building(cast.school, cast.somsri), person(cast.school, cast.somsri)
    client = sign_in(cast.wichai)

    assert "วารี ใจเย็น" in text_of(client.get(PERSONNEL))
    for page in (client.get(PERSONNEL), client.get(BUILDINGS), client.get(BASICS)):
        assert "ดูได้อย่างเดียว" in text_of(page)
        assert NEW_PERSON not in page.text
    for address in (
        EDIT,
        NEW_BUILDING,
        NEW_PERSON,
        reverse("facilities:building", args=[held.pk]),
        reverse("facilities:end_staff_member", args=[works.pk]),
        reverse("facilities:return_building", args=[held.pk]),
        reverse("facilities:return_staff_member", args=[works.pk]),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {"on": "1/11/2564"}).status_code == 403


@pytest.mark.parametrize("who", ["malee", "decha"])
def test_province_and_department_read_numbers_without_names(cast: Cast, sign_in: SignIn, who: str) -> None:
    person(cast.school, cast.somsri)
    client = sign_in(getattr(cast, who))
    for query in ({}, {"show": "left"}):
        page = client.get(PERSONNEL, query)
        assert "วารี" not in page.text
        assert "ใจเย็น" not in page.text
    words = text_of(client.get(PERSONNEL))
    assert "ข้าราชการครู/พนักงานครู011" in words
    assert "เห็นเฉพาะจำนวน" in words


def test_strangers_find_nothing(cast: Cast, sign_in: SignIn) -> None:
    held, works = building(cast.school, cast.somsri), person(cast.school, cast.somsri)
    for who in (cast.stranger, cast.buntham, cast.center_officer):
        client = sign_in(who)
        for address in (BASICS, BUILDINGS, PERSONNEL):
            assert client.get(address).status_code == 404
    for page, pk in (
        ("building", held.pk),
        ("end_building", held.pk),
        ("staff_member", works.pk),
        ("end_staff_member", works.pk),
    ):
        assert sign_in(cast.center_officer).get(reverse(f"facilities:{page}", args=[pk])).status_code == 404


def test_a_class_teacher_has_no_part_in_it(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.teacher)
    for address in (BASICS, BUILDINGS, PERSONNEL, EDIT, NEW_BUILDING, NEW_PERSON):
        assert client.get(address).status_code == 403


def test_tabs_of_an_lao_do_not_exist(cast: Cast, sign_in: SignIn) -> None:
    for page in ("buildings", "personnel"):
        address = reverse(f"facilities:{page}", args=[cast.mali.code])
        assert sign_in(cast.wichai).get(address).status_code == 404


@pytest.mark.parametrize(
    ("who", "of", "said"),
    [
        ("wichai", "mali", "กรอกข้อมูลพื้นฐานแล้ว 1 จาก 2 แห่ง"),
        ("malee", "north", "กรอกข้อมูลพื้นฐานแล้ว 1 จาก 3 แห่ง"),
        ("decha", "department", "กรอกข้อมูลพื้นฐานแล้ว 1 จาก 4 แห่ง"),
        ("decha", "south", "กรอกข้อมูลพื้นฐานแล้ว 0 จาก 1 แห่ง"),
    ],
)
def test_each_level_reads_the_sums_below(cast: Cast, sign_in: SignIn, who: str, of: str, said: str) -> None:
    keep_profile(institution=cast.school, given={"has_water": "1"}, by=cast.somsri)
    building(cast.school, cast.somsri, condition="needs_repair")
    person(cast.school, cast.somsri)

    page = sign_in(getattr(cast, who)).get(reverse("facilities:of", args=[getattr(cast, of).code]))

    assert said in text_of(page)
    if of != "south":
        assert "อาคาร 1 หลัง ต้องซ่อมแซม 1 หลัง · บุคลากร 1 คน" in text_of(page)
    assert "วารี" not in page.text


def test_the_menu_shows_where_one_is(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.somsri).get(BUILDINGS).text
    here = re.findall(r'<a[^>]*aria-current="page"[^>]*>\s*(?:<[^>]+>)?\s*([^<]+)', page)
    assert any("หน่วยงาน" in label for label in here)


def test_long_lists_come_in_pages_at_a_fixed_cost(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    held, works = building(cast.school, cast.somsri), person(cast.school, cast.somsri)
    Building.objects.bulk_create(_copies(held, 60))
    StaffMember.objects.bulk_create(_copies(works, 60))
    client = sign_in(cast.somsri)
    for address in (BUILDINGS, PERSONNEL):
        with django_assert_max_num_queries(15):
            page = client.get(address)
        assert "หน้า 1 จาก 2" in text_of(page)
    above = sign_in(cast.malee)
    with django_assert_max_num_queries(21):
        above.get(reverse("facilities:of", args=[cast.north.code]))


def _copies(row: Any, count: int) -> list[Any]:
    fields = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    return [type(row)(**fields) for _ in range(count)]


def test_what_was_taken_off_is_not_counted(cast: Cast, sign_in: SignIn) -> None:
    end_building(building=building(cast.school, cast.somsri), on=cast.somsri.today, by=cast.somsri)
    assert "ยังไม่มีรายการอาคาร" in text_of(sign_in(cast.somsri).get(BUILDINGS))


def test_places_are_offered_as_one_types(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.somsri).get(reverse("students:places"), {"subdistrict": "วังทอง พิษณุโลก"})
    assert "ต.วังทอง อ.วังทอง จ.พิษณุโลก" in page.text
