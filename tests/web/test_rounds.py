"""Rounds: the department opens, moves and closes them; every date that cannot be is named."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lec.actor import Actor
from lec.rounds.models import Reopening, Round
from tests.cast import NOW, Cast

SignIn = Callable[[Actor], Client]
LIST, NEW = reverse("rounds:list"), reverse("rounds:new")
EDIT = reverse("rounds:edit", args=["2564-2"])
CLOSE = reverse("rounds:close", args=["2564-2"])
MOVED = {
    "opens_on": "1/11/2564",
    "institution_due_on": "๑๒/๑๑/๒๕๖๔",
    "lao_due_on": "13 พ.ย. 64",
    "province_due_on": "14/11/2564",
    "closes_on": "15/11/2564",
}
GIVEN = {
    "academic_year": "2565",
    "number": "1",
    "opens_on": "1/6/2565",
    "institution_due_on": "10/6/2565",
    "lao_due_on": "10/6/2565",
    "province_due_on": "11/6/2565",
    "closes_on": "12/6/2565",
}


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def test_the_list_says_which_is_open(cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in(cast.decha).get(LIST))

    assert "ครั้งที่ 2/2564 เปิดอยู่ ปิดระบบ 12 พ.ย. 2564" in page
    assert "เหลือ 3 วัน" in page


def test_without_any_round_there_is_a_way_on(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    Round.objects.all().delete()

    assert "ยังไม่มีรอบข้อมูล" in text(client.get(LIST))
    assert 'value="2564"' in text(client.get(NEW))


def test_a_round_is_planned_and_shown_before_signing_in(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    assert 'value="2565"' in text(client.get(NEW)), "the next one is guessed"

    answer = client.post(NEW, GIVEN, follow=True)

    assert "เพิ่มครั้งที่ 1/2565แล้ว" in text(answer)
    assert Round.objects.get(academic_year=2565).closes_on == date(2022, 6, 12)


def test_looking_saves_nothing(cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in(cast.decha).post(NEW, GIVEN | {"look": "1"}))

    assert page.count('class="day day-') >= 12
    assert "พุธที่ 1 มิ.ย. 2565" in page
    assert 'value="10/6/2565"' in page
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"opens_on": "31/6/2565"}, "ไม่มีวันที่ “31/6/2565” ในปฏิทิน"),
        ({"opens_on": "2565"}, "ไม่มีวันที่ “2565” ในปฏิทิน"),
        ({"lao_due_on": "9/6/2565"}, "กำหนดของ อปท. ต้องไม่ก่อนกำหนดของสถานศึกษา"),
        ({"province_due_on": "1/6/2565"}, "กำหนดของจังหวัดต้องไม่ก่อนกำหนดของ อปท."),
        ({"closes_on": "10/6/2565"}, "วันปิดระบบต้องไม่ก่อนกำหนดของจังหวัด"),
        ({"institution_due_on": "31/5/2565"}, "กำหนดของสถานศึกษาต้องไม่ก่อนวันเปิดระบบ"),
        ({"opens_on": "12/11/2564"}, "ช่วงเวลาซ้อนกับครั้งที่ 2/2564"),
        ({"academic_year": "2564", "number": "2"}, "มีรอบข้อมูลนี้อยู่แล้ว"),
        ({"academic_year": "1999"}, "ปีการศึกษาต้องเป็นปี พ.ศ."),
        ({"academic_year": "สองพัน"}, "กรุณาใส่ตัวเลขจำนวนเต็ม"),
        ({"closes_on": ""}, "ระบุวันที่"),
    ],
)
def test_each_wrong_date_is_named(cast: Cast, sign_in: SignIn, wrong: dict[str, str], said: str) -> None:
    answer = sign_in(cast.decha).post(NEW, GIVEN | wrong)

    page = text(answer)
    assert answer.status_code == 422
    assert said in page
    for name, value in (GIVEN | wrong).items():
        if name != "number" and value:
            assert f'value="{value}"' in page, "nothing typed is lost"
    assert Round.objects.count() == 1


def test_looking_at_dates_out_of_order_names_them(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.decha).post(NEW, GIVEN | {"closes_on": "1/6/2565", "look": "1"})

    assert answer.status_code == 422
    assert "วันปิดระบบต้องไม่ก่อนกำหนดของจังหวัด" in text(answer)


def test_dates_are_moved_as_people_write_them(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    assert 'value="11/11/2564"' in text(client.get(EDIT))

    answer = client.post(EDIT, MOVED, follow=True)

    assert "เลื่อนกำหนดครั้งที่ 2/2564แล้ว" in text(answer)
    moved = Round.objects.get()
    assert (moved.institution_due_on, moved.lao_due_on, moved.closes_on) == (
        date(2021, 11, 12),
        date(2021, 11, 13),
        date(2021, 11, 15),
    )


def test_another_round_is_moved_and_not_the_current_one(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    client.post(NEW, GIVEN)
    address = reverse("rounds:edit", args=["2565-1"])

    assert "เลื่อนกำหนดครั้งที่ 1/2565" in text(client.get(address))
    client.post(
        address, {name: value for name, value in GIVEN.items() if "_on" in name} | {"closes_on": "13/6/2565"}
    )

    assert Round.objects.get(academic_year=2565).closes_on == date(2022, 6, 13)
    assert Round.objects.get(academic_year=2564).closes_on == date(2021, 11, 12)


def test_closing_early_says_first_what_follows(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    assert "เมื่อปิดแล้วจะเกิดอะไรขึ้น" in text(client.get(CLOSE))
    assert Round.objects.get().closed_at is None

    answer = client.post(CLOSE, follow=True)

    assert "ปิดครั้งที่ 2/2564แล้ว" in text(answer)
    assert Round.objects.get().closed_at == NOW
    assert client.get(CLOSE)["Location"] == LIST, "it is closed once"


def test_there_is_no_other_round(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    for key in ("2570-1", "x", "2564-2-3"):
        assert client.get(reverse("rounds:edit", args=[key])).status_code == 404


@pytest.mark.parametrize("who", ["malee", "wichai", "somsri", "teacher"])
@pytest.mark.parametrize("address", [LIST, NEW, EDIT, CLOSE])
def test_rounds_are_the_departments(cast: Cast, sign_in: SignIn, who: str, address: str) -> None:
    client = sign_in(getattr(cast, who))

    assert client.get(address).status_code == 403
    assert client.post(address, MOVED).status_code == 403
    assert Round.objects.get().closed_at is None


# --- opened again for some

AGAIN = reverse("rounds:reopenings", args=["2564-2"])


@pytest.fixture
def closed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was closed an hour ago."""
    Round.objects.update(closed_at=NOW - timedelta(hours=1))


@pytest.mark.usefixtures("closed")
def test_the_department_finds_an_organization_and_opens_the_round_for_it(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    assert AGAIN in client.get(LIST).text
    assert "ไม่ได้เปิดให้หน่วยงานใด" in text(client.get(AGAIN))
    form = reverse("rounds:reopen", args=["2564-2", cast.mali.code])
    assert form in client.get(AGAIN, {"q": cast.mali.name}).text
    assert "เปิดได้ไม่เกิน 16 พ.ค. 2565" in text(client.get(form))

    page = text(client.post(form, {"until": "20/11/2564", "because": "น้ำท่วม"}, follow=True))
    assert "เปิดให้ 1 หน่วยงาน" in page
    assert "เปิดถึง 21 พ.ย. 2564 00.00 น." in page
    for actor in (cast.somsri, cast.wichai):
        assert "กรมฯ เปิดครั้งที่ 2/2564 ให้ท่านแก้ไขและยืนยันได้ถึง" in text(sign_in(actor).get("/"))
    assert "กรมฯ เปิด" not in text(sign_in(cast.phu_officer).get("/"))

    client = sign_in(cast.decha)
    end = reverse("rounds:end_reopening", args=[Reopening.objects.get().pk])
    assert "ไม่ได้เปิดให้หน่วยงานใด" in text(client.post(end, follow=True))
    assert client.get(end).status_code == 405
    assert client.post(end).status_code == 409


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"because": "น้ำท่วม"}, "ระบุวันที่"),
        ({"until": "20/11/2564"}, "เขียนเหตุผลที่เปิดรอบให้"),
        ({"until": "1/11/2564", "because": "น้ำท่วม"}, "เวลาที่ยังมาไม่ถึง"),
        ({"until": "1/6/2565", "because": "น้ำท่วม"}, "เปิดได้ถึง 16 พ.ค. 2565"),
    ],
)
def test_what_cannot_be_comes_back_as_typed(
    cast: Cast, sign_in: SignIn, given: dict[str, str], said: str
) -> None:
    answer = sign_in(cast.decha).post(reverse("rounds:reopen", args=["2564-2", cast.mali.code]), given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert all(value in answer.text for value in given.values())
    assert not Reopening.objects.exists()


def test_while_the_round_is_open_there_is_nothing_to_open_again(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.decha)
    assert AGAIN not in client.get(LIST).text
    assert "ยังไม่ปิด เลื่อนวันปิดระบบแทน" in text(client.get(AGAIN))
    form = reverse("rounds:reopen", args=["2564-2", cast.mali.code])
    assert client.post(form, {"until": "20/11/2564", "because": "น้ำท่วม"}).status_code == 409
