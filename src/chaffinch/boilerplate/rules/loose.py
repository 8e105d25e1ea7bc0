r"""Write cheaper patterns for a rule: a looser one, and one for texts whose characters are all of one code page.

A class such as ``\p{Lu}`` has some hundred ranges of characters, each of up to four bytes. Repeated a few times it
makes a program of a hundred thousand instructions. RE2 compiles it, and goes on turning it into states of an automaton
as long as it meets texts of a new kind; yet most texts that a rule is asked about do not match. So a *loose* pattern is
asked first: in it all characters beyond ASCII are alike and repetitions have no bounds, and it is of bytes. Of the few
texts that it matches, those that one of `PAGES` can write are asked of a *narrow* pattern: the rule's own as far as it
can match characters of that code page, each of which is a byte. Only the others are asked of the rule's own pattern.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import re2

from chaffinch.boilerplate.rules.syntax import Alt, Chars, Edge, Empty, Node, Repeat, Seq, Space, Text
from chaffinch.text import late_pattern

__all__ = ["KELVIN", "LONG_S", "PAGES", "loosened", "narrowed"]

KELVIN, LONG_S = "\u212a".encode(), "\u017f".encode()
"""Characters that equal the ASCII letters k and s if case does not count, which a loose pattern does not know."""

_WIDE = r"[\x80-\xff]"  # a byte of a character beyond ASCII
_OF_LINE = {r"\A": "^", r"\z": "$"}  # many lines are asked about together
_NOTHING = r"[^\x00-\xff]"
_FOREIGN = late_pattern(r"[^\x00-\x7f]+")
_TOKEN = late_pattern(
    r"""
    \\[pP](?:\{\w+\}|\w) | \\x\{\w+\} | \\.
    | \[ \^? \]? (?: \[:\^?\w+:\] | \\. | [^\]\\] )* \]
    | [^\x00-\x7f] | \((?:\?[\w-]*:)? | \)
    """,
    re.DOTALL | re.VERBOSE,
)
"""An escape, a class, a character beyond ASCII, or an end of a group."""
_PROPERTY = late_pattern(r"(?<!\\)\\[pP](?:\{\w+\}|\w)")
_PRINTED = bytes(c for c in range(128) if chr(c) != "\n")

PAGES = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp1256", "cp1255")
"""Code pages whose first 128 characters are ASCII, the most frequent one first: one writes nearly each text that is of
letters."""


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
            return _OF_LINE.get(source, source)
        case Edge():  # it may take the character beside the word
            return rf"[^0-9A-Z_a-z]?{_WIDE}*"
        case Repeat(node=inner):
            return _repeated(inner, node.least, node.most)
        case Alt(nodes=nodes):
            return "(?:" + "|".join(map(loosened, nodes)) + ")"
        case Seq(nodes=nodes, flags=flags):
            source = _sequence(nodes)
            return f"(?{flags}:{source})" if flags else source


def narrowed(pattern: str, page: str = "ascii") -> str:
    r"""Write a pattern for RE2 as one of bytes that matches the same texts of a code page.

    >>> narrowed(r"(?-i:\p{Lu}[^.–]{0,9})é?[xX']+")
    '(?-i:[A-Z][\\x00-\\x09\\x0b-\\x2d\\x2f-\\x7f]{0,9})[^\\x00-\\xff]?(?-i:[\\x27Xx])+'
    >>> narrowed("é", "cp1252"), narrowed("(?-i:ж)", "cp1251")
    ('(?-i:[\\xc9\\xe9])', '(?-i:[\\xe6])')
    """
    folds = [True]  # group by group, whether case does not count

    def write(found: re.Match[str]) -> str:
        token = found[0]
        if token[0] == "(":
            on, _, off = token[2:].partition("-")
            folds.append("i" not in off and (folds[-1] or "i" in on))
        elif token == ")":
            folds.pop()
        else:
            return _narrow(token, page, folds[-1])
        return token

    return _TOKEN.sub(write, pattern)


@lru_cache(maxsize=4096)
def _narrow(token: str, page: str, folds: bool) -> str:
    """Write a class or a character beyond ASCII; case counts in what is written, since pages have letters elsewhere."""
    if token[0] == "\\" and token[:2].lower() != r"\p":
        return token
    negated = token.startswith("[^")
    members = _members(f"[{token[2:]}" if negated else token, page, folds)
    written = _ranges(sorted(_members(".", page, folds) - members if negated else members))
    return _NOTHING if not written else f"(?-i:[{written}])" if folds else f"[{written}]"


@lru_cache(maxsize=4096)
def _members(source: str, page: str, folds: bool) -> frozenset[int]:
    """Give the bytes of the characters of a class; RE2 takes long for a property, so each is looked up once."""
    if len(source) == 1 and source != ".":
        alike = _by_case(page).get(source.casefold(), "")
        return frozenset((alike if folds else source if source in alike else "").encode(page))
    names = _PROPERTY.findall(source) if source[0] == "[" else []
    rest = _PROPERTY.sub("", source) if names else source
    if names:
        parts = [_members(part, page, folds) for part in (*names, *([rest] if rest != "[]" else []))]
        return frozenset().union(*parts)
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not folds
    return frozenset("".join(re2.compile(f"(?s)(?:{source})+", options).findall(_characters(page))).encode(page))


@lru_cache(maxsize=len(PAGES) + 1)
def _characters(page: str) -> str:
    """Give the characters of a code page, without a line end."""
    return bytes(c for c in range(256) if c != ord("\n")).decode(page, errors="ignore")


@lru_cache(maxsize=len(PAGES) + 1)
def _by_case(page: str) -> dict[str, str]:
    """Give the characters of a code page that are one if case does not count, by what they are then."""
    alike: dict[str, str] = {}
    for character in _characters(page):
        alike[character.casefold()] = alike.get(character.casefold(), "") + character
    return alike


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
def _within(source: str) -> list[int]:
    """Give the characters of ASCII that a class, which takes one character, matches, without a line end."""
    options = re2.Options()
    options.log_errors = False
    return [*b"".join(re2.compile(f"(?s)(?:{source})+", options).findall(_PRINTED))]


def _ranges(codes: Sequence[int]) -> str:
    """Write bytes, in order, as the members of a class."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][-1] + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    return "".join(_quoted(run[0]) + (f"-{_quoted(run[-1])}" if len(run) > 1 else "") for run in runs)


def _quoted(code: int) -> str:
    c = chr(code)
    return c if c.isascii() and (c.isalnum() or c in " _") else f"\\x{code:02x}"
