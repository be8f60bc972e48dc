"""Programs ask what may be sent today where a field is chosen from a list."""

from datetime import date
from typing import Any

from lec.reference.models import Code, CodeList
from tests.api.conftest import Caller
from tests.cast import Cast


def test_everybody_reads_what_may_be_chosen_today(cast: Cast, call: Any) -> None:
    travel = Code.objects.filter(list_name="travel")
    travel.filter(key="walk").update(valid_to=date(2021, 11, 7))
    travel.filter(key="bicycle").update(valid_to=date(2021, 11, 8))
    travel.filter(key="boat").update(valid_from=date(2021, 11, 9))
    for actor in (cast.teacher, cast.somsri, cast.wichai, cast.malee, cast.decha):
        answer = call(actor).get("reference/codes")
        assert answer.status == 200
        assert set(answer.body) == set(CodeList.values)
        keys = [choice["key"] for choice in answer.body["travel"]]
        held = [code.key for code in travel.order_by("position")]
        assert keys == [key for key in held if key not in {"walk", "boat"}]
        assert {"key": "poor", "label": "เด็กยากจน"} in answer.body["disadvantage"]


def test_nobody_without_a_token(cast: Cast, anyone: Caller) -> None:
    assert anyone.get("reference/codes").status == 401
