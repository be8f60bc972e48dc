"""The trail."""

from django.urls import URLPattern, URLResolver, path

from lec.web.audit import views

app_name = "audit"
urlpatterns: list[URLPattern | URLResolver] = [path("", views.listing, name="list")]
