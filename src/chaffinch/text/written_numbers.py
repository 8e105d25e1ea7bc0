"""Write numbers in one way, however they were typed, and tell whether two may be the same."""

from __future__ import annotations

import unicodedata

from chaffinch.text.late_patterns import late_pattern

__all__ = ["FRACTIONS", "RAISED", "agree", "canonical", "narrowed"]

RAISED = "\u207b\u00b9\u00b2\u00b3\u2070-\u2079"
"""Minus and digits of an exponent, as ranges of a class of a pattern."""

FRACTIONS = "\u00bc-\u00be\u2150-\u215e"
"""Fractions of one character, as ranges of a class of a pattern."""

_GROUP = 3  # digits between two marks of a long number: 1,500,000
_THOUSANDS = late_pattern(r"\d{1,3}(?:[.,’'٬ \u00a0\u202f]\d{3})+")
_BOTH = late_pattern(r"(\d{1,3}(?:[.,’'٬ \u00a0\u202f]\d{3})+)[.,٫](\d+)")
_POINT = late_pattern(r"(\d+)[.,٫](\d+)")
_DATE = late_pattern(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_EXPONENT = late_pattern(rf"\^|(?=[{RAISED}])")
_NO_DIGIT = late_pattern(r"\D")
_WIDE = late_pattern("[\uff10-\uff19](?:[\uff0c\uff0e\uff0f\uff1a](?=[\uff10-\uff19])|[\uff10-\uff19])*\uff05?")
_FRACTION = late_pattern(rf"(\d*)([{FRACTIONS}])")
_PARTED = late_pattern(r"(-?)(?:(\d+)-)?(\d+)/(\d+)")
_TIME = late_pattern(r"(\d{1,2}):(\d\d)")
_NARROW = 0xFEE0  # from a full-width character to that of ASCII


def canonical(raw: str, *, after_number: bool = False) -> str:
    """Write a number in one way: no separators of thousands, a point before decimals, no zeros at the ends.

    Args:
        raw: as in the text.
        after_number: whether a number stands before it: a hyphen between numbers is no minus.

    >>> [canonical(n) for n in ("1,234.50", "1.234", "8,5", "−12", "007", "3/8", "14:05", "١٢", "½", "2¼")]
    ['1234.5', '1234', '8.5', '-12', '7', '3/8', '14:05', '12', '1/2', '2-1/4']
    """
    raw, *exponent = _EXPONENT.split(raw, maxsplit=1)
    if exponent:
        power = unicodedata.normalize("NFKC", exponent[0]).replace("−", "-")
        return f"{canonical(raw, after_number=after_number)}^{power}"
    if fraction := _FRACTION.fullmatch(raw):
        part = unicodedata.normalize("NFKC", fraction[2]).replace("\u2044", "/")
        return f"{canonical(fraction[1])}-{part}" if fraction[1] else part
    text = raw if raw.isascii() else "".join(str(unicodedata.digit(c, c)) for c in raw)
    minus = "-" if text[0] in "-−–" and not after_number else ""
    text = text.lstrip("-−–")
    if date := _DATE.fullmatch(text):
        return date[2].join(str(int(date[part])) for part in (1, 3, 4))
    if _THOUSANDS.fullmatch(text):
        text = _NO_DIGIT.sub("", text)
    elif both := _BOTH.fullmatch(text):
        text = f"{_NO_DIGIT.sub('', both[1])}.{both[2]}"
    elif point := _POINT.fullmatch(text):
        text = f"{point[1]}.{point[2]}"
    if "." in text and text.count(".") == 1 and text.replace(".", "").isdigit():
        whole, _, part = text.partition(".")
        text = f"{whole.lstrip('0') or '0'}.{part.rstrip('0')}".rstrip(".")
    elif text.isdigit():
        text = text.lstrip("0") or "0"
    return minus + text


def narrowed(text: str) -> str:
    """Write numbers in full-width characters, as Japanese and Chinese texts have them, in those of ASCII.

    >>> narrowed("総額は５，２００円、４．５％"), narrowed("５、６，７月")
    ('総額は5,200円、4.5%', '5、6,7月')
    """
    return _WIDE.sub(lambda number: "".join(chr(ord(c) - _NARROW) for c in number[0]), text)


def agree(one: str, two: str) -> bool:
    """Tell whether two numbers, as `canonical` writes them, may be the same: ``1.500`` is read both ways.

    So are the times of day ``10.30`` and ``10:30``, and a fraction and its decimals.

    >>> agree("1500", "1.5"), agree("1412", "14:12"), agree("15", "1.5")
    (True, True, False)
    >>> agree("10.3", "10:30"), agree("10.3", "10:03"), agree("1-1/2", "1.5"), agree("1/2", "1/4")
    (True, False, True, False)
    """
    return one == two or bool(_readings(one) & _readings(two))


def _readings(number: str) -> set[str]:
    read = {number}
    if ":" in number:
        read |= {number.replace(":", "").lstrip("0"), number.removesuffix(":00")}
        if time := _TIME.fullmatch(number):
            read.add(canonical(f"{time[1]}.{time[2]}"))
    if number.isdigit() and _GROUP < len(number) <= 2 * _GROUP:
        read.add(f"{number[:-_GROUP]}.{number[-_GROUP:]}".rstrip("0").rstrip("."))  # 1.500 with a decimal point
    if "/" in number and (parted := _PARTED.fullmatch(number)) and int(parted[4]):
        read.add(f"{parted[1]}{int(parted[2] or 0) + int(parted[3]) / int(parted[4]):g}")
    return read
