"""The rules that find boilerplate, listed and checked for people."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from chaffinch.errors import UsageError
from chaffinch.report.terminal import many, shown

if TYPE_CHECKING:
    from rich.console import Console

    from chaffinch.boilerplate.rules import Rule

__all__ = ["check_packs", "own_rules", "packs_of", "rules_like", "show_faults", "show_packs", "show_rules"]

_WIDE = 76  # columns of an example


def rules_like(patterns: Sequence[str], packs: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Give the rules of the package and of packs whose ids match a pattern, in order of their ids.

    Those that are code come first: of them ``id`` and ``finds`` are known.

    Args:
        patterns: of ids; ``*`` stands for any letters. Without any, all rules of the packs match.
        packs: paths of packs of the user.

    Raises:
        UsageError: a pattern matches none, a pack cannot be read, or neither patterns nor packs are given.
    """
    from chaffinch.boilerplate.rules import CODE_RULES, read_all

    if not patterns and not packs:
        raise UsageError("name a rule, such as 'en.social.*', or a pack of your own: --pack mine.toml")
    rules = read_all(tuple(packs))
    patterns = patterns or [rule.id for rule in own_rules(packs)]
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(name, pattern) for name in chain((rule.id for rule in rules), CODE_RULES)):
            if pattern.startswith("template."):
                raise UsageError(
                    f"{pattern!r} is a template that a run learned of a site, no rule: its pattern and pages are in "
                    "templates.parquet of that run, and `chaffinch cuts RUN --rule TEMPLATE` shows what it cut"
                )
            raise UsageError(
                f"no rule is called {pattern!r}; `chaffinch rules` lists how they begin, and --pack reads your own"
            )
    found = [rule for rule in rules if any(fnmatch.fnmatchcase(rule.id, pattern) for pattern in patterns)]
    names = ("id", "category", "scope", "score", "alone", "amid", "pattern", "yes", "no")
    others = sorted({name for pattern in patterns for name in fnmatch.filter(CODE_RULES, pattern)})
    made = [{"id": name, "finds": CODE_RULES[name]} for name in others]
    return made + [{name: getattr(rule, name) for name in names} for rule in found]


def packs_of(packs: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Give how many rules each language has in each category, with those of packs at the paths given.

    Raises:
        UsageError: a pack cannot be read, or has an error.
    """
    from chaffinch.boilerplate.rules import read_all

    counts = Counter((rule.id.partition(".")[0], rule.category) for rule in read_all(tuple(packs)))
    return [{"language": name, "category": kind, "rules": counts[name, kind]} for name, kind in sorted(counts)]


def show_packs(console: Console, packs: Sequence[str] = ()) -> None:
    """Print how many rules each language has, by category, with those of packs at the paths given.

    Raises:
        UsageError: a pack cannot be read, or has an error.
    """
    from rich.table import Table

    counts = {(one["language"], one["category"]): one["rules"] for one in packs_of(packs)}
    table = Table("language", "rules", "categories", box=None, pad_edge=False)
    for language in sorted({name for name, _ in counts}):
        of = {category: count for (name, category), count in counts.items() if name == language}
        listed = ", ".join(
            f"{category} {count}" for category, count in sorted(of.items(), key=lambda item: (-item[1], item[0]))
        )
        table.add_row(language, str(sum(of.values())), listed)
    console.print(table)
    console.print(
        "xx: rules for texts of all languages. A rule by name: chaffinch rules show 'en.social.*'", highlight=False
    )


def show_rules(console: Console, rules: Sequence[dict[str, Any]]) -> None:
    """Print rules, each with what it takes and an example."""
    for rule in rules:
        if "finds" in rule:
            console.print(f"{rule['id']}  code, no pattern; finds {rule['finds']}", highlight=False, markup=False)
            continue
        cue = "" if rule["alone"] else ", only beside another finding"
        cue += "" if rule["amid"] else ", alone in its paragraph"
        console.print(
            f"{rule['id']}  {rule['category']}, takes a {rule['scope']}, score {rule['score']:g}{cue}", highlight=False
        )
        for example in rule["yes"][:2]:
            console.print(f"  finds   {shown(example)[:_WIDE]}", highlight=False, markup=False)
        for example in rule["no"][:1]:
            console.print(f"  leaves  {shown(example)[:_WIDE]}", highlight=False, markup=False)


def own_rules(paths: Sequence[str]) -> list[Rule]:
    """Give the rules of packs that are not rules of the package.

    Raises:
        UsageError: a pack cannot be read, or has an error.
    """
    from chaffinch.boilerplate.rules import read_all

    packaged = set(read_all())
    return [rule for rule in read_all(tuple(paths)) if rule not in packaged]


def check_packs(paths: Sequence[str]) -> list[tuple[str, str]]:
    """Give the examples that do not hold, as id of the rule and what is wrong; those of rules without examples, too.

    Raises:
        UsageError: a pack cannot be read, or has an error.
    """
    from chaffinch.boilerplate.rules import faults

    own = own_rules(paths)
    found = [(rule.id, fault) for rule in own for fault in faults(rule)]
    return found + [(rule.id, "has no example in yes: nothing shows what it finds") for rule in own if not rule.yes]


def show_faults(console: Console, faults: Sequence[tuple[str, str]], paths: Sequence[str]) -> None:
    """Print what is wrong with rule packs."""
    for rule, fault in faults:
        console.print(f"{rule}: {shown(fault)}", highlight=False, markup=False)
    if not faults:
        console.print(f"{many(len(paths), 'pack')} in order: all examples hold", highlight=False)
