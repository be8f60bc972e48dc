"""Confirming, revoking, receipts."""

from django.urls import URLPattern, URLResolver

app_name = "confirmations"
urlpatterns: list[URLPattern | URLResolver] = []
