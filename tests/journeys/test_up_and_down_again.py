"""From the LAO to the nation, and down again to correct, through the pages: the last three steps of the road.

Each level is refused while one below it is open, and told which; what the department sees equals the sum of
the receipts at every moment.
"""

from django.db.models import Sum
from django.test import Client

from lec.accounts.models import User
from lec.confirmations.models import Receipt
from lec.headcounts.models import OtherSchool
from lec.organizations.models import Organization
from lec.rounds.models import Round
from tests.cast import Cast
from tests.confirmations.standing import stand
from tests.journeys.test_class_to_confirmation import attest_all_rooms, enroll_by_form
from tests.web import test_organizations, test_people, test_rounds
from tests.web.conftest import SignIn, text_of

STUDENTS, HEADCOUNTS = "/confirm/students/", "/confirm/headcounts/"


def test_the_road_goes_up_down_and_up_again(cast: Cast, sign_in: SignIn) -> None:
    school, lao, other_lao = sign_in(cast.somsri), sign_in(cast.wichai), sign_in(cast.buntham)
    province, department = sign_in(cast.malee), sign_in(cast.decha)

    # given a school that stands, the LAO is refused while its center is open, which is named with a link
    attest_all_rooms(school, cast)
    assert school.post(STUDENTS).status_code == 302
    in_the_nation(cast, department, 9)
    refused = lao.post(STUDENTS)
    assert refused.status_code == 409
    assert cast.center.name in text_of(refused)
    assert f'href="/board/{cast.center.code}/"' in refused.text
    board = text_of(lao.get("/board/"))
    assert "ยืนยันแล้ว 1 จาก 2 แห่ง" in board

    # when the center stands too, the overview is confirmed, and the headcounts once every school has some
    stand(cast.center, cast.round)
    assert lao.post(STUDENTS).status_code == 302
    refused = lao.post(HEADCOUNTS)
    assert refused.status_code == 409
    for other in OtherSchool.objects.filter(lao=cast.mali):
        assert other.name in text_of(refused)
        assert lao.post(f"/headcounts/{other.code}/", {"P1-M": "4", "P1-F": "5"}).status_code == 302
    assert lao.post(HEADCOUNTS).status_code == 302
    in_the_nation(cast, department, 15)

    # then the province waits for its other LAO, and confirms once that stands
    refused = province.post(STUDENTS)
    assert refused.status_code == 409
    assert cast.bua.name in text_of(refused)
    stand(cast.bua_center, cast.round)
    assert other_lao.post(STUDENTS).status_code == 302
    assert province.post(STUDENTS).status_code == 302
    in_the_nation(cast, department, 18)

    # when something is to be corrected, it is opened from the top down and in no other order
    assert revoke(lao, cast.school, "นับขาดหนึ่งคน") == 409
    assert revoke(province, cast.mali, "นับขาดหนึ่งคน") == 409
    assert revoke(department, cast.north, "นับขาดหนึ่งคน") == 302
    assert revoke(province, cast.mali, "") == 422
    assert revoke(province, cast.mali, "นับขาดหนึ่งคน") == 302
    assert revoke(lao, cast.school, "เพิ่มนักเรียนที่ตกหล่น") == 302
    assert "“เพิ่มนักเรียนที่ตกหล่น”" in text_of(school.get("/"))
    in_the_nation(cast, department, 9)

    # then the school corrects, and every level signs again
    assert enroll_by_form(school, 960, "P1/1") == 302
    attest_all_rooms(school, cast)
    for client in (school, lao, province):
        assert client.post(STUDENTS).status_code == 302
    in_the_nation(cast, department, 19)
    assert "จังหวัดยืนยันแล้ว 1 จาก 2" in text_of(department.get("/"))


def test_the_department_opens_and_moves_rounds_and_adds_who_is_missing(cast: Cast, sign_in: SignIn) -> None:
    department = sign_in(cast.decha)
    assert department.post(test_rounds.NEW, test_rounds.GIVEN).status_code == 302
    assert department.post(test_rounds.EDIT, test_rounds.MOVED).status_code == 302
    assert set(Round.objects.values_list("closes_on__day", flat=True)) == {12, 15}

    given = {"code": "9900000077", "name": "ศพด.บ้านใหม่", "kind": "center", "grades": ["K1", "K2"]}
    assert department.post(test_organizations.new(cast.mali.code), given).status_code == 302
    center = Organization.objects.get(code="9900000077")
    assert center.parent == cast.mali
    assert department.post(test_people.appoint_at(center.code), test_people.GIVEN).status_code == 200
    assert User.objects.filter(memberships__organization=center).count() == 1


def revoke(client: Client, organization: Organization, because: str) -> int:
    """Press the button on the receipt that stands last."""
    receipt = Receipt.objects.filter(
        confirmation__organization=organization, confirmation__subject="students"
    ).latest("pk")
    return client.post(f"/receipts/{receipt.number}/revoke/", {"because": because}).status_code


def in_the_nation(cast: Cast, department: Client, total: int) -> None:
    """What the department is shown is the sum of the institutions' receipts that stand."""
    standing = Receipt.objects.filter(confirmation__revoked_at=None, confirmation__subject="students")
    own = standing.filter(confirmation__organization__level="institution").aggregate(total=Sum("total"))
    assert (own["total"] or 0) == total
    assert f"ยืนยันแล้ว {total} คน" in text_of(department.get("/reports/"))
