"""Tell the lines at the head or the end of a text that are about its page: who wrote it, how often it was read.

Two sites that print one text put another author and date, or another count, above it. None of these contradicts.
"""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.matching.relations.words import Words
from chaffinch.text import STOPS, is_byline, is_counter, is_date, is_stamp, period, plain

__all__ = ["are_about_the_page", "source_end"]

HEAD = 5
"""Lines at the beginning of a text among which its byline stands."""

LINES = 3
"""Lines of a byline, at most: who, for whom, when."""

LINE = 14
"""Words of such a line, at most."""

BODY = 40
"""Words of the rest of a text, at least, below a byline: fewer below a name and a date may be a notice about it."""

AUTHOR = 2
"""Words of a byline, at most, that are the name of its author."""

SHORT = 3
"""Letters of a short word, at most, that may stand in these lines: "for", "de", "min"."""

SOURCE = 8
"""Words at the beginning of a text among which author, paper and town stand, before a dash."""

_DASHES = "–—-"
_STOPS = STOPS + ":"
_PUNCTUATION = ".,;:()[]|\"'“”‘’*_·•/–—-&"


def are_about_the_page(one: Words, two: Words, place: tuple[int, int, int, int]) -> bool:
    r"""Tell whether a place where two texts differ is in the bylines of other authors, or in lines that count readers.

    A line is a byline only behind a word such as "by": other lines of a name and a date may be what the text is about.

    Args:
        one, two: the texts.
        place: start and stop of the words in the one and in the other.

    >>> body = " ".join(["Rain fell on the pier of Harnby all night, and the ferry stayed in port."] * 3)
    >>> left = Words(f"By Ada Olm\n3 May 2031\n\n{body}\n\n12 comments")
    >>> right = Words(f"By Per Lund\n5 May 2031\n\n{body}\n\n15 comments")
    >>> [are_about_the_page(left, right, place) for place in [(1, 4, 1, 4), (7, 8, 7, 8), (51, 52, 51, 52)]]
    [True, False, True]
    """
    a, b, c, d = place
    if not (a < b and c < d):
        return False
    left, right = (one.line[a], one.line[b - 1]), (two.line[c], two.line[d - 1])
    if _is_counter(one, *left) and _is_counter(two, *right):
        return True
    author = _author(one, *left)
    other = _author(two, *right) if author else author
    return bool(other) and author.isdisjoint(other)


def source_end(text: Words) -> int:
    """Give how many words at the beginning of a running text name its author, paper or town; 0 where it has none.

    A colon alone is that of a speaker, or of a headline; and so is one dash behind words that are not in capitals, in
    a script that has them, unless an agency is in brackets.

    >>> source_end(Words("Ada Olm - Gazette - Harnby: the bell is new")), source_end(Words("The ferry: a bell"))
    (6, 0)
    >>> source_end(Words("HARNBY - The bell is new")), source_end(Words("Old ferry - The bell is new"))
    (2, 0)
    """
    words = text.words[:SOURCE]
    dashes = [at for at, word in enumerate(words) if word[-1] in _DASHES]
    if not dashes:
        return 0
    before = "".join(words[: dashes[0]])
    if len(dashes) == 1 and before != before.upper() and "(" not in before:
        return 0
    return 1 + max([*dashes, *(at for at, word in enumerate(words) if word[-1] == ":" and at > dashes[0])])


def _is_counter(text: Words, first: int, last: int) -> bool:
    """Tell whether a line has nothing but numbers and what they count of readers: "12 comments", "3 min read"."""
    start, stop = text.lines[first]
    is_alone = first in text.alone or first == len(text.lines) - 1
    if first != last or stop - start > LINE or not is_alone or not (first == 0 or first - 1 in text.alone):
        return False
    keys = list(filter(None, map(_key, text.words[start:stop])))
    counts = [is_counter(key) for key in keys]
    return any(counts) and all(
        c or key[0].isdigit() or len(key) <= SHORT or period(key) for c, key in zip(counts, keys, strict=True)
    )


def _author(text: Words, first: int, last: int) -> set[str]:
    """Give the words of the author's name, if lines belong to a paragraph that is a byline; else none."""
    if first >= HEAD:
        return set()
    while first and first - 1 not in text.alone:
        first -= 1
    if not is_byline(_key(text.words[text.lines[first][0]])):
        return set()
    while last < len(text.lines) - 1 and last not in text.alone:
        last += 1
    if last - first >= LINES or len(text.words) - text.lines[last][1] < BODY:
        return set()
    lines = [_words(text, number) for number in range(first, last + 1)]
    words = [word for line in lines for word in line]
    if any(len(line) > LINE or line[-1][-1] in _STOPS for line in lines):
        return set()
    return set([_key(word) for word in words if _is_name(word)][:AUTHOR]) if all(map(_may_stand, words)) else set()


def _words(text: Words, number: int) -> Sequence[str]:
    return text.words[slice(*text.lines[number])]


def _key(word: str) -> str:
    return plain(word.strip(_PUNCTUATION))


def _is_name(word: str) -> bool:
    key = _key(word)
    return word.strip(_PUNCTUATION)[:1].isupper() and not (is_date(key) or is_stamp(key) or is_byline(key))


def _may_stand(word: str) -> bool:
    """Tell whether a word may stand in a byline: a name, a number, a word of a stamp of date and time, a short one."""
    key = _key(word)
    is_brief = len(key) <= SHORT or key[0].isdigit()
    return is_brief or _is_name(word) or is_stamp(key) or is_date(key) or is_byline(key)
