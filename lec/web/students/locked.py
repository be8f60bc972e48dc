"""Why the register cannot be changed now, and the way out (LOOK, principle 4).

Between rounds the register is closed, and while the institution stands confirmed it is not written either
(DOMAIN, Rounds; Confirmation T1).
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lec.rounds.queries import standing, window_for
from lec.rounds.rules import RoundState, obstacles_to_writing
from lec.web.acting import acting, acting_organization, round_now


@dataclass(frozen=True)
class Locked:
    """The reasons, what can be done, and the page where."""

    reasons: list[str]
    way_out: str = ""
    url: str = ""
    confirmed: bool = False

    @property
    def because(self) -> str:
        """All reasons in one line, as a locked button says them."""
        return " · ".join(self.reasons)


def locked(request: HttpRequest, touched: Collection[int] | None = frozenset()) -> Locked | None:
    """What keeps the register of the own institution as it is; None while it may be changed.

    `touched` are the stays the page is about, None where it takes somebody in.
    """
    by, institution, round = acting(request), acting_organization(request), round_now(request)
    window = window_for(institution, by.at, round=round)
    reasons = [obstacle.message for obstacle in obstacles_to_writing(window, touched)]
    if not reasons:
        return None
    is_open = window is not None and window.state == RoundState.OPEN
    confirmation = standing(round, institution) if round and is_open else None
    if confirmation is None:
        return Locked(reasons, confirmed=bool(window and window.confirmed))
    above = institution.parent.name if institution.parent else ""
    way_out = (
        _("เปิดใบรับเพื่อยกเลิกการยืนยัน ถ้า%(above)sยืนยันแล้ว ต้องให้%(above)sยกเลิกก่อน") % {"above": above}
        if by.is_officer
        else _("แจ้งผู้รับผิดชอบของสถานศึกษา หากต้องแก้ไข")
    )
    receipt = reverse("confirmations:receipt", args=[confirmation.receipt.number])
    return Locked(reasons, way_out, receipt, confirmed=True)
