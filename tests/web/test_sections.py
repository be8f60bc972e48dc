"""What else is known of a student, from its page: saved section by section, told when, nothing typed lost."""

import re
from typing import Any

import pytest
from django.test import Client

from lec.confirmations.actions import confirm
from lec.rounds.models import Subject
from lec.students.actions import Change, change
from lec.students.models import Particulars, Student
from lec.students.queries import class_list
from lec.students.rules import PARTICULARS, SECTIONS, Entry
from tests.cast import Cast, attest_all
from tests.web.conftest import SignIn, text_of
from tests.web.test_student_form import drawn, first_of

HTMX = {"HTTP_HX_REQUEST": "true"}


def address(cast: Cast, section: str) -> str:
    return f"/students/{first_of(cast).enrollment_id}/save/{section}/"


def save(client: Client, cast: Cast, section: str, shown: dict[str, str] | None = None, **typed: str) -> Any:
    """Send a section as the browser does: what was typed, and what had been shown."""
    initial = {f"initial-{name}": (shown or {}).get(name, "") for name in typed}
    return client.post(address(cast, section), typed | initial, **HTMX)


def tell(cast: Cast, **particulars: Any) -> None:
    """Somebody else saves."""
    stay = first_of(cast).enrollment_id
    one = Change(stay, Entry(particulars=particulars), None, frozenset({"particulars"}))
    change(institution=cast.school, changes=[one], by=cast.somsri)


def test_every_field_of_the_catalog_stands_on_the_page_in_its_section(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.somsri).get(f"/students/{first_of(cast).enrollment_id}/")
    names = re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page.text)
    assert [name for name in names if name in PARTICULARS] == [
        name for section in SECTIONS for name, one in PARTICULARS.items() if one.section == section
    ]
    assert [str(title) in text_of(page) for title in SECTIONS.values()] == [True] * len(SECTIONS)


def test_a_section_is_saved_by_itself_and_says_when(cast: Cast, sign_in: SignIn) -> None:
    response = save(sign_in(cast.teacher), cast, "general", height="๑๒๑.๕", religion="buddhism")
    assert "บันทึกแล้ว 10.00 น." in text_of(response)
    assert "<html" not in response.text
    held = Particulars.objects.get()
    assert (str(held.height), held.religion, held.weight) == ("121.5", "buddhism", None)


def test_without_scripts_the_page_comes_back_and_says_it(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    here = f"/students/{first_of(cast).enrollment_id}/"
    response = client.post(address(cast, "travel"), {"travel": "walk", "initial-travel": ""})
    assert response.url == here
    assert "บันทึก “การเดินทางและที่พัก” แล้ว" in text_of(client.get(here))
    wrong = client.post(address(cast, "travel"), {"travel_minutes": "นาน", "initial-travel_minutes": ""})
    assert wrong.status_code == 422
    assert 'value="นาน"' in wrong.text
    assert "<details open" in wrong.text.replace(' class="fold"', "")


def test_an_address_is_chosen_by_name_and_brings_its_postal_code(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    listed = client.get("/students/places/", {"registered_subdistrict": "วังทอง พิษ"})
    assert listed.text.strip() == '<option value="ต.วังทอง อ.วังทอง จ.พิษณุโลก"></option>'
    shown = save(client, cast, "registered", registered_subdistrict="วังทอง พิษณุโลก")
    assert 'value="ต.วังทอง อ.วังทอง จ.พิษณุโลก"' in shown.text
    assert 'value="65130"' in shown.text
    assert Particulars.objects.get().registered_subdistrict == "650801"


def test_a_place_that_fits_several_says_which(cast: Cast, sign_in: SignIn) -> None:
    page = text_of(save(sign_in(cast.somsri), cast, "current", current_subdistrict="ในเมือง"))
    assert "มีตำบลชื่อนี้หลายแห่ง เช่น ต.ในเมือง อ.เมืองชัยนาท จ.ชัยนาท" in page
    assert "มี 1 ช่องต้องแก้" in page
    assert not Particulars.objects.exists()


def test_what_somebody_else_saved_in_other_fields_stays(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    client.get(f"/students/{first_of(cast).enrollment_id}/")
    tell(cast, weight="24", religion="islam")
    save(client, cast, "general", height="120")
    held = Particulars.objects.get()
    assert (str(held.height), str(held.weight), held.religion) == ("120.0", "24.0", "islam")


def test_what_two_typed_in_one_field_is_shown_and_nothing_is_overwritten(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    tell(cast, height="118")
    refused = save(client, cast, "general", height="120")
    assert "ท่านกรอก “120” และจะใช้ค่านี้เมื่อบันทึก" in text_of(refused)
    assert str(Particulars.objects.get().height) == "118.0"
    save(client, cast, "general", shown={"height": "118"}, height="120")
    assert str(Particulars.objects.get().height) == "120.0"


def test_saving_a_section_does_not_make_the_rest_of_the_page_old(cast: Cast, sign_in: SignIn) -> None:
    placement, client = first_of(cast), sign_in(cast.somsri)
    typed = drawn(placement)
    save(client, cast, "general", height="120")
    response = client.post(f"/students/{placement.enrollment_id}/", typed | {"last_name": "ใจงาม"})
    assert response.status_code == 302
    assert Student.objects.get(pk=placement.enrollment.student_id).last_name == "ใจงาม"


def test_an_error_elsewhere_does_not_keep_one_from_telling_more(cast: Cast, sign_in: SignIn) -> None:
    student = first_of(cast).enrollment.student
    student.citizen_id = "1990000000000"
    student.save()
    save(sign_in(cast.somsri), cast, "general", height="120")
    assert Particulars.objects.exists()


def test_while_confirmed_sections_are_read_and_not_written(cast: Cast, sign_in: SignIn) -> None:
    attest_all(cast.school, cast.round)
    confirm(organization=cast.school, round=cast.round, subject=Subject.STUDENTS, by=cast.somsri)
    client = sign_in(cast.somsri)
    page = client.get(f"/students/{first_of(cast).enrollment_id}/")
    assert "บันทึกส่วนนี้" not in page.text
    assert "จึงแก้ไขไม่ได้ ต้องยกเลิกการยืนยันก่อน" in text_of(save(client, cast, "general", height="120"))
    assert not Particulars.objects.exists()


@pytest.mark.parametrize("who", ["center_officer", "phu_officer", "wichai", "malee"])
def test_nobody_else_saves_or_finds_a_section(cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert save(client, cast, "general", height="120").status_code in (403, 404)
    assert not Particulars.objects.exists()


def test_a_teacher_of_another_room_finds_none(cast: Cast, sign_in: SignIn) -> None:
    stay = class_list(cast.somsri, cast.p2, cast.round)[0].enrollment_id
    response = sign_in(cast.teacher).post(f"/students/{stay}/save/general/", {"height": "120"})
    assert response.status_code == 404


def test_a_section_nobody_knows(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.somsri).post(address(cast, "horses"), {}).status_code == 404
    assert sign_in(cast.somsri).get(address(cast, "general")).status_code == 405
