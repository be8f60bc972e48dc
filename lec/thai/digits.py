"""Thai digits: read everywhere, written on paper (LOOK, Thai)."""

ARABIC = "0123456789"
THAI = "๐๑๒๓๔๕๖๗๘๙"

_TO_ARABIC = str.maketrans(THAI, ARABIC)
_TO_THAI = str.maketrans(ARABIC, THAI)


def to_arabic(text: str) -> str:
    """ "๒๕๖๔" -> "2564"."""
    return text.translate(_TO_ARABIC)


def to_thai(text: str | int) -> str:
    """ "2564" or 2564 -> "๒๕๖๔"."""
    return str(text).translate(_TO_THAI)
