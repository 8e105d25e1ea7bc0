"""Remove near-duplicate documents with ``chaffinch dedup`` and with other libraries: equal work, in one run.

    python benchmarks/dedup.py CORPUS TRUTH [--peer NAME=PYTHON ...] [--threshold 0.5] [--workers 2]

CORPUS is a file of records with ``id`` and ``text``, and TRUTH what was planted in it, as `planted.py` has them. Each
tool reads the file, finds documents that say the same in texts as they are, and writes the records that stay.
PYTHON is an interpreter that has the peer, such as ``build/peers/bin/python``; without one a peer is tried in this
one, and a row of the table says if it is missing. Peers keep the first record of a cluster; sketches are as in
`peers.py`.

A planted pair counts as found if one of its documents is left out; a document left out counts as right if it was
planted as a copy of another one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import peers
from measuring import machine, measure, percent, python_path, table

RATES = (("exact", None), ("1 %", 0.01), ("5 %", 0.05), ("10 %", 0.1))
"""Edits of the planted copies that are shown: share of the words."""


def kept_by_peer(name: str, corpus: Path, threshold: float, out: Path) -> None:
    """Write the records that are the first of their clusters, in the interpreter of the peer."""
    ids, links = peers.PEERS[name](str(corpus), threshold)
    first = {i for i, cluster in enumerate(peers.clusters(len(ids), links)) if i == cluster}
    kept = {name for i, name in enumerate(ids) if i in first}
    with corpus.open(encoding="utf-8") as lines, out.open("w", encoding="utf-8") as written:
        written.writelines(line for line in lines if json.loads(line)["id"] in kept)


def commands(given: argparse.Namespace, out: Path) -> Iterator[tuple[str, list[str], Path]]:
    """Give the name of each tool, its command, and the file that it writes."""
    run = ["dedup", str(given.corpus), "--out", str(out / "run"), "--quiet", "--yes", "--no-report"]
    words = ["-m", "chaffinch", *run, "--workers", str(given.workers)]
    yield "chaffinch dedup", [sys.executable, *words], out / "run" / "cleaned" / given.corpus.name
    pythons = dict(peer.split("=", 1) for peer in given.peer)
    for name in peers.PEERS:
        path = out / f"{name}.jsonl"
        words = [
            __file__,
            str(given.corpus),
            "--inside",
            name,
            "--threshold",
            str(given.threshold),
            "--kept",
            str(path),
        ]
        yield name, [pythons.get(name, sys.executable), *words], path


def has(python: str, name: str) -> bool:
    """Tell whether an interpreter has a package."""
    words = [python, "-c", f"import importlib.util, sys; sys.exit(not importlib.util.find_spec({name!r}))"]
    try:
        return subprocess.run(words, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def found(truth: Path, corpus: Path, kept: Path) -> list[str]:
    """Give the recall of planted pairs by their edits, and the share of the removed that were planted."""
    rows = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    removed = _ids(corpus) - _ids(kept)
    pairs = [row for row in rows if row["type"] == "pair"]
    shares = [_recall([row for row in pairs if _rate(row) == rate], removed) for _, rate in RATES]
    planted = {name for row in rows if row["type"] == "group" for name in row["ids"]}
    return [*shares, percent(len(removed & planted) / len(removed) if removed else None)]


def _rate(row: dict[str, Any]) -> float | None:
    return None if row["kind"] == "exact" else row.get("rate")


def _recall(pairs: list[dict[str, Any]], removed: set[str]) -> str:
    hits = sum(row["src"] in removed or row["dup"] in removed for row in pairs)
    return percent(hits / len(pairs) if pairs else None)


def _ids(path: Path) -> set[str]:
    with path.open(encoding="utf-8") as lines:
        return {json.loads(line)["id"] for line in lines}


def main() -> None:
    """Run every tool once and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("truth", type=Path, nargs="?")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--inside", choices=peers.PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--kept", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        kept_by_peer(given.inside, given.corpus, given.threshold, given.kept)
        return
    rows = [["tool", *(f"recall {name}" for name, _ in RATES), "precision", "wall s", "CPU s", "peak MB"]]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for name, command, path in commands(given, out):
            if name in peers.PEERS and not has(command[0], name):
                advice = " ".join(peers.REQUIREMENTS[name])
                print(f"{name} is missing in {command[0]}; try: {command[0]} -m pip install {advice}", file=sys.stderr)
                rows.append([f"{name}: missing", *[""] * (len(rows[0]) - 1)])
                continue
            measured = measure(command, log=out / f"{name}.log", env=python_path() if command[1] == "-m" else None)
            shares = found(given.truth, given.corpus, path) if given.truth else [""] * (len(RATES) + 1)
            costs = [f"{measured.seconds:.1f}", f"{measured.cpu_seconds:.1f}", f"{measured.peak_bytes / 1e6:.0f}"]
            rows.append([name, *shares, *costs])
    print(machine())
    print(table(rows))


if __name__ == "__main__":
    main()
