"""An Excel file as it came, and its rows as they were read and judged: staged, kept, and applied or not."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lec.organizations.models import Organization
from lec.scoping import ScopedQuerySet
from lec.students.models import Enrollment
from lec.uploads.workbook.headings import tells_students


class UploadState(models.TextChoices):
    """How far a file got."""

    READING = "reading", _("กำลังตรวจ")
    UNREADABLE = "unreadable", _("อ่านไม่ได้")
    STAGED = "staged", _("ตรวจแล้ว ยังไม่บันทึก")
    APPLYING = "applying", _("กำลังนำเข้า")
    APPLIED = "applied", _("นำเข้าแล้ว")
    DISCARDED = "discarded", _("ทิ้งแล้ว")


class RowKind(models.TextChoices):
    """What applying a row would do; LEFT_OUT once it was applied without the row."""

    NEW = "new", _("ใหม่")
    CHANGED = "changed", _("เปลี่ยน")
    SAME = "same", _("เหมือนเดิม")
    REFUSED = "refused", _("ต้องแก้")
    LEFT_OUT = "left_out", _("ไม่ได้เลือก")


class Upload(models.Model):
    """One file of one institution. Nothing of it is in the register until it is applied.

    `columns` are its headings as they were understood (`workbook.Heading`), in row `found_row` as Excel
    counts; `sheets` all its sheets. `sheet`, `heading_row` (0 for wherever it is found) and `assigned` say
    how it is to be read (`workbook.Asked`). One that is `READING` or `APPLYING` is in the worker's hands,
    `progress` percent of it done; of one that is `UNREADABLE` the notes say why.

    `asked_at`, `asked_by` and `left_out`, numbers of rows, are what its officer asked for when it was to be
    applied. `refused` says why it could not be: `{"code", "message", "row"}` each.
    """

    SCOPE = "institution__path"
    PERSONAL = ""

    institution = models.ForeignKey(Organization, models.PROTECT, related_name="uploads")
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    state = models.CharField(max_length=10, choices=UploadState.choices, default=UploadState.STAGED)
    academic_year = models.PositiveSmallIntegerField()
    staged_at = models.DateTimeField()
    staged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    set_aside = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    sheet = models.CharField(max_length=255, blank=True)
    found_row = models.PositiveIntegerField(default=0)
    heading_row = models.PositiveIntegerField(default=0)
    assigned = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    sheets = models.JSONField(default=list)
    progress = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    left_out = models.JSONField(default=list)
    refused = models.JSONField(default=list)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="applied", applied_at__isnull=False)
                | (~models.Q(state="applied") & models.Q(applied_at=None)),
                name="applied_uploads_say_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="applying")
                | models.Q(asked_at__isnull=False, asked_by__isnull=False),
                name="uploads_being_applied_say_who_asked_when",
            ),
        ]

    @property
    def is_understood(self) -> bool:
        """Whether its headings make it a list of students."""
        return tells_students(column["field"] for column in self.columns)


class UploadRow(models.Model):
    """A row as read: `number` is what Excel shows. `values` are as repaired, `repairs` say what was repaired,
    `findings` what is wrong, `changes` field by field what differs from the register. `claimable`: the child
    is active elsewhere, and the file knows enough of it to claim it.

    `read` is what the row itself says, and what of it could not be read, before the register was asked: it is
    judged anew when the file is applied.
    """

    SCOPE = "upload__institution__path"
    PERSONAL = ""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=RowKind.choices)
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, null=True, related_name="+")
    read = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    repairs = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    claimable = models.BooleanField(default=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upload", "number"], name="one_upload_row_per_number")
        ]


class HeadingMeaning(models.Model):
    """What a heading means at one institution, as its officer said once: a field, or "" for none."""

    SCOPE = "institution__path"
    PERSONAL = ""

    institution = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "heading"], name="one_meaning_per_heading")
        ]
