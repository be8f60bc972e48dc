"""Everything that was done about a child, as far as the reader may see it (DOMAIN, The register)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lec.claims.queries import claims_about, state_of
from lec.claims.rules import ClaimState
from lec.refusals import NotVisible
from lec.students import queries
from lec.web.acting import acting
from lec.web.audit.shown import acts_shown
from lec.web.claims.shown import STATES

PAGE = 60


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """All acts on the child's stays and on claims about it, the newest first, and the numbers it had.

    Who took the child out reads on what was done here, but no name it may have elsewhere by now.
    """
    by = acting(request)
    stay = queries.enrollments_for(by).filter(pk=pk).first()
    if stay is None:
        raise NotVisible
    claims = claims_about(by, stay.student)
    entries = queries.history_of(by, stay.student, [claim.pk for claim in claims])
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    student = queries.student_seen(by, stay.student_id)
    context = {
        "stay": stay,
        "own": stay.institution_id == by.organization_id,
        "student": student,
        "page": page,
        "acts": acts_shown(page, by, of_one=True),
        "claims": [(claim, STATES[ClaimState(state_of(claim))]) for claim in claims],
        "numbers": queries.former_ids(student) if student else [],
        "merged": by.is_officer and bool(student and queries.merges_of(by, student).exists()),
    }
    return render(request, "students/history.html", context)
