"""An extension of griffe: docstrings of this package as the Python reference of the site shows them.

Doctests become blocks of code, since their ``>>>`` would be quotations in Markdown, and an entry about several
arguments (``start, stop: ...``) becomes one for each. `mkdocs.yml` names this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import griffe

__all__ = ["Docstrings", "shown"]

_ENTRY = re.compile(r"(?P<indent> +)(?P<names>\w+(?:, \w+)+): ")


def shown(docstring: str) -> str:
    """Give a docstring as the reference shows it."""
    return "\n".join(_fenced(list(_apart(docstring.splitlines()))))


def _apart(lines: list[str]) -> Iterator[str]:
    """Repeat entries that are about several names, with the lines that belong to them."""
    row = 0
    while row < len(lines):
        entry, stop = _ENTRY.match(lines[row]), row + 1
        if entry:
            while stop < len(lines) and lines[stop].startswith(entry["indent"] + " "):
                stop += 1
            for name in entry["names"].split(", "):
                yield f"{entry['indent']}{name}: {lines[row][entry.end() :]}"
                yield from lines[row + 1 : stop]
        else:
            yield lines[row]
        row = stop


def _fenced(lines: list[str]) -> Iterator[str]:
    """Put fences around doctests, which end at a blank line."""
    inside = False
    for line in lines:
        if not inside and line.startswith(">>> "):
            inside = True
            yield "```pycon"
        elif inside and not line.strip():
            inside = False
            yield "```"
        yield line
    if inside:
        yield "```"


class Docstrings(griffe.Extension):
    """Rewrites every docstring that griffe reads."""

    def on_object(self, *, obj: Any, **kwargs: Any) -> None:
        """Rewrite the docstring of a module, class, function or attribute; griffe calls it."""
        if obj.docstring:
            obj.docstring.value = shown(obj.docstring.value)
