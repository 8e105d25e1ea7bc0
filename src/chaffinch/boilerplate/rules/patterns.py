"""Patterns of rules: written for RE2, which reads text whose white space is narrowed to single spaces.

So a space of a pattern stands for any white space (line ends of wrapped paragraphs and no-break spaces too); a word
boundary is one between any letters.
"""

from __future__ import annotations

from collections.abc import Sequence

from chaffinch.boilerplate.rules.syntax import WORD, Alt, Chars, Edge, Empty, Node, Repeat, Seq, Space, Text

__all__ = ["write"]


def write(node: Node, *, left: bool = True, right: bool = True) -> str:
    r"""Write a tree as a pattern for RE2.

    RE2 has no look-around and takes only ASCII for letters of words. So at the two ends of a pattern (``left``,
    ``right``) a word boundary takes the character beside the word along: for rules it matters only that a pattern
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
            source = _sequence(node.nodes, left, right)
            return f"(?{node.flags}:{source})" if node.flags else source


def _sequence(nodes: Sequence[Node], left: bool, right: bool) -> str:
    taking = [not isinstance(n, Empty | Edge) for n in nodes]
    parts = []
    for i, node in enumerate(nodes):
        first, last = left and not any(taking[:i]), right and not any(taking[i + 1 :])
        inner = isinstance(node, Edge) and not first and not last
        parts.append(_inner_edge(nodes[:i], nodes[i + 1 :]) if inner else write(node, left=first, right=last))
    return "".join(parts)


def _inner_edge(before: Sequence[Node], after: Sequence[Node]) -> str:
    """Write a boundary inside a pattern: beside letters beyond ASCII it takes what stands there."""
    if not _wide(before[-1:]) and not _wide(after[:1]):
        return r"\b"
    beside_space = any(isinstance(n, Space) for n in (*before[-1:], *after[:1]))
    return "" if beside_space else f"(?:^|$|[^{WORD}])"


def _wide(nodes: Sequence[Node]) -> bool:
    """Tell if the one node given is, or has options that are, a word of letters beyond ASCII."""
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
