"""How the command line tells why something was not done: one line a reason, its row first, its code last."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lec.refusals import Blocked, Forbidden, Invalid, NotVisible, Refusal


def sentences_of(refusal: Refusal) -> Iterator[str]:
    """The lines for stderr."""
    match refusal:
        case Invalid(faults=faults):
            for fault in faults:
                row = _("แถว %(row)s: ") % {"row": fault.row} if fault.row else ""
                yield f"{row}{fault.message} [{fault.code}]"
        case Blocked(obstacles=obstacles):
            for obstacle in obstacles:
                yield f"{obstacle.message} [{obstacle.code}]"
        case NotVisible():
            yield _("ไม่พบ [not-visible]")
        case Forbidden():
            yield f"{refusal} [forbidden]"
