"""The 13 digits of a person (DOMAIN, Identity; research 6.1): check digit, types, and how they are shown.

Numbers that begin with 0 belong to people without civil registration; they study too, and carry the same
check digit. 9 is reserved. python-stdnum refuses both, which is why this is our own.
"""

import unicodedata

from lec.thai import digits

LENGTH = 13
GROUPS = (1, 4, 5, 2, 1)
SHOWN_WHEN_MASKED = 3

_DROPPED = str.maketrans("", "", "-‐‑‒–—―−_'’` \t\r\n\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff")


def check_digit(first12: str) -> int:
    """The 13th digit that the first twelve ask for: weights 13 down to 2."""
    total = sum(weight * int(digit) for weight, digit in zip(range(13, 1, -1), first12, strict=True))
    return (11 - total % 11) % 10


def is_valid(number: str) -> bool:
    """Whether 13 digits, 0 to 8 in front, end with the right check digit. Twelve zeros are nobody's."""
    if not _is_digits(number) or number[0] == "9" or not number[:-1].strip("0"):
        return False
    return check_digit(number[:-1]) == int(number[-1])


def clean(text: str) -> str:
    """The number alone: without dashes, spaces, invisible characters; Arabic digits, capital letters."""
    return digits.to_arabic(unicodedata.normalize("NFKC", text)).translate(_DROPPED).upper()


def type_of(text: str) -> str:
    """What a cleaned number looks like: "thai", "zero", "g_code", or "" where it looks like none of them."""
    if len(text) == LENGTH and text[0] == "G" and text[1:].isascii() and text[1:].isdecimal():
        return "g_code"
    if not _is_digits(text) or text[0] == "9":
        return ""
    return "zero" if text[0] == "0" else "thai"


def format(number: str) -> str:
    """1990100001017 -> "1-9901-00001-01-7", as the card has it. Other numbers stay as they are."""
    return _group(number) if _is_digits(number) else number


def mask(number: str) -> str:
    """ "x-xxxx-xxxxx-01-7": only the last three are shown (LOOK, Thai)."""
    hidden = "x" * (len(number) - SHOWN_WHEN_MASKED) + number[-SHOWN_WHEN_MASKED:]
    return _group(hidden) if _is_digits(number) else hidden


def synthetic(serial: int, first: str = "1") -> str:
    """A valid ID that belongs to nobody, for tests and demos: no province has 99. Serials below 10^9."""
    base = f"{first}99{serial:09d}"
    return f"{base}{check_digit(base)}"


def _is_digits(number: str) -> bool:
    return len(number) == LENGTH and number.isascii() and number.isdecimal()


def _group(thirteen: str) -> str:
    parts, start = [], 0
    for length in GROUPS:
        parts.append(thirteen[start : start + length])
        start += length
    return "-".join(parts)
