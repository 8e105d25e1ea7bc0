"""Literals that every match of a pattern contains, found in the pattern's tree.

An automaton looks for these in *folded* bytes, which equal the text's but for case, so that one pass over a
text proposes the few places where a pattern can match at all (R. Cox 2012, "Regular expression matching with a
trigram index"; the choice by expected frequency is our own).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import log2

from chaffinch.boilerplate.syntax import Alt, Chars, Edge, Empty, Node, Repeat, Seq, Space

__all__ = ["FOLD", "atoms", "longest", "needs_digit"]

_MOST = 64  # literals of one pattern's part; beyond, the part is cut
_MOST_SPELLED = 64  # ways to write one literal in folded bytes
_LONGEST_ATOM = 24  # characters; more tell no more
_FEWEST_BITS = 7.0  # one hit in 128 places at the most
# Bits of information of a letter in English text, by its frequency (Norvig 2012)
_PERCENT = dict(  # noqa: C408
    e=12.5, t=9.3, a=8.0, o=7.6, i=7.6, n=7.2, s=6.5, r=6.3, h=5.1, l=4.1, d=3.8, c=3.3, u=2.7, m=2.5, f=2.4, p=2.1,
    g=1.9, w=1.7, y=1.7, b=1.5, v=1.1, k=0.54, x=0.24, j=0.16, q=0.12, z=0.09,
)  # fmt: skip
_SPACE_BITS = 2.5
_OTHER_BITS = 7.0  # digits, punctuation
_WIDE_BITS = 5.0  # letters of other alphabets
_IDEOGRAPH_BITS = 8.0
_COMMON_BITS = 6.0  # a literal of nothing but these:
_COMMON = (
    "the and for are was not you all with that this from have has had his her they but will can one our out who "
    "what when your more been their there about which would said were its into than them also other some only"
)

Literals = frozenset[str]


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


def atoms(node: Node, *, fewest: float = _FEWEST_BITS) -> frozenset[bytes] | None:
    """Give folded byte strings of which every match, folded, contains one; None if there are none worth it.

    Args:
        node: a pattern.
        fewest: bits that the likeliest of them must tell; at 7 one place in 128 hits.

    >>> from chaffinch.boilerplate.syntax import parse
    >>> sorted(atoms(parse("(follow|like) us( all)? on.{0,9}x")))
    [b'follow us all on', b'follow us on', b'like us all on', b'like us on']
    >>> atoms(parse("[0-9]+")) is None
    True
    """
    exact, best = _literals(node)
    chosen = _better(exact, best)
    if chosen is None or _bits(chosen) < fewest:
        return None
    spelled = frozenset(way for atom in chosen for way in _spelled(atom))
    return frozenset(a for a in spelled if not any(b in a for b in spelled if b != a))


def longest(node: Node) -> float:
    """Bound the bytes of a match, white space counted once; infinite where there is no bound."""
    match node:
        case Chars(few=few):
            return 1 if few and max(few) < "\x80" else 4
        case Space():
            return 1
        case Empty() | Edge():
            return 4  # an edge of a word may take the character beside it
        case Repeat(node=inner, most=most):
            return float("inf") if most is None else most * longest(inner)
        case Seq(nodes=nodes):
            return sum(map(longest, nodes))
        case Alt(nodes=nodes):
            return max(map(longest, nodes))


def needs_digit(node: Node) -> bool:
    """Tell if every match contains a digit."""
    match node:
        case Chars(digits=digits):
            return digits
        case Repeat(node=inner, least=least):
            return least > 0 and needs_digit(inner)
        case Seq(nodes=nodes):
            return any(map(needs_digit, nodes))
        case Alt(nodes=nodes):
            return all(map(needs_digit, nodes))
        case _:
            return False


def _literals(node: Node) -> tuple[Literals | None, Literals | None]:
    """Give all that a node can match, if that is little, and else the best literals each match contains."""
    match node:
        case Chars(few=few):
            return few, None
        case Space():
            return frozenset((" ",)), None
        case Empty() | Edge():
            return frozenset(("",)), None
        case Repeat():
            return _repeated(node)
        case Seq(nodes=nodes):
            return _sequence(nodes)
        case Alt(nodes=nodes):
            return _alternatives(nodes)


def _repeated(node: Repeat) -> tuple[Literals | None, Literals | None]:
    if node.most == 0:
        return frozenset(("",)), None
    exact, best = _literals(node.node)
    if node.least == 0:
        optional = node.most == 1 and exact is not None
        return (exact | {""} if optional and exact is not None else None), None
    if node.least == node.most == 1:
        return exact, best
    return None, _better(exact, best)


def _sequence(nodes: tuple[Node, ...]) -> tuple[Literals | None, Literals | None]:
    """Join what follows one another as long as it is little; keep the best of what was joined."""
    run: Literals = frozenset(("",))
    best: Literals | None = None
    whole = True
    for node in nodes:
        exact, inner = _literals(node)
        if exact is not None and len(exact) * len(run) <= _MOST:
            run = frozenset((a + b).replace("  ", " ") for a, b in product(run, exact))
            continue
        whole = False
        best = _better(_better(run, best), inner)
        run = exact if exact is not None else frozenset(("",))
    return (run, None) if whole else (None, _better(run, best))


def _alternatives(nodes: tuple[Node, ...]) -> tuple[Literals | None, Literals | None]:
    found = [_literals(node) for node in nodes]
    exact = [e for e, _ in found if e is not None]
    if len(exact) == len(found) and sum(map(len, exact)) <= _MOST:
        return frozenset().union(*exact), None
    parts = [_better(e, b) for e, b in found]
    known = [part for part in parts if part is not None]
    return None, frozenset().union(*known) if len(known) == len(parts) else None


def _better(one: Literals | None, other: Literals | None) -> Literals | None:
    if one is None or "" in one:
        return other
    if other is None or "" in other:
        return one
    return max((one, other), key=lambda s: (_bits(s), sorted(s)))


@lru_cache(maxsize=4096)
def _bits(literals: Literals) -> float:
    """Rate literals by how seldom text has any of them by chance."""
    return -log2(sum(2.0 ** -min(_literal_bits(a), 60.0) for a in literals))


def _literal_bits(literal: str) -> float:
    words = literal.split()
    if all(word in _COMMON.split() for word in words):
        return _COMMON_BITS + len(words)
    return sum(map(_character_bits, literal))


def _character_bits(c: str) -> float:
    if c == " ":
        return _SPACE_BITS
    if c in _PERCENT:
        return -log2(_PERCENT[c] / 100)
    return _OTHER_BITS if c < "\x80" else _WIDE_BITS if c < "\u2e80" else _IDEOGRAPH_BITS


def _spelled(atom: str) -> set[bytes]:
    """Give the folded bytes of an atom in every case; of a long one its rarest part, if they would be many."""
    ways = [sorted({v.encode().translate(FOLD) for v in (c, c.upper(), c.lower()) if len(v) == 1}) for c in atom]
    size = min(len(atom), _LONGEST_ATOM)
    while size > 1:
        windows = [range(i, i + size) for i in range(len(atom) - size + 1)]
        fit = [w for w in windows if _count(ways, w) <= _MOST_SPELLED]
        if fit:
            rarest = max(fit, key=lambda w: (_literal_bits(atom[w.start : w.stop]), -w.start))
            return {b"".join(way) for way in product(*(ways[i] for i in rarest))}
        size -= 1
    return set(ways[0])


def _count(ways: list[list[bytes]], window: range) -> int:
    count = 1
    for i in window:
        count *= len(ways[i])
    return count
