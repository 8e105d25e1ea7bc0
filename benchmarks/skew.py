"""Clean corpora in which one thing is everywhere, each at three sizes: does time stay linear, and memory bounded?

    python benchmarks/skew.py [--shapes disclaimer copies] [--scale 1] [--memory 2GB] [--work build/skew]

Shapes, at the largest size: ``disclaimer``, one paragraph in every one of 100,000 documents of as many sites;
``copies``, one document 50,000 times among 10,000 others; ``long``, a document of 200 MB among 1,000 others; ``site``,
100,000 pages of one template of one host; ``phrase``, twenty letters that every one of 100,000 documents has, too short
for a passage. The other sizes are a half and a quarter. ``--scale .1`` makes all of them smaller.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from measuring import machine, measure, python_path, table, versions

Record = dict[str, str]

_WORDS = 200  # of a document
_VOCABULARY = 30_000
_SHARES = (0.25, 0.5, 1.0)
_PHRASE = "a twenty letter thing "
_DISCLAIMER = (
    "The material on this page was gathered by volunteers of the society and is offered without any promise as to how "
    "complete it is; whoever builds upon it does so at a risk of their own, as the bylaws of the society lay down."
)


class Prose:
    """Makes texts of invented words, each different from all others."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        letters = "bcdfghklmnprstvw", "aeiou"
        syllables = [a + b for a in letters[0] for b in letters[1]]
        self._words = [
            "".join(self._chance.choices(syllables, k=self._chance.randint(1, 4))) for _ in range(_VOCABULARY)
        ]

    def text(self, words: int) -> str:
        """Give paragraphs of ten-word sentences."""
        chosen = self._chance.choices(self._words, k=words)
        sentences = [" ".join(chosen[i : i + 10]).capitalize() + "." for i in range(0, words, 10)]
        return "\n\n".join(" ".join(sentences[i : i + 5]) for i in range(0, len(sentences), 5))


def disclaimer(prose: Prose, share: float) -> Iterator[Record]:
    for i in range(int(100_000 * share)):
        yield {"id": f"d{i}", "host": f"h{i}.org", "text": f"{prose.text(_WORDS)}\n\n{_DISCLAIMER}"}


def copies(prose: Prose, share: float) -> Iterator[Record]:
    text = prose.text(_WORDS)
    for i in range(int(60_000 * share)):
        yield {"id": f"d{i}", "host": f"h{i}.org", "text": prose.text(_WORDS) if i % 6 == 0 else text}


def long(prose: Prose, share: float) -> Iterator[Record]:
    for i in range(1_000):
        yield {"id": f"d{i}", "host": f"h{i}.org", "text": prose.text(_WORDS)}
    yield {"id": "long", "host": "long.org", "text": prose.text(int(200_000_000 * share / 5.85))}


def site(prose: Prose, share: float) -> Iterator[Record]:
    for i in range(int(100_000 * share)):
        head, foot = (
            f"Home | News | Page {i} of the archive",
            f"Filed under {i % 90} on the society's own site.\n\n{_DISCLAIMER}",
        )
        yield {"id": f"d{i}", "host": "society.org", "text": f"{head}\n\n{prose.text(_WORDS)}\n\n{foot}"}


def phrase(prose: Prose, share: float) -> Iterator[Record]:
    for i in range(int(100_000 * share)):
        yield {
            "id": f"d{i}",
            "host": f"h{i}.org",
            "text": f"{prose.text(_WORDS // 2)} {_PHRASE}{prose.text(_WORDS // 2)}",
        }


SHAPES: dict[str, Callable[[Prose, float], Iterator[Record]]] = {
    "disclaimer": disclaimer, "copies": copies, "long": long, "site": site, "phrase": phrase
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=list(SHAPES))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--work", type=Path, default=Path("build/skew"))
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    rows = [["shape", "MB", "seconds", "s a MB, to the first", "peak MB", "own MB", "slowest stage"]]
    for shape in given.shapes:
        first = 0.0
        for share in _SHARES:
            corpus, run = given.work / f"{shape}.jsonl", given.work / f"{shape}-run"
            with corpus.open("w") as file:
                for record in SHAPES[shape](Prose(1), share * given.scale):
                    file.write(json.dumps(record) + "\n")
            shutil.rmtree(run, ignore_errors=True)
            command = [sys.executable, "-m", "chaffinch", "clean", str(corpus), "--out", str(run), "--yes", "--json"]
            command += ["--memory", given.memory]
            took = measure(command, log=run.with_suffix(".log"), env=python_path())
            size = corpus.stat().st_size / 1e6
            first = first or took.seconds / size
            stages: dict[str, float] = tomllib.loads((run / "run.toml").read_text(encoding="utf-8"))["stages"]
            slowest = max(stages, key=lambda name: stages[name])
            peak, own = took.peak_bytes / 1e6, max((own for _, _, own in took.looks), default=0) / 1e6
            rows.append([shape, f"{size:.0f}", f"{took.seconds:.1f}", f"{took.seconds / size / first:.2f}",
                         f"{peak:.0f}", f"{own:.0f}", f"{slowest} {stages[slowest]:.1f}"])  # fmt: skip
            print("  ".join(rows[-1]), file=sys.stderr)
            shutil.rmtree(run)
            corpus.unlink()
    print(machine(), versions("chaffinch", "numpy", "pyarrow"), sep="\n", end="\n\n")
    print(table(rows))


if __name__ == "__main__":
    main()
