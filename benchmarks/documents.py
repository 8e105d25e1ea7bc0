"""Count which documents go of those that a reader has judged, and which pairs with labels by people are joined.

    python benchmarks/documents.py FOLDER [--corpora reuters blogs] [--others 300] [--chaffinch PROGRAM] [--pairs]

FOLDER holds corpora as NAME.jsonl (records with ``id`` and ``text``), ``judged_documents.tsv`` (corpus, removed,
keeper, judged, note) and ``neardup_pairs.jsonl`` (track, label from 0, other content, to 3, same content; left, right).
None of it is part of the project. Of each corpus the judged documents are read, and others in between, so that a run
takes seconds.

A judged row counts as removed if one of its two documents goes. With ``--pairs`` the labelled pairs are
matched in this process, each by itself: joined are those of which each text covers the other and neither contradicts.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from measuring import machine, table, versions
from real import Removed, clean, corpora, judged

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
import chaffinch as cf

LABELS = (3, 2, 1, 0)


def sample(path: Path, needed: set[str], others: int) -> Iterator[str]:
    """Give the records that are needed, and about so many others, evenly from the whole corpus."""
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    step = max(1, len(lines) // max(others, 1))
    for i, line in enumerate(lines):
        if (others and i % step == 0) or json.loads(line)["id"] in needed:
            yield line + "\n"


def verdicts(folder: Path, given: argparse.Namespace) -> None:
    """Print for each corpus and verdict how many judged documents go, and below those that differ from the goal."""
    counts: Counter[tuple[str, str]] = Counter()
    lost: Counter[tuple[str, str]] = Counter()
    wrong = []
    names = []
    for name, path in corpora(folder, given.corpora):
        rows = [row for row in judged(folder, "documents") if row["corpus"] == name]
        if rows:
            names.append(name)
            found = removed(path, rows, given)
            for row in rows:
                goes = row["removed"] in found.documents or row["keeper"] in found.documents
                counts[name, row["judged"]] += 1
                lost[name, row["judged"]] += goes
                if row["judged"] != "EMPTY" and goes != (row["judged"] == "SAME"):
                    wrong.append(f"{row['n']} {name} {row['judged']} {'goes' if goes else 'stays'}: {row['note']}")
    kinds = sorted({kind for _, kind in counts})
    lines = [[name, *(_share(lost[name, kind], counts[name, kind]) for kind in kinds)] for name in names]
    sums = [[sum(count[name, kind] for name in names) for count in (lost, counts)] for kind in kinds]
    print(table([["removed of judged", *kinds], *lines, ["all", *(_share(*both) for both in sums)]]))
    print("\n".join(wrong) or "none", "\n")


def removed(path: Path, rows: list[dict[str, str]], given: argparse.Namespace) -> Removed:
    """Run over the judged documents of a corpus and some others."""
    needed = {row[side] for row in rows for side in ("removed", "keeper")}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "in").mkdir()
        corpus = work / "in" / path.name
        corpus.write_text("".join(sample(path, needed, given.others)), encoding="utf-8")
        clean(given.chaffinch, corpus, given.switches, work)
        return Removed.of(work / "run")


def _share(some: int, all_: int) -> str:
    return f"{some} / {all_}" if all_ else ""


def pairs(path: Path) -> None:
    """Print by track and label how many pairs are joined or contained, and the precision and recall of label 3."""
    found: Counter[tuple[str, int, str]] = Counter()
    for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        matched = cf.find_duplicates([row["left"], row["right"]])
        joined = "joined" if matched.groups() else "contained" if len(matched) else "apart"
        found[row["track"], row["label"], joined] += 1
    tracks = sorted({track for track, _, _ in found})
    rows = [
        [
            track,
            *(
                " + ".join(str(found[track, label, how]) for how in ("joined", "contained", "apart"))
                for label in LABELS
            ),
        ]
        for track in tracks
    ]
    print(table([["joined + contained + apart", *(f"label {label}" for label in LABELS)], *rows]))
    alike = {label: sum(found[track, label, "joined"] for track in tracks) for label in LABELS}
    same = sum(count for (_, label, _), count in found.items() if label == LABELS[0])
    share = 1 - alike[0] / max(1, sum(alike.values()))
    print(f"label 3 joined: {alike[LABELS[0]]} of {same}; joined pairs that are not other content: {share:.3f}")


def main() -> None:
    """Judge the documents and, where asked for, the pairs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpora", nargs="*", default=[])
    parser.add_argument("--others", type=int, default=300, help="other documents that are read with those judged")
    parser.add_argument("--switches", default="")
    parser.add_argument("--chaffinch", default=str(Path(sys.executable).with_name("chaffinch")))
    parser.add_argument("--pairs", action="store_true", help="judge only the pairs with labels")
    given = parser.parse_args()
    print(machine())
    print(versions("chaffinch", "numpy", "pyarrow", "rapidfuzz"), "\n")
    if given.pairs:
        pairs(given.folder / "neardup_pairs.jsonl")
    else:
        verdicts(given.folder, given)


if __name__ == "__main__":
    main()
