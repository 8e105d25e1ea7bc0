r"""Find the paragraph about an author whose sentence about how to reach them goes.

"Follow her on Twitter" goes by a rule. Who she is stands before it, and is of the same box of the site.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache

from msgspec import Struct

from chaffinch.text import data_file, late_pattern

__all__ = ["biographies"]

Span = tuple[int, int]

ENDING_LINES = 8
"""Lines at the end of a text among which such a paragraph is looked for: comments and links may stand below it."""

LONGEST, SENTENCES = 900, 8
"""Code points and sentences of it, at most. Judgements; of 80 that were read the longest had 610 and five."""

NAME = 4
"""Letters of a part of a name, at least, by which a later sentence is known to be about the author."""

HEADING = 30
"""Code points of the heading of such a paragraph, at most."""

_MARKS = "#*_: \t"
_END = r"(?!\w)"
_PART = r"(?:[^\W\d_a-zß-öø-ÿа-яё][\w.'’-]*|d[aeiou]s?|van|von|der|de[nlr]?|la|le|bin|al|af|y|e)"
_AUTHOR = late_pattern(
    rf"[\W_]*(?P<name>[^\W\d_a-zß-öø-ÿа-яё][\w.'’-]*(?:\s{_PART}){{1,5}})(?:,\s[^.]{{2,160}},)?\s(?P<verb>[\w]+|[—–-])\s"
)
_QUOTES = frozenset('"“”„«»「」')


class _Words(Struct, frozen=True):
    """The words of one language.

    Attributes:
        verbs: those behind the name.
        works: what authors do.
        pronouns: those of the sentences that follow.
        headings: lines above the paragraph.
    """

    verbs: frozenset[str]
    works: re.Pattern[str]
    pronouns: re.Pattern[str]
    headings: frozenset[str]


def biographies(
    text: str, lines: Sequence[Span], seeds: Sequence[Span], sentences: Callable[[int], list[Span]]
) -> list[Span]:
    """Give the sentences about an author that stand before findings, and in the line above.

    Args:
        text: all of it.
        lines: the lines that are not blank, without the white space around each.
        seeds: findings that say how somebody is reached, by start, in code points.
        sentences: gives the sentences of the line with an index.

    >>> text = "It is old. Ann Lee is a reporter for the Post. She wrote Gates. Follow her on Twitter."
    >>> at = text.index("Follow")
    >>> cuts = [(11, 46), (47, 63), (at, len(text))]
    >>> [text[a:b] for a, b in biographies(text, [(11, len(text))], [(at, len(text))], lambda _: cuts)]
    ['Ann Lee is a reporter for the Post.', 'She wrote Gates.']
    """
    starts = [start for start, _ in lines]
    found: set[Span] = set()
    for start, stop in seeds:
        at = bisect_right(starts, start) - 1
        if at < max(0, len(lines) - ENDING_LINES):
            continue
        before = [span for span in sentences(at) if span[1] <= start]
        some = before or (sentences(at - 1) if at else [])
        if any(_is_about(text, some, words, text[start:stop], apart=not before) for words in _words()):
            found.update(some)
            first = bisect_right(starts, some[0][0]) - 1
            found.update(line for line in lines[max(first - 1, 1) : first] if _is_heading(text[slice(*line)]))
    return sorted(found)


def _is_heading(line: str) -> bool:
    """Tell whether a line is nothing but the heading of such a paragraph: "About the author"."""
    words = line.strip(_MARKS).lower().replace("’", "'")
    return len(words) <= HEADING and any(words in one.headings for one in _words())


def _is_about(text: str, some: Sequence[Span], words: _Words, finding: str, *, apart: bool) -> bool:
    """Tell whether sentences say who somebody is, and go on about them; a finding apart must point to them, too.

    What they do may be said where the finding names them again: "Lee is an aspiring writer, and can be found on ...".
    """
    if not 0 < len(some) <= SENTENCES or some[-1][1] - some[0][0] > LONGEST:
        return False
    first = text[slice(*some[0])]
    author = _AUTHOR.match(first)
    if not author or author["verb"].lower() not in words.verbs:
        return False
    name = {part.lower() for part in re.split(r"\W+", author["name"]) if len(part) >= NAME}
    if apart and not (_QUOTES.isdisjoint(text[some[0][0] : some[-1][1]]) and _points(finding, name, words)):
        return False
    rest = [text[slice(*span)] for span in some[1:]]
    named = any(part in finding.lower() for part in name)
    works = [first[author.start("verb") :], *([finding] if named and not apart else [])]
    return all(_points(one, name, words) for one in rest) and any(words.works.search(one.lower()) for one in works)


def _points(sentence: str, name: set[str], words: _Words) -> bool:
    """Tell whether a sentence speaks of somebody by a pronoun or a part of the name."""
    lower = sentence.lower()
    return words.pronouns.search(lower) is not None or any(part in lower for part in name)


@lru_cache(maxsize=1)
def _words() -> tuple[_Words, ...]:
    """Read the words of all languages."""
    tree = data_file("chaffinch.boilerplate.furniture", "biographies.toml")
    return tuple(
        _Words(
            frozenset(row["verbs"]),
            _pattern(row["works"]),
            _pattern(row["pronouns"]),
            frozenset(row.get("headings", ())),
        )
        for row in tree["language"]
    )


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Make a pattern of words, or beginnings of words before "*"."""
    parts = [rf"\b{re.escape(word.removesuffix('*'))}{'' if word.endswith('*') else _END}" for word in words]
    return re.compile("|".join(parts))
