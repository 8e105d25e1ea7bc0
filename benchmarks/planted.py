"""Clean a corpus with planted duplicates, quotes and boilerplate, and score the run folder against the truth.

    python benchmarks/planted.py --generator make_corpus.py --scorer score.py --docs 10000 --seed 5 --peers

The generator writes the corpus and its truth, the scorer judges clusters; both are programs of their own and
no part of this package. ``chaffinch clean`` runs as a user would run it, in a process of its own, with the
defaults. The corpus is kept below ``--work`` and made once. ``--score RUN`` scores a finished run instead.
"""

from __future__ import annotations

import argparse
import json
import lzma
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import peers
from measuring import machine, measure, percent, python_path, table, versions
from pyarrow import parquet

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from chaffinch.model import REMOVED_CATEGORIES
from chaffinch.schemas import PUBLIC
from chaffinch.text.spans import union

Row = dict[str, Any]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Corpus:
    """A generated corpus: records, truth, and the bytes of the records."""

    path: Path
    truth: Path

    @classmethod
    def make(cls, given: argparse.Namespace) -> Corpus:
        """Make the corpus, or take the one that an earlier call made from the same generator and options."""
        options = ["--docs", str(given.docs), "--seed", str(given.seed)]
        inputs = [given.generator] + ([given.templates] if given.templates else [])
        digest = blake2b(b"\0".join(path.read_bytes() for path in inputs), digest_size=4).hexdigest()
        folder = given.work / f"corpus-{given.docs}-{given.seed}-{digest}"
        if not folder.exists():
            beside = folder.with_suffix(".new")
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(parents=True)
            options += ["--templates", str(given.templates)] if given.templates else []
            base = _base(given.generator.parent, given.work)
            options += ["--base", str(base)] if base else []
            command = [sys.executable, given.generator, *options, "--out", beside / "corpus.jsonl"]
            subprocess.run(command, check=True)
            beside.rename(folder)
        return cls(folder / "corpus.jsonl", folder / "corpus.truth.jsonl")


def _base(beside: Path, work: Path) -> Path | None:
    # the generator reads base_text.txt beside it, which may be there compressed only
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


def judged(run: Path, corpus: Corpus, scorer: Path, work: Path) -> dict[str, Any]:
    """Have the scorer judge the clusters of a run: documents, then passages."""
    clusters = read(run, "clusters")
    documents = [[row["document"], row["cluster"]] for row in clusters if row["kind"] == "document"]
    passages = [
        [row["cluster"], row["document"], row["start"], row["stop"]] for row in clusters if row["kind"] != "document"
    ]
    results = {}
    for kind, flag, rows in (("documents", "--clusters", documents), ("passages", "--passages", passages)):
        path = work / f"{kind}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        results[kind] = peers.score(scorer, corpus.truth, flag, str(path))
    results["passages"] |= {
        "best_iou": best_overlap(corpus.truth, passages),
        "precision": planted_share(corpus.truth, passages),
    }
    return results


def truths(path: Path, kind: str) -> list[Row]:
    """Read the lines of one type from the truth."""
    with path.open(encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["type"] == kind]


def best_overlap(truth: Path, passages: list[list[Any]]) -> float | None:
    """Average, over planted passages, the intersection over union with the reported span that fits best."""
    reported: dict[str, list[tuple[int, int]]] = {}
    for _, document, start, stop in passages:
        reported.setdefault(document, []).append((start, stop))

    def fit(member: Row, start: int, stop: int) -> float:
        shared = min(stop, member["end"]) - max(start, member["start"])
        return float(max(0, shared) / (max(stop, member["end"]) - min(start, member["start"])))

    members = [member for line in truths(truth, "passage") for member in line["members"]]
    best = [max((fit(m, *span) for span in reported.get(m["id"], ())), default=0.0) for m in members]
    return round(float(np.mean(best)), 4) if best else None


def planted_share(truth: Path, passages: list[list[Any]]) -> float | None:
    """Give the share of reported characters that were planted: quotes, boilerplate, documents that have a copy."""
    copied = {name for line in truths(truth, "group") for name in line["ids"]}
    planted: dict[str, Spans] = {row["id"]: [(a, b) for a, b, _ in row["spans"]] for row in truths(truth, "boiler")}
    for line in truths(truth, "passage"):
        for member in line["members"]:
            planted.setdefault(member["id"], []).append((member["start"], member["end"]))
    reported: dict[str, Spans] = {}
    for _, document, start, stop in passages:
        reported.setdefault(document, []).append((start, stop))
    inside = every = 0
    for document, spans in reported.items():
        length = max(stop for _, stop in [*spans, *planted.get(document, [])])
        mask = _mask(spans, length)
        every += int(mask.sum())
        inside += int(mask.sum() if document in copied else (mask & _mask(planted.get(document, []), length)).sum())
    return round(inside / every, 5) if every else None


def boilerplate(run: Path, corpus: Corpus) -> dict[str, Any]:
    """Compare what was cut as boilerplate with what was planted, in characters other than white space.

    Documents that were dropped or failed have no cuts of their own, so ``cut`` and ``kept`` are over the
    documents that were cleaned; ``found`` is the share of planted boilerplate in findings, over all
    that was read. A planted quote is damaged if any of its characters was cut as boilerplate.
    """
    cleaned = {row["document"] for row in read(run, "documents") if row["outcome"] == "cleaned"}
    cuts = _spans(
        row for row in read(run, "removals") if row["action"] == "remove" and row["reason"] in REMOVED_CATEGORIES
    )
    found = _spans(row for row in read(run, "findings") if row["category"] in REMOVED_CATEGORIES)
    planted = {row["id"]: [(a, b) for a, b, _ in row["spans"]] for row in truths(corpus.truth, "boiler")}
    quotes: dict[str, list[tuple[int, int]]] = {}
    for line in truths(corpus.truth, "passage"):
        for member in line["members"]:
            quotes.setdefault(member["id"], []).append((member["start"], member["end"]))
    sums = np.zeros(8, np.int64)
    for name, text in _texts(corpus.path):
        spans = [rows.get(name, []) for rows in (planted, found, cuts, quotes)]
        sums += _counted(text, *spans, cleaned=name in cleaned)
    return _shares(sums)


def _spans(rows: Iterable[Row]) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        spans.setdefault(row["document"], []).append((row["start"], row["stop"]))
    return spans


def _texts(path: Path) -> Iterable[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["id"], record["text"]


Spans = list[tuple[int, int]]
_BLANKS = [code for code in range(sys.maxunicode) if chr(code).isspace()]


def _counted(
    text: str, planted: Spans, found: Spans, cuts: Spans, quotes: Spans, *, cleaned: bool
) -> npt.NDArray[np.int64]:
    """Count what `_shares` divides.

    Planted characters, of these found; in cleaned documents planted ones, of these cut, other ones, of these
    kept; quotes, of these damaged.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    dark = ~np.isin(codes, _BLANKS)
    is_planted, is_found, is_cut = (_mask(spans, len(codes)) for spans in (planted, found, cuts))
    whole = [np.sum(dark & is_planted), np.sum(dark & is_planted & is_found)]
    if not cleaned:
        return np.array([*whole, 0, 0, 0, 0, 0, 0], np.int64)
    others = dark & ~is_planted
    damaged = sum(bool((is_cut[a:b] & dark[a:b]).any()) for a, b in quotes)
    parts = [np.sum(dark & is_planted & is_cut), np.sum(others), np.sum(others & ~is_cut)]
    return np.array([*whole, whole[0], *parts, len(quotes), damaged], np.int64)


def _mask(spans: Spans, length: int) -> Bools:
    edges = np.array(spans, np.int64).reshape(-1, 2)
    mask = np.zeros(length, np.bool_)
    for start, stop in zip(*union(edges[:, 0], edges[:, 1]), strict=True):
        mask[start:stop] = True
    return mask


def _shares(sums: npt.NDArray[np.int64]) -> dict[str, Any]:
    planted, found, open_to_cuts, cut, others, kept, quotes, damaged = (int(value) for value in sums)
    return {
        "found": round(found / planted, 4) if planted else None,
        "cut": round(cut / open_to_cuts, 4) if open_to_cuts else None,
        "others_kept": round(kept / others, 5) if others else None,
        "quotes": quotes,
        "quotes_damaged": damaged,
    }


def _outcomes(run: Path) -> dict[str, int]:
    outcomes = [row["outcome"] for row in read(run, "documents")]
    return {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}


def report(result: Row) -> str:
    """Show the result: documents beside the peers, then passages, then boilerplate."""
    passages, cut = result["passages"], result["boilerplate"]
    covered = passages.get("members_covered", {})
    figures: list[tuple[str, Callable[[], str]]] = [
        ("passage members covered", lambda: percent(covered.get("all"))),
        ("pairs of members in one cluster", lambda: percent(passages["member_pairs_same_cluster"])),
        ("best IoU of a member, mean", lambda: percent(passages["best_iou"])),
        ("reported passages that were planted", lambda: percent(passages["precision"])),
        ("boilerplate found", lambda: percent(cut["found"])),
        ("boilerplate cut from cleaned documents", lambda: percent(cut["cut"])),
        ("other text kept in cleaned documents", lambda: percent(cut["others_kept"])),
        ("planted quotes damaged", lambda: f"{cut['quotes_damaged']} of {cut['quotes']}"),
        ("documents", lambda: ", ".join(f"{n} {outcome}" for outcome, n in result["outcomes"].items())),
        ("all of it", lambda: f"{result['mb_per_second']:.1f} MB/s" if "stages" in result else "-"),
        ("matching stages", lambda: f"{result['matching_mb_per_second']:.1f} MB/s" if "stages" in result else "-"),
    ]
    lines = [["chaffinch", ""], *([name, figure()] for name, figure in figures)]
    head = [result["machine"], result["versions"], f"{result['corpus']}, {result['workers']} workers"]
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in result.get("stages", {}).items())
    tables = [table(peers.rows([result, *result["peers"]])), table(lines), f"seconds: {stages or '-'}"]
    return "\n\n".join(["\n".join(head), *tables])


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", type=Path, required=True, help="program that writes corpus and truth")
    parser.add_argument("--scorer", type=Path, required=True, help="program that judges clusters")
    parser.add_argument("--docs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--templates", type=Path, help="boilerplate templates for the generator, one a line")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--switches", default="", help='more switches of clean, such as "--passages off"')
    parser.add_argument(
        "--peers", nargs="*", metavar="NAME", help="measure other libraries on the same file: all, or those named"
    )
    parser.add_argument("--work", type=Path, default=Path("build/planted"), help="where corpora and runs are kept")
    parser.add_argument("--score", type=Path, metavar="RUN", help="score this finished run; clean nothing")
    return parser.parse_args()


def main() -> None:
    given = options()
    given.work.mkdir(parents=True, exist_ok=True)
    corpus = Corpus.make(given)
    run = given.score or given.work / f"run-{corpus.path.parent.name}"
    result: Row = {"tool": "chaffinch"}
    if not given.score:
        result |= clean(corpus, run, workers=given.workers, switches=given.switches.split())
    result |= judged(run, corpus, given.scorer, given.work)
    result |= {"boilerplate": boilerplate(run, corpus), "outcomes": _outcomes(run)}
    others = (
        [] if given.peers is None else peers.compare(corpus.path, corpus.truth, given.scorer, given.work, given.peers)
    )
    size = corpus.path.stat().st_size / 1e6
    result |= {
        "machine": machine(),
        "versions": versions("chaffinch", "datasketch", "duckdb", "numpy", "pyarrow", "rapidfuzz"),
        "corpus": f"{given.docs} documents, {size:.1f} MB, seed {given.seed}",
        "workers": given.workers,
        "peers": others,
    }
    print(report(result), json.dumps(result), sep="\n\n")


if __name__ == "__main__":
    main()
