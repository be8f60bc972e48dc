"""Everything that was done about a child, as far as the reader may see it (DOMAIN, The register)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lec.claims.queries import claims_about
from lec.reference.queries import codes_and_labels
from lec.refusals import NotVisible
from lec.students import queries
from lec.web.acting import acting
from lec.web.audit.shown import act_shown

PAGE = 60


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """All acts on the child's stays, on claims about it, merges and explanations, the newest first."""
    by = acting(request)
    stay = queries.enrollments_for(by).filter(pk=pk, institution=by.organization_id).first()
    if stay is None:
        raise NotVisible
    claims = list(claims_about(by, stay.student).values_list("pk", flat=True))
    page = Paginator(queries.history_of(by, stay.student, claims), PAGE).get_page(request.GET.get("page"))
    labels = codes_and_labels(by.today)[1]
    acts = [act_shown(entry, labels) | {"url": ""} for entry in page]
    context = {"stay": stay, "student": stay.student, "page": page, "acts": acts}
    return render(request, "students/history.html", context)
