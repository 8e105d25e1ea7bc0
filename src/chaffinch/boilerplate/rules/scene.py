"""Prepare a batch of texts for rules: its blocks, their sizes, their folded bytes, and what templates have claimed.

A `Haystack` is the batch in folded bytes, in which atoms are searched. A `Scene` is the haystack with the measures by
which findings are judged. Blocks that a batch has more than once are searched once: `alike` and `spread`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from chaffinch.boilerplate.rules.literals import FOLD
from chaffinch.text import Blocks, Bools, Bytes, Ints, TextBatch, digit, late

__all__ = [
    "LETTER",
    "Found",
    "Haystack",
    "Scene",
    "alike",
    "innermost",
    "latest",
    "marked",
    "once",
    "spread",
]

T = TypeVar("T")
Codes = npt.NDArray[np.int8]

LETTER = np.array([byte < 0x80 and chr(byte).isalnum() for byte in range(256)])
"""Which bytes are letters and digits of ASCII, bool, shape (256,)."""

_SIGNS = bytes(byte for byte in range(256) if not LETTER[byte])
_STEPS = 12  # signs in a row that are skipped for all ranges at once; more are skipped for each range by itself
_MANY = 64  # ranges from which on it is faster to find all letters of the data at once


class Haystack(Struct, frozen=True):
    r"""The folded bytes of a batch, each run of white space one space, each block between line ends.

    Attributes:
        data: the folded bytes.
        narrow: the bytes before they were folded.
        start, stop: offsets of each block in ``data``, int64, shape (blocks,).
        dropped: offsets in the batch's bytes that are not in ``data``, int64, ascending.
        first: offset of the first letter or digit (of ASCII) of each block, its ``stop`` if it has none, int64, shape
            (blocks,).
        last: offset after the last one, its ``start`` if it has none, int64, shape (blocks,).
        hollow: offsets in ``data`` of spaces, and of all bytes of characters but the first, int64, ascending.
    """

    data: bytes
    narrow: bytes
    start: Ints
    stop: Ints
    dropped: Ints
    first: Ints
    last: Ints
    hollow: Ints

    @classmethod
    def of(cls, batch: TextBatch, blocks: Blocks) -> Haystack:
        r"""Fold a batch, given its blocks.

        >>> from chaffinch.text.segment import blocks
        >>> batch = TextBatch.of(["Follow  US\u00a0on\n\n X "])
        >>> Haystack.of(batch, blocks(batch)).data
        b'\nfollow us on\nx\n'
        """
        white = batch.white
        again = np.zeros(len(white), np.bool_)
        np.logical_and(white[1:], white[:-1], out=again[1:])
        dropped = np.flatnonzero(again)
        narrow = batch.data.copy()
        narrow[np.flatnonzero(white & (narrow != ord(" ")))] = ord(" ")
        text = (narrow[~again] if len(dropped) else narrow).tobytes()
        folded = np.frombuffer(bytearray(text.translate(FOLD)), np.uint8)
        start = blocks.start - np.searchsorted(dropped, blocks.start)
        stop = blocks.stop - np.searchsorted(dropped, blocks.stop)
        hollow = np.flatnonzero((folded == ord(" ")) | late(folded))
        folded[start - 1] = ord("\n")
        folded[stop] = ord("\n")
        first, last = _letter(folded, start, stop), _letter_before(folded, stop, start)
        return cls(folded.tobytes(), text, start, stop, dropped, first, last, hollow)

    @property
    def bytes(self) -> Bytes:
        """Give ``data`` as an array, uint8, shape (bytes,)."""
        return np.frombuffer(self.data, np.uint8)

    def original(self, offset: Ints) -> Ints:
        """Convert offsets in ``data`` to offsets in the batch's bytes, int64, shape (offsets,)."""
        before = self.dropped - np.arange(len(self.dropped))  # bytes kept before each one dropped
        return np.asarray(offset + np.searchsorted(before, offset, side="right"))

    def edge(self, offset: Ints, inmost: Ints, *, after: bool = False) -> Codes:
        """Tell which edges are at offsets of ``data``.

        Signs are all characters of ASCII but letters and digits; any byte beyond ASCII may be a part of a sign.

        Args:
            offset: starts of ranges, or their stops, int64, shape (ranges,).
            inmost: the first letter of the block or sentence around each, as `letter` gives it, or the offset after the
                last one, as `letter_before` does, int64, shape (ranges,).
            after: whether ``offset`` and ``inmost`` are stops.

        Returns:
            2 at the edge of the block or sentence (signs aside), 1 at an edge of a word, else 0: int8, shape (ranges,).
        """
        outside = inmost <= offset if after else offset <= inmost
        return np.where(outside, 2, ~LETTER[self.bytes[offset - (not after)]]).astype(np.int8)

    def letter(self, offset: Ints, stop: Ints) -> Ints:
        """Give the offset of the first ASCII letter or digit of ranges, else the stop; int64, shape (ranges,)."""
        return _letter(self.bytes, offset, stop)

    def letter_before(self, offset: Ints, start: Ints) -> Ints:
        """Give the offset after the last ASCII letter or digit in each range, or the start: int64, shape (ranges,)."""
        return _letter_before(self.bytes, offset, start)

    def narrowed(self, offset: Ints) -> Ints:
        """Convert offsets in the batch's bytes to offsets in ``data``, int64, shape (offsets,)."""
        return np.asarray(offset - np.searchsorted(self.dropped, offset))

    def solid(self, start: Ints, stop: Ints) -> Ints:
        """Count the characters in ranges of the batch's bytes, white space aside: int64, shape (ranges,)."""
        first, last = self.narrowed(start), self.narrowed(stop)
        hollow = np.searchsorted(self.hollow, last) - np.searchsorted(self.hollow, first)
        return np.asarray(last - first - hollow, np.int64)


def _letter(data: Bytes, offset: Ints, stop: Ints) -> Ints:
    offset = np.minimum(offset, stop)
    left = np.flatnonzero((offset < stop) & ~LETTER[data[np.minimum(offset, len(data) - 1)]])
    for _ in range(_STEPS):
        if not len(left):
            return offset
        offset[left] += 1
        left = left[(offset[left] < stop[left]) & ~LETTER[data[offset[left].clip(max=len(data) - 1)]]]
    if len(left) > _MANY:
        letters = np.append(np.flatnonzero(LETTER[data]), len(data))
        offset[left] = np.minimum(letters[np.searchsorted(letters, offset[left])], stop[left])
        return offset
    for i, first, last in zip(left.tolist(), offset[left].tolist(), stop[left].tolist(), strict=True):
        offset[i] = last - len(data[first:last].tobytes().lstrip(_SIGNS))
    return offset


def _letter_before(data: Bytes, offset: Ints, start: Ints) -> Ints:
    offset = np.maximum(offset, start)
    left = np.flatnonzero((offset > start) & ~LETTER[data[offset - 1]])
    for _ in range(_STEPS):
        if not len(left):
            return offset
        offset[left] -= 1
        left = left[(offset[left] > start[left]) & ~LETTER[data[offset[left] - 1]]]
    if len(left) > _MANY:
        letters = np.append(-1, np.flatnonzero(LETTER[data]))
        offset[left] = np.maximum(letters[np.searchsorted(letters, offset[left]) - 1] + 1, start[left])
        return offset
    for i, first, last in zip(left.tolist(), start[left].tolist(), offset[left].tolist(), strict=True):
        offset[i] = first + len(data[first:last].tobytes().rstrip(_SIGNS))
    return offset


Counts = npt.NDArray[np.int32]

_WIDE = 0x80  # bytes from this one on belong to characters beyond ASCII
_CLAIMED = 0.9  # share of a text's bytes from which on it counts as claimed by templates


class Found(Struct, frozen=True):
    """Findings in bytes of the batch. All columns are int64, shape (findings,).

    Attributes:
        rule: index of the rule in its set.
        start, stop: byte offsets.
        block: the block that contains the finding, or its start.
    """

    rule: Ints
    start: Ints
    stop: Ints
    block: Ints

    def __len__(self) -> int:
        return len(self.rule)

    def only(self, chosen: Bools | Ints) -> Found:
        """Select findings by a mask, shape (findings,), or by their indices, int64, shape (selected,)."""
        return Found(self.rule[chosen], self.start[chosen], self.stop[chosen], self.block[chosen])

    @classmethod
    def joined(cls, parts: Sequence[Found]) -> Found:
        """Concatenate findings."""
        columns = ([getattr(p, name) for p in parts] for name in ("rule", "start", "stop", "block"))
        return cls(*(np.concatenate([np.zeros(0, np.int64), *column]) for column in columns))


def once(judge: Callable[[str], T], texts: Sequence[bytes]) -> list[T]:
    """Ask about texts in UTF-8, about each once: those of findings are the same again and again.

    >>> once(str.isupper, [b"SIGN UP", b"Print", b"SIGN UP"])
    [True, False, True]
    """
    known = {text: judge(text.decode(errors="replace")) for text in {*texts}}
    return [known[text] for text in texts]


def marked(found: Found, scene: Scene) -> Bools:
    """Tell which blocks have a finding: bool, shape (blocks,)."""
    hit = np.zeros(len(scene.blocks), np.bool_)
    hit[found.block] = True
    return hit


def latest(chosen: Bools) -> Ints:
    """Give for each block the last chosen one up to it, -1 where there is none: int64, shape (blocks,).

    >>> latest(np.array([False, True, False, True])).tolist()
    [-1, 1, 1, 3]
    """
    return np.asarray(np.maximum.accumulate(np.where(chosen, np.arange(len(chosen)), -1)))


def innermost(found: Found) -> Bools:
    """Tell which findings contain no other one of their rule and block, given that none overlap in part: bool.

    >>> columns = [0, 0, 0], [1, 3, 9], [8, 5, 12], [0, 0, 0]
    >>> innermost(Found(*map(np.array, columns))).tolist()
    [False, True, True]
    """
    order = np.lexsort((found.stop, found.block, found.rule))
    rule, block, start = found.rule[order], found.block[order], found.start[order]
    fresh = (np.diff(rule, prepend=-1) != 0) | (np.diff(block, prepend=-1) != 0)
    start += np.cumsum(fresh) * (int(start.max(initial=0)) + 1)
    inner = np.ones(len(order), np.bool_)
    inner[order[1:]] = start[1:] > np.maximum.accumulate(start)[:-1]
    return inner


class Scene(Struct, frozen=True):
    """A batch, cut into blocks.

    Attributes:
        batch: the texts.
        blocks: their blocks.
        haystack: their folded bytes.
        alive: whether templates have not claimed the block, bool, shape (blocks,).
        size: bytes of each block, white space narrowed, int64, shape (blocks,).
        solid: characters of each block, white space aside, int64, shape (blocks,).
        total: the same of each document, int64, shape (documents,).
        digits: offsets of bytes of the batch that may belong to a digit (digits of ASCII, and all bytes beyond ASCII),
            int64, ascending.
        first, last: first and last block of the document of each block, int64, shape (blocks,).
        gap: line ends between each block and the one above, two or more where a blank line is, int64, shape (blocks,).
        blanks: claimed bytes before each byte of the batch, int32, shape (bytes + 1,); empty if none are claimed.
    """

    batch: TextBatch
    blocks: Blocks
    haystack: Haystack
    alive: Bools
    size: Ints
    solid: Ints
    total: Ints
    digits: Ints
    first: Ints
    last: Ints
    gap: Ints
    blanks: Counts

    @classmethod
    def of(cls, batch: TextBatch, blocks: Blocks, blank: Bools | None = None) -> Scene:
        """Measure a batch; ``blank`` is the mask of the bytes that templates have claimed, shape (bytes,)."""
        haystack = Haystack.of(batch, blocks)
        solid = haystack.solid(blocks.start, blocks.stop)
        total = np.bincount(blocks.document, solid, len(batch)).astype(np.int64)
        blanks = np.zeros(0, np.int32)
        if blank is not None and blank.any():
            blanks = _before(blank)
        first = np.searchsorted(blocks.document, blocks.document, side="left")
        last = np.searchsorted(blocks.document, blocks.document, side="right") - 1
        alive = ~_claimed(blanks, blocks.start, blocks.stop)
        size = haystack.stop - haystack.start
        digits = np.flatnonzero(digit(batch.data) | (batch.data >= _WIDE))
        gap = _gap(batch.data, blocks)
        return cls(batch, blocks, haystack, alive, size, solid, total, digits, first, last, gap, blanks)

    def line(self, block: int) -> bytes:
        """Give the bytes of one block."""
        return self.batch.raw[int(self.blocks.start[block]) : int(self.blocks.stop[block])]

    def text(self, block: int) -> str:
        """Give one block as text."""
        return self.line(block).decode(errors="replace")

    def lines(self, block: Ints) -> list[bytes]:
        """Give the bytes of each of some blocks; ``block`` is int64, shape (some,)."""
        return self.ranges(self.blocks.start[block], self.blocks.stop[block])

    def ranges(self, start: Ints, stop: Ints) -> list[bytes]:
        """Give the bytes of ranges, given as offsets in the batch: int64, shape (ranges,)."""
        return [*map(self.batch.raw.__getitem__, map(slice, start.tolist(), stop.tolist()))]

    def claimed(self, start: Ints, stop: Ints) -> Bools:
        """Tell which byte ranges templates have claimed: bool, shape (ranges,)."""
        return _claimed(self.blanks, start, stop)

    def numeric(self, start: Ints, stop: Ints) -> Bools:
        """Tell which byte ranges may contain a digit: bool, shape (ranges,)."""
        return np.asarray(np.searchsorted(self.digits, stop) > np.searchsorted(self.digits, start))


def _gap(data: Bytes, blocks: Blocks) -> Ints:
    """Count the line ends above each block: int64, shape (blocks,); none above the first one."""
    ends = np.flatnonzero(data == ord("\n"))
    above = np.append(blocks.start[:1], blocks.stop[:-1])
    return np.asarray(np.searchsorted(ends, blocks.start) - np.searchsorted(ends, above))


def _before(flag: Bools) -> Counts:
    """Count the flags before each byte, and all flags: int32, shape (bytes + 1,)."""
    sums = np.zeros(len(flag) + 1, np.int32)
    np.cumsum(flag, dtype=np.int32, out=sums[1:])
    return sums


def _claimed(blanks: Counts, start: Ints, stop: Ints) -> Bools:
    if not len(blanks):
        return np.zeros(len(start), np.bool_)
    return np.asarray(blanks[stop] - blanks[start] >= _CLAIMED * (stop - start))


_LONGEST = 200  # bytes of a block that is compared; longer blocks are seldom repeated, and take long to compare


def alike(scene: Scene) -> Ints:
    r"""Give for each block the first one with the same bytes; for long and for claimed blocks the block itself.

    Returns:
        Int64, shape (blocks,).

    >>> from chaffinch.text.segment import TextBatch, blocks
    >>> batch = TextBatch.of(["Share\nText", "Share"])
    >>> alike(Scene.of(batch, blocks(batch))).tolist()
    [0, 1, 0]
    """
    blocks = scene.blocks
    first = np.arange(len(blocks))
    able = blocks.stop - blocks.start <= _LONGEST
    if len(scene.blanks):
        able &= scene.blanks[blocks.stop] == scene.blanks[blocks.start]
    some = np.flatnonzero(able)
    known: dict[bytes, int] = {}
    first[some] = [*map(known.setdefault, scene.lines(some), some.tolist())]
    return first


def spread(found: Found, blocks: Blocks, first: Ints) -> Found:
    """Copy the findings in the first of several equal blocks to all of them.

    Args:
        found: findings in blocks that are the first with their bytes.
        blocks: all blocks.
        first: for each block the first one with the same bytes, as `alike` gives it, int64, shape (blocks,).
    """
    order = np.argsort(first, kind="stable")
    low, high = (np.searchsorted(first[order], found.block, side=side) for side in ("left", "right"))
    count = high - low
    which = np.repeat(np.arange(len(found)), count)
    block = order[np.arange(len(which)) + np.repeat(low - np.cumsum(count) + count, count)]
    found = found.only(which)
    moved = blocks.start[block] - blocks.start[found.block]
    return replace(found, start=found.start + moved, stop=found.stop + moved, block=block)
