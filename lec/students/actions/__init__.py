"""Writing the register: enroll, change, leave, return, attest, explain (letter §4.3).

One door: form, file and API call these with lists (the form a list of one). Each locks the institution first
and judges under the lock, so that a confirmation and a save never pass each other. Refusals come in one
order: whose register it is, what is wrong in itself, what the round or a confirmation forbids.
"""

from lec.students.actions.attesting import Mark, attest, explain
from lec.students.actions.changing import Change, change
from lec.students.actions.elsewhere import HeldElsewhere, Holder, tell_holders
from lec.students.actions.enrolling import enroll
from lec.students.actions.findings import review
from lec.students.actions.leaving import leave, return_to_class
from lec.students.actions.merging import merge, undo_merge
from lec.students.actions.moving import Seat, transfer
from lec.students.actions.protecting import protect
from lec.students.actions.rolling import roll_over, undo_rollover
from lec.students.actions.rooms import assign_rooms

__all__ = [
    "Change",
    "HeldElsewhere",
    "Holder",
    "Mark",
    "Seat",
    "assign_rooms",
    "attest",
    "change",
    "enroll",
    "explain",
    "leave",
    "merge",
    "protect",
    "return_to_class",
    "review",
    "roll_over",
    "tell_holders",
    "transfer",
    "undo_merge",
    "undo_rollover",
]
