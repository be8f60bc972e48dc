"""`lec tick` does what is due by the clock, and twice is as once."""

from datetime import datetime, timedelta

import pytest

from lec.claims.queries import claim_anew
from lec.notices.models import Notice
from lec.students.actions import enroll, leave
from tests.cast import NOW, Cast, entry
from tests.claims.asking import DUE, OF_PHU, across_provinces, inside_a_province
from tests.cli.typed import lec


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    """`lec tick` at a moment: what it said."""

    def tick(at: datetime) -> str:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        assert lec("tick") == 0
        claims, _tickets, _days, _jobs = capsys.readouterr().out.splitlines()
        return claims

    return tick


def test_a_silent_holder_is_reminded_and_then_the_decider_has_it(cast: Cast, ticks) -> None:  # type: ignore[no-untyped-def]
    claim = across_provinces(cast)
    said = [
        ticks(NOW + timedelta(days=days, hours=hours))
        for days, hours in [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1)]
    ]
    nothing = "Claims: 0 settled, 0 reminded, 0 escalated"
    assert said == [
        nothing,
        "Claims: 0 settled, 1 reminded, 0 escalated",
        nothing,
        "Claims: 0 settled, 0 reminded, 1 escalated",
        nothing,
    ]
    assert claim_anew(claim.pk).state == "escalated"
    assert Notice.objects.filter(kind="claim-reminder").count() == 1
    assert list(claim.steps.values_list("kind", "by", "organization")) == [
        ("filed", cast.somsri.user_id, cast.school.pk),
        ("reminded", None, None),
        ("escalated", None, None),
    ]


def test_missed_for_days_it_does_at_once_what_is_still_due(cast: Cast, ticks) -> None:  # type: ignore[no-untyped-def]
    across_provinces(cast)
    inside_a_province(cast)
    assert ticks(DUE + timedelta(days=30)) == "Claims: 0 settled, 0 reminded, 2 escalated"


def test_what_the_register_has_settled_is_written_down(cast: Cast, ticks) -> None:  # type: ignore[no-untyped-def]
    claim = across_provinces(cast)
    left = {"reason": "moved_school", "on": NOW.date(), "by": cast.phu_officer}
    leave(institution=cast.phu_school, enrollments=[claim.stay_id], **left)
    enroll(institution=cast.school, entries=[entry(*OF_PHU)], by=cast.somsri)
    assert ticks(NOW) == "Claims: 1 settled, 0 reminded, 0 escalated"
    assert claim_anew(claim.pk).state == "released"
    assert ticks(DUE) == "Claims: 0 settled, 0 reminded, 0 escalated"


def test_an_empty_installation_is_told_what_to_do_first(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert lec("tick") == 1
    assert "[department-missing]" in capsys.readouterr().err
