"""Tell pages of a series by their titles in the metadata, which differ in a number or month alone."""

from __future__ import annotations

import re

from chaffinch.matching.relations.words import NAME
from chaffinch.text import NUMBER, is_counter, is_date, tokens

__all__ = ["headed", "is_other_page", "parted"]

NAMED = 2
"""Words that both titles have, at least: one and a number are a label, such as "Page 2"."""

_BETWEEN, _END = "\x1f", "\x1e"
_UNREAD = re.compile(r"\s*[(\[]\d+\+?[)\]]\s*")
"""The number of messages that are not read, before the title of a page."""


def headed(text: str, host: str | None, title: str | None) -> str:
    r"""Put host and title before a text, so that they go where it goes.

    >>> parted(headed("It rained.", "dam.example", "News\x1e 3")), parted(headed("It rained.", None, None))
    (('dam.example', 'News 3', 'It rained.'), ('', '', 'It rained.'))
    """
    known = [(part or "").replace(_END, "").replace(_BETWEEN, "") for part in (host, title)]
    return f"{known[0]}{_BETWEEN}{known[1]}{_END}{text}"


def parted(text: str) -> tuple[str, str, str]:
    """Give the host, the title, and the text of what `headed` made."""
    head, _, text = text.partition(_END)
    host, _, title = head.partition(_BETWEEN)
    return host, title, text


def is_other_page(one: str, two: str) -> bool:
    """Tell whether two titles of one site name other pages of a series.

    >>> is_other_page("2015: The Year in Pictures", "2016: The year in pictures"), is_other_page("Page 2", "Page 3")
    (True, False)
    >>> is_other_page("Dam holds, 3 comments", "Dam holds, 9 comments"), is_other_page("(3) Dam holds", "Dam holds")
    (False, False)
    """
    left, right = (tokens(_UNREAD.sub("", title, count=1) if _UNREAD.match(title) else title) for title in (one, two))
    if len(left) != len(right) or left.keys == right.keys:
        return False
    same, tells = 0, False
    for at, (a, b) in enumerate(zip(left.keys, right.keys, strict=True)):
        if a == b:
            same += len(a) >= NAME and a.isalpha()
        elif left.kinds[at] == right.kinds[at] == NUMBER:
            if is_counter("".join(left.keys[at + 1 : at + 2])):
                return False
            tells = True
        elif is_date(a) and is_date(b):
            tells = True
        else:
            return False
    return tells and same >= NAMED
