"""Find the tags of a page behind the last sentence of its text, where extraction has lost the line end above them.

The word before them is a word of sentences, too: so what stands behind it must be words of the text above, without a
stop and without the small words of a sentence.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from chaffinch.boilerplate.languages import function_words
from chaffinch.text import STOPS, data_file, late_pattern

__all__ = ["end_tags", "tag_words"]

LONGEST = 240
"""Code points of the tags with the word before them, at most."""

LEAST, MOST = 2, 20
"""Words of the tags, at least and at most."""

KNOWN = 0.6
"""Share of these words that the text above has, at least. A judgement: of 333 that were read three had fewer."""

_WORD = late_pattern(r"[^\W\d_][\w’'-]*")
_INNER = late_pattern(f"[{STOPS}:：;؛,،、]")


def end_tags(text: str) -> tuple[int, int] | None:
    """Give the tags that a text ends with and the word before them, in code points; None if there are none.

    >>> text = "The lock of Harnby is shut, and the keeper waits in the mill. Tags Harnby lock mill"
    >>> start, stop = end_tags(text)
    >>> text[start:stop]
    ' Tags Harnby lock mill'
    >>> end_tags("The lock is shut. Tags of iron hang on the gates")
    """
    stop = len(text.rstrip())
    begin = max(stop - LONGEST, 0)
    found = [None, *_tags().finditer(text, begin, stop)][-1]
    if found is None or _INNER.search(text, found.end(), stop):
        return None
    words = [word.lower() for word in _WORD.findall(text[found.end() : stop])]
    above = {word.lower() for word in _WORD.findall(text[: found.start()])}
    known = sum(_is_among(word, above) for word in words)
    if not LEAST <= len(words) <= MOST or known < KNOWN * len(words) or not _small().isdisjoint(words):
        return None
    return found.start(), stop


def _is_among(word: str, above: set[str]) -> bool:
    """Tell whether a text has a word, maybe with the article that Arabic writes before it."""
    return word in above or f"ال{word}" in above or word.removeprefix("ال") in above


@lru_cache(maxsize=1)
def tag_words() -> str:
    """Write the pattern of the words before tags, as RE2 knows it."""
    return "|".join(map(re.escape, _tree()["tags"]))


@lru_cache(maxsize=1)
def _small() -> frozenset[str]:
    """Give the small words of sentences in all languages, in lower case."""
    return function_words().union(_tree()["small"])


@lru_cache(maxsize=1)
def _tree() -> dict[str, Any]:
    return data_file("chaffinch.boilerplate.furniture", "ends.toml")


@lru_cache(maxsize=1)
def _tags() -> re.Pattern[str]:
    return re.compile(rf"(?<=[.!?…؟”»)\"])[\s\u200e\u200f\u202a-\u202e]+(?:{tag_words()})[ ]?[:|]?[ ]")
