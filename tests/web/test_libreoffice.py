"""What the program writes goes through LibreOffice and comes back unchanged, as .xlsx and as .xls."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lec.students.actions import Change, change
from lec.students.models import Enrollment
from lec.students.rules import Entry
from lec.uploads import queries
from lec.uploads.actions import stage
from lec.uploads.models import Upload
from tests.cast import Cast
from tests.uploads.sheets import register, student
from tests.web.conftest import SignIn
from tests.web.test_downloads import TOLD

SOFFICE = shutil.which("soffice")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed (apt-get install libreoffice-calc)"),
]


def saved_by_libreoffice(kind: str, files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """The files as LibreOffice saves them."""
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    subprocess.run(
        [
            SOFFICE or "",
            f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}",
            *("--headless", "--convert-to", kind, "--outdir", str(folder / "out")),
            *(str(folder / name) for name in files),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {name: (folder / "out" / name).with_suffix(f".{kind}").read_bytes() for name in files}


@pytest.fixture
def written(cast: Cast, sign_in: SignIn) -> dict[str, bytes]:
    """The template and RPT318 of a register of nine, and a file that came back with its reasons."""
    stay = Enrollment.objects.filter(institution=cast.school, left_on=None).first()
    assert stay is not None
    told = Change(stay.pk, Entry(particulars=TOLD), None, frozenset({"particulars"}))
    change(institution=cast.school, changes=[told], by=cast.somsri)
    return {
        "template.xlsx": queries.template(cast.somsri, cast.school),
        "rpt318.xlsx": sign_in(cast.somsri).get("/downloads/rpt318.xlsx").content,
        "result.xlsx": queries.result(sent(cast, refused())),
    }


def refused() -> bytes:
    return register(student(701), student(702, citizen_id="1990000000000"), student(703, first_name=""))


def sent(cast: Cast, data: bytes) -> Upload:
    return stage(institution=cast.school, data=data, filename="x", by=cast.somsri)


def said(upload: Upload) -> list[tuple[int, str, list[str], list[object]]]:
    return [
        (row.number, row.kind, [finding["code"] for finding in row.findings], row.changes)
        for row in upload.rows.all()
    ]


def test_it_comes_back_unchanged(cast: Cast, written: dict[str, bytes], tmp_path: Path) -> None:
    first = said(sent(cast, refused()))
    assert [codes for _row, _kind, codes, _changes in first] == [
        [],
        ["citizen-id-check-digit"],
        ["name-missing"],
    ]
    for kind in ("xlsx", "xls"):
        back = saved_by_libreoffice(kind, written, tmp_path / kind)
        for name in ("template.xlsx", "rpt318.xlsx"):
            upload = sent(cast, back[name])
            rows = [(row_kind, changes) for _row, row_kind, _codes, changes in said(upload)]
            assert rows == [("same", [])] * 9, (name, kind)
            assert not upload.notes, (name, kind, upload.notes)
        assert said(sent(cast, back["result.xlsx"])) == first, kind
