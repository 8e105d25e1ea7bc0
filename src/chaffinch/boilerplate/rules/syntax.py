"""Read patterns of rules into trees; their syntax is that of RE2.

Each node of a tree has the source that RE2 reads for it. Patterns are written plainly, texts are not. So a straight
quotation mark or apostrophe stands for all marks of its kind, a space for any white space, and the classes of RE2,
which know only ASCII, for the letters, digits and spaces of Unicode. `longest` and `needs_digit` bound what a tree
matches.
"""

from __future__ import annotations

from msgspec import Struct

from chaffinch.text import late_pattern

__all__ = [
    "NO_WORD",
    "WORD",
    "Alt",
    "Chars",
    "Edge",
    "Empty",
    "Node",
    "Repeat",
    "Seq",
    "Space",
    "Text",
    "longest",
    "needs_digit",
    "parse",
]


# Letters, marks and digits, block by block without the signs of each: with \p{L} RE2 compiles four times as long
WORD = (
    r"0-9A-Z_a-zªµºÀ-ÖØ-öø-ʯ\x{300}-\x{37d}\x{37f}-\x{386}\x{388}-\x{559}\x{560}-\x{588}\x{591}-\x{5bd}"
    r"\x{5bf}\x{5c1}\x{5c2}\x{5c4}-\x{5f2}\x{610}-\x{61a}\x{620}-\x{669}\x{66e}-\x{6d3}\x{6d5}-\x{963}"
    r"\x{966}-\x{e3e}\x{e40}-\x{e4e}\x{e50}-\x{1fff}\x{2c00}-\x{2dff}\x{3005}-\x{3007}\x{3040}-\x{30fa}"
    r"\x{30fc}-\x{d7ff}\x{f900}-\x{fdff}\x{fe70}-\x{fefc}\x{ff10}-\x{ff19}\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}"
    r"\x{ff66}-\x{ffdc}\x{20000}-\x{3ffff}"
)
NO_WORD = f"[^{WORD}]"
_QUOTES = {"'": "'’‘ʼ´`′", '"': '"“”„‟«»″'}
_CLASSES = {"d": r"\p{Nd}", "w": WORD, "s": " "}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_SPECIAL = frozenset("\\.+*?()|[]{}^$-")
# Letters that nothing repeats are read in one go: they are most of every pattern
_PLAIN = late_pattern(r"[a-zA-Z0-9à-öø-ÿа-я]+(?![*+?{])")
_MOST_CHARS = 8  # characters of a class, at most, that is spelled out in literals


class Chars(Struct, frozen=True):
    """One character of a class; ``few`` are all characters that it can be, in lower case, if they are few."""

    source: str
    few: frozenset[str] | None = None
    digits: bool = False


class Text(Struct, frozen=True):
    """Characters that match themselves; ``letters`` are in lower case."""

    source: str
    letters: str


class Space(Struct, frozen=True):
    """A literal space: one or more white characters."""


class Empty(Struct, frozen=True):
    """A condition that matches no characters, such as ``^``."""

    source: str


class Edge(Struct, frozen=True):
    r"""A word boundary, ``\b``."""


class Repeat(Struct, frozen=True):
    """A repetition of a node; ``most`` is None if there is no limit."""

    node: Node
    least: int
    most: int | None
    source: str


class Seq(Struct, frozen=True):
    """Nodes that follow one another; ``flags`` are those of ``(?flags:...)``."""

    nodes: tuple[Node, ...]
    flags: str = ""


class Alt(Struct, frozen=True):
    """Alternatives."""

    nodes: tuple[Node, ...]


Node = Chars | Text | Space | Empty | Edge | Repeat | Seq | Alt


def parse(pattern: str) -> Node:
    """Read a pattern of RE2's syntax.

    Raises:
        ValueError: the pattern is malformed, or has what RE2 or this reader lacks.

    >>> parse("Ab?")
    Seq(nodes=(Text(source='A', letters='a'), Repeat(node=Text(source='b', letters='b'), least=0, most=1, \
source='?')), flags='')
    """
    reader = _Reader(pattern)
    node = reader.alternatives()
    if reader.at < len(pattern):
        raise ValueError(f"the bracket at {reader.at} closes and never opens")
    return node


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def peek(self, size: int = 1) -> str:
        return self.pattern[self.at : self.at + size]

    def take(self, size: int = 1) -> str:
        taken = self.peek(size)
        if len(taken) < size:
            raise ValueError("the pattern ends too early")
        self.at += size
        return taken

    def until(self, mark: str) -> str:
        end = self.pattern.find(mark, self.at)
        if end < 0:
            raise ValueError(f"no {mark!r} closes what opens at {self.at}")
        taken, self.at = self.pattern[self.at : end], end + len(mark)
        return taken

    def alternatives(self) -> Node:
        options = [self.sequence()]
        while self.peek() == "|":
            self.take()
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Alt(tuple(options))

    def sequence(self) -> Seq:
        nodes: list[Node] = []
        while self.peek() not in ("", "|", ")"):
            if plain := _PLAIN.match(self.pattern, self.at):
                self.at = plain.end()
                nodes.append(Text(plain[0], plain[0].lower()))
            else:
                nodes.append(self.repeated(self.one()))
        return Seq(tuple(nodes))

    def repeated(self, node: Node) -> Node:
        mark, start = self.peek(), self.at
        if mark and mark in "*+?":
            self.take()
            least, most = (1 if mark == "+" else 0), (1 if mark == "?" else None)
        elif mark == "{" and self.pattern[self.at + 1 : self.at + 2].isdigit():
            self.take()
            low, comma, high = self.until("}").partition(",")
            least, most = int(low), (int(high) if high else None if comma else int(low))
        else:
            return node
        if self.peek() == "?":
            self.take()
        return Repeat(node, least, most, self.pattern[start : self.at])

    def one(self) -> Node:
        c = self.take()
        if c in "*+?":
            raise ValueError(f"nothing to repeat at {self.at - 1}")
        if c in ".^$":
            return Chars(c) if c == "." else Empty(c)
        if c in "([\\":
            return self.group() if c == "(" else self.chars() if c == "[" else self.escape()
        return _literal(c)

    def group(self) -> Node:
        flags = ""
        if self.peek() == "?":
            self.take()
            if self.peek() in ("P", "<"):
                self.until(">")
            elif self.peek() in ("=", "!"):
                raise ValueError("RE2 has no look-around")
            else:
                flags = self.until(":")  # flags need a group here: a bare (?i) has no colon
        if set(flags) - set("imsU-"):
            raise ValueError(f"unknown flags {flags!r}")
        node = self.alternatives()
        if self.peek() != ")":
            raise ValueError("a bracket opens and never closes")
        self.take()
        return Seq((node,), flags)

    def escape(self) -> Node:
        c = self.take()
        if c == "b":
            return Edge()
        if c in "BAz":
            return Empty("\\" + c)
        if c.lower() in _CLASSES:
            return Chars(f"[{'^' if c.isupper() else ''}{_CLASSES[c.lower()]}]", digits=c == "d")
        if c in "pP":
            source = self.property(c)
            return Chars(source, digits=source in (r"\p{Nd}", r"\p{N}", r"\pN"))
        return _literal(self.escaped(c))

    def escaped(self, c: str) -> str:
        """Give the character that an escape stands for."""
        if c == "x":
            code = self.until("}")[1:] if self.peek() == "{" else self.take(2)
            return chr(int(code, 16))
        if c in _CONTROLS:
            return _CONTROLS[c]
        if c.isalnum():
            raise ValueError(f"unknown escape \\{c}")
        return c

    def chars(self) -> Node:
        """Read a class of characters; its opening bracket is taken."""
        source, few, digits = "", set[str](), True
        negated = self.peek() == "^"
        if negated:
            self.take()
        first = True
        while first or self.peek() != "]":
            first = False
            text, members, numeric = self.member()
            source, digits = source + text, digits and numeric
            few |= members
        self.take()
        known = not negated and "" not in few and len(few) <= _MOST_CHARS
        return Chars(
            f"[{'^' if negated else ''}{source}]",
            frozenset(few) if known else None,
            digits=digits and not negated,
        )

    def member(self) -> tuple[str, set[str], bool]:
        """Read one member of a class: its source, its characters ('' among them: many), if all are digits."""
        c = self.take()
        if c == "[" and self.peek() == ":":
            return f"[{self.until(':]')}:]", {""}, False
        if c == "\\":
            c = self.take()
            if c in _CLASSES:
                return _CLASSES[c], {""}, c == "d"
            if c in "pP":
                return self.property(c), {""}, False
            c = self.escaped(c)
        if self.peek() == "-" and self.peek(2)[1:] not in ("", "]"):
            self.take()
            top = self.take()
            top = self.escaped(self.take()) if top == "\\" else top
            return f"{_quoted(c)}-{_quoted(top)}", {""}, c.isdigit() and top.isdigit()
        return _member(c)

    def property(self, c: str) -> str:
        """Read the name of a Unicode class behind ``\\p``."""
        letter = self.take()
        return f"\\{c}{{{self.until('}')}}}" if letter == "{" else f"\\{c}{letter}"


def _member(c: str) -> tuple[str, set[str], bool]:
    if _white(c):
        return " ", {" "}, False
    if c in _QUOTES:
        return "".join(map(_quoted, _QUOTES[c])), {""}, False
    return _quoted(c), {_lower(c)}, c.isdigit()


def _literal(c: str) -> Node:
    if _white(c):
        return Space()
    if c in _QUOTES:
        return Chars(f"[{_QUOTES[c]}]")
    return Text(_quoted(c), _lower(c))


def _lower(c: str) -> str:
    """Give a character in lower case; the Turkish İ, which would be two, as it is."""
    return c.lower() if len(c.lower()) == 1 else c


def _quoted(c: str) -> str:
    return "\\" + c if c in _SPECIAL else c


def _white(c: str) -> bool:
    return c.isspace() or c in "\u200b\ufeff"


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
