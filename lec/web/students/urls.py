"""The register. Students are addressed by their stay, never by name or citizen ID."""

from django.urls import URLPattern, URLResolver, path

from lec.web.students import editing, explaining, leaving, register

app_name = "students"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", register.listing, name="list"),
    path("all/", register.everyone, name="everyone"),
    path("room/<int:pk>/", register.room, name="room"),
    path("search/", register.search, name="search"),
    path("new/", editing.enroll, name="enroll"),
    path("<int:pk>/", editing.student, name="student"),
    path("findings/", explaining.findings, name="findings"),
    path("findings/explain/", explaining.explain, name="explain"),
    path("left/", register.left, name="left"),
    path("leave/", leaving.leave, name="leave"),
    path("<int:pk>/return/", leaving.return_to_class, name="return"),
    path("of/<str:code>/", register.of_institution, name="of_institution"),
]
