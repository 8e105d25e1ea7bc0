"""Near-duplicate documents by other MinHash libraries, on the file that chaffinch is measured on.

    python benchmarks/peers.py --corpus c.jsonl --truth c.truth.jsonl --work build/planted

Each peer runs in a virtual environment of its own that this makes below ``--work``, with the versions
pinned below. All get the same: texts as they are, lower-cased words, shingles of five words, 128
permutations, seed 1, one process (daft: as many threads as it takes). Documents whose estimated similarity reaches the
threshold are joined to clusters.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from measuring import Measured, machine, measure, percent, table

REQUIREMENTS = {
    "rensa": ["rensa==0.5.0"],
    "datasketch": ["datasketch==2.0.0"],
    "daft": ["daft==0.7.26", "numpy>=2"],
}
THRESHOLDS = (0.5, 0.8)  # what chaffinch aims at, and what deduplication of training texts often uses
KINDS = ("exact", "reposted", "1%", "5%", "10%", "20%", "30%", "40%", "reformatted", "cut", "inside")

_WORD = re.compile(r"\w+")
_SHINGLE, _NUM_PERM, _SEED = 5, 128, 1

Link = tuple[int, int]


def _documents(corpus: str) -> Iterator[tuple[str, list[str]]]:
    with Path(corpus).open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            words = _WORD.findall(record["text"].lower())
            number = max(1, len(words) - _SHINGLE + 1) if words else 0
            yield record["id"], [" ".join(words[i : i + _SHINGLE]) for i in range(number)]


def _bands(threshold: float) -> int:
    """Give the number of bands, a power of two, whose curve rises just below the threshold."""
    layouts = [1 << power for power in range(1, 8)]
    return min(b for b in layouts if (1 / b) ** (b / _NUM_PERM) <= threshold)


def _rensa(corpus: str, threshold: float) -> tuple[list[str], list[Link]]:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=threshold, num_perm=_NUM_PERM, num_bands=_bands(threshold))  # its user's to choose
    ids, links = [], []
    sketches: list[Any] = []
    for number, (name, shingles) in enumerate(_documents(corpus)):
        ids.append(name)
        sketch = RMinHash(num_perm=_NUM_PERM, seed=_SEED)
        sketch.update(shingles)
        near = [other for other in index.query(sketch) if sketch.jaccard(sketches[other]) >= threshold]
        links += [(other, number) for other in near]
        index.insert(number, sketch)
        sketches.append(sketch)
    return ids, links


def _datasketch(corpus: str, threshold: float) -> tuple[list[str], list[Link]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=_NUM_PERM)
    ids, links = [], []
    sketches: list[Any] = []
    first = MinHash(num_perm=_NUM_PERM, seed=_SEED)
    for number, (name, shingles) in enumerate(_documents(corpus)):
        ids.append(name)
        sketch = first.copy()  # shares the permutations, as its own bulk() does
        sketch.update_batch([shingle.encode() for shingle in shingles])
        near = [other for other in index.query(sketch) if sketch.jaccard(sketches[other]) >= threshold]
        links += [(other, number) for other in near]
        index.insert(number, sketch)
        sketches.append(sketch)
    return ids, links


def _daft(corpus: str, threshold: float) -> tuple[list[str], list[Link]]:
    import daft
    import numpy as np

    words = daft.col("text").normalize(remove_punct=True, lowercase=True, white_space=True)
    sketched = words.minhash(num_hashes=_NUM_PERM, ngram_size=_SHINGLE, seed=_SEED)
    table = daft.read_json(corpus).select("id", sketched.alias("sketch")).to_arrow()
    sketches = table["sketch"].combine_chunks().flatten().to_numpy().reshape(-1, _NUM_PERM)
    links = []  # it has no index of its own: documents with one band in common are compared with the first of them
    for band in np.split(sketches, _bands(threshold), axis=1):
        rows = np.ascontiguousarray(band).view(f"V{band.shape[1] * 4}").ravel()
        _, first, group = np.unique(rows, return_index=True, return_inverse=True)
        left, right = first[group], np.arange(len(rows))
        near = (left != right) & ((sketches[left] == sketches[right]).mean(axis=1) >= threshold)
        links += list(zip(left[near].tolist(), right[near].tolist(), strict=True))
    return table["id"].to_pylist(), links


PEERS: dict[str, Callable[[str, float], tuple[list[str], list[Link]]]] = {
    "rensa": _rensa,
    "datasketch": _datasketch,
    "daft": _daft,
}


def clusters(number: int, links: list[Link]) -> list[int]:
    """Label each of so many documents with the first one that links lead to."""
    label = list(range(number))

    def root(i: int) -> int:
        while label[i] != i:
            label[i] = label[label[i]]
            i = label[i]
        return i

    for a, b in links:
        low, high = sorted((root(a), root(b)))
        label[high] = low
    return [root(i) for i in range(number)]


def run_inside(name: str, corpus: str, threshold: float, out: str) -> None:
    """Find duplicates with one peer, in the environment that has it, and write lines [id, cluster]."""
    ids, links = PEERS[name](corpus, threshold)
    with Path(out).open("w", encoding="utf-8") as lines:
        for document, cluster in zip(ids, clusters(len(ids), links), strict=True):
            lines.write(json.dumps([document, cluster]) + "\n")


def environment(name: str, work: Path) -> Path:
    """Make the virtual environment of a peer, unless it is there already; give its Python."""
    folder = work / "peers" / "-".join(REQUIREMENTS[name])
    python = folder / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *REQUIREMENTS[name]], check=True, stdout=sys.stderr)
        done.touch()
    return python


def _clusters_of(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as lines:
        return {document: str(cluster) for document, cluster in map(json.loads, lines)}


def compare(corpus: Path, truth: Path, work: Path, names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Measure and score peers, all if none is named, at every threshold."""
    import synthetic  # which needs numpy; the environment of a peer may lack it

    results, known = [], synthetic.read(truth)
    for name in names or PEERS:
        python = environment(name, work)
        for threshold in THRESHOLDS:
            label = f"{'-'.join(REQUIREMENTS[name])} at {threshold}"
            out = work / "peers" / f"{name}-{threshold}.jsonl"
            inside = [str(python), __file__, "--peer", name, "--threshold", str(threshold)]
            measured = measure([*inside, "--corpus", str(corpus), "--out", str(out)], log=out.with_suffix(".log"))
            results.append(
                {"tool": label, **costs(measured), "documents": synthetic.documents(known, _clusters_of(out))}
            )
    return results


def costs(measured: Measured) -> dict[str, float]:
    """Give what a run took as plain rounded figures."""
    return {
        "seconds": round(measured.seconds, 2),
        "cpu_seconds": round(measured.cpu_seconds, 2),
        "peak_mb": round(measured.peak_bytes / 1e6),
    }


def rows(results: list[dict[str, Any]]) -> list[list[str]]:
    """Show results as rows of a table: recall of planted pairs by kind, precision, costs."""
    kinds = [kind for kind in KINDS if any(kind in result["documents"] for result in results)]
    lines = [["documents", *kinds, "precision", "wall s", "CPU s", "peak MB"]]
    for result in results:
        scored = result["documents"]
        shares = [percent(scored.get(key)) for key in (*kinds, "precision")]
        measured = [result.get(key) for key in ("seconds", "cpu_seconds", "peak_mb")]
        figures = ["-" if figure is None else f"{figure:.1f}" for figure in measured]
        lines.append([result["tool"], *shares, *figures])
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--work", type=Path, default=Path("build/planted"))
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--threshold", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--out", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.peer:
        run_inside(given.peer, str(given.corpus), given.threshold, given.out)
        return
    if not given.truth:
        parser.error("--truth is needed")
    results = compare(given.corpus, given.truth, given.work)
    print(machine())
    print(table(rows(results)))
    print(json.dumps(results))


if __name__ == "__main__":
    main()
