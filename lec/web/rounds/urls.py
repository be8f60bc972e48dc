"""Rounds."""

from django.urls import URLPattern, URLResolver, path

from lec.web.rounds import reopening, views

app_name = "rounds"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("<str:key>/", views.edit, name="edit"),
    path("<str:key>/close/", views.close, name="close"),
    path("<str:key>/reopenings/", reopening.listing, name="reopenings"),
    path("<str:key>/reopenings/<str:code>/", reopening.reopen, name="reopen"),
    path("reopenings/<id:pk>/end/", reopening.end, name="end_reopening"),
]
