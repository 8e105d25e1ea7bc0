"""Rule packs, read and compiled into one set."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import re2

from chaffinch.boilerplate.rules.compiled import Compiled, compiled, ready
from chaffinch.boilerplate.rules.hits import Atoms
from chaffinch.boilerplate.rules.openings import Openings
from chaffinch.boilerplate.rules.packs import Rule, read_all
from chaffinch.boilerplate.rules.ruleset import RuleSet
from chaffinch.boilerplate.rules.verify import Decider
from chaffinch.errors import UsageError

__all__ = ["compile_rules", "load"]

_PROGRAM = 8 << 20  # bytes RE2 may take for a pattern; its own default
_LARGE_PROGRAM = 64 << 20  # ... where that is too little


@lru_cache(maxsize=8)
def load(packs: tuple[str, ...] = ()) -> RuleSet:
    """Read and compile the packs of the package and those at the paths given; kept for the process.

    Raises:
        UsageError: a pack cannot be read, or has a wrong rule; says which and why.
    """
    kept = ready()
    if kept is None:
        return compile_rules(read_all(packs), checked=not packs)
    known = {rule.id for rule in kept}
    own = [rule for rule in read_all(packs) if rule.id not in known] if packs else []
    return _joined([*kept, *_checked(own)])


def compile_rules(rules: Sequence[Rule], *, checked: bool = False) -> RuleSet:
    """Compile rules.

    Args:
        rules: in any order.
        checked: whether RE2 is known to take all their patterns: each is then compiled when it is first needed.

    Raises:
        UsageError: RE2 refuses a pattern, or it has no literal to find it by.
    """
    return _joined([part for rule in rules for part in compiled(rule)] if checked else _checked(rules))


def _checked(rules: Sequence[Rule]) -> list[Compiled]:
    made = []
    for rule in rules:
        parts = compiled(rule)
        try:
            for part in parts:
                _regex(part)
        except UsageError as error:
            raise UsageError(f"{error}, in {rule.pattern!r}") from error
        made += parts
    return made


def _joined(made: Sequence[Compiled]) -> RuleSet:
    """Put compiled rules together."""
    rules = tuple(sorted(made, key=lambda rule: rule.id))
    _, first, which = np.unique([rule.id for rule in rules], return_index=True, return_inverse=True)
    scope = np.array([rule.scope for rule in rules], np.str_)
    return RuleSet(
        rules=rules,
        whole=first[which],
        names=pa.array([rule.id for rule in rules], pa.string()),
        scope=scope,
        category=np.array([rule.category for rule in rules], np.str_),
        score=np.array([rule.score for rule in rules], np.float64),
        alone=np.array([rule.alone for rule in rules], np.bool_),
        digits=np.array([rule.digits for rule in rules], np.bool_),
        reach=np.array([rule.reach for rule in rules], np.float64),
        atoms=Atoms.of([rule.atoms for rule in rules], inner=scope == "sentence"),
        openings=Openings.of(rules),
        decided=Decider(lambda place: _regex(rules[place])),
    )


def _regex(rule: Compiled) -> Any:
    for memory in (_PROGRAM, _LARGE_PROGRAM):
        try:
            return re2.compile(f"(?m:{rule.pattern})".encode(), _options(memory))
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
    raise UsageError(f"rule {rule.id}: {reason}")


def _options(memory: int) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.never_nl = True  # a line is a text
    options.log_errors = False
    options.max_mem = memory
    return options
