"""Removals that overlap -> removals that do not."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chaffinch.model import Removal
from chaffinch.text import subtract

__all__ = ["disjoint"]


def disjoint(text: str, wanted: Sequence[Removal]) -> list[Removal]:
    """Make removals of one text disjoint, without white space at their ends: the shorter takes its place first.

    >>> block, inside = Removal(0, 22, "remove", "social"), Removal(0, 6, "remove", "related")
    >>> [(r.start, r.stop, r.reason) for r in disjoint("Share. Read this also.", [block, inside])]
    [(0, 6, 'related'), (7, 22, 'social')]
    """
    return [row for group in _overlapping(wanted) for row in _settled(text, group)]


def _overlapping(wanted: Sequence[Removal]) -> Iterator[list[Removal]]:
    """Give groups in which one overlaps the next, in order of place."""
    group: list[Removal] = []
    reach = 0
    for one in sorted(wanted, key=lambda r: (r.start, r.stop)):
        if group and one.start >= reach:
            yield group
            group = []
        group.append(one)
        reach = max(reach, one.stop)
    if group:
        yield group


def _settled(text: str, group: list[Removal]) -> list[Removal]:
    """Make a group disjoint: the shorter takes its place first."""
    if len(group) == 1:
        return list(_placed(text, group[0], (group[0].start, group[0].stop)))
    taken: list[tuple[int, int]] = []  # disjoint and sorted: what is left of each after those before it
    rows: list[Removal] = []
    inner = _inner(group)
    for one in sorted(group, key=lambda r: (r.stop - r.start, _span(r) not in inner, -r.score, *_name(r))):
        near = taken[max(bisect_left(taken, (one.start,)) - 1, 0) : bisect_left(taken, (one.stop,))]
        for left in subtract((one.start, one.stop), near):
            insort(taken, left)
            rows.extend(_placed(text, one, left))
    return sorted(rows, key=lambda r: r.start)


def _inner(group: list[Removal]) -> set[tuple[str, int, int]]:
    """Give what lies in a larger one of the same reason: of two reasons for one sentence the block's is meant."""
    reach: dict[str, int] = {}
    inner: set[tuple[str, int, int]] = set()
    for reason, start, stop in sorted({_span(r) for r in group}, key=lambda s: (s[1], -s[2])):
        if stop <= reach.get(reason, -1):
            inner.add((reason, start, stop))
        reach[reason] = max(stop, reach.get(reason, stop))
    return inner


def _span(one: Removal) -> tuple[str, int, int]:
    return one.reason, one.start, one.stop


def _name(one: Removal) -> tuple[int, str, str]:
    return one.start, one.reason, one.rule


def _placed(text: str, one: Removal, left: tuple[int, int]) -> Iterator[Removal]:
    """Give a removal what is left of it, without the white space around; nothing if it was only that."""
    part = text[slice(*left)]
    start, stop = left[0] + len(part) - len(part.lstrip()), left[1] - len(part) + len(part.rstrip())
    if stop > start:
        yield one if (start, stop) == (one.start, one.stop) else replace(one, start=start, stop=stop)
