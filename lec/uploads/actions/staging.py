"""Staging a file: read, mended, judged and kept; nothing is written to the register (DOMAIN, Excel in)."""

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from lec.actor import Actor, Role
from lec.audit.actions import record
from lec.organizations.models import Organization
from lec.refusals import Blocked, Obstacle
from lec.students import queries as students
from lec.uploads import queries
from lec.uploads.actions.judging import keep_file, require_own, show_progress
from lec.uploads.models import Upload, UploadState
from lec.uploads.workbook import Asked, NotAWorkbook, gate

BEGUN, READ = 10, 55  # percent of the time a long file takes


@transaction.atomic
def stage(
    *, institution: Organization, data: bytes, filename: str, by: Actor, without_names: bool = False
) -> Upload:
    """Read, repair and judge a file; keep the rows with their findings. The register is not touched.

    Raises Invalid (NotAWorkbook) for what is no workbook, is too large, or is hostile; and for what has no
    list of students, unless it is to be kept `without_names` until somebody says what its columns mean
    (`assign`).
    """
    require_own(institution, by)
    asked = Asked(assigned=queries.meanings_at(institution), without_names=without_names)
    file = queries.read(data, filename, institution, students.academic_year(by.at), asked)
    upload = _kept(institution, data, filename, by, asked.assigned)
    _stage(upload, file, by)
    record("stage-upload", upload, by=by, organization_id=institution.pk, after={"rows": len(file.rows)})
    return upload


@transaction.atomic
def receive(*, institution: Organization, data: bytes, filename: str, by: Actor) -> Upload:
    """Take a file that is read in longer than a page may wait: it is looked through at the gate, kept, and
    staged by the worker (`read_file`). Raises Invalid (NotAWorkbook) for what the gate refuses.
    """
    require_own(institution, by)
    gate.inspect(data)
    upload = _kept(institution, data, filename, by, queries.meanings_at(institution))
    record("stage-upload", upload, by=by, organization_id=institution.pk)
    read_file.enqueue(upload_id=upload.pk)
    return upload


@task()
def read_file(upload_id: int) -> None:
    """The job behind `receive`. Begun again from the start if it was cut off: nothing is half staged."""
    upload = Upload.objects.select_related("institution").get(pk=upload_id)
    if upload.state != UploadState.READING:
        return
    place = upload.institution
    by = Actor(upload.staged_by_id, place.pk, place.path, Role.OFFICER, upload.staged_at)
    show_progress(upload, BEGUN)
    try:
        file = queries.read_again(upload)
    except NotAWorkbook as refusal:
        upload.state = UploadState.UNREADABLE
        upload.notes = [{"code": refusal.code, "params": refusal.params}]
        upload.save(update_fields=["state", "notes"])
        return
    show_progress(upload, READ)
    with transaction.atomic():
        _stage(upload, file, by)


def _kept(
    institution: Organization, data: bytes, filename: str, by: Actor, assigned: Mapping[str, str]
) -> Upload:
    return Upload.objects.create(
        institution=institution,
        filename=filename[-200:],
        digest=hashlib.sha256(data).hexdigest(),
        data=data,
        state=UploadState.READING,
        academic_year=students.academic_year(by.at),
        staged_at=by.at,
        staged_by_id=by.user_id,
        assigned=assigned,
    )


def _stage(upload: Upload, file: queries.FileRead, by: Actor) -> None:
    keep_file(upload, file, by)
    upload.state = UploadState.STAGED
    upload.save(update_fields=["state"])


@transaction.atomic
def discard(*, upload: Upload, by: Actor) -> None:
    """Put a staged file away; its rows stay for the record."""
    require_own(upload.institution, by)
    changed = Upload.objects.filter(pk=upload.pk, state=UploadState.STAGED).update(
        state=UploadState.DISCARDED
    )
    if not changed:
        raise Blocked([Obstacle("already-applied", _("ไฟล์นี้กำลังนำเข้า นำเข้าแล้ว หรือทิ้งไปแล้ว"))])
    record("discard-upload", upload, by=by, organization_id=upload.institution_id)
