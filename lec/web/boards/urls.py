"""Who is how far."""

from django.urls import URLPattern, URLResolver, path

from lec.web.boards import letters, views

app_name = "boards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.board, name="board"),
    path("letters.pdf", letters.follow_up, name="letters"),
    path("<str:code>/", views.unit, name="unit"),
]
