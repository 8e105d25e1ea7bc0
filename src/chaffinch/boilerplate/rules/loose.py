r"""Write cheaper patterns for a rule: a looser one, and one for texts of ASCII.

A class such as ``\p{Lu}`` has some hundred ranges of characters, each of up to four bytes. Repeated a few times it
makes a program of a hundred thousand instructions. RE2 compiles it, and goes on turning it into states of an automaton
as long as it meets texts of a new kind; yet most texts that a rule is asked about do not match. So a *loose* pattern is
asked first: in it all characters beyond ASCII are alike and repetitions have no bounds, and it is of bytes. The few
texts that it matches are asked of the rule's own pattern; those without other characters than ASCII of a *narrow* one,
which is that pattern as far as it can match ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import re2

from chaffinch.boilerplate.rules.syntax import Alt, Chars, Edge, Empty, Node, Repeat, Seq, Space, Text
from chaffinch.text import late_pattern

__all__ = ["KELVIN", "LONG_S", "loosened", "narrowed"]

KELVIN, LONG_S = "\u212a".encode(), "\u017f".encode()
"""Characters that equal the ASCII letters k and s if case does not count, which a loose pattern does not know."""

_WIDE = r"[\x80-\xff]"  # a byte of a character beyond ASCII
_FOREIGN = late_pattern(r"[^\x00-\x7f]+")
_TOKEN = late_pattern(
    r"""
    \\[pP](?:\{\w+\}|\w) | \\x\{\w+\} | \\.
    | \[ \^? \]? (?: \[:\^?\w+:\] | \\. | [^\]\\] )* \]
    | [^\x00-\x7f]
    """,
    re.DOTALL | re.VERBOSE,
)
"""An escape, a class, or a character beyond ASCII."""
_PRINTED = bytes(c for c in range(128) if chr(c) != "\n")


def loosened(node: Node) -> str:
    r"""Write the tree of a pattern as a pattern of bytes that matches wherever the pattern does.

    >>> from chaffinch.boilerplate.rules.syntax import parse
    >>> loosened(parse(r"\bPhoto: (?-i:\p{Lu}\w{1,20})"))
    '[^0-9A-Z_a-z]?[\\x80-\\xff]*Photo: (?-i:(?:[A-Z\\x80-\\xff][\\x80-\\xff]*[0-9A-Z_a-z\\x80-\\xff]+))'
    >>> loosened(parse("die (Küche|Köche){2}"))
    'die (?:(?:K[\\x80-\\xff]+che|K[\\x80-\\xff]+che))+'
    """
    match node:
        case Chars(source=source):
            return _one(source)
        case Text(source=source):
            return _FOREIGN.sub(lambda _: f"{_WIDE}+", source)
        case Space():
            return " "
        case Empty(source=source):
            return source
        case Edge():  # it may take the character beside the word
            return rf"[^0-9A-Z_a-z]?{_WIDE}*"
        case Repeat(node=inner):
            return _repeated(inner, node.least, node.most)
        case Alt(nodes=nodes):
            return "(?:" + "|".join(map(loosened, nodes)) + ")"
        case Seq(nodes=nodes, flags=flags):
            source = _sequence(nodes)
            return f"(?{flags}:{source})" if flags else source


def narrowed(pattern: str) -> str:
    r"""Write a pattern for RE2 as one of bytes that matches the same texts of ASCII.

    >>> narrowed(r"(?-i:\p{Lu}[^.–]{0,9})é?[\pL']+")
    '(?-i:[A-Z][^\\x2e\\x80-\\xff]{0,9})[\\x80-\\xff]?[\\x27A-Za-z]+'
    """
    return _TOKEN.sub(lambda token: _narrow(token[0]), pattern)


@lru_cache(maxsize=4096)
def _narrow(token: str) -> str:
    if not token.isascii() and len(token) == 1:
        return _WIDE
    if token[0] != "[" and token[:2].lower() != r"\p":
        return token
    negated = token.startswith("[^")
    within = _within(f"[{token[2:]}" if negated else token)
    return f"[^{_ranges(within)}{_WIDE[1:-1]}]" if negated else f"[{_ranges(within)}]" if within else _WIDE


def _sequence(nodes: Sequence[Node]) -> str:
    return "".join(f"(?:{loosened(n)})" if isinstance(n, Seq) and not n.flags else loosened(n) for n in nodes)


def _repeated(inner: Node, least: int, most: int | None) -> str:
    mark = "?" if most == 1 and not least else "" if most == 1 else "+" if least else "*"
    if isinstance(inner, Chars) and most != 1:
        return _of_bytes(inner.source) + mark
    return f"(?:{loosened(inner)}){mark}"


def _one(source: str) -> str:
    """Write one character of a class."""
    chars = _of_bytes(source)
    return f"{chars}{_WIDE}*" if chars.endswith(r"\xff]") else chars


@lru_cache(maxsize=4096)
def _of_bytes(source: str) -> str:
    """Write a class as one of bytes."""
    within = _within(source)
    plain = source.isascii() and source[:2] not in (".", "[^") and "\\p" not in source.lower() and "[:^" not in source
    return f"[{_ranges(within)}{'' if plain else _WIDE[1:-1]}]"


@lru_cache(maxsize=4096)
def _within(source: str) -> list[str]:
    """Give the characters of ASCII that a class, which takes one character, matches, without a line end."""
    options = re2.Options()
    options.log_errors = False
    return [c.decode() for c in re2.compile(f"(?s){source}", options).findall(_PRINTED)]


def _ranges(chars: Sequence[str]) -> str:
    """Write characters, in order, as the members of a class."""
    runs: list[list[str]] = []
    for c in chars:
        if runs and ord(c) == ord(runs[-1][-1]) + 1:
            runs[-1].append(c)
        else:
            runs.append([c])
    return "".join(_quoted(run[0]) + (f"-{_quoted(run[-1])}" if len(run) > 1 else "") for run in runs)


def _quoted(c: str) -> str:
    return c if c.isalnum() or c in " _" else f"\\x{ord(c):02x}"
