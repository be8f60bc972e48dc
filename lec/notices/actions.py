"""Telling organizations: part of the act that is told of, in its transaction and in its record."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from lec.actor import Actor
from lec.notices.models import Notice
from lec.notices.queries import unseen_for


@transaction.atomic
def tell(
    *,
    organizations: Iterable[int],
    kind: str,
    params: Mapping[str, str],
    url_name: str = "",
    url_pk: int | None = None,
    by: Actor,
) -> None:
    """Leave a notice with each of the organizations, named by id; one that is named twice gets one."""
    Notice.objects.bulk_create(
        Notice(organization_id=pk, kind=kind, params=dict(params), at=by.at, url_name=url_name, url_pk=url_pk)
        for pk in sorted(set(organizations))
    )


@transaction.atomic
def mark_seen(*, notices: Iterable[int], by: Actor) -> int:
    """Note that the own organization has seen these; how many were new. What others were told stays."""
    return unseen_for(by).filter(pk__in=list(notices)).update(seen_at=by.at)
