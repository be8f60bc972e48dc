"""The register at national size, through the web server (issue 3: goals in processor milliseconds a request).

    LEC_DATABASE_URL=postgresql://... LEC_SECRET_KEY=... LEC_TLS=0 python -m bench.register

The database is local, and empty or filled by an earlier run (`bench.nation`). Beside each figure stands its
floor, taken in the same run: the statements of one such request, sent again through a bare driver.
"""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django

from bench.machine import Cost, children, cost_of

os.environ["DJANGO_SETTINGS_MODULE"] = "lec.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import nation  # noqa: E402
from lec.accounts.queries import actor_of  # noqa: E402
from lec.students.models import Student  # noqa: E402
from lec.students.queries import academic_year, surroundings  # noqa: E402
from lec.students.rules import Entry  # noqa: E402

HOST, PORT = "127.0.0.1", 8990
WARM, TIMES = 20, 100
ENDINGS = ("กุล", "วงศ์", "ชัย", "สุข")
TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
HEADING = (
    "| request | statements | c=1 p50/p95 ms | c=8 p50/p95 ms | cpu-ms (web + database) | floor | ratio |"
)


@dataclass(frozen=True)
class Request:
    """A page, or a form sent to it; `body` is made anew for each."""

    name: str
    path: str
    body: Callable[[int], dict[str, str]] | None = None


@dataclass(frozen=True)
class Measured:
    """A row of the table."""

    name: str
    statements: int
    one: Cost
    eight: Cost | None
    floor: Cost


def main() -> None:
    """Fill the database if it is empty, start the server, measure, print, stop the server."""
    scene = nation.ready()
    cookie = sign_in(scene)
    server = subprocess.Popen(
        [Path(sys.executable).with_name("lec"), "serve", "--port", str(PORT), "--workers", "2", "--no-worker"]
    )
    try:
        wait_for(server)
        print(HEADING, "|---|---|---|---|---|---|---|", sep="\n")
        for request in requests(scene):
            show(measured(request, cookie, server.pid))
        for check in checks(scene):
            show(check)
    finally:
        server.terminate()
        server.wait()


def requests(scene: nation.Scene) -> list[Request]:
    """What an officer does all day."""
    small, large, student = scene.small.pk, scene.large.pk, scene.stay.student
    return [
        Request("class page, 40 students", f"/students/room/{small}/"),
        Request("list page, 300 students", f"/students/room/{large}/"),
        Request("existence check of 40, the page", f"/check/{small}/"),
        Request("search by name", "/students/search/", lambda n: {"q": student.first_name}),
        Request("search by citizen ID", "/students/search/", lambda n: {"q": str(student.citizen_id)}),
        Request("one student, the page", f"/students/{scene.stay.pk}/"),
        Request("save of one student", f"/students/{scene.stay.pk}/", saves(scene)),
    ]


def saves(scene: nation.Scene) -> Callable[[int], dict[str, str]]:
    """The student's form with another last name each time."""
    student = scene.stay.student
    born = student.birth_date or timezone.now().date()
    entered = scene.stay.entered_on
    held = {
        "citizen_id_type": student.citizen_id_type,
        "citizen_id": student.citizen_id or "",
        "citizen_id_missing_because": student.citizen_id_missing_because,
        "prefix": student.prefix,
        "first_name": student.first_name,
        "sex": student.sex,
        "birth_date": f"{born.day}/{born.month}/{born.year + 543}",
        "classroom": f"P1/{scene.small.room}",
        "entered_on": f"{entered.day}/{entered.month}/{entered.year + 543}",
        "version": "",
    }
    return lambda n: held | {"last_name": f"{student.last_name}{ENDINGS[n % len(ENDINGS)]}"}


def measured(request: Request, cookie: str, web: int) -> Measured:
    """One request at a time, then eight, and its statements alone."""
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', send(request.path, cookie)[1])
    csrf = token[1] if token else ""

    def act(n: int) -> None:
        body = {**request.body(n), "csrfmiddlewaretoken": csrf} if request.body else None
        status, page = send(request.path, cookie, body)
        if status >= 400:
            raise SystemExit(f"{request.name}: {status}\n{page[:2000]}")

    for n in range(WARM):
        act(n)
    one, eight = (cost_of(act, TIMES, at_once, children(web), postmaster()) for at_once in (1, 8))
    client = Client(SERVER_NAME=HOST)
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie.split("=")[1].split(";")[0]
    with CaptureQueriesContext(connection) as seen:
        client.post(request.path, request.body(WARM)) if request.body else client.get(request.path)
    sent = [query["sql"] for query in seen]
    return Measured(request.name, len(sent), one, eight, floor(sent))


def checks(scene: nation.Scene) -> list[Measured]:
    """Whether somebody bears these IDs already, anywhere in the nation: as every save and every file asks."""
    by = actor_of(scene.officer, timezone.now())
    institution = scene.school
    year = academic_year(by.at)
    rows = list(
        Student.objects.filter(pk__gt=Student.objects.count() // 2, citizen_id_type="thai").order_by("pk")[
            :300
        ]
    )
    entries = [
        Entry(
            citizen_id_type="thai",
            citizen_id=str(s.citizen_id),
            first_name=s.first_name,
            last_name=s.last_name,
            birth_date=s.birth_date,
        )
        for s in rows
    ]
    found = []
    for count in (1, 300):

        def act(n: int, count: int = count) -> None:
            surroundings(institution, entries[:count], by.today, year)

        act(0)
        own = cost_of(act, TIMES, 1, [os.getpid()], postmaster())
        with CaptureQueriesContext(connection) as seen:
            act(0)
        sent = [query["sql"] for query in seen]
        found.append(Measured(f"duplicate check of {count}", len(sent), own, None, floor(sent)))
    return found


def floor(statements: list[str]) -> Cost:
    """The same statements once more through the bare driver, answers fetched whole, and undone afterwards."""
    bare = [sql for sql in statements if not sql.startswith(TRANSACTIONS)]

    def act(n: int) -> None:
        with transaction.atomic(), connection.connection.cursor() as cursor:
            for sql in bare:
                cursor.execute(sql)
                if cursor.description:
                    cursor.fetchall()
            transaction.set_rollback(True)

    act(0)
    return cost_of(act, TIMES, 1, [os.getpid()], postmaster())


def sign_in(scene: nation.Scene) -> str:
    """A session of the officer, as the sign-in page leaves it."""
    user = scene.officer.user
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.save()
    secret = "a" * 32
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={secret}"


def send(path: str, cookie: str, body: dict[str, str] | None = None) -> tuple[int, str]:
    """One request on a connection of its own, as behind nginx."""
    wire = http.client.HTTPConnection(HOST, PORT, timeout=60)
    headers = {"Cookie": cookie, "Host": HOST}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    wire.request(
        "POST" if body is not None else "GET", path, urlencode(body) if body is not None else None, headers
    )
    answer = wire.getresponse()
    text = answer.read().decode()
    wire.close()
    return answer.status, text


def postmaster() -> int:
    """The process id of the database's first process."""
    with connection.cursor() as cursor:
        cursor.execute("show data_directory")
        (folder,) = cursor.fetchone()
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])


def wait_for(server: subprocess.Popen[Any]) -> None:
    for _ in range(300):
        try:
            send("/accounts/login/", "")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The server did not start: {server.poll()}")


def show(row: Measured) -> None:
    eight = f"{row.eight.p50:.0f}/{row.eight.p95:.0f}" if row.eight else "–"
    cost = row.eight or row.one
    print(
        f"| {row.name} | {row.statements} | {row.one.p50:.1f}/{row.one.p95:.1f} | {eight} |"
        f" {cost.cpu:.1f} ({cost.web:.1f} + {cost.database:.1f}) | {row.floor.cpu:.1f} |"
        f" {cost.cpu / max(row.floor.cpu, 0.1):.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
