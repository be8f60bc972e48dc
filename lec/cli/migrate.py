"""`lec migrate`."""

from django.conf import settings
from django.core.management import call_command


def migrate() -> None:
    """Bring the database up to date; a new one is made."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    print("The database is up to date.")
