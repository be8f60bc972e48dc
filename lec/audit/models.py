"""The trail: who did what, for which organization, when, and why. Rows are added and never changed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from lec.scoping import ScopedQuerySet


class AppendOnly(ScopedQuerySet):
    """Rows that no code of ours can change or remove."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("the audit trail is append-only")

    def delete(self) -> Any:
        raise TypeError("the audit trail is append-only")


class AuditEntry(models.Model):
    """One act, written in the transaction of the act itself, so that neither exists without the other.

    `organization` is whose data it concerned, `acting_for` for whom the user acted: a province that revokes
    an LAO appears in the LAO's trail.
    """

    SCOPE = "organization__path"

    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    acting_for = models.ForeignKey("organizations.Organization", models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    because = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects: ClassVar[AppendOnly] = AppendOnly.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "at"], name="audit_by_organization"),
            models.Index(fields=["action", "at"], name="audit_by_action"),
            models.Index(fields=["at"], name="audit_by_time"),
            models.Index(fields=["subject", "subject_id"], name="audit_by_subject"),
        ]
