"""Clean a corpus with planted copies, passages, furniture and forms, and score the run folder against the truth.

    python benchmarks/planted.py --docs 10000 --seed 5 --peers

The corpus is that of ``make_planted.py``; ``--generator PROGRAM`` takes one of another program, with text and truth of
its own. ``chaffinch clean`` runs as a user would run it, in a process of its own, with the defaults; then ``chaffinch
restore``. The corpus is kept below ``--work`` and made once. ``--score RUN`` scores a finished run instead.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import lzma
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import peers
import synthetic
from measuring import machine, measure, percent, python_path, table, versions
from publishing import add_publish, publish
from pyarrow import parquet

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from chaffinch.model import REMOVED_CATEGORIES
from chaffinch.schemas import PUBLIC

__all__ = ["MATCHING", "OWN", "Corpus", "add_options", "clean", "score"]

Row = dict[str, Any]

_HERE = Path(__file__).resolve().parent
OWN = _HERE / "make_planted.py"
_LINKED = (
    0.7  # share of a document that must be in the other one for the pair to count as one text inside another: what
)
# `contained` removes


@dataclass(frozen=True)
class Corpus:
    """A generated corpus: records, and the truth about them."""

    path: Path
    truth: Path

    @classmethod
    def make(cls, given: argparse.Namespace, docs: int) -> Corpus:
        """Make the corpus, or take the one that an earlier call made from the same generator and options."""
        options = ["--docs", str(docs), "--seed", str(given.seed)]
        inputs = _sources(given.generator) + ([given.templates] if given.templates else [])
        languages = given.languages or []
        digest = blake2b("\0".join(languages).encode(), digest_size=4)
        for path in inputs:
            digest.update(path.read_bytes())
        folder = given.work / f"corpus-{docs}-{given.seed}-{digest.hexdigest()}"
        if not folder.exists():
            beside = folder.with_suffix(".new")
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(parents=True)
            options += ["--templates", str(given.templates)] if given.templates else []
            options += ["--languages", *languages] if languages else []
            options += _more(given)
            command = [sys.executable, given.generator, *options, "--out", beside / "corpus.jsonl"]
            subprocess.run(command, check=True, stdout=sys.stderr)
            beside.rename(folder)
        return cls(folder / "corpus.jsonl", folder / "corpus.truth.jsonl")


def _sources(generator: Path) -> list[Path]:
    """Give the files that decide what a generator writes."""
    own = (path for path in (_HERE / "synthetic").iterdir() if path.suffix in (".py", ".toml"))
    written = sorted(path for path in own if path.name != "scoring.py")
    return [generator, *written] if generator == OWN else [generator]


def _more(given: argparse.Namespace) -> list[str]:
    """Give the switches that only one generator has."""
    if given.generator == OWN:
        return ["--workers", str(given.workers)]
    base = _base(given.generator.parent, given.work)
    return ["--base", str(base)] if base else []


def _base(beside: Path, work: Path) -> Path | None:
    # another generator may read base_text.txt beside it, which may be there compressed only
    packed, unpacked = beside / "base_text.txt.xz", work / "base_text.txt"
    if (beside / "base_text.txt").exists() or not packed.exists():
        return None
    if not unpacked.exists():
        with lzma.open(packed) as source, unpacked.open("wb") as target:
            shutil.copyfileobj(source, target)
    return unpacked


MATCHING = ("folding", "sketching", "linking", "matching", "clustering")


def clean(
    corpus: Corpus, run: Path, *, workers: int, switches: list[str], within: Sequence[str] = ()
) -> dict[str, Any]:
    """Clean the corpus with the command line and give what it took; ``within`` comes before the command."""
    shutil.rmtree(run, ignore_errors=True)
    command = [*within, sys.executable, "-m", "chaffinch", "clean", str(corpus.path), "--out", str(run), *switches]
    command += ["--workers", str(workers), "--yes", "--json"]
    measured = measure(command, log=run.with_suffix(".log"), env=python_path(), folder=run)
    size = corpus.path.stat().st_size / 1e6
    info = tomllib.loads((run / "run.toml").read_text(encoding="utf-8"))
    stages: dict[str, float] = info["stages"]
    matching = sum(stages.get(name, 0.0) for name in MATCHING)
    speeds = {"mb_per_second": round(size / measured.seconds, 1), "matching_mb_per_second": round(size / matching, 1)}
    used = {"peaks": measured.peaks(stages), "disk_mb": round(measured.disk_bytes / 1e6), "tables": info["tables"]}
    return {**peers.costs(measured), **speeds, **used, "stages": stages}


def read(run: Path, name: str) -> list[Row]:
    """Read a public table of a run folder, a file or a folder of parts; one that is missing is an error."""
    path = run / f"{name}.parquet"
    if not path.exists():
        raise SystemExit(f"{run} has no {path.name}: is it the folder of a finished run?")
    rows: list[Row] = parquet.read_table(path).select(PUBLIC[name].names).to_pylist()
    return rows


def score(run: Path, corpus: Corpus) -> Row:
    """Score the clusters, cuts and findings of a run against the truth."""
    truth = synthetic.read(corpus.truth)
    rows = read(run, "clusters")
    clusters = {row["document"]: row["cluster"] for row in rows if row["kind"] == "document"}
    reported = [
        (row["cluster"], row["document"], row["start"], row["stop"]) for row in rows if row["kind"] != "document"
    ]
    outcomes = {row["document"]: row["outcome"] for row in read(run, "documents")}
    cleaned = {name for name, outcome in outcomes.items() if outcome == "cleaned"}
    cuts = _spans(
        row for row in read(run, "removals") if row["action"] == "remove" and row["reason"] in REMOVED_CATEGORIES
    )
    found = _spans(row for row in read(run, "findings") if row["category"] in REMOVED_CATEGORIES)
    counted = list(outcomes.values())
    return {
        "documents": synthetic.documents(truth, clusters, _linked(run)),
        "removed": synthetic.removed(truth, outcomes.keys() - cleaned),
        "passages": synthetic.passages(truth, reported),
        "furniture": synthetic.furniture(truth, _texts(corpus.path), found, cuts, cleaned),
        "outcomes": {outcome: counted.count(outcome) for outcome in sorted(set(counted))},
    }


def _linked(run: Path) -> set[tuple[str, str]]:
    """Give the pairs of documents of which one has most of the other."""
    return {
        (row["left_document"], row["right_document"])
        for row in read(run, "matches")
        if row["unit"] == "document" and max(row["left_coverage"], row["right_coverage"]) >= _LINKED
    }


def _spans(rows: Iterable[Row]) -> dict[str, synthetic.Spans]:
    spans: dict[str, synthetic.Spans] = {}
    for row in rows:
        spans.setdefault(row["document"], []).append((row["start"], row["stop"]))
    return spans


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["id"], record["text"]


def restored(corpus: Corpus, run: Path) -> bool:
    """Restore the corpus from a run, and compare it byte for byte."""
    out = run.with_suffix(".back")
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "chaffinch", "restore", str(run), "--out", str(out)]
    measure(command, log=run.with_suffix(".restore.log"), env=python_path())
    same = filecmp.cmp(corpus.path, out / corpus.path.name, shallow=False)
    shutil.rmtree(out)
    return same


def report(result: Row) -> str:
    """Show the result: documents beside the peers, then passages, then furniture."""
    head = [result["machine"], result["versions"], f"{result['corpus']}, {result['workers']} workers"]
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in result.get("stages", {}).items())
    kinds = [["what", "share"]]
    kinds += [
        [f"copies removed, {key}", percent(result["removed"][key])] for key in peers.KINDS if key in result["removed"]
    ]
    kinds += [[f"passages covered, {key}", percent(value)] for key, value in result["passages"]["covered"].items()]
    places = result["furniture"]["by_category"] | result["furniture"]["by_place"]
    kinds += [[f"{key} cut", percent(value)] for key, value in places.items()]
    tables = [table(peers.rows([result, *result["peers"]])), table(_figures(result)), table(kinds)]
    return "\n\n".join(["\n".join(head), *tables, f"seconds: {stages or '-'}"])


def _figures(result: Row) -> list[list[str]]:
    documents, passages, cut = result["documents"], result["passages"], result["furniture"]
    figures: list[tuple[str, Callable[[], str]]] = [
        ("pairs that fill one form, joined", lambda: f"{documents['forms_joined']} of {documents['forms']}"),
        ("passage members covered", lambda: percent(passages["covered"].get("all"))),
        ("pairs of members in one cluster", lambda: percent(passages["one_cluster"])),
        ("best IoU of a member, mean", lambda: percent(passages["best_iou"])),
        ("granularity", lambda: f"{passages['granularity']}"),
        ("reported characters that were planted", lambda: percent(passages["precision"])),
        ("furniture found", lambda: percent(cut["found"])),
        ("furniture cut from cleaned documents", lambda: percent(cut["cut"])),
        ("cut characters that were furniture", lambda: percent(cut["precision"])),
        ("other text kept in cleaned documents", lambda: percent(cut["others_kept"])),
        ("passages damaged", lambda: f"{cut['passages damaged']} of {cut['passages']}"),
        ("background paragraphs damaged", lambda: f"{cut['backgrounds damaged']} of {cut['backgrounds']}"),
        ("restored to the byte", lambda: {True: "yes", False: "NO"}.get(result.get("restored", ""), "-")),
        ("documents", lambda: ", ".join(f"{n} {outcome}" for outcome, n in result["outcomes"].items())),
        ("all of it", lambda: f"{result['mb_per_second']:.1f} MB/s" if "stages" in result else "-"),
        ("matching stages", lambda: f"{result['matching_mb_per_second']:.1f} MB/s" if "stages" in result else "-"),
    ]
    return [["chaffinch", ""], *([name, figure()] for name, figure in figures)]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which corpus is made, and where it is kept."""
    parser.add_argument("--generator", type=Path, default=OWN, help="a program that writes corpus and truth")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--languages", nargs="+", help="of the sites, in turn (default: half of them English)")
    parser.add_argument("--templates", type=Path, help="furniture for the generator, one text a line")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--switches", default="", help='more switches of clean, such as "--passages off"')
    parser.add_argument("--work", type=Path, default=Path("build/planted"), help="where corpora and runs are kept")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=10_000)
    add_options(parser)
    parser.add_argument(
        "--peers", nargs="*", metavar="NAME", help="measure other libraries on the same file: all, or those named"
    )
    parser.add_argument("--score", type=Path, metavar="RUN", help="score this finished run; clean nothing")
    add_publish(parser)
    return parser.parse_args()


def main() -> None:
    given = _options()
    given.work.mkdir(parents=True, exist_ok=True)
    corpus = Corpus.make(given, given.docs)
    run = given.score or given.work / f"run-{corpus.path.parent.name}"
    result: Row = {"tool": "chaffinch"}
    if not given.score:
        result |= clean(corpus, run, workers=given.workers, switches=given.switches.split())
        result["restored"] = restored(corpus, run)
    result |= score(run, corpus)
    others = [] if given.peers is None else peers.compare(corpus.path, corpus.truth, given.work, given.peers)
    size = corpus.path.stat().st_size / 1e6
    result |= {
        "machine": machine(),
        "versions": versions("chaffinch", "datasketch", "duckdb", "numpy", "pyarrow", "rapidfuzz"),
        "corpus": f"{given.docs} documents, {size:.1f} MB, seed {given.seed}, {given.generator.name}",
        "workers": given.workers,
        "peers": others,
    }
    print(report(result), json.dumps(result), sep="\n\n")
    if given.publish:
        name = "planted-templates" if given.templates else "planted"
        publish(name, result, "chaffinch", "datasketch", "duckdb", "numpy", "pyarrow", "rapidfuzz")


if __name__ == "__main__":
    main()
