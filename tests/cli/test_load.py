"""`lec load`: whole or not at all, twice as once, and every refused row by the number Excel shows."""

from pathlib import Path

import pytest

from lec.cli import main
from lec.cli.load import grades_of
from lec.confirmations.actions import confirm
from lec.headcounts.models import OtherSchool
from lec.organizations.models import Organization
from tests.architecture.source import ROOT
from tests.cast import Cast, attest_all
from tests.cli.typed import lec

REFDATA = ROOT.parent / "shared/refdata"
with_refdata = pytest.mark.skipif(
    not REFDATA.exists(), reason="../shared/refdata is absent: the real lists are not loaded"
)

LAOS = """\
code,kind,name,province_code,province,district_code,district
05980101,SUBDISTRICT,เทศบาลตำบลหนองเดือน,98,ธาราลัย,9801,เมือง
06980102,SAO,องค์การบริหารส่วนตำบลท่าเมฆ,98,ธาราลัย,,
PATTAYA,PATTAYA,เมืองริมทะเล,99,ภูรินทร์,9901,เมือง
"""
SCHOOLS = """\
code,affiliation,name,province_code,province,disbursing_lao
9898010001,สพป.,"โรงเรียน ""ดาว"", สาขาสอง",98,ธาราลัย,05980101
BPP98001,ตชด.,โรงเรียนตำรวจตระเวนชายแดนบ้านดอย,98,ธาราลัย,PATTAYA
"""
INSTITUTIONS = """\
code,kind,name,lao,tambon,phone,grades
9898010101,school,โรงเรียนบ้านดอย,05980101,ดอย,0-1900-0001,K1-P6
9898010102,center,ศพด.บ้านดอย,05980101,ดอย,,"PRE,K1,K2"
"""


@pytest.fixture
def department(db: None) -> Organization:
    lec("account add --level department --organization DLA --role officer --username dla.first")
    return Organization.objects.get()


@pytest.fixture
def load(tmp_path: Path, department: Organization, capsys: pytest.CaptureFixture[str]):
    """Load a list given as text (or bytes); the exit status, what was said, and what was refused."""

    def run(what: str, content: str | bytes) -> tuple[int, str, list[str]]:
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        capsys.readouterr()
        status = main(["load", what, str(path)])
        said = capsys.readouterr()
        return status, said.out, said.err.splitlines()

    return run


def test_a_list_of_laos_brings_its_provinces(load, department: Organization) -> None:
    status, said, _refused = load("organizations", LAOS)
    assert (status, said) == (0, "2 provinces: 2 added, 0 changed.\n3 LAOs: 3 added, 0 changed.\n")
    province = Organization.objects.get(code="98")
    assert (province.name, province.parent) == ("จังหวัดธาราลัย", department)
    lao = Organization.objects.get(code="05980101")
    assert (lao.kind, lao.parent, lao.district) == ("SUBDISTRICT", province, "เมือง")
    assert Organization.objects.get(code="06980102").district == ""

    assert load("organizations", LAOS)[1] == "2 provinces: no change.\n3 LAOs: no change.\n"


def test_excels_utf8_is_read_too(load) -> None:
    quoted = LAOS.replace("code,kind", '"code",kind').replace("\n", "\r\n")
    assert load("organizations", quoted.encode("utf-8-sig"))[0] == 0


def test_an_lao_raised_to_a_town_keeps_its_row(load) -> None:
    load("organizations", LAOS)
    before = Organization.objects.get(code="05980101")
    raised = LAOS.replace("05980101,SUBDISTRICT,เทศบาลตำบล", "04980101,TOWN,เทศบาลเมือง")
    assert load("organizations", raised)[1].endswith("3 LAOs: 0 added, 1 changed.\n")
    after = Organization.objects.get(code="04980101")
    assert (after.pk, after.kind, after.name) == (before.pk, "TOWN", "เทศบาลเมืองหนองเดือน")


def test_every_wrong_row_is_named_and_nothing_is_half_loaded(load) -> None:
    wrong = LAOS + (
        "\n"  # row 5 is empty: Excel counts it
        "06980103,VILLAGE,อบต.ดอย,98,ธาราลัย,,\n"
        "04980101,TOWN,เทศบาลเมืองหนองเดือน,98,ธาราลัย,,\n"
        '06980104,SAO,"อบต.ดาว\nกระจาย",98,ดาราลัย,,\n'
        "06980105,SAO,,98,ธาราลัย,,\n"
    )
    status, said, refused = load("organizations", wrong)
    assert (status, said) == (1, "")
    assert [line.split(":")[0] + line[line.rindex(" [") :] for line in refused] == [
        "แถว 2 [duplicate-in-file]",
        "แถว 6 [kind-unknown]",
        "แถว 7 [duplicate-in-file]",
        "แถว 8 [province-differs]",
        "แถว 9 [name-missing]",
    ]
    assert Organization.objects.count() == 1


def test_a_province_without_a_code_is_named_once(load) -> None:
    _status, _said, refused = load("organizations", LAOS.replace(",99,ภูรินทร์,", ",,ภูรินทร์,"))
    assert [line[line.rindex(" [") :] for line in refused] == [" [code-invalid]"]
    assert refused[0].startswith("แถว 4: ")
    assert Organization.objects.count() == 1


def test_other_schools_twice_as_once(load) -> None:
    load("organizations", LAOS)
    assert load("other-schools", SCHOOLS)[1] == "2 other schools: 2 added, 0 changed.\n"
    assert load("other-schools", SCHOOLS)[1] == "2 other schools: no change.\n"
    assert OtherSchool.objects.get(code="9898010001").name == 'โรงเรียน "ดาว", สาขาสอง'


def test_a_school_of_an_unknown_lao_keeps_the_others_out(load) -> None:
    load("organizations", LAOS)
    status, _said, refused = load("other-schools", SCHOOLS.replace("PATTAYA", "00000000"))
    assert status == 1
    assert refused == ["แถว 3: ไม่มี อปท. รหัส 00000000 ในระบบ [lao-unknown]"]
    assert not OtherSchool.objects.exists()


def test_institutions_with_their_grades(load) -> None:
    load("organizations", LAOS)
    assert load("institutions", INSTITUTIONS)[1] == "2 institutions: 2 added, 0 changed.\n"
    assert load("institutions", INSTITUTIONS)[1] == "2 institutions: no change.\n"
    school, center = Organization.objects.filter(level="institution").order_by("code")
    assert school.grades == ["K1", "K2", "K3", "P1", "P2", "P3", "P4", "P5", "P6"]
    assert (school.phone, school.tambon, center.grades) == ("0-1900-0001", "ดอย", ["PRE", "K1", "K2"])

    status, _said, refused = load("institutions", INSTITUTIONS.replace("PRE,K1,K2", "K1-P1"))
    assert status == 1
    assert refused == ["แถว 3: ไม่รู้จักระดับชั้น P1 [grade-unknown]"]


def test_institutions_below_a_confirmed_overview_are_refused(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    attest_all(cast.bua_center, cast.round)
    confirm(organization=cast.bua_center, round=cast.round, subject="students", by=cast.bua_officer)
    confirm(organization=cast.bua, round=cast.round, subject="students", by=cast.buntham)
    cast.round.closes_on = cast.round.closes_on.replace(year=2099)
    cast.round.save()
    path = tmp_path / "list.csv"
    path.write_text(INSTITUTIONS.replace("05980101", cast.bua.code))
    assert main(["load", "institutions", str(path)]) == 1
    assert "[confirmed-above]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("K1-K3, P1-P6", "K1 K2 K3 P1 P2 P3 P4 P5 P6"),
        ("k2 - k3;p1", "K2 K3 P1"),
        ("K1,K1-K2", "K1 K2"),
        ("", ""),
        ("P6-P1", "P6-P1"),
        ("K1-X9", "K1-X9"),
    ],
)
def test_grades_as_people_write_them(text: str, grades: str) -> None:
    assert grades_of(text) == tuple(grades.split())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "แถว 1: ไม่มีคอลัมน์ code, kind, name, province_code, province, district"),
        (LAOS.replace("kind,", "type,"), "แถว 1: ไม่มีคอลัมน์ kind "),
        (LAOS.replace(",9901,เมือง", ",9901"), "แถว 4: จำนวนช่องไม่เท่ากับแถวแรก"),
        (LAOS.replace("เทศบาลตำบลหนองเดือน", '"เทศบาล'), "แถว 2: อ่านต่อจากแถวนี้ไม่ได้"),
        (LAOS.encode("cp874"), "ไฟล์ไม่ใช่ UTF-8"),
        (b"PK\x03\x04\x00\x00\xff\xfe", "ไฟล์ไม่ใช่ UTF-8"),
        (LAOS.replace("SAO", "SA\0O"), "แถว 3: มีอักขระที่ไม่ใช่ข้อความ"),
    ],
)
def test_what_is_no_such_list_is_refused(load, content: str | bytes, reason: str) -> None:
    status, _said, refused = load("organizations", content)
    assert status == 1
    assert len(refused) == 1
    assert refused[0].startswith(reason)


@with_refdata
def test_the_nations_lists_load_twice_as_once(
    department: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All LAOs, and a tenth of the other schools: the rest takes its time and shows nothing more."""
    heading, *schools = (REFDATA / "other_schools.csv").read_text(encoding="utf-8-sig").splitlines()
    (tmp_path / "tenth.csv").write_text("\n".join([heading, *schools[::10]]))
    for result in ("{n} added, 0 changed", "no change"):
        capsys.readouterr()
        assert main(["load", "organizations", str(REFDATA / "lao.csv")]) == 0
        assert main(["load", "other-schools", str(tmp_path / "tenth.csv")]) == 0
        assert capsys.readouterr().out.splitlines() == [
            f"{n} {what}: {result.format(n=n)}."
            for n, what in (("76", "provinces"), ("7,852", "LAOs"), ("2,948", "other schools"))
        ]
    assert Organization.objects.get(code="PATTAYA").parent.code == "20"
