"""Many rows are written by the worker, all of them or none, and the page says how far it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lec.accounts.models import Membership
from lec.cli.worker import work
from lec.rounds.models import Round
from lec.students.models import Enrollment
from lec.uploads.actions import apply_file, stage
from lec.uploads.models import Upload
from tests.cast import NOW, Cast
from tests.confirmations.standing import stand
from tests.uploads.sheets import register, student
from tests.web.conftest import SignIn, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def every_file_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lec.web.uploads.views.APPLIED_AT_ONCE", 0)


@pytest.fixture
def upload(cast: Cast) -> Upload:
    return stage(
        institution=cast.school,
        data=register(student(501), student(502), student(503)),
        filename="นักเรียนใหม่.xlsx",
        by=cast.somsri,
    )


def enrolled(cast: Cast) -> int:
    return Enrollment.objects.filter(institution=cast.school, left_on=None).count()


def press(client: Client, upload: Upload, leave_out: tuple[int, ...] = ()) -> Any:
    """The button under the rows, with all of them ticked but those left out."""
    rows = [row.number for row in upload.rows.all()]
    ticked = [number for number in rows if number not in leave_out]
    return client.post(f"/uploads/{upload.pk}/apply/", {"offered": rows, "row": ticked})


def test_it_is_taken_on_written_by_the_worker_and_shown(cast: Cast, sign_in: SignIn, upload: Upload) -> None:
    client, before, address = sign_in(cast.somsri), enrolled(cast), f"/uploads/{upload.pk}/"
    left_out = upload.rows.first().number
    assert press(client, upload, (left_out,))["Location"] == address
    page = text_of(client.get(address))
    assert "กำลังนำเข้าทะเบียน หน้านี้เปลี่ยนเองเมื่อเสร็จ" in page
    assert "นำเข้าเดี๋ยวนี้" not in page
    assert 'id="progress"' in client.get(address, headers={"HX-Request": "true"}).text
    assert "กำลังนำเข้า" in text_of(client.get("/uploads/"))
    assert enrolled(cast) == before
    work(rounds=1)
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = text_of(client.get(address))
    assert "นำเข้าแล้ว 2 แถว" in page
    assert "ไม่ได้นำเข้า 1 แถวที่ท่านไม่ได้เลือก" in page
    assert enrolled(cast) == before + 2


def test_how_far_it_may_be_is_estimated(cast: Cast, sign_in: SignIn, upload: Upload) -> None:
    client, address = sign_in(cast.somsri), f"/uploads/{upload.pk}/"
    press(client, upload)
    assert "คาดว่าเสร็จแล้วราว 0 ใน 100 ส่วน" in text_of(client.get(address))
    for waited, percent in ((0.25, 25), (60, 95)):
        Upload.objects.update(progress=20, asked_at=NOW - timedelta(seconds=waited))
        assert f"คาดว่าเสร็จแล้วราว {percent} ใน 100 ส่วน" in text_of(client.get(address))


def test_pressed_twice_it_is_applied_once(cast: Cast, sign_in: SignIn, upload: Upload) -> None:
    client, before = sign_in(cast.somsri), enrolled(cast)
    assert press(client, upload).status_code == press(client, upload).status_code == 302
    assert client.post(f"/uploads/{upload.pk}/discard/").status_code == 409
    work(rounds=1)
    apply_file.call(upload_id=upload.pk)
    assert enrolled(cast) == before + 3


def test_it_counts_as_of_when_it_was_asked_for(cast: Cast, sign_in: SignIn, upload: Upload) -> None:
    press(sign_in(cast.somsri), upload)
    Round.objects.filter(pk=cast.round.pk).update(closed_at=NOW + timedelta(seconds=1))
    Membership.objects.filter(user=cast.somsri.user_id).update(appointed_to=NOW.date())
    work(rounds=1)
    upload.refresh_from_db()
    assert (upload.state, upload.applied_at) == ("applied", NOW)


def test_confirmed_meanwhile_it_comes_back_with_the_reason_and_the_ticks(
    cast: Cast, sign_in: SignIn, upload: Upload
) -> None:
    client, before = sign_in(cast.somsri), enrolled(cast)
    left_out = upload.rows.first().number
    press(client, upload, (left_out,))
    stand(cast.school, cast.round)
    work(rounds=1)
    page = text_of(client.get(f"/uploads/{upload.pk}/"))
    assert "ยังไม่ได้นำเข้า ทะเบียนไม่มีอะไรเปลี่ยน" in page
    assert "พร้อมนำเข้า 3 แถว" in page
    assert "นำเข้าไม่ได้ ดูเหตุผล" in text_of(client.get("/uploads/"))
    upload.refresh_from_db()
    assert (upload.state, [r["code"] for r in upload.refused]) == ("staged", ["already-confirmed"])
    assert upload.left_out == [left_out]
    assert enrolled(cast) == before


def test_cut_off_in_the_middle_nothing_is_half_written_and_it_begins_again(
    cast: Cast, sign_in: SignIn, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = enrolled(cast)
    press(sign_in(cast.somsri), upload)
    with monkeypatch.context() as broken:
        broken.setattr("lec.uploads.actions.applying.record", lambda *given, **named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            apply_file.call(upload_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.progress, enrolled(cast)) == ("applying", 20, before)
    apply_file.call(upload_id=upload.pk)
    assert enrolled(cast) == before + 3


@pytest.mark.parametrize(("progress", "patience"), [(0, 21), (20, 301)])
def test_where_nobody_does_it_the_page_does(
    cast: Cast, sign_in: SignIn, upload: Upload, progress: int, patience: int
) -> None:
    client, address = sign_in(cast.somsri), f"/uploads/{upload.pk}/"
    press(client, upload)
    Upload.objects.update(progress=progress, asked_at=NOW - timedelta(seconds=patience - 2))
    assert "นำเข้าเดี๋ยวนี้" not in text_of(client.get(address))
    Upload.objects.update(asked_at=NOW - timedelta(seconds=patience))
    assert "นำเข้าเดี๋ยวนี้" in text_of(client.get(address))
    assert client.post(address)["Location"] == address
    assert "นำเข้าแล้ว 3 แถว" in text_of(client.get(address))
    work(rounds=1)  # the job finds nothing left to do
