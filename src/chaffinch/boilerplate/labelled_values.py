"""Tell a number behind a label that is data of its page from a counter of the site: by the lines beside it.

"Visitors: 1204" counts who came to a match, where "Referee: Vik" stands beside it, and who called the page, where it
stands alone, below "Share" or above "Comments: 3". So the word of the label does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, takewhile

from chaffinch.boilerplate.cues import worded
from chaffinch.text import data_file, late_pattern

__all__ = ["COUNTER", "among_values"]

COUNTER = late_pattern(r"\W{0,4}[^\W\d_][^\d:：\n]{1,40}[:：][\s*_]{0,3}\d[\d.,'’  ]{0,12}\W{0,4}")
"""A line of a label and a number."""

_FIELD = late_pattern(r"\W{0,4}(?P<label>[^\W\d_][^:：\n]{1,40}?)\W{0,4}[:：][\s*_]{1,3}(?P<value>[^\s*_/][^\n]{0,80})")
_WIDE = late_pattern(r"\W{0,4}(?P<label>[^\W\d_][^:：\n]{1,40}?)：(?P<value>[^\s/][^\n]{0,80})")
_LINKED = late_pattern(r"\]\(|://|www\.|@")

LABEL_WORDS = 4
"""Words of a label, at most."""


def among_values(line: str, above: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether a line of a label and a number is in a row of such lines of which another names a value of the page.

    A label with a word of furniture names none, and neither does one of what a site tells about the page itself: its
    author, its date, its category.

    Args:
        line: the line.
        above, below: the lines above and below it, in order, without a blank line between.

    >>> among_values("Visitors: 1204", [], ["Referee: Vik"]), among_values("Visitors: 1204", ["Comments: 3"], [])
    (True, False)
    >>> among_values("Shares: 120", ["Author: Ann Lee", "Category: Mills"], [])
    False
    """
    if COUNTER.fullmatch(line.strip()) is None:
        return False
    fields = (takewhile(bool, map(_field, lines)) for lines in (above[::-1], below))
    labels = [m["label"] for m in chain(*fields) if m and _LINKED.search(m["value"]) is None]
    return not worded([label for label in labels if _is_short(label)]).all()


def _field(line: str) -> re.Match[str] | None:
    return _FIELD.fullmatch(line.strip()) or _WIDE.fullmatch(line.strip())


def _is_short(label: str) -> bool:
    return len(label.split()) <= LABEL_WORDS and label.casefold() not in _of_page()


@lru_cache(maxsize=1)
def _of_page() -> frozenset[str]:
    tree = data_file("chaffinch.boilerplate", "labels.toml")
    return frozenset(label.casefold() for group in tree.values() for label in group)
