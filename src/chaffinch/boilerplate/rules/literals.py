"""Find literals that every match of a pattern contains, in the pattern's tree.

The literals of all rules are searched in *folded* bytes, which are those of the text but for case, so that one pass
over a text proposes the few places where a pattern can match at all (R. Cox 2012, "Regular expression matching with a
trigram index"). Of the sets of literals of a pattern those are searched that text has most seldom by chance; this
choice by expected frequency is our own. The frequency is given in bits of information: at 7 bits one place in 128.

An *atom* is a literal in folded bytes, with a condition for each of its ends.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import lru_cache, reduce
from itertools import accumulate, islice, product
from math import log2
from typing import NamedTuple

import re2

from chaffinch.boilerplate.rules.syntax import NO_WORD, Alt, Chars, Edge, Empty, Node, Repeat, Seq, Space, Text

__all__ = ["COMMON_WORDS", "FOLD", "UNIT", "WORD", "Atom", "atoms", "rate"]


EDGE, BOUND = "\x01", "\x02"
"""Marks in literals that match no text: an edge of a word, an edge of the block."""

Literals = frozenset[str]

# Per cent of the letters of English text (Norvig 2012); from it the bits of information of a letter
_PERCENT = dict(  # noqa: C408
    e=12.5, t=9.3, a=8.0, o=7.6, i=7.6, n=7.2, s=6.5, r=6.3, h=5.1, l=4.1, d=3.8, c=3.3, u=2.7, m=2.5, f=2.4, p=2.1,
    g=1.9, w=1.7, y=1.7, b=1.5, v=1.1, k=0.54, x=0.24, j=0.16, q=0.12, z=0.09,
)  # fmt: skip
# Bits of other characters, estimates: no measurement is recorded. They decide what is searched, never what is found
_SPACE_BITS = 2.5
_SIGN_BITS = {".": 6.0, ",": 6.0, "@": 14.0, "|": 12.0, "©": 12.0}
_OTHER_BITS = 8.0  # digits, other punctuation
_WIDE_BITS = 5.0  # letters of other alphabets
_RARE_BITS = 10.0  # ideographs, and signs such as bullets
_COMMON_SIGNS = "‐‑–—‘’“”„«»…"
_MARK_BITS = {EDGE: 1.5, BOUND: 5.0}  # every third letter is beside an edge of a word, every thirtieth of a line
_COMMON_BITS = {6.0: "the to of and in or at is on as by it be an he", 9.0: (
    "for are was not you all with that this from have has had his her they but will can one our out who what when "
    "your more been their there about which would said were its into than them also other some only"
)}  # fmt: skip
COMMON_WORDS = {word: value for value, words in _COMMON_BITS.items() for word in words.split()}
"""Bits of information of the most common words of English: fewer than the sum over their letters."""


def solid(literal: str) -> str:
    """Remove the marks at the ends of a literal."""
    return literal.strip(EDGE + BOUND)


@lru_cache(maxsize=4096)
def bits(group: Literals) -> float:
    """Give the bits of information of a set of literals: at 7 one place in 128 has one of them by chance."""
    return -log2(sum(2.0 ** -min(rate(a), 60.0) for a in group))


@lru_cache(maxsize=1 << 16)
def rate(literal: str) -> float:
    """Give the bits of information of one literal."""
    words = solid(literal).split()
    common = [COMMON_WORDS.get(word, 0.0) for word in words]
    if all(common):
        return max(common, default=0.0) + len(words) + sum(_MARK_BITS[c] for c in literal if c == BOUND)
    return sum(map(_of_character, literal))


@lru_cache(maxsize=4096)
def _of_character(c: str) -> float:
    if c == " ":
        return _SPACE_BITS
    if c in _MARK_BITS:
        return _MARK_BITS[c]
    if c in _PERCENT:
        return -log2(_PERCENT[c] / 100)
    if c < "\x80" or c in _COMMON_SIGNS or c in _SIGN_BITS:
        return _SIGN_BITS.get(c, _OTHER_BITS)
    return _WIDE_BITS if c.isalpha() and c < "\u2e80" else _RARE_BITS


_MOST = 64  # literals of one part of a pattern; a part with more is split
_ENDS = {"line": (BOUND, BOUND), "paragraph": (BOUND, ""), "tail": (BOUND, "")}
_BESIDE = {EDGE: 0, " ": 1, BOUND: 2}  # of two marks in a row the one with the higher number stays
_MARK_LEVELS = 2  # steps from the strictest mark to none
_WORDLIKE = string.ascii_letters + string.digits
_Known = tuple[Literals | None, tuple[Literals, ...]]


def literals(node: Node, scope: str = "") -> tuple[Literals, ...]:
    """Give sets of literals; every match contains one literal of each set, at a position that fits its marks.

    Args:
        node: the tree of a pattern.
        scope: scope of the rule: a line is matched from its first word to its last, a paragraph or tail from its first.

    >>> from chaffinch.boilerplate.rules.syntax import parse
    >>> [sorted(group) for group in literals(parse("(follow|like) us( all)? on.{0,9}x"))]
    [['follow us all on', 'follow us on', 'like us all on', 'like us on'], ['x']]
    >>> [sorted(group) for group in literals(parse(r"\\W(dpa|afp)( ?/.*)?$"))]  # edges of words
    [['\\x01afp\\x01', '\\x01dpa\\x01']]
    """
    before, after = _ENDS.get(scope, ("", ""))
    return _with(*_sequence((node,), before, after))


def _literals(node: Node, before: str = "", after: str = "") -> _Known:
    """Give all texts that a node can match, if they are few, and sets of literals of which each match contains one.

    Args:
        node: the node.
        before, after: the mark or space that is certainly beside it; the literals may begin and end with it.
    """
    match node:
        case Chars(few=few):
            return few, ()
        case Text(letters=letters):
            return frozenset((letters,)), ()
        case Space() | Edge() | Empty():
            return frozenset((_mark(node, ""),)), ()
        case Repeat():
            return _repeated(node, before, after)
        case Seq(nodes=nodes, flags=flags):
            exact, groups = _sequence(nodes, before, after)
            if "m" in flags:
                return exact and _unbound(exact), tuple(map(_unbound, groups))
            return exact, groups
        case Alt(nodes=nodes):
            return _alternatives(nodes, before, after)


def _unbound(group: Literals) -> Literals:
    """Remove the marks for edges of a block: with the flag m, ``^`` and ``$`` match at edges of lines."""
    return frozenset(literal.replace(BOUND, "") for literal in group)


def _repeated(node: Repeat, before: str, after: str) -> _Known:
    if node.most == 0:
        return frozenset(("",)), ()
    once = node.most == 1
    if not once:
        before, after = _again(node.node, before), _again(node.node, after, back=True)
    exact, groups = _literals(node.node, before, after)
    if node.least == 0:
        return (exact | {""} if once and exact is not None else None), ()
    return (exact, groups) if once else (None, _with(exact, groups))


def _sequence(nodes: tuple[Node, ...], before: str, after: str) -> _Known:
    """Join the literals of nodes that follow one another while they are few; keep the sets that were joined."""
    run: Literals = frozenset((before,))
    groups: tuple[Literals, ...] = ()
    whole = True
    lefts = _contexts(nodes, before)
    rights = _contexts(nodes[::-1], after, back=True)[::-1]
    for i, node in enumerate(nodes):
        exact, inner = _literals(node, lefts[i], rights[i + 1])
        if exact is not None and len(exact) * len(run) <= _MOST:
            run = frozenset(_joined(a, b) for a, b in product(run, exact))
            continue
        whole = False
        groups = (*_with(_ended(run, rights[i]), groups), *inner)
        run = frozenset((lefts[i + 1],)) if exact is None else frozenset(_joined(lefts[i], a) for a in exact)
    run = _ended(run, after)
    return (run, ()) if whole else (None, _with(run, groups))


def _ended(group: Literals, mark: str) -> Literals:
    """Add what is certainly beside literals to their ends."""
    return frozenset(_joined(literal, mark) for literal in group)


def _with(one: Literals | None, groups: tuple[Literals, ...]) -> tuple[Literals, ...]:
    """Add a set to others if none of its literals is empty."""
    return groups if one is None or not all(map(solid, one)) else (*groups, one)


def _contexts(nodes: Sequence[Node], before: str, *, back: bool = False) -> list[str]:
    """Give the mark or space that is certainly before each node, and behind the last one; `_mark` tells more."""
    return [*accumulate(nodes, lambda mark, node: _mark(node, mark, back=back), initial=before)]


@lru_cache(maxsize=1 << 14)
def _mark(node: Node, before: str, *, back: bool = False) -> str:
    """Give the mark or space that is certainly at the end of a node, given that at its start; empty if there is none.

    Signs do not move the first word of a block. A sign, or a letter beyond ASCII, is at an edge of a word, as
    `chaffinch.boilerplate.rules.scene.Haystack.edge` has it.

    Args:
        node: the node.
        before: the mark or space before it; that behind it, if ``back``.
        back: whether to give what is at its start, given that at its end.
    """
    match node:
        case Space():
            return " "
        case Edge():
            return EDGE
        case Empty(source=source):
            return BOUND if source in ("^", "$") else before
        case Chars(source=source):
            return BOUND if before == BOUND and _signs(node) else "" if _wordlike(source) else EDGE
        case Text(letters=letters):
            return BOUND if before == BOUND and _signs(node) else "" if letters[-(not back)] in _WORDLIKE else EDGE
        case Repeat(node=inner, least=least, most=most):
            last = _mark(inner, before if most == 1 else _again(inner, before, back=back), back=back)
            return last if least else _shared(before, last)
        case Seq(nodes=nodes, flags=flags):
            mark = _contexts(nodes[::-1] if back else nodes, before, back=back)[-1]
            return EDGE if "m" in flags and mark == BOUND else mark
        case Alt(nodes=nodes):
            return reduce(_shared, [_mark(inner, before, back=back) for inner in nodes])


def _again(node: Node, before: str, *, back: bool = False) -> str:
    """Give the mark or space that is certainly before a node each time, where it follows itself."""
    for _ in range(_MARK_LEVELS):
        before = _shared(before, _mark(node, before, back=back))
    return before


def _shared(one: str, other: str) -> str:
    """Give what two marks have in common: each of them, and a space, is an edge of a word."""
    return one if one == other else EDGE if one and other else ""


@lru_cache(maxsize=4096)
def _wordlike(source: str) -> bool:
    """Tell if a character of a class can be a letter or digit of ASCII."""
    return re2.search(f"(?is){source}", _WORDLIKE) is not None


def _signs(node: Node) -> bool:
    """Tell if a node matches only signs and spaces: those of ASCII, or known ones beyond it."""
    match node:
        case Chars(source=source, few=few):
            return source == NO_WORD or (few is not None and not any(c.isalnum() for c in few))
        case Space() | Empty():
            return True
        case Edge():
            return False
        case Text(letters=letters):
            return not any(map(str.isalnum, letters))
        case Repeat(node=inner):
            return _signs(inner)
        case Seq(nodes=nodes) | Alt(nodes=nodes):
            return all(map(_signs, nodes))


def _joined(one: str, other: str) -> str:
    """Join two literals; of two marks or spaces in a row the one with the higher number in `_BESIDE` stays."""
    while one and other and one[-1] in _BESIDE and other[0] in _BESIDE:
        one, other = (one[:-1], other) if _BESIDE[one[-1]] <= _BESIDE[other[0]] else (one, other[1:])
    return one + other


def _alternatives(nodes: tuple[Node, ...], before: str, after: str) -> _Known:
    found = [_literals(node, before, after) for node in nodes]
    exact = [e for e, _ in found if e is not None]
    if len(exact) == len(found) and sum(map(len, exact)) <= _MOST:
        return frozenset().union(*exact), ()
    best = [max(_with(e, groups), key=lambda g: (bits(g), sorted(g)), default=None) for e, groups in found]
    known = [group for group in best if group is not None]
    return None, (frozenset().union(*known),) if len(known) == len(best) else ()


NOTHING, WORD, UNIT = 0, 1, 2
"""Conditions for an end of an atom: none, an edge of a word, an edge of the block but for ornaments."""

_MARKS = {EDGE: WORD, BOUND: UNIT}
_NO_MARKS = {ord(EDGE): None, ord(BOUND): None}

_MOST_SPELLED = 64  # ways to write one literal in folded bytes
_LONGEST_ATOM = 24  # characters of an atom; more exclude no more places
_FEWEST_BITS = 3.0  # bits of the first set of a pattern; the copyright sign has more, "the" fewer
_RARE_BITS_OF_LINES = 10.0  # the same where lines can be found by digits: the comma, the bar and "date" have fewer
_MORE_BITS = 10.0  # bits of a second set: each hit costs time, so one place in 1000 at the most
_MOST_GROUPS = 2  # sets of a pattern; a third one spares RE2 one text in a hundred, and has every tenth hit
_RARE_SIGN = 10.0  # bits of a sign in each literal of a second set that has few letters
_FEWEST_LETTERS = 4  # letters of each literal of a second set: "our" and "use" are everywhere


class Atom(NamedTuple):
    """A literal of folded bytes, and the conditions for its two ends: `NOTHING`, `WORD` or `UNIT`."""

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
"""For ``bytes.translate``: maps upper and lower case of a letter to the same bytes, and few other letters to these."""


def atoms(node: Node, scope: str = "", *, rare: bool = False) -> tuple[frozenset[Atom], ...]:
    """Give sets of atoms; every match, folded, contains one atom of each set.

    Args:
        node: the tree of a pattern.
        scope: scope of the rule, see `literals`.
        rare: whether to give none rather than atoms that are in every other line.

    Returns:
        At most two sets, the one with more bits of information first; none if all sets have too few.

    >>> from chaffinch.boilerplate.rules.syntax import parse
    >>> sorted(a.data for a in atoms(parse("(follow|like) us( all)? on.{0,9}x"))[0])
    [b'follow us all on', b'follow us on', b'like us all on', b'like us on']
    >>> atoms(parse(r"\\btips.*\\bnews"))
    (frozenset({Atom(data=b'tips', left=1, right=0)}), frozenset({Atom(data=b'news', left=1, right=0)}))
    >>> atoms(parse("[0-9]+"))
    ()
    """
    found = sorted(literals(node, scope), key=lambda g: (-bits(g), sorted(g)))
    if not found or bits(found[0]) < (_RARE_BITS_OF_LINES if rare else _FEWEST_BITS):
        return ()
    chosen = [found[0], *islice(filter(_telling, found[1:]), _MOST_GROUPS - 1)]
    return tuple(_spelled_all(group, WORD if scope == "bracket" else UNIT) for group in chosen)


def _telling(group: Literals) -> bool:
    """Tell if a second set is worth its hits: it has words, or signs that are rare in text, such as those of bars."""
    unmarked = frozenset(map(solid, group))
    if all(any(rate(c) >= _RARE_SIGN for c in literal if not c.isalnum()) for literal in unmarked):
        return True
    return bits(unmarked) >= _MORE_BITS and min(sum(map(str.isalnum, a)) for a in unmarked) >= _FEWEST_LETTERS


def _spelled_all(group: Literals, most: int) -> frozenset[Atom]:
    """Give the atoms of literals, with no condition stricter than ``most``: a bracket has no edge of a block in it."""
    least: list[str] = []
    for literal in sorted(group, key=len):
        if not any(map(literal.__contains__, least)):
            least.append(literal)
    spelled = {atom for literal in least for atom in _spelled(literal)}
    return frozenset(Atom(atom.data, min(atom.left, most), min(atom.right, most)) for atom in spelled)


@lru_cache(maxsize=1 << 16)
def _spelled(literal: str) -> frozenset[Atom]:
    """Give the atoms of a literal in every case; those of its rarest part, if it is long or has too many spellings."""
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
    """Give the condition of the first character of a literal; an edge of a word is one only beside a letter."""
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
