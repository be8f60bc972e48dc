"""A receipt as its organization gets it, and as the public may see it (letter §4.3.1(5))."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import PlainSerializer, WithJsonSchema

from lec.confirmations.models import Receipt
from lec.confirmations.queries import frozen_counts, public_totals
from lec.confirmations.receipts import count_rows
from lec.rounds.models import Confirmation
from lec.thai.calendar import BANGKOK

Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: at.astimezone(BANGKOK).isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class ShownCount(Schema):
    """How many of one grade and sex."""

    grade: str
    sex: str
    count: int


class ShownReceipt(Schema):
    """The proof: `hash` covers what was counted and `previous_hash`, the organization's receipt before."""

    number: str
    hash: str
    previous_hash: str | None
    confirmed_at: Moment
    counts: list[ShownCount]
    total: int


class ShownConfirmation(Schema):
    """A confirmation that stands, or stood."""

    id: int
    round: str
    organization: str
    subject: str
    receipt: ShownReceipt


class StageTotal(Schema):
    """A total of one stage of schooling, or of several where one alone could name a child."""

    stages: list[str]
    count: int


class Place(Schema):
    """An organization by code and name, as they were."""

    code: str
    name: str


class PublicReceipt(Schema):
    """What anyone with the number may know: no signer, no personal data."""

    number: str
    organization: Place
    round: str
    subject: str
    totals: list[StageTotal]
    total: int
    confirmed_at: Moment
    hash: str
    previous_hash: str | None
    state: str
    revoked_at: Moment | None


def confirmation_shown(confirmation: Confirmation) -> ShownConfirmation:
    """The answer to confirming, given again to who lost it."""
    receipt: Receipt = confirmation.receipt
    return ShownConfirmation(
        id=confirmation.pk,
        round=confirmation.round.key,
        organization=receipt.organization_code,
        subject=confirmation.subject,
        receipt=ShownReceipt(
            number=receipt.number,
            hash=receipt.hash,
            previous_hash=receipt.previous.hash if receipt.previous else None,
            confirmed_at=confirmation.confirmed_at,
            counts=[ShownCount(**row) for row in count_rows(frozen_counts(receipt))],
            total=receipt.total,
        ),
    )


def public_shown(receipt: Receipt) -> PublicReceipt:
    """The public's answer."""
    confirmation = receipt.confirmation
    return PublicReceipt(
        number=receipt.number,
        organization=Place(code=receipt.organization_code, name=receipt.organization_name),
        round=confirmation.round.key,
        subject=confirmation.subject,
        totals=[StageTotal(**row) for row in public_totals(receipt)],
        total=receipt.total,
        confirmed_at=confirmation.confirmed_at,
        hash=receipt.hash,
        previous_hash=receipt.previous.hash if receipt.previous else None,
        state="standing" if confirmation.stands else "revoked",
        revoked_at=confirmation.revoked_at,
    )
