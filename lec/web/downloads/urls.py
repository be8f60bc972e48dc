"""Lists to take along, as .xlsx or CSV."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter

from lec.web.downloads import views


class Format(StringConverter):
    """How a list is written."""

    regex = "xlsx|csv"


register_converter(Format, "format")
app_name = "downloads"
urlpatterns: list[URLPattern | URLResolver] = [
    path("room-<id:pk>.<format:format>", views.classroom, name="classroom"),
    path("register.<format:format>", views.register, name="register"),
    path("rpt318.<format:format>", views.rpt318, name="rpt318"),
    path("counts-<str:code>.<format:format>", views.counts, name="counts"),
    path("headcounts.<format:format>", views.headcounts, name="headcounts"),
    path("follow-up-<str:code>.<format:format>", views.follow_up, name="follow_up"),
]
