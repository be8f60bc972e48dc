"""Applying a file goes through the very actions the form uses, `students.actions.enroll` and `change`, and
judges anew under the lock: what moved since staging is noticed (DOMAIN, Excel in).
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import record
from lec.organizations.models import Organization
from lec.refusals import Blocked, Obstacle, refuse_if, refuse_if_wrong
from lec.rounds.queries import window_for
from lec.rounds.rules import obstacles_to_writing
from lec.students import queries as students
from lec.students.actions import Change, change, enroll
from lec.students.rules import Severity
from lec.uploads import queries
from lec.uploads.actions.judging import Judged, judge_rows, keep_rows, require_own
from lec.uploads.models import RowKind, Upload, UploadState


@transaction.atomic
def apply(*, upload: Upload, valid_rows_only: bool, by: Actor, leave_out: Sequence[int] = ()) -> Upload:
    """Write the rows to the register: all or nothing, or the valid ones only if the officer says so.

    `leave_out` are row numbers the officer unticked. Raises Blocked if the round, a confirmation or
    an earlier application forbids, Invalid with the errors by row.
    """
    institution = upload.institution
    require_own(institution, by)
    Organization.objects.select_for_update(no_key=True).get(pk=institution.pk)
    upload = Upload.objects.get(pk=upload.pk)
    refuse_if(obstacles_to_writing(window_for(institution, by.at)))
    if upload.state != UploadState.STAGED:
        raise Blocked([Obstacle("already-applied", _("ไฟล์นี้นำเข้าหรือทิ้งไปแล้ว อัปโหลดใหม่หากต้องการนำเข้าอีก"))])
    rows = queries.read_again(upload).rows
    judged = _without(leave_out, judge_rows(institution, rows, by, students.academic_year(by.at)))
    keep_rows(upload, judged)
    if not valid_rows_only:
        refuse_if_wrong(
            f.as_fault(j.row.number)
            for j in judged
            for f in j.findings
            if j.kind == RowKind.REFUSED and f.severity == Severity.ERROR
        )
    _write(institution, [j for j in judged if j.kind in (RowKind.NEW, RowKind.CHANGED)], by)
    upload.state, upload.applied_at = UploadState.APPLIED, by.at
    upload.save(update_fields=["state", "applied_at"])
    counts = {kind.value: sum(1 for j in judged if j.kind == kind) for kind in RowKind}
    record("apply-upload", upload, by=by, organization_id=institution.pk, after=counts)
    return upload


def _without(leave_out: Sequence[int], judged: Sequence[Judged]) -> list[Judged]:
    left = set(leave_out)
    return [replace(j, kind=RowKind.LEFT_OUT) if j.row.number in left else j for j in judged]


def _write(institution: Organization, judged: Sequence[Judged], by: Actor) -> None:
    new = [j for j in judged if j.placement is None]
    changed = [j for j in judged if j.placement is not None]
    if changed:
        change(
            institution=institution,
            changes=[Change(j.placement.enrollment_id, j.entry) for j in changed if j.placement],
            by=by,
            rows=[j.row.number for j in changed],
        )
    if new:
        enroll(
            institution=institution, entries=[j.entry for j in new], by=by, rows=[j.row.number for j in new]
        )
