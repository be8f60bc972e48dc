"""Which column is what: guessed, shown, and corrected by the officer."""

from typing import Any

import pytest

from lec.uploads.actions import stage
from lec.uploads.models import HeadingMeaning, Upload
from tests.cast import Cast
from tests.uploads.sheets import HEADINGS, register, student, xlsx
from tests.uploads.test_assigning import ODD, odd
from tests.web.conftest import SignIn, text_of
from tests.web.test_upload_list import send

pytestmark = pytest.mark.django_db


def staged(cast: Cast, data: bytes) -> Upload:
    return stage(institution=cast.school, data=data, filename="ก.xlsx", by=cast.somsri, without_names=True)


def chosen(upload: Upload, **more: Any) -> dict[str, Any]:
    """What the page sends as it was shown, but for the fields given by heading."""
    keys = [column["key"] for column in upload.columns]
    held = {column["key"]: column["field"] for column in upload.columns}
    fields = more.pop("fields", {})
    return {
        "heading": keys,
        "field": [fields.get(key, held[key]) for key in keys],
        "sheet": upload.sheet,
        "heading_row": str(upload.found_row),
        **more,
    }


def test_a_file_of_unknown_headings_leads_here_and_from_here_to_its_rows(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    response = send(client, xlsx(ODD, odd(501)))
    upload = Upload.objects.get()
    assert response["Location"] == f"/uploads/{upload.pk}/columns/"
    page = text_of(client.get(f"/uploads/{upload.pk}/columns/"))
    assert "ระบบไม่แน่ใจว่าคอลัมน์ใดคืออะไร" in page
    assert "03/05/2558" in page
    meant = {"ผู้ใดเอ่ย": "full_name", "เลขลับ": "citizen_id", "เมื่อไร": "birth_date"}
    response = client.post(f"/uploads/{upload.pk}/columns/", chosen(upload, fields=meant))
    assert response["Location"] == f"/uploads/{upload.pk}/"
    assert "พร้อมนำเข้า 1 แถว" in text_of(client.get(f"/uploads/{upload.pk}/"))
    assert dict(HeadingMeaning.objects.values_list("heading", "field")) == meant


def test_what_is_left_as_it_was_shown_is_not_remembered(cast: Cast, sign_in: SignIn) -> None:
    upload = staged(cast, register(student(501)))
    sign_in(cast.somsri).post(f"/uploads/{upload.pk}/columns/", chosen(upload))
    assert not HeadingMeaning.objects.exists()


def test_columns_that_are_not_read_are_named_with_the_way_to_say_more(cast: Cast, sign_in: SignIn) -> None:
    upload = staged(cast, xlsx(["ที่", *HEADINGS, "ชื่อเล่น", "หมายเหตุ"], [1, *student(501), "ก้อง", ""]))
    response = sign_in(cast.somsri).get(f"/uploads/{upload.pk}/")
    assert "ไม่ได้อ่าน 1 คอลัมน์: ชื่อเล่น" in text_of(response)
    assert f"/uploads/{upload.pk}/columns/" in response.text


def test_two_columns_of_one_field_are_refused_with_what_was_chosen(cast: Cast, sign_in: SignIn) -> None:
    upload = staged(cast, register(student(501)))
    twice = chosen(upload, fields={"ห้อง": "height", "เพศ": "height"})
    response = sign_in(cast.somsri).post(f"/uploads/{upload.pk}/columns/", twice)
    assert response.status_code == 422
    assert text_of(response).count("เลือกช่องข้อมูลนี้ไว้สองคอลัมน์") == 2
    assert response.text.count('value="height" selected') == 2


def test_another_sheet_is_looked_at_before_its_columns_are_settled(cast: Cast, sign_in: SignIn) -> None:
    data = xlsx(HEADINGS, student(501), sheet="ป.1", more={"ป.2": [["ป.2"], HEADINGS, student(502)]})
    upload, client = staged(cast, data), sign_in(cast.somsri)
    sent = chosen(upload, sheet="ป.2", look="1", fields={"ห้อง": "height"})
    response = client.post(f"/uploads/{upload.pk}/columns/", sent)
    assert response["Location"] == f"/uploads/{upload.pk}/columns/"
    upload.refresh_from_db()
    assert (upload.sheet, upload.found_row, upload.rows.count()) == ("ป.2", 2, 1)
    assert not HeadingMeaning.objects.exists()  # it was said of the other sheet's columns


def test_another_row_of_headings(cast: Cast, sign_in: SignIn) -> None:
    upload, client = staged(cast, xlsx(ODD, odd(501))), sign_in(cast.somsri)
    for text, row in (("2", 2), ("0", 1), ("๙๙", 2), ("1000000", 2), ("x", 2)):
        sent = chosen(upload, heading_row=text, look="1")
        assert client.post(f"/uploads/{upload.pk}/columns/", sent).status_code == 302
        upload.refresh_from_db()
        assert upload.found_row == row, text


def test_a_settled_file_has_no_columns_to_settle(cast: Cast, sign_in: SignIn) -> None:
    upload, client = staged(cast, register(student(501))), sign_in(cast.somsri)
    client.post(f"/uploads/{upload.pk}/discard/")
    assert client.get(f"/uploads/{upload.pk}/columns/")["Location"] == f"/uploads/{upload.pk}/"


def test_it_is_for_the_own_officer_only(cast: Cast, sign_in: SignIn) -> None:
    upload = staged(cast, register(student(501)))
    assert sign_in(cast.teacher).get(f"/uploads/{upload.pk}/columns/").status_code == 403
    assert sign_in(cast.phu_officer).get(f"/uploads/{upload.pk}/columns/").status_code == 404
    assert sign_in(cast.wichai).get(f"/uploads/{upload.pk}/columns/").status_code == 403


def test_particulars_are_shown_in_words(cast: Cast, sign_in: SignIn) -> None:
    data = xlsx([*HEADINGS, "ศาสนา", "อาชีพบิดา"], [*student(501), "พุทธ", "ไปต่างประเทศ"])
    client = sign_in(cast.somsri)
    upload = staged(cast, data)
    assert "อ่าน “ไปต่างประเทศ” ไม่ได้ จึงไม่นำเข้าช่องนี้" in text_of(client.get(f"/uploads/{upload.pk}/"))
    client.post(f"/uploads/{upload.pk}/apply/", {"offered": ["2"], "row": ["2"]})
    again = staged(cast, xlsx([*HEADINGS, "ศาสนา"], [*student(501), "คริสต์"]))
    page = text_of(client.get(f"/uploads/{again.pk}/"))
    assert "พุทธ" in page
    assert "คริสต์" in page
