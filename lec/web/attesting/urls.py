"""The existence check."""

from django.urls import URLPattern, URLResolver

app_name = "attesting"
urlpatterns: list[URLPattern | URLResolver] = []
