"""Rule packs, read and compiled into one automaton."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import ahocorasick_rs
import numpy as np
import re2

from chaffinch.boilerplate.atoms import atoms
from chaffinch.boilerplate.packs import Rule, read_all
from chaffinch.boilerplate.patterns import write
from chaffinch.boilerplate.reach import longest, needs_digit
from chaffinch.boilerplate.ruleset import RuleSet
from chaffinch.boilerplate.syntax import Node, parse
from chaffinch.errors import UsageError
from chaffinch.utf8 import WHITE_CLASS

__all__ = ["compile_rules", "load"]

_PROGRAM = 8 << 20  # bytes RE2 may take for a pattern; its own default
_LARGE_PROGRAM = 64 << 20  # ... where that is too little

# What may stand around the words of a line: bullets, pipes, arrows, dashes, brackets of links. Nothing that code has
# at the ends of its lines ("next;", "tags = {"), and no price
_LEAD = rf"(?:(?:[•·∙●○◦▪■□►▶‣※*|¦…–—_→←«‹\[\-]|[<>]+[{WHITE_CLASS}])[{WHITE_CLASS}]*)*"
_TRAIL = rf"(?:[{WHITE_CLASS}]*(?:[.:,!…|¦•·*–—_»›→←\]▼▾\-]|[{WHITE_CLASS}][<>]+))*"


@lru_cache(maxsize=8)
def load(packs: tuple[str, ...] = ()) -> RuleSet:
    """Read and compile the packs of the package and those at the paths given; kept for the process.

    Raises:
        UsageError: a pack cannot be read, or has a wrong rule; says which and why.
    """
    return compile_rules(read_all(packs), checked=not packs)


def compile_rules(rules: Sequence[Rule], *, checked: bool = False) -> RuleSet:
    """Compile rules.

    Args:
        rules: in any order.
        checked: whether RE2 is known to take all their patterns: each is then compiled when it is first needed.

    Raises:
        UsageError: RE2 refuses a pattern, or it has no literal to find it by.
    """
    rules = tuple(sorted(rules, key=lambda rule: rule.id))
    trees = [_tree(rule) for rule in rules]
    for rule, tree in () if checked else zip(rules, trees, strict=True):
        _regex(rule, tree)
    found = [atoms(tree, rule.scope) for rule, tree in zip(rules, trees, strict=True)]
    by_atom: dict[bytes, list[tuple[int, int, int, int]]] = {}
    for i, rule in enumerate(rules):
        if not found[i] and not (rule.scope == "line" and needs_digit(trees[i])):
            raise UsageError(f"rule {rule.id}: the pattern has no literal of a few letters that each match contains")
        for group, some in enumerate(found[i]):
            for atom in sorted(some):
                by_atom.setdefault(atom.data, []).append((i, atom.left, atom.right, group))
    keys = sorted(by_atom)
    sizes = [len(by_atom[key]) for key in keys]
    owners = np.array([owner for key in keys for owner in by_atom[key]], np.int64).reshape(-1, 4)
    return RuleSet(
        rules=rules,
        compiled=lambda place: _regex(rules[place], trees[place]),
        scope=np.array([rule.scope for rule in rules], np.str_),
        category=np.array([rule.category for rule in rules], np.str_),
        digits=np.array([needs_digit(tree) for tree in trees], np.bool_),
        reach=np.array([longest(tree) for tree in trees], np.float64),
        automaton=ahocorasick_rs.BytesAhoCorasick(keys, implementation=ahocorasick_rs.Implementation.ContiguousNFA),
        edges=np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))),
        owners=owners[:, 0],
        left=owners[:, 1].astype(np.int8),
        right=owners[:, 2].astype(np.int8),
        group=owners[:, 3],
        groups=np.array([len(groups) for groups in found], np.int64),
        numeric=np.array([i for i in range(len(rules)) if not found[i]], np.int64),
    )


def _tree(rule: Rule) -> Node:
    try:
        return parse(rule.pattern)
    except ValueError as error:
        raise UsageError(f"rule {rule.id}: {error}, in {rule.pattern!r}") from error


def _regex(rule: Rule, tree: Node) -> Any:
    source = write(tree)
    if rule.scope == "line":
        source = f"^{_LEAD}(?:{source}){_TRAIL}$"
    elif rule.scope in ("paragraph", "tail"):
        source = f"^{_LEAD}(?:{source})"
    for memory in (_PROGRAM, _LARGE_PROGRAM):
        try:
            return re2.compile(source.encode(), _options(memory))
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
    raise UsageError(f"rule {rule.id}: {reason}, in {rule.pattern!r}")


def _options(memory: int) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.dot_nl = True
    options.log_errors = False
    options.max_mem = memory
    return options
