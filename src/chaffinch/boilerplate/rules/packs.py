"""Rule packs: TOML files of phrases, each with its examples, read and checked.

Patterns of rules: written for RE2, which reads text whose white space is narrowed to single spaces.

So a space of a pattern stands for any white space (line ends of wrapped paragraphs and no-break spaces too); a word
boundary is one between any letters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from chaffinch.boilerplate.rules.syntax import WORD, Alt, Chars, Edge, Empty, Node, Repeat, Seq, Space, Text
from chaffinch.errors import UsageError
from chaffinch.model import CATEGORIES
from chaffinch.storage import exchange

__all__ = ["Rule", "packaged", "read_all", "write"]


SCOPES = ("line", "sentence", "bracket", "paragraph", "tail")
"""What a rule's finding takes: a whole unit, a sentence, a bracket, a unit by its start, all from there on."""

_SCORE = 0.9
_PACK_KEYS = ("language", "rule")
_RULE_KEYS = {
    "id": str, "category": str, "scope": str, "pattern": str, "score": float, "alone": bool, "source": str,
    "yes": list, "no": list,
}  # fmt: skip
_NEEDED = ("id", "category", "scope", "pattern")


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase that boilerplate has.

    Attributes:
        id: its name, unique over all packs.
        category: one of `chaffinch.model.CATEGORIES`.
        scope: one of `SCOPES`.
        pattern: RE2's syntax; a space is any white space, a quote mark any of its kind.
        score: how sure, 0-1.
        alone: false for a cue, which counts only beside another finding.
        source: where the pattern is from.
        yes: texts where it must find; ⟦⟧ enclose what it takes, all if there are none.
        no: texts where it must find nothing.
    """

    id: str
    category: str
    scope: str
    pattern: str
    score: float = _SCORE
    alone: bool = True
    source: str = ""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


def packaged() -> list[tuple[str, str]]:
    """Give name and text of the packs that come with the package, in order of their names."""
    folder = resources.files("chaffinch.boilerplate") / "packs"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return [(f.name, f.read_text(encoding="utf-8")) for f in files]


def read_all(paths: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Read the packs of the package and those at the paths given, in order of the rules' ids.

    Raises:
        UsageError: a file cannot be read, or a rule is wrong; says which and why.
    """
    return _unique((name, rule) for name, text in packaged() + _at(paths) for rule in read(name, text))


def _at(paths: Sequence[str]) -> list[tuple[str, str]]:
    packs = []
    for path in paths:
        try:
            packs.append((path, exchange.here(Path(path)).read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"cannot read the rule pack {path}: {error}") from error
    return packs


def _unique(rules: Iterable[tuple[str, Rule]]) -> tuple[Rule, ...]:
    found: dict[str, tuple[str, Rule]] = {}
    for name, rule in rules:
        if rule.id in found:
            raise UsageError(f"{name}: rule {rule.id}: the id is taken by a rule of {found[rule.id][0]}")
        found[rule.id] = (name, rule)
    return tuple(found[key][1] for key in sorted(found))


def read(name: str, text: str) -> list[Rule]:
    """Read one pack from its text.

    Args:
        name: the file's, for messages.
        text: TOML.

    >>> read("x.toml", "[[rule]]\\nid = 'a'\\ncategory = 'social'\\nscope = 'line'\\npattern = 'share'")[0].score
    0.9
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: no valid TOML: {error}") from error
    _known(name, tree, _PACK_KEYS)
    entries = tree.get("rule", [])
    if not isinstance(entries, list):
        raise UsageError(f"{name}: rules are written as [[rule]]")
    return [_rule(name, place, entry) for place, entry in enumerate(entries, 1)]


def _rule(name: str, place: int, entry: Any) -> Rule:
    where = f"{name}: rule {entry.get('id', f'no. {place}') if isinstance(entry, dict) else place}"
    if not isinstance(entry, dict):
        raise UsageError(f"{where}: rules are written as [[rule]]")
    _known(where, entry, tuple(_RULE_KEYS))
    for key in _NEEDED:
        if not entry.get(key):
            raise UsageError(f"{where}: {key} is missing")
    for key, value in entry.items():
        _typed(where, key, value)
    _one_of(where, "category", entry["category"], CATEGORIES)
    _one_of(where, "scope", entry["scope"], SCOPES)
    if not 0 <= entry.get("score", _SCORE) <= 1:
        raise UsageError(f"{where}: score = {entry['score']}; from 0 to 1")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Rule(**values)


def _known(where: str, entry: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in entry:
        if key not in known:
            raise UsageError(f"{where}: unknown key {key!r}; known: {', '.join(known)}")


def _typed(where: str, key: str, value: Any) -> None:
    kind = _RULE_KEYS[key]
    fits = isinstance(value, int | float) and not isinstance(value, bool) if kind is float else isinstance(value, kind)
    if not fits or (kind is list and not all(isinstance(v, str) for v in value)):
        raise UsageError(
            f"{where}: {key} = {value!r}; a {'list of strings' if kind is list else kind.__name__} is needed"
        )


def _one_of(where: str, key: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise UsageError(f"{where}: {key} = {value!r}; one of: {', '.join(allowed)}")


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
