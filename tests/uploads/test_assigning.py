"""What a file does not say of itself: the officer says it once, and it is remembered (DOMAIN, Excel in)."""

import io
from typing import Any

import openpyxl
import pytest

from lec.audit.models import AuditEntry
from lec.refusals import Blocked, Forbidden, Invalid
from lec.thai import citizen_id
from lec.uploads.actions import apply, assign, discard, stage
from lec.uploads.models import HeadingMeaning, Upload
from lec.uploads.queries import result, same_file_before
from lec.uploads.workbook import NotAWorkbook
from tests.cast import Cast
from tests.uploads.sheets import HEADINGS, register, student, xlsx

pytestmark = pytest.mark.django_db
ID = citizen_id.synthetic

ODD = ["ผู้ใดเอ่ย", "เลขลับ", "เมื่อไร", "ชั้น"]


def odd(serial: int) -> list[Any]:
    return ["เด็กชาย ก้องภพ ณ ป่าหวาย", ID(serial), "03/05/2558", "ป.1"]


def staged(cast: Cast, data: bytes, **how: Any) -> Upload:
    return stage(institution=cast.school, data=data, filename="ก.xlsx", by=cast.somsri, **how)


def said(upload: Upload, cast: Cast, meanings: dict[str, str], sheet: str = "", row: int = 0) -> Upload:
    return assign(
        upload=upload, meanings=meanings, sheet=sheet or upload.sheet, heading_row=row, by=cast.somsri
    )


def fields(upload: Upload) -> list[str]:
    return [column["field"] for column in upload.columns]


def test_what_no_wording_fits_is_kept_until_somebody_says_what_it_is(cast: Cast) -> None:
    data = xlsx(ODD, odd(501), odd(502))
    with pytest.raises(NotAWorkbook, match="headings-missing"):
        staged(cast, data)
    upload = staged(cast, data, without_names=True)
    assert (upload.is_understood, upload.rows.count()) == (False, 0)
    assert [column["label"] for column in upload.columns] == ODD
    upload = said(upload, cast, {"ผู้ใดเอ่ย": "full_name", "เลขลับ": "citizen_id", "เมื่อไร": "birth_date"})
    assert (upload.is_understood, fields(upload)) == (
        True,
        ["full_name", "citizen_id", "birth_date", "grade"],
    )
    assert list(upload.rows.values_list("kind", flat=True)) == ["new", "new"]
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert cast.school.enrollments.filter(student__citizen_id=ID(502), left_on=None).exists()


def test_the_next_file_is_read_as_was_said_and_other_institutions_are_not(cast: Cast) -> None:
    said(
        staged(cast, xlsx(ODD, odd(501)), without_names=True),
        cast,
        {"ผู้ใดเอ่ย": "full_name", "เลขลับ": "citizen_id", "เมื่อไร": "birth_date"},
    )
    assert staged(cast, xlsx(ODD, odd(503))).is_understood
    with pytest.raises(NotAWorkbook, match="headings-missing"):
        stage(institution=cast.phu_school, data=xlsx(ODD, odd(503)), filename="ก.xlsx", by=cast.phu_officer)


def test_what_is_said_again_replaces_what_was_said(cast: Cast) -> None:
    upload = staged(cast, xlsx([*HEADINGS, "แขวน"], [*student(501), "12"]))
    said(upload, cast, {"แขวน": "student_number"})
    said(upload, cast, {"แขวน": "weight"})
    assert list(HeadingMeaning.objects.values_list("heading", "field", "said_by")) == [
        ("แขวน", "weight", cast.somsri.user_id)
    ]
    upload.refresh_from_db()
    assert upload.rows.get().values["weight"] == "12.0"


def test_a_column_may_be_left_unread_and_what_was_taken_for_it_goes_to_another(cast: Cast) -> None:
    data = xlsx([*HEADINGS, "เลขใหม่"], [*student(501), ID(502)])
    upload = said(staged(cast, data), cast, {"ห้อง": "", "เลขใหม่": "citizen_id"})
    assert upload.rows.get().values["citizen_id"] == ID(502)
    assert fields(upload)[0] == fields(upload)[7] == ""


def test_another_sheet_and_another_row_of_headings(cast: Cast) -> None:
    more = {"ป.2": [["รายชื่อ"], ["โน้ต", "ปี"], HEADINGS, student(502, grade="ป.2")]}
    upload = staged(cast, xlsx(HEADINGS, student(501), sheet="ป.1", more=more))
    assert (upload.sheet, upload.sheets, upload.found_row) == ("ป.1", ["ป.1", "ป.2"], 1)
    upload = said(upload, cast, {}, sheet="ป.2")
    assert (upload.found_row, upload.rows.get().values["citizen_id"]) == (3, ID(502))
    upload = said(upload, cast, {}, sheet="ป.2", row=2)
    assert (upload.found_row, upload.is_understood) == (2, False)
    upload = said(upload, cast, {}, sheet="ป.2", row=3)
    apply(upload=upload, valid_rows_only=False, by=cast.somsri)
    assert cast.school.enrollments.filter(student__citizen_id=ID(502)).exists()
    assert not cast.school.enrollments.filter(student__citizen_id=ID(501)).exists()


def test_the_file_comes_back_with_reasons_in_the_sheet_that_was_asked_for(cast: Cast) -> None:
    wrong = student(502, citizen_id="1990000000000")
    upload = staged(cast, xlsx(HEADINGS, student(501), sheet="ป.1", more={"ป.2": [HEADINGS, wrong]}))
    said(upload, cast, {}, sheet="ป.2")
    upload.refresh_from_db()
    book = openpyxl.load_workbook(io.BytesIO(result(upload)))
    assert "ต้องแก้" in str(book["ป.2"]["I2"].value)
    assert book["ป.1"]["I2"].value is None


@pytest.mark.parametrize(
    ("meanings", "codes"),
    [
        ({"ห้อง": "shoe_size"}, ["heading-field-unknown"]),
        ({"ห้อง": "version"}, ["heading-field-unknown"]),
        ({"ห้อง": "height", "เพศ": "height"}, ["heading-field-twice", "heading-field-twice"]),
    ],
)
def test_what_is_no_field_or_twice_the_same_is_refused(
    cast: Cast, meanings: dict[str, str], codes: list[str]
) -> None:
    upload = staged(cast, register(student(501)))
    with pytest.raises(Invalid) as caught:
        said(upload, cast, meanings)
    assert [fault.code for fault in caught.value.faults] == codes
    assert not HeadingMeaning.objects.exists()


def test_a_settled_file_is_not_read_otherwise(cast: Cast) -> None:
    upload = staged(cast, register(student(501)))
    discard(upload=upload, by=cast.somsri)
    with pytest.raises(Blocked):
        said(upload, cast, {"ห้อง": ""})


def test_others_say_nothing_of_it(cast: Cast) -> None:
    upload = staged(cast, register(student(501)))
    for by in (cast.teacher, cast.phu_officer, cast.wichai):
        with pytest.raises(Forbidden):
            assign(upload=upload, meanings={"ห้อง": ""}, sheet=upload.sheet, heading_row=0, by=by)


def test_it_is_on_the_trail(cast: Cast) -> None:
    upload = said(staged(cast, register(student(501))), cast, {"ห้อง": ""})
    entry = AuditEntry.objects.get(action="assign-headings")
    assert (entry.subject_id, entry.user_id, entry.after) == (upload.pk, cast.somsri.user_id, {"rows": 1})


def test_the_same_file_again_is_known_whatever_became_of_it(cast: Cast) -> None:
    data = register(student(501))
    first = staged(cast, data)
    second = staged(cast, data)
    assert same_file_before(first) is None
    assert same_file_before(second) == first
    discard(upload=second, by=cast.somsri)
    third = staged(cast, data)
    assert same_file_before(third) == second
    assert same_file_before(staged(cast, register(student(502)))) is None
