r"""Adverts: texts of somebody who offers something or looks for it, and who is to be reached.

The address at the end of an advert looks like a signature. A reader who loses it cannot answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import re2

from chaffinch.boilerplate.furniture.reaching import reach
from chaffinch.boilerplate.furniture.rulers import DELIMITER
from chaffinch.text import QUOTED_LINE, data_file, late_pattern

__all__ = ["advertised", "spare"]

Span = tuple[int, int]

SHORT = 1_500
"""Code points of a text up to which a phrase anywhere makes it an advert. In misc.forsale of 20 Newsgroups 137 of 193
posts with an address at the end are then adverts, 140 if twice as long; news that mention a sale are longer."""

OPENING = 300
"""Code points at the start of a longer text in which such a phrase makes it an advert: a catalogue
opens with it."""

MEMORY = 1 << 26
"""Bytes that the pattern of all phrases may take; 64 MiB, eight times what RE2 allows by default."""

_QUOTED = late_pattern(f"^{QUOTED_LINE}.*$", re.MULTILINE)
_UNSPACED = late_pattern(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MONEY = r"(?:us|ca|au)?[$£€¥₽₴₺₹] ?\d[\d.,]*"


def advertised(text: str) -> bool:
    """Tell whether a text offers something or looks for it: goods, rooms, a job.

    Args:
        text: all of it; lines that it quotes of others do not count.

    >>> advertised("Two oars, $20 or best offer. Ann, 555-1234"), advertised("The gates of the lock are old.")
    (True, False)
    """
    seen = text if len(text) <= SHORT else text[:OPENING]
    return _phrases().search(_QUOTED.sub("", seen).lower().replace("’", "'")) is not None


def spare(text: str, lines: Sequence[Span]) -> list[Span]:
    r"""Give the lines of signatures and cards that an advert can do without, in order.

    Args:
        text: all of an advert.
        lines: those of its signatures and cards, in order.

    Returns:
        The lines from the delimiter of a signature on, if an address stays above them; else none.

    >>> text = "Two oars, $20. Mail ann@lee.example\n-- \nAnn Lee, Harnby"
    >>> [text[a:b] for a, b in spare(text, [(36, 38), (40, 55)])]
    ['--', 'Ann Lee, Harnby']
    >>> spare("Two oars, $20.\n-- \nann@lee.example", [(15, 17), (19, 34)])
    []
    """
    first = next((at for at, line in enumerate(lines) if text[slice(*line)] == DELIMITER), None)
    if first is None:
        return []
    above = _QUOTED.sub("", text[: lines[first][0]])
    return [*lines[first:]] if reach(above) != above else []


@lru_cache(maxsize=1)
def _phrases() -> Any:
    """Read the phrases, as one pattern; those of languages without spaces stand anywhere."""
    tree = data_file("chaffinch.boilerplate.furniture", "adverts.toml")
    words = sorted({word for group in tree.values() for word in group}, key=len, reverse=True)
    spaced = "|".join(_pattern(one) for one in words if not _UNSPACED.search(one))
    unspaced = "|".join(_pattern(one) for one in words if _UNSPACED.search(one))
    options = re2.Options()
    options.max_mem = MEMORY
    return re2.compile(rf"(?:^|[^\pL\pN_])(?:{spaced})(?:[^\pL\pN_]|$)|{unspaced}", options)


def _pattern(words: str) -> str:
    """Make a pattern of a phrase, with a price in place of "…"."""
    plain: str = re2.escape(words)
    return plain.replace(re2.escape("…"), _MONEY).replace("\\ ", r"\s+")
