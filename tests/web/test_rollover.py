"""The turn of the year as the responsible person does it, on page and through the API."""

from collections.abc import Callable
from datetime import datetime

import pytest

from lec.students.models import Placement
from lec.thai.calendar import BANGKOK
from tests.cast import Cast
from tests.web.conftest import SignIn, text_of

Arrive = Callable[[datetime], None]
MAY = datetime(2022, 5, 20, 9, 0, tzinfo=BANGKOK)


def years(cast: Cast) -> set[int]:
    rows = Placement.objects.filter(enrollment__institution=cast.school, ends_on=None)
    return set(rows.values_list("classroom__academic_year", flat=True))


def test_looked_at_done_and_undone(cast: Cast, sign_in: SignIn, at_the_desk: Arrive) -> None:
    at_the_desk(MAY)
    client = sign_in(cast.somsri)
    assert "9 คนยังอยู่ในชั้นของปีการศึกษาก่อน เลื่อนชั้นปีใหม่" in text_of(client.get("/students/"))
    page = text_of(client.get("/students/rollover/"))
    assert "เลื่อนชั้นปีการศึกษา 2565 รอเลื่อน 9 คน" in page
    assert "อ.2/1 → อ.3/1" in page
    kept = Placement.objects.filter(classroom=cast.p1, ends_on=None)[0]
    done = client.post("/students/rollover/", {"kept_back": [kept.enrollment_id]}, follow=True)
    assert "เลื่อนชั้นแล้ว 9 คน" in text_of(done)
    assert "เลื่อนชั้นปีการศึกษา 2565 แล้ว" in text_of(done)
    assert years(cast) == {2565}
    again = Placement.objects.get(enrollment=kept.enrollment_id, ends_on=None).classroom
    assert (again.grade, again.academic_year) == ("P1", 2565)
    undone = client.post("/students/rollover/undo/", follow=True)
    assert "ย้อนการเลื่อนชั้นแล้ว 9 คน" in text_of(undone)
    assert years(cast) == {2564}


def test_in_mid_year_there_is_nothing_to_do(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.somsri)
    assert "ยังไม่มีใครต้องเลื่อนชั้น" in text_of(client.get("/students/rollover/"))
    assert "ยังอยู่ในชั้นของปีการศึกษาก่อน" not in text_of(client.get("/students/"))
    assert client.post("/students/rollover/").status_code == 409


@pytest.mark.parametrize("who", ["teacher", "wichai", "malee", "decha"])
def test_it_is_the_responsible_persons(cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get("/students/rollover/").status_code == 403
    assert client.post("/students/rollover/undo/").status_code == 403


def test_it_is_undone_by_post_only(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.somsri).get("/students/rollover/undo/").status_code == 405
