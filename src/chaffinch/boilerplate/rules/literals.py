"""Sets of literals of which every match of a pattern contains one, found in the pattern's tree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from chaffinch.boilerplate.rules.rarity import BOUND, EDGE, Literals, bits, solid
from chaffinch.boilerplate.rules.syntax import NO_WORD, Alt, Chars, Edge, Empty, Node, Repeat, Seq, Space, Text

__all__ = ["literals"]

_MOST = 64  # literals of one pattern's part; beyond, the part is cut
_ENDS = {"line": (BOUND, BOUND), "paragraph": (BOUND, ""), "tail": (BOUND, "")}
_BESIDE = {EDGE: 0, " ": 1, BOUND: 2}  # of two side by side the one that says more stays
_Known = tuple[Literals | None, tuple[Literals, ...]]


def literals(node: Node, scope: str = "") -> tuple[Literals, ...]:
    """Give sets of literals; every match contains one of each set, and stands where the marks in it say.

    Args:
        node: a pattern.
        scope: what it is tried on: a line is matched from its first word to its last, a paragraph or tail from its
            first.

    >>> from chaffinch.boilerplate.rules.syntax import parse
    >>> [sorted(group) for group in literals(parse("(follow|like) us( all)? on.{0,9}x"))]
    [['follow us all on', 'follow us on', 'like us all on', 'like us on'], ['x']]
    """
    before, after = _ENDS.get(scope, ("", ""))
    return _with(*_sequence((node,), before, after))


def _literals(node: Node, before: str = "", after: str = "") -> _Known:
    """Give all that a node can match, if that is little, and sets of literals of which each match contains one.

    Args:
        node: the node.
        before, after: what certainly stands beside it, a mark or a space; the literals may begin and end with it.
    """
    match node:
        case Chars(few=few):
            return few, ()
        case Text(letters=letters):
            return frozenset((letters,)), ()
        case Space() | Edge() | Empty():
            return frozenset((_beside(node),)), ()
        case Repeat():
            return _repeated(node, before, after)
        case Seq(nodes=nodes, flags=flags):
            exact, groups = _sequence(nodes, before, after)
            if "m" in flags:
                return exact and _unbound(exact), tuple(map(_unbound, groups))
            return exact, groups
        case Alt(nodes=nodes):
            return _alternatives(nodes, before, after)


def _beside(node: Node | None) -> str:
    """Give the mark or space that a node is; nothing for others."""
    match node:
        case Edge():
            return EDGE
        case Space():
            return " "
        case Empty(source="^" | "$"):
            return BOUND
        case _:
            return ""


def _unbound(group: Literals) -> Literals:
    """Take away the marks of a unit's edges: with the flag m, ``^`` and ``$`` are those of lines."""
    return frozenset(literal.replace(BOUND, "") for literal in group)


def _repeated(node: Repeat, before: str, after: str) -> _Known:
    if node.most == 0:
        return frozenset(("",)), ()
    once = node.most == 1
    exact, groups = _literals(node.node, before, after) if once else _literals(node.node)
    if node.least == 0:
        return (exact | {""} if once and exact is not None else None), ()
    return (exact, groups) if once else (None, _with(exact, groups))


def _sequence(nodes: tuple[Node, ...], before: str, after: str) -> _Known:
    """Join what follows one another as long as it is little; keep the sets that were joined."""
    run: Literals = frozenset((before,))
    groups: tuple[Literals, ...] = ()
    whole = True
    lefts = _contexts(nodes, before)
    rights = _contexts(nodes[::-1], after)[::-1]
    for node, left, right in zip(nodes, lefts, rights, strict=True):
        exact, inner = _literals(node, left, right)
        if exact is not None and len(exact) * len(run) <= _MOST:
            run = frozenset(_joined(a, b) for a, b in product(run, exact))
            continue
        whole = False
        groups = (*_with(run, groups), *inner)
        run = exact if exact is not None else frozenset(("",))
    run = frozenset(_joined(a, after) for a in run)
    return (run, ()) if whole else (None, _with(run, groups))


def _with(one: Literals | None, groups: tuple[Literals, ...]) -> tuple[Literals, ...]:
    """Add a set to others if each of it is something."""
    return groups if one is None or not all(map(solid, one)) else (*groups, one)


def _contexts(nodes: Sequence[Node], before: str) -> list[str]:
    """Give what certainly stands before each node; signs do not change where a unit's first word is."""
    found = []
    for node in nodes:
        found.append(before)
        before = _beside(node) or (BOUND if before == BOUND and _signs(node) else "")
    return found


def _signs(node: Node) -> bool:
    """Tell if a node matches nothing but signs and spaces of ASCII, or known ones beyond it."""
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
    """Put literals together; of marks and spaces side by side the one that says more stays."""
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
