"""Read rule packs: TOML files of phrases that boilerplate has, each phrase with examples and counter-examples.

`docs/rules.md` describes the keys of a rule. A pack is checked when it is read, so that an error in a pack of the user
stops a run before any work starts; the message names the file, the rule, the key and the value.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from chaffinch.errors import UsageError
from chaffinch.model import CATEGORIES
from chaffinch.storage import exchange

__all__ = ["SCOPES", "Rule", "packaged", "read", "read_all"]

SCOPES = ("line", "sentence", "bracket", "paragraph", "tail")
"""What a rule's finding takes: a whole block, a sentence, a bracket, a block by its start, all from there on."""

SCORE = 0.9
"""Score (0-1) of a rule that names none: above `HOLE_SCORE`, below that of a rule that may take a text of one line."""


def _one_of(names: Iterable[str]) -> msgspec.Meta:
    """Describe a string that is one of some names."""
    return msgspec.Meta(pattern=f"^({'|'.join(map(re.escape, names))})$")


_Filled = Annotated[str, msgspec.Meta(min_length=1)]
_Category = Annotated[str, _one_of(CATEGORIES)]
_Scope = Annotated[str, _one_of(SCOPES)]
_Score = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One phrase that boilerplate has.

    Attributes:
        id: the name of the rule, unique over all packs.
        category: one of `chaffinch.model.CATEGORIES`.
        scope: one of `SCOPES`.
        pattern: in RE2's syntax; a space matches any white space, a quotation mark any mark of its kind.
        score: how sure a finding is, 0-1.
        alone: false for a cue, which counts only beside another finding.
        amid: false for a sentence that counts only where no other one of its paragraph stays.
        source: where the pattern is from.
        yes: texts in which the rule must find something; ⟦⟧ enclose what it takes, all of the text if there are none.
        no: texts in which the rule must find nothing.
        replace: whether it stands in place of the rule of the package that has its id.
    """

    id: _Filled
    category: _Category
    scope: _Scope
    pattern: _Filled
    score: _Score = SCORE
    alone: bool = True
    amid: bool = True
    source: str = ""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    replace: bool = False


class _Pack(msgspec.Struct, forbid_unknown_fields=True):
    """Content of a file: its language, and its rules before they are checked one by one."""

    language: str = ""
    rule: list[dict[str, Any]] = []


_Checked = TypeVar("_Checked", Rule, _Pack)

_ALLOWED = {
    "id": "a text that is not empty",
    "category": f"one of {', '.join(CATEGORIES)}",
    "scope": f"one of {', '.join(SCOPES)}",
    "pattern": "a text that is not empty",
    "score": "a number from 0 to 1",
    "alone": "true or false",
    "amid": "true or false",
    "source": "a text",
    "yes": "a list of texts",
    "no": "a list of texts",
    "replace": "true or false",
    "language": "a text",
    "rule": "tables, each written as [[rule]]",
}
"""What the value of each key may be, for messages."""


def packaged() -> list[tuple[str, str]]:
    """Give name and text of the packs that come with the package, in order of their names."""
    folder = resources.files("chaffinch.boilerplate") / "packs"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return [(f.name, f.read_text(encoding="utf-8")) for f in files]


def read_all(paths: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Read the packs of the package and those at the paths given, in order of the rules' ids.

    Raises:
        UsageError: a file cannot be read, or a rule has an error; the message names the file, the rule and the key.
    """
    return _unique((name, rule) for name, text in packaged() + _at(paths) for rule in read(name, text))


def _at(paths: Sequence[str]) -> list[tuple[str, str]]:
    packs = []
    for path in paths:
        try:
            packs.append((path, exchange.fetch(Path(path)).read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"cannot read the rule pack {path}: {error}") from error
    return packs


def _unique(rules: Iterable[tuple[str, Rule]]) -> tuple[Rule, ...]:
    found: dict[str, tuple[str, Rule]] = {}
    for name, rule in rules:
        if rule.id in found and not rule.replace:
            raise UsageError(
                f"{name}: rule {rule.id}: {found[rule.id][0]} has a rule of this id; choose another id, or write "
                "replace = true to put this one in its place"
            )
        found[rule.id] = (name, rule)
    return tuple(found[key][1] for key in sorted(found))


def read(name: str, text: str) -> list[Rule]:
    """Read one pack from its text.

    Args:
        name: name of the file, for messages.
        text: TOML.

    Raises:
        UsageError: the text is no TOML, or a rule has an error.

    >>> read("x.toml", "[[rule]]\\nid = 'a'\\ncategory = 'social'\\nscope = 'line'\\npattern = 'share'")[0].score
    0.9
    >>> read("x.toml", "[[rule]]\\nid = 'a'\\ncategory = 'social'\\nscope = 'row'\\npattern = 'share'")
    Traceback (most recent call last):
    ...
    chaffinch.errors.UsageError: x.toml: rule a: scope = 'row'; allowed: one of line, sentence, bracket, paragraph, tail
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: the file is no valid TOML: {error}") from error
    rules = _checked(tree, _Pack, name).rule
    return [_checked(rule, Rule, f"{name}: rule {rule.get('id') or f'no. {i}'}") for i, rule in enumerate(rules, 1)]


def _checked(tree: Mapping[str, Any], kind: type[_Checked], place: str) -> _Checked:
    """Convert a table to a struct; an error becomes a UsageError that begins with ``place``."""
    try:
        return msgspec.convert(tree, kind)
    except msgspec.ValidationError as error:
        raise UsageError(f"{place}: {_explained(str(error), tree, kind.__struct_fields__)}") from error


def _explained(message: str, tree: Mapping[str, Any], known: Sequence[str]) -> str:
    """Say which key is wrong, what its value is, and what is allowed, given the message of msgspec."""
    key = re.search(r"`\$\.(\w+)", message)
    if key is None:  # of the table: "Object contains unknown field `scor`", "Object missing required field `id`"
        return f"{message.replace('Object', 'the table').replace('missing', 'lacks the')}; allowed: {', '.join(known)}"
    return f"{key[1]} = {tree[key[1]]!r}; allowed: {_ALLOWED[key[1]]}"
