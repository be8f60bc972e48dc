"""What every template can say: addresses, words in the reader's language, figures written the Thai way."""

from datetime import date
from functools import cache, lru_cache
from typing import Any

import segno
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, FileSystemBytecodeCache
from markupsafe import Markup

from lec.reference.grades import short
from lec.thai import calendar, citizen_id, digits, names
from lec.web.icons import icon
from lec.web.widgets import as_seen, attributes, drawn

UNKNOWN = "–"  # an unknown number is a dash, never 0 (LOOK, Avoid)
NO_BREAK = "\u00a0"
SOME_ID = 987654321
MINUS = "−"  # as wide as the plus sign, so that signed columns align


def number(value: float | None) -> str:
    """Thousands apart; what is not known is a dash."""
    return UNKNOWN if value is None else f"{value:,}".replace("-", MINUS)


def signed(value: int | None) -> str:
    """A difference with its sign: +13, −3, 0; a dash where there is nothing to compare with."""
    if value is None:
        return UNKNOWN
    return f"+{value:,}" if value > 0 else number(value)


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a page by its name: url("students:student", 7).

    What surrounds a row's id is looked up once: a list of hundreds asks for hundreds of addresses.
    """
    if len(args) == 1 and type(args[0]) is int and not kwargs:
        before, after = _around_id(name)
        return f"{before}{args[0]}{after}"
    return reverse(name, args=args or None, kwargs=kwargs or None)


@cache
def _around_id(name: str) -> list[str]:
    return reverse(name, args=[SOME_ID]).split(str(SOME_ID))


def qr(text: str) -> Markup:
    """A QR code as inline SVG, sized by the style sheet."""
    return Markup(segno.make(text, error="m", micro=False).svg_inline(border=1, svgclass="qr", omitsize=True))  # noqa: S704


def dated(write: Any) -> Any:
    """A date filter: nothing where there is no date, and a date never breaks over a line (LOOK, Thai).

    A list of hundreds says the same days again and again.
    """

    @lru_cache(maxsize=10_000)
    def written(value: date, _language: str | None) -> str:
        return str(write(value)).replace(" ", NO_BREAK)

    return lambda value: "" if value is None else written(value, get_language())


FILTERS = {
    "number": number,
    "signed": signed,
    "be_short": dated(calendar.format_short),
    "be_long": dated(calendar.format_long),
    "be_official": dated(calendar.format_official),
    "be_weekday": dated(calendar.format_weekday),
    "be_time": dated(calendar.format_time),
    "be_moment": dated(calendar.format_moment),
    "thai_digits": digits.to_thai,
    "citizen_id": citizen_id.format,
    "citizen_id_masked": citizen_id.mask,
    "short_prefix": names.short_prefix,
    "grade": short,
}


def environment(**options: Any) -> Environment:
    """Django's Jinja2 environment: escaping on, old-style gettext (new-style chokes on a bare %).

    What a template is compiled to is kept, lest each process of a server compile each anew: a tenth of a
    second for whoever asks first.
    """
    folder = settings.VAR / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    options["bytecode_cache"] = FileSystemBytecodeCache(str(folder))
    options |= {"trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.i18n"]}
    env = Environment(**options)  # noqa: S701 - Django's backend hands autoescape=True
    env.policies["ext.i18n.trimmed"] = True  # as babel.cfg extracts: a sentence may run over several lines
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        gettext, ngettext, newstyle=False, pgettext=pgettext, npgettext=npgettext
    )
    env.globals |= {"static": static, "url": url, "language": get_language, "icon": icon, "qr": qr}
    env.globals |= {"drawn": drawn, "attributes": attributes, "as_seen": as_seen, "once": cache}
    env.filters |= FILTERS
    return env
