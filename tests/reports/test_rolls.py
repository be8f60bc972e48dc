"""The printed roll: the data it is set from, and that nothing in a name breaks or steers the printing.

A PDF is not tested by its extracted text, which doubles and loses Thai marks (research, stack 2).
"""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from lec.reports.documents import compile_pdf, joined
from lec.reports.rolls import TEMPLATE, roll, rolls_pdf
from lec.students.actions import Change, Mark, attest, change
from lec.students.models import Placement
from lec.students.queries import class_list, entry_of
from tests.cast import Cast, fill

PRINTED_BY = "นางสมศรี ใจเย็น"


def pages(document: bytes) -> int:
    with pikepdf.Pdf.open(BytesIO(document)) as pdf:
        return len(pdf.pages)


def rename(cast: Cast, seat: Placement, **names: str) -> None:
    changed = Change(seat.enrollment_id, replace(entry_of(seat), **names))
    change(institution=cast.school, changes=[changed], by=cast.somsri)


def test_the_roll_says_who_is_where_and_who_signs(cast: Cast) -> None:
    data = roll(cast.somsri, cast.p1, cast.round, PRINTED_BY)
    assert data["title"] == "ใบรายชื่อตรวจสอบตัวตนนักเรียน ป.๑/๑"
    assert (data["institution"], data["lao"]) == (cast.school.name, cast.mali.name)
    assert data["round"] == "ครั้งที่ ๒/๒๕๖๔"
    assert data["teachers"] == "นางสาวพิมพ์ลดา ศรีประเสริฐกุล"
    assert data["foot"] == f"พิมพ์จากระบบ LEC เมื่อ ๘ พ.ย. ๒๕๖๔ ๑๐.๐๐ น. โดย{PRINTED_BY}"


def test_students_stand_as_in_the_class_list_with_the_end_of_their_number(cast: Cast) -> None:
    seats = class_list(cast.somsri, cast.p1, cast.round)
    rows = roll(cast.somsri, cast.p1, cast.round, PRINTED_BY)["rows"]
    assert [row["first_name"] for row in rows] == [seat.enrollment.student.first_name for seat in seats]
    assert [row["number"] for row in rows] == list(range(1, len(seats) + 1))
    assert [len(row["id"]) for row in rows] == [4] * len(seats)


def test_what_is_recorded_is_ticked_already(cast: Cast) -> None:
    first, second = (seat.enrollment_id for seat in class_list(cast.somsri, cast.p1, cast.round)[:2])
    marks = [Mark(first, "100"), Mark(second, "203")]
    attest(institution=cast.school, round=cast.round, marks=marks, by=cast.teacher)
    rows = roll(cast.somsri, cast.p1, cast.round, PRINTED_BY)["rows"]
    assert [(row["mark"], row["code"]) for row in rows] == [("present", ""), ("absent", "๒๐๓"), ("", "")]


def test_a_teacher_prints_nobody_of_another_room(cast: Cast) -> None:
    assert roll(cast.teacher, cast.p2, cast.round, PRINTED_BY)["rows"] == []
    assert roll(cast.teacher, cast.p1, None, PRINTED_BY)["round"] == ""


def test_a_class_of_forty_is_one_page_and_each_class_begins_its_own(cast: Cast) -> None:
    fill(cast.school, ("P1",), 600, each=37)
    assert pages(rolls_pdf(cast.somsri, [cast.p1], cast.round, PRINTED_BY)) == 1
    assert pages(rolls_pdf(cast.somsri, [cast.p1, cast.p2], cast.round, PRINTED_BY)) == 2
    fill(cast.school, ("P1",), 700, each=20)
    assert pages(rolls_pdf(cast.somsri, [cast.p1], cast.round, PRINTED_BY)) == 2


@pytest.mark.parametrize("name", ["#import", "$x$", "*ก*", "]", "//", '"', "\\", "ปิ่นกฤษฎิ์น้ำป้ำฝั่ง", "ก" * 80])
def test_no_name_is_read_as_anything_but_a_name(cast: Cast, name: str) -> None:
    data = roll(cast.somsri, cast.p1, cast.round, PRINTED_BY)
    data["rows"][0]["first_name"] = name
    data["institution"] = name
    assert pages(compile_pdf(TEMPLATE, data)) == 1


def test_the_same_roll_gives_the_same_bytes(cast: Cast) -> None:
    data = roll(cast.somsri, cast.p1, cast.round, PRINTED_BY)
    once = compile_pdf(TEMPLATE, data)
    assert b"CreationDate" not in once
    assert once == compile_pdf(TEMPLATE, data)
    assert joined([once, once]) == joined([once, once])


def test_without_rooms_there_is_an_empty_document(cast: Cast) -> None:
    assert pages(rolls_pdf(cast.somsri, [], cast.round, PRINTED_BY)) == 0
