"""Which database the demo world lives in. Settled before Django reads its settings, hence without Django."""

import os
from pathlib import Path

import lec

NAME = "demo.sqlite3"


def demo_file() -> Path:
    """var/demo.sqlite3, where `settings.VAR` is."""
    root = Path(lec.__file__).resolve().parent.parent
    return Path(os.environ.get("LEC_VAR", root / "var")) / NAME


def choose_demo_database() -> None:
    """An own database, unless the environment names one."""
    os.environ.setdefault("LEC_DATABASE_URL", f"sqlite:///{demo_file()}")
