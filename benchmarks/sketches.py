"""Sketch the texts of a JSONL file, and nothing else: chaffinch in worker processes, daft in its threads, in turn.

    python benchmarks/sketches.py [CORPUS.jsonl] [--docs 100000] [--rounds 3]

The corpus is one of ``make_planted.py`` where none is given. Both read the file, take 128 permutations of the shingles
of five words of each text, and hold the sketches; time is that of a whole process, the median of the rounds. Those of
chaffinch are datasketch's own, value for value (``tests``).
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import msgspec
import numpy as np
from measuring import machine, measure, python_path, table, versions
from peers import environment
from planted import Corpus, add_options
from publishing import add_publish, publish

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from chaffinch.matching.minhash import sketch

_PART = 8_000_000  # bytes of the file a task
_DAFT = (
    "import daft, sys; t = daft.col('text').normalize(remove_punct=True, lowercase=True, white_space=True); "
    "print(daft.read_json(sys.argv[1]).select(t.minhash(num_hashes=128, ngram_size=5, seed=1)).to_arrow().num_rows)"
)


class _Record(msgspec.Struct):
    text: str


def sketched(part: tuple[str, int, int]) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    """Sketch the records that start in a part of the file."""
    path, start, stop = part
    with Path(path).open("rb") as file:
        file.seek(start)
        lines = file.read(stop - start).splitlines()
    decode = msgspec.json.Decoder(_Record).decode
    return sketch([decode(line).text for line in lines], num_perm=128, shingle=5)


def parts(path: Path) -> Iterator[tuple[str, int, int]]:
    """Cut the file at line ends."""
    size, start = path.stat().st_size, 0
    with path.open("rb") as file:
        while start < size:
            file.seek(min(start + _PART, size))
            file.readline()
            yield str(path), start, file.tell()
            start = file.tell()


def inside(path: Path, workers: int) -> None:
    """Sketch the whole file, as the process that is measured."""
    with get_context("spawn").Pool(workers) as pool:
        print(sum(len(rows) for rows in pool.imap(sketched, list(parts(path)))))


def main() -> None:
    """Measure both in turn."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--docs", type=int, default=100_000, help="documents of the corpus that is made")
    parser.add_argument("--rounds", type=int, default=3)
    add_options(parser)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    add_publish(parser)
    given = parser.parse_args()
    if given.inside:
        inside(given.corpus, given.workers)
        return
    given.work.mkdir(parents=True, exist_ok=True)
    corpus = given.corpus or Corpus.make(given, given.docs).path
    own = [sys.executable, __file__, str(corpus), "--inside", "--workers", str(given.workers)]
    commands = {"chaffinch": own, "daft": [str(environment("daft", given.work)), "-c", _DAFT, str(corpus)]}
    log = given.work / "sketches.log"
    runs = {name: [measure(c, log=log, env=python_path()) for _ in range(given.rounds)] for name, c in commands.items()}
    size = corpus.stat().st_size / 1e6
    rows = [["sketches alone", "wall s", "CPU s", "MB/s", "peak MB"]]
    for name, found in runs.items():
        wall = statistics.median(run.seconds for run in found)
        cpu = statistics.median(run.cpu_seconds for run in found)
        peak = max(run.peak_bytes for run in found) / 1e6
        rows.append([name, f"{wall:.1f}", f"{cpu:.1f}", f"{size / wall:.0f}", f"{peak:.0f}"])
    print(machine())
    print(versions("chaffinch", "numpy"), end="\n\n")
    print(table(rows))
    if given.publish:
        publish("sketches", rows, "chaffinch", "numpy", places={given.corpus: "CORPUS"})


if __name__ == "__main__":
    main()
