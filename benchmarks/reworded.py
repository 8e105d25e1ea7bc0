"""Find reworded passages with labels: PAN 2013 text alignment (Potthast et al. 2013), by kind of obfuscation.

    python benchmarks/reworded.py FOLDER [--sensitivity default] [--corpus]

FOLDER holds the corpora, each with ``susp/``, ``src/`` and a folder with ``pairs`` and labels for each kind. Passages
of 150 characters and more count, as in the task. ``--corpus`` looks for the pairs too, among all documents.
Prints plagdet, precision, recall and granularity, macro-averaged over cases (Potthast et al. 2010).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
from measuring import machine, table, versions
from publishing import add_publish, publish

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
import chaffinch as cf

SHORTEST = 150
"""Characters of the shortest passage, on average of its two sides."""

KINDS = {"no": "none", "random": "random", "translation": "translation", "summary": "summary"}


class Span(NamedTuple):
    """A passage of one text and its twin in another; ``pair`` counts the pairs of the benchmark."""

    pair: int
    start: int
    stop: int
    other_start: int
    other_stop: int

    def meets(self, other: Span) -> bool:
        """Tell whether both overlap in both texts."""
        here = self.start < other.stop and other.start < self.stop
        return here and self.other_start < other.other_stop and other.other_start < self.other_stop


class Labels(NamedTuple):
    """The pairs of texts, their kind of obfuscation (or "nothing"), and their true passages."""

    names: list[str]
    pairs: list[tuple[int, int]]
    kinds: list[str]
    cases: list[Span]


def read(folder: Path) -> Labels:
    """Read all corpora below a folder."""
    names: dict[str, int] = {}
    found = Labels([], [], [], [])
    for listing in sorted(folder.glob("**/pairs")):
        kind = KINDS.get(listing.parent.name.split("-")[1], "nothing") if "no-plag" not in listing.parent.name else ""
        for line in listing.read_text().splitlines():
            one, other = (Path(name) for name in line.split())
            places = [listing.parent.parent / side / name for side, name in (("susp", one), ("src", other))]
            numbers = [names.setdefault(str(place), len(names)) for place in places]
            root = ElementTree.parse(listing.parent / f"{one.stem}-{other.stem}.xml").getroot()
            found.cases.extend(_cases(root, len(found.pairs)))
            found.pairs.append((numbers[0], numbers[1]))
            found.kinds.append(kind or "nothing")
    return found._replace(names=list(names))


def _cases(root: ElementTree.Element, pair: int) -> list[Span]:
    rows = []
    for feature in root.iter("feature"):
        if feature.get("name") == "plagiarism":
            start, size, other, length = (
                int(feature.get(f"{side}_{what}", "0")) for side in ("this", "source") for what in ("offset", "length")
            )
            rows.append(Span(pair, start, start + size, other, other + length))
    return rows


def find(texts: list[str], labels: Labels, sensitivity: str, *, corpus: bool) -> list[Span]:
    """Find the passages of the pairs, as spans of them."""
    found = cf.find_passages(texts, sensitivity=sensitivity, pairs=None if corpus else labels.pairs).to_arrow()
    place = {pair: number for number, pair in enumerate(labels.pairs)}
    spans = []
    for row in found.select([n for n in found.schema.names if n not in ("letters", "similarity")]).to_pylist():
        left, right = ((row[side], row[f"{side}_start"], row[f"{side}_stop"]) for side in ("left", "right"))
        for one, other in ((left, right), (right, left)):
            if (one[0], other[0]) in place:
                spans.append(Span(place[one[0], other[0]], *one[1:], *other[1:]))
    return [s for s in spans if s.stop - s.start + s.other_stop - s.other_start >= 2 * SHORTEST]


def covered(span: Span, others: list[Span]) -> float:
    """Give the share of a span's characters, both texts together, that others cover."""
    sides = [(span.start, span.stop, [(o.start, o.stop) for o in others])]
    sides += [(span.other_start, span.other_stop, [(o.other_start, o.other_stop) for o in others])]
    count = 0
    for start, stop, ranges in sides:
        mask = np.zeros(stop - start, np.bool_)
        for a, b in ranges:
            mask[max(a - start, 0) : max(b - start, 0)] = True
        count += int(mask.sum())
    return count / (span.stop - span.start + span.other_stop - span.other_start)


def score(cases: list[Span], found: list[Span]) -> tuple[float, float, float, float]:
    """Give plagdet, precision, recall and granularity."""
    of: list[defaultdict[int, list[Span]]] = [defaultdict(list) for _ in range(2)]
    for side, spans in enumerate((cases, found)):
        for span in spans:
            of[side][span.pair].append(span)
    hits = [[f for f in of[1][case.pair] if f.meets(case)] for case in cases]
    true = [[c for c in of[0][span.pair] if c.meets(span)] for span in found]
    recall = float(np.mean([covered(c, h) for c, h in zip(cases, hits, strict=True)] or [0]))
    precision = float(np.mean([covered(f, t) for f, t in zip(found, true, strict=True)] or [0]))
    granularity = float(np.mean([len(h) for h in hits if h] or [1]))
    both = 2 * precision * recall / max(precision + recall, 1e-9)
    return both / float(np.log2(1 + granularity)), precision, recall, granularity


def main() -> None:
    """Find, score and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sensitivity", default="high", choices=("default", "high"))
    parser.add_argument("--corpus", action="store_true", help="look for the pairs too")
    add_publish(parser)
    arguments = parser.parse_args()
    labels = read(arguments.folder)
    texts = [Path(name).read_bytes().decode("utf-8-sig") for name in labels.names]
    began = time.monotonic()
    found = find(texts, labels, arguments.sensitivity, corpus=arguments.corpus)
    seconds = time.monotonic() - began
    lines, figures = [], {}
    for kind in (*KINDS.values(), "entire"):
        chosen = {i for i, k in enumerate(labels.kinds) if kind in (k, "entire")}
        sides = ([s for s in spans if s.pair in chosen] for spans in (labels.cases, found))
        figures[kind] = score(*sides)
        lines.append([kind, *(f"{value:.4f}" for value in figures[kind])])
    print(machine())
    print(versions("chaffinch", "numpy", "pyarrow", "rapidfuzz"))
    size = sum(map(len, texts)) / 1e6
    print(f"{len(texts)} texts, {size:.0f} million characters, {len(labels.pairs)} pairs: {seconds:.0f} s, one process")
    print(table([["obfuscation", "plagdet", "precision", "recall", "granularity"], *lines]))
    if arguments.publish:
        name = f"reworded-{arguments.sensitivity}{'-corpus' if arguments.corpus else ''}"
        found_all = {"texts": len(texts), "pairs": len(labels.pairs), "kinds": figures}
        publish(name, found_all, "chaffinch", "numpy", "pyarrow", "rapidfuzz", places={arguments.folder: "PAN"})


if __name__ == "__main__":
    main()
