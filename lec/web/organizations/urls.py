"""Organizations."""

from django.urls import URLPattern, URLResolver, path

from lec.web.organizations import views

app_name = "organizations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listing, name="list"),
    path("<str:code>/", views.unit, name="unit"),
    path("<str:code>/edit/", views.edit, name="edit"),
    path("<str:code>/new/", views.new, name="new"),
]
