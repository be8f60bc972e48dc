"""Counted numbers."""

from django.urls import URLPattern, URLResolver, path

from lec.web.reports import views

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.counts, name="counts"),
    path("<str:code>/", views.counts, name="counts_of"),
]
