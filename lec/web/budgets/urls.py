"""Money."""

from django.urls import URLPattern, URLResolver, path

from lec.web.budgets import views

app_name = "budgets"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.money, name="money"),
    path("rates/", views.rates, name="rates"),
    path("<str:code>/", views.money, name="money_of"),
]
