"""Findings by kind: errors lead to the form, warnings are explained, one or many of a kind at once."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from lec.students.actions import Change, change
from lec.students.models import RecordedFinding, Student
from lec.students.queries import class_list, entry_of
from lec.students.rules import RULES, Scope
from lec.web.students.kinds import TITLES
from tests.cast import Cast, attest_all
from tests.web.conftest import SignIn, text_of


@pytest.fixture
def warned(cast: Cast) -> list[int]:
    """Two findings of one kind: a boy and a girl of ป.1/1 whose title says otherwise."""
    for placement in class_list(cast.somsri, cast.p1, cast.round)[:2]:
        entry = replace(entry_of(placement), prefix="เด็กหญิง", sex="M")
        change(institution=cast.school, changes=[Change(placement.enrollment_id, entry)], by=cast.somsri)
    found = RecordedFinding.objects.filter(code="sex-prefix-mismatch")
    return list(found.order_by("pk").values_list("pk", flat=True))


def explain(client: Client, findings: list[int], because: str = "ตรวจสูติบัตรแล้ว", **more: str) -> Any:
    data = {"finding": findings, "because": because, "code": "sex-prefix-mismatch", **more}
    return client.post("/students/findings/explain/", data)


def explanations() -> list[str]:
    return list(RecordedFinding.objects.order_by("pk").values_list("explanation", flat=True))


def test_findings_stand_by_kind_with_whom_they_are_about(
    cast: Cast, sign_in: SignIn, warned: list[int]
) -> None:
    Student.objects.filter(enrollments__institution=cast.school, first_name="กิตติ").update(birth_date=None)
    attest_all(cast.school, cast.round)
    response = sign_in(cast.somsri).get("/students/findings/")
    page = text_of(response)
    assert "ต้องแก้" in page
    assert "ต้องชี้แจง 2 เรื่อง" in page
    assert page.index("ไม่มีวันเกิด") < page.index("เพศไม่ตรงกับคำนำหน้า")
    assert response.text.count('name="because"') == 1


def test_many_of_a_kind_are_explained_at_once(cast: Cast, sign_in: SignIn, warned: list[int]) -> None:
    client = sign_in(cast.somsri)
    assert explain(client, warned).url == "/students/findings/"
    assert explanations() == ["ตรวจสูติบัตรแล้ว"] * 2
    page = text_of(client.get("/students/findings/"))
    assert "ไม่มีเรื่องต้องแก้หรือชี้แจง" in page
    assert "“ตรวจสูติบัตรแล้ว” นางสมศรี บ้านมะลิ 8 พ.ย. 2564" in page


def test_from_a_class_list_one_is_back_at_the_class_list(
    cast: Cast, sign_in: SignIn, warned: list[int]
) -> None:
    room = f"/students/room/{cast.p1.pk}/"
    assert explain(sign_in(cast.somsri), warned[:1], next=room).url == room
    assert explanations() == ["ตรวจสูติบัตรแล้ว", ""]
    assert explain(sign_in(cast.somsri), warned, next="//example.org/").url == "/students/findings/"


@pytest.mark.parametrize("because", ["", "  ", "ก" * 501])
def test_an_explanation_has_1_to_500_characters_and_is_not_lost(
    cast: Cast, sign_in: SignIn, warned: list[int], because: str
) -> None:
    response = explain(sign_in(cast.somsri), warned[:1], because)
    assert response.status_code == 422
    assert "เขียนคำชี้แจง 1–500 ตัวอักษร" in text_of(response)
    assert because in response.text
    assert f'value="{warned[0]}" checked' in response.text
    assert f'value="{warned[1]}" checked' not in response.text
    assert explanations() == ["", ""]


def test_something_must_be_chosen(cast: Cast, sign_in: SignIn, warned: list[int]) -> None:
    response = explain(sign_in(cast.somsri), [], "เหตุผลที่พิมพ์ไว้")
    assert "เลือกรายการที่จะชี้แจงอย่างน้อย 1 รายการ" in text_of(response)
    assert "เหตุผลที่พิมพ์ไว้" in text_of(response)


def test_an_error_is_not_talked_away(cast: Cast, sign_in: SignIn) -> None:
    Student.objects.filter(enrollments__institution=cast.school).update(birth_date=None)
    attest_all(cast.school, cast.round)
    wrong = RecordedFinding.objects.filter(severity="error")[0]
    response = explain(sign_in(cast.somsri), [wrong.pk], code=wrong.code)
    assert response.status_code == 422
    assert not RecordedFinding.objects.exclude(explanation="").exists()


def test_only_the_officer_of_the_institution_explains(cast: Cast, sign_in: SignIn, warned: list[int]) -> None:
    for who in (cast.teacher, cast.wichai, cast.decha):
        assert explain(sign_in(who), warned).status_code == 403
    assert explain(sign_in(cast.phu_officer), warned).status_code == 404
    assert sign_in(cast.somsri).get("/students/findings/explain/").status_code == 405
    assert explanations() == ["", ""]


def test_a_teacher_reads_the_findings_of_the_own_rooms(
    cast: Cast, sign_in: SignIn, warned: list[int]
) -> None:
    response = sign_in(cast.teacher).get("/students/findings/")
    assert "ต้องชี้แจง 2 เรื่อง" in text_of(response)
    assert 'name="because"' not in response.text
    assert "ผู้รับผิดชอบของสถานศึกษา" in text_of(response)


def test_every_finding_of_the_register_has_a_title() -> None:
    never_kept = {rule.code for rule in RULES.values() if rule.scope == Scope.FILE or rule.clause == "RPT318"}
    assert set(TITLES) == set(RULES) - never_kept - {"birth-date-impossible", "entered-on-impossible"}
