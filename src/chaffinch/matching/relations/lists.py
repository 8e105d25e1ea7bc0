"""Compare lists whose items change one by one, as offers and agendas do: a later version is no copy of an earlier one.

Both versions share nearly all their lines. What tells them apart is what happened to an item: it was added or struck
out, its price is another one, or it is sold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from chaffinch.matching.relations.contradictions import Difference, other_numbers
from chaffinch.matching.relations.words import Words, once
from chaffinch.text import END, is_sold, late_pattern, plain, tokens

__all__ = ["is_relisted"]

Ranges = Sequence[tuple[int, int, int, int]]
"""Ranges in which the words of two texts differ: start and stop in the one, start and stop in the other; in order."""

LINE = 20
"""Words of a line, at most, that is an item: longer ones are sentences."""

ITEMS = 3
"""Items of a list, at least."""

MARKED = 0.5
"""Share of the words, at least, in lines with a bullet, a number or a label, of a text that is a list of these: in an
article they are a box beside the prose."""

SHORT, UPPER = 8, 0.6
"""Words of a line, at most, and share of the lines, at least, that begin with a capital, a digit or a sign, of a text
that is a list without bullets: of wrapped prose a quarter do so."""

LABELS = 2
"""Labels that stand at several items, at least: those at the head of a mail stand there once."""

BEHIND = 3
"""Words behind the price of an item, at most: its state, or the currency."""

NOTE = 3
"""Words in one place, at most, that note that an item is sold; more are a sentence."""

NEW = 2
"""Words of an item, at least, that the other text has nowhere, if the item was added."""

_MARK = late_pattern(r"[-*•·–—+○●■□▪◦☐☑✓]|\(?\d{1,3}[.):]|[a-zA-Z][.)]")
_LABEL = re.compile(r"[^\W\d_][^\W\d_-]{1,20}[:：]")
_PRICE = late_pattern(
    r"[$€£¥₹₽₺₩]\s?\d|\d\s?[$€£¥₹₽₺₩]|\d[.,]\d\d(?!\d)|\d(?:eur|usd|dm|kr|zł|zl|руб|р\.|lei|ft|元|円|万|บาท|đ)",
    re.IGNORECASE,
)
_STOP = late_pattern(rf"{END}$")
_STRUCK = "~~"
_PUNCTUATION = ".,;:()[]|\"'"


def is_relisted(one: Words, two: Words, changed: Ranges) -> bool:
    """Tell whether two texts are versions of one list.

    Args:
        one, two: the texts.
        changed: where their words differ.

    >>> lamp, loom = Words("* lamp, 5\\n* rug, 4\\n* loom, 30"), Words("* lamp, 5\\n* rug, 4 (SOLD)\\n* loom, 30")
    >>> is_relisted(lamp, loom, [(6, 6, 6, 7)])
    True
    """
    if not _is_list(one, left := _items(one)) or not _is_list(two, right := _items(two)):
        return False
    if one.text.count(_STRUCK) != two.text.count(_STRUCK):
        return True
    return any(
        _is_noted(one, a, b, two, c, d)
        or _is_repriced(one, a, b, left, two, c, d, right)
        or any(_adds(one, a, b, left, two))
        or any(_adds(two, c, d, right, one))
        for a, b, c, d in changed
    )


def _is_list(text: Words, items: set[int]) -> bool:
    if len(items) < ITEMS:
        return False
    lines = [text.words[start:stop] for start, stop in (text.lines[i] for i in sorted(items))]
    labels = Counter(line[0].casefold() for line in lines if _LABEL.fullmatch(line[0]))
    return (
        sum(map(_is_priced, lines)) >= ITEMS
        or sum(map(len, lines)) >= MARKED * len(text.words)
        or sum(count > 1 for count in labels.values()) >= LABELS
    )


@once
def _items(text: Words) -> set[int]:
    """Give the numbers of the lines that are items."""
    lines = [text.words[start:stop] for start, stop in text.lines]
    short = [i for i, line in enumerate(lines) if len(line) <= SHORT and not _STOP.search(line[-1])]
    begin = sum(not lines[i][0][0].islower() for i in short)
    words = sum(len(lines[i]) for i in short)
    if len(short) > ITEMS and begin >= UPPER * len(short) and words >= MARKED * len(text.words):
        return set(short)
    return {i for i, line in enumerate(lines) if _is_item(line)}


def _is_item(line: Sequence[str]) -> bool:
    if len(line) > LINE:
        return False
    return (len(line) > 1 and bool(_MARK.fullmatch(line[0]) or _LABEL.fullmatch(line[0]))) or _is_priced(line)


def _is_priced(line: Sequence[str]) -> bool:
    """Tell whether a line ends with a price, and a word or two about it."""
    return 1 < len(line) <= LINE and bool(_PRICE.search(" ".join(line[-1 - BEHIND :])))


def _is_noted(one: Words, a: int, b: int, two: Words, c: int, d: int) -> bool:
    """Tell whether one side of a place notes that an item is sold, and the other one does not."""
    if max(b - a, d - c) > NOTE + NOTE:
        return False
    left, right = (any(map(is_sold, tokens(" ".join(words)).keys)) for words in (one.words[a:b], two.words[c:d]))
    return left != right


def _is_repriced(one: Words, a: int, b: int, left: set[int], two: Words, c: int, d: int, right: set[int]) -> bool:
    """Tell whether an item has another price or number, or another answer behind its label."""
    if a == b or c == d or one.line[a] not in left or two.line[c] not in right:
        return False
    if one.answers(a, b) and two.answers(c, d):
        return True
    return other_numbers(Difference(tokens(" ".join(one.words[a:b])), tokens(" ".join(two.words[c:d]))))


def _adds(text: Words, start: int, stop: int, items: set[int], other: Words) -> Iterator[bool]:
    """Tell of each item in a range of words whether the other text lacks it, where that one goes on behind it.

    An alignment may take the bullet of the next item for that of this one, so one word of an item may be outside.
    """
    if start == stop or stop == len(text.words):
        return
    for number in range(text.line[start], text.line[stop - 1] + 1):
        first, end = text.lines[number]
        if number in items and min(stop, end) - max(start, first) >= end - first - 1:
            keys = [plain(word.strip(_PUNCTUATION)) for word in text.words[first:end]]
            yield sum(key.isalpha() and not other.count(key) for key in keys) >= NEW
