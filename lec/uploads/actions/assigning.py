"""What a file does not say of itself an officer says once: its sheet, its row of headings, what they mean."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from lec.actor import Actor
from lec.audit.actions import record
from lec.refusals import Blocked, Obstacle, refuse_if_wrong
from lec.uploads import queries, rules
from lec.uploads.actions.judging import keep_file, require_own
from lec.uploads.models import HeadingMeaning, Upload, UploadState
from lec.uploads.workbook.headings import ASSIGNABLE


@transaction.atomic
def assign(*, upload: Upload, meanings: Mapping[str, str], sheet: str, heading_row: int, by: Actor) -> Upload:
    """Read a staged file anew as the officer says, and remember the meanings for the next files.

    `meanings`: field, or "" for not to be read, by heading (`workbook.Heading.key`), of those to be changed.
    Raises Invalid for a field there is none of and for two headings of one field, Blocked for a file that is
    settled already.
    """
    require_own(upload.institution, by)
    refuse_if_wrong(rules.faults_of_meanings(meanings, ASSIGNABLE))
    upload = Upload.objects.select_for_update(no_key=True, of=("self",)).get(pk=upload.pk)
    if upload.state != UploadState.STAGED:
        raise Blocked([Obstacle("already-applied", _("ไฟล์นี้กำลังนำเข้า นำเข้าแล้ว หรือทิ้งไปแล้ว"))])
    _remember(upload, meanings, by)
    upload.assigned = {**upload.assigned, **meanings}
    upload.sheet, upload.heading_row = sheet, heading_row
    upload.save(update_fields=["assigned", "heading_row"])
    keep_file(upload, queries.read_again(upload), by)
    record(
        "assign-headings",
        upload,
        by=by,
        organization_id=upload.institution_id,
        after={"rows": upload.rows.count()},
    )
    return upload


def _remember(upload: Upload, meanings: Mapping[str, str], by: Actor) -> None:
    HeadingMeaning.objects.bulk_create(
        [
            HeadingMeaning(
                institution_id=upload.institution_id,
                heading=heading,
                field=field,
                said_at=by.at,
                said_by_id=by.user_id,
            )
            for heading, field in meanings.items()
        ],
        update_conflicts=True,
        unique_fields=["institution", "heading"],
        update_fields=["field", "said_at", "said_by"],
    )
