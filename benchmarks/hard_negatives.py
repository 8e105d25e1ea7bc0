"""Match pairs of texts that are alike and must stay apart: how many are joined, by kind, and how near the others come.

    python benchmarks/hard_negatives.py [--data FOLDER]

The pairs are in ``tests/cases``: written ones, and references to texts of public data sets, whose archives are in the
folder given. Labels are by reading: ``apart``, ``same``, ``left-in-right`` and ``right-in-left``.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import sys
import tarfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measuring import machine, table, versions
from publishing import add_publish, publish

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
import chaffinch as cf
from chaffinch.config import DocumentConfig

__all__ = [
    "ARCHIVES",
    "CASES",
    "Outcome",
    "Pair",
    "Reference",
    "judge",
    "referenced",
    "references",
    "summary",
    "written",
]

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
LEAST = 0.3  # matches below it have no row


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and what a reader says of them.

    Attributes:
        name: its id among the cases.
        kind: what the texts are.
        label: ``apart``, ``same``, ``left-in-right`` or ``right-in-left``.
        known: why the matcher decides otherwise, where that is known; else empty.
        left, right: the texts.
    """

    name: str
    kind: str
    label: str
    known: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A pair whose texts are in a data set: the ids there, and the rest as in `Pair`."""

    set: str
    left: str
    right: str
    kind: str
    label: str
    known: str
    note: str

    @property
    def name(self) -> str:
        """The data set and both ids, without folders and endings."""
        short = [
            text.removesuffix(".txt").replace("_corpus/src/source-document", "-") for text in (self.left, self.right)
        ]
        return f"{self.set} {short[0]} | {short[1]}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found of a pair.

    Attributes:
        pair: the two texts.
        coverage: of the left and of the right one, in one corpus of all pairs.
        decision: by that, in the words of the labels.
        alone: the decision when the two are the only texts.
        grouped: whether they are in one group of near-duplicates, directly or by way of others.
    """

    pair: Pair
    coverage: tuple[float, float]
    decision: str
    alone: str
    grouped: bool

    @property
    def right(self) -> bool:
        """Whether it is what the reader says, both ways."""
        return self.decision == self.alone == self.pair.label and self.grouped == (self.pair.label == "same")

    def __str__(self) -> str:
        found = self.decision if self.decision == self.alone else f"{self.decision}, alone {self.alone}"
        if self.grouped and self.decision != "same":
            found += ", in one group"
        coverage = " and ".join(f"{c:.2f}" for c in self.coverage)
        return f"{self.pair.kind}: {self.pair.name}: {self.pair.label} by reading, found {found} ({coverage} covered)"


def written(path: Path = CASES / "hard_negatives.toml") -> list[Pair]:
    """Read the pairs that were written as cases: two texts, or a form with two sets of fillings."""
    return [_written(row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["pair"]]


def _written(row: dict[str, Any]) -> Pair:
    texts = [row["text"].format(**row[side]) if "text" in row else row[side] for side in ("left", "right")]
    return Pair(row["id"], row["kind"], row["label"], row.get("known", ""), *(text.strip() for text in texts))


def references(path: Path = CASES / "hard_negatives.tsv") -> list[Reference]:
    """Read the pairs that are references to data sets."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Reference(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def referenced(rows: Sequence[Reference], data: Path) -> list[Pair]:
    """Fetch the texts of references from the archives in a folder."""
    texts: dict[tuple[str, str], str] = {}
    for name in sorted({row.set for row in rows}):
        names = {text for row in rows if row.set == name for text in (row.left, row.right)}
        archive, read = ARCHIVES[name]
        texts |= {(name, key): text for key, text in read(data / archive, names) if key in names}
    return [
        Pair(row.name, row.kind, row.label, row.known, texts[row.set, row.left], texts[row.set, row.right])
        for row in rows
    ]


Texts = Iterator[tuple[str, str]]


def _members(archive: Path, names: set[str]) -> Texts:
    """Give the named members of an archive; it is read once from end to end."""
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.name in names and (file := tar.extractfile(member)):
                yield member.name, file.read().decode("utf-8")


def _files(archive: Path, names: set[str], folder: str) -> Texts:
    for name, text in _members(archive, {folder + key for key in names}):
        yield name.removeprefix(folder), text


def _versions(archive: Path, names: set[str]) -> Texts:
    return _files(archive, names, "versions/")


def _pan13(archive: Path, names: set[str]) -> Texts:
    return _files(archive, names, "pan13/")


def _wcxb(archive: Path, names: set[str]) -> Texts:
    folder = "wcxb/dev/ground-truth/"
    for name, text in _members(archive, {f"{folder}{key}.json" for key in names}):
        yield name.removeprefix(folder).removesuffix(".json"), json.loads(text)["ground_truth"]["main_content"]


def _aeb(archive: Path, names: set[str]) -> Texts:
    del names  # one file has all pages
    for _, text in _members(archive, {"aeb/ground-truth.json"}):
        yield from ((key, page["articleBody"]) for key, page in json.loads(text).items())


def _lines(archive: Path, names: set[str]) -> Texts:
    del names  # looked up by the caller
    with lzma.open(archive, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield record["id"], "\n".join(record["text"])


ARCHIVES: dict[str, tuple[str, Callable[[Path, set[str]], Texts]]] = {
    "aeb": ("aeb.tar.xz", _aeb),
    "l3s": ("l3s_trafilatura_lines.jsonl.xz", _lines),
    "pan13": ("pan13.tar.xz", _pan13),
    "turku": ("turku_lines.jsonl.xz", _lines),
    "versions": ("versions.tar.xz", _versions),
    "wcxb": ("wcxb_dev.tar", _wcxb),
}
"""The archive of each data set, and how the texts of some ids are got from it; it may give more than those."""


def judge(pairs: Sequence[Pair]) -> list[Outcome]:
    """Match all texts as one corpus, and each pair by itself."""
    place: dict[str, int] = {}  # a text that is in several pairs is there once
    for pair in pairs:
        for text in (pair.left, pair.right):
            place.setdefault(text, len(place))
    found = _coverages(list(place))
    limit = DocumentConfig().coverage
    groups = cf.find_duplicates(list(place)).groups()
    group = {number: i for i, members in enumerate(groups) for number in members}
    outcomes = []
    for pair in pairs:
        a, b = place[pair.left], place[pair.right]
        coverage = found.get((a, b), (0.0, 0.0))
        alone = _coverages([pair.left, pair.right]).get((0, 1), (0.0, 0.0))
        grouped = a in group and group[a] == group.get(b)
        outcomes.append(Outcome(pair, coverage, _decision(coverage, limit), _decision(alone, limit), grouped))
    return outcomes


def _coverages(texts: list[str]) -> dict[tuple[int, int], tuple[float, float]]:
    """Give the coverages of the texts that match, each pair both ways round."""
    both: dict[tuple[int, int], tuple[float, float]] = {}
    for row in cf.find_duplicates(texts, coverage=LEAST).to_arrow().to_pylist():
        both[row["left"], row["right"]] = (row["left_coverage"], row["right_coverage"])
        both[row["right"], row["left"]] = (row["right_coverage"], row["left_coverage"])
    return both


def _decision(coverage: tuple[float, float], limit: float) -> str:
    left, right = (c >= limit for c in coverage)
    if left and right:
        return "same"
    return "left-in-right" if left else "right-in-left" if right else "apart"


def summary(outcomes: Iterable[Outcome]) -> str:
    """Show the pairs that must stay apart by kind, and below them the controls."""
    kinds: dict[str, list[Outcome]] = {}
    controls: dict[str, list[Outcome]] = {}
    for one in outcomes:
        apart = one.pair.label == "apart"
        (kinds if apart else controls).setdefault(one.pair.kind if apart else one.pair.label, []).append(one)
    rows = [["must stay apart", "pairs", "joined", "contained", "highest lower side", "highest higher side"]]
    rows += [_row(kind, kinds[kind]) for kind in sorted(kinds)]
    rows.append(_row("all", [one for members in kinds.values() for one in members]))
    checks = [["controls", "pairs", "found so", "lowest lower side", "lowest higher side"]]
    checks += [_check(label, controls[label]) for label in sorted(controls)]
    return f"{table(rows)}\n\n{table(checks)}"


def counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Count the pairs that must stay apart, those of them that are joined or contained, and the controls."""
    apart = [one for one in outcomes if one.pair.label == "apart"]
    joined = sum(one.decision == "same" or one.grouped for one in apart)
    contained = sum("-in-" in one.decision and not one.grouped for one in apart)
    controls = [one for one in outcomes if one.pair.label != "apart"]
    right = sum(one.right for one in controls)
    return {"apart": len(apart), "joined": joined, "contained": contained, "controls": len(controls), "right": right}


def _row(name: str, members: list[Outcome]) -> list[str]:
    joined = sum(one.decision == "same" or one.grouped for one in members)
    contained = sum("-in-" in one.decision and not one.grouped for one in members)
    sides = [max((side(one.coverage) for one in members), default=0.0) for side in (min, max)]
    return [name, str(len(members)), str(joined), str(contained), *(f"{value:.2f}" for value in sides)]


def _check(name: str, members: list[Outcome]) -> list[str]:
    sides = [min(side(one.coverage) for one in members) for side in (min, max)]
    return [name, str(len(members)), str(sum(one.right for one in members)), *(f"{value:.2f}" for value in sides)]


def main() -> None:
    """Judge the written pairs and, where their data is given, the referenced ones."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with the archives of the data sets")
    add_publish(parser)
    given = parser.parse_args()
    data, figures = given.data, {}
    print(machine())
    print(versions("chaffinch", "numpy", "pyarrow", "rapidfuzz"))
    sets = [("written", written())]
    if data:
        sets.append(("referenced", referenced(references(), data)))
    for name, pairs in sets:
        outcomes = judge(pairs)
        figures[name] = counts(outcomes)
        print(f"\n{len(pairs)} {name} pairs\n\n{summary(outcomes)}\n\nother than the label says:")
        print("\n".join(str(one) for one in outcomes if not one.right) or "none")
    if given.publish:
        publish("hard-negatives", figures, "chaffinch", "numpy", "pyarrow", "rapidfuzz", places={data: "DATA"})


if __name__ == "__main__":
    main()
