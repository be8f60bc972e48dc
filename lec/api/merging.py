"""Who was entered twice: two rows made one with both histories, and taken apart again (DOMAIN, Identity)."""

from ninja import Router, Schema

from lec.api.access import ApiRequest, require_persons
from lec.api.confirmations import Because
from lec.api.given import Id, Sent
from lec.api.receipts import Moment
from lec.refusals import NotVisible
from lec.students import actions
from lec.students.models import Merge, Student
from lec.students.queries import merge_by_id, student_seen
from lec.students.rules import require_officer

router = Router(tags=["students"])


class ToMerge(Because):
    """The other row of the same person, and how one knows."""

    merged: Id


class ShownMerge(Schema):
    """A merge: `merged` became `student`, with the stays in `enrollments`. It stands until `undone_at`."""

    id: int
    student: int
    merged: int
    enrollments: list[int]
    organization: str
    because: str
    merged_at: Moment
    undone_at: Moment | None


@router.post("/students/{row:student_id}/merge", response={201: ShownMerge})
def merge(request: ApiRequest, student_id: int, body: Sent[ToMerge]) -> ShownMerge:
    """Make another row of the same name and birth date this student's: number and row of this one stay."""
    kept = _seen(request, student_id)
    require_officer(request.auth)
    given = body.read()
    merged = _seen(request, given.merged)
    return _shown(actions.merge(kept=kept, merged=merged, because=given.because, by=request.auth))


@router.post("/merges/{row:merge_id}/undo", response=ShownMerge)
def undo_merge(request: ApiRequest, merge_id: int) -> ShownMerge:
    """Take a merge apart: what was moved goes back, as far as it can still be told whose it was."""
    require_persons(request.auth)
    found = merge_by_id(request.auth, merge_id)
    if found is None:
        raise NotVisible
    return _shown(actions.undo_merge(merge=found, by=request.auth))


def _seen(request: ApiRequest, pk: int) -> Student:
    require_persons(request.auth)
    student = student_seen(request.auth, pk)
    if student is None:
        raise NotVisible
    return student


def _shown(merge: Merge) -> ShownMerge:
    return ShownMerge(
        id=merge.pk,
        student=merge.kept_id,
        merged=merge.merged_id,
        enrollments=merge.taken["moved"],
        organization=merge.organization.code,
        because=merge.because,
        merged_at=merge.merged_at,
        undone_at=merge.undone_at,
    )
