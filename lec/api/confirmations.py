"""Confirming, revoking, and the public check of a receipt (letter §6-§9)."""

from datetime import date
from typing import Any

from ninja import Query, Router, Schema

from lec.api.access import ApiRequest, about, organization_named
from lec.api.given import GivenModel, Sent, Text
from lec.api.paging import Page, Paging, page_of_list
from lec.api.receipts import Moment, PublicReceipt, ShownConfirmation, confirmation_shown, public_shown
from lec.confirmations import actions
from lec.confirmations.queries import daily_roots, public_receipt, revokers_of
from lec.confirmations.rules import require_revoker, require_signer
from lec.refusals import NotVisible
from lec.rounds.queries import confirmations_for

router = Router(tags=["confirmations"])


class ToConfirm(GivenModel):
    """What to stand behind; `zero_because` says why an institution has no students."""

    round: Text = ""
    organization: str
    subject: Text = ""
    zero_because: Text = ""


class Because(GivenModel):
    """A reason, 1-500 characters, read by those it concerns and kept."""

    because: Text = ""


class Revocation(Schema):
    """A confirmation that no longer stands."""

    id: int
    round: str
    organization: str
    subject: str
    confirmed_at: Moment
    revoked_at: Moment
    because: str


@router.post("/confirmations", response={201: ShownConfirmation})
def confirm(request: ApiRequest, body: Sent[ToConfirm]) -> ShownConfirmation:
    """Stand behind one's data: freeze it, and get the receipt.

    Asked twice, the second answer is a 409 that carries the standing confirmation.
    """
    given = body.read()
    organization = organization_named(request.auth, given.organization)
    require_signer(request.auth, organization.pk, organization.code)
    round, subject = about(given.round, given.subject, request.auth, required=True)
    confirmation = actions.confirm(
        organization=organization,
        round=round,
        subject=subject,
        by=request.auth,
        zero_because=given.zero_because,
    )
    return confirmation_shown(confirmation)


@router.post("/confirmations/{row:confirmation_id}/revocation", response=Revocation)
def revoke(request: ApiRequest, confirmation_id: int, body: Sent[Because]) -> Revocation:
    """Take a confirmation back: the level above, or an institution its own, while nothing stands on it."""
    confirmation = confirmations_for(request.auth).filter(pk=confirmation_id).first()
    if confirmation is None:
        raise NotVisible
    of = confirmation.organization
    require_revoker(request.auth, revokers_of(of), of.code)
    revoked = actions.revoke(confirmation=confirmation, because=body.read().because, by=request.auth)
    return Revocation(
        id=revoked.pk,
        round=revoked.round.key,
        organization=of.code,
        subject=revoked.subject,
        confirmed_at=revoked.confirmed_at,
        revoked_at=request.auth.at,
        because=revoked.revoked_because,
    )


class ShownRoot(Schema):
    """The root of a day: SHA-256 of canonical JSON (RFC 8785) of version, day, previous root, and the sorted
    hashes of the receipts of that day in Thailand.
    """

    day: date
    receipts: int
    root: str
    previous: str


@router.get("/ledger/roots", auth=None, response=Page[ShownRoot])
def list_roots(request: ApiRequest, paging: Query[Paging]) -> Page[Any]:
    """The daily roots, the latest first, without a token: who kept one can show what was changed since."""
    found, following = page_of_list(list(daily_roots()), paging)
    return Page[Any](items=list(found), next=following)


@router.get("/receipts/{number}", auth=None, response=PublicReceipt)
def receipt(request: ApiRequest, number: str) -> PublicReceipt:
    """Check a receipt without a token: whoever holds the number may know the totals and whether it stands."""
    found = public_receipt(number)
    if found is None:
        raise NotVisible
    return public_shown(found)
