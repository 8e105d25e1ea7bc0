"""Literals that every match of a pattern contains, found in the pattern's tree.

An automaton looks for these in *folded* bytes, which equal the text's but for case, so that one pass over a
text proposes the few places where a pattern can match at all (R. Cox 2012, "Regular expression matching with a
trigram index"; the choice by expected frequency is our own).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from chaffinch.boilerplate.rules.literals import literals
from chaffinch.boilerplate.rules.rarity import BOUND, EDGE, Literals, bits, rate, solid
from chaffinch.boilerplate.rules.syntax import Node

__all__ = ["FOLD", "NOTHING", "UNIT", "WORD", "Atom", "atoms"]

NOTHING, WORD, UNIT = 0, 1, 2
"""What an end of an atom must stand at: anything, an edge of a word, an edge of the unit but for ornaments."""

_MARKS = {EDGE: WORD, BOUND: UNIT}
_NO_MARKS = {ord(EDGE): None, ord(BOUND): None}

_MOST_SPELLED = 64  # ways to write one literal in folded bytes
_LONGEST_ATOM = 24  # characters; more tell no more
_FEWEST_BITS = 3.0  # of the literals that tell most; the copyright sign is worth more, "the" less
_MORE_BITS = 10.0  # of further ones, wherever they stand: each hit costs, so one in 1000 places at the most
_MOST_GROUPS = 2  # a third one spares RE2 one text in a hundred, and has every tenth hit
_SIGN_BITS = 10.0  # of a sign in each of them
_FEWEST_LETTERS = 4  # of further ones: "our" and "use" are everywhere


class Atom(NamedTuple):
    """A literal of folded bytes, and what its two ends must stand at: `NOTHING`, `WORD` or `UNIT`."""

    data: bytes
    left: int = NOTHING
    right: int = NOTHING


def _fold_table() -> bytes:
    table = bytearray(range(256))
    for byte in range(256):
        if byte < 0x80:
            table[byte] = ord(" ") if byte <= ord(" ") else ord(chr(byte).lower())
        elif byte < 0xC0:
            table[byte] = byte & ~0x20  # upper and lower case of Latin, Greek and Cyrillic mostly differ in this bit
    table[0xD1], table[0xCF] = 0xD0, 0xCE  # ... and in the half of the block
    return bytes(table)


FOLD = _fold_table()
"""For ``bytes.translate``: maps most pairs of upper and lower case to the same bytes, others more rarely."""


def atoms(node: Node, scope: str = "") -> tuple[frozenset[Atom], ...]:
    """Give sets of literals; every match, folded, contains one of each set. None at all if there are none worth it.

    Args:
        node: a pattern.
        scope: what it is tried on, see `chaffinch.boilerplate.rules.literals`.

    Returns:
        The set that says most first.

    >>> from chaffinch.boilerplate.rules.syntax import parse
    >>> sorted(a.data for a in atoms(parse("(follow|like) us( all)? on.{0,9}x"))[0])
    [b'follow us all on', b'follow us on', b'like us all on', b'like us on']
    >>> atoms(parse(r"\\btips.*\\bnews"))
    (frozenset({Atom(data=b'tips', left=1, right=0)}), frozenset({Atom(data=b'news', left=1, right=0)}))
    >>> atoms(parse("[0-9]+"))
    ()
    """
    found = sorted(literals(node, scope), key=lambda g: (-bits(g), sorted(g)))
    if not found or bits(found[0]) < _FEWEST_BITS:
        return ()
    chosen = [found[0], *islice(filter(_telling, found[1:]), _MOST_GROUPS - 1)]
    return tuple(_spelled_all(group, WORD if scope == "bracket" else UNIT) for group in chosen)


def _telling(group: Literals) -> bool:
    """Tell if a further set is worth its hits: of words, or of signs that text seldom has, such as those of bars."""
    unmarked = frozenset(map(solid, group))
    if all(any(rate(c) >= _SIGN_BITS for c in literal if not c.isalnum()) for literal in unmarked):
        return True
    return bits(unmarked) >= _MORE_BITS and min(sum(map(str.isalnum, a)) for a in unmarked) >= _FEWEST_LETTERS


def _spelled_all(group: Literals, most: int) -> frozenset[Atom]:
    """Give the atoms of literals; what is in brackets has no edge of a unit beside it, but signs."""
    least: list[str] = []
    for literal in sorted(group, key=len):
        if not any(map(literal.__contains__, least)):
            least.append(literal)
    spelled = {atom for literal in least for atom in _spelled(literal)}
    return frozenset(Atom(atom.data, min(atom.left, most), min(atom.right, most)) for atom in spelled)


@lru_cache(maxsize=1 << 16)
def _spelled(literal: str) -> frozenset[Atom]:
    """Give the atoms of a literal in every case; of a long one its rarest part, if they would be many."""
    size = min(len(literal), _LONGEST_ATOM)
    if size == len(literal) and literal.isascii():
        data = literal.translate(_NO_MARKS).encode().translate(FOLD)
        return frozenset((Atom(data, _end(literal), _end(literal[::-1])),))
    ways = [_ways(c) for c in literal]
    while True:
        windows = [range(i, i + size) for i in range(len(literal) - size + 1)]
        fit = [w for w in windows if _count(ways, w) <= _MOST_SPELLED]
        if fit or size == 1:
            rarest = max(fit or windows, key=lambda w: (rate(literal[w.start : w.stop]), -w.start))
            part = literal[rarest.start : rarest.stop]
            ends = _end(part), _end(part[::-1])
            return frozenset(Atom(b"".join(way), *ends) for way in product(*(ways[i] for i in rarest)))
        size -= 1


def _end(literal: str) -> int:
    """Tell what the first character of a literal demands of its place; an edge of a word counts beside a letter."""
    mark = _MARKS.get(literal[0], NOTHING)
    return NOTHING if mark == WORD and not literal[1:2].isalnum() else mark


@lru_cache(maxsize=4096)
def _ways(c: str) -> tuple[bytes, ...]:
    if c in _MARKS:
        return (b"",)
    return tuple(sorted({v.encode().translate(FOLD) for v in (c, c.upper(), c.lower()) if len(v) == 1}))


def _count(ways: list[tuple[bytes, ...]], window: range) -> int:
    count = 1
    for i in window:
        count *= len(ways[i])
    return count
