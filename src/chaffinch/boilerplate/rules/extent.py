"""What a pattern takes at most, and at least."""

from __future__ import annotations

from chaffinch.boilerplate.rules.syntax import Alt, Chars, Edge, Empty, Node, Repeat, Seq, Space, Text

__all__ = ["longest", "needs_digit"]


def longest(node: Node) -> float:
    """Bound the bytes of a match, white space counted once; infinite where there is no bound."""
    match node:
        case Chars(few=few):
            return 1 if few and max(few) < "\x80" else 4
        case Text(letters=letters):
            return len(letters) if letters.isascii() else 4 * len(letters)
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
        case Text(letters=letters):
            return any(map(str.isdigit, letters))
        case Repeat(node=inner, least=least):
            return least > 0 and needs_digit(inner)
        case Seq(nodes=nodes):
            return any(map(needs_digit, nodes))
        case Alt(nodes=nodes):
            return all(map(needs_digit, nodes))
        case _:
            return False
