"""Unlock tickets: asking that a confirmation be taken back, and answering."""

from django.urls import URLPattern, URLResolver, path

from lec.web.tickets import views

app_name = "tickets"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listing, name="list"),
    path("<id:pk>/", views.ticket, name="ticket"),
    path("for/<str:number>/", views.file, name="file"),
    path("<id:pk>/approve/", views.approve, name="approve"),
    path("<id:pk>/refuse/", views.refuse, name="refuse"),
    path("<id:pk>/withdraw/", views.withdraw, name="withdraw"),
]
