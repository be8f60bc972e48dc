"""What organizations are told: something happened that is theirs to know, or to act on."""

from typing import ClassVar

from django.db import models

from lec.organizations.models import Organization
from lec.scoping import ScopedQuerySet


class Notice(models.Model):
    """One thing an organization is told, until somebody of it has seen it.

    `params` fill the sentence of its kind and never name a person nor hold a citizen ID: a notice is also
    what an e-mail will say. `url_name` and `url_pk` lead to the page it is about.
    `mailed_to` are the ids of those whose mail has gone.
    """

    SCOPE = "organization__path"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    at = models.DateTimeField()
    url_name = models.CharField(max_length=60, blank=True)
    url_pk = models.BigIntegerField(null=True)
    seen_at = models.DateTimeField(null=True)
    mailed_to = models.JSONField(default=list)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "at"], name="notices_of_organization")]
