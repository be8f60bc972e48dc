"""Numbers in words, as official papers repeat them so that nobody changes a digit: 214 is สองร้อยสิบสี่."""

WORDS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
MILLION = 1_000_000


def in_words(number: int) -> str:
    """A whole number, read aloud."""
    if number < 0:
        raise ValueError(number)
    if number == 0:
        return WORDS[0]
    millions, rest = divmod(number, MILLION)
    return (f"{in_words(millions)}ล้าน" if millions else "") + _below_a_million(rest, bool(millions))


def _below_a_million(number: int, follows: bool) -> str:
    """สิบเอ็ด, ยี่สิบ: the last one after anything is เอ็ด, two tens are ยี่สิบ, one ten is สิบ alone."""
    spoken = ""
    for place in range(len(PLACES) - 1, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            continue
        word = WORDS[digit]
        if place == 0 and digit == 1 and (spoken or follows):
            word = "เอ็ด"
        elif place == 1 and digit in (1, 2):
            word = ("", "ยี่")[digit - 1]
        spoken += word + PLACES[place]
    return spoken
