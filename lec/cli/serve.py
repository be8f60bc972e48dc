"""`lec serve`: gunicorn before the pages and the API. It takes the place of this process."""

import ipaddress
import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils.translation import gettext as _

from lec.cli.installation import refuse, require_up_to_date
from lec.cli.worker import start_worker


def serve(*, host: str, port: int, workers: int | None, worker: bool) -> None:
    """The production server: sync workers. More than one thread a core halved what they got done (DESIGN)."""
    refuse_trial_key_to_others(host)
    require_up_to_date()
    count = workers or max(2, os.cpu_count() or 1)
    if worker:
        start_worker()
    run_gunicorn(host, port, f"--workers={count}", "--worker-class=sync", "--timeout=60")


def refuse_trial_key_to_others(host: str) -> None:
    """The trial key is known to everybody: who has it can sign in as anybody."""
    others = [name for name in (host, *settings.ALLOWED_HOSTS) if not is_loopback(name)]
    if settings.TRIAL and others:
        raise refuse(
            "secret-key-missing",
            _("ยังไม่ได้ตั้ง LEC_SECRET_KEY จึงเปิดให้เครื่องอื่นใช้ไม่ได้ (%(hosts)s)") % {"hosts": ", ".join(others)},
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine is meant."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def run_gunicorn(host: str, port: int, *options: str) -> None:
    """Lay the static files out for whitenoise, then become gunicorn."""
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    sys.stdout.flush()
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "lec.wsgi:application",
        "--bind",
        bind,
        "--no-control-socket",
    ]
    os.execv(sys.executable, [*command, *options])  # noqa: S606 - no shell, and nothing in it is typed freely
