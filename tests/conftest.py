"""What holds for every test: which database it is for, passwords hashed fast, the same examples each run."""

from collections.abc import Iterator

import pytest
import pytest_django
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis

from tests import database
from tests.cast import Cast, cast_once

# A run says the same twice, on a busy machine too; --hypothesis-profile=search looks for what is yet unknown.
hypothesis.register_profile("repeat", derandomize=True, deadline=None)
hypothesis.register_profile("search", max_examples=2000, deadline=None)
hypothesis.load_profile("repeat")


def pytest_configure() -> None:
    """A real hash costs a tenth of a second, which is its purpose and no test's."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_report_header() -> str:
    return f"database: {database.KIND}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each run takes what is for its database; what asks none runs once, on SQLite, as does what another
    database says no more about (`once`): another size of the same window, the life of processes, addresses.
    """
    if database.KIND == "sqlite":
        left_out = [item for item in items if item.get_closest_marker("postgresql")]
    else:
        left_out = [item for item in items if item.get_closest_marker("once") or not asks_database(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def asks_database(item: pytest.Item) -> bool:
    """Whether a test reads or writes rows."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"db", "transactional_db"}) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    """A test that commits for real ends with every table emptied; what migrations put there is put back.

    At the end nobody else may hold the database: a browser keeps its last connection to the pages open.
    """
    with django_db_blocker.unblock():
        seeds = connection.creation.serialize_db_to_string()
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty_and_seed(case: TransactionTestCase) -> None:
        case.serialized_rollback = True
        connection._test_serialized_contents = seeds  # type: ignore[attr-defined]
        empty(case)
        connection.creation.deserialize_db_from_string(seeds)

    TransactionTestCase._fixture_teardown = empty_and_seed  # type: ignore[attr-defined]
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _in_thai() -> Iterator[None]:
    """A request in English leaves its thread in English; the next test begins in Thai."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def cast(db: None) -> Cast:
    """The small fixed world (tests/cast.py)."""
    return cast_once()
