"""Remove near-duplicate documents with ``chaffinch dedup`` and with other libraries: equal work, in one run.

    python benchmarks/dedup.py [CORPUS TRUTH] [--docs 10000] [--peer NAME=PYTHON ...] [--threshold 0.5] [--workers 2]

CORPUS is a file of records with ``id`` and ``text``, and TRUTH what was planted in it, as `planted.py` has them;
without them the corpus is made. Each tool reads the file, finds documents that say the same in texts as they are, and
writes the records that stay. Each peer runs in a virtual environment of its own, which `peers.py` makes below
``--work``, or in a PYTHON that is named and has it. Peers keep the first record of a cluster; sketches are as in
`peers.py`.

A planted pair counts as found if one of its documents is left out; a document left out counts as right if it was
planted as a copy of another one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import peers
from measuring import machine, measure, percent, python_path, table
from publishing import add_publish, publish

KINDS = ("exact", "1%", "5%", "10%", "20%")
"""Planted copies that are shown: share of the words that are edited."""


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
        python = pythons.get(name) or str(peers.environment(name, given.work))
        yield name, [python, *words], path


def found(truth: Path, corpus: Path, kept: Path) -> list[str]:
    """Give the recall of planted pairs by their edits, and the share of the removed that were planted."""
    import synthetic  # needs numpy, which the interpreter of a peer may lack

    known, removed = synthetic.read(truth), _ids(corpus) - _ids(kept)
    shares = synthetic.removed(known, removed)
    right = len(removed & known.family.keys()) / len(removed) if removed else None
    return [*(percent(shares.get(kind)) for kind in KINDS), percent(right)]


def _ids(path: Path) -> set[str]:
    with path.open(encoding="utf-8") as lines:
        return {json.loads(line)["id"] for line in lines}


def _made(given: argparse.Namespace) -> tuple[Path, Path]:
    """Make a planted corpus, or take the one that `planted.py` made."""
    import planted  # needs numpy too

    given.work.mkdir(parents=True, exist_ok=True)
    defaults = {"generator": planted.OWN, "seed": 5, "templates": None, "languages": None}
    corpus = planted.Corpus.make(argparse.Namespace(**vars(given), **defaults), given.docs)
    return corpus.path, corpus.truth


def main() -> None:
    """Run every tool once and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("truth", type=Path, nargs="?")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--docs", type=int, default=10_000, help="documents of the corpus that is made")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--work", type=Path, default=Path("build/planted"), help="where the corpus and the environments are kept"
    )
    parser.add_argument("--inside", choices=peers.PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--kept", type=Path, help=argparse.SUPPRESS)
    add_publish(parser)
    given = parser.parse_args()
    if given.inside:
        kept_by_peer(given.inside, given.corpus, given.threshold, given.kept)
        return
    if not given.corpus:
        given.corpus, given.truth = _made(given)
    rows = [["tool", *(f"recall {kind}" for kind in KINDS), "precision", "wall s", "CPU s", "peak MB"]]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for name, command, path in commands(given, out):
            measured = measure(command, log=out / f"{name}.log", env=python_path() if command[1] == "-m" else None)
            shares = found(given.truth, given.corpus, path) if given.truth else [""] * (len(KINDS) + 1)
            costs = [f"{measured.seconds:.1f}", f"{measured.cpu_seconds:.1f}", f"{measured.peak_bytes / 1e6:.0f}"]
            rows.append([name, *shares, *costs])
    print(machine())
    print(table(rows))
    if given.publish:
        publish("dedup", rows, "chaffinch", "numpy", "pyarrow")


if __name__ == "__main__":
    main()
