"""Tell what each document has of its own: its letters outside of boilerplate and quoted lines, and signs of damage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.engines import Ledger
from chaffinch.formats import EXTRACTED
from chaffinch.matching.letters import holes, open_letters
from chaffinch.schemas import OWN_LETTERS
from chaffinch.text import (
    Holes,
    Ints,
    Signs,
    correction_sign,
    corrects,
    damage,
    fold,
    late_pattern,
    quotation_sign,
    said_once,
    signs_of_damage,
    union,
    unquoted,
    with_quotes,
)

__all__ = ["Own", "OwnOfCompared", "own"]

MARKED = 2
"""Letters that a mark counts for ("ü", "é"): of two copies the one without marks, or with "ue", has lost them."""

_MARK = late_pattern(r"[À-ÖØ-öø-ɏΆ-ΐΪ-ΰϊ-ώЀЁЇЎѐёїўḀ-῿]")

BESIDE = 10
"""Code points beside a piece of boilerplate that may be blank until the sentence goes on."""


class Own(Struct, frozen=True):
    """Kernel that tells what each document has of its own; yields rows of `OWN_LETTERS` on output 0."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every document that did not fail, from texts beside numbers and findings."""
        known = batch.filter(pc.greater_equal(batch["number"], 0))
        out = holes(known)
        yield own(known, out, np.diff(fold(known["text"], out).starts))


class OwnOfCompared(Struct, frozen=True):
    """Kernel that does as `Own` for the documents that match others, whose letters are known.

    Attributes:
        ledger: has the column ``compared``, which is true for these documents.
        letters: folder of the letters, see `chaffinch.matching.letters.open_letters`.
        key: digest of what that column depends on.
    """

    ledger: Ledger
    letters: Path
    key: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for each of these documents, from texts beside numbers and findings."""
        number = batch["number"].to_numpy()
        needed = number >= 0
        needed[needed] = self.ledger.column("compared")[number[needed]]
        if needed.any():
            known = batch.filter(pa.array(needed))
            yield own(known, holes(known), open_letters(self.letters).length(number[needed]))


def own(documents: pa.RecordBatch, out: Holes, letters: Ints) -> pa.RecordBatch:
    """Tell what documents have of their own.

    A text that was taken out of a page counts as one sign of damage: of two equal copies the one stays that was a text.
    So does each piece of boilerplate within a sentence: the copy that has the sentence whole stays. The mark
    of a letter counts for `MARKED` letters.

    Args:
        documents: columns of `TEXTS` and `NUMBERS`.
        out: ranges of each to leave out: its boilerplate.
        letters: letters of each outside of these, int64, shape (documents,).

    Returns:
        Rows of `OWN_LETTERS`.
    """
    texts, quoted = documents["text"].to_pylist(), documents["quoted"].to_pylist()
    whole = [text or "" for text in texts]
    data = (text.encode("utf-8", "surrogatepass") for text in whole)
    may = [*map(_signs().of, data)]
    once = [said_once(text) for text in whole]
    plain = [with_quotes(text, lines or (), "") for text, lines in zip(once, quoted, strict=True)]
    plain = [unquoted(text) if "quoted" in has else text for text, has in zip(plain, may, strict=True)]
    some = np.flatnonzero([a != b for a, b in zip(plain, whole, strict=True)])  # few quote or repeat
    letters = letters.copy()
    if len(some):
        chosen = Holes(out.start.take(pa.array(some)), out.stop.take(pa.array(some)))
        letters[some] = np.diff(fold([plain[i] for i in some.tolist()], chosen).starts)
    signs = [damage(text, has) for text, has in zip(whole, may, strict=True)]
    false = np.array([sign.letters for sign in signs], np.int64)
    cuts = [*zip(*map(pa.Array.to_pylist, out), strict=True)]
    torn = [_torn(text, *cut) for text, cut in zip(whole, cuts, strict=True)]
    marked = np.array([_marked(text, *cut) for text, cut in zip(plain, cuts, strict=True)], np.int64)
    count = np.array([s.count + (a != b) + n for s, a, b, n in zip(signs, once, whole, torn, strict=True)], np.int32)
    page = pc.fill_null(pc.equal(documents["encoding"], EXTRACTED), False).to_numpy(zero_copy_only=False)
    columns = [
        documents["number"],
        np.maximum(letters - false, 0) + MARKED * marked,
        count + page.astype(np.int32),
        np.array(["corrects" in has and corrects(text) for text, has in zip(whole, may, strict=True)], np.bool_),
    ]
    return pa.record_batch(columns, schema=OWN_LETTERS)


def _marked(text: str, starts: Sequence[int], stops: Sequence[int]) -> int:
    """Count the letters with marks outside of ranges of a text.

    >>> _marked("Die Brücke müßte fort, Café Über", [23], [32])
    3
    """
    if text.isascii():
        return 0
    inside = union(np.array(starts, np.int64), np.array(stops, np.int64))
    spans = zip(*(bound.tolist() for bound in inside), strict=True)
    return len(_MARK.findall(text)) - sum(len(_MARK.findall(text, a, b)) for a, b in spans)


def _torn(text: str, starts: Sequence[int], stops: Sequence[int]) -> int:
    """Count the places where ranges of a text stand within a sentence: after a letter or comma, before a small letter.

    >>> text = "She rowed to the Share Print island. Home"
    >>> _torn(text, [17, 23, 37], [22, 28, 41]), _torn(text, [0], [3])
    (1, 0)
    """
    joined = list[tuple[int, int]]()
    for start, stop in sorted(zip(starts, stops, strict=True)):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    before = (text[max(start - BESIDE, 0) : start].rstrip()[-1:] for start, _ in joined)
    after = (text[stop : stop + BESIDE].lstrip()[:1] for _, stop in joined)
    return sum((a.isalnum() or a == ",") and b.islower() for a, b in zip(before, after, strict=True))


@lru_cache(maxsize=1)
def _signs() -> Signs:
    return Signs({"quoted": quotation_sign(), "corrects": correction_sign(), **signs_of_damage()})
