"""What an installation with a key gets: Secure cookies, HSTS, hashed static files; asked of a new process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json, django
from django.conf import settings
django.setup()
from django.core.management import call_command
from django.test import RequestFactory
from lec.web.accounts.adapter import client_ip
if settings.TLS:
    call_command("collectstatic", interactive=False, verbosity=0)
from django.templatetags.static import static
forwarded = {"X-Forwarded-For": "203.0.113.5, 192.0.2.9", "X-Forwarded-Proto": "https"}
request = RequestFactory().get("/", headers=forwarded)
print(json.dumps({
    "cookies": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE],
    "hsts": settings.SECURE_HSTS_SECONDS,
    "secure": request.is_secure(),
    "client": client_ip(request),
    "style": static("lec.css") if settings.TLS else "",
    "mail": [settings.EMAIL_SENDS, settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS],
}))
"""


def asked(tmp_path: Path, **environment: str) -> dict:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEC_", "DJANGO_"))}
    given = kept | {"DJANGO_SETTINGS_MODULE": "lec.settings", "LEC_VAR": str(tmp_path)} | environment
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_with_a_key_everything_is_for_tls_behind_one_proxy(tmp_path: Path) -> None:
    answer = asked(tmp_path, LEC_SECRET_KEY="k" * 50, LEC_EMAIL_URL="smtp://lec:s%40fe@mail.example:587")

    assert answer["cookies"] == [True, True, True]
    assert answer["hsts"] > 0
    assert answer["secure"] is True
    assert answer["client"] == "192.0.2.9"
    assert answer["style"].startswith("/static/lec.")
    assert answer["style"] != "/static/lec.css", "hashed: browsers may keep it for ever"
    assert answer["mail"] == [True, "mail.example", 587, True]


@pytest.mark.parametrize("more", [{}, {"LEC_SECRET_KEY": "k" * 50, "LEC_TLS": "0", "LEC_PROXIES": "0"}])
def test_a_trial_or_a_site_without_tls_believes_no_header(tmp_path: Path, more: dict[str, str]) -> None:
    answer = asked(tmp_path, **more)

    assert answer["cookies"] == [False, False, False]
    assert answer["hsts"] == 0
    assert answer["secure"] is False
    assert answer["client"] == "127.0.0.1"
    assert answer["mail"][0] is False
