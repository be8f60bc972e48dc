"""Claims: a child listed elsewhere."""

from django.urls import URLPattern, URLResolver, path

from lec.web.claims import views

app_name = "claims"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listing, name="list"),
    path("file/", views.file, name="file"),
    path("<id:pk>/", views.claim, name="claim"),
    path("<id:pk>/release/", views.release, name="release"),
    path("<id:pk>/contest/", views.contest, name="contest"),
    path("<id:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<id:pk>/decide/", views.decide, name="decide"),
]
