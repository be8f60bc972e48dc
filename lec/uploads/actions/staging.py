"""Staging a file: read, mended, judged and kept; nothing is written to the register (DOMAIN, Excel in)."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import record
from lec.organizations.models import Organization
from lec.refusals import Blocked, Obstacle
from lec.students import queries as students
from lec.uploads import queries
from lec.uploads.actions.judging import keep_file, require_own
from lec.uploads.models import Upload, UploadState
from lec.uploads.workbook import Asked


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
    sheet = queries.read(data, filename, institution, students.academic_year(by.at), asked)
    upload = Upload.objects.create(
        institution=institution,
        filename=filename[-200:],
        digest=hashlib.sha256(data).hexdigest(),
        data=data,
        academic_year=students.academic_year(by.at),
        staged_at=by.at,
        staged_by_id=by.user_id,
        assigned=asked.assigned,
    )
    keep_file(upload, sheet, by)
    record("stage-upload", upload, by=by, organization_id=institution.pk, after={"rows": len(sheet.rows)})
    return upload


@transaction.atomic
def discard(*, upload: Upload, by: Actor) -> None:
    """Put a staged file away; its rows stay for the record."""
    require_own(upload.institution, by)
    changed = Upload.objects.filter(pk=upload.pk, state=UploadState.STAGED).update(
        state=UploadState.DISCARDED
    )
    if not changed:
        raise Blocked([Obstacle("already-applied", _("ไฟล์นี้นำเข้าหรือทิ้งไปแล้ว"))])
    record("discard-upload", upload, by=by, organization_id=upload.institution_id)
