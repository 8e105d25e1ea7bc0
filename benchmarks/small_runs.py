"""Measure runs so small that most of their time is the start: what a new user sees first.

    python benchmarks/small_runs.py [--rounds 7] [--publish]

Runs of ``chaffinch clean``, each in a new process, in turn: medians of seconds and processor seconds. The corpora are
five pages of ``examples/corpus``, all that is in ``examples``, and 250 documents of ``make_planted.py``.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import synthetic
from measuring import machine, measure, python_path, table, versions
from publishing import add_publish, publish

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
PAGES, DOCUMENTS, SEED = 5, 250, 5


def corpora(folder: Path) -> dict[str, Path]:
    """Make the corpora in a folder; give their names and places."""
    few = folder / "few"
    few.mkdir()
    for page in sorted(EXAMPLES.glob("corpus/*/*.*"))[:PAGES]:
        shutil.copy(page, few)
    synthetic.write(folder / "planted.jsonl", DOCUMENTS, SEED)
    return {
        f"{PAGES} pages": few,
        "all of examples/": EXAMPLES,
        f"{DOCUMENTS} documents, ten languages": folder / "planted.jsonl",
    }


def _bytes(path: Path) -> int:
    return sum(file.stat().st_size for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file())


def main() -> None:
    """Run all corpora in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    add_publish(parser)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        some = corpora(folder)
        sizes = {corpus: f"{_bytes(path) / 1000:.0f}" for corpus, path in some.items()}
        taken: dict[str, list[tuple[float, float]]] = {corpus: [] for corpus in some}
        for _ in range(given.rounds + 1):  # the first one compiles modules
            for corpus, path in some.items():
                command = [sys.executable, "-m", "chaffinch", "clean", str(path), "--out", str(folder / "run")]
                run = measure([*command, "--fresh", "--quiet", "--yes"], log=folder / "log", env=python_path())
                taken[corpus].append((run.seconds, run.cpu_seconds))
    rows = [["corpus", "kB", "seconds", "processor seconds"]]
    for corpus in some:
        medians = (statistics.median(run[which] for run in taken[corpus][1:]) for which in (0, 1))
        rows.append([corpus, sizes[corpus], *(f"{value:.2f}" for value in medians)])
    print(machine(), versions("chaffinch", "duckdb", "numpy", "pyarrow"), table(rows), sep="\n")
    if given.publish:
        publish("small-runs", rows, "chaffinch", "duckdb", "numpy", "pyarrow")


if __name__ == "__main__":
    main()
