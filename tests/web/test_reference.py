"""Lists and limits: the department changes what may be chosen, usual ages and numbers; nobody else."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.reference.models import AgeLimit, Code, Setting
from lec.reference.queries import age_limits, all_codes, setting
from lec.web.reference.shown import SETTINGS
from tests.cast import NOW, Cast
from tests.web.conftest import text_of

TODAY = NOW.date()
SignIn = Callable[[Actor], Client]
LISTS = reverse("reference:lists")
TRAVEL = reverse("reference:codes", args=["travel"])
WALK = reverse("reference:code", args=["travel", "walk"])
CENTER = reverse("reference:ages", args=["center", 2565])
CLAIM_DAYS = reverse("reference:setting", args=["claim-days"])
PAGES = (LISTS, TRAVEL, WALK, CENTER, CLAIM_DAYS)
NEW = {"label": "รถสามล้อ", "key": "tricycle", "valid_from": "1 พ.ย. 64", "onec_code": "", "dmc_code": "77"}
AGES = {
    "all-least": "3",
    "all-most": "6",
    "PRE-least": "๒",
    "PRE-most": "3",
    "K1-least": "3",
    "K1-most": "4",
    "K2-least": "4",
    "K2-most": "5",
    "K3-least": "5",
    "K3-most": "6",
}


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_the_departments(cast: Cast, sign_in: SignIn, page: str) -> None:
    assert sign_in(cast.decha).get(page).status_code == 200
    for actor in (cast.malee, cast.wichai, cast.somsri, cast.teacher):
        client = sign_in(actor)
        assert (client.get(page).status_code, client.post(page, NEW).status_code) == (403, 403)
        assert LISTS not in client.get("/").text
    assert LISTS in sign_in(cast.decha).get("/").text


@pytest.mark.parametrize(
    "page",
    [
        reverse("reference:codes", args=["horses"]),
        reverse("reference:code", args=["travel", "horse"]),
        reverse("reference:ages", args=["SAO", 2565]),
        reverse("reference:ages", args=["school", 2022]),
        reverse("reference:setting", args=["claim-hours"]),
    ],
)
def test_what_nobody_keeps_is_not_there(cast: Cast, sign_in: SignIn, page: str) -> None:
    assert sign_in(cast.decha).get(page).status_code == 404


def test_one_page_shows_everything_that_is_kept(cast: Cast, sign_in: SignIn) -> None:
    Code.objects.filter(list_name="travel", key="walk").update(valid_to=date(2021, 11, 7))
    page = text_of(sign_in(cast.decha).get(LISTS))

    chosen = all_codes(TODAY)
    assert f"วันนี้เลือกได้ {sum(map(len, chosen.values()))} ตัวเลือก จาก 11 รายการ" in page
    assert f"วิธีเดินทาง{len(chosen['travel'])}1" in page
    assert "เกณฑ์อายุ ปีการศึกษา 2564" in page
    assert "ป.15–7–" in page
    assert "คำขอที่ยื่นแล้วใช้กำหนดเดิม" in page
    assert "50 คนต่อวัน1–1,000" in page


@pytest.mark.django_db
def test_every_number_says_what_it_does() -> None:
    assert set(Setting.objects.values_list("name", flat=True)) == set(SETTINGS)


def test_a_list_tells_what_may_be_chosen_and_what_ended(cast: Cast, sign_in: SignIn) -> None:
    Code.objects.filter(list_name="travel", key="walk").update(valid_to=date(2021, 11, 7), dmc_code="42")
    Code.objects.filter(list_name="travel", key="bicycle").update(valid_from=date(2022, 5, 16))
    answer = sign_in(cast.decha).get(TRAVEL)

    page = text_of(answer)
    assert f"วิธีเดินทาง เลือกได้ {len(all_codes(TODAY)['travel'])} ตัวเลือก" in page
    assert "เลิกใช้แล้ว 16 พ.ค. 2550" in page
    assert "7 พ.ย. 2564" in page
    assert "DMC 42" in page
    assert "ยังไม่เริ่มใช้ 16 พ.ค. 2565" in page
    assert f'<a href="{WALK}" class="soft">' in answer.text


def test_a_choice_is_added_with_its_day_as_people_write_it(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.decha).post(TRAVEL, NEW, follow=True)

    assert "บันทึก “รถสามล้อ” แล้ว" in text_of(answer)
    added = Code.objects.get(list_name="travel", key="tricycle")
    assert (added.valid_from, added.valid_to, added.dmc_code) == (date(2021, 11, 1), None, "77")
    assert list(all_codes(TODAY)["travel"])[-1] == "tricycle"
    assert AuditEntry.objects.get(action="keep-code").user_id == cast.decha.user_id


def test_a_choice_is_moved_by_saying_after_which(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    first, second, *_others = all_codes(TODAY)["travel"]
    page = client.get(reverse("reference:code", args=["travel", second])).text
    assert f'<option value="{first}" selected>' in page
    given = {"label": "เดินเท้า", "valid_from": "16/5/2550", "after": second}
    client.post(reverse("reference:code", args=["travel", first]), given)
    assert list(all_codes(TODAY)["travel"])[:2] == [second, first]
    assert "ตัวเลือกอื่นในรายการ" in text_of(client.post(TRAVEL, NEW | {"after": "horse"}))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": ""}, "เขียนคำที่ผู้ใช้จะเห็น 1–80 ตัวอักษร"),
        ({"key": "รถ"}, "ใช้อักษรอังกฤษตัวเล็ก"),
        ({"key": "walk"}, "รหัสนี้เป็นของ “"),
        ({"valid_from": ""}, "ระบุวันที่เริ่มใช้"),
        ({"valid_from": "31/11/2564"}, "ไม่มีวันที่ “31/11/2564” ในปฏิทิน"),
        ({"valid_to": "31/10/2564"}, "วันสุดท้ายที่ใช้ต้องไม่ก่อนวันที่เริ่มใช้"),
        ({"dmc_code": "12345678901"}, "รหัสยาวไม่เกิน 10 ตัว"),
    ],
)
def test_a_wrong_choice_comes_back_as_typed(
    cast: Cast, sign_in: SignIn, wrong: dict[str, str], said: str
) -> None:
    before = list(Code.objects.order_by("pk").values())
    answer = sign_in(cast.decha).post(TRAVEL, NEW | wrong)

    assert answer.status_code == 422
    assert said in text_of(answer)
    for value in (NEW | wrong).values():
        assert not value or f'value="{value}"' in answer.text
    assert list(Code.objects.order_by("pk").values()) == before


def test_a_choice_is_changed_and_keeps_its_key_and_its_place(cast: Cast, sign_in: SignIn) -> None:
    client, held = sign_in(cast.decha), Code.objects.get(list_name="travel", key="walk")
    assert 'value="16/5/2550"' in client.get(WALK).text

    changed = {"label": "เดินเท้า", "key": "tricycle", "valid_from": "16/5/2550", "valid_to": "31/3/2565"}
    answer = client.post(WALK, changed, follow=True)

    assert "บันทึก “เดินเท้า” แล้ว" in text_of(answer)
    now = Code.objects.get(pk=held.pk)
    assert (now.label, now.key, now.position) == ("เดินเท้า", "walk", held.position)
    assert now.valid_to == date(2022, 3, 31)
    assert not Code.objects.filter(key="tricycle").exists()


def test_a_wrong_change_comes_back_as_typed(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.decha).post(WALK, {"label": "เดินเท้า", "valid_from": "x", "valid_to": "1/1/2550"})

    assert answer.status_code == 422
    assert "ไม่มีวันที่ “x” ในปฏิทิน" in text_of(answer)
    assert 'value="1/1/2550"' in answer.text
    assert Code.objects.get(list_name="travel", key="walk").label != "เดินเท้า"


def test_ages_are_filled_with_what_holds_and_set_from_the_year_on(cast: Cast, sign_in: SignIn) -> None:
    client, before = sign_in(cast.decha), age_limits("center", 2564)
    page = client.get(CENTER)
    assert "ยังใช้เกณฑ์ที่กำหนดตั้งแต่ปีการศึกษา 2560" in text_of(page)
    assert 'name="K1-most" value="4"' in page.text

    answer = client.post(CENTER, AGES, follow=True)

    assert "ใช้ตั้งแต่ปีการศึกษา 2565 แล้ว" in text_of(answer)
    assert "กำหนดไว้ของปีนี้เอง" in text_of(answer)
    assert age_limits("center", 2564) == before
    assert age_limits("center", 2566) == before | {"": (3, 6), "PRE": (2, 3)}
    earlier = text_of(client.get(reverse("reference:ages", args=["center", 2564])))
    assert "ปีการศึกษา 2565 มีเกณฑ์ของตนเอง ไม่เปลี่ยนตาม" in earlier


def test_only_a_center_has_an_age_for_the_whole_and_says_what_it_refuses(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    center, school = client.get(CENTER), client.get(reverse("reference:ages", args=["school", 2564]))

    assert "รับเข้าไม่ได้" in text_of(center)
    assert ("รับเข้าไม่ได้" in text_of(school), "all-least" in school.text) == (False, False)
    assert all("เขียนคำชี้แจงก่อนยืนยัน" in text_of(page) for page in (center, school))
    assert ("V3-most" in school.text, "P1-least" in center.text) == (True, False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"K1-least": "5"}, "อายุน้อยสุดต้องไม่เกินอายุมากสุด และไม่เกิน 30 ปี"),
        ({"all-least": "9"}, "อายุน้อยสุดต้องไม่เกินอายุมากสุด"),
        ({"K3-most": "31"}, "ไม่เกิน 30 ปี"),
        ({"K1-least": ""}, "ใส่อายุเป็นปีเต็ม เช่น 6"),
        ({"K1-least": "สาม"}, "ใส่อายุเป็นปีเต็ม เช่น 6"),
        ({"K1-least": "-1"}, "อายุน้อยสุดต้องไม่เกินอายุมากสุด"),
    ],
)
def test_wrong_ages_come_back_as_typed(cast: Cast, sign_in: SignIn, wrong: dict[str, str], said: str) -> None:
    number, typed = AgeLimit.objects.count(), AGES | wrong
    answer = sign_in(cast.decha).post(CENTER, typed)

    assert answer.status_code == 422
    assert said in text_of(answer)
    [name] = wrong
    assert f'id="id_{name}-error"' in answer.text or name.endswith("most")
    for name, value in typed.items():
        assert f'name="{name}" value="{value}"' in answer.text
    assert AgeLimit.objects.count() == number


def test_a_number_is_changed(cast: Cast, sign_in: SignIn) -> None:
    look_ups = reverse("reference:setting", args=["holder-look-ups-per-day"])
    client = sign_in(cast.decha)
    assert "สอบถามว่าเด็กอยู่ที่ใด ตอนนี้ 50 คนต่อวัน" in text_of(client.get(look_ups))

    answer = client.post(look_ups, {"value": "๑,๐๐๐"}, follow=True)

    assert "บันทึกสอบถามว่าเด็กอยู่ที่ใดแล้ว" in text_of(answer)
    assert setting("holder-look-ups-per-day") == 1000
    assert AuditEntry.objects.filter(action="set-setting").count() == 1


@pytest.mark.parametrize(
    ("value", "said"),
    [("31", "ค่าต้องอยู่ระหว่าง 1 ถึง 30"), ("สาม", "ใส่จำนวนเต็ม เช่น 3"), ("", "ใส่จำนวนเต็ม เช่น 3")],
)
def test_a_number_that_cannot_be_comes_back_as_typed(
    cast: Cast, sign_in: SignIn, value: str, said: str
) -> None:
    answer = sign_in(cast.decha).post(CLAIM_DAYS, {"value": value})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not value or f'value="{value}"' in answer.text
    assert setting("claim-days") == 3


@pytest.mark.parametrize(("page", "queries"), list(zip(PAGES, (15, 11, 11, 12, 11), strict=True)))
def test_no_page_asks_more_as_lists_grow(
    cast: Cast,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    page: str,
    queries: int,
) -> None:
    client = sign_in(cast.decha)
    Code.objects.bulk_create(
        Code(list_name="travel", key=f"way{n}", label=f"ทางที่ {n}", position=n, valid_from=date(2007, 5, 16))
        for n in range(100, 400)
    )
    with django_assert_max_num_queries(queries):
        client.get(page)
