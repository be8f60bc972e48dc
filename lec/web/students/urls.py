"""The register. Students are addressed by their stay, never by name or citizen ID."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import IntConverter

from lec.web.students import (
    editing,
    explaining,
    history,
    leaving,
    merging,
    moving,
    particulars,
    register,
    rolling,
)


class StoredId(IntConverter):
    """An id no longer than a database can hold; a longer one is no page at all."""

    regex = "[0-9]{1,18}"


register_converter(StoredId, "id")

app_name = "students"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", register.listing, name="list"),
    path("all/", register.everyone, name="everyone"),
    path("room/<id:pk>/", register.room, name="room"),
    path("search/", register.search, name="search"),
    path("new/", editing.enroll, name="enroll"),
    path("<id:pk>/", editing.student, name="student"),
    path("<id:pk>/save/<str:name>/", particulars.section, name="section"),
    path("places/", particulars.find_place, name="places"),
    path("findings/", explaining.findings, name="findings"),
    path("findings/explain/", explaining.explain, name="explain"),
    path("left/", register.left, name="left"),
    path("leave/", leaving.leave, name="leave"),
    path("move/", moving.move, name="move"),
    path("<id:pk>/history/", history.history, name="history"),
    path("<id:pk>/return/", leaving.return_to_class, name="return"),
    path("<id:pk>/twins/", merging.twins, name="twins"),
    path("merges/<id:pk>/undo/", merging.undo_merge, name="undo_merge"),
    path("rollover/", rolling.rollover, name="rollover"),
    path("rollover/undo/", rolling.undo, name="undo_rollover"),
    path("of/<str:code>/", register.of_institution, name="of_institution"),
]
