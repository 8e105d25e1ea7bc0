"""Check a run over real articles against what a run with default settings must show on them.

    python benchmarks/seeds.py --seeds seeds/ [--run RUN]

The folder holds the articles (``*.txt``) and ``expected.json``; every text in it is an exact substring of its
article. Without ``--run`` the articles are cleaned first. Prints a line for each expectation that does not
hold; the exit code is 1 if there is any.

``remove``: not in the cleaned text, and all of it covered by removals of that category. ``found``: covered
by findings of that category, and still in the cleaned text. ``passages``: each a cluster of that kind whose
spans cover nine tenths of each text's letters and at most forty letters beyond either end; no other cluster
joins two articles. ``untouched``: in the cleaned text to the character, touched by no removal.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measuring import python_path
from pyarrow import parquet

__all__ = ["check"]

COVERED = 0.9  # share of a passage's letters that a reported span must cover
BEYOND = 40  # letters that it may take in before and behind

Row = dict[str, Any]


@dataclass(frozen=True)
class Seeds:
    """The articles, a finished run over them, and the lines of its tables.

    Attributes:
        texts: the articles as found, by name.
        cleaned: the articles as the run left them; an article that was dropped is missing.
        tables: rows of the run's tables.
    """

    texts: dict[str, str]
    cleaned: dict[str, str]
    tables: dict[str, list[Row]]

    @classmethod
    def read(cls, run: Path, folder: Path) -> Seeds:
        """Read the articles and the run."""
        texts = {path.name: _text(path) for path in sorted(folder.glob("*.txt"))}
        cleaned = {name: run / "cleaned" / name for name in texts}
        names = ("findings", "removals", "clusters")
        tables = {name: parquet.read_table(run / f"{name}.parquet").to_pylist() for name in names}
        return cls(texts, {name: _text(path) for name, path in cleaned.items() if path.exists()}, tables)

    def rows(self, table: str, document: str, **values: str) -> list[tuple[int, int]]:
        """Give the spans of a table's rows for one article with the given values."""
        return [
            (row["start"], row["stop"])
            for row in self.tables[table]
            if row["document"] == document and all(row[key] == value for key, value in values.items())
        ]

    def place(self, document: str, text: str) -> tuple[int, int]:
        """Find where a text stands in its article."""
        start = self.texts[document].find(text)
        if start < 0:
            raise SystemExit(f"{document} does not contain the text that is expected of it: {text[:60]!r}")
        return start, start + len(text)

    def uncovered(self, document: str, span: tuple[int, int], rows: list[tuple[int, int]]) -> str:
        """Give the characters of a span, white space aside, that lie in none of the rows."""
        text = self.texts[document]
        return "".join(text[i] for i in range(*span) if not text[i].isspace() and not any(a <= i < b for a, b in rows))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")


def check(run: Path, seeds_folder: Path) -> list[str]:
    """Compare a finished run with ``expected.json`` of the folder it was made from.

    Returns:
        A line for each expectation that does not hold; empty if all do.
    """
    seeds = Seeds.read(run, seeds_folder)
    expected = json.loads((seeds_folder / "expected.json").read_text(encoding="utf-8"))
    return [
        *_missing_articles(seeds),
        *_not_removed(seeds, expected["remove"]),
        *_not_found(seeds, expected["found"]),
        *_passages(seeds, expected["passages"]),
        *_touched(seeds, expected["untouched"]),
    ]


def _missing_articles(seeds: Seeds) -> Iterator[str]:
    for name in seeds.texts:
        if name not in seeds.cleaned:
            yield f"{name}: not in cleaned/"


def _not_removed(seeds: Seeds, expected: list[Row]) -> Iterator[str]:
    for row in expected:
        document, text, category = row["doc"], row["text"], row["category"]
        span = seeds.place(document, text)
        if text in seeds.cleaned.get(document, ""):
            yield _line(row, "is still in the cleaned text")
        removals = seeds.rows("removals", document, action="remove", reason=category)
        remaining = seeds.uncovered(document, span, removals)
        if remaining:
            yield _line(row, f"not removed as {category}: {_short(remaining)}{_others(seeds, document, span)}")


def _others(seeds: Seeds, document: str, span: tuple[int, int]) -> str:
    # names what did happen there, which is where one looks first
    reasons = sorted(
        {
            row["reason"]
            for row in seeds.tables["removals"]
            if row["document"] == document and row["start"] < span[1] and row["stop"] > span[0]
        }
    )
    return f" (removed there: {', '.join(reasons)})" if reasons else ""


def _not_found(seeds: Seeds, expected: list[Row]) -> Iterator[str]:
    for row in expected:
        document, text, category = row["doc"], row["text"], row["category"]
        remaining = seeds.uncovered(
            document, seeds.place(document, text), seeds.rows("findings", document, category=category)
        )
        if remaining:
            yield _line(row, f"not found as {category}: {_short(remaining)}")
        if text not in seeds.cleaned.get(document, ""):
            yield _line(row, "is not in the cleaned text")


def _passages(seeds: Seeds, expected: list[Row]) -> Iterator[str]:
    clusters: dict[str, list[Row]] = {}
    for row in seeds.tables["clusters"]:
        clusters.setdefault(row["cluster"], []).append(row)
    taken = set()
    for passage in expected:
        found = [name for name, rows in clusters.items() if _holds(seeds, rows, passage)]
        taken.update(found[:1])
        if not found:
            members = [row["doc"] for row in passage["members"]]
            row = passage["members"][0]
            yield _line(row, f"no {passage['kind']} that fits in {' and '.join(members)}{_nearest(seeds, passage)}")
    for name, rows in sorted(clusters.items()):
        documents = sorted({row["document"] for row in rows})
        if name not in taken and len(documents) > 1:
            text = seeds.texts[rows[0]["document"]][rows[0]["start"] : rows[0]["stop"]]
            yield f"{' and '.join(documents)}: a {rows[0]['kind']} that should not be: {_short(text)}"


def _holds(seeds: Seeds, rows: list[Row], passage: Row) -> bool:
    members = passage["members"]
    if {row["kind"] for row in rows} != {passage["kind"]} or len(rows) != len(members):
        return False
    return all(any(_fits(seeds, row, member) for row in rows) for member in members)


def _fits(seeds: Seeds, row: Row, member: Row) -> bool:
    if row["document"] != member["doc"]:
        return False
    start, stop = seeds.place(member["doc"], member["text"])
    text, a, b = seeds.texts[member["doc"]], row["start"], row["stop"]
    share = _letters(text, max(a, start), min(b, stop)) / _letters(text, start, stop)
    return share >= COVERED and _letters(text, a, start) <= BEYOND and _letters(text, stop, b) <= BEYOND


def _letters(text: str, start: int, stop: int) -> int:
    return sum(letter.isalnum() for letter in text[start : max(start, stop)])


def _nearest(seeds: Seeds, passage: Row) -> str:
    reported = []
    for member in passage["members"]:
        start, stop = seeds.place(member["doc"], member["text"])
        spans = seeds.rows("clusters", member["doc"])
        reported += [f"{member['doc']} {a}-{b}" for a, b in spans if a < stop and b > start]
    return f"; reported there: {', '.join(reported)}" if reported else "; nothing is reported there"


def _touched(seeds: Seeds, expected: list[Row]) -> Iterator[str]:
    for row in expected:
        document, text = row["doc"], row["text"]
        start, stop = seeds.place(document, text)
        removals = seeds.rows("removals", document)
        if any(a < stop and b > start for a, b in removals):
            yield _line(row, f"lies in a removal{_others(seeds, document, (start, stop))}")
        elif text not in seeds.cleaned.get(document, ""):
            yield _line(row, "is not in the cleaned text")


def _line(row: Row, what: str) -> str:
    return f"{row['doc']}: {_short(row['text'])}: {what}"


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def clean(seeds_folder: Path, run: Path) -> None:
    """Clean the articles, and nothing else of their folder, with default settings."""
    articles = [str(path) for path in sorted(seeds_folder.glob("*.txt"))]
    command = [sys.executable, "-m", "chaffinch", "clean", *articles, "--out", str(run), "--quiet"]
    subprocess.run(command, check=True, env={**os.environ, **python_path()})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, required=True, help="folder of articles and expected.json")
    parser.add_argument("--run", type=Path, help="a finished run over them; made if not given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        run = given.run or Path(scratch) / "run"
        if not given.run:
            clean(given.seeds, run)
        failures = check(run, given.seeds)
    print("\n".join(failures) if failures else "every expectation holds")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
