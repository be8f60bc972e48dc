"""The lists of the pages as files: who may see the page may take its list along (DOMAIN, Levels)."""

from django.http import HttpRequest, HttpResponse

from lec.organizations.models import Level, Organization
from lec.organizations.queries import organizations_for
from lec.refusals import NotVisible
from lec.reports import lists
from lec.reports.rpt318 import rpt318_sheet
from lec.reports.sheets import Sheet, as_csv, as_xlsx
from lec.rounds.models import Round, Subject
from lec.rounds.queries import round_by_key
from lec.students import queries
from lec.web.acting import acting, acting_organization, round_now

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def classroom(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """One room."""
    by = acting(request)
    room = queries.classroom_for(by, pk)
    if room is None:
        raise NotVisible
    return _file(f"room-{room.grade}-{pk}", format, lists.class_sheet(by, room, round_now(request)))


def register(request: HttpRequest, format: str) -> HttpResponse:
    """All whom one may see of the own institution."""
    sheet = lists.register_sheet(acting(request), acting_organization(request), round_now(request))
    return _file(f"register-{acting_organization(request).code}", format, sheet)


def rpt318(request: HttpRequest, format: str) -> HttpResponse:
    """The same with all that is known of them."""
    institution = acting_organization(request)
    return _file(f"RPT318-{institution.code}", format, rpt318_sheet(acting(request), institution))


def counts(request: HttpRequest, code: str, format: str) -> HttpResponse:
    """What stands confirmed, as the report shows it; a CSV holds the first of its tables."""
    by, organization = acting(request), _organization(request, code)
    key = request.GET.get("round")
    round = round_by_key(key) if key else round_now(request)
    subject = request.GET.get("subject", Subject.STUDENTS)
    if round is None or subject not in Subject.values:
        raise NotVisible
    sheets = lists.count_sheets(by, organization, round, subject)
    return _file(f"counts-{code}-{round.key}", format, *sheets)


def headcounts(request: HttpRequest, format: str) -> HttpResponse:
    """The other schools that the LAO pays."""
    lao = acting_organization(request)
    return _file(f"headcounts-{lao.code}", format, lists.headcount_sheet(acting(request), lao, _now(request)))


def follow_up(request: HttpRequest, code: str, format: str) -> HttpResponse:
    """Who below has not confirmed yet."""
    organization = _organization(request, code)
    if organization.level == Level.INSTITUTION:
        raise NotVisible
    sheet = lists.follow_up_sheet(acting(request), organization, _now(request))
    return _file(f"follow-up-{code}", format, sheet)


def _organization(request: HttpRequest, code: str) -> Organization:
    found = organizations_for(acting(request)).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def _now(request: HttpRequest) -> Round:
    round = round_now(request)
    if round is None:
        raise NotVisible
    return round


def _file(name: str, format: str, *sheets: Sheet) -> HttpResponse:
    data = as_csv(sheets[0]) if format == "csv" else as_xlsx(*sheets)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{format}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=TYPES[format], headers=headers)
