"""web/access.py answers "who may open what" on one screen: what is not listed there is closed."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.urls import URLPattern, URLResolver

from tests.architecture.source import LEC

pytestmark = pytest.mark.skipif(
    not (LEC / "web/access.py").exists(), reason="lec/web/access.py does not exist yet"
)


def test_pages_and_access_name_the_same() -> None:
    pages = set(names(import_module("lec.web.urls").urlpatterns))
    listed = set(import_module("lec.web.access").PAGES)
    assert pages - listed == set(), "not listed, hence closed to everybody"
    assert listed - pages == set(), "listed, but there is no such page"


def test_every_page_says_who() -> None:
    assert not [name for name, who in import_module("lec.web.access").PAGES.items() if not who]


def names(patterns: list[URLPattern | URLResolver], within: str = "") -> Iterator[str]:
    """The name of every page, with its namespace: "students:leave"."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{within}{pattern.namespace}:" if pattern.namespace else within
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{within}{pattern.name or pattern.pattern}"
