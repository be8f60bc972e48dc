"""Settings, all of them, from the environment (API.md, Set-up).

An installation names its database in LEC_DATABASE_URL and its key in LEC_SECRET_KEY; without them it is a
trial on SQLite under var/, served to this machine only.
"""

import os
from pathlib import Path

import dj_database_url

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("LEC_VAR", ROOT / "var"))

DEBUG = os.environ.get("LEC_DEBUG", "") == "1"
SECRET_KEY = os.environ.get("LEC_SECRET_KEY", "")
TRIAL = not SECRET_KEY
if TRIAL:
    SECRET_KEY = "trial-only-never-for-real-data"
ALLOWED_HOSTS = os.environ.get("LEC_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "lec.audit",
    "lec.reference",
    "lec.organizations",
    "lec.accounts",
    "lec.rounds",
    "lec.students",
    "lec.headcounts",
    "lec.confirmations",
    "lec.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 4, "timeout": 10}}
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

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "lec/web/static"]

SILENCED_SYSTEM_CHECKS: list[str] = []
