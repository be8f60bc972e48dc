"""What the organization was told, the latest first, and that somebody of it has read it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lec.notices import queries
from lec.notices.actions import mark_seen
from lec.notices.models import Notice
from lec.notices.rules import message_of
from lec.web.acting import acting

PAGE = 50


def listing(request: HttpRequest) -> HttpResponse:
    """Each notice with its way on; new ones stay new until somebody says that they were read."""
    by = acting(request)
    if request.method == "POST":
        given = [int(pk) for pk in request.POST.getlist("notice") if pk.isdecimal() and len(pk) < 19]
        count = mark_seen(notices=given, by=by)
        messages.success(request, _("รับทราบแล้ว %(count)s เรื่อง") % {"count": count})
        return redirect("notices:list")
    page = Paginator(queries.notices_for(by), PAGE).get_page(request.GET.get("page"))
    rows = [(notice, message_of(notice.kind, notice.params), _way_on(notice)) for notice in page]
    unseen = [notice.pk for notice in page if notice.seen_at is None]
    context = {"page": page, "rows": rows, "unseen": unseen, "new": queries.unseen_for(by).count()}
    return render(request, "notices/list.html", context)


def _way_on(notice: Notice) -> str:
    return reverse(notice.url_name, args=[notice.url_pk]) if notice.url_name else ""
