"""Settings, all of them, from the environment (API.md, Set-up).

An installation names its database in LEC_DATABASE_URL and its key in LEC_SECRET_KEY; without them it is a
trial on SQLite under var/, served to this machine only. With a key it expects TLS at LEC_PROXIES proxies
(one) before it, unless LEC_TLS=0. LEC_EMAIL_URL (smtp://user:password@host:587) lets it send mail, from
LEC_EMAIL_FROM, that leads to LEC_SITE (the first of LEC_ALLOWED_HOSTS).
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
import psycopg
from psycopg.types.array import ListBinaryDumper

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("LEC_VAR", ROOT / "var"))

DEBUG = os.environ.get("LEC_DEBUG", "") == "1"
SECRET_KEY = os.environ.get("LEC_SECRET_KEY", "")
TRIAL = not SECRET_KEY
if TRIAL:
    SECRET_KEY = "trial-only-never-for-real-data"  # noqa: S105
ALLOWED_HOSTS = os.environ.get("LEC_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
TLS = os.environ.get("LEC_TLS", "0" if TRIAL else "1") == "1"
PROXIES = int(os.environ.get("LEC_PROXIES", "0" if TRIAL else "1"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "django_tasks_db",
    "lec.audit",
    "lec.reference",
    "lec.organizations",
    "lec.accounts",
    "lec.notices",
    "lec.rounds",
    "lec.students",
    "lec.headcounts",
    "lec.budgets",
    "lec.facilities",
    "lec.confirmations",
    "lec.claims",
    "lec.uploads",
    "lec.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lec.web.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lec.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lec.web.sessions.SessionClockMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lec.web.acting.ActingMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lec.urls"
WSGI_APPLICATION = "lec.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "lec/web/templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "lec.web.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "lec.web.frame.frame",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASE_URL = os.environ.get("LEC_DATABASE_URL", f"sqlite:///{VAR / 'lec.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock when an action begins: no other writer can come between its look and
    # its write, which is what FOR NO KEY UPDATE gives on PostgreSQL.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # Django writes many rows as a list a column; as text, every quote in their JSON is escaped by Python.
    psycopg.adapters.register_dumper(list, ListBinaryDumper)
    # A statement that was asked twice on a connection is planned no more: planning was two thirds of the
    # database's work on a page (docs/decisions). PgBouncer carries it from 1.21 on.
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 4, "timeout": 10},
        "server_side_binding": True,
        "prepare_threshold": 2,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# Django's default hasher costs 1.5 CPU seconds a sign-in on a small server (docs/decisions): two cores would
# let one user in each second on the last evening.
PASSWORD_HASHERS = ["lec.accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Signing in: the username, no sign-up, no e-mail addresses to keep (letter §3: accounts are handed out).
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "lec.web.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "lec.web.accounts.forms.SignIn",
    "reauthenticate": "lec.web.accounts.forms.Reauthenticate",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # office computers are shared: closing the browser signs out
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# By address and name. A whole office, or a province's phones, may come from one address on the last evening.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,50/15m/key",
    "redeem": "60/m/ip",
    "mail_code": "10/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# Five wrong passwords for one name from one address: a pause, which asking again does not prolong.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "lec.web.accounts.signing_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "lec.web.accounts.adapter.client_ip"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address"]  # neither in logs nor kept with an attempt

# Sessions end by lec.web.sessions; the cookie lives no longer than they may.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86400
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 365 * 86400 if TLS else 0
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]

# Rate limits count here. One process counts for itself; several need a place they share.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "rate_limits"}

# What takes longer than a page may is queued in the database, in the transaction of the act (lec worker).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_URL = urlsplit(os.environ.get("LEC_EMAIL_URL", ""))
EMAIL_SENDS = bool(EMAIL_URL.hostname) or DEBUG
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_URL.hostname else 'console'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = EMAIL_URL.hostname or "", EMAIL_URL.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(EMAIL_URL.username or ""), unquote(EMAIL_URL.password or "")
EMAIL_USE_SSL = EMAIL_URL.scheme == "smtps"
EMAIL_USE_TLS = not EMAIL_USE_SSL and EMAIL_PORT == 587
EMAIL_TIMEOUT = 10
SITE = os.environ.get("LEC_SITE", f"{'https' if TLS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.')}/")
DEFAULT_FROM_EMAIL = os.environ.get("LEC_EMAIL_FROM", f"lec@{ALLOWED_HOSTS[0]}")

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "lec/web/static"]
if TRIAL:
    WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
else:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

SILENCED_SYSTEM_CHECKS: list[str] = []
