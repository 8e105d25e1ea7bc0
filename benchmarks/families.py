"""Match the versions of texts: how many pairs of one family are among the document matches, and how many of others.

    python benchmarks/families.py FOLDER

Every folder below the one given is a family: revisions of one text. ``chaffinch clean`` runs with its defaults.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from measuring import machine, percent, table, versions

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
import chaffinch as cf


def main() -> None:
    """Clean the folder and print shares of pairs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as out:
        run = cf.clean(folder, Path(out) / "run", config=cf.Config.from_dict({"policy": {"yes": True}}))
        rows = [row for row in run.table("matches").to_pylist() if row["unit"] == "document"]
        members = Counter(Path(name).parent for name in run.table("documents")["document"].to_pylist())
    pairs = sum(n * (n - 1) // 2 for n in members.values())
    lines = []
    for name, least in (("any match", 0.0), ("one covered", 0.8), ("both covered", 0.8)):
        side = min if name.startswith("both") else max
        chosen = [r for r in rows if side(r["left_coverage"], r["right_coverage"]) >= least]
        same = sum(Path(r["left_document"]).parent == Path(r["right_document"]).parent for r in chosen)
        lines.append([name, percent(same / pairs), percent(same / max(len(chosen), 1)), str(len(chosen))])
    print(machine())
    print(versions("chaffinch", "numpy", "pyarrow", "rapidfuzz"))
    print(f"{sum(members.values())} documents, {len(members)} families, {pairs} pairs")
    print(table([["document matches", "recall", "precision", "pairs"], *lines]))


if __name__ == "__main__":
    main()
