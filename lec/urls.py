"""The two faces: pages and API."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("lec.api.urls")),
    path("", include("lec.web.urls")),
]
