"""Which rows the officer has unticked. A file has many pages of rows, and what was unticked on one stays so
on the next: it is kept with the session, by the number of the row, until the file is applied or put away.
"""

from django.http import HttpRequest

from lec.uploads.models import Upload
from lec.web.students.forms import ids

SESSION_KEY = "left_out"


def left_out(request: HttpRequest, upload: Upload) -> set[int]:
    """The rows of a file that are not to be applied."""
    return set(_kept(request).get(str(upload.pk), upload.left_out))


def keep(request: HttpRequest, upload: Upload) -> set[int]:
    """Take over the ticks of the page that was sent: `offered` are its rows, `row` the ticked among them."""
    offered, ticked = (set(ids(request.POST.getlist(name))) for name in ("offered", "row"))
    rows = (left_out(request, upload) - offered) | (offered - ticked)
    request.session[SESSION_KEY] = {**_kept(request), str(upload.pk): sorted(rows)}
    return rows


def forget(request: HttpRequest, upload: Upload) -> None:
    """The file is settled."""
    request.session[SESSION_KEY] = {pk: rows for pk, rows in _kept(request).items() if pk != str(upload.pk)}


def _kept(request: HttpRequest) -> dict[str, list[int]]:
    kept: dict[str, list[int]] = request.session.get(SESSION_KEY, {})
    return kept
