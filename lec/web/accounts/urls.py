"""Signing in, for whom one acts, and the people of the organizations below."""

from django.urls import URLPattern, URLResolver

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = []
