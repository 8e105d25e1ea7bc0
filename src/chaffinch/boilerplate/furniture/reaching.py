"""Addresses and telephone numbers: how to reach somebody."""

from __future__ import annotations

import re
import sys
from functools import lru_cache

import re2

from chaffinch.text import late_pattern

__all__ = ["REACH", "RULED_LETTERS", "may_reach", "reach", "reaches"]

RULED_LETTERS = 90
"""Code points of a line of a ruled signature, at most: they are made for a terminal of 80 columns."""

KNOWN = 4096
"""Lines whose addresses are remembered: the pages of a site end alike."""

REACH = late_pattern(
    r"""
    [\w.+%!-]+(?:@|[ ]?[\[(]at[\])][ ]?|[ ]at[ ])[\w-]+(?:[ ]?(?:\.|[ ]dot[ ])[\w-]+)+  # a mail address
  | \[?e-?mail[ ]protected\]?
  | (?<![\w.$€£/-])(?!\d{1,2}[./-]\d{1,2}[./-](?:1[89]|20)\d\d\b|(?:1[89]|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\b)  # no date
    (?:\+?\d{1,3}[ .-]?)?(?:\(\d{2,5}\)|\d{2,5})  # a telephone
    [ .)/-]{1,2}\d{2,4}(?:[ .-]\d{2,5}){1,3}(?![\w%/])
  | (?<![\w.$€£/-])\+\d{1,3}[ ]?\(0\)[ ]?\d[\d .-]{5,12}\d(?![\w%/])
  | (?<![\w.$€£/-])\d{3}[.-]\d{4}(?![\w%/])
  | (?<![\w.$€£/-])0\d{2,4}[ /-]\d{5,8}(?![\w%/])
  | ^\W*(?:tel|phone|telephone|fax|mobile|telefon|telefax|mobil|tél|тел|факс)\b\.?[ ]?\+?\d[\d ()/.-]{4,}$
  | ^\W*(?:tel|phone|telephone|fax|cell|mobile|e-?mail|mail|voice|internet|compuserve|uucp|bitnet|packet|icq|skype
    |twitter|telefon|telefax|mobil|téléphone|teléfono|telefono|telefone|correo|тел|факс|هاتف|بريد)\b\.?[ ]?[:(=/]
    """,
    re.VERBOSE | re.IGNORECASE,
)
# RE2 tells in a tenth of the time that there is none
_MAY_REACH = re2.compile(
    r"(?i)(?:@|[\[(]at[\])]| at )[^\n]*(?:\.| dot )|ma.l protected"
    r"|[\p{Nd})][ .)/-]{1,2}\p{Nd}{2,4}[ .-]\p{Nd}{2}|\p{Nd}{3}[.-]\p{Nd}{4}|0\p{Nd}{2,4}[ /-]\p{Nd}{5}|\(0\)[ ]?\p{Nd}"
    r"|(?m:^\W*[^\x00-,.-@\[-`{-\x7f]{3,12}\.?[ ]?(?:[:(=/]|\+?\p{Nd}{3}))"  # twelve times all letters is a large class
)
# at the beginning of a text a label and a digit are enough
_OPENS = re2.compile(r"\W*[^\x00-,.-@\[-`{-\x7f]{3,12}\.?[ ]?\+?\p{Nd}")


def reach(sentence: str) -> str:
    """Give a sentence without its addresses and telephone numbers.

    >>> reach("Call Ann at 555-1234 or ann@lee.example.")
    'Call Ann at  or .'
    """
    return _known(sentence) if len(sentence) <= RULED_LETTERS else _without(sentence)


def _without(sentence: str) -> str:
    return REACH.sub("", sentence) if may_reach(sentence) else sentence


_known = lru_cache(maxsize=KNOWN)(_without)


def reaches(text: str, start: int = 0, stop: int = sys.maxsize) -> bool:
    r"""Tell whether a line of a text has an address or a telephone number, as `REACH` finds them.

    >>> reaches("Call Ann\nat 555-1234.", 9, 21), reaches("Call Ann\nat 555-1234.", 0, 8)
    (True, False)
    """
    line = text[start:stop]
    if not may_reach(line) and (start > 0 or not _OPENS.match(line)):
        return False
    return REACH.search(text, start, stop) is not None


def may_reach(text: str) -> bool:
    """Tell whether a line of a text may have an address or a telephone number, so roughly that none is missed."""
    return _MAY_REACH.search(text) is not None
