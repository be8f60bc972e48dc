"""The addresses of the pages, by task. Who may open them: access.py."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from lec.web.home.views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("lec.web.accounts.urls")),
    path("accounts/", include("lec.web.accounts.allauth_urls")),
    path("language/", set_language, name="set_language"),
    path("students/", include("lec.web.students.urls")),
    path("check/", include("lec.web.attesting.urls")),
    path("uploads/", include("lec.web.uploads.urls")),
    path("downloads/", include("lec.web.downloads.urls")),
    path("audit/", include("lec.web.audit.urls")),
    path("claims/", include("lec.web.claims.urls")),
    path("tickets/", include("lec.web.tickets.urls")),
    path("notices/", include("lec.web.notices.urls")),
    path("", include("lec.web.confirmations.urls")),
    path("board/", include("lec.web.boards.urls")),
    path("headcounts/", include("lec.web.headcounts.urls")),
    path("reports/", include("lec.web.reports.urls")),
    path("money/", include("lec.web.budgets.urls")),
    path("organizations/", include("lec.web.organizations.urls")),
    path("facilities/", include("lec.web.facilities.urls")),
    path("rounds/", include("lec.web.rounds.urls")),
    path("reference/", include("lec.web.reference.urls")),
]
