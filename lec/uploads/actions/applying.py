"""Applying a file goes through the very actions the form uses, `students.actions.enroll` and `change`, and
judges anew under the lock: what moved since staging is noticed (DOMAIN, Excel in).

What takes longer than a page may wait is taken on (`apply_later`) and done by the worker (`apply_file`). It
counts as of the moment it was asked for, by who asked then; a confirmation given meanwhile stands, and the
file comes back with the reason.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from lec.actor import Actor, Role
from lec.audit.actions import record
from lec.organizations.models import Organization
from lec.refusals import Blocked, Invalid, Obstacle, Refusal, refuse_if, refuse_if_wrong
from lec.rounds.queries import window_for
from lec.rounds.rules import obstacles_to_writing
from lec.students import queries as students
from lec.students.actions import Change, change, enroll
from lec.students.rules import Severity
from lec.uploads import queries
from lec.uploads.actions.judging import Judged, judge_rows, keep_judged, require_own, show_progress
from lec.uploads.models import RowKind, Upload, UploadState

BEGUN = 20  # percent: taken up; the rest is one transaction, of which nothing is seen before its end


@transaction.atomic
def apply(*, upload: Upload, valid_rows_only: bool, by: Actor, leave_out: Sequence[int] = ()) -> Upload:
    """Write the rows to the register: all or nothing, or the valid ones only if the officer says so.

    `leave_out` are row numbers the officer unticked. Raises Blocked if the round, a confirmation or
    an earlier application forbids, Invalid with the errors by row.
    """
    upload = _locked(upload, UploadState.STAGED, by)
    return _apply(upload, valid_rows_only, by, leave_out)


@transaction.atomic
def apply_later(*, upload: Upload, by: Actor, leave_out: Sequence[int] = ()) -> Upload:
    """Take on that the valid rows of a long file, but for those left out, are written by the worker.

    Raises Blocked as `apply` does.
    """
    upload = _locked(upload, UploadState.STAGED, by)
    upload.state, upload.progress, upload.refused = UploadState.APPLYING, 0, []
    upload.asked_at, upload.asked_by_id, upload.left_out = by.at, by.user_id, sorted(leave_out)
    upload.save(update_fields=["state", "progress", "refused", "asked_at", "asked_by", "left_out"])
    record("ask-to-apply-upload", upload, by=by, organization_id=upload.institution_id)
    apply_file.enqueue(upload_id=upload.pk)
    return upload


@task()
def apply_file(upload_id: int) -> None:
    """The job behind `apply_later`. Cut off it begins again, for nothing is half written; done a second time
    it finds nothing left to do.
    """
    upload = Upload.objects.select_related("institution").get(pk=upload_id)
    if upload.state != UploadState.APPLYING or not upload.asked_at or not upload.asked_by_id:
        return
    place = upload.institution
    by = Actor(upload.asked_by_id, place.pk, place.path, Role.OFFICER, upload.asked_at)
    show_progress(upload, BEGUN)
    try:
        with transaction.atomic():
            upload = _locked(upload, UploadState.APPLYING, by)
            _apply(upload, True, by, upload.left_out)
    except Refusal as refusal:
        _give_back(upload, refusal)


def _locked(upload: Upload, state: UploadState, by: Actor) -> Upload:
    """The file as it is behind the institution's lock, if the register is open and it is in this state."""
    institution = upload.institution
    require_own(institution, by)
    Organization.objects.select_for_update(no_key=True).get(pk=institution.pk)
    refuse_if(obstacles_to_writing(window_for(institution, by.at)))
    upload = Upload.objects.select_related("institution").get(pk=upload.pk)
    if upload.state != state:
        raise Blocked(
            [Obstacle("already-applied", _("ไฟล์นี้กำลังนำเข้า นำเข้าแล้ว หรือทิ้งไปแล้ว อัปโหลดใหม่หากต้องการนำเข้าอีก"))]
        )
    return upload


def _give_back(upload: Upload, refusal: Refusal) -> None:
    """Staged again, with the reasons; unless somebody else has applied it meanwhile."""
    reasons: list[dict[str, object]] = []
    if isinstance(refusal, Blocked):
        reasons = [{"code": o.code, "message": str(o.message), "row": None} for o in refusal.obstacles]
    elif isinstance(refusal, Invalid):
        reasons = [{"code": f.code, "message": str(f.message), "row": f.row} for f in refusal.faults]
    applying = Upload.objects.filter(pk=upload.pk, state=UploadState.APPLYING)
    applying.update(state=UploadState.STAGED, refused=reasons)


def _apply(upload: Upload, valid_rows_only: bool, by: Actor, leave_out: Sequence[int]) -> Upload:
    institution, rows = upload.institution, queries.rows_read(upload)
    judged = _without(leave_out, judge_rows(institution, rows, by, students.academic_year(by.at)))
    keep_judged(upload, judged)
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
