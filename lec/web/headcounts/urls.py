"""Other schools' headcounts."""

from django.urls import URLPattern, URLResolver, path

from lec.web.headcounts import views

app_name = "headcounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listing, name="list"),
    path("<str:code>/", views.school, name="school"),
]
