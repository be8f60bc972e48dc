"""What the organization was told."""

from django.urls import URLPattern, URLResolver, path

from lec.web.notices import views

app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = [path("", views.listing, name="list")]
