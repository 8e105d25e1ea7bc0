"""Count what a run cuts in real corpora, and hold it against cuts and documents that a reader has judged.

    python benchmarks/real.py FOLDER [--corpora allsides blogs] [--switches "--passages off"] [--save now.json]
        [--before then.json] [--chaffinch PROGRAM] [--keep RUNS] [--kept RUNS] [--largest 20]

FOLDER holds corpora as NAME.jsonl or NAME.jsonl.xz (records with ``id`` and ``text``), and the judged rows:
``judged_cuts.tsv`` (corpus, document, start, stop, rule, verdict, kind, text; code points of the text as read) and
``judged_documents.tsv`` (n, corpus, reason, removed, keeper, score, judged, note). None of it is part of the project.

A judged cut is still made if more than half of its characters go; one that was judged partly right only if it is as
large as it was, since one that grew or shrank has to be read anew; and one that took the target of a picture only if
the picture stays. ``--chaffinch`` measures another installation, such as that of an earlier version; ``--kept`` reads
the runs that an earlier call with ``--keep`` left.

The last table counts what repeats: lines and sentences that five or more documents have, none of them a copy, and how
much of them the run takes out; see `repeated_pieces`.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from measuring import machine, table, versions
from pyarrow import parquet
from repeated_pieces import Repeated, repeated

VERDICTS = ("RIGHT", "ARGUABLE", "PARTLY", "WRONG")
CUT_SHARE = 0.5  # of the characters of a judged cut that must go for it to count as made
TARGET = "markdown image target"  # kind of cuts that are wrong since the picture stays without its target
SAME_SIZE = 6  # characters; a cut whose size changed by fewer has taken a space or a stop along

Span = tuple[int, int]


@dataclass(frozen=True)
class Removed:
    """What a run removed from one corpus.

    Attributes:
        cuts: of each document, the spans that go as boilerplate or passages.
        documents: the documents that go, with the reason.
        categories: number of cuts by reason.
        letters: characters that are cut, by reason.
    """

    cuts: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    documents: dict[str, str] = field(default_factory=dict)
    categories: Counter[str] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, run: Path) -> Removed:
        """Read the removals of a run folder."""
        found = cls()
        columns = ["document", "start", "stop", "action", "reason"]
        rows = parquet.read_table(run / "removals.parquet", columns=columns)
        for document, start, stop, _, reason in zip(
            *rows.filter(pc.equal(rows["action"], "remove")).to_pydict().values(), strict=True
        ):
            found.categories[reason] += 1
            if reason in ("duplicate", "contained"):
                found.documents[document] = reason
            else:
                found.cuts[document].append((start, stop))
                found.letters[reason] += stop - start
        return found

    def makes(self, document: str, span: Span) -> bool:
        """Tell whether a judged cut is made, in a document that stays."""
        removed = sum(max(0, min(b, span[1]) - max(a, span[0])) for a, b in self.cuts.get(document, ()))
        return removed > CUT_SHARE * (span[1] - span[0])

    def tears(self, document: str, span: Span) -> bool:
        """Tell whether a judged cut is made and what stands right before it, the label of the target, stays."""
        before = (span[0] - 1, span[0])
        return self.makes(document, span) and not self.makes(document, before)

    def makes_all(self, document: str, span: Span) -> bool:
        """Tell whether a judged cut is made with the size that it had: one that grew or shrank is another cut."""
        near = [cut for cut in self.cuts.get(document, ()) if cut[0] < span[1] and span[0] < cut[1]]
        return abs(sum(b - a for a, b in near) - (span[1] - span[0])) < SAME_SIZE


def corpora(folder: Path, only: list[str]) -> Iterator[tuple[str, Path]]:
    """Give the names and files of the corpora in a folder."""
    for path in sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.xz")]):
        name = path.name.split(".")[0]
        if name in only or not only:
            yield name, path


def judged(folder: Path, name: str) -> list[dict[str, str]]:
    """Read a table of judged rows; none where the folder has no such table."""
    path = folder / f"judged_{name}.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def clean(program: str, corpus: Path, switches: str, work: Path) -> None:
    """Run ``chaffinch clean`` over one corpus; the run is in the folder ``run``."""
    source = work / corpus.name.removesuffix(".xz")
    with lzma.open(corpus) if corpus.suffix == ".xz" else corpus.open("rb") as packed, source.open("wb") as file:
        shutil.copyfileobj(packed, file)
    command = [program, "clean", str(source), "--out", str(work / "run"), "--json", "--yes", *shlex.split(switches)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"exit {done.returncode} from: {' '.join(command)}\n{done.stderr[-2000:]}")


def texts(corpus: Path) -> dict[str, str]:
    """Read the texts of a corpus, by the names of their documents."""
    with lzma.open(corpus, "rt", encoding="utf-8") if corpus.suffix == ".xz" else corpus.open(encoding="utf-8") as file:
        records = (json.loads(line) for line in file if line.strip())
        return {str(record["id"]): record["text"] for record in records}


def repeats(found: Removed, corpus: Path, largest: int) -> Repeated:
    """Count the pieces that repeat in the documents that a run keeps."""
    kept = {name: text for name, text in texts(corpus).items() if name not in found.documents}
    return repeated(kept, found.cuts, largest=largest)


def figures(
    found: Removed, summary: dict[str, Any], cuts: list[dict[str, str]], pairs: list[dict[str, str]], pieces: Repeated
) -> Any:
    """Count what was removed, which judged rows are still so, and what repeats."""
    made: Counter[str] = Counter()
    for row in cuts:
        made[f"{row['verdict']} of"] += 1
        made_as_judged = found.makes_all if row["verdict"] == "PARTLY" else found.makes
        if row["kind"] == TARGET:
            made_as_judged = found.tears
        made[row["verdict"]] += made_as_judged(row["document"], (int(row["start"]), int(row["stop"])))
    for row in pairs:
        made[f"documents {row['judged']} of"] += 1
        made[f"documents {row['judged']}"] += row["removed"] in found.documents
    return {
        "counts": {name: summary.get(name, 0) for name in ("read", "cleaned", "duplicate", "failed")},
        "categories": dict(sorted(found.categories.items())),
        "letters": dict(sorted(found.letters.items())),
        "made": dict(made),
        "repeated": {name: getattr(pieces, name) for name in ("pieces", "characters", "gone", "left")},
    }


def cuts_table(now: dict[str, Any], before: dict[str, Any]) -> None:
    """Print the number of cuts by category, and before."""
    rows = []
    for corpus, values in now.items():
        then = before.get(corpus, {}).get("categories", {})
        for name in sorted({*values["categories"], *then}):
            letters = values["letters"].get(name, 0)
            rows.append(
                [
                    corpus,
                    name,
                    str(then.get(name, 0 if before else "")),
                    str(values["categories"].get(name, 0)),
                    f"{letters:,}",
                ]
            )
    print(table([["corpus", "reason", "before", "now", "characters now"], *rows]))


def judged_table(now: dict[str, Any], before: dict[str, Any]) -> None:
    """Print how many judged cuts and documents are still removed, by verdict."""
    kinds = [
        *VERDICTS,
        *sorted({k for v in now.values() for k in v["made"] if k.startswith("documents") and not k.endswith(" of")}),
    ]

    def cell(figures: dict[str, Any], corpus: str, kind: str) -> tuple[int, int]:
        names = figures if corpus == "all" else [corpus]
        made = [figures.get(name, {}).get("made", {}) for name in names]
        return sum(m.get(kind, 0) for m in made), sum(m.get(f"{kind} of", 0) for m in made)

    rows = []
    for corpus in [*now, "all"]:
        row = [corpus]
        for kind in kinds:
            made, of = cell(now, corpus, kind)
            then = f"{cell(before, corpus, kind)[0]} > " if before and of else ""
            row.append(f"{then}{made} / {of}" if of else "")
        rows.append(row)
    print("\njudged rows still removed / judged" + (" (before > now)" if before else ""))
    print(table([["corpus", *kinds], *(row for row in rows if any(row[1:]))]))


def repeats_table(now: dict[str, Any], before: dict[str, Any]) -> None:
    """Print how much of what repeats went, and how many pieces still do."""

    def cells(values: dict[str, Any]) -> tuple[str, str]:
        if not values:
            return "", ""
        return f"{values['gone'] / max(1, values['characters']):.1%}", str(values["left"])

    rows = []
    for corpus, values in now.items():
        then, here = cells(before.get(corpus, {}).get("repeated", {})), cells(values["repeated"])
        rows.append(
            [corpus, str(values["repeated"]["pieces"]), f"{values['repeated']['characters']:,}"]
            + [f"{old} > {new}" if old else new for old, new in zip(then, here, strict=True)]
        )
    print("\nlines and sentences of five documents and more" + (" (before > now)" if before else ""))
    print(table([["corpus", "pieces", "characters", "characters that went", "pieces still repeated"], *rows]))


def main() -> None:
    """Run over all corpora and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpora", nargs="*", default=[])
    parser.add_argument("--switches", default="")
    parser.add_argument("--chaffinch", default=str(Path(sys.executable).with_name("chaffinch")))
    parser.add_argument("--before", type=Path, help="figures that --save wrote, to be printed beside")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--keep", type=Path, help="a folder for the run folders, to be looked at")
    parser.add_argument("--kept", type=Path, help="a folder of run folders that --keep wrote: nothing is run")
    parser.add_argument("--largest", type=int, default=0, help="print the largest repeated pieces that stay")
    given = parser.parse_args()
    print(machine(), versions("numpy", "pyarrow", "google-re2"), sep="\n")
    cuts, pairs = judged(given.folder, "cuts"), judged(given.folder, "documents")
    now: dict[str, Any] = {}
    for name, path in corpora(given.folder, given.corpora):
        with tempfile.TemporaryDirectory(prefix="real-") as folder:
            run = given.kept / name if given.kept else Path(folder) / "run"
            if not given.kept:
                clean(given.chaffinch, path, given.switches, Path(folder))
            if given.keep:
                shutil.copytree(run, given.keep / name, dirs_exist_ok=True)
            found = Removed.of(run)
            summary = tomllib.loads((run / "run.toml").read_text("utf-8"))["counts"]
        own_cuts, own_pairs = ([r for r in rows if r["corpus"] == name] for rows in (cuts, pairs))
        pieces = repeats(found, path, given.largest)
        now[name] = figures(found, summary, own_cuts, own_pairs, pieces)
        for piece, characters in pieces.largest:
            print(f"{name}: {characters:,} characters stay of {piece[:120]!r}", file=sys.stderr)
        print(f"{name}: {json.dumps(now[name]['counts'])}", file=sys.stderr)
    before = json.loads(given.before.read_text("utf-8")) if given.before else {}
    if given.save:
        given.save.write_text(json.dumps(now, indent=1), encoding="utf-8")
    cuts_table(now, before)
    judged_table(now, before)
    repeats_table(now, before)


if __name__ == "__main__":
    main()
