"""Receipt, certificate and follow-up letters: what is handed to typst is what the screen shows.

A PDF is not tested by its extracted text, which doubles and loses Thai marks (research, stack 2).
"""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lec.actor import Actor
from lec.confirmations.actions import revoke
from lec.confirmations.models import Receipt
from lec.confirmations.queries import frozen_counts, public_totals, receipts_for
from lec.organizations.models import Organization
from lec.refusals import Blocked, Obstacle
from lec.reports import certificate, letters, receipt
from lec.reports.certificate import certificate_data, certificate_pdf
from lec.reports.documents import compile_pdf
from lec.reports.letters import letters_data, letters_pdf, missing_in_words
from lec.reports.official import head_of, set_digits
from lec.reports.queries import progress
from lec.reports.receipt import receipt_data, receipt_pdf
from lec.rounds.models import Confirmation
from lec.thai import digits
from lec.web.confirmations.views import count_rows
from tests.cast import NOW, Cast, officer_of
from tests.confirmations.standing import north_stands, stand, stand_below

ADDRESS = "https://lec.example/receipts/2564-2-AAAA-BBBB-CCCC/"
BY = "นางสมศรี บ้านมะลิ"
LATE = NOW + timedelta(days=4)
HOSTILE = ["#import", "$x$", "*ก*", "]", "//", '"', "\\", "ปิ่นกฤษฎิ์น้ำป้ำฝั่ง", "โรงเรียน" + "ก" * 80]


def opened(document: bytes) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(BytesIO(document))


def pages(document: bytes) -> int:
    with opened(document) as pdf:
        return len(pdf.pages)


def receipt_of(confirmation: Confirmation, by: Actor) -> Receipt:
    return receipts_for(by).get(confirmation=confirmation)


def school_receipt(cast: Cast) -> Receipt:
    return receipt_of(stand(cast.school, cast.round), cast.somsri)


def printed(by: Actor | None, of: Receipt, arabic: bool = False) -> dict[str, Any]:
    return receipt_data(by, of, ADDRESS, NOW, BY, arabic)


def on_screen(of: Receipt) -> list[list[int]]:
    rows = count_rows(frozen_counts(of), {})
    return [[row["male"], row["female"], row["male"] + row["female"]] for row in rows]


def test_the_receipt_has_the_numbers_of_the_screen_summed_both_ways(cast: Cast) -> None:
    of = school_receipt(cast)
    table = printed(cast.somsri, of, arabic=True)["table"]

    assert [[int(cell) for cell in row[1:]] for row in table["rows"]] == on_screen(of)
    assert table["rows"][0][0] == "อนุบาลปีที่ 2"
    assert table["total"] == ["รวม", "6", "3", "9"]


def test_a_document_is_in_thai_digits_but_for_what_is_typed_again_to_be_checked(cast: Cast) -> None:
    of = school_receipt(cast)
    thai, arabic = printed(cast.somsri, of), printed(cast.somsri, of, arabic=True)

    assert (thai["number"], thai["hash"].replace(" ", "")) == (of.number, of.hash)
    assert thai["qr"] == arabic["qr"]
    kept = {"number", "hash", "qr", "arabic", "previous"}
    words = {key: thai[key] for key in thai.keys() - kept}
    assert not re.search("[0-9]", str(words))
    assert words == set_digits({key: arabic[key] for key in arabic.keys() - kept}, arabic=False)
    assert thai["amount"] == "๙ คน"
    assert thai["in_words"] == "เก้าคน"


def test_the_receipt_says_who_confirmed_when_where_and_gives_lines_to_sign(cast: Cast) -> None:
    data = printed(cast.somsri, school_receipt(cast))

    assert data["whose"] == ["โรงเรียนบ้านมะลิ", "สังกัดเทศบาลตำบลมะลิ", "จังหวัดเหนือบูรพา"]
    assert data["said"] == ("ได้ตรวจสอบตัวตนนักเรียนและยืนยันข้อมูล เมื่อวันจันทร์ที่ ๘ พฤศจิกายน ๒๕๖๔ เวลา ๑๐.๐๐ น.")
    assert data["signatures"] == [
        {"name": "นางสมศรี บ้านมะลิ", "role": "ผู้รับผิดชอบข้อมูลของสถานศึกษา"},
        {"name": "", "role": "ผู้อำนวยการโรงเรียนบ้านมะลิ"},
    ]
    assert data["foot"] == "พิมพ์จากระบบ LEC เมื่อ ๘ พ.ย. ๒๕๖๔ ๑๐.๐๐ น. โดย นางสมศรี บ้านมะลิ"


def test_whoever_only_has_the_number_prints_no_person_and_no_grade(cast: Cast) -> None:
    of = school_receipt(cast)
    data = printed(None, of, arabic=True)

    assert [int(row[-1]) for row in data["table"]["rows"]] == [row["count"] for row in public_totals(of)]
    assert data["signatures"] == []
    assert of.signer_name not in str(data)
    assert BY not in str(data)


def test_a_revoked_receipt_says_so_and_is_not_signed_any_more(cast: Cast) -> None:
    confirmation = stand(cast.school, cast.round)
    revoke(confirmation=confirmation, because="เด็กย้ายเข้าสองคน", by=cast.somsri)
    of = receipt_of(confirmation, cast.somsri)
    whole, public = printed(cast.somsri, of), printed(None, of)

    assert whole["stands"] is public["stands"] is False
    assert whole["signatures"] == []
    assert "เด็กย้ายเข้าสองคน" in whole["standing"]
    assert "เด็กย้ายเข้าสองคน" not in public["standing"]
    assert "ถูกยกเลิกเมื่อ ๘ พ.ย. ๒๕๖๔" in public["standing"]
    assert pages(receipt_pdf(cast.somsri, of, ADDRESS, NOW, BY)) == 1


def test_a_receipt_names_the_one_before(cast: Cast) -> None:
    first = stand(cast.school, cast.round)
    revoke(confirmation=first, because="แก้ไข", by=cast.somsri)
    again = receipt_of(stand(cast.school, cast.round), cast.somsri)
    assert printed(cast.somsri, again)["previous"] == first.receipt.number


def test_a_school_vouches_for_its_grades(cast: Cast) -> None:
    of = school_receipt(cast)
    data = certificate_data(cast.somsri, of, ADDRESS, BY, arabic=True)

    (table,) = data["tables"]
    assert [[int(cell) for cell in row[1:]] for row in table["rows"]] == on_screen(of)
    assert data["number"] == of.number
    assert data["given"] == "ให้ไว้ ณ วันที่ 8 พฤศจิกายน 2564"
    assert data["from"] == ["โรงเรียนบ้านมะลิ", "อำเภอเมือง จังหวัดเหนือบูรพา"]


def test_an_lao_vouches_for_its_institutions_and_the_other_schools_it_pays(cast: Cast) -> None:
    north_stands(cast)
    of = receipts_for(cast.wichai).get(
        confirmation__organization=cast.mali, confirmation__subject="students", confirmation__revoked_at=None
    )
    students, headcounts = certificate_data(cast.wichai, of, ADDRESS, BY, arabic=True)["tables"]

    assert [(row[1], row[3]) for row in students["rows"]] == [("โรงเรียนบ้านมะลิ", "9"), ("ศพด.มะลิ", "6")]
    assert students["total"][-1] == "15"
    assert [(row[1], row[2], row[3]) for row in headcounts["rows"]] == [
        ("โรงเรียน ตชด.บ้านผาสวรรค์", "ตชด.", "11"),
        ("โรงเรียนอนุบาลตะวันฉาย", "เอกชน", "11"),
    ]
    assert headcounts["total"][-1] == "22"


def test_the_headcounts_alone_are_vouched_for_by_school(cast: Cast) -> None:
    of = receipt_of(stand(cast.mali, cast.round, "headcounts"), cast.wichai)
    data = certificate_data(cast.wichai, of, ADDRESS, BY, arabic=True)
    assert data["title"] == "หนังสือรับรองการยืนยันจำนวนนักเรียนสังกัดอื่น"
    assert [table["total"][-1] for table in data["tables"]] == ["22"]


def test_a_province_vouches_for_its_laos_and_says_who_owes_no_headcounts(cast: Cast) -> None:
    of = receipt_of(north_stands(cast), cast.malee)
    (table,) = certificate_data(cast.malee, of, ADDRESS, BY, arabic=True)["tables"]

    assert [row[1:] for row in table["rows"]] == [["เทศบาลตำบลมะลิ", "15", "22"], ["อบต.บัวขาว", "3", "–"]]
    assert table["total"] == ["", "รวม", "18", "22"]
    assert int(table["total"][2]) == of.total


def test_nobody_vouches_for_what_was_revoked(cast: Cast) -> None:
    confirmation = stand(cast.school, cast.round)
    revoke(confirmation=confirmation, because="แก้ไข", by=cast.somsri)
    with pytest.raises(Blocked) as refused:
        certificate_pdf(cast.somsri, receipt_of(confirmation, cast.somsri), ADDRESS, BY)
    assert [obstacle.code for obstacle in refused.value.obstacles] == ["not-confirmed"]


def test_a_letter_goes_to_each_institution_that_is_due_with_the_words_of_the_board(cast: Cast) -> None:
    stand(cast.center, cast.round)
    data = letters_data(cast.wichai, cast.mali, cast.round, arabic=True)

    (letter,) = data["letters"]
    (row,) = progress(cast.wichai, [cast.school], "students", cast.round, NOW)
    assert letter["to"] == "ผู้อำนวยการโรงเรียนบ้านมะลิ"
    assert letter["missing"] == [obstacle.message for obstacle in row.in_the_way]
    assert "ภายในวันที่ 11 พฤศจิกายน 2564" in letter["opening"]
    assert "พ้นกำหนด" not in letter["found"]
    assert letter["known"].endswith("คือ นางสมศรี บ้านมะลิ")
    assert data["head"] == "นายกเทศมนตรีตำบลมะลิ"
    assert data["contact"] == ["เทศบาลตำบลมะลิ", "ผู้ประสานงาน นายวิชัย มะลิ", "โทร 09-9000-0000"]


def test_after_the_day_the_letter_says_that_it_has_passed(cast: Cast) -> None:
    wichai = officer_of(cast.mali, LATE)
    letter = letters_data(wichai, cast.mali, cast.round, arabic=True)["letters"][0]
    assert "ซึ่งพ้นกำหนดแล้ว" in letter["found"]
    assert "โดยด่วน" in letter["asked"]


def test_a_province_writes_to_its_laos_about_both_that_they_owe(cast: Cast) -> None:
    stand_below(cast.bua, cast.round)
    data = letters_data(cast.malee, cast.north, cast.round, arabic=True)

    mali, bua = data["letters"]
    assert (mali["to"], bua["to"]) == ("นายกเทศมนตรีตำบลมะลิ", "นายกองค์การบริหารส่วนตำบลบัวขาว")
    assert "ภาพรวมนักเรียนในสังกัด และจำนวนนักเรียนสังกัดอื่น" in mali["found"]
    assert mali["missing"] == [
        "โรงเรียนบ้านมะลิ ยังไม่ยืนยันข้อมูล",
        "ศพด.มะลิ ยังไม่ยืนยันข้อมูล",
        "โรงเรียน ตชด.บ้านผาสวรรค์ ยังไม่มีจำนวนนักเรียน ถ้าไม่มีให้กรอก 0",
        "โรงเรียนอนุบาลตะวันฉาย ยังไม่มีจำนวนนักเรียน ถ้าไม่มีให้กรอก 0",
    ]
    assert bua["missing"] == ["ภาพรวมนักเรียนในสังกัดครบถ้วนแล้ว เหลือเพียงการกดยืนยันในระบบ"]


def test_many_that_are_missing_are_named_in_one_line_and_the_letter_stays_a_page(cast: Cast) -> None:
    def missing(code: str, number: int) -> list[Obstacle]:
        return [Obstacle(code, f"{code} {n}", f"{n}") for n in range(number)]

    in_the_way = missing("institutions-unconfirmed", 30) + missing("headcounts-missing", 60)
    row: Any = SimpleNamespace(in_the_way=in_the_way, organization=cast.mali, subject="students")
    names = {f"{n}": f"ศูนย์พัฒนาเด็กเล็กองค์การบริหารส่วนตำบลดอนเมฆสว่างพัฒนาแห่งที่ {n}" for n in range(60)}
    first, second = missing_in_words([row], names)

    assert first.startswith(f"สถานศึกษายังไม่ยืนยันข้อมูล 30 แห่ง ได้แก่ {names['0']}, {names['1']}")
    assert re.search(r" และอีก \d\d แห่ง ตามที่แสดงในระบบ$", second)
    data = letters_data(cast.malee, cast.north, cast.round, arabic=False)
    data["letters"][0]["missing"] = [first, second]
    assert pages(compile_pdf(letters.TEMPLATE, data)) == 2


def test_each_letter_is_one_page_and_none_is_written_where_nobody_is_due(cast: Cast) -> None:
    assert pages(letters_pdf(cast.wichai, cast.mali, cast.round)) == 2
    stand_below(cast.mali, cast.round)
    assert letters_pdf(cast.wichai, cast.mali, cast.round) == b""


def test_however_short_two_letters_never_share_a_page(cast: Cast) -> None:
    data = letters_data(cast.wichai, cast.mali, cast.round, arabic=False)
    short = {**data["letters"][0], "opening": "", "found": "", "asked": "", "known": "", "missing": ["ก"]}
    assert pages(compile_pdf(letters.TEMPLATE, data | {"letters": [short] * 3, "contact": []})) == 3


def test_letters_beyond_one_run_of_typst_are_joined(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "AT_ONCE", 1)
    assert pages(letters_pdf(cast.wichai, cast.mali, cast.round)) == 2


def test_letters_ask_as_much_for_two_as_for_many(
    cast: Cast, django_assert_num_queries: Callable[..., Any]
) -> None:
    with CaptureQueriesContext(connection) as few:
        letters_data(cast.wichai, cast.mali, cast.round, arabic=False)
    for n in range(20):
        Organization.objects.create(
            level="institution",
            kind="school",
            code=f"99000001{n:02}",
            name=f"โรงเรียนบ้านใหม่ {n}",
            sort_key=f"{n}",
            parent=cast.mali,
            path=f"{cast.mali.path}99{n}/",
        )
    with django_assert_num_queries(len(few)):
        assert len(letters_data(cast.wichai, cast.mali, cast.round, arabic=False)["letters"]) == 22


@pytest.mark.parametrize(
    ("level", "kind", "name", "head"),
    [
        ("department", "", "กรมส่งเสริมการปกครองท้องถิ่น", "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น"),
        ("province", "", "จังหวัดชัยภูมิ", "ผู้ว่าราชการจังหวัดชัยภูมิ"),
        ("province", "", "ชัยภูมิ", "ผู้ว่าราชการจังหวัดชัยภูมิ"),
        ("lao", "PAO", "อบจ.ชัยภูมิ", "นายกองค์การบริหารส่วนจังหวัดชัยภูมิ"),
        ("lao", "CITY", "เทศบาลนครขอนแก่น", "นายกเทศมนตรีนครขอนแก่น"),
        ("lao", "TOWN", "ทม.ชัยภูมิ", "นายกเทศมนตรีเมืองชัยภูมิ"),
        ("lao", "SUBDISTRICT", "เทศบาลตำบลเทพสถิต", "นายกเทศมนตรีตำบลเทพสถิต"),
        ("lao", "SAO", "อบต. บ้านไร่", "นายกองค์การบริหารส่วนตำบลบ้านไร่"),
        ("lao", "PATTAYA", "เมืองพัทยา", "นายกเมืองพัทยา"),
        ("institution", "school", "โรงเรียนเทศบาล 1", "ผู้อำนวยการโรงเรียนเทศบาล 1"),
        ("institution", "school", "เทศบาลเมืองชุมแพ", "ผู้อำนวยการโรงเรียนเทศบาลเมืองชุมแพ"),
        ("institution", "center", "ศพด.บ้านไร่", "หัวหน้าศูนย์พัฒนาเด็กเล็กบ้านไร่"),
    ],
)
def test_a_letter_goes_to_an_office(level: str, kind: str, name: str, head: str) -> None:
    assert head_of(Organization(level=level, kind=kind, name=name)) == head


def test_every_font_is_sarabun_and_lies_in_the_document(cast: Cast) -> None:
    of = school_receipt(cast)
    for document in (
        receipt_pdf(cast.somsri, of, ADDRESS, NOW, BY),
        receipt_pdf(cast.somsri, of, ADDRESS, NOW, BY, arabic=True),
        certificate_pdf(cast.somsri, of, ADDRESS, BY),
        letters_pdf(cast.wichai, cast.mali, cast.round),
    ):
        with opened(document) as pdf:
            fonts = [each for each in pdf.objects if is_font(each)]
            assert fonts
            for font in fonts:
                assert "Sarabun" in str(font.FontName)
                assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def is_font(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_is_read_as_anything_but_a_name(cast: Cast, name: str) -> None:
    of = school_receipt(cast)
    of.organization_name = of.signer_name = of.zero_because = name
    data = letters_data(cast.wichai, cast.mali, cast.round, arabic=False)
    data["letters"] = [{**data["letters"][0], "to": name, "missing": [name], "found": name}]

    assert pages(compile_pdf(receipt.TEMPLATE, printed(cast.somsri, of))) == 1
    vouched = certificate_data(cast.somsri, of, ADDRESS, BY, arabic=False)
    assert pages(compile_pdf(certificate.TEMPLATE, vouched)) == 1
    assert pages(compile_pdf(letters.TEMPLATE, data)) == 1


def test_the_same_receipt_gives_the_same_bytes(cast: Cast) -> None:
    data = printed(cast.somsri, school_receipt(cast))
    assert compile_pdf(receipt.TEMPLATE, data) == compile_pdf(receipt.TEMPLATE, data)


def test_all_grades_there_are_fit_on_one_page_with_the_lines_to_sign(cast: Cast) -> None:
    data = printed(cast.somsri, school_receipt(cast))
    data["table"]["rows"] = [
        [f"ประกาศนียบัตรวิชาชีพปีที่ {digits.to_thai(n)}", "๑,๒๓๔", "๑,๒๓๔", "๒,๔๖๘"] for n in range(19)
    ]
    assert pages(compile_pdf(receipt.TEMPLATE, data)) == 1
