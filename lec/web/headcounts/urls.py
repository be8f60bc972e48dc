"""Other schools' headcounts."""

from django.urls import URLPattern, URLResolver

app_name = "headcounts"
urlpatterns: list[URLPattern | URLResolver] = []
