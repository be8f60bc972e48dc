"""A file that takes longer than a page may is read by the worker, and the page says how far it is."""

from datetime import timedelta

import pytest

from lec.cli.worker import work
from lec.uploads.actions import read_file
from lec.uploads.models import Upload
from tests.cast import NOW, Cast
from tests.uploads.sheets import register, student, xlsx
from tests.uploads.test_assigning import ODD, odd
from tests.web.conftest import SignIn, text_of
from tests.web.test_upload_list import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lec.web.uploads.views.READ_AT_ONCE", 10)


def test_it_is_kept_at_once_read_by_the_worker_and_then_shown(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    response = send(client, register(student(501), student(502)))
    upload = Upload.objects.get()
    address = f"/uploads/{upload.pk}/"
    assert response["Location"] == address
    page = client.get(address)
    assert "กำลังตรวจไฟล์ หน้านี้เปลี่ยนเองเมื่อเสร็จ" in text_of(page)
    asked = client.get(address, headers={"HX-Request": "true"})
    assert (asked.status_code, 'id="progress"' in asked.text) == (200, True)
    assert "กำลังตรวจ" in text_of(client.get("/uploads/"))
    assert client.get(f"{address}result.xlsx").status_code == 404
    assert client.post(f"{address}apply/").status_code in (409, 422)
    work(rounds=1)
    page = client.get(address)
    assert "พร้อมนำเข้า 2 แถว" in text_of(page)
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_what_the_gate_refuses_is_refused_at_once(cast: Cast, sign_in: SignIn) -> None:
    response = send(sign_in(cast.somsri), b"%PDF-1.7 and more")
    assert response.status_code == 422
    assert not Upload.objects.exists()


def test_what_cannot_be_read_says_why_when_it_is_found(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    send(client, register(*([student()] * 10_001)))
    work(rounds=1)
    upload = Upload.objects.get()
    assert upload.state == "unreadable"
    page = text_of(client.get(f"/uploads/{upload.pk}/"))
    assert "อ่านไฟล์นี้ไม่ได้" in page
    assert "ไฟล์มีเกิน 10,000 แถว แยกเป็นหลายไฟล์ แล้วอัปโหลดทีละไฟล์" in page


def test_unknown_headings_are_asked_about_afterwards(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    send(client, xlsx(ODD, odd(501)))
    work(rounds=1)
    page = text_of(client.get(f"/uploads/{Upload.objects.get().pk}/"))
    assert "บอกว่าคอลัมน์ใดเป็นชื่อและเลขประจำตัว" in page


def test_where_nobody_takes_it_up_the_page_reads_it(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    send(client, register(student(501)))
    upload = Upload.objects.get()
    address = f"/uploads/{upload.pk}/"
    assert "ตรวจไฟล์เดี๋ยวนี้" not in text_of(client.get(address))
    Upload.objects.update(staged_at=NOW - timedelta(minutes=1))
    assert "ตรวจไฟล์เดี๋ยวนี้" in text_of(client.get(address))
    assert client.post(address)["Location"] == address
    assert "พร้อมนำเข้า 1 แถว" in text_of(client.get(address))
    work(rounds=1)  # the job finds nothing left to do
    assert Upload.objects.get().rows.count() == 1


def test_cut_off_in_the_middle_it_begins_again(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(sign_in(cast.somsri), register(student(501)))
    upload = Upload.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr("lec.uploads.actions.staging.keep_file", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            read_file.call(upload_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.progress, upload.rows.count()) == ("reading", 55, 0)
    read_file.call(upload_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.rows.count()) == ("staged", 1)
