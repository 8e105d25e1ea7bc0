"""What it costs to add to an index, and to look texts up in it, with ever more documents present.

    python benchmarks/index_growth.py [--present 10000 100000] [--new 1000] [--folder FOLDER]

Texts are made up, 3.4 kB each, every twentieth a copy of an earlier one with some words exchanged. Prints, for each
number of documents present, the median of five additions of ``--new`` documents each and of five look-ups, in processor
seconds, the bytes on the disk of a document, and the memory of the process.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from measuring import machine
from streams import made_up

from chaffinch.index import Index
from chaffinch.model import Document

ROUNDS = 5
PORTION = 50_000  # documents that are added at once while the index is filled


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--present", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--new", type=int, default=1_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    print(machine())
    print(f"\n| documents present | add {given.new:,}, s | look up {given.new:,}, s | bytes a document | peak MB |")
    print("| ---: | ---: | ---: | ---: | ---: |", flush=True)
    folder = given.folder or Path(tempfile.mkdtemp())
    try:
        texts = _documents(max(given.present) + ROUNDS * given.new * len(given.present))
        index = Index.create(folder / "index")
        for present in sorted(given.present):
            while len(index) < present:
                index.add(islice(texts, min(PORTION, present - len(index))))
            print(_row(index, texts, present, given.new), flush=True)
    finally:
        if not given.folder:
            shutil.rmtree(folder)


def _row(index: Index, texts: Iterator[Document], present: int, new: int) -> str:
    size, adding, looking = index.bytes / len(index), [], []
    for _ in range(ROUNDS):
        documents = list(islice(texts, new))
        begun = time.process_time()
        index.candidates([document.text for document in documents])
        looked = time.process_time()
        index.add(documents)
        looking.append(looked - begun)
        adding.append(time.process_time() - looked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"| {present:,} | {median(adding):.2f} | {median(looking):.2f} | {size:,.0f} | {peak:,} |"


def _documents(most: int) -> Iterator[Document]:
    return (Document(str(number), text) for number, text in enumerate(made_up(most)))


if __name__ == "__main__":
    main()
