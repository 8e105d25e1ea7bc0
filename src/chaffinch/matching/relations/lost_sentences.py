"""Count what would be lost with a document: its sentences that another one has nowhere, in no other words.

A few words of its own do not keep a copy. A sentence does that has a number or a name of its own, since nothing else of
the corpus may say it, and so does a paragraph that has no counterpart in the other text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chaffinch.matching.relations.contradictions import lacking_words
from chaffinch.matching.relations.words import NAME, Words
from chaffinch.text import CLOSERS, FULL_STOPS, NUMBER, plain, tokens

__all__ = ["PARAGRAPH", "lost_words"]

Ranges = Sequence[tuple[int, int]]
"""Ranges of the words of a text that differ from those of another one: start and stop; in order."""

PARAGRAPH = 15
"""Words that the keeper has nowhere, from which on a copy stays: two sentences, or a paragraph in brief. A sentence
with a number or a name of its own counts as so many at least."""

LEAST, OWN = 7, 4
"""Words of such a sentence, at least; and of them that the other text has nowhere."""

UNALIGNED = 0.75
"""Share of its words that have no place in the other text, at least: of a sentence that was written anew less."""

BRIDGE, SMALL = 2, 3
"""Words between two ranges, at most, that another sentence has by chance; and letters of each, at most."""

OWN_SHARE = 0.5
"""Share of its words of content, at least, that the other text has nowhere, in no place."""

_ENDS = FULL_STOPS  # a headline that leaves off ("You will not believe ...") is no sentence
_MARKS = ".,;:!?()[]\"'“”‘’«»"


def lost_words(text: Words, other: Words, changed: Ranges) -> int:
    """Count the words of the sentences of a text that another one lacks and that have a number or a name of their own.

    Args:
        text: the text.
        other: the other one.
        changed: where the words of the text are others.

    >>> left, right = Words("It rained. Mayor Olm lost 14 goats and blames Tarnmoor for that."), Words("It rained.")
    >>> lost_words(left, right, [(2, 13)]), lost_words(right, left, [])
    (15, 0)
    """
    bridged = list(_bridged(text.words, changed))
    found = [sentence for sentence in _sentences(text, bridged) if _is_lost(text, other, *sentence)]
    whole = [line for line in _paragraphs(text, bridged) if _is_own(text, other, *line)]
    return max(sum(max(PARAGRAPH, stop - start) for start, stop in some) for some in (found, whole))


def _bridged(words: Sequence[str], changed: Ranges) -> Iterator[tuple[int, int]]:
    """Join ranges that only a small word or two between them parts, as sentences share "the" and "of" by chance.

    >>> list(_bridged("It rained in the old town of Harnby".split(), [(1, 2), (4, 6), (7, 8)]))
    [(1, 2), (4, 8)]
    """
    start, stop = 0, 0
    for a, b in changed:
        if stop - start >= BRIDGE and a - stop <= BRIDGE and all(map(_is_small, words[stop:a])):
            stop = b
            continue
        if stop > start:
            yield start, stop
        start, stop = a, b
    if stop > start:
        yield start, stop


def _is_small(word: str) -> bool:
    return len(word) <= SMALL and word.isalpha() and not word[0].isupper()


def _sentences(text: Words, changed: Ranges) -> Iterator[tuple[int, int]]:
    """Give the whole sentences that are mostly in ranges."""
    for a, b in changed:
        if b - a < LEAST:
            continue
        start = a
        for at in range(a + 1, b + 1):
            if at < len(text.words) and not text.opens(at):
                continue
            begin = next((i for i in range(start, max(-1, start - LEAST), -1) if text.opens(i)), start)
            alone = (
                sum(max(0, min(stop, at) - max(low, begin)) for low, stop in changed) if begin < start else at - start
            )
            if text.opens(begin) and alone >= max(LEAST, UNALIGNED * (at - begin)):
                yield begin, at
            start = at


def _paragraphs(text: Words, changed: Ranges) -> Iterator[tuple[int, int]]:
    """Give the paragraphs of whole sentences, long enough to keep a copy, that are in ranges."""
    for a, b in changed if len(text.lines) > 1 else ():
        if b - a >= PARAGRAPH:
            for start, stop in text.lines[text.line[a] : text.line[b - 1] + 1]:
                if stop - start >= PARAGRAPH and a <= start and stop <= b and _ends(text.words[stop - 1]):
                    yield start, stop


def _is_own(text: Words, other: Words, start: int, stop: int) -> bool:
    """Tell whether the other text lacks most of the words of content of a paragraph."""
    found = tokens(" ".join(text.words[start:stop]))
    own = set(lacking_words(found.keys, found.kinds, other))
    content = [key for key in found.keys if len(key) >= NAME]
    return sum(key in own for key in content) >= OWN_SHARE * len(content) > 0


def _ends(word: str) -> bool:
    last = word.rstrip(CLOSERS)
    return last[-1:] in _ENDS and not last.endswith("..")


def _is_lost(text: Words, other: Words, start: int, stop: int) -> bool:
    if not _ends(text.words[stop - 1]):
        return False
    sentence, names = " ".join(text.words[start:stop]), _names(text.words[start + 1 : stop])
    if not names and not any(map(str.isdigit, sentence)):  # most sentences where no letters are capitals
        return False
    found = tokens(sentence)
    own = set(lacking_words(found.keys, found.kinds, other))
    content = [key for key, kind in zip(found.keys, found.kinds, strict=True) if kind == NUMBER or len(key) >= NAME]
    if len(own) < OWN or sum(key in own for key in content) < OWN_SHARE * len(content):
        return False
    has_number = any(key in own and any(map(str.isdigit, raw)) for key, raw in zip(found.keys, found.raw, strict=True))
    return has_number or not own.isdisjoint(names)


def _names(words: Sequence[str]) -> list[str]:
    """Give the keys of the capitalised ones of some words, none of which opens a sentence."""
    bare = [word.strip(_MARKS) for word in words]
    return [plain(word) for word in bare if word[:1].isupper() and not word.isupper()]
