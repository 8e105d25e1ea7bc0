"""Write ``docs/json.md``, which describes what every command prints with ``--json``, from the values of the package.

    python tools/json_page.py

Names, types and meanings are those of the fields of the values that are printed. ``tests/test_docs.py`` fails where the
page differs, and where a command prints other keys.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from chaffinch.cli.environment import Environment, Extra, Library, Program
from chaffinch.html import LeftOut
from chaffinch.model import Finding, Passage
from chaffinch.report import explanation, pairs, repeated, report, restoration, shared, tuning
from chaffinch.report.run_difference import Changed, Difference, Instance, Setting
from chaffinch.runs import Answer, Cut

__all__ = ["COMMANDS", "PAGE", "keys", "main", "written"]

PAGE = Path(__file__).resolve().parents[1] / "docs" / "json.md"

VALUES: tuple[Any, ...] = (
    report.Summary, report.Reason, report.Example, report.Repeated, report.Site, report.Failed, report.FailedFile,
    explanation.Explanation, explanation.Segment, explanation.Repetition, explanation.Twin, explanation.Copy,
    repeated.Cluster, repeated.Member, Passage, Finding, LeftOut, restoration.Restored, restoration.Unrestored,
    Cut, Answer, pairs.Pair, pairs.Bar, shared.Shared,
    tuning.Tuning, tuning.Reviewed, tuning.Estimate, tuning.Threshold, tuning.Near, tuning.Proposal,
    Difference, Changed, Instance, Setting, Environment, Library, Extra, Program,
)  # fmt: skip
"""The values that are printed, in the order of the page."""

MORE = {"Summary": {"kept_share": ("number", "the share of all characters that the cleaned corpus has")}}
"""Keys that are properties of a value."""

COMMANDS = {
    "clean": "a `Summary`; also of a run that read nothing, or that the guard stopped (exit code 1)",
    "dedup": "the same as `clean`",
    "decide": "a `Summary`",
    "explain": "an `Explanation`",
    "cuts": "a list of `Cut`",
    "undo": "a list of `Answer`",
    "review": "a list of `Answer`: what was answered; the link goes to stderr",
    "tune": "a `Tuning`",
    "diff": "a `Difference`",
    "passages": "a list of `Cluster`; with `--pairs` a list of `Pair`, with `--histogram` a list of `Bar`",
    "report": "an object: `file` (its path) and `bytes` (a number)",
    "restore": "a `Restored`",
    "index build": "an object of numbers: `added`, `replaced`, `known`, `failed` of the input, and `documents` of the "
    "index",
    "index add": "the same as `index build`",
    "index query": "a list of `Shared`",
    "index retract": "an object: `retracted` and `documents` (numbers)",
    "index info": "an object: `documents`, `characters`, `bytes`, `format` (numbers) and `version`",
    "compare": "a list of `Shared`",
    "rules": "a list of `language`, `category` and `rules` (how many there are)",
    "rules show": "a list of rules: `id`, `category`, `scope`, `score`, `alone`, `amid`, `pattern`, and examples: "
    "`yes`, `no`; of a rule that is code `id` and what it `finds`",
    "rules check": "a list of `rule` and `fault`, empty if all examples hold",
    "doctor": "an `Environment`",
}
"""What each command prints with ``--json``."""

_PLAIN = {str: "text", int: "number", float: "number", bool: "true or false", type(None): "null"}
_NAMED = re.compile(
    r"^        (?P<names>[a-z_]+(?:, [a-z_]+)*): (?P<meaning>(?:.|\n(?! {8}[a-z_, ]+: |\s*\n|    \w))*)", re.MULTILINE
)

_TOP = """# What `--json` prints

One JSON document on stdout, in UTF-8, and nothing else: progress is off, and warnings and errors go to stderr. The exit
code is that without `--json`. Offsets are half-open ranges of code points of the text as it was read. Keys are only
added, never renamed or taken away, within a major version. Written by `tools/json_page.py`.

| command | prints |
| --- | --- |
"""


def keys(value: Any) -> list[str]:
    """Give the keys of the object that a value is printed as."""
    return [*(field.name for field in fields(value)), *MORE.get(value.__name__, ())]


def _meanings(value: Any) -> dict[str, str]:
    found = {}
    for match in _NAMED.finditer(value.__doc__ or ""):
        for name in match["names"].split(", "):
            found[name] = " ".join(match["meaning"].replace("``", "`").split())
    return found


def _kind(hint: Any) -> str:
    if is_dataclass(hint):
        return f"`{getattr(hint, '__name__', '')}`"
    if hint in _PLAIN:
        return _PLAIN[hint]
    inner = [one for one in get_args(hint) if one is not Ellipsis]
    if isinstance(get_origin(hint), type) and get_origin(hint) in (tuple, list):
        return f"list of {_kind(inner[0])}"
    if get_origin(hint) is not None and "Mapping" in str(get_origin(hint)):
        return f"object of {_kind(inner[1])}"
    return " or ".join(map(_kind, inner))


def _block(value: Any) -> str:
    meanings, hints = _meanings(value), get_type_hints(value, vars(inspect.getmodule(value)))
    about = " ".join(((value.__doc__ or "").split("\n\n")[0].split("\n    Attributes")[0]).replace("``", "`").split())
    rows = [f"| `{f.name}` | {_kind(hints[f.name])} | {meanings.get(f.name, '')} |" for f in fields(value)]
    rows += [f"| `{name}` | {kind} | {meaning} |" for name, (kind, meaning) in MORE.get(value.__name__, {}).items()]
    return "\n".join(
        (f"## {value.__name__}", "", about, "", "| key | value | meaning |", "| --- | --- | --- |", *rows, "")
    )


def written() -> str:
    """Give the content of the page."""
    commands = "".join(f"| `{name}` | {prints} |\n" for name, prints in COMMANDS.items())
    return f"{_TOP}{commands}\n" + "\n".join(map(_block, VALUES))


def main() -> None:
    """Write the page."""
    PAGE.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
