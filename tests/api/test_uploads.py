"""Excel through the API: template out, file staged, applied, fetched back with its reasons; every refusal."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from lec.actor import Actor
from lec.audit.models import AuditEntry
from lec.students.models import Enrollment
from lec.uploads.models import Upload
from tests.api.conftest import BASE, Answer, Caller
from tests.cast import Cast
from tests.uploads.sheets import HEADINGS, student, xlsx

Call = Callable[[Actor], Caller]
UPLOADS = "institutions/9900000001/uploads"


def send(caller: Caller, data: bytes, path: str = UPLOADS, field: str = "file") -> Answer:
    """Send a file as a browser or curl would."""
    form = {field: SimpleUploadedFile("รายชื่อ.xlsx", data)}
    return caller.ask("POST", path, raw=encode_multipart(BOUNDARY, form), content_type=MULTIPART_CONTENT)


def fetch(caller: Caller, path: str) -> openpyxl.Workbook:
    response = Client().get(BASE + path, headers={"Authorization": f"Bearer {caller.token}"})
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def book(*rows: list[Any]) -> bytes:
    return xlsx(HEADINGS, *rows)


def in_register(cast: Cast) -> int:
    return Enrollment.objects.filter(institution=cast.school, left_on=None).count()


def test_from_the_template_to_the_register(cast: Cast, call: Call) -> None:
    somsri = call(cast.somsri)
    before = in_register(cast)
    template = fetch(somsri, "institutions/9900000001/template.xlsx")
    page = template.worksheets[0]
    columns = {cell.value: cell.column for row in page.iter_rows() for cell in row if cell.value}
    assert {"เลขประจำตัวประชาชน", "ชื่อ", "ชั้น"} <= columns.keys()
    filled = io.BytesIO()
    template.save(filled)
    staged = send(somsri, filled.getvalue())
    assert staged.status == 201, staged.body
    assert (staged.body["rows"], staged.body["same"]) == (before, before)
    more = send(somsri, book(student(701), student(702, birth_date="๐๓/๐๕/๒๕๕๘")))
    assert {name: more.body[name] for name in ("state", "rows", "new", "changed", "same", "refused")} == {
        "state": "staged",
        "rows": 2,
        "new": 2,
        "changed": 0,
        "same": 0,
        "refused": 0,
    }
    assert {(r["row"], r["field"], r["before"]) for r in more.body["repairs"]} >= {
        (3, "birth_date", "๐๓/๐๕/๒๕๕๘")
    }
    assert in_register(cast) == before
    applied = somsri.post(f"uploads/{more.body['id']}/apply", {"valid_rows_only": False})
    assert (applied.status, applied.body["state"], applied.body["new"]) == (200, "applied", 2)
    assert in_register(cast) == before + 2
    assert AuditEntry.objects.filter(action="apply-upload", subject_id=more.body["id"]).count() == 1
    assert somsri.get(f"uploads/{more.body['id']}").body == applied.body


def test_all_or_nothing_unless_told(cast: Cast, call: Call) -> None:
    somsri, before = call(cast.somsri), in_register(cast)
    staged = send(somsri, book(student(701), student(702, citizen_id="1990000000000"), student(703)))
    upload = staged.body["id"]
    assert (staged.body["new"], staged.body["refused"]) == (2, 1)
    assert [(f["row"], f["field"], f["code"], f["severity"]) for f in staged.body["findings"]] == [
        (3, "citizen_id", "citizen-id-check-digit", "error")
    ]
    refused = somsri.post(f"uploads/{upload}/apply", {})
    assert refused.status == 422
    assert [(e["row"], e["field"], e["code"]) for e in refused.body["errors"]] == [
        (3, "citizen_id", "citizen-id-check-digit")
    ]
    assert in_register(cast) == before
    applied = somsri.post(f"uploads/{upload}/apply", {"valid_rows_only": True})
    assert (applied.status, in_register(cast)) == (200, before + 2)
    back = fetch(somsri, f"uploads/{upload}/result.xlsx")
    reasons = [str(cell.value) for row in back.worksheets[0].iter_rows(min_row=3, max_row=3) for cell in row]
    assert any("หลักสุดท้ายของเลขประจำตัวไม่ถูกต้อง" in reason for reason in reasons)


def test_applied_is_applied(cast: Cast, call: Call) -> None:
    somsri = call(cast.somsri)
    upload = send(somsri, book(student(701))).body["id"]
    assert somsri.post(f"uploads/{upload}/apply", {}).status == 200
    again = somsri.post(f"uploads/{upload}/apply", {})
    assert (again.status, again.codes) == (409, {"already-applied"})


def test_a_closed_round_is_said_when_applying(
    cast: Cast, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    somsri = call(cast.somsri)
    upload = send(somsri, book(student(701))).body["id"]
    later = cast.round.closes_on.replace(day=cast.round.closes_on.day + 3)
    monkeypatch.setattr(
        "django.utils.timezone.now", lambda: cast.somsri.at.replace(month=later.month, day=later.day)
    )
    refused = somsri.post(f"uploads/{upload}/apply", {})
    assert (refused.status, refused.codes) == (409, {"round-not-open"})


def test_a_child_elsewhere_is_named_at_its_row(cast: Cast, call: Call) -> None:
    held = Enrollment.objects.filter(institution=cast.phu_school).select_related("student")[0].student
    born = f"{held.birth_date:%d/%m}/{held.birth_date.year + 543}"
    staged = send(call(cast.somsri), book(student(1, citizen_id=held.citizen_id, birth_date=born)))
    codes = {(f["row"], f["code"]) for f in staged.body["findings"]}
    assert (2, "held-elsewhere") in codes
    assert (staged.body["new"], staged.body["refused"]) == (0, 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "other-type"),
        (b"hello", "not-a-workbook"),
        (book(student(1))[:400], "truncated"),
        (xlsx(["อะไร", "ก็ได้"], ["1", "2"]), "headings-missing"),
        (b"P" * (20 * 2**20 + 1), "too-large"),
    ],
)
def test_what_is_no_register_is_refused_whole(cast: Cast, call: Call, data: bytes, code: str) -> None:
    answer = send(call(cast.somsri), data)
    assert (answer.status, answer.faults) == (422, {("file", code)})
    assert not Upload.objects.exists()


def test_too_many_rows(cast: Cast, call: Call) -> None:
    answer = send(call(cast.somsri), book(*(student(n) for n in range(1, 10_002))))
    assert (answer.status, answer.faults) == (422, {("file", "too-many-rows")})


def test_a_zip_bomb(cast: Cast, call: Call) -> None:
    source, bomb = zipfile.ZipFile(io.BytesIO(book(student(1)))), io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            large = name == "xl/worksheets/sheet1.xml"
            out.writestr(name, source.read(name) + (b" " * 2**28 if large else b""))
    answer = send(call(cast.somsri), bomb.getvalue())
    assert answer.status == 422
    assert not Upload.objects.exists()


def test_no_file_is_said(cast: Cast, call: Call) -> None:
    for answer in (send(call(cast.somsri), b"x", field="other"), call(cast.somsri).post(UPLOADS, {})):
        assert (answer.status, answer.faults) == (422, {("file", "file-missing")})


def test_who_may_not(cast: Cast, call: Call) -> None:
    upload = send(call(cast.somsri), book(student(701))).body["id"]
    one = f"uploads/{upload}"
    assert send(Caller(), book(student(1))).status == 401
    for stranger in (cast.stranger, cast.bua_officer, cast.phu_officer):
        assert send(call(stranger), book(student(1))).status == 404
        for path in (one, f"{one}/result.xlsx", "institutions/9900000001/template.xlsx"):
            assert call(stranger).get(path).status == 404
        assert call(stranger).post(f"{one}/apply", {}).status == 404
    assert call(cast.somsri).get("uploads/999999").status == 404


def test_levels_above_look_and_do_not_touch(cast: Cast, call: Call) -> None:
    upload = send(call(cast.somsri), book(student(701))).body["id"]
    lao = call(cast.wichai)
    assert send(lao, book(student(1))).status == 403
    assert lao.get(f"uploads/{upload}").status == 200
    assert lao.post(f"uploads/{upload}/apply", {}).status == 403


def test_a_class_teacher_sends_no_files(cast: Cast, call: Call) -> None:
    upload = send(call(cast.somsri), book(student(701))).body["id"]
    teacher = call(cast.teacher)
    assert send(teacher, book(student(1))).status == 403
    assert teacher.get(f"uploads/{upload}").status == 404


def test_what_was_not_read_is_said(cast: Cast, call: Call) -> None:
    data = xlsx(
        HEADINGS,
        student(701),
        ["", "", "รวมทั้งสิ้น 1 คน"],
        more={"ป.2": [HEADINGS, student(702)]},
    )
    staged = send(call(cast.somsri), data)
    said = {f["code"]: f["message"] for f in staged.body["findings"] if f["row"] is None}
    assert said.keys() == {"sheets-unread", "rows-skipped"}
    assert "ป.2" in said["sheets-unread"]
    assert "แถว 3" in said["rows-skipped"]


def test_how_the_headings_were_understood_is_said(cast: Cast, call: Call) -> None:
    staged = send(call(cast.somsri), xlsx([*HEADINGS, "สีเสื้อ"], [*student(701), "ฟ้า"]))
    columns = {one["heading"]: (one["column"], one["field"]) for one in staged.body["columns"]}
    assert columns["เลขประจำตัวประชาชน"] == ("A", "citizen_id")
    assert columns["วันเกิด"] == ("F", "birth_date")
    assert columns["สีเสื้อ"] == ("I", "")
