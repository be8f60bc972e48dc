"""Excel in and out."""

from django.urls import URLPattern, URLResolver, path

from lec.web.uploads import columns, views

app_name = "uploads"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listing, name="list"),
    path("template.xlsx", views.template, name="template"),
    path("<id:pk>/", views.upload, name="upload"),
    path("<id:pk>/columns/", columns.columns, name="columns"),
    path("<id:pk>/apply/", views.apply, name="apply"),
    path("<id:pk>/discard/", views.discard, name="discard"),
    path("<id:pk>/claim/", views.claim, name="claim"),
    path("<id:pk>/result.xlsx", views.result, name="result"),
]
