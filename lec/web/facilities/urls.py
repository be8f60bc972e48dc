"""Basics, buildings and personnel. People and buildings are addressed by their id, never by name."""

from django.urls import URLPattern, URLResolver, path

from lec.web.facilities import keeping, reading

app_name = "facilities"
urlpatterns: list[URLPattern | URLResolver] = [
    path("of/<str:code>/", reading.basics, name="of"),
    path("of/<str:code>/buildings/", reading.buildings, name="buildings"),
    path("of/<str:code>/personnel/", reading.personnel, name="personnel"),
    path("basics/", keeping.profile, name="profile"),
    path("buildings/new/", keeping.new_building, name="new_building"),
    path("buildings/<id:pk>/", keeping.building, name="building"),
    path("buildings/<id:pk>/end/", keeping.end_building, name="end_building"),
    path("buildings/<id:pk>/return/", keeping.return_building, name="return_building"),
    path("personnel/new/", keeping.new_staff_member, name="new_staff_member"),
    path("personnel/<id:pk>/", keeping.staff_member, name="staff_member"),
    path("personnel/<id:pk>/end/", keeping.end_staff_member, name="end_staff_member"),
    path("personnel/<id:pk>/return/", keeping.return_staff_member, name="return_staff_member"),
]
