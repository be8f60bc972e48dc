"""Telling organizations: part of the act that is told of, in its transaction and in its record."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from lec.accounts.queries import officers_of
from lec.actor import Actor
from lec.notices.models import Notice
from lec.notices.queries import unseen_for
from lec.notices.rules import message_of
from lec.thai import calendar


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
    told = Notice.objects.bulk_create(
        Notice(organization_id=pk, kind=kind, params=dict(params), at=by.at, url_name=url_name, url_pk=url_pk)
        for pk in sorted(set(organizations))
    )
    if settings.EMAIL_SENDS:
        for notice in told:
            post_notice.enqueue(notice_id=notice.pk)


@task()
def post_notice(notice_id: int) -> None:
    """Mail a notice to the officers of its organization who want that, each alone, and once."""
    notice = Notice.objects.get(pk=notice_id)
    now = timezone.now()
    officers = officers_of([notice.organization_id], calendar.today(now)).get(notice.organization_id, [])
    to = sorted({officer.email for officer in officers if officer.wants_mail and officer.email})
    if not to or notice.mailed_at:
        return
    words = "\n\n".join(
        [
            message_of(notice.kind, notice.params),
            _("เข้าสู่ระบบเพื่อดูเรื่องนี้: %(site)s") % {"site": settings.SITE},
            _("ไม่ต้องการอีเมลนี้ ปิดได้ที่หน้าข้อมูลติดต่อของท่าน"),
        ]
    )
    subject = _("มีเรื่องใหม่ในระบบสารสนเทศทางการศึกษาท้องถิ่น (LEC)")
    with get_connection() as connection:
        connection.send_messages([EmailMessage(subject, words, None, [address]) for address in to])
    Notice.objects.filter(pk=notice_id).update(mailed_at=now)


@transaction.atomic
def mark_seen(*, notices: Iterable[int], by: Actor) -> int:
    """Note that the own organization has seen these; how many were new. What others were told stays."""
    return unseen_for(by).filter(pk__in=list(notices)).update(seen_at=by.at)
