"""Count the lines and sentences that stand in many documents of a corpus, and how many of them a run leaves there.

Most of what many documents have in common is boilerplate, whatever it says: so this measures what stays without anybody
having to know the corpus. It is no share of mistakes. A phrase of the trade ("The deal is worth {} crowns.") repeats,
too, and rightly stays; what counts is the difference between two runs, and what the largest pieces are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Repeated", "repeated"]

DOCUMENTS = 5
"""Documents in which a piece stands, at least, to be repeated."""

LETTERS = 8
"""Letters of a piece, at least; numbers and signs count for nothing, so a counter or a date makes no difference."""

GONE = 0.5
"""Share of the characters of a piece that must go for it to be gone."""

_ENDS = re.compile(r"(?<=[.!?؟。！？।])[\"'”’»)\]]*\s+|\n+|\s+[|•·]\s+")
_OTHER = re.compile(r"[\W\d_]+")

Span = tuple[int, int]


@dataclass(frozen=True)
class Repeated:
    """The repeated pieces of a corpus.

    Attributes:
        pieces: different ones in the originals.
        characters: all that they have, in all their places.
        gone: those of these characters that are in pieces that go.
        left: different pieces that are still repeated in the cleaned texts.
        largest: those of them that have most characters left, with these characters.
    """

    pieces: int
    characters: int
    gone: int
    left: int
    largest: tuple[tuple[str, int], ...] = ()

    @property
    def share(self) -> float:
        """The share of the characters of repeated pieces that went."""
        return self.gone / self.characters if self.characters else 0.0


def repeated(texts: Mapping[str, str], cuts: Mapping[str, Sequence[Span]], *, largest: int = 0) -> Repeated:
    r"""Count the repeated pieces of documents, and those that stay.

    Args:
        texts: of each document the text as it was read. Documents that go as copies are left out by the caller; of
            those whose letters are the same the first one counts.
        cuts: of each document what goes, in code points.
        largest: how many of the pieces that stay are given.

    >>> texts = {str(i): f"It rained {'on ' * i}here.\nShare this page\nBack to the top {i}" for i in range(9)}
    >>> found = repeated(texts, {d: [(t.index("Share"), t.index("Back"))] for d, t in texts.items()}, largest=1)
    >>> found.pieces, found.left, round(found.share, 2), found.largest
    (2, 1, 0.47, (('Back to the top 0', 153),))
    """
    documents: dict[str, int] = defaultdict(int)
    kept: dict[str, int] = defaultdict(int)
    characters: dict[str, int] = defaultdict(int)
    stays: dict[str, int] = defaultdict(int)
    examples: dict[str, str] = {}
    known: set[str] = set()
    for document, text in texts.items():
        letters = _OTHER.sub("", text.casefold())
        if letters in known:
            continue
        known.add(letters)
        here: dict[str, int] = {}  # of each piece its characters that stay
        for start, stop in _pieces(text):
            piece = _OTHER.sub("", text[start:stop].casefold())
            if len(piece) < LETTERS:
                continue
            goes = _covered(cuts.get(document, ()), (start, stop)) >= GONE * (stop - start)
            characters[piece] += stop - start
            here[piece] = here.get(piece, 0) + (0 if goes else stop - start)
            if not goes:
                examples.setdefault(piece, text[start:stop])
        for piece, count in here.items():
            documents[piece] += 1
            kept[piece] += count > 0
            stays[piece] += count
    some = [piece for piece, count in documents.items() if count >= DOCUMENTS]
    left = sorted((p for p in some if kept[p] >= DOCUMENTS), key=lambda p: (-stays[p], p))
    total = sum(characters[piece] for piece in some)
    gone = total - sum(stays[piece] for piece in some)
    return Repeated(len(some), total, gone, len(left), tuple((examples[p], stays[p]) for p in left[:largest]))


def _pieces(text: str) -> Iterator[Span]:
    """Give the lines of a text, cut at the ends of sentences and at the bars of menus."""
    start = 0
    for end in _ENDS.finditer(text):
        yield start, end.start()
        start = end.end()
    yield start, len(text)


def _covered(cuts: Sequence[Span], span: Span) -> int:
    return sum(max(0, min(stop, span[1]) - max(start, span[0])) for start, stop in cuts)
