"""Thai dictionary order as a stored key, the same on every database (research, stack 5).

Two levels: letters, with a vowel written before its consonant put after it ("เก" as "กเ"); then tone and
other marks, which count only where the letters are alike: กา ก่า ก้า กำ เก่า แก. A space comes before all
letters, so that "first last" sorts by first name. The key holds only 0-9 and a-f, which every collation of
every database puts in the same order.
"""

from lec.thai.names import tidy

MAX_LENGTH = 400

_LEADING_VOWELS = frozenset("เแโใไ")
_CONSONANTS = frozenset(map(chr, range(ord("ก"), ord("ฮ") + 1)))
_MARKS = {mark: f"{weight:x}" for weight, mark in enumerate("์็่้๊๋ํฺ๎", start=1)}

_LETTERS = [
    *" 0123456789abcdefghijklmnopqrstuvwxyz",
    *map(chr, range(ord("ก"), ord("ฮ") + 1)),
    *map(chr, range(ord("ะ"), ord("ฺ"))),  # ะ to sara uu
    *"เแโใไๅๆฯ",
]
_WEIGHTS = {letter: f"{weight:02x}" for weight, letter in enumerate(_LETTERS, start=1)}
_WEIGHTS |= {thai: _WEIGHTS[arabic] for thai, arabic in zip("๐๑๒๓๔๕๖๗๘๙", "0123456789", strict=True)}


def sort_key(text: str) -> str:
    """The key to store beside a name and to sort by. Punctuation does not count; other scripts come last."""
    letters, marks = "", ""
    for char in _in_spoken_order(tidy(text).lower()):
        if char in _MARKS:
            marks += _MARKS[char]
        elif char in _WEIGHTS or char.isalnum():
            letters += _WEIGHTS.get(char) or f"ff{ord(char):06x}"
            marks += "0"
    return f"{letters}00{marks.rstrip('0')}"[:MAX_LENGTH]


def _in_spoken_order(text: str) -> str:
    spoken = list(text)
    position = 0
    while position < len(spoken) - 1:
        if spoken[position] in _LEADING_VOWELS and spoken[position + 1] in _CONSONANTS:
            spoken[position], spoken[position + 1] = spoken[position + 1], spoken[position]
            position += 1
        position += 1
    return "".join(spoken)
