"""How seldom text has a literal by chance: what decides which literals of a pattern are looked for."""

from __future__ import annotations

from functools import lru_cache
from math import log2

__all__ = ["BOUND", "COMMON_WORDS", "EDGE", "Literals", "bits", "rate", "solid"]

EDGE, BOUND = "\x01", "\x02"
"""Stand in literals for what takes no text: an edge of a word, an edge of the unit."""

Literals = frozenset[str]

# Bits of information of a letter in English text, by its frequency (Norvig 2012)
_PERCENT = dict(  # noqa: C408
    e=12.5, t=9.3, a=8.0, o=7.6, i=7.6, n=7.2, s=6.5, r=6.3, h=5.1, l=4.1, d=3.8, c=3.3, u=2.7, m=2.5, f=2.4, p=2.1,
    g=1.9, w=1.7, y=1.7, b=1.5, v=1.1, k=0.54, x=0.24, j=0.16, q=0.12, z=0.09,
)  # fmt: skip
_SPACE_BITS = 2.5
_SIGN_BITS = {".": 6.0, ",": 6.0, "@": 14.0, "|": 12.0, "©": 12.0}
_OTHER_BITS = 8.0  # digits, other punctuation
_WIDE_BITS = 5.0  # letters of other alphabets
_RARE_BITS = 10.0  # ideographs, and signs such as bullets
_COMMON_SIGNS = "‐‑–—‘’“”„«»…"
_MARK_BITS = {EDGE: 1.5, BOUND: 5.0}  # every third letter is beside an edge of a word, every thirtieth of a line
_COMMON_BITS = {6.0: "the to of and in or at is on as by it be an he", 9.0: (
    "for are was not you all with that this from have has had his her they but will can one our out who what when "
    "your more been their there about which would said were its into than them also other some only"
)}  # fmt: skip
COMMON_WORDS = {word: value for value, words in _COMMON_BITS.items() for word in words.split()}
"""Bits of information of the commonest words of English: fewer than those of their letters."""


def solid(literal: str) -> str:
    """Take the marks off the ends of a literal."""
    return literal.strip(EDGE + BOUND)


@lru_cache(maxsize=4096)
def bits(group: Literals) -> float:
    """Give the bits of information that any of some literals is: at 7 one place in 128 has one by chance."""
    return -log2(sum(2.0 ** -min(rate(a), 60.0) for a in group))


@lru_cache(maxsize=1 << 16)
def rate(literal: str) -> float:
    """Give the bits of information that one literal is."""
    words = solid(literal).split()
    common = [COMMON_WORDS.get(word, 0.0) for word in words]
    if all(common):
        return max(common, default=0.0) + len(words) + sum(_MARK_BITS[c] for c in literal if c == BOUND)
    return sum(map(_of_character, literal))


@lru_cache(maxsize=4096)
def _of_character(c: str) -> float:
    if c == " ":
        return _SPACE_BITS
    if c in _MARK_BITS:
        return _MARK_BITS[c]
    if c in _PERCENT:
        return -log2(_PERCENT[c] / 100)
    if c < "\x80" or c in _COMMON_SIGNS or c in _SIGN_BITS:
        return _SIGN_BITS.get(c, _OTHER_BITS)
    return _WIDE_BITS if c.isalpha() and c < "\u2e80" else _RARE_BITS
