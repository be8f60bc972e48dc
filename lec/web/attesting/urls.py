"""The existence check."""

from django.urls import URLPattern, URLResolver, path

from lec.web.attesting import views

app_name = "attesting"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.rooms, name="rooms"),
    path("<int:pk>/", views.room, name="room"),
    path("<int:pk>/roll.pdf", views.paper, name="paper"),
    path("rolls.pdf", views.papers, name="papers"),
]
