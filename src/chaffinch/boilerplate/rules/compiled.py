"""Compile rules for matching: the pattern for RE2, the literals that propose it, and the letters at its ends.

Each alternative of a pattern is compiled by itself, since it says more of its matches than the whole pattern does. The
letters at the ends of an anchored pattern exclude most lines by two table look-ups, before RE2 is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from string import ascii_lowercase, digits

import msgspec
import re2

from chaffinch.boilerplate.rules.literals import Atom, atoms
from chaffinch.boilerplate.rules.loose import PAGES, loosened, narrowed
from chaffinch.boilerplate.rules.packs import Rule
from chaffinch.boilerplate.rules.syntax import (
    WORD,
    Alt,
    Chars,
    Edge,
    Empty,
    Node,
    Repeat,
    Seq,
    Space,
    Text,
    longest,
    needs_digit,
    parse,
)
from chaffinch.errors import UsageError

__all__ = ["ANY", "LETTERS", "SIDES", "WIDTH", "Compiled", "compiled", "write"]


LETTERS = digits + ascii_lowercase
"""Letters and digits of ASCII, in lower case. All other characters are skipped, in patterns and in texts."""

WIDTH = 3
"""Letters at either end of a match that are known."""

SIDES = len(LETTERS) + 1
"""Values of one position: one of `LETTERS`, or the end of the text."""

ANY = (b"\xff" * -(-SIDES * SIDES // 8),) * (WIDTH - 1)
"""Tables that exclude nothing."""

_ANY = (1 << SIDES) - 1
_NONE = 1 << len(LETTERS)
_BIT = {c: 1 << i for i, c in enumerate(LETTERS)}
_NUMBERS = (r"\p{N}", r"\pN")  # fractions and raised digits, too, which are no letters beyond ASCII
_MOST = 256  # beginnings of a match that are kept apart; with more of them fewer letters are known
_ASCII = [chr(c) for c in range(128)]

_Way = tuple[int, ...]  # a set of letters for each position, as bits; a shorter one goes on with what follows
_Ways = frozenset[_Way]


def ends(node: Node, *, backwards: bool = False, whole: bool = False, plain: bool = False) -> tuple[bytes, ...]:
    """Compute which letters a match can begin with, or, read backwards, end with.

    Args:
        node: the tree of a pattern.
        backwards: whether to compute the last letters, the last one first.
        whole: whether a match is all of its text, so that nothing follows a match of few letters.
        plain: whether all digits of the text are those of ASCII.

    Returns:
        For each two positions in a row a table of bits, row by row, in the layout of `numpy.packbits`: shape (`SIDES`,
        `SIDES`), true where some match has these two letters there.

    >>> from chaffinch.boilerplate.rules.syntax import parse
    >>> def pairs(table):
    ...     letters, bits = LETTERS + ".", range(SIDES * SIDES)
    ...     return [letters[i // SIDES] + letters[i % SIDES] for i in bits if table[i >> 3] << (i & 7) & 0x80]
    >>> [pairs(table) for table in ends(parse("« (re|se) [12]+"), whole=True)]
    [['re', 'se'], ['e1', 'e2']]
    >>> [pairs(table) for table in ends(parse("ok!"), whole=True)]
    [['ok'], ['k.']]
    >>> len(pairs(ends(parse(".{0,9}a"))[0]))
    1297
    """
    rest = _NONE if whole else _ANY
    ways = {way + (rest,) * (WIDTH - len(way)) for way in _ways(node, backwards, plain)}
    return tuple(_table({way[i : i + 2] for way in ways}) for i in range(WIDTH - 1))


def _table(pairs: set[_Way]) -> bytes:
    rows = [0] * SIDES
    for one, other in pairs:
        for i in range(SIDES):
            if one >> i & 1:
                rows[i] |= other
    bits = "".join(f"{row:0{SIDES}b}"[::-1] for row in rows)
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


def anchored(node: Node, *, backwards: bool = False) -> bool:
    """Tell if every match begins at the start of its text, or, backwards, ends at its end.

    >>> from chaffinch.boilerplate.rules.syntax import parse
    >>> anchored(parse("^(a|b)")), anchored(parse("(^a|^b)c")), anchored(parse("^a|b")), anchored(parse("(^a)?b"))
    (True, True, False, False)
    """
    match node:
        case Empty(source=source):
            return source == ("$" if backwards else "^")
        case Repeat(node=inner, least=least):
            return least > 0 and anchored(inner, backwards=backwards)
        case Seq(nodes=nodes, flags=flags):
            return bool(nodes) and "m" not in flags and anchored(nodes[-1 if backwards else 0], backwards=backwards)
        case Alt(nodes=nodes):
            return all(anchored(n, backwards=backwards) for n in nodes)
        case _:
            return False


def _ways(node: Node, backwards: bool, plain: bool) -> _Ways:
    match node:
        case Chars(source=source, few=few, digits=digits):
            ways = _of_class(source, few)
            return ways - {()} if digits and plain and source not in _NUMBERS else ways
        case Text(letters=letters):
            known = [_BIT[c] for c in letters if c in _BIT]
            return frozenset((tuple(known[::-1] if backwards else known)[:WIDTH],))
        case Repeat():
            return _repeated(_ways(node.node, backwards, plain), node.least, node.most)
        case Seq(nodes=nodes):
            return _sequence([_ways(n, backwards, plain) for n in (nodes[::-1] if backwards else nodes)])
        case Alt(nodes=nodes):
            return _few(frozenset[_Way]().union(*(_ways(n, backwards, plain) for n in nodes)))
        case _:
            return frozenset(((),))


@lru_cache(maxsize=4096)
def _of_class(source: str, few: frozenset[str] | None) -> _Ways:
    """Give the letters that a character of a class can be; an empty way in addition, if it can be none of `LETTERS`."""
    taken = {c for c in _ASCII if re2.search(f"(?is)^{source}$", c)} if few is None else set(few)
    known = sum({_BIT[c.lower()] for c in taken if c.lower() in _BIT})
    plain = few is not None or (source.isascii() and source[:2] not in (".", "[^") and "\\" not in source[:-1])
    skipped = not plain or "[:^" in source or any(c.lower() not in _BIT for c in taken)
    return frozenset(((known,),) if known else ()) | frozenset(((),) if skipped else ())


def _sequence(parts: Sequence[_Ways]) -> _Ways:
    ways: _Ways = frozenset(((),))
    for part in parts:
        ways = _joined(ways, part)
    return ways


def _repeated(once: _Ways, least: int, most: int | None) -> _Ways:
    """Give the ways of a repetition; more than `WIDTH` repetitions change nothing."""
    ways: _Ways = frozenset(((),))
    for _ in range(min(least, WIDTH)):
        ways = _joined(ways, once)
    found = ways
    for _ in range(WIDTH if most is None else min(most - least, WIDTH)):
        ways = _joined(ways, once)
        found |= ways
    return _few(found)


def _joined(ways: _Ways, following: _Ways) -> _Ways:
    closed = frozenset(way for way in ways if len(way) == WIDTH)
    return _few(closed | frozenset((a + b)[:WIDTH] for a, b in product(ways - closed, following)))


def _few(ways: _Ways) -> _Ways:
    """Shorten the ways until there are at most `_MOST`."""
    size = WIDTH
    while len(ways) > _MOST:
        size -= 1
        ways = frozenset(way[:size] + (_ANY,) * (WIDTH - size) if len(way) > size else way for way in ways)
    return ways


# What may surround the words of a line: bullets, pipes, arrows, dashes, brackets of links. Nothing that code has
# at the ends of its lines ("next;", "tags = {"), and no price
_LEAD = r"^(?:(?:[•·∙●○◦▪■□►▶‣※*|¦…–—_→←«‹\[\-]|[<>]+ ) ?)*"
_TRAIL = r"(?: ?(?:[.:,!…|¦•·*–—_»›→←\]▼▾\-]| [<>]+))*$"
_AROUND = {"line": (_LEAD, _TRAIL), "paragraph": (_LEAD, ""), "tail": (_LEAD, "")}


_SIGN = "\0"  # stands for the long class WORD in a stored pattern


class Compiled(msgspec.Struct, frozen=True, array_like=True):
    """One alternative of a rule's pattern, compiled.

    Attributes:
        id, category, scope, score, alone, amid: those of the rule.
        source: the pattern for RE2, with a sign in place of `WORD`, which occurs again and again.
        loose, narrow: see `chaffinch.boilerplate.rules.loose`; ``narrow`` is for the most frequent code page.
        atoms: see `chaffinch.boilerplate.rules.literals.atoms`; each set is sorted.
        digits: whether every match contains a digit.
        reach: bytes that a match has at most, white space narrowed; infinite if there is no bound.
        ends: tables of `ends` for a rule that is anchored to an end of its text: those of the first letters, then those
            of the last letters; empty for other rules. Of a rule that needs a digit, for texts whose digits are ASCII.
    """

    id: str
    category: str
    scope: str
    score: float
    alone: bool
    amid: bool
    source: str
    loose: str
    narrow: str
    atoms: tuple[tuple[Atom, ...], ...]
    digits: bool
    reach: float
    ends: tuple[bytes, ...]

    @property
    def pattern(self) -> str:
        """The pattern for RE2."""
        return self.source.replace(_SIGN, WORD)


def compiled(rule: Rule) -> list[Compiled]:
    """Compile the alternatives of one rule; all of them as one, if an alternative has nothing to find it by.

    Raises:
        UsageError: the pattern is malformed, or has no literal to find it by.
    """
    try:
        tree = parse(rule.pattern)
        whole = _compiled(rule, tree)
    except (ValueError, re2.error) as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise UsageError(f"rule {rule.id}: {reason}, in {rule.pattern!r}") from error
    if not _findable(whole):
        raise UsageError(
            f"rule {rule.id}: no literal of a few letters is in every match of the pattern {rule.pattern!r}"
        )
    parts = [_compiled(rule, node) for node in tree.nodes] if isinstance(tree, Alt) else []
    return parts if parts and all(map(_findable, parts)) else [whole]


def _findable(part: Compiled) -> bool:
    """Tell if the texts that a pattern may match are few: by atoms, or by digits and how long a line is."""
    return bool(part.atoms) or (part.scope == "line" and part.digits)


def _compiled(rule: Rule, tree: Node) -> Compiled:
    digits = needs_digit(tree)
    found = tuple(tuple(sorted(some)) for some in atoms(tree, rule.scope, rare=digits and rule.scope == "line"))
    lead, trail = _AROUND.get(rule.scope, ("", ""))
    pattern = f"{lead}(?:{write(tree)}){trail}"
    loose = f"{loosened(parse(lead))}(?:{loosened(tree)}){loosened(parse(trail))}"
    return Compiled(
        rule.id, rule.category, rule.scope, rule.score, rule.alone, rule.amid, pattern.replace(WORD, _SIGN), loose,
        narrowed(pattern, PAGES[0]), found, digits, float(longest(tree)), _ends(tree, rule.scope, plain=digits),
    )  # fmt: skip


def _ends(tree: Node, scope: str, *, plain: bool) -> tuple[bytes, ...]:
    """Give the tables of the ends of a rule; none if it is anchored at neither end."""
    line = scope == "line"
    start, stop = line or scope in ("paragraph", "tail") or anchored(tree), line or anchored(tree, backwards=True)
    if not start and not stop:
        return ()
    first, last = (ends(tree, backwards=back, whole=start and stop, plain=plain) for back in (False, True))
    return *(first if start else ANY), *(last if stop else ANY)


def write(node: Node, *, left: bool = True, right: bool = True) -> str:
    r"""Write a tree as a pattern for RE2.

    RE2 has no look-around, and its word boundary knows ASCII only. So at the two ends of a pattern (``left``,
    ``right``) a word boundary also matches the character beside the word: for rules it matters only that a pattern
    matches, not what it covers.

    >>> from chaffinch.boilerplate.rules.syntax import parse
    >>> write(parse("don't|(we )?do"))
    "(?:don['’‘ʼ´`′]t|(?:we )?do)"
    >>> write(parse(r"\bété\b.x\b")).replace(WORD, "...")
    '(?:^|[^...])été(?:^|$|[^...]).x(?:$|[^...])'
    """
    match node:
        case Chars() | Text() | Empty():
            return node.source
        case Space():
            return " "
        case Edge():
            return f"(?:^|[^{WORD}])" if left else f"(?:$|[^{WORD}])" if right else r"\b"
        case Repeat():
            once = node.most == 1
            return f"(?:{write(node.node, left=left and once, right=right and once)}){node.source}"
        case Alt():
            return "(?:" + "|".join(write(n, left=left, right=right) for n in node.nodes) + ")"
        case Seq():
            source = _written(node.nodes, left, right)
            return f"(?{node.flags}:{source})" if node.flags else source


def _written(nodes: Sequence[Node], left: bool, right: bool) -> str:
    taking = [not isinstance(n, Empty | Edge) for n in nodes]
    parts = []
    for i, node in enumerate(nodes):
        first, last = left and not any(taking[:i]), right and not any(taking[i + 1 :])
        inner = isinstance(node, Edge) and not first and not last
        parts.append(_inner_edge(nodes[:i], nodes[i + 1 :]) if inner else write(node, left=first, right=last))
    return "".join(parts)


def _inner_edge(before: Sequence[Node], after: Sequence[Node]) -> str:
    """Write a boundary inside of a pattern: beside letters beyond ASCII it also matches the character there."""
    if not _wide(before[-1:]) and not _wide(after[:1]):
        return r"\b"
    beside_space = any(isinstance(n, Space) for n in (*before[-1:], *after[:1]))
    return "" if beside_space else f"(?:^|$|[^{WORD}])"


def _wide(nodes: Sequence[Node]) -> bool:
    """Tell whether the node given, if any, is or may be a word with letters beyond ASCII."""
    if not nodes:
        return False
    match nodes[0]:
        case Chars(few=few):
            return few is not None and any(map(_foreign, few))
        case Text(letters=letters):
            return any(map(_foreign, letters))
        case Seq(nodes=inner) | Alt(nodes=inner):
            return any(_wide((n,)) for n in inner)
        case Repeat(node=once):
            return _wide((once,))
        case _:
            return False


def _foreign(c: str) -> bool:
    return c > "\x7f" and c.isalpha()
