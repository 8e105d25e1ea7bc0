"""The truth about a corpus: lines of JSON, one for each document; and those of another generator, by type."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .documents import Document

__all__ = ["KEPT", "Member", "Pair", "Truth", "line", "read"]

KEPT = ("byline",)
"""Categories that are part of the article."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A copy and its source: what kind of copy it is, and for near-duplicates the share of edited words."""

    source: str
    copy: str
    kind: str


@dataclass(frozen=True, slots=True)
class Member:
    """A passage in a document; ``change`` is empty where the generator does not say."""

    document: str
    start: int
    stop: int
    change: str
    rate: float
    inherited: bool


@dataclass(slots=True)
class Truth:
    """What was planted.

    Attributes:
        pairs: copies.
        family: the source of every document that is, or has, a copy.
        passages: members by passage.
        backgrounds: ranges of paragraphs that articles of one site share, by document.
        furniture: ranges and categories, by document.
        forms: the form that a document fills.
    """

    pairs: list[Pair] = field(default_factory=list)
    family: dict[str, str] = field(default_factory=dict)
    passages: dict[int, list[Member]] = field(default_factory=lambda: defaultdict(list))
    backgrounds: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    furniture: dict[str, list[tuple[int, int, str]]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, int] = field(default_factory=dict)

    def add(self, row: dict[str, Any]) -> None:
        """Take in a line about a document."""
        name = row["id"]
        if row["source"]:
            near = row["kind"] == "near"
            self.pairs.append(Pair(row["source"], name, f"{row['rate']:.0%}" if near else row["kind"]))
            self.family[row["source"]] = self.family[name] = row["source"]
        if row["form"] >= 0:
            self.forms[name] = row["form"]
        for start, stop, what, group, change, rate, inherited in row["spans"]:
            if what == "passage":
                self.passages[group].append(Member(name, start, stop, change, rate, inherited))
            elif what == "background":
                self.backgrounds[name].append((start, stop))
            else:
                self.furniture[name].append((start, stop, what))

    def add_typed(self, row: dict[str, Any]) -> None:
        """Take in a line of a generator that writes ``pair``, ``group``, ``passage`` and ``boiler``."""
        if row["type"] == "pair":
            kind = "exact" if row["kind"] == "exact" else f"{row['rate']:.0%}"
            self.pairs.append(Pair(row["src"], row["dup"], kind))
        elif row["type"] == "group":
            self.family |= dict.fromkeys(row["ids"], row["ids"][0])
        elif row["type"] == "boiler":
            self.furniture[row["id"]] = [(start, stop, "other") for start, stop, _ in row["spans"]]
        elif row["type"] == "passage":
            self.passages[row["cluster"]] = [
                Member(m["id"], m["start"], m["end"], "", m["rate"], m["inherited"]) for m in row["members"]
            ]


def line(document: Document) -> str:
    """Write the truth about a document."""
    spans = [[s.start, s.stop, s.what, s.group, s.change, s.rate, s.inherited] for s in document.spans]
    row = {
        "id": document.id, "language": document.language, "kind": document.kind, "source": document.source,
        "rate": document.rate, "format": document.format, "form": document.form, "spans": spans,
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False) + "\n"


def read(path: Path) -> Truth:
    """Read a file of truth."""
    truth = Truth()
    with path.open(encoding="utf-8") as lines:
        rows: Iterable[dict[str, Any]] = map(json.loads, lines)
        for row in rows:
            (truth.add_typed if "type" in row else truth.add)(row)
    return truth
