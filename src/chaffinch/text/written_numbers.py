"""Write numbers in one way, however they were typed, and tell whether two may be the same."""

from __future__ import annotations

import unicodedata

from chaffinch.text.late_patterns import late_pattern

__all__ = ["RAISED", "agree", "canonical"]

RAISED = "\u207b\u00b9\u00b2\u00b3\u2070-\u2079"
"""Minus and digits of an exponent, as ranges of a class of a pattern."""

_GROUP = 3  # digits between two marks of a long number: 1,500,000
_THOUSANDS = late_pattern(r"\d{1,3}(?:[.,’'٬ \u00a0\u202f]\d{3})+")
_BOTH = late_pattern(r"(\d{1,3}(?:[.,’'٬ \u00a0\u202f]\d{3})+)[.,٫](\d+)")
_POINT = late_pattern(r"(\d+)[.,٫](\d+)")
_DATE = late_pattern(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_EXPONENT = late_pattern(rf"\^|(?=[{RAISED}])")
_NO_DIGIT = late_pattern(r"\D")


def canonical(raw: str, *, after_number: bool = False) -> str:
    """Write a number in one way: no separators of thousands, a point before decimals, no zeros at the ends.

    Args:
        raw: as in the text.
        after_number: whether a number stands before it: a hyphen between numbers is no minus.

    >>> [canonical(n) for n in ("1,234.50", "1.234", "8,5", "−12", "007", "3/8", "14:05", "١٢")]
    ['1234.5', '1234', '8.5', '-12', '7', '3/8', '14:05', '12']
    """
    raw, *exponent = _EXPONENT.split(raw, maxsplit=1)
    if exponent:
        power = unicodedata.normalize("NFKC", exponent[0]).replace("−", "-")
        return f"{canonical(raw, after_number=after_number)}^{power}"
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


def agree(one: str, two: str) -> bool:
    """Tell whether two numbers, as `canonical` writes them, may be the same: ``1.500`` is read both ways.

    >>> agree("1500", "1.5"), agree("1412", "14:12"), agree("15", "1.5")
    (True, True, False)
    """
    return one == two or bool(_readings(one) & _readings(two))


def _readings(number: str) -> set[str]:
    read = {number}
    if ":" in number:
        read |= {number.replace(":", "").lstrip("0"), number.removesuffix(":00")}
    if number.isdigit() and _GROUP < len(number) <= 2 * _GROUP:
        read.add(f"{number[:-_GROUP]}.{number[-_GROUP:]}".rstrip("0").rstrip("."))  # 1.500 with a decimal point
    return read
