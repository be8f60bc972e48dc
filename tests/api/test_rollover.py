"""The turn of the academic year through the API."""

from collections.abc import Callable
from datetime import datetime

import pytest

from lec.actor import Actor
from lec.students.models import Enrollment
from lec.thai.calendar import BANGKOK
from tests.api.conftest import Caller
from tests.cast import Cast

Call = Callable[[Actor], Caller]
PATH = "institutions/9900000004/rollover"
MAY = datetime(2022, 5, 20, 9, 0, tzinfo=BANGKOK)


@pytest.fixture
def in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MAY)


def test_shown_done_again_and_undone(cast: Cast, call: Call, in_may: None) -> None:
    officer = call(cast.phu_officer)
    classes = [
        {"grade": "P1", "room": "1", "students": 3, "becomes": "P2"},
        {"grade": "P4", "room": "1", "students": 3, "becomes": None},
    ]
    before = {"academic_year": 2565, "classes": classes, "done": False, "undoable": False}
    assert officer.get(PATH).body == before
    done = officer.post(PATH, {"kept_back": []})
    after = {"academic_year": 2565, "classes": [], "done": True, "undoable": True}
    assert (done.status, done.body) == (200, after)
    assert officer.post(PATH, {}).body == after
    assert officer.post(f"{PATH}/undo").body == before


def test_refusals(cast: Cast, call: Call) -> None:
    officer = call(cast.phu_officer)
    refused = officer.post(PATH, {})
    assert (refused.status, refused.codes) == (409, {"nothing-to-roll-over"})
    refused = officer.post(f"{PATH}/undo")
    assert (refused.status, refused.codes) == (409, {"not-rolled-over"})
    assert officer.post(PATH, {"kept_back": "everybody"}).status == 422
    other = Enrollment.objects.filter(institution=cast.school)[0].pk
    assert officer.post(PATH, {"kept_back": [other]}).status == 404
    for stranger, status in ((cast.somsri, 404), (cast.prasit, 403), (cast.stranger, 403), (cast.malee, 404)):
        assert call(stranger).post(PATH, {}).status == status
        assert call(stranger).post(f"{PATH}/undo").status == status
    assert Caller().get(PATH).status == 401
