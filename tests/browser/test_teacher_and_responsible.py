"""The rest of what the responsible person meets in a real browser: a file, a warning, the receipt's figures.

Every page on the way is looked at as in test_class_to_receipt.
"""

from datetime import date
from pathlib import Path

import pytest

from lec.confirmations.queries import frozen_counts
from lec.reference.grades import short
from lec.rounds.queries import standing
from lec.students.actions import enroll
from lec.students.models import Enrollment, RecordedFinding
from tests.browser.test_class_to_receipt import Person, person, world
from tests.cast import Cast, attest_all, entry
from tests.journeys.test_class_to_confirmation import filled
from tests.journeys.test_round_two_of_2564 import cells_of

__all__ = ["person", "world"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_newcomers_by_file_and_a_warning_become_a_counted_receipt(
    person: Person, world: Cast, tmp_path: Path
) -> None:
    """Ten of usual age come by the downloaded template; one of unusual age is there already."""
    unusual = entry(990, "P2", birth_date=date(2010, 1, 3))
    enroll(institution=world.school, entries=[unusual], by=world.somsri)
    person.sign_in(world.somsri)
    upload_the_template(person, world, tmp_path / "newcomers.xlsx")
    attest_all(world.school, world.round)
    explain_the_warning(person)

    person.go("/confirm/students/")
    person.press("^ยืนยัน")
    held = standing(world.round, world.school)
    assert held is not None
    assert "ยืนยันข้อมูลแล้ว 20 คน" in person.text()
    counted = {(short(grade), sex): n for (grade, sex), n in frozen_counts(held.receipt).items()}
    assert cells_of(person.page.content()) == counted
    assert sum(counted.values()) == 20


def upload_the_template(person: Person, world: Cast, file: Path) -> None:
    """Nothing is in the register before the second button."""
    person.go("/uploads/")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="ดาวน์โหลดแบบฟอร์ม Excel").click()
    file.write_bytes(filled(download.value.path().read_bytes(), range(970, 980)))
    person.page.set_input_files("[name=file]", file)
    for button, heading, here in (("^ตรวจไฟล์", "พร้อมนำเข้า 10 แถว", 10), ("^นำเข้า", "นำเข้าแล้ว 10 แถว", 20)):
        person.press(button)
        assert heading in person.text()
        assert Enrollment.objects.filter(institution=world.school).count() == here


def explain_the_warning(person: Person) -> None:
    """From the page of confirming to the findings and back home, where nothing is left."""
    person.go("/confirm/students/")
    assert "คำเตือน 1 รายการยังไม่มีคำชี้แจง" in person.text()
    person.follow(person.page.get_by_role("link", name="เขียนคำชี้แจง"))
    person.page.fill("[name=because]", "หยุดเรียนเพราะรักษาตัว มีใบรับรองแพทย์")
    person.press("^บันทึกคำชี้แจง")
    assert RecordedFinding.objects.get().explanation == "หยุดเรียนเพราะรักษาตัว มีใบรับรองแพทย์"
    person.go("/")
    assert "ครบทุกเรื่องแล้ว ยืนยันข้อมูล 20 คนได้เลย" in person.text()
