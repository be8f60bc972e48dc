"""Every write of confirmations: given, taken back, and asked to be taken back."""

from lec.confirmations.actions.confirming import confirm, open_institutions, revoke
from lec.confirmations.actions.sealing import seal_days
from lec.confirmations.actions.tickets import (
    approve_ticket,
    expire_ticket,
    file_ticket,
    refuse_ticket,
    withdraw_ticket,
)

__all__ = [
    "approve_ticket",
    "confirm",
    "expire_ticket",
    "file_ticket",
    "open_institutions",
    "refuse_ticket",
    "revoke",
    "seal_days",
    "withdraw_ticket",
]
