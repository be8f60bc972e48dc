"""People: who serves whom, appointing, slips, ending, disabling, rooms; one by one and by a workbook."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from lec.accounts.models import Membership, OneTimeCode, User
from lec.actor import Actor
from lec.organizations.models import Kind, Level
from lec.students.models import ClassTeacher
from tests.cast import Cast, organization

SignIn = Callable[[Actor], Client]
PEOPLE = reverse("accounts:people")
CODE = re.compile(r'slip-code">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<')
GIVEN = {
    "role": "officer",
    "name": "นางสาวใหม่ ใจดี",
    "username": "New.Person",
    "phone": "09-9000-0009",
    "phone_hours": "เช้า",
    "email": "",
    "order_number": "9/2564",
    "appointed_from": "1/11/2564",
    "appointed_to": "",
}


def page_of(code: str) -> str:
    return reverse("accounts:people_of", args=[code])


def appoint_at(code: str) -> str:
    return reverse("accounts:appoint", args=[code])


def of(who: str) -> Membership:
    return Membership.objects.get(user__username=who)


def act(name: str, who: str) -> str:
    return reverse(f"accounts:{name}", args=[of(who).pk])


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def test_those_without_an_officer_come_first(cast: Cast, sign_in: SignIn) -> None:
    organization(Level.LAO, "05979999", "เทศบาลตำบลฮูก", cast.north, kind=Kind.SUBDISTRICT)

    page = text(sign_in(cast.malee).get(PEOPLE))

    assert "ยังไม่มีผู้รับผิดชอบ 1 จาก 3 แห่ง" in page
    assert page.index("เทศบาลตำบลฮูก") < page.index(cast.bua.name)
    assert "แต่งตั้งหลายคนด้วย Excel (1 แห่ง)" in page
    assert cast.phu.name not in page


def test_an_institution_sees_its_own_people_and_may_only_add_teachers(cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in(cast.somsri).get(PEOPLE))

    assert "2 คนทำงานในระบบ" in page
    assert "เพิ่มครูประจำชั้น" in page
    assert "แต่งตั้งเจ้าหน้าที่" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("wichai", 200), ("decha", 200), ("buntham", 404), ("stranger", 404), ("teacher", 403)],
)
def test_whose_people_one_sees(cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    client = sign_in(getattr(cast, who))

    assert client.get(page_of(cast.school.code)).status_code == status
    assert client.get(act("member", "somsri")).status_code == status


def test_appointing_shows_the_code_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.wichai)

    answer = client.post(appoint_at(cast.school.code), GIVEN)

    page = text(answer)
    assert answer.status_code == 200
    [code] = CODE.findall(page)
    assert "new.person" in page
    assert "ใช้ได้ถึง" in page
    assert "22 พ.ย. 2564" in page
    assert reverse("accounts:redeem") in page
    assert code not in text(client.get(page_of(cast.school.code)))
    assert of("new.person").appointed_from == date(2021, 11, 1)


def test_appointing_a_known_person_makes_no_code(cast: Cast, sign_in: SignIn) -> None:
    known = GIVEN | {"username": "wichai", "name": "นายวิชัย มะลิ"}

    answer = sign_in(cast.malee).post(appoint_at(cast.center.code), known, follow=True)

    assert "ใช้บัญชีและรหัสผ่านเดิมได้เลย" in text(answer)
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": "ก ข"}, "ชื่อผู้ใช้ใช้อักษรอังกฤษตัวเล็ก"),
        ({"username": "prasit"}, "เป็นของผู้อื่นแล้ว"),
        ({"name": ""}, "กรุณากรอกช่องนี้"),
        ({"email": "none"}, "อีเมลไม่ถูกต้อง"),
        ({"appointed_from": "31/11/2564"}, "ไม่มีวันที่ “31/11/2564”"),
        ({"appointed_to": "1/10/2564"}, "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"),
        ({"phone": "0" * 61}, "ยาวเกิน 60 ตัวอักษร"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    cast: Cast, sign_in: SignIn, wrong: dict[str, str], said: str
) -> None:
    answer = sign_in(cast.wichai).post(appoint_at(cast.school.code), GIVEN | wrong)

    page = text(answer)
    assert answer.status_code == 422
    assert said in page
    for kept in ("order_number", *wrong):
        assert f'value="{(GIVEN | wrong)[kept]}"' in page or not (GIVEN | wrong)[kept]
    assert not User.objects.filter(username="new.person").exists()


@pytest.mark.parametrize(("who", "where"), [("somsri", "school"), ("wichai", "mali")])
def test_a_role_one_may_not_give_is_refused(cast: Cast, sign_in: SignIn, who: str, where: str) -> None:
    answer = sign_in(getattr(cast, who)).post(appoint_at(getattr(cast, where).code), GIVEN)

    assert answer.status_code in (403, 422)
    assert not User.objects.filter(username="new.person").exists()


def test_a_new_code_a_pause_and_an_end(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.wichai)
    somsri = sign_in(cast.somsri)

    assert CODE.search(text(client.post(act("new_code", "somsri"))))
    assert "ระงับบัญชีของ นางสมศรี บ้านมะลิ แล้ว" in text(
        client.post(act("activity", "somsri"), {"active": "0"}, follow=True)
    )
    assert somsri.get(PEOPLE).status_code == 302, "out at once"
    assert "เปิดใช้บัญชีของ" in text(client.post(act("activity", "somsri"), {"active": "1"}, follow=True))
    assert "สิ้นสุดหน้าที่ของ" in text(client.post(act("end", "somsri"), follow=True))
    assert of("somsri").appointed_to == date(2021, 11, 7)
    assert client.post(act("end", "somsri")).status_code == 409


@pytest.mark.parametrize("page", ["new_code", "end", "activity"])
@pytest.mark.parametrize(
    ("who", "status"), [("somsri", 403), ("bua_officer", 404), ("stranger", 404), ("teacher", 403)]
)
def test_only_the_level_above_touches_an_officer(
    cast: Cast, sign_in: SignIn, page: str, who: str, status: int
) -> None:
    client = sign_in(getattr(cast, who))

    assert client.post(act(page, "somsri"), {"active": "0"}).status_code == status
    assert of("somsri").user.is_active
    assert of("somsri").appointed_to is None


@pytest.mark.parametrize("page", ["new_code", "end", "activity", "rooms"])
def test_nothing_changes_by_looking(cast: Cast, sign_in: SignIn, page: str) -> None:
    assert sign_in(cast.somsri).get(act(page, "teacher")).status_code == 405


def test_the_responsible_person_assigns_rooms(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    page = text(client.get(act("member", "teacher")))
    assert "ป.1/1" in page
    assert "ป.2/1" in page

    answer = client.post(act("rooms", "teacher"), {"room": [str(cast.p2.pk)]}, follow=True)

    assert "ดูแล 1 ห้อง" in text(answer)
    assert [row.classroom for row in ClassTeacher.objects.filter(membership=of("teacher"))] == [cast.p2]


def test_a_room_of_another_school_is_not_given(cast: Cast, sign_in: SignIn) -> None:
    foreign = cast.phu_school.classrooms.first()

    sign_in(cast.somsri).post(act("rooms", "teacher"), {"room": [str(foreign.pk)]})

    assert not ClassTeacher.objects.filter(classroom=foreign).exists()


def test_the_level_above_sees_the_teacher_but_not_the_rooms_of_others(cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in(cast.malee).get(act("member", "teacher")))

    assert "ครูประจำชั้น" in page
    assert "ป.1/1" not in page


def workbook(client: Client, code: str, **names: str) -> SimpleUploadedFile:
    """The workbook as downloaded, with names written beside the codes."""
    given = client.get(reverse("accounts:invitation_workbook", args=[code]))
    book, buffer = load_workbook(io.BytesIO(given.content)), io.BytesIO()
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 3).value = names.get(f"c{sheet.cell(row, 1).value}")
    book.save(buffer)
    return SimpleUploadedFile("x.xlsx", buffer.getvalue())


@pytest.fixture
def many(cast: Cast) -> None:
    for number in range(3):
        organization(
            Level.LAO, f"0597000{number}", f"เทศบาลตำบลดอน{number}", cast.north, kind=Kind.SUBDISTRICT
        )


def test_many_are_appointed_by_a_workbook(cast: Cast, many: None, sign_in: SignIn) -> None:
    client = sign_in(cast.malee)
    address = reverse("accounts:invite", args=[cast.north.code])
    filled = workbook(client, cast.north.code, c05970000="นายศูนย์ ดอน", c05970002="นางสอง ดอน")

    page = text(client.post(address, {"file": filled}))

    assert len(CODE.findall(page)) == 2
    assert "พิมพ์ใบแจ้งบัญชี 2 ใบ" in page
    assert {m.organization.code for m in Membership.objects.filter(user__name__endswith="ดอน")} == {
        "05970000",
        "05970002",
    }
    assert "1 แห่งที่ยังไม่มีผู้รับผิดชอบ" in text(client.get(address))


def test_one_wrong_row_appoints_nobody_and_is_named(cast: Cast, many: None, sign_in: SignIn) -> None:
    client = sign_in(cast.malee)
    filled = workbook(client, cast.north.code, c05970000="นายศูนย์ ดอน", c05970002="นางสอง ดอน")
    book, buffer = load_workbook(filled), io.BytesIO()
    book.worksheets[0].cell(4, 4).value = "ชื่อไทย"
    book.save(buffer)

    answer = client.post(
        reverse("accounts:invite", args=[cast.north.code]),
        {"file": SimpleUploadedFile("x.xlsx", buffer.getvalue())},
    )

    page = text(answer)
    assert answer.status_code == 422
    assert "ยังไม่ได้แต่งตั้งใคร มี 1 จุดต้องแก้ในไฟล์" in page
    assert '<td class="num wide">4</td>' in page
    assert "ชื่อผู้ใช้ใช้อักษรอังกฤษตัวเล็ก" in page
    assert not User.objects.filter(name__endswith="ดอน").exists()


@pytest.mark.parametrize("code", ["04980101", "97", "no-such"])
def test_a_workbook_reaches_only_those_below(cast: Cast, many: None, sign_in: SignIn, code: str) -> None:
    client = sign_in(cast.malee)
    filled = workbook(client, cast.north.code, c05970000="นายศูนย์ ดอน")
    book, buffer = load_workbook(filled), io.BytesIO()
    book.worksheets[0].cell(2, 1).value = code
    book.save(buffer)

    answer = client.post(
        reverse("accounts:invite", args=[cast.north.code]),
        {"file": SimpleUploadedFile("x.xlsx", buffer.getvalue())},
    )

    assert answer.status_code == 422
    assert f"ไม่มีหน่วยงานรหัส {code} ใต้หน่วยงานของท่าน" in text(answer)


@pytest.mark.parametrize("file", [None, SimpleUploadedFile("x.xlsx", b"no workbook")])
def test_no_workbook_is_said_so(cast: Cast, sign_in: SignIn, file: SimpleUploadedFile | None) -> None:
    answer = sign_in(cast.malee).post(
        reverse("accounts:invite", args=[cast.north.code]), {"file": file} if file else {"x": "y"}
    )

    assert answer.status_code == 422
    assert "อ่านไฟล์นี้ไม่ได้" in text(answer) or "เลือกไฟล์ที่กรอกแล้วก่อน" in text(answer)


def test_a_province_of_a_hundred_laos_is_one_page_of_fifty(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(98):
        organization(
            Level.LAO, f"0597{5000 + number}", f"เทศบาลตำบลดอน {number}", cast.north, kind=Kind.SUBDISTRICT
        )
    client = sign_in(cast.malee)
    client.get(PEOPLE)

    with django_assert_max_num_queries(15):
        page = text(client.get(PEOPLE + "?page=2"))

    assert "หน้า 2 จาก 2" in page
    assert "(100 แห่ง)" in page
    assert "เทศบาลตำบลดอน 7<" in text(client.get(PEOPLE + "?q=ดอน 7")).replace("</a>", "<")
    assert "ไม่พบ “ฟ้า”" in text(client.get(PEOPLE + "?q=ฟ้า"))
