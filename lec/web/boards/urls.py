"""Who is how far."""

from django.urls import URLPattern, URLResolver, path

from lec.web.boards import views

app_name = "boards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.board, name="board"),
    path("<str:code>/", views.unit, name="unit"),
]
