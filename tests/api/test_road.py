"""The five-step road as one program walks it, with every refusal on the way (the spine of LEC).

From a class's list to the confirmed count of the nation, back for a correction, and up again. After every
step the department's counts are the sum of the receipts that stand, which anybody can look up.
"""

from dataclasses import dataclass, field
from typing import Any

from lec.confirmations.queries import first_broken_receipt
from lec.thai import citizen_id
from tests.api.conftest import Answer, Caller
from tests.cast import Cast

ROUND = "2564-2"


@dataclass
class Road:
    """The callers by name, and the receipts they were given."""

    cast: Cast
    call: Any
    receipts: dict[str, list[str]] = field(default_factory=dict)

    def confirm(self, caller: Caller, code: str, subject: str = "students") -> Answer:
        """Ask to confirm; a receipt for own data is remembered."""
        body = {"round": ROUND, "organization": code, "subject": subject}
        answer = caller.post("confirmations", body)
        if answer.status == 201:
            level = self.call(self.cast.decha).get(f"organizations/{code}").body["level"]
            if subject == "headcounts" or level == "institution":
                self.receipts.setdefault(subject, []).append(answer.body["receipt"]["number"])
        self.look()
        return answer

    def revoke(self, caller: Caller, confirmation: Answer, because: str = "แก้ไขจำนวนนักเรียน") -> Answer:
        """Ask to revoke."""
        answer = caller.post(f"confirmations/{confirmation.body['id']}/revocation", {"because": because})
        self.look()
        return answer

    def look(self) -> dict[str, int]:
        """Reported is confirmed: by every cut of the department, at this moment."""
        department, totals = self.call(self.cast.decha), {}
        for subject in ("students", "headcounts"):
            public = [Caller().get(f"receipts/{number}").body for number in self.receipts.get(subject, [])]
            standing = sum(receipt["total"] for receipt in public if receipt["state"] == "standing")
            for by in ("organization", "grade", "sex"):
                report = department.get("reports/counts", round=ROUND, by=by, subject=subject).body
                assert report["total"] == sum(row["count"] for row in report["rows"]) == standing
            totals[subject] = standing
        assert first_broken_receipt() is None
        return totals


def newcomer(serial: int, **more: Any) -> dict[str, Any]:
    given = {
        "citizen_id_type": "thai",
        "citizen_id": citizen_id.synthetic(serial),
        "prefix": "เด็กหญิง",
        "first_name": "อัญชิสา",
        "last_name": "แก้วสว่าง",
        "birth_date": "2015-02-03",
        "grade": "P1",
    }
    return {**given, **more}


def attest_rest(caller: Caller, code: str) -> None:
    """Everybody not yet attested is present, from a paper roll."""
    rows = caller.everything(f"institutions/{code}/students", round=ROUND)
    items = [{"enrollment": row["enrollment"], "code": "100"} for row in rows if not row["attested"]]
    answer = caller.post(f"institutions/{code}/attestations", {"round": ROUND, "items": items})
    assert (answer.status, answer.body["attested"]) == (200, len(items))


def obstacles(answer: Answer) -> set[tuple[str, str]]:
    assert answer.status == 409, answer.body
    return {(o["code"], o["organization"]) for o in answer.body["obstacles"]}


def test_the_road(cast: Cast, call: Any) -> None:
    road = Road(cast, call)
    gone = the_class_teacher(road)
    school = the_responsible_person(road, gone)
    lao, headcounts = the_lao(road)
    province = the_province(road)
    assert road.look() == {"students": 18 + 1, "headcounts": 12}
    back_down(road, province, lao, headcounts, school)
    up_again(road)
    assert road.look() == {"students": 18 + 2, "headcounts": 12}


def the_class_teacher(road: Road) -> int:
    """Step 1: the own room only; all present but one, and a newcomer."""
    cast, teacher, code = road.cast, road.call(road.cast.teacher), road.cast.school.code
    rows = teacher.everything(f"institutions/{code}/students", round=ROUND)
    assert {(row["grade"], row["attested"]) for row in rows} == {("P1", False)}
    items = [{"enrollment": row["enrollment"], "code": "100"} for row in rows]
    items[0]["code"] = "201"
    assert teacher.post(f"institutions/{code}/attestations", {"round": ROUND, "items": items}).status == 200
    assert teacher.post(f"institutions/{code}/students", newcomer(930, grade="P2")).status == 403
    assert teacher.post(f"institutions/{code}/students", newcomer(930)).status == 201
    assert road.confirm(teacher, code).code == "not-yours"
    assert teacher.post(f"enrollments/{items[0]['enrollment']}/leave", {}).status == 403
    assert road.call(cast.stranger).get(f"institutions/{code}/students").status == 404
    return int(items[0]["enrollment"])


def the_responsible_person(road: Road, gone: int) -> Answer:
    """Step 2: out with who is not there, in with a newcomer, explain, confirm."""
    officer, code = road.call(road.cast.somsri), road.cast.school.code
    assert obstacles(road.confirm(officer, code)) == {
        ("students-not-attested", code),
        ("not-present-enrolled", code),
    }
    wrong = officer.post(f"enrollments/{gone}/leave", {"reason": "not_found", "on": "2021-11-31"})
    assert (wrong.status, wrong.codes) == (422, {"date-impossible"})
    assert (
        officer.post(f"enrollments/{gone}/leave", {"reason": "not_found", "on": "2021-11-08"}).status == 200
    )
    students = f"institutions/{code}/students"
    wrong = officer.post(students, newcomer(931, citizen_id="1990000000000", birth_date="2030-01-01"))
    assert wrong.codes >= {"citizen-id-check-digit", "birth-date-future"}
    held = newcomer(200, birth_date="2019-03-05")
    assert officer.post(students, held).code == "held-elsewhere"
    taken = officer.post(students, newcomer(931, birth_date="2011-02-03"))
    [warning] = taken.body["findings"]
    attest_rest(officer, code)
    assert obstacles(road.confirm(officer, code)) == {("warnings-unexplained", code)}
    assert officer.put(f"findings/{warning['id']}/explanation", {"because": ""}).status == 422
    officer.put(f"findings/{warning['id']}/explanation", {"because": "เข้าเรียนช้า มีหนังสือรับรอง"})
    given = road.confirm(officer, code)
    assert (given.status, given.body["receipt"]["total"]) == (201, 9 - 1 + 2)
    again = road.confirm(officer, code)
    assert (again.code, again.body["confirmation"]) == ("already-confirmed", given.body)
    assert officer.post(students, newcomer(932)).code == "already-confirmed"
    return given


def the_lao(road: Road) -> tuple[Answer, Answer]:
    """Step 3: refused while one institution is open, then the overview, and the other schools."""
    cast, lao, code = road.cast, road.call(road.cast.wichai), road.cast.mali.code
    assert obstacles(road.confirm(lao, code)) == {("institutions-unconfirmed", cast.center.code)}
    center = road.call(cast.center_officer)
    attest_rest(center, cast.center.code)
    assert road.confirm(center, cast.center.code).status == 201
    overview = road.confirm(lao, code)
    assert (overview.status, overview.body["receipt"]["total"]) == (201, 10 + 6)
    schools = lao.everything(f"organizations/{code}/other-schools", round=ROUND)
    assert obstacles(road.confirm(lao, code, "headcounts")) == {
        ("headcounts-missing", school["code"]) for school in schools
    }
    for school in schools:
        path = f"other-schools/{school['code']}/headcounts/{ROUND}"
        assert lao.put(path, {"counts": [{"grade": "P7", "sex": "M", "count": 6}]}).status == 422
        assert lao.put(path, {"counts": [{"grade": "P1", "sex": "M", "count": 6}]}).body["total"] == 6
    headcounts = road.confirm(lao, code, "headcounts")
    assert (headcounts.status, headcounts.body["receipt"]["total"]) == (201, 12)
    return overview, headcounts


def the_province(road: Road) -> Answer:
    """Step 4, up: refused while one LAO is missing."""
    cast, province = road.cast, road.call(road.cast.malee)
    assert obstacles(road.confirm(province, "97")) == {("laos-unconfirmed", cast.bua.code)}
    assert obstacles(road.confirm(road.call(cast.buntham), cast.bua.code)) == {
        ("institutions-unconfirmed", cast.bua_center.code)
    }
    attest_rest(road.call(cast.bua_officer), cast.bua_center.code)
    assert road.confirm(road.call(cast.bua_officer), cast.bua_center.code).status == 201
    assert road.confirm(road.call(cast.buntham), cast.bua.code).status == 201
    given = road.confirm(province, "97")
    assert (given.status, given.body["receipt"]["total"]) == (201, 10 + 6 + 3)
    return given


def back_down(road: Road, province: Answer, lao: Answer, headcounts: Answer, school: Answer) -> None:
    """Step 4, down: each level opens the one below it, top down."""
    cast = road.cast
    department, above, owner = (road.call(actor) for actor in (cast.decha, cast.malee, cast.wichai))
    assert {o[0] for o in obstacles(road.revoke(owner, school))} == {"confirmed-above"}
    assert {o[0] for o in obstacles(road.revoke(above, lao))} == {"confirmed-above"}
    assert {o[0] for o in obstacles(road.revoke(above, headcounts))} == {"confirmed-above"}
    assert road.revoke(above, province).code == "not-yours"
    assert road.revoke(department, lao).code == "not-yours"
    assert road.revoke(department, province, "").status == 422
    assert road.revoke(department, province).status == 200
    assert {o[0] for o in obstacles(road.revoke(owner, school))} == {"confirmed-above"}
    assert road.revoke(above, lao).status == 200
    assert road.revoke(owner, school).status == 200
    assert road.revoke(owner, school).code == "not-confirmed"
    assert road.look() == {"students": 6 + 3, "headcounts": 12}


def up_again(road: Road) -> None:
    """Step 4, up again: the school adds who was forgotten, and every level signs anew."""
    cast, officer, code = road.cast, road.call(road.cast.somsri), road.cast.school.code
    assert officer.post(f"institutions/{code}/students", newcomer(932)).status == 201
    assert obstacles(road.confirm(officer, code)) == {("students-not-attested", code)}
    attest_rest(officer, code)
    assert road.confirm(officer, code).body["receipt"]["total"] == 11
    assert obstacles(road.confirm(road.call(cast.malee), "97")) == {("laos-unconfirmed", cast.mali.code)}
    assert road.confirm(road.call(cast.wichai), cast.mali.code).status == 201
    given = road.confirm(road.call(cast.malee), "97")
    assert (given.status, given.body["receipt"]["total"]) == (201, 20)
    states = {
        row["organization"]: row["state"]
        for row in road.call(cast.decha).everything("reports/progress", round=ROUND)
    }
    assert states == {"97": "confirmed", "98": "waiting"}
