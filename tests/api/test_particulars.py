"""One student with all fields of RPT318 over the API: read whole, changed by name, refused by name."""

from typing import Any

import pytest

from lec.audit.models import AuditEntry
from lec.students.models import Enrollment, Particulars
from lec.students.rules import PARTICULARS
from tests.api.test_students import enrolled
from tests.cast import Cast


def address(cast: Cast) -> str:
    held = Enrollment.objects.filter(institution=cast.school).order_by("pk")[0]
    return f"students/{held.student_id}"


def tell(cast: Cast, call: Any, **particulars: Any) -> Any:
    return call(cast.somsri).patch(address(cast), {"particulars": particulars})


def test_a_student_is_read_whole(cast: Cast, call: Any) -> None:
    answer = call(cast.somsri).get(address(cast), round="2564-2")
    assert answer.status == 200
    assert answer.headers["ETag"] == '"1"'
    assert answer.body["particulars"] == dict.fromkeys(PARTICULARS)
    assert (answer.body["grade"], answer.body["attested"]) == ("K2", False)


def test_what_is_sent_is_kept_beside_what_is_held(cast: Cast, call: Any) -> None:
    tell(cast, call, height="121.5", religion="buddhism", lacks_lunch=True)
    answer = tell(cast, call, weight=24, religion=None, registered_subdistrict="ต.วังทอง จ.พิษณุโลก")
    told = {name: value for name, value in answer.body["particulars"].items() if value is not None}
    assert told == {
        "height": "121.5",
        "weight": "24.0",
        "lacks_lunch": True,
        "registered_subdistrict": "650801",
        "registered_postal_code": "65130",
    }
    trail = AuditEntry.objects.filter(action="change").latest("pk")
    assert (trail.before["religion"], trail.after["religion"]) == ("buddhism", None)


def test_a_newcomer_comes_with_them(cast: Cast, call: Any) -> None:
    answer = enrolled(cast, call, particulars={"father_phone": "081-234-5678"})
    assert answer.status == 201
    assert Particulars.objects.get(student=answer.body["id"]).father_phone == "0812345678"


@pytest.mark.parametrize(
    ("particulars", "fault"),
    [
        ({"religion": "jedi"}, ("religion", "code-unknown")),
        ({"height": "สูง"}, ("height", "value-unreadable")),
        ({"height": 1e308}, ("height", "value-unreadable")),
        ({"horses": 3}, ("horses", "field-unknown")),
        ({"height": [120]}, ("height", "value-invalid")),
        ({"current_subdistrict": "ในเมือง"}, ("current_subdistrict", "place-ambiguous")),
    ],
)
def test_what_cannot_be_kept_is_named_and_nothing_is(
    cast: Cast, call: Any, particulars: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = tell(cast, call, weight="24", **particulars)
    assert answer.status == 422
    assert [(e["field"], e["code"]) for e in answer.body["errors"]] == [fault]
    assert not Particulars.objects.exists()


def test_an_error_elsewhere_does_not_keep_one_from_telling_more(cast: Cast, call: Any) -> None:
    student = Enrollment.objects.filter(institution=cast.school).order_by("pk")[0].student
    student.citizen_id = "1990000000000"
    student.save()
    assert tell(cast, call, height="120").status == 200
    both = call(cast.somsri).patch(address(cast), {"first_name": "ก้อง", "particulars": {"height": "121"}})
    assert [e["code"] for e in both.body["errors"]] == ["citizen-id-check-digit"]


def test_others_find_no_student(cast: Cast, call: Any) -> None:
    for actor in (cast.phu_officer, cast.malee, cast.decha, cast.center_officer):
        assert call(actor).get(address(cast)).status == 404
    assert call(cast.wichai).get(address(cast)).status == 200
    assert call(cast.wichai).patch(address(cast), {"particulars": {"height": "1"}}).status in (403, 409)
