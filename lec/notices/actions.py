"""Telling organizations: part of the act that is told of, in its transaction and in its record."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from lec.accounts.models import User
from lec.accounts.queries import officers_of
from lec.actor import Actor
from lec.notices.models import Notice
from lec.notices.queries import unseen_for
from lec.notices.rules import message_of


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
        _queue_mails(told, by)


def _queue_mails(notices: Sequence[Notice], by: Actor) -> None:
    """A job each: an address that is refused is in nobody else's way."""
    officers = officers_of([notice.organization_id for notice in notices], by.today)
    for notice in notices:
        for officer in officers.get(notice.organization_id, []):
            if officer.wants_mail and officer.email:
                post_notice.enqueue(notice_id=notice.pk, user_id=officer.pk)


@task()
@transaction.atomic
def post_notice(notice_id: int, user_id: int) -> None:
    """Mail a notice to an officer, once. It holds no more than the sentence: mail is read by the way."""
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    officer = User.objects.filter(pk=user_id, wants_mail=True).exclude(email="").first()
    if officer is None or user_id in notice.mailed_to:
        return
    words = "\n\n".join(
        [
            message_of(notice.kind, notice.params),
            _("เข้าสู่ระบบเพื่อดูเรื่องนี้: %(site)s") % {"site": settings.SITE},
            _("ไม่ต้องการอีเมลนี้ ปิดได้ที่หน้าข้อมูลติดต่อของท่าน"),
        ]
    )
    subject = _("มีเรื่องใหม่ในระบบสารสนเทศทางการศึกษาท้องถิ่น (LEC)")
    send_mail(subject, words, None, [officer.email])
    notice.mailed_to.append(user_id)
    notice.save(update_fields=["mailed_to"])


@transaction.atomic
def mark_seen(*, notices: Iterable[int], by: Actor) -> int:
    """Note that the own organization has seen these; how many were new. What others were told stays."""
    return unseen_for(by).filter(pk__in=list(notices)).update(seen_at=by.at)
