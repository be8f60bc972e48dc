"""Lists and limits."""

from django.urls import URLPattern, URLResolver, path

from lec.web.reference import views

app_name = "reference"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.lists, name="lists"),
    path("codes/<str:list_name>/", views.codes, name="codes"),
    path("codes/<str:list_name>/<str:key>/", views.code, name="code"),
    path("ages/<str:institution_kind>/<int:academic_year>/", views.ages, name="ages"),
    path("settings/<str:name>/", views.setting, name="setting"),
]
