"""Every Thai sentence of the screen has its English one, and the catalog holds nothing else.

`make messages` brings the catalog up to date; what it leaves empty is for a person to translate.
"""

import re
import subprocess
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT

ENGLISH = ROOT / "locale/en/LC_MESSAGES/django.po"
THAI_LETTER = re.compile(r"[ก-ฮ]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What Python and templates say, extracted as `make messages` does it."""
    pot = tmp_path_factory.mktemp("messages") / "django.pot"
    subprocess.run(["make", "--silent", "pot", f"POT={pot}"], cwd=ROOT, check=True)
    return read(pot)


@pytest.fixture(scope="module")
def english() -> dict:
    return read(ENGLISH)


def test_every_sentence_is_in_the_catalog(spoken: dict, english: dict) -> None:
    missing = sorted(msgid for msgid, _ in spoken.keys() - english.keys())
    assert not missing, "run make messages, then translate"


def test_the_catalog_holds_nothing_else(spoken: dict, english: dict) -> None:
    unused = sorted(msgid for msgid, _ in english.keys() - spoken.keys())
    assert not unused, "run make messages"


def test_every_sentence_is_translated(english: dict) -> None:
    empty = [
        msgid for (msgid, _), message in english.items() if message.fuzzy or not all(strings(message.string))
    ]
    assert not empty


def test_no_thai_is_left_in_the_english(english: dict) -> None:
    copied = [
        msgid
        for (msgid, _), message in english.items()
        if THAI_LETTER.search("".join(strings(message.string)))
    ]
    assert not copied


def test_placeholders_are_kept(english: dict) -> None:
    lost = [
        msgid
        for (msgid, _), message in english.items()
        for string in strings(message.string)
        if string and set(PLACEHOLDER.findall(string)) != set(PLACEHOLDER.findall(msgid))
    ]
    assert not lost


def read(path: Path) -> dict[tuple[str, str | None], Message]:
    """The messages of a catalog by msgid and context, its header left out."""
    with path.open("rb") as file:
        catalog: Catalog = read_po(file)
    return {(strings(message.id)[0], message.context): message for message in catalog if message.id}


def strings(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """One sentence, or its singular and plural."""
    return (value,) if isinstance(value, str) else tuple(value)
