"""Receipt, certificate and letters as PDFs: who may print which, and from where."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lec.actor import Actor
from lec.confirmations.actions import revoke
from lec.rounds.models import Confirmation
from lec.web.boards import letters
from lec.web.confirmations import printing
from tests.cast import Cast
from tests.confirmations.standing import stand, stand_below
from tests.web.conftest import text_of

SignIn = Callable[[Actor], Client]
LETTERS = reverse("boards:letters")


@pytest.fixture
def confirmed(cast: Cast) -> Confirmation:
    return stand(cast.school, cast.round)


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """To whom the documents were written: actors, and whether digits are Arabic; nothing is set."""
    calls: list[Any] = []

    def written(actor: Actor | None, *given: Any) -> bytes:
        calls.append((actor and actor.user_id, given[-1]))
        return b"%PDF"

    for module, name in (
        (printing, "receipt_pdf"),
        (printing, "certificate_pdf"),
        (letters, "letters_pdf"),
    ):
        monkeypatch.setattr(module, name, written)
    return calls


def page(name: str, confirmation: Confirmation) -> str:
    return reverse(f"confirmations:{name}", args=[confirmation.receipt.number])


def test_documents_come_as_pdf_under_a_name_that_names_nobody(
    cast: Cast, sign_in: SignIn, confirmed: Confirmation
) -> None:
    for address, name in (
        (page("receipt_pdf", confirmed), f"receipt-{confirmed.receipt.number}.pdf"),
        (page("certificate", confirmed), f"certificate-{confirmed.receipt.number}.pdf"),
    ):
        answer = sign_in(cast.somsri).get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.getvalue().startswith(b"%PDF")


def test_the_receipt_is_whole_for_who_may_see_the_organization_and_public_for_all_others(
    cast: Cast, sign_in: SignIn, confirmed: Confirmation, handed: list[Any]
) -> None:
    readers = (cast.somsri, cast.wichai, cast.malee, cast.teacher)
    for reader in (*readers, cast.stranger, cast.center_officer):
        assert sign_in(reader).get(page("receipt_pdf", confirmed)).status_code == 200
    Client().get(page("receipt_pdf", confirmed))
    assert [reader for reader, _arabic in handed] == [*(r.user_id for r in readers), None, None, None]


def test_a_number_that_was_never_given_has_no_paper(cast: Cast, sign_in: SignIn) -> None:
    for name in ("receipt_pdf", "certificate"):
        unknown = reverse(f"confirmations:{name}", args=["2564-2-AAAA-BBBB-CCCC"])
        assert sign_in(cast.somsri).get(unknown).status_code == 404
    assert Client().get(reverse("confirmations:receipt_pdf", args=["2564-2-AAAA"])).status_code == 404


def test_a_certificate_is_printed_by_officers_who_see_the_organization(
    cast: Cast, sign_in: SignIn, confirmed: Confirmation
) -> None:
    address = page("certificate", confirmed)
    readers = (
        cast.somsri,
        cast.wichai,
        cast.malee,
        cast.decha,
        cast.stranger,
        cast.center_officer,
        cast.teacher,
    )
    answers = [sign_in(reader).get(address).status_code for reader in readers]
    assert answers == [200, 200, 200, 200, 404, 404, 403]
    assert Client().get(address).headers["Location"].startswith("/accounts/login/")


def test_of_what_was_revoked_there_is_a_receipt_but_no_certificate(
    cast: Cast, sign_in: SignIn, confirmed: Confirmation
) -> None:
    revoke(confirmation=confirmed, because="แก้ไข", by=cast.somsri)
    browser = sign_in(cast.somsri)

    refused = browser.get(page("certificate", confirmed))
    assert refused.status_code == 409
    assert "การยืนยันนี้ถูกยกเลิกแล้ว จึงออกหนังสือรับรองไม่ได้" in text_of(refused)
    assert browser.get(page("receipt_pdf", confirmed)).status_code == 200
    assert "พิมพ์หนังสือรับรอง" not in text_of(browser.get(page("receipt", confirmed)))


def test_the_page_of_the_receipt_leads_to_its_papers(
    cast: Cast, sign_in: SignIn, confirmed: Confirmation
) -> None:
    paper, certificate = page("receipt_pdf", confirmed), page("certificate", confirmed)

    for reader, both in ((cast.somsri, True), (cast.wichai, True), (cast.teacher, False)):
        shown = sign_in(reader).get(page("receipt", confirmed)).text
        assert f'href="{paper}"' in shown
        assert (f'href="{certificate}"' in shown) is both
    assert f'href="{paper}"' in Client().get(page("receipt", confirmed)).text


def test_letters_are_written_by_those_who_have_somebody_below(cast: Cast, sign_in: SignIn) -> None:
    writers = (cast.wichai, cast.malee, cast.decha, cast.somsri, cast.teacher)
    answers = [sign_in(writer).get(LETTERS) for writer in writers]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 403, 403]
    assert answers[0].headers["Content-Disposition"] == 'inline; filename="letters-2564-2-05970101.pdf"'
    assert Client().get(LETTERS).status_code == 302


def test_where_all_have_confirmed_there_is_no_letter_and_no_link(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.wichai)
    assert "พิมพ์หนังสือติดตาม 2 ฉบับ" in text_of(browser.get(reverse("boards:board")))

    stand_below(cast.mali, cast.round)
    answer = browser.get(LETTERS, follow=True)
    assert answer.redirect_chain == [(reverse("boards:board"), 302)]
    assert "ไม่มีหนังสือติดตามให้พิมพ์" in text_of(answer)
    assert LETTERS not in answer.text


def test_letters_go_out_from_ones_own_board_only(cast: Cast, sign_in: SignIn) -> None:
    for writer in (cast.malee, cast.decha):
        assert LETTERS in sign_in(writer).get(reverse("boards:board")).text
        assert LETTERS not in sign_in(writer).get(reverse("boards:unit", args=[cast.mali.code])).text
    assert LETTERS not in sign_in(cast.decha).get(reverse("boards:unit", args=[cast.north.code])).text


def test_before_the_first_round_there_is_nothing_to_follow_up(cast: Cast, sign_in: SignIn) -> None:
    cast.round.delete()
    assert sign_in(cast.wichai).get(LETTERS).status_code == 404


@pytest.mark.parametrize(
    ("query", "arabic"), [("", False), ("?digits=thai", False), ("?digits=arabic", True)]
)
def test_digits_are_thai_unless_arabic_ones_are_asked_for(
    cast: Cast, sign_in: SignIn, confirmed: Confirmation, handed: list[Any], query: str, arabic: bool
) -> None:
    browser = sign_in(cast.wichai)
    for address in (page("receipt_pdf", confirmed), page("certificate", confirmed), LETTERS):
        browser.get(address + query)
    assert handed == [(cast.wichai.user_id, arabic)] * 3
