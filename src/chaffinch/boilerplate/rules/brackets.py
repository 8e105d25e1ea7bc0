"""Brackets of a text: which are insertions of a sentence, and which its sentence needs.

Rules of the scope ``bracket`` take insertions: "(opens in a new window)", "(Photo: Lee)".
"""

from __future__ import annotations

import re

import numpy as np

from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import QUOTES, Bools, Bytes, Ints, late_pattern

__all__ = ["amid", "brackets", "inserted"]


MARK_BYTES = 4
"""Bytes of a quotation mark, at most, or of one with a space behind it."""

AMID = 16
"""Bytes behind a bracket that tell whether a sentence goes on."""

_CLOSERS = re.escape("".join(sorted({*"".join(QUOTES.values())})))
_AMID = late_pattern(rf"[,;]|(?P<marks>\s»|[{_CLOSERS}]*),? ?(?P<word>[^\W\d_](?:[^\W\d_]| ))")
_OPENED = late_pattern(rf"(?:[{re.escape(''.join(QUOTES))}]|«\s)\Z")
_CLOSED = late_pattern(rf"[.,]?(?:[{_CLOSERS}]|\s»)")

LONGEST_INSERT = 600
"""Bytes of a bracket up to which it is an insertion."""

# Path, link or file, and in markdown the title behind it
_ADDRESS = re.compile(
    rb"\s*<?([a-z][a-z0-9+.-]*://\S+|www\.\S+|\.{0,2}/\S+|#\S+|\S+\.(png|jpe?g|gif|svg|webp|avif|bmp|tiff?|pdf|mp4|webm|html?|php)"
    rb"([?#]\S*)?)>?(\s+[\"'(].*)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_OF_ADDRESS = re.compile(b"[./#]")  # one of these is in every address
_PAIRS = [(opener.encode(), closer.encode()) for opener, closer in zip("([（【［", ")]）】］", strict=True)]


def brackets(data: Bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints, Ints]:
    """Find all pairs of round and square brackets, also of full width, within ranges.

    Args:
        data: UTF-8, uint8, shape (bytes,).
        start, stop: byte offsets of ranges that are disjoint and in order, int64, shape (ranges,).

    Returns:
        For each pair the index of its range, and its start and stop with the brackets, all int64, shape (pairs,); in
        order of the ranges, then of the stops. Brackets without a mate are skipped.

    >>> data = np.frombuffer(b"a (b [c] d) e) [f", np.uint8)
    >>> [x.tolist() for x in brackets(data, np.array([0]), np.array([len(data)]))]
    [[0, 0], [5, 2], [8, 11]]
    """
    pairs = _PAIRS if len(start) else []
    parts = [np.zeros((3, 0), np.int64), *(_of_one_kind(data, start, stop, *pair) for pair in pairs)]
    home, first, last = np.concatenate(parts, axis=1)
    order = np.lexsort((last, home))
    return home[order], first[order], last[order]


def inserted(data: Bytes, start: Ints, stop: Ints) -> Bools:
    """Tell which brackets are insertions of a sentence: not of a link or image in markdown or wikitext, not an address.

    Args:
        data: UTF-8, uint8, shape (bytes,).
        start, stop: byte offsets of the brackets, which belong to the ranges, int64, shape (pairs,).

    Returns:
        Bool, shape (pairs,).

    >>> data = np.frombuffer(b"![a lock](images/lock.png) (Photo: Lee)", np.uint8)
    >>> inserted(data, np.array([1, 9, 27]), np.array([9, 26, 39])).tolist()
    [False, False, True]
    >>> inserted(np.frombuffer(b"[[File:lock.jpg|thumb|A lock]]", np.uint8), np.array([1]), np.array([29])).tolist()
    [False]
    """
    before, after = data[start - 1], data[np.minimum(stop, len(data) - 1)]
    opener, follows = data[start], start > 0
    target = (opener == ord("(")) & (before == ord("]")) & follows
    label = (opener == ord("[")) & ((after == ord("(")) | ((before == ord("!")) & follows))
    doubled = (before == ord("[")) & follows & (after == ord("]"))
    doubled |= (data[np.minimum(start + 1, len(data) - 1)] == ord("[")) & (data[stop - 2] == ord("]"))
    wiki = (opener == ord("[")) & doubled
    good = ~(target | label | wiki)
    for place in np.flatnonzero(good).tolist():
        inside = data[start[place] + 1 : stop[place] - 1].tobytes()
        good[place] = not (_OF_ADDRESS.search(inside) and _ADDRESS.fullmatch(inside))
    return np.asarray(good)


def _of_one_kind(data: Bytes, start: Ints, stop: Ints, opener: bytes, closer: bytes) -> Ints:
    """Pair brackets: one that opens at some depth closes where that depth is next reached, in the same range."""
    first, last = _places(data, opener), _places(data, closer)
    if not len(first) or not len(last):
        return np.zeros((3, 0), np.int64)
    mark, opens = np.concatenate((first, last)), np.repeat((True, False), (len(first), len(last)))
    home = np.searchsorted(start, mark, side="right") - 1
    inside = np.flatnonzero((home >= 0) & (mark < stop[home]))
    inside = inside[np.argsort(mark[inside], kind="stable")]
    mark, opens, home = mark[inside], opens[inside], home[inside]
    depth = np.cumsum(np.where(opens, 1, -1)) - home * (len(mark) + 1)  # ranges share no depth
    order = np.argsort(depth - opens, kind="stable")
    level = (depth - opens)[order]
    mated = np.flatnonzero((level[1:] == level[:-1]) & opens[order[:-1]] & ~opens[order[1:]])
    one, other = order[mated], order[mated + 1]
    found = np.stack((home[one], mark[one], mark[other] + len(closer)))
    return found[:, found[2] - found[1] <= LONGEST_INSERT]


def _places(data: Bytes, mark: bytes) -> Ints:
    place = np.flatnonzero(data[: len(data) - len(mark) + 1] == mark[0])
    for k, byte in enumerate(mark[1:], 1):
        place = place[data[place + k] == byte]
    return place


def amid(found: Found, scene: Scene, credit: Bools) -> Bools:
    """Tell which brackets a text quotes, and which credits of pictures a comma or a sentence that goes on follows.

    The credit of a picture ends its caption.

    Args:
        found: brackets.
        scene: the batch.
        credit: whether each is a credit, bool, shape (findings,).
    """
    data, result = scene.batch.data, np.zeros(len(found), np.bool_)
    columns = (column.tolist() for column in (found.start, found.stop, credit))
    for at, (start, stop, of_picture) in enumerate(zip(*columns, strict=True)):
        before = data[max(start - MARK_BYTES, 0) : start].tobytes().decode(errors="ignore")
        after = data[stop : stop + AMID].tobytes().decode(errors="ignore")
        result[at] = (of_picture and _goes_on_behind(after)) or bool(_OPENED.search(before) and _CLOSED.match(after))
    return result


def _goes_on_behind(text: str) -> bool:
    """Tell whether the text behind a bracket continues its sentence: a comma, or a word that is no beginning.

    >>> [_goes_on_behind(text) for text in (", too", " was there", " The gate", '" came', "」という", "这是")]
    [True, True, False, True, True, False]
    """
    found = _AMID.match(text)
    if found is None or found["word"] is None:
        return found is not None
    first = found["word"][0]
    return first.islower() or bool(found["marks"] and not first.isupper())
