"""Extend the passages of a cluster over the sentences with which their texts go on alike.

An alignment stops at what two texts do not share: the tag of a quotation, a caption between paragraphs. The
sentence behind it may be too short for a match of its own, though all members of a cluster have it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, partial
from itertools import islice
from typing import NamedTuple

from chaffinch.matching.passages.borders import TAG
from chaffinch.matching.passages.quality import inner_stop, wrapped

__all__ = ["INSIDE", "OUTSIDE", "Context", "continued"]

OUTSIDE, INSIDE = 320, 240
"""Code points outside and inside of an end of a passage that are compared: a tag and a long sentence."""

WORDS, SHORT_WORD, LONG_WORD = 4, 4, 6
"""Words that the text outside of a passage shares with that at the ends of other members, at least, to be read; code
points of a word that counts, with the marks around it; and of one that counts as two."""

LEAST = 16
"""Letters of a sentence, at least, that members go on with: "I want to be clear" has 14, and means nothing."""

ALIKE = 0.8
"""Similarity of the letters of two sentences, at least: they stand beside a passage that is alike already."""

MOST = 0.5
"""Share of the documents of a cluster, at least, that have a sentence: two copies of an article go on to its end."""

COMPARED = 8
"""Sentences of other members, at most, that one is compared with if none is equal to it."""

ASKED = 64
"""Documents of a cluster, at most, that are asked how their texts go on, so that large clusters take no longer for each
member: with 64, a share of a half is known to within a sixteenth."""

_UNIT_END = re.compile(
    r"(?P<end>[.!?…؟।॥。！？۔]+[\"'”’“»)\]」』]*)(?:\s|$|(?=[「『「“«]))|(?P<mark>,[\"”“»]|[\"”»],)(?=\s)|:\s?(?=[\"“„«「『])|\n"
)
_EDGE = " \t\r\n,;–—-*•>"
_OPENS, _CLOSES = "\"“„«「『'‘", "\"”“»」』'’"


class Context(NamedTuple):
    """The text around one end of a passage, outside and inside of it; both empty for one that stays as it is."""

    outside: str
    inside: str


class _Unit(NamedTuple):
    """A sentence, a part of an interrupted quotation, or its tag: a range of a text, and its letters."""

    start: int
    stop: int
    letters: str


def continued(contexts: Sequence[Context], documents: Sequence[int], *, before: bool) -> list[int]:
    """Give how far each passage of a cluster goes on outward, in code points, as those of other documents do.

    Args:
        contexts: around one end of each passage, `OUTSIDE` and `INSIDE` code points at most.
        documents: the document of each.
        before: whether the contexts are those of the starts.

    >>> one = Context(" She went on: “It will hold until next year.” So it was.", "The dam held.")
    >>> two = Context(" It will hold until next year, she said.", "The dam held all night.")
    >>> continued([one, two], [0, 1], before=False)
    [45, 40]
    >>> same = Context(" It will hold until next year. Then it was dark.", "The dam held all night.")
    >>> continued([one, same], [0, 1], before=False), continued([one, same], [0, 0], before=False)
    ([45, 30], [0, 0])
    """
    moved = [0] * len(contexts)
    read = dict.fromkeys(document for document, context in zip(documents, contexts, strict=True) if any(context))
    asked = frozenset(islice(read, ASKED))
    least = max(2, math.ceil(MOST * len(asked)))
    chosen = _candidates(contexts, documents, asked, least) if len(read) > 1 else []
    if not chosen:
        return moved
    read_once = cache(partial(_units, before=before))
    known = _Known([(d, read_once(context)) for d, context in zip(documents, contexts, strict=True) if d in asked])
    for i in chosen:
        size, units = len(contexts[i].outside), read_once(contexts[i])
        outside = [unit for unit in units if (unit.stop <= size if before else unit.start >= 0)]
        inside = {unit.letters for unit in units} - {unit.letters for unit in outside}
        found = [
            (unit, unit.letters not in inside and known.others(unit.letters, documents[i]) >= least - 1)
            for unit in outside
        ]
        moved[i] = _walked(found[::-1] if before else found, size, before=before)
    return moved


class _Known:
    """The sentences at the ends of passages of the documents that are asked.

    Args:
        read: these documents, each with the sentences at one end of a passage.
    """

    def __init__(self, read: Sequence[tuple[int, Sequence[_Unit]]]) -> None:
        self._of_document: dict[int, set[str]] = {}
        for document, units in read:
            self._of_document.setdefault(document, set()).update(unit.letters for unit in units)
        self._count = Counter(letters for own in self._of_document.values() for letters in own)
        self._alike: dict[str, dict[str, int]] = {}

    def others(self, letters: str, document: int) -> int:
        """Count the documents but one that have a sentence, or one alike to it."""
        if len(letters) < LEAST:
            return 0
        if letters not in self._alike:
            self._alike[letters] = self._found(letters)
        own = self._of_document.get(document, set())
        return sum(count - (other in own) for other, count in self._alike[letters].items())

    def _found(self, letters: str) -> dict[str, int]:
        from rapidfuzz.distance import Indel

        count, size = self._count, len(letters)
        near = [other for other in count if abs(len(other) - size) <= (1 - ALIKE) * (len(other) + size)]
        some = sorted(near, key=lambda other: (other != letters, -count[other], other))[:COMPARED]
        return {o: count[o] for o in some if Indel.normalized_similarity(letters, o, score_cutoff=ALIKE)}


def _candidates(contexts: Sequence[Context], documents: Sequence[int], asked: frozenset[int], least: int) -> list[int]:
    """Give the passages whose text outside shares words with that around the ends of passages of other documents."""
    words = [set(outside.casefold().split()) for outside, _ in contexts]
    near: dict[int, set[str]] = {}
    for document, own, context in zip(documents, words, contexts, strict=True):
        if document in asked:
            near.setdefault(document, set()).update(own, context.inside.casefold().split())
    count: Counter[str] = Counter()
    for own in near.values():
        count.update(own)
    common = {word for word, documents_of in count.items() if documents_of >= least}
    return [i for i, own in enumerate(words) if sum(map(_weight, own & common)) >= WORDS]


def _weight(word: str) -> int:
    return (len(word) >= SHORT_WORD) + (len(word) >= LONG_WORD)


def _walked(sentences: Sequence[tuple[_Unit, bool]], size: int, *, before: bool) -> int:
    """Go outward from sentence to sentence as long as others have them, over a tag that they lack between two."""
    reached, skipped = 0, False
    for unit, shared in sentences:
        if not shared and (skipped or unit.stop - unit.start > TAG):
            break
        skipped = not shared
        if shared:
            reached = size - unit.start if before else unit.stop
    return reached


def _units(context: Context, *, before: bool) -> list[_Unit]:
    """Cut a context into sentences and parts of quotations; offsets of an inner one count from the end of the passage.

    What is cut off at the outer edge is none: its letters are those of half a sentence.
    """
    if not context.outside:
        return []
    text = context.outside + context.inside if before else context.inside + context.outside
    base = 0 if before else len(context.inside)
    whole = len(context.outside) < OUTSIDE
    found, start = [], 0
    for end in _UNIT_END.finditer(text):
        if _is_inner(text, end):
            continue
        stop = end.end("end") if end["end"] else end.end("mark") if end["mark"] else end.start()
        found.append((start, stop))
        start = end.end()
    found.append((start, len(text)))
    if not whole:
        found = found[1:] if before else found[:-1]
    return [unit for a, b in found if (unit := _made(text, a, b, base)).letters]


def _is_inner(text: str, end: re.Match[str]) -> bool:
    """Tell whether a stop or line end is amid a sentence."""
    if end["mark"]:
        return False
    if not end["end"]:
        return text[end.start()] == "\n" and wrapped(text, end.start())
    follows = text[end.end() : end.end() + 1]
    return follows.islower() or (end["end"][0] == "." and inner_stop(text, end.start()))


def _made(text: str, start: int, stop: int, base: int) -> _Unit:
    while start < stop and text[start] in _EDGE:
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    letters = "".join(filter(str.isalnum, text[start:stop])).casefold()
    return _Unit(start - base, stop - base, letters)
