"""Say how digests or rows differ, for a person to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from digesting import VERSIONS, Digests, rows_of

__all__ = ["changes", "row_changes", "version_changes"]

_LONGEST = 300
"""Characters of a row that are shown."""


def changes(before: Digests, now: Digests) -> dict[str, str]:
    """Give by the name of each table or file that differs how it does.

    >>> changes({"t": {"rows": 2, "a": "77", "b": "f0"}}, {"t": {"rows": 2, "a": "77", "b": "01"}})
    {'t': '2 rows; columns that differ: b'}
    """
    names = list(dict.fromkeys([*before, *now]))
    return {name: _change(before.get(name), now.get(name)) for name in names if before.get(name) != now.get(name)}


def _change(before: dict[str, object] | None, now: dict[str, object] | None) -> str:
    if before is None or now is None:
        one = now or before or {}
        return f"{'is new' if now else 'is missing'} ({one.get('rows', 0)} rows)"
    columns = [c for c in dict.fromkeys([*before, *now]) if c != "rows" and before.get(c) != now.get(c)]
    was, are = before.get("rows"), now.get("rows")
    rows = "" if was is None else f"{was} rows; " if was == are else f"{was} -> {are} rows; "
    return f"{rows}columns that differ: {', '.join(columns) or 'none'}"


def version_changes(before: Digests, now: Digests) -> str:
    """Say which packages have other versions than those that digests were written with; nothing if none has."""
    old, new = before.get(VERSIONS, {}), now.get(VERSIONS, {})
    changed = [f"{name} {old.get(name)} then, {new[name]} here" for name in new if old.get(name) != new[name]]
    return f"other versions: {'; '.join(changed)}" if changed else ""


def row_changes(before: Path, now: Path, name: str, most: int = 3) -> list[str]:
    """Give some rows that only one of two run folders has in a table or file, marked - or +; what differs comes first."""
    old, new = (rows_of(folder, name) if (folder / name).exists() else {} for folder in (before, now))
    names = sorted(dict.fromkeys([*old, *new]), key=lambda column: old.get(column) == new.get(column))
    was, are = (Counter(_rows(columns, names, one_row=name == "run.toml")) for columns in (old, new))
    return [
        f"{mark} {row[:_LONGEST]}"
        for mark, rows in (("-", was - are), ("+", are - was))
        for row in list(rows.elements())[:most]
    ] or ["the rows are the same, in another order"]


def _rows(columns: Mapping[str, Sequence[str]], names: Sequence[str], *, one_row: bool) -> Iterator[str]:
    """Write rows; of a table of one long row each column by itself."""
    if one_row:
        yield from (f"{key} = {values[0]}" for key, values in columns.items())
        return
    there = [name for name in names if name in columns]
    for values in zip_longest(*(columns[name] for name in there), fillvalue="null"):
        yield _row(there, values)


def _row(names: Sequence[str], values: Sequence[str]) -> str:
    if len(names) == 1:
        return values[0].rstrip("\n")
    return " ".join(f"{name}={value}" for name, value in zip(names, values, strict=True) if value != "null")
