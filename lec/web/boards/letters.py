"""Letters to who is due below, from the organization one acts for."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lec.refusals import NotVisible
from lec.reports.letters import letters_pdf
from lec.web.acting import acting, acting_organization, round_now
from lec.web.printing import as_pdf, wants_arabic


def follow_up(request: HttpRequest) -> FileResponse | HttpResponse:
    """One letter a page; where nobody is due there is nothing to send."""
    by, sender, round = acting(request), acting_organization(request), round_now(request)
    if round is None:
        raise NotVisible
    written = letters_pdf(by, sender, round, wants_arabic(request))
    if not written:
        messages.info(request, _("ทุกหน่วยงานยืนยันครบแล้ว ไม่มีหนังสือติดตามให้พิมพ์"))
        return redirect("boards:board")
    return as_pdf(written, f"letters-{round.key}-{sender.code}.pdf")
