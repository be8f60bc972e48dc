"""The icons of the pages: bootstrap-icons drawn inline, so that they take the color of their words.

An icon never stands alone for a meaning (LOOK, principle 2): it is hidden from screen readers, and the word
beside it is what is read out.
"""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent / "static/vendor/icons"


@cache
def icon(name: str) -> Markup:
    """The SVG of one bootstrap-icon, read from disk the first time it is asked for."""
    try:
        source = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LookupError(f"no icon {name!r} in {FOLDER}: misspelled, or `make setup` has not run") from None
    paths = re.sub(r"\s*\n\s*", "", source[source.index(">") + 1 : source.rindex("</svg>")])
    frame = 'class="icon" width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true"'
    return Markup(f"<svg {frame}>{paths}</svg>")  # noqa: S704 - our own files; no input of a user comes here
